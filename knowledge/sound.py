"""How Chinese sounds: toneless readings of characters, for pinyin noise and sound-alike typos.

The only importer of pypinyin.
"""

import os
import unicodedata
from functools import cache
from typing import Any

from knowledge.text import is_han


@cache
def _pinyin_dict() -> Any:
    # Phrases are not needed and cost 47 MB; pypinyin reads these switches when it is imported.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
    from pypinyin.constants import PINYIN_DICT

    return PINYIN_DICT


def plain(pinyin: str) -> str:
    """A reading without tone marks, ü as v, lower case: `chǎn` -> `chan`, `lǜ` -> `lv`."""
    folded = unicodedata.normalize("NFD", pinyin.lower().replace("ɡ", "g"))
    folded = folded.replace("u\u0308", "v")
    return "".join(c for c in folded if not unicodedata.combining(c))


@cache
def readings(char: str) -> frozenset[str]:
    """All toneless readings of one character; empty for what is not Chinese."""
    if len(char) != 1 or not is_han(char):
        return frozenset()
    found = _pinyin_dict().get(ord(char), "")
    return frozenset(plain(r) for r in found.split(",") if r)


@cache
def reading(char: str) -> str:
    """The commonest toneless reading of one character; itself where it is not Chinese."""
    if not is_han(char):
        return char
    found = _pinyin_dict().get(ord(char), "")
    return plain(found.split(",")[0]) if found else char


# Pairs that southern speakers and fast typists mix up: an initial or a final, folded to one.
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))


def _fold(reading: str) -> str:
    for long, short in _INITIALS:
        if reading.startswith(long):
            reading = short + reading[len(long) :]
    for long, short in _FINALS:
        if reading.endswith(long):
            return reading[: -len(long)] + short
    return reading


@cache
def sound(char: str) -> str:
    """One spelling for how a character sounds, commonest reading, 平翘舌 and 前后鼻音 folded.

    Characters that are not Chinese sound like themselves.
    """
    return _fold(reading(char)) if is_han(char) else char


def sounds(text: str) -> tuple[str, ...]:
    """The sound of each character of `text`, shape (len(text),)."""
    return tuple(map(sound, text))


class _Heard(dict[int, int]):
    """Character -> a character that stands for its sound, one and the same for all that sound alike."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def __missing__(self, code: int) -> int:
        found = self[code] = self._seen.setdefault(sound(chr(code)), code)
        return found


_heard = _Heard()


def heard(text: str) -> str:
    """A text in which all characters that sound alike are the same one, of the same length.

    Only for comparing: which character stands for a sound is settled by the first one seen.
    """
    return text.translate(_heard)
