"""README promises only what is there: commands, options, variables, packages, rooms of the house."""

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from bot.cli import COMMANDS, cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
INLINE = re.findall(
    r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", README, flags=re.MULTILINE | re.DOTALL)
)
CODE = [line for kind, body in BLOCKS if kind != "text" for line in body.splitlines()] + INLINE
CALLS = [
    (match[1], match[2])
    for line in CODE
    for match in re.finditer(r"(?:\baskplan|python -m bot) ([a-z]+)\b([^#&]*)", line)
]
VARIABLE = re.compile(r"\b(?:ASKPLAN|TELEGRAM)_[A-Z_]+\b")


def source(*packages: str) -> str:
    files = [path for name in packages for path in sorted((ROOT / name).rglob("*.py"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def section(title: str) -> str:
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_every_command_that_readme_names_exists() -> None:
    named = {name for name, _ in CALLS}
    assert "ask" in named
    assert named <= set(COMMANDS)


def test_every_command_that_exists_is_in_readme() -> None:
    assert set(COMMANDS) <= {name for name, _ in CALLS}


def test_every_option_that_readme_gives_to_a_command_exists() -> None:
    context = click.Context(cli)
    for name, rest in CALLS:
        command = cli.get_command(context, name)
        assert command is not None
        options = {text for parameter in command.params for text in parameter.opts}
        given = set(re.findall(r"(?<!\S)--[a-z-]+", rest))
        assert given <= options, f"askplan {name} {rest}"


def test_variables_in_readme_are_the_ones_that_the_program_reads() -> None:
    table = set(re.findall(r"^\| `([A-Z_]+)`", section("The bot"), re.MULTILINE))
    assert set(VARIABLE.findall(README)) <= table
    assert table <= set(VARIABLE.findall(source("bot", "knowledge")))


def test_every_package_that_is_installed_has_its_reason_in_readme() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = project["dependencies"] + project["optional-dependencies"]["test"]
    names = [re.split(r"[\[<>=~! ]", line)[0] for line in lines]
    assert [name for name in names if name not in section("What it stands on")] == []


def test_each_of_the_two_commands_is_one_line() -> None:
    lines = [line for kind, body in BLOCKS if kind == "sh" for line in body.splitlines()]
    setups = [line for line in lines if line.startswith("python3 -m venv .venv && ")]
    asking = [line for line in setups if ".venv/bin/askplan ask " in line]
    testing = [line for line in setups if line.endswith(" -m pytest")]
    assert len(asking) == len(testing) == 1
    assert len(setups) == 2


def test_the_map_names_rooms_that_are_there() -> None:
    floor, named = "", []
    for line in section("Map of the house").splitlines():
        indent, names = re.match(r"( *)((?:[a-z_]+(?:\.py|/) ?)*)", line).groups()  # type: ignore[union-attr]
        for name in names.split():
            named.append(floor + name if indent else name)
            floor = floor if indent else name
    assert len(named) > 15
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_floor_of_the_library_is_on_the_map() -> None:
    text = section("Map of the house")
    rooms = [path.parent.name for path in (ROOT / "knowledge").glob("*/__init__.py")]
    rooms += [path.parent.name for path in (ROOT / "bot").glob("*/__init__.py")]
    assert [room for room in rooms if f"{room}/" not in text] == []


def transcripts() -> list[tuple[list[str], str]]:
    """Every `$ askplan …` that README shows, and what it shows below; … stands for a rest."""
    shown = "\n".join(body for kind, body in BLOCKS if kind == "text" and "$ askplan" in body)
    parts = re.split(r"^\$ askplan ", shown, flags=re.MULTILINE)[1:]
    calls = [part.split("\n", 1) for part in parts]
    return [(shlex.split(line), output.strip()) for line, output in calls]


@pytest.mark.parametrize(("arguments", "output"), transcripts(), ids=["refused", "answered"])
def test_the_transcript_in_readme_is_what_the_program_prints(
    arguments: list[str], output: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    whole = not output.endswith("…")
    printed = done.stdout.strip()
    assert printed == output if whole else printed.startswith(output.removesuffix("…"))


@pytest.mark.parametrize("word", ["password", "TODO", "FIXME", "/work/", "/root/"])
def test_readme_holds_nothing_that_does_not_belong(word: str) -> None:
    assert word not in README
