"""What the image and the compose file promise: no rights, nothing writable but the volume."""

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
IMAGE = DOCKERFILE.rsplit("\nFROM ", 1)[1]
SERVICES: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))[
    "services"
]


def test_what_the_image_is_built_from_is_there_and_not_ignored() -> None:
    let_in = {
        line[1:].rstrip("/")
        for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    }
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    names = {name for line in copied for name in line.split()}
    assert {"bot", "knowledge", "requirements.lock"} <= names
    assert names <= let_in
    assert all((ROOT / name).exists() for name in names)


def test_the_image_runs_without_rights_and_says_how_it_is() -> None:
    assert re.search(r"^USER [1-9]\d*$", IMAGE, re.MULTILINE)
    assert "\nVOLUME /data\n" in IMAGE
    assert re.search(r"^HEALTHCHECK .*\\\n.*bot\.healthcheck", IMAGE, re.MULTILINE)
    assert "ASKPLAN_LISTEN=0.0.0.0:8080" in IMAGE
    assert "ASKPLAN_DATABASE_URL=sqlite:////data/" in IMAGE


def test_no_service_may_write_outside_its_volumes_or_gain_rights() -> None:
    assert set(SERVICES) == {"bot", "database"}
    for name, service in SERVICES.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
    assert "cap_add" not in SERVICES["bot"]
    assert SERVICES["bot"]["depends_on"]["database"]["condition"] == "service_healthy"
    assert "healthcheck" in SERVICES["database"]


def test_secrets_come_from_outside_and_no_port_is_open_to_the_network() -> None:
    for service in SERVICES.values():
        for name, value in service["environment"].items():
            if re.search("TOKEN|PASSWORD", name):
                assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", value), name
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    assert (
        "://askplan:${POSTGRES_PASSWORD" in SERVICES["bot"]["environment"]["ASKPLAN_DATABASE_URL"]
    )
    assert ".env" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
