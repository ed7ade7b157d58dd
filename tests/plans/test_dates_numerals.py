"""Chinese numerals: what is printed reads back, and what is no number reads as none."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.plans.numerals import fold, printed, read_integer, read_number

DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """The usual way to write a number below 10**12: 一百零三, 一万二千, 三亿零五."""
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if 0 < low < size // 10 else ""
            return chinese(high) + unit + (gap + chinese(low) if low else "")
    written, gap = "", False
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // size % 10
        if digit:
            written += ("零" if gap and written else "") + DIGITS[digit] + unit
        gap = not digit
    return written.removeprefix("一") if written.startswith("一十") else written or "零"


@given(st.integers(0, 10**12 - 1))
def test_a_number_written_in_chinese_reads_back(number: int) -> None:
    assert read_integer(chinese(number)) == number
    assert read_number(chinese(number)) == number


@given(st.integers(1000, 9999))
def test_a_year_written_digit_by_digit_reads_back(year: int) -> None:
    written = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year))
    assert read_integer(written) == year


@given(st.integers(0, 10**9))
def test_full_width_digits_and_thousands_commas_change_nothing(number: int) -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    assert read_integer(wide) == read_integer(f"{number:,}") == number


@given(st.decimals(min_value=0, max_value=10**6, places=3, allow_nan=False))
def test_a_decimal_prints_as_it_was_read(number: object) -> None:
    value = read_number(str(number))
    assert value is not None
    assert read_number(printed(value)) == value


@given(st.fractions(min_value=0, max_value=1000, max_denominator=1000))
def test_printing_loses_nothing(value: Fraction) -> None:
    assert Fraction(printed(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("两", 2),
        ("十二", 12),
        ("二十八", 28),
        ("一百五", 150),
        ("一百零五", 105),
        ("三千五", 3500),
        ("一万二", 12000),
        ("5.6万", 56000),
        ("1.25亿", 125_000_000),
        ("3万亿", 3 * 10**12),
        ("三万亿", 3 * 10**12),
        ("百分之八十", Fraction(4, 5)),
        ("百分之九十九点五", Fraction(995, 1000)),
        ("千分之五", Fraction(1, 200)),
        ("三分之一", Fraction(1, 3)),
        ("八成", Fraction(4, 5)),
        ("半", Fraction(1, 2)),
        ("三点五", Fraction(7, 2)),
    ],
)
def test_the_forms_that_documents_use(text: str, value: Fraction) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize(
    "text", ["", "百百", "十十", "万", "三五百", "二十一十", "分之一", "百分之", "甲", "一点"]
)
def test_what_is_no_number_reads_as_none(text: str) -> None:
    assert read_number(text) is None


@given(st.text())
def test_folding_keeps_every_position_and_folds_once(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


@given(st.text("零〇一二两三四五六七八九十百千万亿点分之成半0123456789.,", max_size=12))
def test_reading_never_raises(text: str) -> None:
    assert read_number(text) is None or read_number(text) >= 0  # type: ignore[operator]
    assert read_integer(text) is None or read_integer(text) >= 0  # type: ignore[operator]
