"""Question sets: one JSON object a line, told apart by what they expect.

faq_ids / faq_id                the FAQ entries that answer
answer + passage_ids            words that the quote must hold, and documents that hold them
expect (+ type, history)        a question over a plan: departments, date, value, count, passage
for                             out of scope: must not be answered
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from knowledge.errors import Problem, UnreadableFile

Form = Literal["faq", "passage", "plan", "outside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A question and what a right answer is. wanted: ids (FAQ entries or documents), any is right.

    words: what the first quote must hold. expect: a plan question's own expectations.
    refuse: right is not to answer. type: the row it counts in.
    """

    query: str
    form: Form
    type: str
    wanted: frozenset[str] = frozenset()
    words: str = ""
    expect: Mapping[str, Any] = field(default_factory=dict)
    history: tuple[str, ...] = ()
    refuse: bool = False
    document: str = ""


def parse(text: str, file: str) -> list[Labelled]:
    """The questions of a file's text. Raises UnreadableFile that names the first bad line."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(labelled(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise UnreadableFile(
                Problem(
                    file=file,
                    place=str(number),
                    what="这一行不是一道带标注的问题",
                    remedy="每行写一个 JSON 对象，有 query，以及 faq_ids、answer、expect 或 for 之一",
                )
            ) from None
    return found


def labelled(row: Mapping[str, Any]) -> Labelled:
    """One row of a question set. Raises ValueError, KeyError, TypeError where it is none."""
    query = row["query"]
    if not isinstance(query, str):
        raise TypeError("query")
    if "expect" in row:
        expect = dict(row["expect"])
        refuse = bool(expect.get("abstain", False))
        return Labelled(
            query=query,
            form="plan",
            type="refuse" if refuse else str(row.get("type", "plan")),
            expect=expect,
            history=tuple(row.get("history", ())),
            refuse=refuse,
            document=str(row.get("doc_id", "")),
        )
    if "for" in row:
        kind = f"outside {row.get('type', '')}".strip()
        return Labelled(query=query, form="outside", type=kind, refuse=True)
    if "faq_ids" in row or "faq_id" in row:
        return Labelled(query=query, form="faq", type="faq", wanted=_ids(row, "faq"))
    return Labelled(
        query=query,
        form="passage",
        type=f"passage {row.get('source', '')}".strip(),
        wanted=_ids(row, "passage"),
        words=str(row["answer"]),
    )


def _ids(row: Mapping[str, Any], name: str) -> frozenset[str]:
    several: Sequence[Any] = row.get(f"{name}_ids") or [row[f"{name}_id"]]
    return frozenset(map(str, several))
