"""Words as jieba cuts them, to the word, from its dictionary where it lies."""

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import lexicon
from knowledge.cutting import Cutter
from knowledge.text import Segmenter

jieba.setLogLevel(60)
NAMES = ("市卫生健康委员会", "江岭省财政厅", "A股市场", "龘龘龘", "数字乡村建设")
PIECES = st.sampled_from(
    [
        *"的了一是不在有人这上办理补贴申请材料城镇老旧小区改造牵头单位什么时候完成多少钱，。？ 1a%-.\n龘㐀",
        *("社会保险", "中华人民共和国", "农村公路", "5G基站", "2026年", "a/b", "\r\n", *NAMES),
    ]
)


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> jieba.Tokenizer:
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(tmp_path_factory.mktemp("none") / "none")
    tokenizer.initialize()
    return tokenizer


def test_every_word_has_the_count_that_jieba_reads(oracle: jieba.Tokenizer) -> None:
    found = lexicon.general()
    assert found.total == oracle.total
    fragments = list(oracle.FREQ)[::50]
    assert [found.count(f) for f in fragments] == [oracle.FREQ[f] for f in fragments]


@pytest.mark.parametrize("none", ["", " ", "的 ", "的 3", "\n的", "墒肃", "\ud800"])
def test_what_is_no_word_has_no_count(none: str) -> None:
    assert lexicon.general().count(none) == -1
    assert lexicon.general().tag(none) == ""


def test_the_kind_of_a_word_is_told() -> None:
    assert lexicon.general().tag("产业") == "n"
    assert lexicon.general().tag("中华人民共") == ""


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_text_is_cut_as_jieba_cuts_it(oracle: jieba.Tokenizer, text: str) -> None:
    assert list(Cutter(lexicon.general()).cut(text)) == list(oracle.cut(text))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_cut_as_jieba_cuts_it_and_nothing_is_lost(
    oracle: jieba.Tokenizer, text: str
) -> None:
    words = Segmenter().cut(text)
    assert words == list(oracle.cut(text))
    assert "".join(words) == text


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=20).map("".join))
def test_own_words_count_as_jieba_counts_them(text: str) -> None:
    assert list(_OWN.cut(text)) == list(_with_names().cut(text))


_OWN = Cutter(lexicon.general(), NAMES)
_TOKENIZERS: list[jieba.Tokenizer] = []


def _with_names() -> jieba.Tokenizer:
    if not _TOKENIZERS:
        tokenizer = jieba.Tokenizer()
        tokenizer.tmp_dir = "no-such-folder"
        tokenizer.initialize()
        for name in NAMES:
            tokenizer.add_word(name)
        _TOKENIZERS.append(tokenizer)
    return _TOKENIZERS[0]
