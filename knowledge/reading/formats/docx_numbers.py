"""Automatic numbers of Word paragraphs: they stand in no text, but a reader sees and cites them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def _chinese(number: int, digits: str = _DIGITS, ten: str = "十", hundred: str = "百") -> str:
    if number >= 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = digits[hundreds] + hundred if hundreds else ""
    if tens:
        # 10 to 19 are said without 一 before 十, unless something stands before them.
        text += ("" if tens == 1 and not hundreds and ten == "十" else digits[tens]) + ten
    elif hundreds and ones:
        text += "零"
    return text + (digits[ones] if ones else "") or digits[0]


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _circled(number: int) -> str:
    return chr(0x245F + number) if 1 <= number <= 20 else str(number)


_FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": lambda n: str(n).translate({48 + d: 0xFF10 + d for d in range(10)}),
    "decimalFullWidth2": str,
    "decimalHalfWidth": str,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda n: f"({n})",
    "decimalEnclosedFullstop": lambda n: f"{n}.",
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "ideographDigital": lambda n: "".join(_DIGITS[int(d)] for d in str(n)),
    "japaneseDigitalTenThousand": lambda n: "".join(_DIGITS[int(d)] for d in str(n)),
    "taiwaneseDigital": lambda n: "".join(_DIGITS[int(d)] for d in str(n)),
    "chineseLegalSimplified": lambda n: _chinese(n, _LEGAL, "拾", "佰"),
    "ideographLegalTraditional": lambda n: _chinese(n, _LEGAL, "拾", "佰"),
    "ideographTraditional": lambda n: _STEMS[n - 1] if 1 <= n <= 10 else str(n),
    "upperRoman": lambda n: _roman(n).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerLetter": _letters,
}


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    text: str
    start: int
    legal: bool


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has been counted.

    Counters belong to the abstract list, as in Word: two paragraphs with different list ids of one
    abstract list go on counting, unless the second id restarts.
    """

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    abstract: dict[str, str] = field(default_factory=dict)
    restarts: dict[tuple[str, int], int] = field(default_factory=dict)
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    used: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def of(cls, root: Any) -> "Numbering":
        """Read the numbering part; `root` is its XML element, or None where the document has none."""
        found = cls()
        if root is None:
            return found
        for node in root.iterfind(f"{W}abstractNum"):
            identity = node.get(f"{W}abstractNumId", "")
            found.levels[identity] = {
                _int(level.get(f"{W}ilvl"), 0): _level(level) for level in node.iterfind(f"{W}lvl")
            }
        for node in root.iterfind(f"{W}num"):
            found._add(node)
        return found

    def _add(self, node: Any) -> None:
        identity = node.get(f"{W}numId", "")
        abstract = node.find(f"{W}abstractNumId")
        self.abstract[identity] = abstract.get(f"{W}val", "") if abstract is not None else ""
        for override in node.iterfind(f"{W}lvlOverride"):
            start = override.find(f"{W}startOverride")
            if start is not None:
                at = (identity, _int(override.get(f"{W}ilvl"), 0))
                self.restarts[at] = _int(start.get(f"{W}val"), 1)

    def next(self, identity: str, depth: int) -> str:
        """The number of the next paragraph in list `identity` at level `depth` (0 is outermost).

        Empty for a bullet, and for a list that does not exist.
        """
        abstract = self.abstract.get(identity, "")
        levels = self.levels.get(abstract, {})
        if depth not in levels:
            return ""
        counters = self.counters.setdefault(abstract, {})
        self._count(identity, depth, levels, counters)
        return self._render(levels, counters, depth)

    def _count(
        self, identity: str, depth: int, levels: dict[int, _Level], counters: dict[int, int]
    ) -> None:
        at = (identity, depth)
        if at in self.restarts and at not in self.used:
            counters[depth] = self.restarts[at]
        else:
            counters[depth] = counters.get(depth, levels[depth].start - 1) + 1
        self.used.add(at)
        for deeper in [level for level in counters if level > depth]:
            del counters[deeper]

    def _render(self, levels: dict[int, _Level], counters: dict[int, int], depth: int) -> str:
        level = levels[depth]
        if level.format in ("bullet", "none"):
            return ""

        def number(found: re.Match[str]) -> str:
            index = int(found[1]) - 1
            of = levels.get(index)
            if of is None:
                return ""
            style = "decimal" if level.legal else of.format
            return _FORMATS.get(style, str)(min(counters.get(index, of.start), 9999))

        return re.sub(r"%(\d)", number, level.text).strip()


def _level(node: Any) -> _Level:
    return _Level(
        format=_value(node, "numFmt", "decimal"),
        text=_value(node, "lvlText", ""),
        start=_int(_value(node, "start", "1"), 1),
        legal=node.find(f"{W}isLgl") is not None,
    )


def _value(node: Any, tag: str, default: str) -> str:
    child = node.find(f"{W}{tag}")
    return default if child is None else child.get(f"{W}val", default)


def _int(value: str | None, default: int) -> int:
    """A number from an attribute, kept small; `default` for anything else."""
    return min(int(value), 9999) if value and value.isascii() and value.isdigit() else default
