"""FAQ rows -> entries: every one with a question and an answer, and no two that contradict."""

from collections.abc import Iterable

from knowledge.corpus.columns import bare
from knowledge.corpus.records import Record
from knowledge.corpus.sources import Sources
from knowledge.errors import Problem
from knowledge.model import FaqEntry

# Longer than any question that a person asks: most likely two columns were swapped.
QUESTION_LIMIT = 500


def build_faq(
    records: Iterable[Record], sources: Sources
) -> tuple[tuple[FaqEntry, ...], list[Problem]]:
    """The entries in order, and what is wrong with the rows; a wrong row gives no entry.

    An entry without an id gets its row's number, or `FILE:ROW` where that is taken.
    """
    problems: list[Problem] = []
    kept: list[tuple[Record, str | None, str]] = []
    for record in records:
        gaps = list(_gaps(record))
        document, quote, astray = sources.check(record)
        problems += gaps + astray
        if not any(problem.level == "error" for problem in gaps):
            kept.append((record, None if document is None else document.id, quote))
    ids = _ids([record for record, _, _ in kept])
    entries = [(row[0], _entry(name, *row)) for name, row in zip(ids, kept, strict=True)]
    problems += _repeated_ids(entries)
    problems += _contradictions(entries)
    return tuple(entry for _, entry in entries), problems


def _gaps(record: Record) -> Iterable[Problem]:
    question = record.text("question")
    if not question:
        yield record.problem("没有填问题", "请填写“问题”一列，或删去这一行", "question")
    if not record.text("answer"):
        shown = f"“{question[:20]}”" if question else "这一行"
        yield record.problem(f"{shown}没有答案", "请填写“答案”一列，或删去这一行", "answer")
    if len(question) > QUESTION_LIMIT:
        what = f"问题有 {len(question)} 个字，不像是一句问话"
        remedy = "请检查是否把答案填在了“问题”一列"
        yield record.problem(what, remedy, "question", level="warning")


def _entry(name: str, record: Record, document: str | None, quote: str) -> FaqEntry:
    question = record.text("question")
    return FaqEntry(
        id=name,
        question=question,
        answer=record.text("answer"),
        similar=tuple(text for text in record.wordings("similar") if text != question),
        document=document,
        quote=quote,
        tags=record.names("tags"),
        file=record.file,
        place=record.place,
        extra=record.extra,
    )


def _ids(records: list[Record]) -> list[str]:
    """An id for every row: its own, or its number, or file and row where that is taken."""
    taken = {record.text("id") for record in records}
    ids = []
    for record in records:
        name = record.text("id")
        if not name:
            row = record.place.rpartition("!")[2]
            name = row if row not in taken else f"{record.file}:{record.place}"
            taken.add(name)
        ids.append(name)
    return ids


def _repeated_ids(entries: list[tuple[Record, FaqEntry]]) -> Iterable[Problem]:
    first: dict[str, Record] = {}
    for record, entry in entries:
        if entry.id in first:
            what = f"编号“{entry.id}”与{_where(first[entry.id], record)}重复"
            yield record.problem(what, "请改成不同的编号，或把编号留空", "id")
        first.setdefault(entry.id, record)


def _contradictions(entries: list[tuple[Record, FaqEntry]]) -> Iterable[Problem]:
    """Two rows that put the same question: an error where they answer it differently."""
    first: dict[str, tuple[Record, FaqEntry]] = {}
    for record, entry in entries:
        for wording in entry.wordings:
            other, known = first.setdefault(bare(wording), (record, entry))
            if other is record:
                continue
            where = _where(other, record)
            if wording == entry.question and bare(known.question) == bare(wording):
                same = known.answer == entry.answer
                what = f"问题“{wording[:30]}”与{where}重复" + ("" if same else "，答案却不同")
                remedy = "请删去一行" if same else "请合并成一行，只留正确的答案"
                yield record.problem(what, remedy, "question", "warning" if same else "error")
            else:
                what = f"问法“{wording[:30]}”在{where}也有"
                remedy = "请只留在一行里，否则机器人分不清"
                yield record.problem(what, remedy, "similar", level="warning")


def _where(other: Record, record: Record) -> str:
    place = f"第 {other.place} 行" if "!" not in other.place else f" {other.place} "
    return place if other.file == record.file else f" {other.file} {place}"
