"""Which questions are one to a keeper, and which are not."""

from datetime import date

import pytest

from knowledge.answering.catalogue import Catalogue
from knowledge.answering.clustering import same_matter
from knowledge.model import Corpus, Term
from knowledge.text import Segmenter

TODAY = date(2026, 11, 22)
CORPUS = Corpus(title="青川", glossary=(Term(name="市教育局"), Term(name="市财政局")))
KNOWN = [
    (1, ["老旧小区加装电梯补贴多少钱"]),
    (2, ["市教育局牵头哪些任务"]),
    (3, ["2026年新增养老床位多少张"]),
    (4, ["垃圾分类什么时候完成"]),
    (5, ["食堂检查多久一次", "食堂隔多久查一遍"]),
]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue(CORPUS, Segmenter())


@pytest.mark.parametrize(
    ("question", "cluster"),
    [
        ("老旧小区加装电梯补贴多少钱？", 1),
        ("加装电梯给多少钱补助", 1),
        ("垃圾分类啥时候弄完", 4),
        ("食堂多长时间查一回", 5),
        ("教育局要牵头啥", 2),
        ("市财政局牵头哪些任务", None),
        ("2025年新增养老床位多少张", None),
        ("垃圾分类谁牵头", None),
        ("今天天气怎么样", None),
    ],
)
def test_the_same_matter_in_other_words_and_another_matter_in_the_same_words(
    catalogue: Catalogue, question: str, cluster: int | None
) -> None:
    assert same_matter(question, KNOWN, catalogue, TODAY) == cluster


def test_the_first_question_begins_a_cluster(catalogue: Catalogue) -> None:
    assert same_matter("谁牵头", [], catalogue, TODAY) is None


@pytest.mark.parametrize(
    ("question", "cluster"),
    [("加装电梯给多少钱补助", 1), ("教育局要牵头啥", 2), ("垃圾分类谁牵头", None)],
)
def test_among_many_clusters_the_same_one_is_found(
    catalogue: Catalogue, question: str, cluster: int | None
) -> None:
    others = [(n, [f"{n}号公交车几点发车"]) for n in range(100, 400)]
    assert same_matter(question, [*others, *KNOWN], catalogue, TODAY) == cluster


def test_a_question_that_shares_nothing_begins_a_cluster(catalogue: Catalogue) -> None:
    assert same_matter("烤鸭", KNOWN, catalogue, TODAY) is None
