"""One file of a clerk's -> what it would change in a knowledge folder, prepared but not published.

Files are taken one by one: of a thousand, one document is in memory at a time.
"""

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.corpus.columns import GLOSSARY, PLAN, bare
from knowledge.corpus.documents import document_id
from knowledge.corpus.files import Found, files_inside, list_files, read_bytes
from knowledge.corpus.folder import DOCUMENTS, PLANS
from knowledge.corpus.glossary import build_glossary
from knowledge.corpus.merging import Merged, first_table, merge
from knowledge.corpus.plan_file import Origin, read_origin, read_plan_file, write_plan_file
from knowledge.corpus.plan_rows import TaskRow, task_rows
from knowledge.corpus.publishing import Stage
from knowledge.corpus.records import Record
from knowledge.corpus.secrecy import secrecy_mark
from knowledge.corpus.table_differences import TableImported, TableKind
from knowledge.corpus.table_import import kinds_in, take_tables
from knowledge.corpus.tables import SUFFIXES as TABLE_SUFFIXES
from knowledge.corpus.tables import read_table
from knowledge.errors import Problem, UnreadableFile
from knowledge.model import Document

# Lists of tasks that become a table; they are no documents of the folder.
LIST_SUFFIXES = (".xlsx",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What one file would change. table: its plan table, empty without one.

    merged: None where the document holds no task, or a table of a person's own stands for it.
    first: the table is new. notes: what a person should know. unchanged: nothing would change.
    tables: what a person's own tables would change; the file is no document then.
    """

    origin: Origin
    table: str = ""
    merged: Merged | None = None
    first: bool = False
    notes: tuple[str, ...] = ()
    unchanged: bool = False
    tables: tuple[TableImported, ...] = ()


def _refuse(name: str, what: str, remedy: str) -> UnreadableFile:
    return UnreadableFile(Problem(file=name, what=what, remedy=remedy))


class Importer:
    """Takes files into the folder of a `Stage`, one by one.

    replace: rows that a table of FAQ or names lacks go from the folder's; else they stay.
    """

    def __init__(self, stage: Stage, *, replace: bool = False) -> None:
        self._stage = stage
        self._replace = replace
        self._folder = stage.folder
        papers = files_inside(self._folder, DOCUMENTS)
        self._papers = {document_id(f): f.name for f in papers if isinstance(f, Found)}
        self._tables = _survey_tables(self._folder)
        self._units = _known_units(self._folder)
        # What this run has taken in so far: id and identity -> file.
        self._taken: dict[str, str] = {}

    def add(self, path: Path) -> Imported:
        """Prepare one file. Raises UnreadableFile where it cannot be taken in, with the reason."""
        return self.take(path.name, read_bytes(path, path.name))

    def take(self, file: str, data: bytes) -> Imported:
        """Prepare a file by its content. Raises UnreadableFile as `add` does."""
        name = unicodedata.normalize("NFC", file)
        if kinds := kinds_in(name, data):
            return self._take_tables(name, data, kinds)
        document, origin = understand(name, data)
        warned = list(self._take(document.id, origin))
        changed = not origin.listed and self._put_document(document.id, name, data)
        return self._add_table(document, origin, warned, changed=changed)

    def _take_tables(
        self, name: str, data: bytes, kinds: Mapping[TableKind, list[str]]
    ) -> Imported:
        before = self._stage.count
        tables = tuple(take_tables(self._stage, name, data, kinds, replace=self._replace))
        digest = hashlib.sha256(data).hexdigest()
        origin = Origin(file=name, title="", doc_no="", date="", sha256=digest, listed=True)
        return Imported(origin=origin, tables=tables, unchanged=self._stage.count == before)

    def _take(self, name: str, origin: Origin) -> Iterator[str]:
        """Refuse a second file of one name in this run; warn of one document under two names."""
        place = f"{name} {origin.listed}"
        if place in self._taken:
            what = f"与这次导入的 {self._taken[place]} 同名"
            raise _refuse(origin.file, what, "请改名后再导入")
        self._taken[place] = origin.file
        twins = {
            twin
            for key in _identities(origin)
            if (twin := self._taken.get(key) or self._tables.twins.get(key)) is not None
        }
        self._taken.update(dict.fromkeys(_identities(origin), origin.file))
        for twin in sorted(twins):
            if document_name(twin) != name:
                yield (
                    f"与 {twin} 的标题和文号（或日期）相同，像是同一份文件，任务会重复计算；"
                    f"若是新版本，请改名为 {twin} 再导入"
                )

    def _put_document(self, name: str, file: str, data: bytes) -> bool:
        """Stage the document where it belongs; one of another format that it replaces goes."""
        before = self._papers.get(name)
        folder = DOCUMENTS if before is None else before.rpartition("/")[0]
        changed = self._stage.put(f"{folder}/{file}", data)
        if before is not None and before != f"{folder}/{file}":
            changed |= self._stage.remove(before)
        return changed

    def _add_table(
        self, document: Document, origin: Origin, warned: list[str], *, changed: bool
    ) -> Imported:
        from knowledge.plans.extraction import extract

        rows = list(task_rows(document, extract(document), listed=origin.listed))
        notes = [*warned, *(str(problem) for problem in document.problems)]
        table = self._table_name(document.id, listed=origin.listed)
        own = self._persons_table(document, table)
        old = None if own else self._read(table)
        if own or (old is None and not rows):
            if origin.listed and not own:
                remedy = "请检查表头里有没有任务、牵头（责任）单位、完成时限等列"
                raise _refuse(origin.file, "没有读到任务", remedy)
            nothing = "没有读到任务，只存入文件"
            notes.append(f"{own} 是人工填写的任务表，以它为准，没有改动" if own else nothing)
            return Imported(origin=origin, notes=tuple(notes), unchanged=not changed)
        merged, rewritten = _merged(table, old, rows, origin)
        if rewritten:
            written = write_plan_file(merged, origin, self._units, old=old)
            changed |= self._stage.put(table, written)
        return Imported(
            origin=origin,
            table=table,
            merged=merged,
            first=old is None,
            notes=tuple(notes),
            unchanged=not changed,
        )

    def _table_name(self, name: str, *, listed: bool) -> str:
        """The table of a document or list; the two do not share one where both have a name."""
        plain = f"{PLANS}/{name}.xlsx"
        known = self._tables.origins.get(plain)
        other = known is not None and known.listed != listed
        if not other and not (listed and name in self._papers):
            return plain
        return f"{PLANS}/{name}（{'任务表' if listed else '方案'}）.xlsx"

    def _persons_table(self, document: Document, table: str) -> str:
        """The table that a person made for this document, or that stands where ours would."""
        names = (document.id, document.title, document.file)
        own = next((self._tables.named[n] for n in map(bare, names) if n in self._tables.named), "")
        foreign = (self._folder / table).exists() and table not in self._tables.origins
        return own or (table if foreign else "")

    def _read(self, table: str) -> bytes | None:
        path = self._folder / table
        return read_bytes(path, table) if path.exists() else None


def document_name(file: str) -> str:
    """A file name without its ending: the id of the document."""
    return file.rpartition(".")[0] or file


def understand(name: str, data: bytes) -> tuple[Document, Origin]:
    """A file as a document, and where it came from.

    Raises UnreadableFile for what cannot be read, or is marked secret.
    """
    from knowledge.reading.documents import read_document

    listed = name.lower().endswith(LIST_SUFFIXES)
    document = read_document(name, data)
    if mark := secrecy_mark(document.raw):
        remedy = "涉密文件不得导入，请按保密规定处理；若已解密，请先去掉密级标志"
        raise _refuse(name, f"文件标有密级“{mark}”", remedy)
    origin = Origin(
        file=name,
        title=document.title,
        doc_no=document.doc_no or "",
        date=str(document.date or ""),
        sha256=hashlib.sha256(data).hexdigest(),
        listed=listed,
    )
    return document, origin


def _identities(origin: Origin) -> Iterator[str]:
    """What makes two files one document: the same bytes; or title with number, or with date."""
    yield origin.sha256
    if not origin.listed and (origin.doc_no or origin.date):
        yield f"{origin.title} {origin.doc_no} {origin.date}"


def _merged(
    table: str, old: bytes | None, rows: list[TaskRow], origin: Origin
) -> tuple[Merged, bool]:
    """The table to write, and whether it differs from the one that is there."""
    if old is None:
        return first_table(rows), True
    now = read_plan_file(table, old)
    merged = merge(rows, now.base, now.rows)
    return merged, bool(merged.changes) or now.origin != origin or now.base != merged.base


# --- what the folder holds already ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tables:
    """The tables of plans/. origins: those that a program wrote, by file name.

    twins: identity -> file that it was made from. named: document (as `bare`) -> the table that a
    person made for it.
    """

    origins: Mapping[str, Origin]
    twins: Mapping[str, str]
    named: Mapping[str, str]


def _survey_tables(folder: Path) -> _Tables:
    origins: dict[str, Origin] = {}
    named: dict[str, str] = {}
    for found in files_inside(folder, PLANS):
        if isinstance(found, Problem) or found.suffix not in TABLE_SUFFIXES:
            continue
        data = read_bytes(found.path, found.name)
        origin = read_origin(found.name, data)[0] if found.suffix == ".xlsx" else None
        if origin is not None:
            origins[found.name] = origin
            continue
        for item in read_table(found.name, data, PLAN):
            if isinstance(item, Record) and item.text("document"):
                named.setdefault(bare(item.text("document")), found.name)
    twins = {key: origin.file for origin in origins.values() for key in _identities(origin)}
    return _Tables(origins=origins, twins=twins, named=named)


def _known_units(folder: Path) -> tuple[str, ...]:
    """The departments of the glossary, to offer in drop-downs."""
    files = (f for f in list_files(folder) if isinstance(f, Found))
    tables = [f for f in files if f.path.stem.lower() == "glossary" and f.suffix in TABLE_SUFFIXES]
    items = (
        item for f in tables for item in read_table(f.name, read_bytes(f.path, f.name), GLOSSARY)
    )
    terms, _ = build_glossary(item for item in items if isinstance(item, Record))
    return tuple(term.name for term in terms if term.type == "部门")
