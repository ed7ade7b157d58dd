"""Numbers and dates of a spreadsheet as it shows them: 12, 98%, 007, 2026-12-31.

Source: ECMA-376 part 1, 18.8.30 (number formats).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Kind = Literal["number", "percent", "date", "month", "time"]

# Formats that every spreadsheet knows by number; 27 to 58 as a Chinese one shows them.
_BUILT_IN: tuple[tuple[Kind, frozenset[int]], ...] = (
    ("percent", frozenset({9, 10})),
    ("month", frozenset({17, 27, 36, 50, 52, 57})),
    ("date", frozenset({14, 15, 16, 22, 28, 29, 30, 31, 51, 53, 54, 58})),
    ("time", frozenset({18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56})),
)
# What a format shows as written, or only uses for colour and zone, says nothing about its kind.
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
# The last day a spreadsheet can show, 9999-12-31.
LAST_SERIAL = 2_958_465


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How a cell shows its number. digits: least number of digits, for codes such as `000`."""

    kind: Kind = "number"
    digits: int = 0


def read_formats(styles: Iterable[int], codes: Mapping[int, str]) -> list[Format]:
    """The formats of a workbook by style number.

    styles: the format number of each style. codes: the workbook's own formats by their numbers.
    """
    return [_format(number, codes) for number in styles]


def _format(number: int, codes: Mapping[int, str]) -> Format:
    if number in codes:
        return parse_format(codes[number])
    return Format(kind=next((kind for kind, numbers in _BUILT_IN if number in numbers), "number"))


def parse_format(code: str) -> Format:
    """What a format code such as `yyyy"年"m"月"` or `0.0%` shows."""
    section = _LITERAL.sub("", code.split(";")[0]).lower()
    if "general" in section or "@" in section:
        return Format()
    if "y" in section and "m" in section and "d" not in section:
        return Format(kind="month")
    if "y" in section or "d" in section or ("m" in section and not set("hs") & set(section)):
        return Format(kind="date")
    if "h" in section or "s" in section:
        return Format(kind="time")
    if "%" in section:
        return Format(kind="percent")
    return Format(digits=len(section) if section and set(section) == {"0"} else 0)


def shown(value: float, form: Format, epoch: datetime) -> str:
    """The text of a number: at most 15 digits, as a spreadsheet keeps them.

    epoch: the day of serial 0. A date without a time is `2026-12-31`, with one `2026-12-31 08:30`.
    A cell that shows year and month holds the first of it, and means the month: `2026年12月`.
    """
    if form.kind == "percent":
        return f"{plain(value * 100)}%"
    if form.kind in ("date", "month") and 1 <= value <= LAST_SERIAL:
        return _moment(value, epoch, form.kind)
    if form.kind == "time" and 0 <= value < 1:
        return (epoch + timedelta(minutes=round(value * 1440))).strftime("%H:%M")
    text = plain(value)
    return text.zfill(form.digits) if text.isdigit() else text


def plain(value: float) -> str:
    """`12` for 12.0, `0.3` for 0.30000000000000004."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.15g}"


def _moment(serial: float, epoch: datetime, kind: Kind) -> str:
    moment = epoch + timedelta(minutes=round(serial * 1440))
    if kind == "month":
        return f"{moment.year}年{moment.month}月"
    form = "%Y-%m-%d" if (moment.hour, moment.minute) == (0, 0) else "%Y-%m-%d %H:%M"
    return moment.strftime(form)
