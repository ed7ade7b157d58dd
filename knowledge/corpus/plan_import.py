"""A reviewed table of tasks, taken into a folder: it stands for those about the same documents."""

from collections.abc import Iterator, Sequence

from knowledge.corpus.columns import PLAN, bare
from knowledge.corpus.documents import document_id
from knowledge.corpus.files import Found, files_inside, read_bytes
from knowledge.corpus.folder import DOCUMENTS, PLANS
from knowledge.corpus.plan_file import read_origin
from knowledge.corpus.plan_rows import task_rows
from knowledge.corpus.publishing import Stage
from knowledge.corpus.records import Record
from knowledge.corpus.table_differences import (
    TableImported,
    TableKind,
    compare,
    rows_of,
    values_of,
)
from knowledge.corpus.tables import SUFFIXES
from knowledge.errors import Problem, UnreadableFile


def take_plan(
    stage: Stage, kind: TableKind, name: str, data: bytes, records: Sequence[Record]
) -> TableImported:
    """A reviewed table: it stands for those that say something of the same documents."""
    file = _place_of(stage, name, data)
    mine = {_subject(record) for record in records}
    old: list[Record] = []
    superseded = []
    for found in _plan_tables(stage):
        rows = rows_of(found.name, read_bytes(found.path, found.name), PLAN)
        theirs = {_subject(row) for row in rows}
        if found.name == file or (rows and theirs <= mine):
            old += rows
            superseded += [] if found.name == file else [found.name]
        elif both := theirs & mine:
            what = f"“{sorted(both)[0][1]}”的任务也在 {found.name} 里，两张表会重复"
            remedy = f"请以 {found.name.rpartition('/')[2]} 为名发来，替换那张表"
            raise UnreadableFile(Problem(file=name, what=what, remedy=remedy))
    covered = {subject for row in old if (subject := _subject(row))[0] == "document"}
    read = list(_understood(stage, {name for what, name in mine - covered if what == "document"}))
    changes, removed = compare(kind, [*old, *read], records)
    if changes or removed:
        stage.put(file, data)
        for one in superseded:
            stage.remove(one)
    return TableImported(
        kind=kind,
        file=file,
        rows=len(records),
        changes=tuple(changes),
        removed=tuple(removed),
        superseded=tuple(superseded) if stage.staged(file) else (),
        values=values_of(kind, records),
        replaced=True,
    )


def _understood(stage: Stage, names: set[str]) -> Iterator[Record]:
    """What the program itself reads in documents that no table stands for."""
    from knowledge.plans.extraction import extract
    from knowledge.reading.documents import read_document

    for found in files_inside(stage.folder, DOCUMENTS):
        if isinstance(found, Problem) or bare(document_id(found)) not in names:
            continue
        document = read_document(found.name, read_bytes(found.path, found.name))
        for row in task_rows(document, extract(document), listed=False):
            yield Record(file=found.name, place="", values=row.values)


def _subject(record: Record) -> tuple[str, str]:
    """What a row belongs to: its document; or, where it names none, itself."""
    document = record.text("document")
    kept = bare(document.rpartition(".")[0] or document)
    return ("document", kept) if document else ("task", bare(record.text("title")))


def _plan_tables(stage: Stage) -> list[Found]:
    found = (f for f in files_inside(stage.folder, PLANS) if isinstance(f, Found))
    return [one for one in found if one.suffix in SUFFIXES]


def _place_of(stage: Stage, name: str, data: bytes) -> str:
    """The file that the table replaces: made from the same source, or of the same name."""
    origin = read_origin(name, data)[0] if name.lower().endswith(".xlsx") else None
    for found in _plan_tables(stage):
        if origin is not None and found.suffix == ".xlsx":
            other = read_origin(found.name, read_bytes(found.path, found.name))[0]
            if other is not None and (other.file, other.listed) == (origin.file, origin.listed):
                return found.name
        if found.path.name == name:
            return found.name
    return f"{PLANS}/{name}"
