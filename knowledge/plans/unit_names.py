"""The grammar of unit names: level, place, what the office does; and lists of them.

江岭省市场监管局   place 江岭, level 省, bodies {市场监督管理}
市发改委           level 市, bodies {发展和改革}
国网安澜供电公司   no level, bodies {国网安澜供电公司}: a name that only equals itself
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from knowledge.plans.government import BUREAUS, CENTRAL_ENDINGS, ENDINGS, WHOLE

_LEVELS = ("自治区", "自治州", "自治县", "国家", "中央", "省", "市", "州", "县", "区", "旗", "盟")
_LEVELS_OUT = {"自治区": "省", "自治州": "州", "自治县": "县", "中央": "国家"}
LEVEL_CHARS = "省市州县区旗盟镇乡"
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,8}?(?=(?:自治区|自治州|自治县|[省市州县区旗盟]))")
_HOST = re.compile(r"(?:人民)?政府|委")
_PLURAL = re.compile(r"各|有关|相关|其他|全|所有|其它|本|上述|相应")

# What a unit's name ends in; a list is only cut at 和 or 及 where both sides end like this.
UNIT_END = re.compile(
    r"(?:局|厅|委|委员会|部|部门|单位|办|办公室|院|中心|站|所|处|室|总队|支队|大队|公司|集团|银行|分行|支行|营管部"
    r"|政府|街道|办事处|乡镇|镇街|(?<=各)村|社区|管委会|会|联|联社|供销社|学校|大学|学院|机构|机关|工会|团委|团[省市县区州]委|企业"
    r"|专班|[县市区州]|国网.*电力|电网|海关|台|社|馆|党校|园区|运营商|军区|武装部|人武部|警备区|部委|[乡镇街]|法院|海关|中支|管理部|地方|地区|各地)"
    r"(?:[（(][^（）()]*[)）])?$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitName:
    """A unit's name, taken apart. level: 国家 省 市 州 县 区 旗 盟, or empty where none is written.

    place: 江岭 of 江岭省…, or empty. bodies: the families of `government` it may belong to, or the
    name itself where it belongs to none. ending: 局, 厅, ... of a family member, else empty.
    family: whether `bodies` are families.
    """

    level: str
    place: str
    bodies: tuple[str, ...]
    ending: str
    family: bool


def _body(name: str) -> tuple[tuple[str, ...], str] | None:
    """The families and the ending of a name without level; None where the table knows none."""
    if name in WHOLE:
        return WHOLE[name], ""
    for ending in ENDINGS:
        core = name.removesuffix(ending)
        if core != name and core in BUREAUS:
            return BUREAUS[core], ending
    return None


def _central(name: str) -> tuple[tuple[str, ...], str] | None:
    for ending in CENTRAL_ENDINGS:
        core = name.removesuffix(ending).removeprefix("国家")
        if name.endswith(ending) and core in BUREAUS:
            return BUREAUS[core], ending
    return None


def _hosted(rest: str) -> tuple[tuple[str, ...], str] | None:
    """The body of `rest`, also where it follows its host: 政府国资委, 委网信办."""
    found = _body(rest)
    host = _HOST.match(rest)
    return found if found or not host else _body(rest[host.end() :])


def _plain(name: str) -> str:
    """A literal name as it is compared: without brackets, separators and 人民 of 人民政府."""
    return re.sub(r"[（）()、,，\s]", "", name).replace("人民政府", "政府")


_TOWNSHIP = re.compile(r"(镇|乡|街道)([\u4e00-\u9fff]{2,})$")
_OFFICE_END = re.compile(r"[\u4e00-\u9fff](?:[办所站院队局室委]|中心)$")


def _level_at(name: str) -> str:
    found = next((level for level in _LEVELS if name.startswith(level)), "")
    township = None if found else _TOWNSHIP.match(name)
    if township and (_OFFICE_END.search(township[2]) or _body(township[2])):
        return township[1]
    return found


@lru_cache(maxsize=8_000)
def parse_unit(name: str) -> UnitName:
    """Take a unit's name apart; never fails: what is not understood is a body of its own."""
    name = re.sub(r"^中共|^国家税务总局(?=.)|\s+", "", name)
    league = re.fullmatch(r"(?:共青)?团(中央|[省市州县区旗盟])委?", name)
    if league:
        return UnitName(
            level=_LEVELS_OUT.get(league[1], league[1]),
            place="",
            bodies=("团委",),
            ending="",
            family=True,
        )
    found = _body(name)
    if found:
        return UnitName(level="", place="", bodies=found[0], ending=found[1], family=True)
    level = _level_at(name)
    if level:
        return _levelled(name, level, "")
    central = _central(name)
    if central:
        return UnitName(level="国家", place="", bodies=central[0], ending=central[1], family=True)
    return _placed(name)


def _levelled(name: str, level: str, place: str) -> UnitName:
    rest = name[len(level) :]
    found = _hosted(rest) or (_central(rest) if level in ("国家", "中央") else None)
    return UnitName(
        level=_LEVELS_OUT.get(level, level),
        place=place,
        bodies=found[0] if found else (_plain(rest),),
        ending=found[1] if found else "",
        family=bool(found),
    )


def _placed(name: str) -> UnitName:
    """A name that begins with a place: 江岭省财政厅, 甘肃财政厅; else the name itself."""
    if not _PLURAL.match(name):
        for end in range(2, min(len(name), 9)):
            level = _level_at(name[end:])
            if level and level not in ("国家", "中央"):
                unit = _levelled(name[end:], level, name[:end])
                if unit.family or re.search(r"[局厅委办室]$", unit.bodies[0]):
                    return unit
    return UnitName(level="", place="", bodies=(_plain(name),), ending="", family=False)


# ---- lists -------------------------------------------------------------------------------------

_SEPARATORS = "、,，;；\n\t|"
_OPENERS, _CLOSERS = "（(〔[【", "）)〕]】"
_AND = re.compile(r"以及|[和与及]")
_OPEN_END = re.compile(
    r"等(?=$|有关|相关|部门|单位|\d|[一二三四五六七八九十]+)(?:\d+个?|[一二三四五六七八九十]+个?)?"
)
_MARKS = "☆★●▲△※＊"
_PARTY = (
    "网信办",
    "编办",
    "宣传部",
    "组织部",
    "统战部",
    "政法委",
    "社会工作部",
    "文明办",
    "巡察办",
)
_LEVELLESS = ("人民银行", "海关", "海事局", "人民政府", "铁路局", "铁路", "民航")


def _pieces(text: str) -> Iterator[str]:
    """`text` cut at separators that stand outside brackets."""
    depth, begin = 0, 0
    for i, char in enumerate(text):
        if char in _OPENERS:
            depth += 1
        elif char in _CLOSERS:
            depth = max(0, depth - 1)
        elif char in _SEPARATORS and not depth and not _within_group(text[begin:i], text[i:]):
            yield text[begin:i]
            begin = i + 1
    yield text[begin:]


def _within_group(before: str, after: str) -> bool:
    """Whether a separator stands inside one group: 各市、县〔区〕人民政府."""
    opened = re.fullmatch(r"\s*各[省市州县区旗乡镇（）()]{1,6}", before)
    return bool(
        opened
        and re.match(r"、[省市州县区旗盟乡镇街][^、，,；;各]{0,10}?(?:政府|管委会|办事处)", after)
    )


# Rooms and things of which many exist: 实验室与设备管理处 is one office.
_ROOMS = frozenset({"实验室", "会议室", "图书室", "档案室"})


def is_unit(name: str) -> bool:
    """Whether this looks like the name of a unit or of a group of units (各区政府, 有关部门)."""
    if not 2 <= len(name) <= 30 or name in _ROOMS or re.search(r"[。！？“”《》的：:了]", name):
        return False
    return parse_unit(name).family or bool(UNIT_END.search(name))


def _halves(piece: str) -> list[str]:
    """A piece cut at 和, 及, 与, 以及 or a space where both sides are units: 住房和城乡建设局 stays whole."""
    if parse_unit(piece).family:
        return [piece]
    for joint in (*_AND.finditer(piece), *re.finditer(r"[ \u3000/]+", piece)):
        left, right = piece[: joint.start()], piece[joint.end() :]
        if left and right and is_unit(left) and is_unit(right) and _cuttable(left, right):
            return [*_halves(left), *_halves(right)]
    return _glued(piece)


def _glued(piece: str) -> list[str]:
    """Two names that lost the line break between them: 县发改局县财政局."""
    for i in range(3, len(piece) - 2):
        if piece[i] in LEVEL_CHARS:
            left, right = parse_unit(piece[:i]), parse_unit(piece[i:])
            if left.family and right.family and left.level and right.level:
                return [piece[:i], *_halves(piece[i:])]
    return [piece]


def _cuttable(left: str, right: str) -> bool:
    """Not inside one name: 各县（市、区）和开发区 is two, 文化和旅游局 is one."""
    return parse_unit(left).family or (len(left) > 2 and len(right) > 1)


def _elided(name: str) -> bool:
    """Whether a name can stand for one whose level was left out: 能源局 after 省发展改革委."""
    unit = parse_unit(name)
    return unit.family and not (unit.level or unit.place) and unit.bodies[0] not in _LEVELLESS


def _restored(name: str, level: str, before: str) -> str:
    """`name` with the level, and with the host 委 where that is a party office's."""
    party = parse_unit(name).bodies[0] in _PARTY
    hosted = before.startswith(f"{level}委") or name.endswith(("部", "政法委"))
    return f"{level}委{name}" if party and hosted else level + name


def _leaves_level(name: str) -> str:
    """The level that a name in a list leaves for the names after it; empty: none."""
    unit = parse_unit(name)
    group = _PLURAL.match(name) or "(" in name or "（" in name or unit.bodies[0] == "人民政府"
    if unit.place or group or not unit.level or unit.level == "国家":
        return ""
    written = _level_at(name) or unit.level
    vague = not unit.family and name[len(written) :][:1] in LEVEL_CHARS + "级直属内域辖"
    return "" if vague else unit.level if len(written) > 1 else written


def _tidy(name: str) -> str:
    """Without marks around it, and without the second name in brackets: 省计量院（省科普基地）."""
    name = re.sub(rf"^[{_MARKS}\s]+|[{_MARKS}\s。.：:]+$", "", name)
    name = re.sub(r"^\*(?=[^*])", "", name)
    # 学生工作部（处）is one name, as some offices write themselves.
    second = (
        None if _PLURAL.match(name) else re.fullmatch(r"([^（(]{3,})[（(][^（()）]{2,}[)）]", name)
    )
    return second[1] if second and is_unit(second[1]) else name


def _opened(piece: str) -> tuple[str, str]:
    """A piece before its 等, and the group that 等 names: `审计局等有关部门` -> 审计局, 有关部门."""
    found = _OPEN_END.search(piece)
    if not found:
        return piece, ""
    rest = piece[found.end() :]
    return piece[: found.start()], "" if rest in ("部门", "单位", "地方", "地区") else rest


def split_units(text: str, level: str | None = None) -> tuple[str, ...]:
    """The units of a list in printed order, none twice, elided levels restored.

    `省发展改革委、交通运输厅、能源局` gives 省发展改革委, 省交通运输厅, 省能源局. level: the level
    that holds before the list begins (of the list before it), `省`, `市`, ...; None: none. Group
    names (各区政府, 有关部门) stay as written; 等 adds nothing. Marks such as ☆ are left out.
    """
    found: dict[str, None] = {}
    before = ""
    for piece in _pieces(text):
        listed, group = _opened(_tidy(piece))
        for name in map(_tidy, (*_halves(listed), group)):
            if not name:
                continue
            if level and _elided(name):
                name = _restored(name, level, before)
            level = _leaves_level(name) or level
            before = name
            found[name] = None
    return tuple(found)


def list_level(names: tuple[str, ...]) -> str | None:
    """The level that a list leaves behind for the lists after it."""
    return next((level for level in map(_leaves_level, reversed(names)) if level), None)
