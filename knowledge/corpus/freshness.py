"""Tables whose document has changed since it was imported: what they say may be out of date."""

from collections.abc import Iterator
from pathlib import Path

from knowledge.corpus.files import Found, files_inside, read_bytes
from knowledge.corpus.folder import DOCUMENTS, PLANS
from knowledge.corpus.plan_file import read_origin
from knowledge.corpus.publishing import digest
from knowledge.errors import Problem, UnreadableFile


def stale_tables(folder: Path) -> Iterator[Problem]:
    """A warning for every imported table whose document is another file by now."""
    papers = {f.path.name: f for f in files_inside(folder, DOCUMENTS) if isinstance(f, Found)}
    for table in files_inside(folder, PLANS):
        if isinstance(table, Problem) or table.suffix != ".xlsx":
            continue
        try:
            origin, _ = read_origin(table.name, read_bytes(table.path, table.name))
        except UnreadableFile:  # told by the survey already
            continue
        paper = None if origin is None or origin.listed else papers.get(origin.file)
        if origin is not None and paper is not None and digest(paper.path) != origin.sha256:
            what = f"导入之后 {paper.name} 又改过，这张表可能已经过时"
            remedy = (
                f"请再导入一次：askplan import {paper.name} --to 本文件夹（人工改过的内容会保留）"
            )
            yield Problem(file=table.name, what=what, remedy=remedy, level="warning")
