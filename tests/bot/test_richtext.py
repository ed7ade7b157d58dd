"""Laws of the one place that writes markup."""

from hypothesis import given
from hypothesis import strategies as st

from bot.richtext import (
    MAX_BYTES,
    MAX_ENTITIES,
    MAX_UNITS,
    Block,
    Run,
    block,
    clean,
    link,
    paginate,
    quote,
    units,
)
from tests.botapi import parse_html

_TEXT = st.text(st.sampled_from("牵头<>&\"'。，\n 😀\u0301ab\x00\ud800"), max_size=60)
# Long enough, now and then, to need several messages.
_LONG = st.builds(lambda text, times: text * times, _TEXT, st.sampled_from([1, 1, 40, 400]))
_RUN = st.builds(
    lambda text, bold, italic, url: Run(text=clean(text), bold=bold, italic=italic, url=url),
    _LONG,
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "", "https://example.org/?a=1&b=%22<>'"]),
)
_BLOCK = st.builds(
    lambda runs, quoted, gap: Block(runs=tuple(runs), quote=quoted, gap=gap),
    st.lists(_RUN, max_size=4),
    st.booleans(),
    st.booleans(),
)
_GROUPS = st.lists(st.lists(_BLOCK, max_size=4).map(tuple), max_size=8)


def _dense(text: str) -> str:
    return "".join(text.split())


@given(_GROUPS)
def test_every_message_is_within_telegrams_limits_and_well_formed(
    groups: list[tuple[Block, ...]],
) -> None:
    for part in paginate(groups):
        text, found = parse_html(part.html)
        assert text == part.text
        assert text.strip()
        assert units(text) <= MAX_UNITS
        assert len(part.html.encode()) <= MAX_BYTES
        assert len(found) <= MAX_ENTITIES


@given(_GROUPS)
def test_no_character_is_lost_or_moved(groups: list[tuple[Block, ...]]) -> None:
    said = "".join(part.text for part in paginate(groups))
    meant = "".join(one.text for group in groups for one in group)
    assert _dense(said) == _dense(meant)


@given(_TEXT.filter(lambda text: clean(text).strip()), st.integers(2, 40))
def test_cutting_keeps_all_and_makes_progress(text: str, room: int) -> None:
    head, tail = block(text).cut(room)
    assert head.text + tail.text == clean(text)
    assert 0 < units(head.text) <= room


@given(_TEXT)
def test_units_are_those_of_utf16(text: str) -> None:
    assert units(clean(text)) == len(clean(text).encode("utf-16-le")) // 2


@given(_TEXT)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    clean(text).encode()


def test_what_belongs_together_stays_together_where_a_message_holds_it() -> None:
    filling = (block("长" * 4000),)
    pair = (block("1. 一处", gap=True), quote("原文" * 60))
    assert [part.text for part in paginate([filling, pair])] == [
        "长" * 4000,
        "1. 一处\n" + "原文" * 60,
    ]


def test_a_long_text_is_cut_at_the_end_of_a_sentence() -> None:
    sentence = "由市场监管局牵头落实。"
    parts = paginate([(block(sentence * 800),)])
    assert len(parts) == 3
    assert all(part.text.endswith("。") for part in parts)


def test_a_cut_quotation_goes_on_as_a_quotation() -> None:
    parts = paginate([(quote("原文" * 3000, highlight="原文"),)])
    assert [parse_html(part.html)[1][-1][0] for part in parts] == ["blockquote"] * 2


def test_only_ordinary_addresses_become_links() -> None:
    assert link("标题", "https://example.org/a?b=1").url
    for address in (None, "", "javascript:alert(1)", "file:///etc/passwd", "https://a b", "x" * 9):
        assert link("标题", address).html() == "标题"
    assert not link("标题", "https://example.org/" + "x" * 900).url
