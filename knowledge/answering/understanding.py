"""A question, in plain wording, becomes a structured query, or stays a free question.

Read in this order: departments and a period are found and set aside, cue words say what is asked, and
what is left is the topic. The cues are a grammar of Chinese office talk, not a list of questions.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal

from knowledge.answering import cues
from knowledge.answering.wording import LONGEST_QUESTION, plain_wording
from knowledge.model import Kind
from knowledge.plans.departments import Departments, Mention
from knowledge.plans.periods import Period, find_period
from knowledge.plans.plan import Role

Form = Literal["", "next", "overdue", "most", "default", "all", "ongoing", "recurring"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked. kind None: a free question.

    text: the question in plain wording. said: as it was typed, for wordings that people wrote. departments: canonical names it is about.
    unknown: names of departments that the knowledge does not have. ambiguous: names with several readings.
    topic: what is left to be matched, empty when nothing is. unit: the measure asked for (多少亩 -> 亩).
    measure: what kind of number the words ask for (money, share, time), or empty.
    tasks: ids of the tasks meant, when an earlier turn settled them.
    implied: only 谁 says that a unit is asked for; it may be a person or anybody.
    """

    text: str
    said: str = ""
    kind: Kind | None = None
    role: Role = "any"
    departments: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    ambiguous: tuple[tuple[str, tuple[str, ...]], ...] = ()
    topic: str = ""
    period: Period | None = None
    form: Form = ""
    unit: str = ""
    measure: str = ""
    counting: bool = False
    tasks: tuple[str, ...] = ()
    implied: bool = False

    @property
    def names_department(self) -> bool:
        """Whether a department is named, known or not."""
        return bool(self.departments or self.unknown or self.ambiguous)


def understand(
    question: str,
    departments: Departments,
    *,
    today: date,
    year: int | None = None,
    kind: Kind | None = None,
) -> Query:
    """Read one message.

    today: what 今天, 本月 count from. year: the plan's year, for months without one.
    kind: what a command asked for (`/lead ...`); None: the words decide.
    """
    text = plain_wording(question)
    # Cue words are blanked first, so that 时候报省政府 is not taken for a department's name.
    mentions = departments.find(_blank(text, [m.span() for m in _QUESTION_WORDS.finditer(text)]))
    compared = _COMPARED.sub(lambda m: "　" * len(m[0]), text)
    period = find_period(compared, today=today, year=year)
    bare = _blank(text, [(m.start, m.end) for m in mentions])
    measure = next((name for name, pattern in cues.MEASURES if pattern.search(text)), "")
    unit = cues.UNIT.search(text)
    query = replace(
        _named(Query(text=text, said=question[:LONGEST_QUESTION], period=period), mentions),
        form=_form(text),
        unit="" if measure == "time" or not unit else unit[1],
        measure=measure,
    )
    return _classified(query, bare) if kind is None else _commanded(query, bare, kind, today)


_COMPARED = re.compile(r"[比较](?:去年|上年|20\d\d年)")
_QUESTION_WORDS = re.compile(
    r"什么时候|什么|哪天|哪里|哪(?:几)?[个些项条]|几[号月项个条件]|多少|为什么|怎么|一共|到期|截止时间|谁"
)


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _named(query: Query, mentions: Sequence[Mention]) -> Query:
    known: dict[str, None] = {}
    unknown: dict[str, None] = {}
    several = []
    for mention in mentions:
        found = mention.resolution
        if found.kind == "known":
            known.update(dict.fromkeys(found.names))
        elif found.kind == "ambiguous":
            several.append((mention.text, found.names))
        else:
            unknown[mention.text] = None
    return replace(
        query, departments=tuple(known), unknown=tuple(unknown), ambiguous=tuple(several)
    )


_FORMS: tuple[tuple[Form, re.Pattern[str]], ...] = (
    (
        "most",
        re.compile(r"(?:哪|谁).{0,8}(?:最多|最少|最忙|最重)|(?:最多|最少).{0,4}(?:部门|单位)"),
    ),
    ("overdue", re.compile(r"逾期|超期|过期|超时|没按时")),
    (
        "next",
        re.compile(
            r"下一个(?:到期|截止|节点|要)|最近(?:的)?(?:一个|一项)?(?:到期|截止|要完成|节点|deadline)|最先(?:到期|完成)|最早(?:到期|完成)"
        ),
    ),
    (
        "ongoing",
        re.compile(
            r"(?:哪些|什么|哪几).{0,6}(?:持续(?:推进|开展)?|长期(?:坚持)?|常态化|一直要|没有?(?:截止|期限|时限))|"
            r"(?:持续推进|长期(?:要|得|需要)?坚持|常态化)的(?:任务|工作|事项|是|有)"
        ),
    ),
    (
        "recurring",
        re.compile(
            r"每(?:个)?(?:周|月|季度?|半年|年|学期|天|日).{0,8}(?:哪些|什么|哪几)|周期性|"
            r"(?:哪些|什么|哪几).{0,8}每(?:个)?(?:周|月|季度?|半年|年|学期|天|日)|定期(?:要)?(?:报|做|开展)"
        ),
    ),
    (
        "all",
        re.compile(
            r"(?:今后|接下来|往后|以后|后面|还没|未|没有)(?:有)?(?:哪些|什么)?(?:会|要)?(?:到期|完成)|(?:所有|全部)(?:的)?(?:到期|期限|时限|截止)"
        ),
    ),
    (
        "default",
        re.compile(
            r"默认(?:的)?(?:期限|时限|时间|截止)|统一(?:的)?(?:期限|时限|截止)|兜底|(?:没|未)(?:有)?写(?:日子|时间|期限)|没(?:有)?(?:另外|单独)?(?:注明|写明?)(?:期限|时限|时间)"
        ),
    ),
)


def _form(text: str) -> Form:
    return next((name for name, pattern in _FORMS if pattern.search(text)), "")


# Python keeps few patterns, and those made for one question would push the tables' out.
_compiled = lru_cache(maxsize=256)(re.compile)


def _has(pattern: str, text: str) -> bool:
    return _compiled(pattern).search(text) is not None


def _classified(query: Query, bare: str) -> Query:
    """Decide the kind from the cues; the order is from the most to the least specific reading."""
    for reading in (_read_metadata, _read_department, _read_list, _read_count, _read_topic):
        found = reading(query, bare)
        if found is not None:
            return found
    return replace(query, topic=strip_topic(bare, (cues.OPEN,)))


def _commanded(query: Query, bare: str, kind: Kind, today: date) -> Query:
    """A command fixes the kind; the rest of the reading stays."""
    if kind == "deadline_list" and query.period is None:
        # `/due 7天` asks what `7天内到期` asks.
        query = replace(query, period=find_period(f"{query.text}内", today=today))
    if kind != "lead":
        bare = _untimed(query, bare)
    words = {
        "lead": (cues.LEAD, cues.WHO),
        "reverse": (cues.DUTY, cues.LIST),
        "deadline_list": (cues.DUE, cues.LIST),
    }
    topic = strip_topic(bare, words.get(kind, ()))
    return replace(query, kind=kind, topic=topic, role=_role(bare) if kind == "reverse" else "any")


def _read_metadata(query: Query, bare: str) -> Query | None:
    if query.names_department or not _has(cues.METADATA, bare):
        return None
    return replace(query, kind=None, topic=strip_topic(bare, (cues.METADATA,)))


# 不牵头但要配合 asks for help alone; 牵头和配合, 负责或者配合 for both.
_NOT_LEADING = re.compile(r"不(?:是|用|需要?|算)?牵头")
_EITHER = re.compile(r"(?:负责|承担)(?:或者?|和|跟|与|及|、|/|，)?(?:还是)?(?:配合|协办|参与)")


def _role(text: str) -> Role:
    text = _NOT_LEADING.sub("", text)
    helping = _has(r"配合|协办|协助|协同", text)
    if helping and (_has(r"牵头|主办", text) or _EITHER.search(text)):
        return "any"
    if _has(r"牵头|主办|主抓|主责|领头|主管", text):
        return "lead"
    return "responsible" if helping else "any"


# 机井通电牵头的是水利局吗: who leads is asked, with a guess.
_DOES_LEAD = re.compile(
    r"牵头(?:的|单位|部门)(?:是|归|为)(?!哪|什么|谁|几|多少)|牵头[,，\s]{1,2}(?:那|还|另外|其他)?(?:有)?(?:谁|哪些?|什么)"
)


def _read_department(query: Query, bare: str) -> Query | None:
    """A department is named: its duties are asked, unless somebody, a time or a number is."""
    if not query.names_department:
        return None
    if _DOES_LEAD.search(query.text) and strip_topic(bare, (cues.LEAD, cues.WHO, cues.HELP)):
        return None
    bare = _untimed(query, bare)
    others = (
        _has(cues.WHO, bare) or _has(r"谁", bare) or (_has(cues.WHEN, bare) and not query.period)
    )
    counting = _has(cues.COUNT, bare) or _has(r"(?:几|多少)(?:项|个|件|条|次)", bare)
    alone = not strip_topic(
        bare, (cues.HELP, cues.LEAD, cues.WHO, cues.LIST, cues.TASK, r"给|跟|和")
    )
    if (
        (others and not alone)
        or (query.measure and not counting)
        or (_has(r"多少", bare) and not counting)
    ):
        return None
    rest = strip_topic(
        bare, (cues.COUNT, cues.BARE_COUNT, _SHARE_IN, cues.DUTY, cues.LIST, cues.DUE)
    )
    listing = _has(r"哪|什么|列", bare)
    kind: Kind = "count" if counting and not listing else "reverse"
    return replace(query, kind=kind, role=_role(bare), topic=rest, counting=counting)


def _untimed(query: Query, bare: str) -> str:
    """The text without its period, for readings in which the period is no part of the topic."""
    return _blank(bare, [(query.period.start, query.period.end)] if query.period else [])


_SHARE_IN = r"牵头|配合|协办|主办|参与|负责"


def _read_list(query: Query, bare: str) -> Query | None:
    """What is due in a period, next, or late; which department has most."""
    if query.form == "most" and _has(r"牵头|任务|配合|负责|工作|单位|部门|谁|忙", bare):
        return replace(query, kind="count", role=_role(bare), topic="", counting=True)
    bare = _untimed(query, bare)
    timed = query.period is not None or query.form not in ("", "most")
    if not timed or (_has(cues.WHEN, bare) and query.form == ""):
        return None
    counting = _has(cues.COUNT, bare) or _has(cues.BARE_COUNT, bare)
    if query.measure or (_has(r"多少|几(?:个)?(?:百分)?点", bare) and not counting):
        return None
    wanted = (
        counting
        or _has(cues.LIST, bare)
        or _has(cues.TASK, bare)
        or _has(r"的(?:呢|没有?|么)?$|的有", bare)
    )
    # 快到期 says both when and what.
    due = _has(cues.DUE, f"{bare} {query.period.text if query.period else ''}")
    if not (wanted and (due or query.form or _has(cues.TASK, bare))):
        return None
    topic = strip_topic(bare, (cues.COUNT, cues.BARE_COUNT, cues.DUE_TALK, cues.LIST, cues.TASK))
    topic = topic if re.search(r"[\u4e00-\u9fff]{2}", topic) else ""
    return replace(query, kind="deadline_list", topic=topic, counting=counting)


def _read_count(query: Query, bare: str) -> Query | None:
    """How many tasks there are, of the whole or of a named part."""
    bare = _untimed(query, bare)
    everything = _has(cues.COUNT, bare) or (
        _has(r"一共|总共|合计|总计|加(?:在)?一起", bare) and _has(cues.BARE_COUNT, bare)
    )
    if not everything:
        return None
    return replace(
        query, kind="count", topic=strip_topic(bare, (cues.COUNT, cues.BARE_COUNT)), counting=True
    )


def _read_topic(query: Query, bare: str) -> Query | None:
    """Who, with whom, when or how much, of something."""
    who = _has(cues.WHO, bare)
    if who and _has(r"牵头", bare) and not _has(_HELPERS, bare):
        return replace(
            query, kind="lead", topic=strip_topic(bare, (cues.LEAD, cues.WHO, _TOGETHER))
        )
    if _has(cues.HELP, bare) and (who or _has(r"单位|部门|还|另外|其他|配合|协", bare)):
        topic = strip_topic(bare, (cues.HELP, cues.WHO, cues.LEAD, cues.LIST))
        return replace(query, kind="responsible", topic=topic)
    if who and not _has(cues.WHEN, bare) and not query.measure:
        said = _has(cues.DUTY, bare) or _has(r"管|找|归|抓", bare)
        topic = strip_topic(bare, (cues.LEAD, cues.WHO))
        return replace(query, kind="lead", implied=not said, topic=topic)
    if _has(cues.LEAD, bare) and (who or _has(r"牵头|负责|主办|主管|归|找|问", bare)):
        return replace(query, kind="lead", topic=strip_topic(bare, (cues.LEAD, cues.WHO)))
    if _has(cues.WHEN, bare):
        return replace(query, kind="deadline", topic=strip_topic(bare, (cues.WHEN,)))
    if _has(cues.NUMBER, bare) or query.unit:
        if not query.unit and not query.measure and _has(_TOLD, bare):
            return None
        words = (cues.UNIT.pattern, cues.OPEN, cues.NUMBER)
        return replace(query, kind="target", topic=strip_topic(bare, words))
    return None


# 有哪些要求 asks for sentences, 要求是多少 for a number.
_TOLD = r"(?:哪些|哪几[项条个]|什么|有何|何)(?:具体)?(?:的)?(?:要求|标准)|(?:要求|标准)(?:都)?(?:是|有)?(?:哪些|什么)"


# What only helpers are called; 一起牵头 is said of leads.
_HELPERS = r"配合|协办|协助|责任单位|责任部门|参与|还有|另外|其他"
_TOGETHER = r"一起|共同|联合"


def strip_topic(text: str, patterns: Iterable[str]) -> str:
    """What is left of a question without cue words, fillers and stop words; words keep their order."""
    for pattern in patterns:
        text = _compiled(pattern).sub(" ", text)
    text = cues.FILLER.sub(" ", text)
    parts = [
        p.strip("的了是要得和与及在到把由有都也还就请想谁几上中里个那这")
        for p in cues.SPLIT.split(text)
    ]
    return " ".join(p for p in parts if p and p not in cues.STOP)
