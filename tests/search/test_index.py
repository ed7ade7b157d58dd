"""The index: what it finds is what a plain scan finds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.search import index, indexing
from knowledge.search.terms import PAIR, Phrase, kinds, pair_numbers, term_numbers

WORDS = st.lists(
    st.sampled_from(("公园", "门票", "多少", "几点", "开门", "停车", "收费", "怎么")), max_size=6
)

# Sizes at which the index takes another way, so small that a few phrases are enough for each.
SHORTCUTS = st.fixed_dictionaries(
    {
        "_ALL": st.sampled_from((0, 10**9)),
        "_FIRST": st.sampled_from((0, 1, 3)),
        "_LIKELIEST": st.sampled_from((1, 3)),
        "_FEW": st.sampled_from((0, 4, 10**9)),
        "_SPARSE": st.sampled_from((0, 10**9)),
        "_LONG": st.sampled_from((0, 10**9)),
        "_SLOTS": st.sampled_from((1, 8, 1 << 12)),
    }
)


def _build(phrases: list[list[str]]) -> index.Index:
    return indexing.build(term_numbers(Phrase(tuple(words))) for words in phrases)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=25), WORDS)
def test_candidates_are_those_of_a_full_scan(phrases: list[list[str]], query: list[str]) -> None:
    built = _build(phrases)
    asked = term_numbers(Phrase(tuple(query)))
    slow = built.scan(asked)
    places, scores = built.search(asked, top=len(phrases))
    assert sorted(places.tolist()) == np.flatnonzero(slow).tolist()
    assert scores == pytest.approx(slow[places], rel=1e-5)
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=25), WORDS)
def test_a_small_budget_loses_candidates_but_never_changes_a_score(
    phrases: list[list[str]], query: list[str]
) -> None:
    built = _build(phrases)
    asked = term_numbers(Phrase(tuple(query)))
    slow = built.scan(asked)
    places, scores = built.search(asked, top=len(phrases), budget=3)
    assert scores == pytest.approx(slow[places], rel=1e-5)
    assert bool(len(places)) == bool(slow.any())


@settings(max_examples=150, deadline=None)
@given(
    st.lists(WORDS, min_size=1, max_size=40),
    WORDS,
    st.integers(1, 6),
    st.sampled_from((0.0, 0.2, 0.6)),
    SHORTCUTS,
)
def test_the_best_are_the_best_of_a_full_scan_whatever_is_left_unread(
    phrases: list[list[str]],
    query: list[str],
    top: int,
    floor: float,
    shortcuts: dict[str, int],
) -> None:
    built = _build(phrases)
    asked = term_numbers(Phrase(tuple(query)))
    slow = built.scan(asked)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in shortcuts.items():
            patch.setattr(index, name, value)
        places, scores = built.search(asked, top=top, floor=floor)
    least = max(1e-9, floor * slow.max(initial=0.0) * (1 + 1e-5))
    wanted = np.sort(slow[slow >= least])[::-1][:top]
    assert scores[: len(wanted)] == pytest.approx(wanted, rel=1e-5)
    assert scores == pytest.approx(slow[places], rel=1e-5)
    assert len(places) == len(set(places.tolist())) <= top


@pytest.mark.parametrize("few", [0, 40, 10**9])
def test_among_thousands_of_phrases_the_best_are_found(
    monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(index, "_ALL", 0)
    monkeypatch.setattr(index, "_FEW", few)
    chance = np.random.default_rng(4)
    words = np.array([f"词{n}" for n in range(400)])
    common = 1 / np.arange(1, len(words) + 1)
    phrases = [
        chance.choice(words, size=chance.integers(2, 9), p=common / common.sum()).tolist()
        for _ in range(3000)
    ]
    built = _build(phrases)
    for phrase in phrases[::75]:
        asked = term_numbers(Phrase((*phrase[1:], "词1", "词2", "词3", phrase[0])))
        slow = built.scan(asked)
        _, scores = built.search(asked, top=5)
        assert scores == pytest.approx(np.sort(slow)[::-1][:5], rel=1e-5)
        places, scores = built.search(asked, top=30, sure=5)
        assert scores[:5] == pytest.approx(np.sort(slow)[::-1][:5], rel=1e-5)
        assert scores == pytest.approx(slow[places], rel=1e-5)


@pytest.mark.parametrize("sparse", [0, 10**9])
def test_few_and_many_postings_are_summed_alike(
    monkeypatch: pytest.MonkeyPatch, sparse: int
) -> None:
    monkeypatch.setattr(index, "_SPARSE", sparse)
    monkeypatch.setattr(index, "_ALL", 0)
    built = _build([[f"公园{n % 7}", "门票", f"第{n}项"] for n in range(300)])
    asked = term_numbers(Phrase(("公园3", "门票", "第45项")))
    places, scores = built.search(asked, top=5)
    slow = built.scan(asked)
    assert scores == pytest.approx(np.sort(slow)[::-1][:5], rel=1e-5)
    assert places[0] == 45


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=12), WORDS)
def test_overlap_counts_each_shared_term_once(phrases: list[list[str]], query: list[str]) -> None:
    built = _build(phrases)
    asked = term_numbers(Phrase(tuple(query)))
    shared, wanted, held = built.overlap(asked, np.arange(len(phrases)))
    rarity = dict(zip(built.terms.tolist(), built.rarity.tolist(), strict=True))
    for row, words in enumerate(phrases):
        mine = set(term_numbers(Phrase(tuple(words))).tolist())
        both = mine & set(asked.tolist())
        assert shared[row].sum() == pytest.approx(sum(rarity[t] for t in both), abs=1e-4)
        assert held[row].sum() == pytest.approx(sum(rarity[t] for t in mine), abs=1e-4)
    unknown = set(asked.tolist()) - rarity.keys()
    known = sum(rarity[t] for t in set(asked.tolist()) & rarity.keys())
    assert wanted.sum() == pytest.approx(known + len(unknown), abs=1e-4)


def test_an_empty_index_finds_nothing() -> None:
    built = indexing.build([])
    places, scores = built.search(term_numbers(Phrase(("公园",))), top=5)
    assert len(places) == len(scores) == 0


def test_an_index_is_made_of_plain_arrays() -> None:
    built = _build([["公园", "门票"], ["停车", "收费"]])
    arrays = built.arrays().values()
    assert all(array.dtype.kind in "uif" for array in arrays)
    assert ((built.rarity > 0) & (built.rarity <= 1)).all()


@given(st.text(max_size=30))
def test_pairs_alone_are_the_pairs_among_all_terms(text: str) -> None:
    letters = "".join(filter(str.isalnum, text))
    alone = pair_numbers(letters) if len(letters) > 1 else np.zeros(0, dtype=np.uint64)
    everything = term_numbers(Phrase((letters,) if letters else ()))
    assert alone.tolist() == everything[kinds(everything) == PAIR].tolist()
