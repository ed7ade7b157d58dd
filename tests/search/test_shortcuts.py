"""No shortcut changes what comes first: the same search over a full scan is the oracle."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge.model import FaqEntry
from knowledge.search import faq
from knowledge.search.index import Index
from knowledge.text import Segmenter

POOLS = Path(__file__).parent.parent.parent / "../shared/data/faq"
EVERY = 60  # every so many questions of a pool
SEGMENTER = Segmenter()


class _Scanning(faq.FaqSearch):
    """Looks at every wording of the index, and leaves none out that shares anything."""

    def find(self, question: str) -> faq.Found | None:
        kept, self._index = self._index, _Whole(self._index)  # type: ignore[assignment]
        try:
            return super().find(question)
        finally:
            self._index = kept


class _Whole:
    """An index whose search is a scan."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def __getattr__(self, name: str) -> object:
        return getattr(self._index, name)

    def search(self, numbers: np.ndarray, *, top: int, **_: float) -> tuple:  # type: ignore[type-arg]
        scores = self._index.scan(numbers)
        best = np.lexsort((np.arange(len(scores)), -scores))[:top]
        best = best[scores[best] > 0]
        return best, scores[best]


def _first(search: faq.FaqSearch, question: str) -> str | None:
    hits = search.search(question, top=1)
    return hits[0].entry.id if hits else None


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _compare(entries: list[FaqEntry], questions: list[str]) -> None:
    quick = faq.FaqSearch(entries, SEGMENTER)
    slow = _Scanning(entries, SEGMENTER, kept=quick.arrays())
    assert [_first(quick, q) for q in questions] == [_first(slow, q) for q in questions]


def test_what_comes_first_is_what_a_full_scan_puts_first() -> None:
    places, things = "城东 城西 河口 山前 湖滨".split(), "桥梁 水库 学校 公园 车站 路灯".split()  # noqa: SIM905
    asks = ("谁牵头", "什么时候完成", "要花多少钱", "怎么申请", "在哪里办")
    entries = [
        FaqEntry(id=f"{p}{t}{a}", question=f"{p}的{t}改造{a}", answer="答", similar=(f"{p}{t}{a}",))
        for p in places
        for t in things
        for a in asks
    ]
    _compare(entries, [f"请问{e.question[1:]}呢" for e in entries[::4]] + ["怎么", "河口", "钱"])


@pytest.mark.parametrize("pool", ["ths", "ncov"])
def test_on_development_pools_too(pool: str) -> None:
    folder = POOLS / pool
    if not folder.is_dir():
        pytest.skip("needs the development pools beside the repository")
    further = defaultdict(list)
    if (folder / "extended.jsonl").exists():
        for row in _rows(folder / "extended.jsonl"):
            further[str(row["faq_id"])].append(row["question"])
    rows = _rows(folder / "faq.jsonl")
    entries = [
        # Few wordings: the classifier, which is no shortcut, takes half a minute to fit on all.
        FaqEntry(
            id=str(r["id"]),
            question=r["question"],
            answer="答",
            similar=tuple(further[str(r["id"])][:3]),
        )
        for r in rows
    ]
    asked = _rows(folder / "queries.jsonl")
    _compare(entries, [row["query"] for row in asked][::EVERY])
