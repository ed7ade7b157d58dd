"""Made-up knowledge for measuring: of any size, the same for a seed, and it says what it is."""

import pytest

from knowledge.corpus.folder import load_corpus, locate
from knowledge.evaluation import synthetic

LOADED = load_corpus(locate("example"))


@pytest.mark.parametrize("size", [4, 101, 1000])
def test_a_size_is_that_many_wordings(size: int) -> None:
    made = synthetic.corpus(LOADED, size)
    assert sum(len(entry.wordings) for entry in made.faq) == size
    assert len({entry.id for entry in made.faq}) == len(made.faq)


def test_a_seed_always_makes_the_same() -> None:
    made = synthetic.corpus(LOADED, 200, seed=3)
    assert made == synthetic.corpus(LOADED, 200, seed=3)
    assert made.faq != synthetic.corpus(LOADED, 200, seed=4).faq
    assert synthetic.questions(made, 20) == synthetic.questions(made, 20)


def test_it_says_that_it_is_synthetic_and_keeps_the_plans() -> None:
    made = synthetic.corpus(LOADED, 40)
    assert made.fictional
    assert "合成" in made.title
    assert all("合成" in entry.answer for entry in made.faq)
    assert made.plans == LOADED.plans


def test_every_question_has_an_entry_that_answers() -> None:
    made = synthetic.corpus(LOADED, 100)
    ids = {entry.id for entry in made.faq}
    for question in synthetic.questions(made, 50):
        assert question.wanted <= ids
        assert question.query
