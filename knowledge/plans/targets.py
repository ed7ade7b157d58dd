"""Which numbers of a text are goals, what they are goals of, and by when.

Reads one goal paragraph, sentence or table cell, or one task's text; which parts of a document
state its goals is for the extraction to decide. Nothing here knows a single indicator by name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from knowledge.model import Target
from knowledge.plans.dates import DateExpression, find_dates
from knowledge.plans.numerals import fold
from knowledge.plans.quantities import COMPARING, Quantity, find_quantities

# --- clauses ----------------------------------------------------------------------------------

_OPEN, _CLOSE = "(（[【〔《<“「", ")）]】〕》>”」"
_BREAKS = ",，;；。!！?？\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clause:
    """A stretch between two commas or stops, outside brackets. group: counts the stretches
    between ; or 。"""

    start: int
    end: int
    group: int


def _clauses(text: str) -> Iterator[_Clause]:
    depth = group = start = 0
    for position, char in enumerate(text + "\n"):
        depth = max(0, depth + (char in _OPEN) - (char in _CLOSE))
        if char == "\n":
            depth = 0
        if depth or char not in _BREAKS or _inside_number(text, position):
            continue
        if text[start:position].strip():
            yield _Clause(start=start, end=position, group=group)
        start = position + 1
        group += char not in ",，"


def _inside_number(text: str, position: int) -> bool:
    """The comma of 1,200."""
    around = text[position - 1 : position + 4] if position else ""
    return bool(re.fullmatch(r"[0-9],[0-9]{3}", around))


# --- what may be a goal -----------------------------------------------------------------------

_CREATE = (
    "建成|建设|新建|改建|扩建|打造|培育|培养|新增|引进|完成|创建|形成|实现|举办|开展|组织|新认定|认定|改造提升|改造|升级"
    "|更新|布局|推广|遴选|选树|发展|壮大|孵化|招引|落地|开工|投用|建立|设立|新开工改造|新开工|新改建|扶持|筹集|筹建|发放"
    "|制定|制修订|修订|发布|取得|获批|获得|争创|争取|储备|实施|覆盖|吸纳|带动|帮扶|培训|转移|治理|整治|淘汰|拥有|集聚|聚集"
    "|汇聚|推出|选派|招募|配备|提供|启动|谋划|签约|引育|导入|开放|开通|开设|编制|输送|惠及|投入|安排"
)
_CHANGE = "增长|增加|提高|提升|上升|下降|降低|减少|压减|压缩|缩短|压降|递增|递减|增幅|降幅|净增|缩减|节约|扩大|翻"
_REACH = (
    r"(?:达到?|(?:提高|提升|增加|增长|上升|下降|降低|压减|压缩|缩短|减少|扩大|发展|恢复|改善|优化|压降|缩减|降|增|升|减|提|扩)(?:到|至|为)"
    r"|(?:稳定|保持|控制|维持|巩固)(?:保持)?(?:在|于|到)?|突破|超过|超|为|是|至|到|在|占)"
)
_SOFT = r"(?:均|都|分别|各|总体|基本|全部|要|应|须|力争|争取|努力|确保|实现|约|大约|预计|将|也|累计|年均|不|共计?|合计|再|进一步|逐步|平均)"
_HAN = re.compile(r"[\u4e00-\u9fff]")
_TIME = frozenset(
    [
        "分钟",
        "小时",
        "秒",
        "毫秒",
        "个工作日",
        "工作日",
        "个月",
        "个小时",
        "个星期",
        "周",
        "天",
        "日",
        "年",
    ]
)
_PARTS = re.compile(
    r"(?:大|重点|具体|主要|专项|类)*(?:方面|领域|任务|行动|工程|举措|措施|指标|维度|环节|部分|要求|原则|阶段|步骤|层面|条款)"
)
_WITH = re.compile(
    r"(?:用|经过|通过|围绕|聚焦|针对|按照?|以|对|过去|连续|历时|前|第|满|(?<![制持定])在|等|涉及|涵盖|除|经|这|上述|其他|凡)$"
)
_REACHED = re.compile(rf"{_REACH}{_SOFT}*$")
_CHANGED = re.compile(rf"(?:{_CHANGE}){_SOFT}*$")
_CREATED = re.compile(rf"(?:{_CREATE}){_SOFT}*$")
_REACH_SOON = re.compile(rf"[^,，;；。]{{0,6}}{_REACH}")
_FROM_BASE = re.compile(r"(?:从|由)[^,，;；。]{0,14}$")


def _attributive(between: str, followed: bool) -> bool:
    """10亿元以上项目5个: a number that says which things the next number counts."""
    return (
        followed
        and bool(re.fullmatch(r"[\u4e00-\u9fffA-Za-z\"]+", between))
        and not (re.match(rf"{_REACH}|{_CHANGE}|以", between) or _REACHED.search(between))
    )


def _is_goal(text: str, clause: _Clause, head: str, quantity: Quantity, alone: bool) -> bool:
    """Whether a number states something to reach, rather than something that is.

    head: the clause up to the number. alone: the clause holds nothing but the number.
    """
    head = fold(head)
    tail = text[quantity.end : clause.end]
    compared = quantity.comparator != "=" or text[quantity.start : quantity.number_start].strip()
    reached = alone or bool(compared) or bool(_REACHED.search(head))
    if _WITH.search(head) or (_FROM_BASE.search(head) and _REACH_SOON.match(tail)):
        return False
    if reached or (quantity.unit and _CHANGED.search(head) and quantity.unit not in _TIME):
        return True
    if not quantity.unit or quantity.unit in _TIME or _PARTS.match(tail):
        return False
    ends = not tail.strip(' "”)）】]') or re.match(r' *["”]? *(?:[(（、]|和|及)', tail)
    return bool(_CREATED.search(head) or (ends and len(_HAN.findall(head)) >= 2))


# --- what the number is a goal of -------------------------------------------------------------

_NUMBERING = re.compile(
    r"^\s*(?:[(（][一二三四五六七八九十0-9]{1,3}[)）]|[0-9]{1,3}[.、．](?![0-9])|[一二三四五六七八九十]{1,3}、|[①-⑳])"
)
_LEAD = re.compile(
    rf"^(?:[\s、:：,，.。—-]|并且?|且|其中|同时|以及|使|让|和|及|与|到时|届时|全年|年内|当年|推动"
    rf"|全(?:省|市|县|区|州|国|乡|镇|域|系统)(?:的)?|{_SOFT})"
)
_LIGHT = re.compile(r"^(?:实现|完成|打造|建成|培育|达到|形成|力争|确保|推动|培养|使)(?=\S)")
_TRAIL = re.compile(
    rf"(?:{'|'.join(words for words, _ in COMPARING)}|{_SOFT}|{_REACH}|的|:|：|\s)+$".replace(
        "|为|", "|(?<![行作])为|"
    )
)
_COMPARED_TO = re.compile(
    r"(?:相?较|相?比|与)于?(?:(?:19|20)[0-9]{2}年?|去年|上年|上一年|基期|前年|同期|现状)度?(?:同期|年?[底末])?(?:相比)?"
    r"|在(?:(?:19|20)[0-9]{2}年|去年|上年)度?的?基础上"
)
_FROM_VALUE = re.compile(r"[由从](?:(?:19|20)[0-9]{2}年?度?的?)?[0-9][^由从]*$")  # 由75%提升到
_MEASURE = "率|占比|比例|比重|面积|水平|数量|总量|数|量|额|规模|浓度|指数|收入|产值|投资|增加值|费用|时间|时限|度|能力|值|强度|里程"
# 专任教师本科以上学历占比小学: what is measured, then for whom.
_LABELLED = re.compile(
    r"(?P<measure>.+(?:率|占比|比例|比重|面积|浓度|指数|满意度|水平))(?P<label>[\u4e00-\u9fff]{2,4})"
)


def _bare(head: str) -> str:
    """The noun phrase in front of a number without what introduces it and what leads to the number."""
    head = _NUMBERING.sub("", _COMPARED_TO.sub("", head))
    label, colon, rest = head.replace("：", ":").rpartition(":")
    if colon:
        head = rest if len(_HAN.findall(_TRAIL.sub("", rest))) >= 2 else label
    previous = None
    while previous != head:
        previous, head = head, _LEAD.sub("", head)
    return _TRAIL.sub("", _FROM_VALUE.sub("", _TRAIL.sub("", head))).strip(" 、-—–(（")


def _name(head: str, tail: str) -> str:
    """What is counted or measured, as a short noun phrase.

    head: the clause up to the number. tail: what stands behind number and comparator.
    """
    head, behind = _bare(head), _behind(tail)
    created = re.search(rf"(?:{_CREATE})$", head)
    if created and behind:
        verb = created[0] if created[0].startswith(_TELLING) else ""
        return _quoted(_LIGHT.sub("", _TRAIL.sub("", head[: created.start()])) + verb + behind)
    return _quoted(_LIGHT.sub("", head) or behind)


# Verbs without which a name would mean something else.
_TELLING = (
    "新",
    "覆盖",
    "惠及",
    "带动",
    "培训",
    "改造",
    "整治",
    "治理",
    "淘汰",
    "引进",
    "开工",
    "吸纳",
    "转移",
)


def _quoted(name: str) -> str:
    """A name without a quotation mark that lost its partner."""
    return name if name.count("“") == name.count("”") else name.strip("“”")


def _behind(tail: str) -> str:
    """The noun behind a number: 1个综合养老服务中心."""
    tail = re.split(r"[,，;；。、(（]|以上|的目标", tail.strip().removeprefix("的"))[0]
    tail = re.sub(rf"(?:和|及|与|并|{_SOFT})*$", "", tail).strip()
    return tail if len(_HAN.findall(tail)) >= 2 else ""


def _inherited(name: str, before: str) -> str:
    """A name that only says what is different, completed by the one before it."""
    if not name or not before:
        return name or before
    if re.fullmatch(rf"(?:年均)?(?:{_CHANGE}|增速|增长率)(?:幅度)?", name):
        return before + name
    labelled = _LABELLED.fullmatch(before)
    alike = labelled and abs(len(labelled["label"]) - len(name)) <= 1
    if labelled and alike and not re.search(rf"(?:{_MEASURE})$", name):
        return labelled["measure"] + name
    return name


def _shown(name: str) -> str:
    """专任教师占比小学 reads as 小学专任教师占比."""
    labelled = _LABELLED.fullmatch(name)
    if not labelled or re.search(rf"年均|{_CHANGE}|(?:{_MEASURE})$", labelled["label"]):
        return name
    return labelled["label"] + labelled["measure"]


# --- targets ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One text being read: as printed, folded, its dates and its quantities."""

    text: str
    folded: str
    dates: tuple[DateExpression, ...]
    quantities: tuple[Quantity, ...]


def _read(text: str, reference: date | None) -> _Reading:
    found = find_dates(text, reference=reference)
    dates = tuple(d for d in found if d.role in ("by", "in", "from", "described"))
    quantities = tuple(
        q
        for q in find_quantities(text)
        if not any(d.start < q.number_end and q.number_start < d.end for d in dates)
    )
    return _Reading(text=text, folded=fold(text), dates=dates, quantities=quantities)


_WHOLE_YEAR = re.compile(r"全年|年内|当年")


def _by(reading: _Reading, clauses: list[_Clause], reference: date | None) -> list[str | None]:
    """By when, clause by clause: a date counts until the next one, across ; only if it is the only one."""
    spans = [
        (d.start, d.last.isoformat()) for d in reading.dates if d.role in ("by", "in") and d.last
    ]
    if reference:
        year_end = date(reference.year, 12, 31).isoformat()
        whole = _WHOLE_YEAR.finditer(reading.folded)
        covered = [(d.start, d.end) for d in reading.dates]
        spans += [
            (f.start(), year_end)
            for f in whole
            if not any(low <= f.start() < high for low, high in covered)
        ]
    spans.sort()
    several = len({day for _, day in spans}) > 1
    result: list[str | None] = []
    current, group = None, -1
    for clause in clauses:
        own = [day for start, day in spans if clause.start <= start < clause.end]
        if own:
            current, group = own[0], clause.group
        elif several and clause.group != group:
            current = None
        result.append(current)
    return result


_ALL = re.compile(
    r"(?P<all>全覆盖|全面覆盖)(?=[\s\"”]*(?:$|[,，。;；、()（）]|和))|(?P<double>翻番)"
)


def _worded(reading: _Reading, clause: _Clause) -> Iterator[tuple[Quantity, str]]:
    """全覆盖 as 100%, 翻番 as one doubling: numbers in words, with the clause before them."""
    for found in _ALL.finditer(reading.folded, clause.start, clause.end):
        head = reading.text[clause.start : found.start()]
        value, unit = ("100", "%") if found["all"] else ("1", "番")
        quantity = Quantity(
            text=found[0],
            start=found.start(),
            end=found.end(),
            value=value,
            unit=unit,
            comparator="=",
            hedge="基本" if "基本" in head else None,
            number_start=found.start(),
            number_end=found.end(),
        )
        yield quantity, head


def _head(reading: _Reading, low: int, quantity: Quantity) -> str:
    """The clause from `low` to a number, without its date."""
    kept, position = "", low
    for found in reading.dates:
        if low <= found.start and found.end <= quantity.number_start and found.role != "described":
            # What stands before the date belongs to the name only if it is more than a link.
            before = kept + reading.text[position : found.start]
            kept = before if len(_HAN.findall(before)) > 3 else ""
            position = found.end
    return kept + reading.text[position : quantity.number_start]


def _in_clause(reading: _Reading, clause: _Clause, before: str) -> Iterator[tuple[Quantity, str]]:
    """The goals of one clause with their names. before: the last name of the same sentence."""
    inside = [q for q in reading.quantities if clause.start <= q.number_start < clause.end]
    low = clause.start
    clause_text = reading.text[clause.start : clause.end].strip()
    for number, quantity in enumerate(inside):
        head = _head(reading, low, quantity)
        until = inside[number + 1].start if number + 1 < len(inside) else clause.end
        alone = quantity.text.strip() == clause_text
        if _attributive(reading.folded[quantity.end : until], until < clause.end):
            continue
        if _is_goal(reading.folded, clause, head, quantity, alone):
            name = _inherited(_name(head, reading.text[quantity.end : until]), before)
            before = name or before
            low = quantity.end
            yield quantity, _shown(name)
    if not any(q.unit == "%" for q in inside):
        for quantity, head in _worded(reading, clause):
            yield quantity, _bare(head)


def _target(
    reading: _Reading, clause: _Clause, quantity: Quantity, name: str, by: str | None, offset: int
) -> Target:
    start, end = clause.start, clause.end
    numbering = _NUMBERING.match(reading.text[start:end])
    start += numbering.end() if numbering else 0
    start += len(reading.text[start:end]) - len(reading.text[start:end].lstrip())
    end = start + len(reading.text[start:end].rstrip())
    return Target(
        name=name,
        value=quantity.value,
        unit=quantity.unit,
        comparator=quantity.comparator,
        text=reading.text[start:end],
        by=by,
        hedge=quantity.hedge,
        base=quantity.base,
        start=start + offset,
        end=end + offset,
    )


def find_targets(text: str, *, reference: date | None, offset: int = 0) -> tuple[Target, ...]:
    """The goals that one goal paragraph, sentence or cell states, in order; never raises.

    reference: the document's date, for years that are not written. offset: where `text` begins in
    the document; `start` and `end` of a target count from there, and its `text` is that clause.
    A cell that holds only a number gives a target without a name.
    """
    reading = _read(text, reference)
    clauses = list(_clauses(text))
    found: list[Target] = []
    name, group = "", -1
    for clause, by in zip(clauses, _by(reading, clauses, reference), strict=True):
        if clause.group != group:
            name, group = "", clause.group
        for quantity, said in _in_clause(reading, clause, name):
            name = said or name
            found.append(_target(reading, clause, quantity, said, by, offset))
    return tuple(found)


def task_numbers(text: str, *, reference: date | None, offset: int = 0) -> tuple[Target, ...]:
    """The numbers to reach inside one task's text; shapes as of `find_targets`."""
    return find_targets(text, reference=reference, offset=offset)
