"""Where in a paragraph responsibility stands: in brackets, after a label, in the sentence itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from knowledge.plans.responsibility import (
    Assignment,
    is_strong_unit,
    is_time,
    labels_in,
    names_role,
    read_clause,
)
from knowledge.plans.unit_names import parse_unit, split_units

_PAIRS = {"（": "）", "(": ")", "〔": "〕", "[": "]", "【": "】", "［": "］", "{": "}", "「": "」"}
_CLOSERS = frozenset(_PAIRS.values())
_NOT_A_CLAUSE = re.compile(
    r"^(?:以下(?:简称|统称)|简称|含|包括|如|例如|即|见|详见|不含|除|注[:：]|原|下称|又称|其中\d|此件)"
)
_INDICATOR = re.compile(r"(?:约束|预期|引导|考核)性(?:指标|目标)?|核心指标")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One responsibility clause in a paragraph. start, end: with its brackets or label.

    form: `bracket`, `label` (牵头单位：… at the end of a line) or `line` (a line of its own).
    indicator: the clause says that what it follows is an indicator (约束性指标).
    """

    start: int
    end: int
    assignment: Assignment
    form: Literal["bracket", "label", "line"]
    indicator: bool = False


def _brackets(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Outermost brackets of `text[start:end]`, with their signs. A closer of another kind also closes."""
    depth, begin = 0, 0
    for i in range(start, end):
        if text[i] in _PAIRS:
            begin = begin if depth else i
            depth += 1
        elif text[i] in _CLOSERS and depth:
            depth -= 1
            if not depth:
                yield begin, i + 1
    if depth and end - begin > 2:
        # A bracket that is never closed ends with its line.
        yield begin, end


def _bracket_clause(text: str, begin: int, end: int, last: int, level: str | None) -> Clause | None:
    closed = text[end - 1] in _CLOSERS
    inner = text[begin + 1 : end - 1 if closed else end]
    if _NOT_A_CLAUSE.match(inner.strip()) or len(inner) > 600:
        return None
    assignment = read_clause(inner, level)
    labels = [role for _, _, role in labels_in(inner)]
    if any(role in ("lead", "responsible", "division") for role in labels):
        good = True
    elif labels and "deadline" in labels:
        good = _ends_sentence(text, begin, end, last)
    else:
        good = _is_phrase(inner, assignment, _ends_sentence(text, begin, end, last), closed)
    if not good:
        return None
    return Clause(
        start=begin,
        end=end,
        assignment=assignment,
        form="bracket",
        indicator=bool(_INDICATOR.search(inner)),
    )


def _is_phrase(inner: str, assignment: Assignment, at_end: bool, closed: bool) -> bool:
    """Whether words in brackets without labels say who does it."""
    named = [u for u in assignment.units if is_strong_unit(u)]
    unread = sum(map(len, assignment.unread))
    if not named or unread * 2 > len(inner):
        return False
    if names_role(inner) or assignment.first_leads or assignment.starred:
        return True
    # A bare list of units is one only where a sentence ends: 市一院（市公立医院集团）is not.
    return closed and at_end and len(named) == len(assignment.units)


def _ends_sentence(text: str, begin: int, end: int, last: int) -> bool:
    after = text[end:last].lstrip()
    before = text[max(0, begin - 1) : begin]
    return not after or after[0] in "。；;！!？?（(〔[【" or before in tuple("。；;！!？?）)")


def _label_start(text: str, start: int, end: int) -> int | None:
    """Where labelled fields begin that run to the paragraph's end; None where there are none."""
    inside = [range(a, b) for a, b in _brackets(text, start, end)]
    for begin, _, role in labels_in(text[start:end]):
        at = start + begin
        if role in ("lead", "responsible", "division", "deadline") and not any(
            at in r for r in inside
        ):
            return at
    return None


def find_clauses(text: str, start: int, end: int, level: str | None = None) -> list[Clause]:
    """The responsibility clauses of the paragraph `text[start:end]`, in order.

    Brackets that follow one another directly are one clause: （牵头单位：A）（完成时限：B）.
    """
    found: list[Clause] = []
    label = _label_start(text, start, end)
    for begin, stop in _brackets(text, start, label if label is not None else end):
        clause = _bracket_clause(text, begin, stop, end, level)
        if clause is None and found and not text[found[-1].end : begin].strip(" ，,。；;"):
            clause = _time_bracket(text, begin, stop)
        if clause:
            level = clause.assignment.level or level
            _append(found, clause, text)
    if label is not None:
        assignment = read_clause(text[label:end], level)
        if assignment.units or assignment.deadline or label == start:
            _append(found, Clause(start=label, end=end, assignment=assignment, form="label"), text)
    return found


def _time_bracket(text: str, begin: int, end: int) -> Clause | None:
    """A bracket that only says when, behind one that says who."""
    inner = text[begin + 1 : end - 1]
    if not is_time(inner):
        return None
    return Clause(start=begin, end=end, assignment=Assignment(deadline=inner), form="bracket")


def _append(found: list[Clause], clause: Clause, text: str) -> None:
    last = found[-1] if found else None
    if last and not text[last.end : clause.start].strip(" \u3000，,。；;"):
        found[-1] = Clause(
            start=last.start,
            end=clause.end,
            assignment=last.assignment.joined(clause.assignment),
            form=clause.form,
            indicator=last.indicator or clause.indicator,
        )
    else:
        found.append(clause)


def line_clause(text: str, start: int, end: int, level: str | None = None) -> Clause | None:
    """The clause of a line that holds nothing else: `责任单位：各街道，区税务局`; None for other lines."""
    line = text[start:end]
    bracket = next(_brackets(text, start, end), None)
    if bracket == (start, end):
        return _bracket_clause(text, start, end, end, level)
    labels = labels_in(line)
    if not labels or labels[0][0] > 3 or labels[0][2] == "other":
        return None
    return Clause(start=start, end=end, assignment=read_clause(line, level), form="line")


# ---- sentences -----------------------------------------------------------------------------------

_SENTENCE = re.compile(r"[^。！？!?；;]+[。！？!?；;]?")
_VERB = r"(?:要|应当?|需|须|将|可|负责|具体|统一|积极|认真|主动|及时|切实|分别)*"
_BY = re.compile(r"由(?P<units>[^，,。；;：:]{2,60})")
_RULE_TALK = re.compile(
    r"^(?:以上|上述|本|各项|未列|未注明|未明确|标题|清单|凡|除|带[☆★]|列?排)|不再(?:单独)?列|下同|以下简称|具体见|详见"
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
        names += split_units(text[position : position + length], level if not names else None)
        position += length
        joint = re.match(r"[、和与及]|以及", text[position:])
        if not joint or not _unit_length(text[position + joint.end() :][:24]):
            break
        position += joint.end()
    return tuple(dict.fromkeys(names)), position


def _unit_length(text: str) -> int:
    """How many characters at the beginning of `text` are one unit's name; 0 for none."""
    family = [n for n in range(2, len(text) + 1) if parse_unit(text[:n]).family]
    if family:
        best = family[-1]
        room = re.match(r"[\u4e00-\u9fff]{2,6}?(?:室|办公室|中心|总队|支队|大队)", text[best:])
        host = text[:best].endswith(("政府", "厅", "局")) and room
        return best + room.end() if host and room else best
    group = re.match(
        r"(?:各|有关|相关)[^，,。；;、和与及]{0,12}?(?:部门|单位|政府|地区|地方|[县区市州])(?=[要应需须会同]|$|[、和与及])?",
        text,
    )
    if group:
        return group.end()
    named = (n for n in range(3, len(text) + 1) if is_strong_unit(text[:n]))
    return next(named, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What a sentence says about who does it; `assigned` is false where it only names one who acts."""

    assignment: Assignment
    assigned: bool = True


def read_sentence(sentence: str, level: str | None = None) -> Saying | None:
    """Who does what, out of a sentence such as `由A会同B制定…`, `A要会同B…`, `A牵头…，B做好配合`.

    None where the sentence names no unit that does it, or speaks of rules for the list.
    """
    if _RULE_TALK.search(sentence.strip()):
        return None
    return _subject(sentence, level) or _agent(sentence, level)


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
        return Saying(assignment=Assignment(responsible=names, exclusive=True))
    single = len(names) == 1 and not re.match(r"各", names[0])
    return Saying(assignment=Assignment(responsible=names), assigned=False) if single else None


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


def _helpers(text: str, level: str | None) -> tuple[str, ...]:
    """Units in a later part of the sentence that do their part: `，Y（做好）配合`."""
    for part in re.split(r"[，,]", text)[1:]:
        names, end = leading_units(part, level)
        if names and re.match(
            r"(?:等)?(?:要|应|积极|做好|全力|共同|密切|按职责分工?|协同|予以)*(?:配合|协助|参与|参加|落实|负责|协同|支持)",
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
