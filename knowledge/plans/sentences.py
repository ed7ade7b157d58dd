"""Who does what, said in sentences: `由A会同B制定…`, `A要牵头…，B做好配合`, `A每季度通报`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.plans.assignments import NOBODY, Assignment
from knowledge.plans.responsibility import is_strong_unit
from knowledge.plans.unit_names import list_level, parse_unit, split_units

_SENTENCE = re.compile(r"[^。！？!?；;]+[。！？!?；;]?")
_VERB = r"(?:要|应当?|需|须|将|可|负责|具体|统一|积极|认真|主动|及时|切实|分别)*"
_BY = re.compile(r"由(?P<units>[^，,。；;：:]{2,60})")
_RULE_TALK = re.compile(
    r"^(?:以上|上述|本|各项|未列|未注明|未明确|标题|清单|凡|除|带[☆★]|列?排)|不再(?:单独)?列|下同|以下简称|具体见|详见|负责解释|设在|联系人[:：]"
)
# Who coordinates is no task unless it is said when or how often.
_COORDINATION = re.compile(
    r"负责[^，,。；;]{0,14}?(?:统筹|协调|日常工作|督促|监督检查|牵头抓总|推进工作|组织领导|业务指导)"
)
_NO_UNIT = re.compile(
    r"领导小组|指挥部|专班|联席会议|委员会(?!办公室)$|领导$|有关部门$|相关部门$|各?成员单位$|党委$|党组"
)


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences (also parts between semicolons) of `text[start:end]`, without outer white space."""
    for found in _SENTENCE.finditer(text, start, end):
        begin = found.start() + len(found[0]) - len(found[0].lstrip())
        if found[0].strip():
            yield begin, found.end() - (len(found[0]) - len(found[0].rstrip()))


def leading_units(text: str, level: str | None = None) -> tuple[tuple[str, ...], int]:
    """The units that a text begins with, and where they end; `((), 0)` when it begins otherwise."""
    names: tuple[str, ...] = ()
    position = 0
    while True:
        length = _unit_length(text[position : position + 24])
        if not length:
            break
        names += split_units(text[position : position + length], level or list_level(names))
        position += length
        joint = re.match(r"[、和与及]|以及", text[position:])
        if not joint or not _unit_length(text[position + joint.end() :][:24]):
            break
        position += joint.end()
    rest = (
        re.match(r"等(?=有关|相关)((?:有关|相关)(?:职能|责任)?(?:部门|单位))", text[position:])
        if names
        else None
    )
    if rest:
        names, position = (*names, rest[1]), position + rest.end()
    return tuple(dict.fromkeys(names)), position


def _unit_length(text: str) -> int:
    """How many characters at the beginning of `text` are one unit's name; 0 for none."""
    family = [n for n in range(2, len(text) + 1) if parse_unit(text[:n]).family]
    if family:
        best = family[-1]
        branch = _BRANCH.match(text, best) if text[:best].endswith("银行") else None
        if branch:
            return branch.end()
        room = re.match(r"[\u4e00-\u9fff]{2,6}?(?:室|办公室|中心|总队|支队|大队)", text[best:])
        host = text[:best].endswith(("政府", "厅", "局")) and room
        return best + room.end() if host and room else best
    group = _GROUP.match(text)
    if group:
        return group.end()
    named = next((n for n in range(3, len(text) + 1) if is_strong_unit(text[:n])), 0)
    longer = re.match(r"(?:门|员会)?(?:办公室)?", text[named:]) if named else None
    return named + (longer.end() if longer else 0)


_BRANCH = re.compile(r"[\u4e00-\u9fff]{0,8}?(?:分行|中心支行|支行|营业管理部|营管部)")
_GROUP = re.compile(
    r"(?:各|有关|相关)(?:[^，,。；;、\s]{0,12}?(?:部门|单位|人民政府|政府|管委会|街道办|办事处|地区|地方|方面)|(?:[（(][^（）()]*[)）]|[省市县区州旗乡镇街村道、])+)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What a sentence says about who does it; `assigned` is false where it only names one who acts."""

    assignment: Assignment
    assigned: bool = True


# 在企业事项方面，省商务厅要牵头…: where it belongs, before who does it.
_SCENE = re.compile(r"^\s*(?:在|围绕|聚焦|针对)[^，,。]{1,20}(?:方面|领域|环节)[，,]")


def read_sentence(sentence: str, level: str | None = None) -> Saying | None:
    """Who does what, out of a sentence such as `由A会同B制定…`, `A要会同B…`, `A牵头…，B做好配合`.

    None where the sentence names no unit that does it, or speaks of rules for the list.
    """
    if _RULE_TALK.search(sentence.strip()):
        return None
    sentence = _SCENE.sub("", sentence)
    return _subject(sentence, level) or _agent(sentence, level)


_ROLE = re.compile(
    rf"(?:等部门)?{_VERB}(?:共同|联合|总)?(?:牵头(?!医院|企业|单位|部门|抓总)|(?P<others>会同|联合)|(?:做好)?配合|协助|参与)(?:负责|做好)?"
)


def without_units(clause: str) -> str:
    """A clause without who does it at its beginning: `由A牵头推进…`, `A会同B推进…` -> `推进…`."""
    rest = re.sub(r"^\s*由", "", _SCENE.sub("", clause))
    _, end = leading_units(rest)
    role = _ROLE.match(rest[end:]) if end else None
    if role is None:
        others = re.match(r"\s*会同", clause)
        if others is None:
            return clause
        return clause[others.end() + leading_units(clause[others.end() :])[1] :]
    rest = rest[end + role.end() :]
    return rest[leading_units(rest)[1] :] if role["others"] else rest


def _specific(names: tuple[str, ...]) -> bool:
    return bool(names) and all(is_strong_unit(n) and not _NO_UNIT.search(n) for n in names[:1])


def _subject(sentence: str, level: str | None) -> Saying | None:
    """A sentence that begins with the units that do it."""
    names, end = leading_units(sentence, level)
    rest = sentence[end:]
    if not _specific(names) or re.match(r"等(?!部门(?:要|应)?牵头)|的|《", rest):
        return None
    together = re.match(rf"{_VERB}(?:会同|联合|商(?=[省市县区州]))", rest)
    if together:
        others, _ = leading_units(rest[together.end() :], level)
        return _said(names, others or _rest_units(rest[together.end() :]), sentence)
    if re.match(rf"{_VERB}(?:共同|联合|总)?牵头(?!医院|企业|单位|部门|抓总)", rest):
        return _said(names, _helpers(rest, level), sentence)
    if re.match(r"(?:要|应当?|需|须)?(?:具体|统筹|共同|分别)?负责(?!人)", rest):
        vague = bool(_COORDINATION.search(sentence))
        return Saying(assignment=Assignment(responsible=names, exclusive=True), assigned=not vague)
    if not re.match(r"[\u4e00-\u9fff]", rest):
        return None
    few = len(names) <= 3 and all(map(_certain, names))
    return Saying(assignment=Assignment(responsible=names), assigned=False) if few else None


def _certain(name: str) -> bool:
    """Whether a name is a unit's beyond doubt, for sentences in which no role word says so.

    Any words may end like one: 简化税收优惠办(理), 严禁政府(机关).
    """
    unit = parse_unit(name)
    return (unit.family or bool(unit.level)) and not re.match(r"各|有关|相关", name)


def _agent(sentence: str, level: str | None) -> Saying | None:
    """A sentence with `由A会同B…`, `由A牵头…` or `由A负责…` anywhere in it."""
    for found in _BY.finditer(sentence):
        names, end = leading_units(found["units"], level)
        rest = found["units"][end:]
        if not _specific(names):
            continue
        together = re.match(rf"{_VERB}(?:会同|联合|商(?=[省市县区州]))", rest)
        if together:
            others, _ = leading_units(rest[together.end() :], level)
            return _said(names, others or _rest_units(rest[together.end() :]), sentence)
        if re.match(r"(?:共同|联合|总)?牵头(?!医院|企业)", rest):
            return _said(names, _helpers(sentence[found.start() :], level), sentence)
        if re.match(
            r"(?:等部门)?(?:按|具体|统一|分别|共同)?(?:职责分工)?(?:负责|组织|承担|实施|落实)", rest
        ):
            return Saying(assignment=Assignment(responsible=names, exclusive=True))
    return None


_WITH = re.compile(r"(?:并|要|应)?(?:会同|联合)")


def _helpers(text: str, level: str | None) -> tuple[str, ...]:
    """Units in a later part of the sentence that do their part: `，Y（做好）配合`."""
    for part in re.split(r"[，,]", text)[1:]:
        with_ = _WITH.match(part)
        names, end = leading_units(part[with_.end() if with_ else 0 :], level)
        if names and with_:
            return names
        if names and re.match(
            r"(?:等)?(?:要|应|积极|做好|全力|共同|密切|按职责分工?|协同|予以)*(?:配合|协助|参与|参加|落实|负责|协同|支持|提供[^，,。；;]{0,8}(?:支撑|支持|保障|服务|指导)|做好[^，,。；;]{2,14}$)",
            part[end:],
        ):
            return names
    return ()


def _rest_units(text: str) -> tuple[str, ...]:
    found = re.match(r"(?:有关|相关|各)[一-龥]{0,6}?(?:部门|单位|地方|地区|方面)", text)
    return (found[0],) if found else ()


def _said(lead: tuple[str, ...], others: tuple[str, ...], sentence: str) -> Saying:
    return Saying(
        assignment=Assignment(lead=lead, responsible=tuple(u for u in others if u not in lead))
    )


# ---- paragraphs ------------------------------------------------------------------------------------

_ORDINAL = re.compile(r"(?:[一二三四五六七八九十]+是(?:要)?|首先|其次|再次|最后)[，,]?")
_TIMED = re.compile(
    r"每(?:年|半年|季|月|周|旬|日|天|学期)|按[年季月周旬]|逐[年季月周]|(?:年|季|月|周)(?:度)?(?:通报|调度|报送|汇总|总结)|[月年季]底前|\d+[月日]前|定期"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of a paragraph that is somebody's task. start, end: its words.

    listed: it stands as an item of a list, rather than being said in passing.
    """

    start: int
    end: int
    assignment: Assignment
    listed: bool


def read_paragraph(
    text: str, start: int, end: int, *, among_tasks: bool, level: str | None = None
) -> list[Part]:
    """The tasks that the sentences of `text[start:end]` assign, in order.

    among_tasks: the paragraph stands in a list of tasks: it is one task, or one for each sentence that
    names a lead, and naming who acts is enough. Elsewhere each assigning sentence is a task by itself,
    and one that only names who acts must say when or how often: appeals do not.
    """
    said = [(a, b, read_sentence(text[a:b], level)) for a, b in sentences(text, start, end)]
    if not among_tasks:
        return [
            Part(start=a, end=b, assignment=s.assignment, listed=False)
            for a, b, s in said
            if s and (s.assigned or _TIMED.search(text[a:b]))
        ]
    spoken = [(a, b, s) for a, b, s in said if s]
    if not spoken:
        return []
    ordinal = _ORDINAL.match(text, start, end)
    begin = ordinal.end() if ordinal else start
    leads = [(b, s.assignment) for _, b, s in spoken if s.assignment.lead]
    if len(leads) < 2:
        assignment = leads[0][1] if leads else _together([s for _, _, s in spoken])
        return [Part(start=begin, end=end, assignment=assignment, listed=True)]
    cuts = [b for b, _ in leads[:-1]] + [end]
    return [
        Part(start=a, end=b, assignment=assignment, listed=True)
        for a, b, (_, assignment) in zip([begin, *cuts], cuts, leads, strict=False)
    ]


def _together(said: list[Saying]) -> Assignment:
    """Sentences without a lead: the assigned ones, else all who act."""
    assigned = [s.assignment for s in said if s.assigned]
    whole = NOBODY
    for assignment in assigned or [s.assignment for s in said]:
        whole = whole.joined(assignment)
    return whole
