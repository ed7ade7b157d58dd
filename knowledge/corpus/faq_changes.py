"""Changes to the FAQ of a folder: a wording for an entry, a new entry. They end up in faq.xlsx.

A FAQ in another format is written as faq.xlsx with its first change: all its rows, all its columns.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.corpus.columns import FAQ, Schema, bare
from knowledge.corpus.editing import TableBook, table_of
from knowledge.corpus.faq import build_faq
from knowledge.corpus.files import Found, list_files, read_bytes
from knowledge.corpus.publishing import Stage, digest, generation
from knowledge.corpus.records import Record
from knowledge.corpus.sources import Sources
from knowledge.corpus.tables import SUFFIXES, read_table
from knowledge.errors import BadFolder, Problem, UnreadableFile
from knowledge.model import Corpus, FaqEntry

FILE = "faq.xlsx"
SHEET = "问答"
# What ends a wording inside a cell.
_ENDS = re.compile(r"[；;|｜\r\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqChange:
    """One change. entry: the question of the entry that gets `wordings`; or, empty, a new entry.

    A new entry: question, answer, wordings, and the document and passage that it stands on, if any.
    """

    entry: str = ""
    wordings: tuple[str, ...] = ()
    question: str = ""
    answer: str = ""
    document: str = ""
    quote: str = ""

    @property
    def asked(self) -> tuple[str, ...]:
        """The questions that the entry is to answer from now on."""
        return (self.question, *self.wordings) if self.question else self.wordings

    def described(self) -> str:
        """One line for the journal and for people."""
        if self.question:
            return f"新建问答“{self.question}”"
        return f"问答“{self.entry}”增加问法：{'、'.join(f'“{one}”' for one in self.wordings)}"


def tables_named(folder: Path, stem: str) -> list[Found]:
    """The tables of a kind at the top of a folder, the one that changes go to first."""
    files = [f for f in list_files(folder) if isinstance(f, Found)]
    named = [f for f in files if f.path.stem.lower() == stem and f.suffix in SUFFIXES]
    return sorted(named, key=lambda found: found.suffix != ".xlsx")


def open_table(stage: Stage, stem: str, schema: Schema, title: str) -> tuple[str, TableBook]:
    """The .xlsx table of a kind, ready for changes, and its name; made of what there is.

    Tables of the kind in other formats go, as all their rows stand in this one when it is put.
    """
    found = tables_named(stage.folder, stem)
    data = [(one, read_bytes(one.path, one.name)) for one in found]
    if data and data[0][0].suffix == ".xlsx":
        first, rest = data[0], data[1:]
        book = TableBook(first[0].name, first[1], schema)
        name = first[0].name
    else:
        rest, name = data[1:], f"{stem}.xlsx"
        records = _records(*data[0], schema) if data else []
        book = TableBook(name, table_of(schema, title, records), schema)
        if data:
            stage.remove(data[0][0].name)
    for one, content in rest:
        for record in _records(one, content, schema):
            book.add({f: record.text(f) for f in schema.fields if record.text(f)}, record.extra)
        stage.remove(one.name)
    return name, book


def _records(found: Found, data: bytes, schema: Schema) -> list[Record]:
    """All rows of a table; UnreadableFile where some of it would be lost in another format."""
    items = list(read_table(found.name, data, schema))
    for item in items:
        if isinstance(item, Problem) and item.level == "error":
            raise UnreadableFile(item)
    return [item for item in items if isinstance(item, Record)]


def apply(stage: Stage, change: FaqChange) -> str:
    """Stage a change of the FAQ; the name of the file. Raises UnreadableFile where it is impossible."""
    name, book = open_table(stage, "faq", FAQ, SHEET)
    if change.question:
        _check_new(book, change)
        book.add(
            {
                "id": _next_id(book.rows),
                "question": _one_line(change.question),
                "similar": "\n".join(map(_one_line, change.wordings)),
                "answer": change.answer.strip(),
                "document": change.document,
                "quote": change.quote,
            }
        )
    else:
        _add_wordings(book, change)
    stage.put(name, book.save())
    return name


def _one_line(wording: str) -> str:
    return " ".join(_ENDS.sub(" ", wording).split())


def _check_new(book: TableBook, change: FaqChange) -> None:
    wanted = {bare(one) for one in change.asked}
    for record in book.rows:
        if bare(record.text("question")) in wanted:
            what = f"已经有“{record.text('question')}”这个问题"
            raise UnreadableFile(
                Problem(
                    file=book.file,
                    place=record.place,
                    what=what,
                    remedy="请改这一行的答案，或把新的问法归入它",
                )
            )


def _add_wordings(book: TableBook, change: FaqChange) -> None:
    wanted = bare(change.entry)
    found = next((r for r in book.rows if bare(r.text("question")) == wanted), None)
    if found is None:
        what = f"问答“{change.entry}”已经不在了"
        raise UnreadableFile(Problem(file=book.file, what=what, remedy="请重新选一条，或新建问答"))
    known = {bare(one) for one in (change.entry, *found.wordings("similar"))}
    new = [one for one in map(_one_line, change.wordings) if bare(one) not in known]
    if new:
        book.extend(found, "similar", new)


def _next_id(rows: Iterable[Record]) -> str:
    """The next number, where the rows are numbered; empty where they are not."""
    ids = [row.text("id") for row in rows]
    numbers = [int(one) for one in ids if one.isascii() and one.isdigit()]
    return str(max(numbers) + 1) if numbers and len(numbers) == len(ids) else ""


def state_of(folder: Path) -> str:
    """What tells the FAQ and the history of a folder from any other state of them."""
    files = [(found.name, digest(found.path)) for found in tables_named(folder, "faq")]
    done = [name for name in generation(folder) if name.isdigit()]
    return hashlib.sha256(repr((files, done)).encode()).hexdigest()[:16]


def changed_faq(stage: Stage, corpus: Corpus) -> tuple[FaqEntry, ...]:
    """The entries that the folder would hold after the staged change, read as they will be.

    corpus: what the folder holds now, for the documents. Raises BadFolder where they contradict.
    """
    records: list[Record] = []
    problems: list[Problem] = []
    for name, data in _after(stage):
        for item in read_table(name, data, FAQ):
            if isinstance(item, Record):
                records.append(item)
            else:
                problems.append(item)
    entries, wrong = build_faq(records, Sources(corpus.documents))
    errors = [problem for problem in (*problems, *wrong) if problem.level == "error"]
    if errors:
        raise BadFolder(errors)
    return entries


def _after(stage: Stage) -> Iterator[tuple[str, bytes]]:
    """The FAQ tables as they would be."""
    names = dict.fromkeys([*(f.name for f in tables_named(stage.folder, "faq")), FILE])
    for name in names:
        data = stage.content(name)
        if data is not None:
            yield name, data
