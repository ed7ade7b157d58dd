"""What is passed over for speed would have changed nothing: the quick way equals the plain one."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.answering import topics
from knowledge.answering.definitions import _DEFINES, _introduces
from knowledge.answering.topics import Item, TopicIndex, _Field, _Term
from knowledge.plans.register import _OFFICES, _abbreviates, _cores, _keeps
from knowledge.text import Segmenter

SEGMENTER = Segmenter(("河道清淤",))
# Few characters, some of one sound, so that texts share much.
TEXTS = st.text(alphabet="质治量亮提升生产业叶园区河道清淤2 ，", max_size=12)
TOPICS = st.text(alphabet="质治量亮提升生产业叶园区河道清淤2 ", min_size=1, max_size=8)
NAMES = st.text(alphabet="经济发展局委员会办公室中心市场", max_size=9)


def plainly_held(term: _Term, place: _Field) -> float:
    """How surely a field holds a term, every way tried in turn."""
    text = term.text
    if text in place.text:
        return place.weight
    if text.isascii() and text.isdigit():
        return 0.0
    if any(other in place.text for other in term.synonyms):
        return 0.95 * place.weight
    if len(text) == 1:
        return 0.9 * place.weight if any(pair in place.heard for pair in term.pairs) else 0.0
    if topics._abbreviates(text, place) or term.heard in place.heard:
        return 0.9 * place.weight
    slip = max((_slip(text, n, place) for n in range(len(text))), default=0.0)
    return max(0.8 * topics._bigrams_held(term, place), 0.6 * slip) * place.weight


def _slip(term: str, wrong: int, place: _Field) -> float:
    before, after = term[:wrong], term[wrong + 1 :]
    stands = (
        topics._stands(before, after, start, place)
        for start in range(len(place.text) - len(term) + 1)
    )
    return (len(term) - 1) / len(term) if len(term) <= 6 and any(stands) else 0.0


@given(st.lists(TEXTS, min_size=1, max_size=3), TOPICS)
@example(["治亮"], "质量")
def test_a_match_is_what_trying_every_way_finds(texts: list[str], topic: str) -> None:
    fields = tuple(zip(texts, (1.0, 0.8, 0.6), strict=False))
    index = TopicIndex([Item("item", fields)], SEGMENTER)
    terms = index._ready(topic)
    held = index._prepared(index.items[0]).fields
    total = sum(term.weight for term in terms)
    plain = sum(
        term.weight * max((plainly_held(term, place) for place in held), default=0.0)
        for term in terms
    )
    found = index.match(topic)
    coverage = plain / total if total else 0.0
    assert [m.coverage for m in found] == ([pytest.approx(coverage)] if coverage > 0.05 else [])


@given(st.lists(TEXTS, min_size=1, max_size=4), st.lists(TOPICS, min_size=1, max_size=4))
def test_what_was_asked_before_changes_no_match(texts: list[str], asked: list[str]) -> None:
    items = [Item(str(n), ((text, 1.0),)) for n, text in enumerate(texts)]
    index = TopicIndex(items, SEGMENTER)
    for topic in (*asked, *asked):
        assert index.match(topic) == TopicIndex(items, SEGMENTER).match(topic)


@given(NAMES, NAMES, st.booleans())
def test_an_abbreviation_is_one_by_the_first_office_that_both_end_in(
    short: str, long: str, alone: bool
) -> None:
    expected = False
    for endings in _OFFICES:
        of_short = next((e for e in endings if short.endswith(e)), "")
        of_long = next((e for e in endings if long.endswith(e)), "")
        if of_short and of_long:
            cores = short.removesuffix(of_short), long.removesuffix(of_long)
            expected = _keeps(*cores, alone)
            break
    assert _abbreviates(_cores(short), _cores(long), alone) == expected


@given(
    st.sampled_from(("质量", "产业园", "人人")),
    st.text(alphabet="质量产业园人是指的”，者为牵头 包括", max_size=14),
)
@example("质量", "质量，产业质量是指")
@example("人人", "人人人是指")
def test_a_word_is_introduced_wherever_it_stands(word: str, sentence: str) -> None:
    pattern = rf"{word}[”\"』」》’]?[,，]?\s*(?:{_DEFINES.pattern})"
    assert _introduces(word, sentence) == (re.search(pattern, sentence) is not None)
