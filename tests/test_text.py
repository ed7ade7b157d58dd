"""Text as it is compared: Traditional to Simplified by word, normal forms, words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.text import (
    Segmenter,
    is_han,
    is_traditional,
    is_word,
    letters,
    normalise,
    to_simplified,
)

SEGMENTER = Segmenter()


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("著力構建高質量的縣域經濟", "着力构建高质量的县域经济"),
        ("著急", "着急"),
        ("沿著公路", "沿着公路"),
        ("顯著提升", "显著提升"),
        ("有著名的產品", "有著名的产品"),
        ("隨著作者", "随著作者"),
        ("乾坤", "乾坤"),
    ],
)
def test_zhe_is_written_as_its_word_asks(traditional: str, simplified: str) -> None:
    assert to_simplified(traditional) == simplified
    assert to_simplified(simplified) == simplified


@given(st.text(max_size=60))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


def test_normalise_folds_width_case_script_and_spaces() -> None:
    assert normalise("  ＡＩ 產業\u3000 園區 ") == "ai 产业 园区"
    assert letters("（一）產業、園區！") == "一产业园区"


@pytest.mark.parametrize(
    ("text", "traditional"),
    [
        ("關於印發質量提升方案的通知", True),
        ("关于印发质量提升方案的通知", False),
        ("乾隆", False),
        ("中山大道", False),
        ("", False),
    ],
)
def test_a_text_is_traditional_when_most_of_its_own_characters_are(
    text: str, traditional: bool
) -> None:
    assert is_traditional(text) is traditional


@given(st.text(max_size=60))
@settings(deadline=None)
def test_words_cut_from_a_text_give_it_back(text: str) -> None:
    assert "".join(SEGMENTER.cut(text)) == text


def test_words_of_ones_own_stay_whole_and_do_not_leak() -> None:
    own = Segmenter(["市卫生健康委员会"])
    assert "市卫生健康委员会" in own.terms("由市卫生健康委员会牵头")
    assert "市卫生健康委员会" not in SEGMENTER.terms("由市卫生健康委员会牵头")
    assert not is_word("市卫生健康委员会")


def test_frequent_words_tell_less_than_rare_ones() -> None:
    assert 0 <= SEGMENTER.rarity("的") < SEGMENTER.rarity("工作") < SEGMENTER.rarity("牵头") < 1
    assert SEGMENTER.rarity("从未见过的词") == 1


def test_is_word_knows_the_general_dictionary() -> None:
    assert is_word("产业")
    assert not is_word("墒肃")


@pytest.mark.parametrize(
    ("char", "han"), [("牵", True), ("𠮷", True), ("a", False), ("。", False), ("ㄒ", False)]
)
def test_is_han_knows_ideographs(char: str, han: bool) -> None:
    assert is_han(char) is han
