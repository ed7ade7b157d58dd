"""Questions that mean the same: found as FAQ entries are, kept apart by what would make another answer.

Of many clusters only those that sound nearest are compared, since each new question makes another set.
Another department, year or kind of question (who, by when) is another matter, however alike the words.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from heapq import nlargest
from itertools import pairwise

from knowledge.answering.catalogue import Catalogue
from knowledge.answering.understanding import Query, understand
from knowledge.model import FaqEntry
from knowledge.search.faq import FaqSearch
from knowledge.sound import sounds
from knowledge.text import letters, normalise

# Probability from which two questions count as one. A cluster too many costs a keeper a second look;
# one too few gives somebody the answer to another question.
ALIKE = 0.6
# Wordings of a cluster that are compared: of five on, a model would be fitted at every question.
_COMPARED = 4
# Clusters that are compared word by word.
_NEAREST = 10
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
        if any(_letters(wording) == asked for wording in wordings):
            return name
    entries = [
        FaqEntry(id=str(name), question=first, similar=tuple(more), answer="-")
        for name, (first, *more) in _nearest(asked, clusters)
    ]
    if not entries:
        return None
    mine = _read(question, catalogue, today)
    for hit in FaqSearch(entries, catalogue.segmenter).search(question, top=3):
        if hit.probability < ALIKE:
            break
        if _agree(mine, _read(hit.wording, catalogue, today)):
            return int(hit.entry.id)
    return None


# A thousand clusters are compared with every question that is asked in vain.
_letters = lru_cache(maxsize=4_000)(letters)


@lru_cache(maxsize=4_000)
def _heard(plain: str) -> frozenset[tuple[str, str]]:
    """How neighbouring characters sound."""
    return frozenset(pairwise(sounds(plain)))


def _nearest(
    asked: str, clusters: Sequence[tuple[int, Sequence[str]]]
) -> list[tuple[int, Sequence[str]]]:
    """The clusters that share most with a question by sound; none where no cluster shares anything.

    Those that share nothing fill them up: what is rare shows only among others.
    """
    heard = _heard(asked)
    shared = [
        max(len(heard & _heard(_letters(one))) for one in wordings[:_COMPARED])
        for _, wordings in clusters
    ]
    if not any(shared):
        return []
    best = nlargest(_NEAREST, range(len(clusters)), key=lambda n: (shared[n], -n))
    return [(clusters[n][0], clusters[n][1][:_COMPARED]) for n in sorted(best)]


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
