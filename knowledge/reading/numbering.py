"""How Chinese official documents number their parts: 一、 (一) 1. (1) ① 第一条 and their variants."""

import re
from dataclasses import dataclass

_NUMERALS = "一二三四五六七八九十百零〇两"
_OPEN, _CLOSE = "(（﹙〔", ")）﹚〕"

# style -> pattern of the number as written, at the start of a line. The order decides.
_STYLES = (
    ("编", rf"第[{_NUMERALS}\d]{{1,4}}(?:编|部分|篇)(?=[\s:：、]|[^\s的中之])"),
    ("章", rf"第[{_NUMERALS}\d]{{1,4}}章(?=[\s:：、]|[^\s的中])"),
    ("节", rf"第[{_NUMERALS}\d]{{1,4}}节(?=[\s:：、]|[^\s的中])"),
    (
        "条",
        rf"第[{_NUMERALS}\d]{{1,5}}条(?:之[{_NUMERALS}]{{1,2}})?(?=[\s:：、]|[^\s的和至规件款第、，,])",
    ),
    ("附件", r"附\s?[件录表]\s?\d{0,2}(?=\s*[:：]?\s*$)"),
    ("一、", rf"[{_NUMERALS}]{{1,4}}\s?[、．.﹒](?!\d)"),
    ("(一)", rf"[{_OPEN}]\s?[{_NUMERALS}]{{1,4}}\s?[{_CLOSE}]\s?[、．.]?|[㈠-㈩]\s?[、．.]?"),
    ("1.1", r"\d{1,2}[.．]\d{1,2}(?:[.．]\d{1,2}){0,2}[.．、]?(?=\s+\S)"),
    ("1.", r"\d{1,3}\s?(?:、|[.．﹒](?=(?:19|20)\d\d年|[^\d.．%％]))|[⒈-⒛]"),
    ("(1)", rf"[{_OPEN}]\s?\d{{1,3}}\s?[{_CLOSE}]\s?[、．.]?|[⑴-⒇]"),
    ("1)", r"\d{1,2}\s?[)）]\s?[、．.]?"),
    ("①", r"[①-⑳㉑-㉟❶-❿➀-➉]\s?[、．.]?"),
)
_NUMBER = re.compile(
    r"[ \t\u3000\u00a0]*(?:"
    + "|".join(f"(?P<s{i}>{pattern})" for i, (_, pattern) in enumerate(_STYLES))
    + ")"
)
# What a number can begin with: one look at the first character saves the rest.
_FIRST = re.compile(rf"[ \t\u3000\u00a0]*[第附{_NUMERALS}\d{_OPEN}㈠-㈩⒈-⒛⑴-⒇①-⑳㉑-㉟❶-❿➀-➉]")


@dataclass(frozen=True, slots=True)
class Number:
    """The number at the start of a line. style: one of the styles above, `(一)` say.

    text: as written. start, end: its range in the line; what follows begins at `end`, or after white
    space.
    """

    style: str
    text: str
    start: int
    end: int


def number_of(line: str) -> Number | None:
    """The number that the line begins with; None where it begins with none."""
    if not _FIRST.match(line):
        return None
    found = _NUMBER.match(line)
    if not found or found.lastgroup is None:
        return None
    start, end = found.span(found.lastgroup)
    style = _STYLES[int(found.lastgroup[1:])][0]
    return Number(style, line[start:end].strip(), start, end)


_VALUES = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def value(text: str) -> int | None:
    """The integer that a number as written stands for: `(十二)` 12, `③` 3, `第二十条` 20."""
    digits = re.search(r"\d+", text)
    if digits:
        return int(digits[0])
    for low, high in (("㈠", "㈩"), ("⒈", "⒛"), ("⑴", "⒇"), ("①", "⑳"), ("❶", "❿"), ("➀", "➉")):
        for char in text:
            if low <= char <= high:
                return ord(char) - ord(low) + 1
    numerals = "".join(c for c in text if c in _NUMERALS)
    return chinese(numerals) if numerals else None


def chinese(numerals: str) -> int:
    """`十二` 12, `二十` 20, `一百零三` 103; a mere row of digits is read as one: `二〇二六` 2026."""
    if not any(c in "十百" for c in numerals):
        return int("".join(str(_VALUES[c]) for c in numerals) or "0")
    total, digit = 0, 0
    for char in numerals:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _VALUES[char]
    return total + digit
