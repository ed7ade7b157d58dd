"""Fitting weights: the minimiser finds minima, signs hold, and the shipped file fits the code."""

import numpy as np
import pytest

from knowledge.model import FaqEntry
from knowledge.search import faq, fitting, passages, sentence_evidence, weights
from knowledge.text import Segmenter


def test_the_minimiser_finds_the_bottom_of_a_narrow_valley() -> None:
    def valley(x: np.ndarray) -> tuple[float, np.ndarray]:  # type: ignore[type-arg]
        a, b = 1 - x[0], x[1] - x[0] ** 2
        return float(a * a + 100 * b * b), np.array([-2 * a - 400 * x[0] * b, 200 * b])

    found = fitting.minimise(valley, np.array([-1.2, 1.0]), tolerance=1e-14)
    assert found == pytest.approx([1.0, 1.0], abs=1e-3)


def test_believing_recovers_the_chances_that_made_the_data() -> None:
    draw = np.random.default_rng(1)
    matrix = draw.normal(size=(4000, 2))
    chance = 1 / (1 + np.exp(-(2 * matrix[:, 0] - matrix[:, 1] + 0.5)))
    right = draw.random(4000) < chance
    worth, bias = fitting.believe(matrix, right, np.ones(4000), 0.1)
    assert [*worth, bias] == pytest.approx([2, -1, 0.5], abs=0.25)


def test_evidence_for_never_counts_against() -> None:
    draw = np.random.default_rng(2)
    matrix = draw.normal(size=(500, 3))
    right = matrix[:, 0] - matrix[:, 1] > 0
    found = fitting.believe_signed(matrix, right, np.ones(500), ("ratio", "common", "lost"))
    assert found["ratio"] > 0
    assert found["common"] == 0  # it spoke against, which its name may not
    assert found["lost"] <= 0


def test_weights_learn_which_wording_is_meant() -> None:
    entries = [
        FaqEntry(id=str(n), question=q, answer="答案")
        for n, q in enumerate(("公园门票多少钱", "公园几点开门", "公园怎么去", "公园能不能遛狗"))
    ]
    found = faq.FaqSearch(entries, Segmenter())
    asked = {
        "请问公园的门票价格": 0,
        "公园啥时候开门呀": 1,
        "去公园怎么走": 2,
        "遛狗可以进公园吗": 3,
    }
    examples = [
        fitting.Example(pool=str(n % 2), found=found.find(q), right=frozenset({right}))
        for n, (q, right) in enumerate(asked.items())
    ]
    learnt = fitting.fit_wordings(examples)
    for example in examples:
        assert example.found is not None
        assert int(faq.rank(example.found, learnt).entries[0]) in example.right


def test_the_shipped_weights_name_only_evidence_that_exists() -> None:
    shipped = weights.shipped()
    assert set(shipped.wording) <= set(faq.WORDING_FEATURES)
    assert set(shipped.entry) <= set(faq.ENTRY_FEATURES)
    assert set(shipped.entry_confidence) <= {*faq.CONFIDENCE_FEATURES, "bias"}
    assert set(shipped.sentence) <= set(sentence_evidence.FEATURES)
    assert set(shipped.passage_confidence) <= {*passages.CONFIDENCE_FEATURES, "bias"}


@pytest.mark.parametrize("part", ["entry_confidence", "passage_confidence"])
def test_the_shipped_confidence_respects_the_signs(part: str) -> None:
    for name, worth in getattr(weights.shipped(), part).items():
        if name != "bias":
            assert fitting.sign(name) * worth >= 0, name
