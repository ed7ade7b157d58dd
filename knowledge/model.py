"""The records that every floor shares: documents and what is found in them, questions' answers.

All are frozen; a record that holds a character range refers to `Document.text` (cleaned, Simplified),
counted in Python characters, end exclusive.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from knowledge.errors import Problem

DeadlineKind = Literal["date", "recurring", "ongoing", "none"]
Comparator = Literal[">=", ">", "<=", "<", "=", "~", "range"]
# How sure an answer must be before it is given; see knowledge/search/decision.
Caution = Literal["cautious", "balanced", "eager"]
Status = Literal["answered", "suggested", "unanswered"]
Kind = Literal[
    "faq",
    "lead",
    "responsible",
    "reverse",
    "deadline",
    "deadline_list",
    "target",
    "count",
    "passage",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A numbered heading or numbered item of a document, with everything that belongs to it.

    number: as written, `一、`, `(一)`, `1.`, `①`, `第一条`; empty for a heading without a number.
    title: the heading alone; of a run-in heading (`(一)小标题。正文`) the part before the first 。
    level: 1 is outermost. `item` is true for a numbered paragraph that carries its own text.
    start, end: from the heading's first character to the end of the last paragraph inside it.
    body: where the text after the heading begins (after the number and the line's end; for an item,
    after the number). parent: index of the enclosing section in `Document.sections`, or None.
    """

    number: str
    title: str
    level: int
    start: int
    end: int
    body: int
    item: bool = False
    parent: int | None = None

    @property
    def heading(self) -> str:
        """Number and title as a reader would cite them: `三、重点任务`."""
        return f"{self.number}{self.title}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of a document that is quoted and found as one: a paragraph, or part of a long one.

    number: 0, 1, ... within the document. section: headings from the outermost, as cited.
    `text` equals `document.text[start:end]`; at most about 300 characters.
    """

    number: int
    start: int
    end: int
    text: str
    section: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table. `text` equals `document.text[start:end]` unless `filled` is true.

    filled: the cell was empty in the file because it is merged with the one above or to the left,
    and holds that one's text and range.
    """

    text: str
    start: int
    end: int
    filled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table: its cells by column, and its range in the text.

    place: where a person finds it, `Sheet1!7`; empty where the file has no better place than the text.
    """

    cells: tuple[Cell, ...]
    start: int
    end: int
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table in a document, rows in order; which of them is the header is for the reader to judge."""

    rows: tuple[Row, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What cleaning changed in one place, so that a person can check it.

    raw_start, raw_end: range in `Document.raw`. start, end: range of the result in `Document.text`.
    certain: false where the result is a guess; no name and no number is ever taken from such a range.
    """

    kind: Literal["pinyin", "shifted", "traditional", "repeat", "chrome", "headline", "space"]
    raw_start: int
    raw_end: int
    start: int
    end: int
    certain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A source as it is quoted: cleaned text, its structure, and the way back to the raw text.

    id: file name without its ending. raw: the text as the file held it, before cleaning.
    trace: runs (start in text, start in raw, length), ascending, covering every character of `text`
    that came from `raw` unchanged or one to one.
    fictional: the document says of itself that it is an invented example (虚构示例).
    """

    id: str
    title: str
    text: str
    raw: str
    file: str = ""
    issuer: str | None = None
    doc_no: str | None = None
    date: datetime.date | None = None
    url: str | None = None
    fictional: bool = False
    sections: tuple[Section, ...] = ()
    passages: tuple[Passage, ...] = ()
    tables: tuple[Table, ...] = ()
    repairs: tuple[Repair, ...] = ()
    trace: tuple[tuple[int, int, int], ...] = ()
    problems: tuple[Problem, ...] = ()

    def section_at(self, position: int) -> tuple[Section, ...]:
        """The sections around a character, outermost first; empty before the first heading."""
        inside = [s for s in self.sections if s.start <= position < s.end]
        return tuple(sorted(inside, key=lambda s: s.level))

    def doubtful(self, start: int, end: int) -> bool:
        """Whether the range touches text that cleaning could only guess."""
        return any(not r.certain and r.start < end and start < r.end for r in self.repairs)

    def raw_range(self, start: int, end: int) -> tuple[int, int]:
        """The range of `raw` that `text[start:end]` came from; 0, 0 where nothing of it did."""
        places = [
            (raw + max(0, start - clean), raw + min(length, end - clean))
            for clean, raw, length in self.trace
            if clean < end and start < clean + length
        ]
        # Characters that were read anew have no place of their own, but their run has.
        places += [
            (r.raw_start, r.raw_end)
            for r in self.repairs
            if r.kind == "shifted" and r.start < end and start < r.end
        ]
        return (min(p[0] for p in places), max(p[1] for p in places)) if places else (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where an answer stands: shown under every answer, as `sources` in JSON.

    quote: word for word in the cleaned document, or the FAQ row or table row itself.
    document: a document's id, or the file name of a FAQ or plan table that is its own source.
    """

    document: str
    title: str
    quote: str
    doc_no: str | None = None
    date: datetime.date | None = None
    section: tuple[str, ...] = ()
    url: str | None = None
    fictional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A number to reach. value: as text, `98`, `2-3` for a range, `75/72` for several in order.

    by: `2027-12-31` or `2025` as far as it is known. hedge: 力争, 约, ... as written.
    base: what it is compared with (`较2023年`). lead, responsible: where the document names them.
    text: the clause, exact. start, end: its range, or None where it comes from a table of the clerk's.
    """

    name: str
    value: str
    unit: str
    comparator: Comparator
    text: str
    by: str | None = None
    hedge: str | None = None
    base: str | None = None
    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """By when. text: the original words. date: last day on which it is on time, local calendar.

    kind: `date` has a date; `recurring` has an iCalendar RRULE in `rule` where one can be written;
    `ongoing` and `none` have neither. start: for "from ... on". reason: the reading, for a person.
    certain: false where a person should look at it. later: further days of the same task, ascending
    (6月底前完成第一批，年底前全部完成).
    """

    kind: DeadlineKind = "none"
    text: str | None = None
    date: datetime.date | None = None
    rule: str | None = None
    start: datetime.date | None = None
    reason: str = ""
    certain: bool = True
    later: tuple[datetime.date, ...] = ()

    def __post_init__(self) -> None:
        if (self.kind == "date") != (self.date is not None):
            raise ValueError(f"kind {self.kind!r} with date {self.date}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One task of a plan.

    id: `DOCUMENT/12`, unique in the knowledge; what stands after the slash is stable for a document.
    text: exact substring of the cleaned document (or of the clerk's row). start, end: its range.
    lead: lead departments (牵头); responsible: all others that take part, as printed, in order.
    numbers: values to reach inside the task. doubts: why a person should look at it, one line each.
    grounds: passages beside the quote, word for word, on which units or deadline rest: a heading, a rule.
    extra: (header, text) of the columns of the clerk's own that the program does not know.
    """

    id: str
    title: str
    text: str
    document: str
    section_path: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    deadline: Deadline = field(default_factory=Deadline)
    numbers: tuple[Target, ...] = ()
    start: int | None = None
    end: int | None = None
    quote: str = ""
    grounds: tuple[str, ...] = ()
    place: str = ""
    status: str = ""
    doubts: tuple[str, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one document sets out to do. reviewed: it comes from a clerk's table, not from reading."""

    document: str
    tasks: tuple[Task, ...] = ()
    targets: tuple[Target, ...] = ()
    reviewed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqEntry:
    """A question that somebody answered. similar: further wordings.

    document, quote: its source; with no document the row itself is (`file`, `place`).
    extra: (header, text) of the columns of the clerk's own that the program does not know.
    """

    id: str
    question: str
    answer: str
    similar: tuple[str, ...] = ()
    document: str | None = None
    quote: str = ""
    tags: tuple[str, ...] = ()
    file: str = ""
    place: str = ""
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def wordings(self) -> tuple[str, ...]:
        """Every way the question is put, the main one first."""
        return (self.question, *self.similar)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A glossary row: a department (部门) or a term (术语), with its other names."""

    name: str
    aliases: tuple[str, ...] = ()
    type: Literal["部门", "术语"] = "部门"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Everything a knowledge folder holds, read and checked. warnings: what a person should look at.

    fictional: the whole folder is an invented example; every answer says so.
    public: whether its answers may be offered outside the chats it is meant for.
    caution: how sure an answer must be.
    """

    title: str
    documents: Mapping[str, Document] = field(default_factory=dict)
    faq: tuple[FaqEntry, ...] = ()
    plans: Mapping[str, Plan] = field(default_factory=dict)
    glossary: tuple[Term, ...] = ()
    timezone: str = "Asia/Shanghai"
    fictional: bool = False
    public: bool = False
    caution: Caution = "balanced"
    warnings: tuple[Problem, ...] = ()

    def tasks(self) -> Iterator[Task]:
        """All tasks, document by document in order of their ids, as printed within each."""
        for name in sorted(self.plans):
            yield from self.plans[name].tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Something that may answer. id: `faq:12`, `task:quality-2026/12`, `passage:DOC#7`.

    score: probability-like, 0 to 1, comparable within one query. evidence: name -> value, for `--why`.
    """

    id: str
    score: float
    evidence: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer, whatever its status. `answer` is what the asker reads first, Simplified Chinese.

    confidence: probability, 0 to 1, that it is right. highlight: the words of the first quote that
    answer, a substring of it, or empty. reading: how the question was read, for `--why`.
    suggestions: questions to tap. An `answered` answer always has a source.
    """

    query: str
    status: Status
    answer: str
    kind: Kind | None = None
    confidence: float = 0.0
    sources: tuple[Source, ...] = ()
    faq: str | None = None
    tasks: tuple[Task, ...] = ()
    departments: tuple[str, ...] = ()
    date: datetime.date | None = None
    value: str | None = None
    count: int | None = None
    suggestions: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    highlight: str = ""
    reading: Mapping[str, str] = field(default_factory=dict)
    fictional: bool = False

    def __post_init__(self) -> None:
        if self.status == "answered" and not self.sources:
            raise ValueError(f"an answer without a source: {self.answer!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A question and its answer, earlier in the same chat."""

    question: str
    answer: Answer
