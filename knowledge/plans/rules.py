"""Rules that a plan states once and means for many tasks: who leads, by when, who always takes part."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from knowledge.model import Deadline, Document
from knowledge.plans.dates import read_deadline
from knowledge.plans.responsibility import Assignment, is_strong_unit

_BELOW = r"(?:以?下|后)(?:文)?(?:均|皆|各项)?同"
_FIRST = re.compile(
    r"(?:排|列|位)(?:名|序)?(?:在|于)?(?:第一|首)(?:位|个)?(?:的|者)?(?:责任)?(?:单位|部门)?[，,]?(?:为|是|即为|系|即|负责|作为)?(?:总?牵头|主要责任|主办)|(?:第一|首)(?:个|位|家)(?:责任)?(?:单位|部门)(?:为|是|即为|系|作为)(?:牵头|主办)|(?:责任单位)?(?:中)?排名第一的(?:单位|部门)?(?:为|是)?牵头"
)
_STAR = re.compile(
    r"[☆★*＊●▲△][^。；]{0,8}(?:牵头|主办|主责)|牵头[^。；]{0,6}(?:用|以|标)[^。；]{0,4}[☆★*＊●▲△]"
)
_SOLE = re.compile(
    r"(?:仅|只|单独|唯一)[^。；]{0,12}(?:一家|一个|1家|1个|单个|责任单位)[^。；]{0,14}(?:即为|为|视为|是|由)[^。；]{0,8}牵头|责任单位(?:为|是|只有|仅有)(?:一家|一个|单独)[^。；]{0,10}牵头|(?:一家|一个|1家|1个)(?:责任)?单位[^。；]{0,8}(?:即为|为|视为)[^。；]{0,4}牵头"
)
_RESPONSIBLE_LEADS = re.compile(
    r"(?:未|没有|不)(?:单独)?(?:列|列出|列明|明确|注明|标注|写明|指定)[^。；，,]{0,6}牵头[^。；]{0,10}[，,]?[^。；]{0,6}(?:责任单位|负责单位)[^。；]{0,8}牵头"
)
_REGION = re.compile(
    r"(?:以上|以下|上述|下列|各项|所有|各|清单|本)[^。；，,]{0,10}(?:任务|措施|事项|工作|举措)[^。；，,]{0,6}?(?:均|都|皆)?(?:涉及|需|须|由|应由|均需|需由|要由)"
    r"(?P<units>[^。；，,]{2,30}?)(?:贯彻)?(?:负责|抓好|落实|参与|配合|组织实施|抓落实)*(?:落实)?[，,]?[^。；]{0,12}不(?:再|另行?|一一)(?:单独|另行|逐一|一一|逐项)?(?:列|注|写|标|说|重复)"
)
_DEFAULT = re.compile(
    r"(?:除[^。；]{0,10}(?:另有|特别|单独|已有|已)?(?:注明|说明|规定|明确|标注|约定|要求)[^。；，,]{0,8}(?:外|的)?|(?:未|没有)(?:单独|另行|特别)?(?:注明|明确|列明|标注|写明|规定)[^。；，,]{0,10}(?:时限|时间|期限)[^。；，,]{0,6})[，,]?[^。；\n]{2,50}"
)
_DEFAULT_ALL = re.compile(
    r"(?:以上|上述|以下|本清单|各项|所有|清单所列|全部)[^。；，,\n]{0,8}(?:任务|事项|工作|措施)[^。；，,\n]{0,6}(?:均|都|原则上|应|须)[^。；\n]{0,24}(?:完成|办结|落实到位)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What holds for tasks that do not say otherwise.

    first_from, stars: from which character on the first unit, or the one with ☆, leads; None: never.
    sole: a single responsible unit leads. region: units that take part in everything.
    deadline, deadline_text: the default, and the words that state it. range of the statement: start, end.
    """

    first_from: int | None = None
    stars: bool = False
    sole: bool = False
    region: tuple[str, ...] = ()
    deadline: Deadline | None = None
    for_tables: tuple[tuple[int, int, Assignment], ...] = ()
    stated: tuple[tuple[int, int], ...] = ()

    def first_leads(self, position: int) -> bool:
        """Whether the first unit of a list at this character leads."""
        return self.first_from is not None and self.first_from <= position

    def states(self, position: int) -> bool:
        """Whether the character belongs to the statement of a rule, which is no task."""
        return any(start <= position < end for start, end in self.stated)


def read_rules(document: Document, *, reference: date | None) -> Rules:
    """Find the rules of a document, wherever they stand."""
    text = document.text
    stated = [
        m.span()
        for p in (_SOLE, _RESPONSIBLE_LEADS, _REGION, _DEFAULT, _DEFAULT_ALL)
        for m in p.finditer(text)
    ]
    return Rules(
        first_from=_first_from(document),
        stars=bool(_STAR.search(text)),
        sole=bool(_SOLE.search(text) or _RESPONSIBLE_LEADS.search(text)),
        region=tuple(dict.fromkeys(_regions(text))),
        deadline=_default_deadline(document, reference),
        stated=tuple(sorted(stated)),
    )


def _first_from(document: Document) -> int | None:
    """Where 列第一位者为牵头 begins to hold: everywhere if stated for all, else from `下同` on.

    Without 下同, inside the bracket of one task, it holds for that task alone.
    """
    text = document.text
    for found in _FIRST.finditer(text):
        if not _inside_bracket(text, found.start()):
            return 0
        if re.match(rf"[^。\n]{{0,8}}{_BELOW}", text[found.end() :]):
            return text.rfind("\n", 0, found.start()) + 1
    return None


def _inside_bracket(text: str, position: int) -> bool:
    line = text[text.rfind("\n", 0, position) + 1 : position]
    opened = len(re.findall(r"[（(〔\[【]", line))
    return opened > len(re.findall(r"[）)〕\]】]", line))


def _regions(text: str) -> Iterator[str]:
    for found in _REGION.finditer(text):
        units = found["units"].strip()
        if is_strong_unit(units) or re.search(r"(?:政府|[省市县区州]|[)）])$", units):
            yield re.sub(r"^(?:由|需|各级)", "", units)


def _default_deadline(document: Document, reference: date | None) -> Deadline | None:
    for pattern in (_DEFAULT, _DEFAULT_ALL):
        for found in pattern.finditer(document.text):
            deadline = read_deadline(found[0], reference=reference, issued=document.date)
            if deadline.kind in ("date", "recurring", "ongoing"):
                return deadline
    return None
