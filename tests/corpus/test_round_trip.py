"""A plan written as Excel and read again is the same plan; LibreOffice in between changes nothing."""

import shutil
import subprocess
from pathlib import Path

import pytest

from knowledge.corpus.folder import load_corpus
from knowledge.corpus.importing import Importer
from knowledge.corpus.publishing import staging
from knowledge.model import Corpus
from tests.corpus.folders import write
from tests.corpus.plans import PLAN, TABLE_PLAN

PLANS = {"清水": PLAN, "分工": TABLE_PLAN}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder into which the plans were imported."""
    sources = write(tmp_path / "in", {f"{name}.md": text for name, text in PLANS.items()})
    target = tmp_path / "knowledge"
    target.mkdir()
    with staging(target) as stage:
        importer = Importer(stage)
        for path in sorted(sources.iterdir()):
            importer.add(path)
        stage.publish("2026-11-22")
    return target


def understood(tmp_path: Path) -> Corpus:
    """The same documents without tables."""
    files = {f"documents/{name}.md": text for name, text in PLANS.items()}
    return load_corpus(write(tmp_path / "plain", files))


def facts(corpus: Corpus) -> list[tuple[object, ...]]:
    """What a task says, without what only reading knows (doubts, the words of a reading)."""
    return [
        (
            task.id,
            task.title,
            task.text,
            task.document,
            task.section_path,
            task.lead,
            task.responsible,
            (task.deadline.kind, task.deadline.date, task.deadline.rule),
            [(n.value, n.unit, n.comparator) for n in task.numbers],
            (task.start, task.end, task.quote),
        )
        for task in corpus.tasks()
    ]


def test_what_is_written_is_read_back(folder: Path, tmp_path: Path) -> None:
    read = load_corpus(folder)
    assert all(plan.reviewed for plan in read.plans.values())
    assert len(facts(read)) == 6
    assert facts(read) == facts(understood(tmp_path))


def test_libreoffice_loses_nothing(folder: Path, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    before = facts(load_corpus(folder))
    home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    tables = [str(path) for path in (folder / "plans").iterdir()]
    command = [
        office,
        home,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path / "out"),
    ]
    subprocess.run([*command, *tables], check=True, capture_output=True, timeout=120)
    for path in (tmp_path / "out").iterdir():
        shutil.copy(path, folder / "plans")
    assert facts(load_corpus(folder)) == before
    with staging(folder) as stage:
        importer = Importer(stage)
        outcomes = [importer.add(path) for path in sorted((folder / "documents").iterdir())]
    assert all(outcome.unchanged for outcome in outcomes)
