"""knowledge.toml: what a knowledge folder says about itself. Every key is optional."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args
from zoneinfo import ZoneInfo

from knowledge.errors import Problem
from knowledge.model import Caution

FILE = "knowledge.toml"
DEFAULT_ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderSettings:
    """title: shown as the knowledge's name. languages: that askers write in.

    fictional: all of it is an invented example. public: its answers are offered to anybody, in any chat.
    caution: how sure an answer must be before it is given.
    """

    title: str
    timezone: str = DEFAULT_ZONE
    languages: tuple[str, ...] = ("zh-Hans",)
    fictional: bool = False
    public: bool = False
    caution: Caution = "balanced"


def _text(value: Any) -> str | None:
    return value.strip() if isinstance(value, str) and value.strip() else None


def _zone(value: Any) -> str | None:
    try:
        return ZoneInfo(value).key if isinstance(value, str) else None
    except (OSError, ValueError, KeyError):  # `../x`, folders of the zone database, unknown names
        return None


def _words(value: Any) -> tuple[str, ...] | None:
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return tuple(value)
    return None


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _caution(value: Any) -> Caution | None:
    return next((one for one in get_args(Caution) if one == value), None)


# key -> (how it is read; None means that it cannot be), what belongs there
_KEYS: Mapping[str, tuple[Callable[[Any], Any], str]] = {
    "title": (_text, '请写一个名称，如 title = "全省质量工作方案"'),
    "timezone": (_zone, f'请写时区名，如 timezone = "{DEFAULT_ZONE}"'),
    "languages": (_words, '请写成列表，如 languages = ["zh-Hans"]'),
    "fictional": (_flag, "请写 true 或 false（小写，不加引号）"),
    "public": (_flag, "请写 true 或 false（小写，不加引号）"),
    "caution": (_caution, '请写 "cautious"（谨慎）、"balanced"（适中）或 "eager"（积极）'),
}


def read_settings(text: str, title: str) -> tuple[FolderSettings, list[Problem]]:
    """The settings in a knowledge.toml, and what is wrong with it; defaults where it says nothing.

    title: used where the file names none.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place, what = _where(str(error)), "写法有误"
        remedy = "每行写成 名称 = 值，文字加英文双引号"
        return FolderSettings(title=title), [
            Problem(file=FILE, place=place, what=what, remedy=remedy)
        ]
    problems: list[Problem] = []
    values: dict[str, Any] = {"title": title}
    for key, value in table.items():
        if key not in _KEYS:
            what = f"不认识的设置“{key}”"
            remedy = f"可用的有：{'、'.join(_KEYS)}"
            problems.append(Problem(file=FILE, what=what, remedy=remedy, level="warning"))
            continue
        read, remedy = _KEYS[key]
        found = read(value)
        if found is None:
            problems.append(Problem(file=FILE, what=f"{key} 的值“{value}”不能用", remedy=remedy))
        else:
            values[key] = found
    return FolderSettings(**values), problems


def _where(message: str) -> str:
    """The line number in a message such as `... (at line 3, column 7)`."""
    _, _, rest = message.partition("at line ")
    return rest.split(",")[0] if rest[:1].isdigit() else ""
