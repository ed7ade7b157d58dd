"""Rules that a plan states once and means for many tasks: who leads, by when, who always takes part."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from knowledge.model import Deadline, Document, Table
from knowledge.plans.assignments import Assignment
from knowledge.plans.columns import find_header
from knowledge.plans.dates import read_deadline
from knowledge.plans.responsibility import is_strong_unit, read_clause
from knowledge.plans.unit_names import split_units

_BELOW = r"(?:以?下|后)(?:文)?(?:均|皆|各项)?同"
_FIRST = re.compile(
    r"(?:排|列|位)(?:名|序)?(?:在|于)?(?:第一|首)(?:位|个)?(?:的|者)?(?:责任)?(?:单位|部门)?[，,]?(?:为|是|即为|系|即|负责|作为)?(?:总?牵头|主要责任|主办)"
    r"|(?:第一|首)(?:个|位|家)?(?:责任)?(?:单位|部门)(?:为|是|即为|系|作为)(?:牵头|主办)"
    r"|(?:责任单位)?(?:中)?排名(?:第一|首位)的(?:单位|部门)?(?:为|是)?牵头"
)
_STAR = re.compile(
    r"[☆★*＊●▲△][^。；\n]{0,8}(?:牵头|主办|主责)|牵头[^。；\n]{0,6}(?:用|以|标)[^。；\n]{0,4}[☆★*＊●▲△]"
)
_ONE = r"(?:一家|一个|1家|1个|单个|唯一)"
_SOLE = re.compile(
    rf"(?:仅|只|单独)[^。；\n]{{0,12}}(?:{_ONE}|责任单位)[^。；\n]{{0,14}}(?:即为|为|视为|是|由)[^。；\n]{{0,8}}牵头"
    rf"|责任单位(?:为|是|只有|仅有){_ONE}[^。；\n]{{0,10}}牵头"
    rf"|{_ONE}(?:责任)?单位[^。；\n]{{0,8}}(?:即为|为|视为)[^。；\n]{{0,4}}牵头"
    r"|(?:未|没有|不)(?:单独)?(?:列|列出|列明|明确|注明|标注|写明|指定)[^。；，,\n]{0,6}牵头[^。；\n]{0,10}[，,]?[^。；\n]{0,6}(?:责任单位|负责单位)[^。；\n]{0,8}牵头"
)
_ALL = r"(?:以上|以下|上述|下列|各项|所有|各|清单|表内|本(?:部分|章|节|清单|方案|表|项)?)"
_THINGS = r"[^。；，,：:\n]{0,10}(?:任务|措施|事项|工作|举措|项目|阶段|内容|条目|条款|条)"
_REGION = re.compile(
    rf"{_ALL}{_THINGS}[^。；，,\n]{{0,6}}?(?:均|都|皆)?(?:涉及|需要?|须|应)(?:由)?(?P<units>[^。；，,\n]{{2,30}}?)"
    r"(?:(?:共同|认真|贯彻|抓好|配合|参与|负责|组织)*(?:落实|负责|参与|配合|实施|执行)|(?=[，,]))[，,]?[^。；\n]{0,12}?不(?:再|另行?|一一)(?:单独|另行|逐一|一一|逐项)?(?:列|注|写|标|说|重复)"
)
_BLANKET = re.compile(
    rf"(?:{_ALL}{_THINGS}|本(?:部分|章|节|项|表)|(?:以上|上述)(?:各项|各条)?)[^。；，,\n]{{0,6}}?[，,]?(?:均|都|皆)?由(?P<clause>[^。；\n]{{2,80}}(?:牵头|负责|配合|落实|实施)[^。；\n]{{0,40}})"
)
_NOT_BLANKET = re.compile(r"其|该|所在|标题|牵头单位|责任单位|解释|起草|修订|认定|会商")
_DEFAULT = re.compile(
    r"(?:除[^。；\n]{0,10}(?:另有|特别|单独|已有|已)?(?:注明|说明|规定|明确|标注|约定|要求)[^。；，,\n]{0,8}(?:外|的)?"
    r"|(?:未|没有)(?:单独|另行|特别)?(?:注明|明确|列明|标注|写明|规定)[^。；，,\n]{0,10}(?:时限|时间|期限)[^。；，,\n]{0,6})[，,]?[^。；\n]{2,50}"
    r"|(?:时限|时间|期限)一?[栏列格](?:为|是)?(?:空白|空|空着|未填)的?[，,][^。；\n]{0,12}?(?:于|在|应|均|须|统一)[^。；\n]{2,30}(?:完成|办结|落实)"
    r"|(?:未|没有)(?:单独|另行|特别)?(?:注明|明确|说明|标注)的?[，,][^。；\n]{0,12}(?:于|在|应|均|须)[^。；\n]{2,30}(?:完成|办结|落实)"
)
_DEFAULT_ALL = re.compile(
    rf"{_ALL}{_THINGS}[^。；，,\n]{{0,6}}(?:均|都|原则上|应|须)[^。；\n]{{0,24}}(?:完成|办结|落实到位)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blanket:
    """Units that one sentence names for all tasks in a range: `以上任务由A牵头，B配合`."""

    start: int
    end: int
    assignment: Assignment


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What holds for tasks that do not say otherwise. Each rule is kept by its words, None: not stated.

    first_from: from which character on the first unit of a list leads. star: what ☆ means.
    sole: a single responsible unit leads. regional, region: units that take part in everything.
    default, deadline: by when, where a task does not say. stated: ranges of all these statements.
    """

    first: str | None = None
    first_from: int = 0
    star: str | None = None
    sole: str | None = None
    regional: str | None = None
    region: tuple[str, ...] = ()
    default: str | None = None
    deadline: Deadline | None = None
    blankets: tuple[Blanket, ...] = ()
    stated: tuple[tuple[int, int], ...] = ()

    def first_leads(self, position: int) -> str | None:
        """The words of the rule that the first unit of a list at this character leads, or None."""
        return self.first if self.first_from <= position else None

    def states(self, position: int) -> bool:
        """Whether the character belongs to the statement of a rule, which is no task."""
        return any(start <= position < end for start, end in self.stated)

    def blanket(self, position: int) -> Assignment | None:
        """The units that a sentence names for every task around this character."""
        return next((b.assignment for b in self.blankets if b.start <= position < b.end), None)


def read_rules(document: Document, *, reference: date | None) -> Rules:
    """Find the rules of a document, wherever they stand."""
    text = document.text
    first, first_from = _first(document)
    region = next(_regions(text), None)
    default = _default(document, reference)
    blankets = tuple(_blankets(document))
    patterns = (_SOLE, _REGION, _DEFAULT, _DEFAULT_ALL, _BLANKET)
    stated = {_sentence(text, m.start()) for p in patterns for m in p.finditer(text)}
    return Rules(
        first=first,
        first_from=first_from,
        star=_words(text, _STAR),
        sole=_words(text, _SOLE),
        regional=region[1] if region else None,
        region=split_units(region[0]) if region else (),
        default=default[0] if default else None,
        deadline=default[1] if default else None,
        blankets=blankets,
        stated=tuple(sorted(stated)),
    )


def _sentence(text: str, position: int) -> tuple[int, int]:
    """The sentence around a character, up to 。 or ； or the line's end."""
    start = max(text.rfind(mark, 0, position) for mark in "。；\n") + 1
    ends = [at for mark in "。；\n" if (at := text.find(mark, position)) >= 0]
    end = min(ends, default=len(text))
    while start < end and text[start].isspace():
        start += 1
    return start, end + (text[end : end + 1] == "。")


def _words(text: str, pattern: re.Pattern[str]) -> str | None:
    found = pattern.search(text)
    return text[slice(*_sentence(text, found.start()))] if found else None


def _first(document: Document) -> tuple[str | None, int]:
    """The rule 列第一位者为牵头, and where it begins to hold: everywhere if said for all or in a table's
    header, else from 下同 on. Without 下同, inside the bracket of one task, it holds for that task alone.
    """
    text = document.text
    for found in _FIRST.finditer(text):
        line = text.rfind("\n", 0, found.start()) + 1
        before = text[line : found.start()]
        header = any(_in_header(t, found.start()) for t in document.tables)
        opened = len(re.findall(r"[（(〔\[【]", before)) > len(re.findall(r"[）)〕\]】]", before))
        if header or not opened:
            return text[slice(*_sentence(text, found.start()))], 0
        if re.match(rf"[^。\n]{{0,8}}{_BELOW}", text[found.end() :]):
            return text[slice(*_sentence(text, found.start()))], line
    return None, 0


def _in_header(table: Table, position: int) -> bool:
    header = find_header(table)
    if header is None or not table.start <= position < table.end:
        return False
    return position < table.rows[header.below - 1].end


def _regions(text: str) -> Iterator[tuple[str, str]]:
    for found in _REGION.finditer(text):
        units = re.sub(r"^(?:由|各级)", "", found["units"].strip())
        if is_strong_unit(units) or re.search(r"(?:政府|[省市县区州镇乡街道])[)）]?$", units):
            yield units, text[slice(*_sentence(text, found.start()))]


def _blankets(document: Document) -> Iterator[Blanket]:
    """Sentences that assign all tasks of the section, or of the document, that they stand in."""
    for found in _BLANKET.finditer(document.text):
        if _NOT_BLANKET.search(found[0]):
            continue
        assignment = read_clause(found["clause"])
        if not any(map(is_strong_unit, assignment.units)):
            continue
        around = [s for s in document.section_at(found.start()) if not s.item]
        words = document.text[slice(*_sentence(document.text, found.start()))]
        yield Blanket(
            start=around[-1].start if around else 0,
            end=around[-1].end if around else len(document.text),
            assignment=replace(assignment, grounds=(words,)),
        )


def _default(document: Document, reference: date | None) -> tuple[str, Deadline] | None:
    for pattern in (_DEFAULT, _DEFAULT_ALL):
        for found in pattern.finditer(document.text):
            deadline = read_deadline(found[0], reference=reference, issued=document.date)
            if deadline.kind == "date":
                return document.text[slice(*_sentence(document.text, found.start()))], deadline
    return None
