"""Questions that mean the same: found as FAQ entries are, kept apart by what would make another answer.

Another department, year or kind of question (who, by when) is another matter, however alike the words.
"""

import re
from collections.abc import Sequence
from datetime import date

from knowledge.answering.catalogue import Catalogue
from knowledge.answering.understanding import Query, understand
from knowledge.model import FaqEntry
from knowledge.search.faq import FaqSearch
from knowledge.text import letters, normalise

# Probability from which two questions count as one. A cluster too many costs a keeper a second look;
# one too few gives somebody the answer to another question.
ALIKE = 0.6
# Wordings of a cluster that are compared: of five on, a model would be fitted at every question.
_COMPARED = 4
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def same_matter(
    question: str,
    clusters: Sequence[tuple[int, Sequence[str]]],
    catalogue: Catalogue,
    today: date,
) -> int | None:
    """The cluster, (id, wordings), that a question belongs to; None where it means something new."""
    asked = letters(question)
    for name, wordings in clusters:
        if any(letters(wording) == asked for wording in wordings):
            return name
    if not clusters:
        return None
    entries = [
        FaqEntry(id=str(name), question=first, similar=tuple(more), answer="-")
        for name, (first, *more) in ((name, wordings[:_COMPARED]) for name, wordings in clusters)
    ]
    mine = _read(question, catalogue, today)
    for hit in FaqSearch(entries, catalogue.segmenter).search(question, top=3):
        if hit.probability < ALIKE:
            break
        if _agree(mine, _read(hit.wording, catalogue, today)):
            return int(hit.entry.id)
    return None


def _read(question: str, catalogue: Catalogue, today: date) -> Query:
    return understand(question, catalogue.departments, today=today, year=catalogue.plan_year())


def _agree(one: Query, other: Query) -> bool:
    """Whether nothing sets two questions apart."""
    return (
        one.kind == other.kind
        and set(one.departments) == set(other.departments)
        and set(one.unknown) == set(other.unknown)
        and _numbers(one.text) == _numbers(other.text)
    )


def _numbers(text: str) -> set[str]:
    return set(_NUMBER.findall(normalise(text)))
