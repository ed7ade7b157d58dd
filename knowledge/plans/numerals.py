"""Numbers as Chinese documents print them: 十二, 一百零三, 二〇二六, 5.6万, 百分之八十, 三分之一.

Values are exact fractions, so that nothing is lost between 0.59 and 百分之五十九.
"""

import re
from fractions import Fraction

# Every character maps to one character, so offsets into the folded text are offsets into the text.
_FOLDS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLDS |= dict.fromkeys(map(ord, "\u3000\u00a0\u2002\u2003\u2009"), ord(" "))
_FOLDS |= dict.fromkeys(map(ord, "—–―‐‑−－~～〜"), ord("-"))
_FOLDS |= dict.fromkeys(map(ord, "“”„‘’「」『』＂'"), ord('"'))
_FOLDS |= {ord("○"): ord("〇")}

ARABIC = r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
CHINESE = r"[〇零一二两三四五六七八九十百千万亿]+"
# Day, month and other small counts; 两 is no ordinal, 二 is no count, but writers mix them.
SMALL = r"(?:[0-9]{1,2}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
YEAR = r"(?:[0-9]{4}|[〇零一二三四五六七八九]{4})"

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")}
_DIGITS |= {"零": 0, "两": 2}
_SECTION = re.compile(
    r"(?:([一二两三四五六七八九])千)?([〇零])?(?:([一二两三四五六七八九])百)?([〇零])?"
    r"(?:([一二两三四五六七八九])?(十))?([〇零])?([一二两三四五六七八九])?"
)
_PER = re.compile(r"(百|千|万|[一二两三四五六七八九十0-9]+)分之(.+)")
_SHARES = {"百": 100, "千": 1000, "万": 10000}


def fold(text: str) -> str:
    """The text with full-width letters and digits, dashes, quotes and spaces made plain.

    Same length as `text`: a position in one is a position in the other. Idempotent.
    """
    return text.translate(_FOLDS)


def _section(text: str) -> int | None:
    """A number below ten thousand: 三千零五, 十二, 一百五 (150)."""
    found = _SECTION.fullmatch(text)
    if not text or not found or text.strip("〇零") == "":
        return 0 if text in ("〇", "零") else None
    thousands, _, hundreds, _, tens, ten, _gap, ones = found.groups()
    value = 1000 * _DIGITS.get(thousands, 0) + 100 * _DIGITS.get(hundreds, 0)
    value += 10 * _DIGITS.get(tens, 1) if ten else 0
    # 一百五 is 150 and 三千五 is 3500: a last digit without 零 counts the next unit down.
    scale = 1
    if not ten and text[:-1].endswith(("百", "千")):
        scale = 10 if text[-2] == "百" else 100
    return value + scale * _DIGITS.get(ones, 0)


def _grouped(text: str, unit: str, size: int) -> int | None:
    """`a万b` with both halves read; `a万b` with a single digit b is a万 and b thousands."""
    head, _, tail = text.rpartition(unit)
    high = _chinese(head)
    if high is None or not high:
        return None
    if not tail:
        return high * size
    low = _chinese(tail.lstrip("〇零") or "?")
    if low is None or low >= size:
        return None
    return high * size + (low * size // 10 if len(tail) == 1 and tail in _DIGITS else low)


def _chinese(text: str) -> int | None:
    if len(text) > 1 and all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        if unit in text:
            return _grouped(text, unit, size)
    return _section(text)


def read_integer(text: str) -> int | None:
    """A whole number in digits or Chinese numerals (十二, 两, 二〇二六); None for anything else."""
    text = fold(text).strip()
    if re.fullmatch(r"[0-9]+(?:,[0-9]{3})*", text):
        return int(text.replace(",", ""))
    return _chinese(text) if text else None


def _decimal(text: str) -> Fraction | None:
    """Digits with an optional 万 or 亿 behind them, Chinese numerals, and 三点五."""
    found = re.fullmatch(r"([0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)(千|万|亿|万亿)?", text)
    if found:
        scale = {"千": 10**3, "万": 10**4, "亿": 10**8, "万亿": 10**12}.get(found[2] or "", 1)
        return Fraction(found[1].replace(",", "")) * scale
    whole, point, rest = text.partition("点")
    value = read_integer(whole)
    if value is None or not point:
        return None if value is None else Fraction(value)
    if not rest or not all(char in _DIGITS for char in rest):
        return None
    return Fraction(f"{value}." + "".join(str(_DIGITS[char]) for char in rest))


def read_number(text: str) -> Fraction | None:
    """Any number: `5.6万`, `一百零三`, `百分之八十`, `三分之一`, `八成`, `半`; None for anything else."""
    text = fold(text).strip()
    if text in ("半", "一半"):
        return Fraction(1, 2)
    if text.endswith("成") and (tenths := read_integer(text[:-1])) is not None:
        return Fraction(tenths, 10)
    if share := _PER.fullmatch(text):
        whole = _SHARES.get(share[1]) or read_integer(share[1])
        part = _decimal(share[2])
        return part / whole if part is not None and whole else None
    return _decimal(text)


def printed(value: Fraction) -> str:
    """A fraction as digits where that is exact (`0.59`, `1200`), else as `1/3`."""
    denominator = value.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    digits = f"{int(value * 10**places):0{places + 1}d}"
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits
