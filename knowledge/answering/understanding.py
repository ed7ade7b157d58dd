"""A question, in plain wording, becomes a structured query, or stays a free question.

Read in this order: departments and a period are found and set aside, cue words say what is asked, and
what is left is the topic. The cues are a grammar of Chinese office talk, not a list of questions.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from knowledge.answering.wording import plain_wording
from knowledge.model import Kind
from knowledge.plans.departments import Departments, Mention
from knowledge.plans.periods import Period, find_period
from knowledge.plans.plan import Role

Form = Literal["", "next", "overdue", "most", "default", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked. kind None: a free question.

    text: the question in plain wording. departments: canonical names it is about.
    unknown: names of departments that the knowledge does not have. ambiguous: names with several readings.
    topic: what is left to be matched, empty when nothing is. unit: the measure asked for (多少亩 -> 亩).
    measure: what kind of number the words ask for (money, share, time), or empty.
    polar: a yes-or-no question. asks: how many separate questions the message holds.
    """

    text: str
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
    polar: bool = False
    counting: bool = False
    asks: int = 1
    tasks: tuple[str, ...] = ()

    @property
    def names_department(self) -> bool:
        """Whether a department is named, known or not."""
        return bool(self.departments or self.unknown or self.ambiguous)


_WHO = (
    r"(?:是|由|归|找)?(?:谁(?:家|们)?|(?:哪|什么)(?:一)?(?:些|几|两|俩|二|三)?(?:个|家)?(?:市|省|县|区)?(?:级)?(?:的)?"
    r"(?:牵头|责任|负责|主管|配合|主办|协办)?(?:部门|单位|机构|委办局|局|厅|委(?!托)|办(?!法)|科室|处室))"
)
_LEAD = (
    r"(?:谁|哪(?:个|些|几个|家)?)?(?:来)?(?:牵头|领头|领衔|主抓|主责|主办|主管)(?:抓总|的)?(?:单位|部门|机构)?"
    r"(?:(?:都)?(?:是|有|为))?(?:谁|哪(?:个|些|家|几个|几家)(?:单位|部门)?|什么(?:单位|部门))?|"
    + _WHO
    + r"(?:来|去|在|应该|该|要)?(?:负责|管|抓|承担|落实|干|做|弄|发|办|搞|盯|认领|组织)|归(?:谁|哪|什么)|(?:找|问)(?:谁|哪个?|什么)|"
    r"(?:负责|主办|承办|主管|第一责任)(?:的)?(?:单位|部门|机构|人)?|由谁|谁的(?:事|活|任务|责任|职责)"
)
_HELP = (
    r"(?:责任|配合|协办|参与|支持)(?:的)?(?:单位|部门)(?:(?:都)?(?:是|有|为))?(?:谁|哪(?:个|些|家|几个|几家)(?:单位|部门)?|什么(?:单位|部门))?|"
    r"配合|协办|协助|协同|参与|参加|(?:还|另外|其他)(?:都)?(?:有|需要|要)?(?:谁|哪(?:些|几)?(?:个|家)?(?:单位|部门|局)?)|"
    r"一起(?:负责|干|做|搞)?|共同|会同|支持单位|联合(?=的|单位|部门|谁|哪)"
)
_WHEN = (
    r"什么时候|(?:年份|日期|日子)?(?:是)?哪(?:一)?(?:天|月|年|个月|个季度)|几月(?:底|份|初|末)?(?:前)?|几号|"
    r"(?:完成|办结|截止|上线|到期|竣工|最后|最晚|最迟)(?:的)?(?:期限|时限|时间|日期|日子)|期限|时限|截止(?:日)?|最晚|最迟|"
    r"(?:还)?(?:剩|差|有)(?:下)?(?:多久|几天|多少天|多长时间)|到期日|时间节点|时间要求"
)
_DURATION = r"多久|多长时间|几天(?:内)?|多少天|几个工作日|多少个?工作日|几(?:个)?小时"
_TASK = r"(?:重点|主要|具体|牵头|配合|责任|量化)?(?:任务|事项|工作(?:任务)?|事(?:情)?(?!业)|举措|措施|活(?:儿)?|项目任务|一件事|条目)"
_COUNT = rf"(?:一共|总共|共计|合计|总计|共|加(?:在)?一起)?(?:有|是|要|安排|列|明确|部署)?(?:了)?(?:几|多少)(?:项|个|条|件|大项|大)?(?:具体|重点)?{_TASK}"
_BARE_COUNT = r"(?:一共|总共|共计|合计|总计|加(?:在)?一起)?(?:有|是)?(?:了)?(?:几|多少)(?:项|条|件)(?![^\s,，的了吗呢啊])"
_LIST = r"(?:都)?(?:有|是|包括)?(?:哪些|哪(?:几|两|三)(?:个|项|条|件|样)?|什么)|列(?:一下|出来?|个表|举)|清单|分别(?:是)?|所有|全部|(?:是)?哪(?:一)?(?:个|项|条|件)"
_DUE = r"到期|完成|办结|截止|交(?:差|账|卷)|要出|上线|收尾|报送|逾期|超期|过期|该(?:干|做|办|交)|节点|验收|截至|要做|要干|要办"
_DUTY = (
    rf"(?:要|该|得|需要|应当|应该|都|在里面|在(?:清单|方案|文件|计划)里(?:面)?)*(?:干|做|管|办|落实|承担|负责|牵头|配合|参与|参加|完成|担负|涉及)+(?:了|的|着)?"
    rf"(?:什么|哪(?:些|几|一)?(?:个|项|条|件|样)?|多少|几)?(?:项|个|条|件)?(?:{_TASK})?|(?:有|是|都有)?(?:哪些|什么|哪几|几|多少)(?:项|个|件|条)?(?:{_TASK})|{_TASK}|职责|分工"
)
_NUMBER = (
    r"(?:是|要|到|达到|控制在|不低于|超过|提高到|为)*(?:多少|百分之几|几成)|几(?=[个家套亩万亿成分所座人台部户公吨次场辆张间名处条项项])|"
    r"(?:年度|预期|约束性)?目标(?:值|任务|是)?|指标(?:值|要求)?|达到|要求(?:是)?|标准|多高|多大"
)
_METADATA = (
    r"文号|发文字号|(?:什么时候|哪天|哪年|几号)(?:的)?(?:印发|发布|出台|下发|发文|公布|成文|发的|印的)|(?:印发|发布|出台|下发|发文|公布|成文|发)(?:的)?(?:时间|日期|单位|机关|部门)|"
    r"(?:谁|哪个?(?:单位|部门|机关)?)(?:印发|发布|出台|制定|下发|发的|发文|起草)|全称|全名|标题(?:是)?|(?:叫什么)(?:名字)?$"
)

# What a free question asks with; the rest is what it is about.
_OPEN = (
    rf"{_DURATION}|什么(?:样|情况(?:下)?|时候|地方|内容|程度|水平|要求|规定|说法)?|哪(?:里|些|个|几个|一些|种|类|方面)?(?:人|内容|方面)?|"
    r"怎么(?:样|办|做|弄|规定|要求|说|算|处理)?|为什么|为何|如何|谁|是否|能不能|可不可以|要不要|多少"
)

_SPLIT = re.compile(r"[,，;；。!！?？\s]+")
_POLAR = re.compile(r"(?:吗|么|没有|不)$|是不是|有没有|是否|能否|会不会|算不算")
_MEASURES = (
    ("time", re.compile(_DURATION)),
    (
        "money",
        re.compile(
            r"多少(?:钱|元|万元|亿元?|经费|资金)|价格|收费|费用|奖金|投资|补贴(?!申|审)|补助|经费|工资|津贴|预算|罚款|造价|(?:交|花|给|发|补|奖|罚|收)(?:多少|几)"
        ),
    ),
    (
        "share",
        re.compile(
            r"比例|占比|百分之几|百分比|率(?=$|要|是|多|达|目|指|控|到|不|提|降)|比重|覆盖面"
        ),
    ),
)
_UNIT = re.compile(
    r"(?:多少|几)(?:万|亿)?(个百分点|平方米|公里|人次|个工作日|[个家套亩成分所座人台部户吨次场辆张间名处条项天元件株头只支])"
)
_FILLER = re.compile(
    r"这个(?:方案|文件|清单|计划|分解)?|那个|这项|那项|这件事|那件事|这事(?:儿)?|那事(?:儿)?|的?事(?:情|儿)?(?=$|[,，\s])|"
    r"(?:方案|文件|清单|工作要点|要点|计划|通知|表|措施|里面|办法|规划)(?:里(?:面)?|中|上|当中)|里面|到底|究竟|具体|一下(?:子)?|"
    r"(?:请|给我|帮我|帮忙|我们|咱们|咱|俺们)(?:列|查|看|说|讲)?(?:一下|出来)?|麻烦|关于|对于|目前|现在|分别|(?:是)?不是|有没有|需要|应该|大概|算是?|"
    r"在里面(?:吗)?|怎么(?:样|说|讲)?|多少项|吗|呢|啊|呀|吧|嘛|哦|哈|啦|呗|咧|的话"
)
_STOP = frozenset(
    [
        "的",
        "了",
        "是",
        "要",
        "得",
        "和",
        "与",
        "及",
        "在",
        "到",
        "把",
        "被",
        "将",
        "由",
        "归",
        "有",
        "没",
        "没有",
        "都",
        "也",
        "还",
        "就",
        "才",
        "又",
        "这",
        "那",
        "我",
        "你",
        "他",
        "它",
        "们",
        "个",
        "项",
        "条",
        "件",
        "事",
        "件事",
        "任务",
        "事项",
        "这些",
        "那些",
        "该",
        "能",
        "会",
        "可以",
        "其",
        "中",
        "里",
        "上",
        "下",
        "前",
        "后",
        "内",
        "时",
        "底",
        "按",
        "据",
        "请",
        "想",
        "谁",
        "什么",
        "哪",
        "哪些",
        "哪个",
        "几",
        "多少",
        "怎么",
        "怎样",
        "如何",
        "一共",
        "总共",
        "合计",
        "单位",
        "部门",
        "方面",
        "有关",
        "相关",
        "用",
        "给",
        "对",
        "于",
        "以",
        "为",
        "等",
        "并",
        "或",
        "之",
        "所",
        "着",
        "过",
        "来",
        "去",
        "吗",
        "呢",
        "啊",
        "呀",
        "吧",
        "嘛",
        "哦",
        "找",
        "问",
        "搞",
        "第",
        "加",
        "一起",
        "加一起",
        "是不是",
        "有没有",
        "列",
        "列一下",
        "说",
        "叫",
        "算",
        "干",
        "做",
        "管",
        "东西",
        "啥",
        "时候",
        "具体",
        "主要",
        "内容",
        "安排",
        "规定",
        "说法",
        "一个",
        "这个",
        "那个",
        "一下",
        "多",
        "少",
        "年",
        "月",
        "日",
        "号",
        "完",
        "好",
        "年底",
        "年度",
        "今年",
        "明年",
        "去年",
        "本年",
        "截止",
        "时间",
        "期限",
        "吧",
        "几个",
        "几项",
        "各",
    ]
)


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
    mentions = departments.find(text)
    period = find_period(text, today=today, year=year)
    bare = _blank(text, [(m.start, m.end) for m in mentions])
    bare = _blank(bare, [(period.start, period.end)] if period else [])
    query = replace(
        _named(Query(text=text, period=period), mentions),
        form=_form(text),
        unit=(m[1] if (m := _UNIT.search(text)) else ""),
        measure=next((name for name, pattern in _MEASURES if pattern.search(text)), ""),
        polar=bool(_POLAR.search(text)),
        asks=_count_asks(text),
    )
    return _classified(query, bare) if kind is None else _commanded(query, bare, kind)


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
    ("most", re.compile(r"(?:哪|谁).{0,8}(?:最多|最少)|(?:最多|最少).{0,4}(?:部门|单位)")),
    ("overdue", re.compile(r"逾期|超期|过期|超时|没按时")),
    (
        "next",
        re.compile(
            r"下一个(?:到期|截止|节点|要)|最近(?:的)?(?:一个|一项)?(?:到期|截止|要完成|节点|deadline)|最先(?:到期|完成)|最早(?:到期|完成)"
        ),
    ),
    (
        "default",
        re.compile(
            r"默认(?:的)?(?:期限|时限|时间|截止)|统一(?:的)?(?:期限|时限|截止)|没(?:有)?(?:另外|单独)?(?:注明|写明?)(?:期限|时限|时间)"
        ),
    ),
)


def _form(text: str) -> Form:
    return next((name for name, pattern in _FORMS if pattern.search(text)), "")


def _count_asks(text: str) -> int:
    asking = re.compile(r"谁|哪|什么|多少|几(?!乎)|吗|怎么|为什么|如何|呢|是不是|有没有")
    return max(1, sum(bool(asking.search(part)) for part in _SPLIT.split(text)))


def _has(pattern: str, text: str) -> bool:
    return re.search(pattern, text) is not None


def _classified(query: Query, bare: str) -> Query:
    """Decide the kind from the cues; the order is from the most to the least specific reading."""
    for reading in (_read_metadata, _read_department, _read_list, _read_count, _read_topic):
        found = reading(query, bare)
        if found is not None:
            return found
    return replace(query, topic=strip_topic(bare, (_OPEN,)))


def _commanded(query: Query, bare: str, kind: Kind) -> Query:
    """A command fixes the kind; the rest of the reading stays."""
    cues = {"lead": (_LEAD, _WHO), "reverse": (_DUTY, _LIST), "deadline_list": (_DUE, _LIST)}
    topic = strip_topic(bare, cues.get(kind, ()))
    return replace(query, kind=kind, topic=topic, role=_role(bare) if kind == "reverse" else "any")


def _read_metadata(query: Query, bare: str) -> Query | None:
    if query.names_department or not _has(_METADATA, bare):
        return None
    return replace(query, kind=None, topic=strip_topic(bare, (_METADATA,)))


def _role(text: str) -> Role:
    if _has(r"牵头|主办|主抓|主责|领头|主管", text):
        return "lead"
    return "responsible" if _has(r"配合|协办|协助|协同", text) else "any"


def _read_department(query: Query, bare: str) -> Query | None:
    """A department is named: its duties are asked, unless a topic says otherwise."""
    if not query.names_department:
        return None
    rest = strip_topic(bare, (_COUNT, _BARE_COUNT, _DUTY, _LIST, _DUE))
    counting = (
        _has(_COUNT, bare) or _has(_BARE_COUNT, bare) or _has(r"(?:几|多少)(?:项|个|件|条)", bare)
    )
    asked = counting or _has(_DUTY, bare) or _has(_LIST, bare)
    if not asked and rest:
        return None
    listing = _has(r"哪|什么|列", bare)
    kind: Kind = "count" if counting and not listing else "reverse"
    return replace(query, kind=kind, role=_role(bare), topic=rest, counting=counting)


def _read_list(query: Query, bare: str) -> Query | None:
    """What is due in a period, next, or late; which department has most."""
    if query.form == "most":
        return replace(query, kind="count", role=_role(bare), topic="", counting=True)
    timed = query.period is not None or query.form in ("overdue", "next", "default")
    if not timed or (_has(_WHEN, bare) and query.form == ""):
        return None
    counting = _has(_COUNT, bare) or _has(_BARE_COUNT, bare)
    wanted = counting or _has(_LIST, bare) or _has(_TASK, bare)
    if not (wanted and (_has(_DUE, bare) or query.form or _has(_TASK, bare))):
        return None
    noise = r"到期|完成|办结|截止|交(?:差|账|卷)|要出|逾期|超期|过期|默认|期限|时限|那天|统一|最近|下一个|最先|最早|节点|上线|要做|要干|要办|该(?:干|做|办|交)"
    topic = strip_topic(bare, (_COUNT, _BARE_COUNT, noise, _LIST, _TASK))
    return replace(query, kind="deadline_list", topic=topic, counting=counting)


def _read_count(query: Query, bare: str) -> Query | None:
    """How many tasks there are, of the whole or of a named part."""
    everything = _has(_COUNT, bare) or (
        _has(r"一共|总共|合计|总计|加(?:在)?一起", bare) and _has(_BARE_COUNT, bare)
    )
    if not everything:
        return None
    return replace(
        query, kind="count", topic=strip_topic(bare, (_COUNT, _BARE_COUNT)), counting=True
    )


def _read_topic(query: Query, bare: str) -> Query | None:
    """Who, with whom, when or how much, of something."""
    who = _has(_WHO, bare)
    if _has(_HELP, bare) and (who or _has(r"单位|部门|还|另外|其他|配合|协", bare)):
        topic = strip_topic(bare, (_HELP, _WHO, _LEAD, _LIST))
        return replace(query, kind="responsible", topic=topic)
    if _has(_LEAD, bare) and (who or _has(r"牵头|负责|主办|主管|归|找|问", bare)):
        return replace(query, kind="lead", topic=strip_topic(bare, (_LEAD, _WHO)))
    if _has(_WHEN, bare):
        return replace(query, kind="deadline", topic=strip_topic(bare, (_WHEN,)))
    if _has(_NUMBER, bare) or query.unit:
        return replace(query, kind="target", topic=strip_topic(bare, (_OPEN, _NUMBER)))
    return None


def strip_topic(text: str, cues: Iterable[str]) -> str:
    """What is left of a question without cue words, fillers and stop words; words keep their order."""
    for cue in cues:
        text = re.sub(cue, " ", text)
    text = _FILLER.sub(" ", text)
    parts = [
        p.strip("的了是要得和与及在到把由有都也还就请想谁几上中里个那这")
        for p in _SPLIT.split(text)
    ]
    return " ".join(p for p in parts if p and p not in _STOP)
