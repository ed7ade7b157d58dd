"""Numbers with what they count and how they bind: 不低于82分, 2-3家, 分别超过90%、75%, 6%左右.

A low level: every quantity of a text, whoever set it. Which of them are goals says `targets`.
"""

import re
from dataclasses import dataclass, replace

from knowledge.model import Comparator
from knowledge.plans.numerals import ARABIC, CHINESE, fold, printed, read_number
from knowledge.plans.timing.stretches import S

# Longest first when compiled. 万 and 亿 before a unit stay with it, as printed.
_MEASURES = """
% ‰ /10万 /万 /百万 岁 周岁 个百分点 百分点 微克/立方米 毫克/立方米 毫克/升 微克/升 元/人 元/亩 元/吨
元/平方米 元/千瓦时 公斤/亩 吨/万元 公里/小时 平方米/人 张/千人 件/万人 人/平方公里 公里/百平方公里
吨标准煤/万元 吨标准煤 吨标煤 立方米/万元 平方公里 平方千米 平方米 平方厘米 立方米 立方公里 立方 公里 千米 厘米 毫米
微米 海里 米 公顷 亩 顷 公吨 公斤 千克 毫克 微克 克 吨 斤 升 毫升 标准箱 标箱 TEU 集装箱 千瓦时 千瓦 兆瓦时
兆瓦 吉瓦 瓦 kWh MWh GWh kW MW GW W 度电 千伏安 千伏 伏 标准立方米 PFlops EFlops
TFlops PFLOPS EFLOPS TFLOPS PFLOPs Flops PB TB GB MB EB Gbps Mbps
Tbps MHz GHz Hz 标准机架 机架 美元 欧元 港元 日元 英镑 元 人次 人天 人年 人 名 位 户次 户 家次 家
个 项次 项 套 部 台套 台次 台 辆次 辆 座 处 条 场次 场 次 所 间 张 件次 件套 件 份 批次 批 类 种 支 队
对 片 块 株 头 只 羽 艘 架次 架 列 站 节 门 幅 篇 本 册 卷 课时 学时 学分 课 堂 宗 例 起 箱 班列 班次
班 趟次 趟 航班 层 期 轮 倍 成 番 分贝 分钟 小时 秒 毫秒 个工作日 工作日 个月 个小时 个星期 周 天 日 年
摄氏度 ℃ 分 点 学位 床位 床 盏 根 口 眼 孔 尾 亿次 字 词 版 款 把 顶 双 枚 颗 粒 桶 罐 瓶 袋 盒 车次
车 公里·次 步 圈 组 团 股 笔 单 栋 幢 亩次 吨公里 吨/日 吨/年 立方米/日 立方米/天
"""
_UNIT = "|".join(re.escape(unit) for unit in sorted(_MEASURES.split(), key=len, reverse=True))
_MORE = "余|多|来"
# 两个 and 三家 count; in 一件事, 三农, 二级 the numeral is part of a name.
_NUMBER = rf"(?:{ARABIC}|(?:百|千|万|[二三四五六七八九十0-9]+)分之[0-9一二两三四五六七八九十百点]+|一半|{CHINESE}(?:点{CHINESE})?|半)"
_AMOUNT = re.compile(
    rf"(?P<number>{_NUMBER}){S}(?P<more>{_MORE})?{S}(?P<scale>万亿|千万|百万|[十百千万亿])?{S}(?P<more2>{_MORE})?{S}"
    rf"(?P<unit>{_UNIT})?(?P<more3>[多余](?![元数少]))?"
)

# Words before a number, and how they bind it; the first that fits counts.
COMPARING: tuple[tuple[str, Comparator], ...] = (
    (
        r"不(?:得)?(?:低|少|小|短|弱|慢)于|不下于|不(?:得)?低过|至少(?:要)?(?:达到|有)?|最低|最少|起码|>=|≥|≧|⩾|大于(?:或)?等于|大于等于",
        ">=",
    ),
    (
        r"不(?:得|能|应)?(?:高|大|多|长|晚)于|不(?:得|能|应)?超(?:过|出)?|至多|最多|最高|上限为?|<=|≤|≦|小于(?:或)?等于",
        "<=",
    ),
    (r"超过|超出|突破|大于|高于|多于|优于|好于|跨越|站上|迈上|(?<!不)超$|逾|>", ">"),
    (r"低于|少于|小于|短于|<", "<"),
    (r"大?约为?|大概|将?近|接近|左右", "~"),
)
_AFTER: tuple[tuple[str, Comparator], ...] = (
    (r"(?:及|或|或者)?以上|(?:及|或)更多|起(?!来|草|点|步)", ">="),
    (r"(?:及|或)?(?:以内|之内|以下|之下)|内(?!容|部|外|涵|地)", "<="),
    (r"(?:左右|上下)", "~"),
)
_HEDGE = re.compile(r"力争|争取|努力|原则上|预计|基本(?=[达实建完])|大约|约$")
_BASE = re.compile(
    r"(?:相?较|相?比|与|以)(?:于)?(?P<base>(?:(?:19|20)[0-9]{2}年?|去年|上年|上一年|基期|前年|同期|现状|往年)(?:度)?(?:同期|年底|年末|末|底)?)"
    r"(?:相比|为基数|基础上|的基础上)?|在(?P<base2>(?:(?:19|20)[0-9]{2}年?|去年|上年)(?:度)?)(?:的)?基础上|(?P<base3>同比|环比)"
)
_CLAUSE_BREAK = re.compile(r"[,，。;；!！?？\n]")
_WORDS_BEFORE = re.compile(
    r"(?:"
    + "|".join(pattern for pattern, _ in COMPARING)
    + r"|达到?|为|至|到|在|于|是|仅|共计?|合计|分别|均|都|要)*"
    + S
    + "$"
)
# 至少建成1个, 分别提高到98%: a short verb may stand between.
_EARLIER = re.compile(r"(?P<least>至少|最少|不少于)|(?P<most>至多|最多|不超过)|(?P<each>分别)")
_VERB = re.compile(r"[\u4e00-\u9fff]{1,4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One number, or several that a sentence gives in order. `text` equals `source[start:end]`.

    text covers comparator, number and unit. value: as printed, `98`, `2-3`, `90/75`, `1/3`;
    百分之 and 成 become %. unit: as printed with 万 and 亿, empty for a bare number.
    hedge: 力争, 约 ..., base: 2023年, 上年, 同比 ... of the same clause, as printed.
    number_start, number_end: the range of number and unit alone.
    """

    text: str
    start: int
    end: int
    value: str
    unit: str
    comparator: Comparator
    hedge: str | None = None
    base: str | None = None
    number_start: int
    number_end: int


def _amount(
    text: str, position: int, *, listed: bool = False
) -> tuple[re.Match[str], str, str] | None:
    """The number at `position`, its value and unit; None where it is part of a name or a date.

    listed: another number stands before it, joined by a dash or 、.
    """
    found = _AMOUNT.match(text, position)
    if not found or (not listed and _follows_name(text, found.start())) or _named(text, found):
        return None
    number, scale, unit = found["number"], found["scale"] or "", found["unit"] or ""
    value, unit = _printed(number, scale + unit)
    return (found, value, unit) if value else None


def _printed(number: str, unit: str) -> tuple[str, str]:
    """Value and unit as they are reported."""
    exact = read_number(number)
    if exact is None:
        return "", unit
    if number.startswith("百分之"):
        return printed(exact * 100), "%" + unit
    if number.startswith("千分之"):
        return printed(exact * 1000), "‰" + unit
    if unit == "成":
        return printed(exact * 10), "%"
    if number in ("半", "一半") and not unit:
        return "50", "%"
    return (number.replace(",", "") if number[0].isascii() else printed(exact)), unit


_ASCII_BEHIND = re.compile(r"[A-Za-z]")
_NAME_BEFORE = re.compile(r"[A-Za-z.〔\[第/]$|[A-Za-z0-9]-$")
# Behind the number: part of a name (12345热线, 15分钟生活圈 as a thing is left to `targets`).
_NAME_AFTER = re.compile(r"[号#]|[A-Za-z]|热线|年(?!限|以)|月(?!龄)|[.:/][0-9]")
_YEAR = re.compile(r"(?:19|20)[0-9]{2} *年|[二一][〇零九][〇零一二三四五六七八九]{2}年")
_NUMERAL_NAME = re.compile(
    r"[一二三四五六七八九十两](?:体|致|流|线|级|批|产业|产|农|站|张网|窗|网|网通办|件事|带|路|区|期|次性|季度|定|般|切|系列|老|支一扶|孩|类水|公|证)"
)


def _follows_name(text: str, start: int) -> bool:
    """G7012, PM2.5, 第58次, 〔2026〕: what stands before the number makes it part of a name."""
    before = text[max(0, start - 2) : start]
    return bool(_NAME_BEFORE.search(before)) or before[-1:].isdigit()


def _named(text: str, found: re.Match[str]) -> bool:
    after = text[found.end() :]
    if _YEAR.match(text, found.start()) or re.match("0[0-9]", found["number"]):
        return True
    if not found["unit"] and not found["scale"] and _NAME_AFTER.match(after):
        return True
    if found["number"][0].isascii():
        return False
    if _NUMERAL_NAME.match(text, found.start()) and not re.match(
        "[二三四五六七八九十两](?:区|线|级|批|路|带)", found[0]
    ):
        return True
    return not (found["unit"] or "分之" in found["number"] or found["number"].endswith("半"))


def _before(text: str, start: int) -> tuple[int, Comparator | None, bool]:
    """Where the comparing words before a number begin, what they say, whether they say 分别."""
    head = text[max(0, start - 16) : start]
    words = _WORDS_BEFORE.search(head)
    said = words[0] if words else ""
    earlier = [e for e in _EARLIER.finditer(head) if _VERB.fullmatch(head[e.end() :])]
    each = "分别" in said or any(e["each"] for e in earlier)
    for pattern, comparator in COMPARING:
        if re.search(pattern, said):
            return start - len(said), comparator, each
    for word in earlier:
        if not word["each"]:
            return start - len(head) + word.start(), ">=" if word["least"] else "<=", each
    return start - len(said), None, each


def _after(text: str, end: int) -> tuple[int, Comparator | None]:
    for pattern, comparator in _AFTER:
        if found := re.compile(rf"{S}(?:\(含[^)]{{0,5}}\))?(?:{pattern})").match(text, end):
            return found.end(), comparator
    return end, None


# A unit that the list does not hold (蒸吨) ends its clause, behind a word that announces the number.
_OTHER_UNIT = re.compile(
    r"(?!以上|以下|以内|左右|上下|及|内|的|之|年|月|日|和|与|或)[\u4e00-\u9fff]{1,3}?"
    r"(?=(?:(?:及|或)?以[上下内]|左右|上下)? *(?:[,，。;；、)）]|$))"
)
_DASH = re.compile(rf"{S}(?:-+|至|到){S}")
_LISTED = re.compile(rf"{S}[、,和及与]{S}")


def _series(text: str, end: int, joint: re.Pattern[str]) -> list[tuple[re.Match[str], str, str]]:
    """The amounts that follow the one that ends at `end`, joined by a dash or by 、."""
    found = []
    while (joined := joint.match(text, end)) and (
        amount := _amount(text, joined.end(), listed=True)
    ):
        found.append(amount)
        end = amount[0].end()
        if joint is _DASH:
            break
    return found


def _quantity(text: str, position: int) -> Quantity | None:
    amount = _amount(text, position)
    if amount is None:
        return None
    found, value, unit = amount
    start, comparator, respectively = _before(text, found.start())
    end = found.end()
    if not unit and start < found.start() and (other := _OTHER_UNIT.match(text, end)):
        unit, end = other[0], other.end()
    joined = _joined(text, value, unit, end, respectively=respectively)
    if joined is None:
        return None
    value, unit, number_end = joined
    end, behind = _after(text, number_end)
    more = bool(found["more"] or found["more2"] or found["more3"])
    comparator = _decide(comparator, behind, more, "-" in value)
    return Quantity(
        text="",
        start=start,
        end=end,
        value=value,
        unit=unit,
        comparator=comparator,
        number_start=found.start(),
        number_end=number_end,
    )


def _joined(
    text: str, value: str, unit: str, end: int, *, respectively: bool
) -> tuple[str, str, int] | None:
    """Value, unit and end of 2-3家 and of 分别90%、75%; None where a dash makes it no number."""
    ranged = _series(text, end, _DASH)
    if ranged and unit in ("", ranged[0][2]):
        last, high, unit = ranged[0]
        return f"{value}-{high}", unit, last.end()
    if respectively and (listed := _series(text, end, _LISTED)):
        values = "/".join([value, *(other[1] for other in listed)])
        return values, unit or listed[-1][2], listed[-1][0].end()
    return None if not unit and re.match(f"{S}-", text[end:]) else (value, unit, end)


def _decide(
    before: Comparator | None, behind: Comparator | None, more: bool, ranged: bool
) -> Comparator:
    """One comparator out of the words on both sides: 超过90% is stricter than the 以上 behind it."""
    if ranged:
        return "~" if behind == "~" else "range"
    if before in (">", "<") and behind in (">=", "<=", None):
        return before
    return before or behind or (">" if more else "=")


_REST = re.compile(
    r"[0-9.,]+|(?<=[〇零一二三四五六七八九十百千])[〇零一二三四五六七八九十百千]+"
)  # of a name
_DIGIT = re.compile(r"[0-9〇零一二两三四五六七八九十百千万亿半]")


def find_quantities(text: str) -> list[Quantity]:
    """Every quantity of `text`, in order, none overlapping, ranges exact; never raises on any text.

    Dates and years are not told apart here, other than by 年, 月 and 号 behind a number.
    """
    folded = fold(text)
    found: list[Quantity] = []
    position = 0
    while digit := _DIGIT.search(folded, position):
        quantity = _quantity(folded, digit.start())
        position = digit.end()
        if quantity is None:
            rest = _REST.match(folded, position)
            position = rest.end() if rest else position
            continue
        position = quantity.end
        low = found[-1].end if found else 0
        start = max(quantity.start, low)
        found.append(
            replace(
                _clause_words(folded, quantity, low), start=start, text=text[start : quantity.end]
            )
        )
    return found


def _clause_words(text: str, quantity: Quantity, low: int) -> Quantity:
    """The quantity with the hedge and the base that its clause states before it."""
    breaks = list(_CLAUSE_BREAK.finditer(text, low, quantity.number_start))
    clause = text[breaks[-1].end() if breaks else low : quantity.number_start]
    hedge, base = _HEDGE.search(clause), _BASE.search(clause)
    said = base and next(filter(None, base.groups()), None)
    return replace(quantity, hedge=hedge[0] if hedge else None, base=said or None)
