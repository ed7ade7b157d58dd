"""Finding FAQ entries: sloppy wordings, homophones, question words, and honest probabilities."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.model import FaqEntry
from knowledge.search import classifier, confidence
from knowledge.search.faq import FaqSearch
from knowledge.text import Segmenter

SEGMENTER = Segmenter()
QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "fee": ("公园门票多少钱",),
    "open": ("公园几点开门",),
    "card": ("市民卡丢了怎么补办",),
    "card-open": ("市民卡怎么办理",),
    "bus": ("六十岁以上老人坐公交要钱吗",),
    "pool": ("游泳馆能不能带孩子进去",),
    "refund": ("报名以后可以退费吗",),
    "no-refund": ("报名以后为什么不能退费",),
    "lead": ("智慧停车工作由哪个部门牵头",),
}


def search(entries: Mapping[str, tuple[str, ...]] = QUESTIONS) -> FaqSearch:
    return FaqSearch(
        [
            FaqEntry(id=name, question=first, similar=tuple(more), answer="答案")
            for name, (first, *more) in entries.items()
        ],
        SEGMENTER,
    )


SMALL = search()


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("请问一下公园的门票要多少钱啊", "fee"),
        ("公园门票价格", "fee"),
        ("公园啥时候开门", "open"),
        ("市民卡丢失了如何补办", "card"),
        ("市民卡咋办", "card-open"),
        ("公園門票多少錢", "fee"),
        ("公圆门飘多少钱", "fee"),
        ("报名后不能退费是为什么", "no-refund"),
        ("报名之后能退费吗", "refund"),
        ("智慧停车谁牵头", "lead"),
        ("智慧停车工作由哪个部门千头", "lead"),
    ],
)
def test_a_sloppy_wording_finds_its_entry(question: str, entry: str) -> None:
    assert SMALL.search(question)[0].entry.id == entry


def test_the_very_question_is_all_but_certain() -> None:
    for name, (question, *_) in QUESTIONS.items():
        hit = SMALL.search(question)[0]
        assert (hit.entry.id, hit.probability > 0.9) == (name, True)


@pytest.mark.parametrize("question", ["今天股市怎么样", "你叫什么名字", "火车站在哪里", "哈哈哈哈"])
def test_another_matter_is_not_believed(question: str) -> None:
    assert all(hit.probability < 0.5 for hit in SMALL.search(question))


def test_hits_are_ordered_and_each_entry_comes_once() -> None:
    hits = SMALL.search("市民卡怎么补办", top=5)
    probabilities = [hit.probability for hit in hits]
    assert probabilities == sorted(probabilities, reverse=True)
    assert len({hit.entry.id for hit in hits}) == len(hits) <= 5


def test_evidence_is_named_for_a_person() -> None:
    evidence = SMALL.search("公园门票多少钱")[0].evidence
    assert evidence["equal"] == 1
    assert evidence["lost"] == evidence["extra"] == 0


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=60))
def test_no_text_makes_search_fail(text: str) -> None:
    for hit in SMALL.search(text):
        assert 0 <= hit.probability <= 1


def test_no_entries_no_hits() -> None:
    assert search({}).search("公园门票多少钱") == []


SEVERAL = {
    "loan": (
        "怎么续借",
        "书到期了想再借几天",
        "还能再借一个月吗",
        "借的书可以延期吗",
        "延长借书时间",
    ),
    "lost": ("书丢了怎么办", "借的书找不到了", "把书弄丢要赔吗", "图书遗失", "丢书赔多少"),
    "card": ("怎么办借书证", "我想办张借书证", "办证要带什么", "借书证在哪办", "没有证能借吗"),
    "open": ("几点开馆", "周末开门吗", "图书馆什么时候关门", "晚上开到几点", "节假日开放吗"),
}


def test_entries_with_several_wordings_are_told_apart_by_what_they_share() -> None:
    found = search(SEVERAL)
    asked = {
        "想把书再延几天": "loan",
        "书被我弄丢了": "lost",
        "节日开馆吗": "open",
        "带什么去办证": "card",
    }
    assert {q: found.search(q)[0].entry.id for q in asked} == asked


def test_the_classifier_is_the_same_every_time() -> None:
    first, second = (search(SEVERAL).find("把书弄丢了") for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.classified is not None
    assert np.array_equal(first.classified, second.classified)  # type: ignore[arg-type]


def test_a_classifier_is_fitted_only_where_entries_have_several_wordings() -> None:
    assert classifier.worthwhile(500, 50)
    assert not classifier.worthwhile(60, 50)
    assert not classifier.worthwhile(5, 1)
    assert not classifier.worthwhile(1_000_000, 100_000)


WEIGHTS = st.lists(st.floats(-5, 5), min_size=4, max_size=4)


@given(WEIGHTS, WEIGHTS, st.integers(0, 3), st.floats(0, 5))
def test_more_evidence_is_never_less_probable(
    features: list[float], worth: list[float], which: int, more: float
) -> None:
    stronger = list(features)
    stronger[which] += more
    positive = np.abs(np.array(worth))
    low, high = (
        confidence.probabilities(np.array([row]), positive, 0.0)[0] for row in (features, stronger)
    )
    assert 0 <= low <= high <= 1


@given(st.lists(WEIGHTS, min_size=1, max_size=6), WEIGHTS)
def test_no_hit_is_more_probable_than_one_ranked_before_it(
    rows: list[list[float]], worth: list[float]
) -> None:
    believed = confidence.probabilities(np.array(rows), np.array(worth), 0.0).tolist()
    assert believed == sorted(believed, reverse=True)
