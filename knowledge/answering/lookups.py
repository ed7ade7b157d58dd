"""Structured queries answered from data: exact, complete, each with the rows' own passages.

A lookup returns an Answer where the data speak (also to say that they hold nothing of the kind asked),
and None where they have nothing to do with the question, so that the documents are asked instead.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from knowledge.answering.catalogue import Catalogue
from knowledge.answering.decisions import SURE, Choice, choose
from knowledge.answering.phrases import brief, card, names, numbered, said_deadline, said_lead
from knowledge.answering.stages import asked_stage, at_stage, stages
from knowledge.answering.understanding import Query
from knowledge.model import Answer, Candidate, Kind, Source, Task
from knowledge.plans.deadlines import overdue
from knowledge.plans.due import reference_date
from knowledge.plans.plan import Role, by_date, by_department, load, next_due

# A list longer than this is cut in the text; the count and the rows in `tasks` stay complete.
SHOWN = 30
_ROLE_WORDS: dict[Role, str] = {"lead": "牵头", "responsible": "配合（责任单位）", "any": "承担"}


def look_up_bare(query: Query, catalogue: Catalogue, today: date) -> Answer | None:
    """The card of the task that a bare noun phrase names (助餐点); None for anything less plain."""
    if (
        query.kind is not None
        or not query.topic
        or query.names_department
        or _ASKS.search(query.text)
    ):
        return None
    choice = choose([m for m in catalogue.match_tasks(query.topic) if m.coverage >= _NAMED])
    if choice.kind != "sure":
        return None
    task = catalogue.tasks[choice.keys[0]]
    return _about(replace(query, kind="lead"), task, catalogue, today, choice.confidence)


_ASKS = re.compile(
    r"谁|哪|什么|怎么|为什么|如何|吗|多久|多少|几|是否|能不能|可不可以|指|意思|叫|呢"
)
# Share of a bare noun phrase that a task must account for to be shown.
_NAMED = 0.9


def look_up(query: Query, catalogue: Catalogue, today: date) -> Answer | None:
    """Answer `query` from the plans, or None."""
    if not catalogue.tasks or query.kind is None:
        return None
    lookups: dict[Kind, Callable[[Query, Catalogue, date], Answer | None]] = {
        "lead": _of_task,
        "responsible": _of_task,
        "deadline": _of_task,
        "reverse": _of_department,
        "count": _count,
        "deadline_list": _due,
    }
    whole = not (query.topic or query.tasks or query.names_department)
    if whole and _UNITS.search(query.text):
        return _units_listed(query, catalogue)
    found = lookups.get(query.kind)
    return found(query, catalogue, today) if found else None


_UNITS = re.compile(
    r"(?:牵头|责任|配合|涉及|参与)?(?:的)?(?:单位|部门)(?:都|一共|总共)?(?:有|是)?(?:哪些|几个|多少)|(?:几个|多少(?:个)?|哪些)(?:牵头|责任|配合)?(?:的)?(?:单位|部门)(?:牵头|参与|配合)?$"
)


def _units_listed(query: Query, catalogue: Catalogue) -> Answer | None:
    """Which departments lead (or take part) at all, each with how many tasks."""
    role: Role = (
        "lead" if "牵头" in query.text else "responsible" if _HELPS.search(query.text) else "any"
    )
    ranked = sorted(load(catalogue.tasks.values(), role))
    if not ranked:
        return None
    rows = by_department(catalogue.tasks.values(), [name for name, _ in ranked], role)
    word = {"lead": "牵头单位", "responsible": "责任单位", "any": "涉及的单位"}[role]
    said = "、".join(f"{name}（{n}项）" for name, n in ranked)
    return Answer(
        query=query.text,
        status="answered",
        kind="count",
        answer=f"{word}共{len(ranked)}个：{said}",
        confidence=0.9,
        sources=_sources(rows[:SHOWN], catalogue),
        departments=tuple(name for name, _ in ranked),
        count=len(ranked),
    )


_HELPS = re.compile("责任|配合|参与")

# One task: who leads it, who takes part, by when


def _of_task(query: Query, catalogue: Catalogue, today: date) -> Answer | None:
    if query.tasks:
        chosen = [catalogue.tasks[i] for i in query.tasks if i in catalogue.tasks]
        return _about(query, chosen[0], catalogue, today, 0.9) if len(chosen) == 1 else None
    if not query.topic:
        return None
    matches = catalogue.match_tasks(query.topic)
    choice = _headed(query, catalogue, choose(matches))
    candidates = tuple(Candidate(id=f"task:{m.key}", score=m.coverage) for m in matches[:10])
    if choice.kind == "none":
        return None
    if choice.kind != "sure":
        return _ask_back(query, catalogue, choice, candidates)
    answer = _about(query, catalogue.tasks[choice.keys[0]], catalogue, today, choice.confidence)
    return replace(answer, candidates=candidates)


def _headed(query: Query, catalogue: Catalogue, choice: Choice) -> Choice:
    """厕所改造, where that is a heading with several tasks, means none of them more than the others."""
    topic = query.topic.replace(" ", "")
    if choice.kind != "sure" or len(topic) < 4:
        return choice
    best = catalogue.tasks[choice.keys[0]]
    under = [
        t.id
        for t in catalogue.tasks.values()
        if t.section_path and topic in t.section_path[-1] and t.document == best.document
    ]
    if len(under) < 2 or best.id not in under or topic in best.text or topic in best.title:
        return choice
    return Choice(kind="several", keys=tuple(under[:4]), confidence=choice.confidence / 2)


def _about(
    query: Query, task: Task, catalogue: Catalogue, today: date, confidence: float
) -> Answer:
    """The answer about one task: what was asked first, the rest of its card below."""
    kind = query.kind
    if kind == "deadline":
        task = _at_stage_asked(query, task, catalogue)
    masked = [name for name in (*task.lead, *task.responsible) if "*" in name]
    known = {
        "lead": bool(task.lead or task.responsible),
        "responsible": bool(task.responsible),
        "deadline": task.deadline.kind != "none",
    }[kind or "lead"]
    first = {
        "lead": said_lead(task),
        "responsible": f"责任单位：{names(task.responsible, '原文没有写明其他责任单位')}",
        "deadline": f"完成时限：{said_deadline(task.deadline, today)}",
    }[kind or "lead"]
    told = first.split("：")[0]
    rest = [said_lead(task), *card(task, today)]
    if masked and kind != "deadline":
        first = f"原文把单位名称隐去了（{names(masked)}），查不到具体是哪个单位"
    lines = [first, f"任务：{task.title}", *(line for line in rest if line.split("：")[0] != told)]
    departments = {
        "lead": task.lead or task.responsible,
        "responsible": task.responsible,
    }.get(kind or "", ())
    return Answer(
        query=query.text,
        status="answered" if known and not (masked and kind != "deadline") else "unanswered",
        kind=kind,
        answer="\n".join(dict.fromkeys(lines)),
        confidence=confidence,
        sources=catalogue.task_sources(task),
        tasks=(task,),
        departments=departments,
        date=task.deadline.date if kind == "deadline" else None,
    )


def _at_stage_asked(query: Query, task: Task, catalogue: Catalogue) -> Task:
    """The task with the stage of its deadline that the question means, if it means one."""
    document = catalogue.document(task.document)
    found = stages(task, reference_date(document) if document else None)
    meant = asked_stage(query.text, found)
    return replace(task, deadline=at_stage(task.deadline, meant)) if meant else task


_ASK_AGAIN: dict[Kind, str] = {
    "lead": "{}由哪个部门牵头？",
    "responsible": "{}的责任单位有哪些？",
    "deadline": "{}什么时候完成？",
    "target": "{}的目标是多少？",
}


def _ask_back(
    query: Query, catalogue: Catalogue, choice: Choice, candidates: tuple[Candidate, ...]
) -> Answer:
    tasks = [catalogue.tasks[key] for key in choice.keys]
    form = _ASK_AGAIN.get(query.kind or "lead", "{}")
    return Answer(
        query=query.text,
        status="suggested",
        kind=query.kind,
        answer="您问的是下面哪一项？"
        if choice.kind == "several"
        else "没有找到完全对应的任务，您问的是不是：",
        confidence=choice.confidence,
        suggestions=tuple(dict.fromkeys(form.format(t.title) for t in tasks)),
        reading={"choice": choice.kind},
        candidates=candidates,
    )


# One department: what it leads and takes part in


# 教育局和卫健委都参加的: the tasks that they share, not those of either.
_TOGETHER = re.compile(
    r"都(?:要|得|需要?|有)?(?:参加|参与|有份|涉及|牵头|配合|负责)的|共同|一起|同时|既.+又"
)


def _of_department(query: Query, catalogue: Catalogue, today: date) -> Answer | None:
    if query.ambiguous:
        return _which_department(query)
    if not query.departments:
        return _unknown_department(query, catalogue) if query.unknown else None
    mine = by_department(catalogue.tasks.values(), query.departments, query.role)
    together = len(query.departments) > 1 and bool(_TOGETHER.search(query.text))
    if together:
        mine = [t for t in mine if all(by_department([t], [d], "any") for d in query.departments)]
    rows = _narrow(query, mine, catalogue)
    if rows is None:
        return None
    who = names(query.departments)
    if not rows and together and not query.unknown:
        told = f"没有查到{who}都参与的任务。"
        return replace(_nothing_for(query, catalogue, who), answer=told)
    if not rows:
        return _nothing_for(query, catalogue, who)
    if query.unknown:
        return None
    words = "都参与" if together else _ROLE_WORDS[query.role]
    head = f"{who}{words}的任务共{len(rows)}项："
    answer = _listed(query, rows, catalogue, head, today, query.departments, query.departments)
    return _loosely(answer) if query.topic and not _accounted(query, catalogue, rows) else answer


def _narrow(query: Query, rows: list[Task], catalogue: Catalogue) -> list[Task] | None:
    """Rows that also fit the topic and the period; None where the topic fits none of them."""
    if query.period is not None:
        rows = by_date(rows, query.period.first, query.period.last)
    if not query.topic or not rows or catalogue.is_in_title(query.topic):
        return rows
    # A short remainder (那个, 帮忙) is talk, not a topic, unless some task answers to it.
    fits = {m.key: m.coverage for m in catalogue.match_tasks(query.topic, rows)}
    near = [t for t in rows if fits.get(t.id, 0) >= 0.6]
    return near or (None if catalogue.names_subject(query.topic) else rows)


def _accounted(query: Query, catalogue: Catalogue, rows: Sequence[Task]) -> bool:
    """Whether the topic beside the department is what these tasks are about, and not passed over."""
    if catalogue.is_in_title(query.topic):
        return True
    return any(m.coverage >= SURE for m in catalogue.match_tasks(query.topic, rows))


def _loosely(answer: Answer) -> Answer:
    """An answer that passes over part of the question: what answers all of it goes before."""
    return replace(answer, reading={"choice": "loose"})


def _nothing_for(query: Query, catalogue: Catalogue, who: str) -> Answer:
    others = by_department(catalogue.tasks.values(), query.departments, "any")
    instead = ""
    if others:
        leads = [t for t in others if set(query.departments) & set(t.lead)]
        part = (
            f"牵头{len(leads)}项"
            if query.role == "responsible"
            else f"作为责任单位参与{len(others)}项"
        )
        instead = f"；{who}{part}"
    when = f"{query.period.text}" if query.period else ""
    return Answer(
        query=query.text,
        status="unanswered",
        kind=query.kind,
        answer=f"没有查到{who}{when}{_ROLE_WORDS[query.role]}的任务{instead}。",
        confidence=0.0,
        sources=tuple(catalogue.task_source(t) for t in others[:3]),
        departments=query.departments,
        count=0,
        suggestions=(f"{who}有哪些任务？",) if others else (),
    )


def _unknown_department(query: Query, catalogue: Catalogue) -> Answer:
    asked = names(query.unknown)
    looked = list(catalogue.titles())
    # A row of titles tells the asker where was looked; a few of many would mislead.
    titles = "、".join(f"《{t}》" for t in looked) if 0 < len(looked) <= 3 else "现有资料"
    return Answer(
        query=query.text,
        status="unanswered",
        kind=query.kind,
        answer=f"{titles}中没有提到{asked}，查不到它的任务。",
        suggestions=("牵头单位有哪些？",),
    )


def _which_department(query: Query) -> Answer:
    text, options = query.ambiguous[0]
    return Answer(
        query=query.text,
        status="suggested",
        kind=query.kind,
        answer=f"“{text}”可能指不同的单位，请选择：",
        suggestions=tuple(query.text.replace(text, name, 1) for name in options[:4]),
        confidence=0.3,
    )


# Counts


def _count(query: Query, catalogue: Catalogue, today: date) -> Answer | None:
    if query.form == "most":
        return _busiest(query, catalogue)
    if query.names_department:
        return _of_department(query, catalogue, today)
    rows = list(catalogue.tasks.values())
    if query.topic:
        named = _in_sections(query, catalogue)
        if not named and catalogue.names_subject(query.topic):
            return None
        rows = named or rows
    if query.period is not None:
        rows = by_date(rows, query.period.first, query.period.last)
    if not rows:
        return None
    by_plan = {t.document: 0 for t in rows}
    for task in rows:
        by_plan[task.document] += 1
    head = f"共{len(rows)}项任务："
    if len(by_plan) > 1:
        parts = (f"《{_title(catalogue, d)}》{n}项" for d, n in by_plan.items())
        head = f"共{len(rows)}项任务，其中{'，'.join(parts)}："
    return _listed(query, rows, catalogue, head, today)


def _title(catalogue: Catalogue, document: str) -> str:
    found = catalogue.document(document)
    return found.title if found else document


def _in_sections(query: Query, catalogue: Catalogue) -> list[Task]:
    """Tasks of the sections or documents that the topic names; all, when it names all there is."""
    words = query.topic.replace("和", " ").split()
    out = []
    for task in catalogue.tasks.values():
        places = (*task.section_path, _title(catalogue, task.document))
        if any(
            word in place or place in query.topic for word in words for place in places if place
        ):
            out.append(task)
    return out


def _busiest(query: Query, catalogue: Catalogue) -> Answer:
    role: Role = query.role if query.role != "any" else "lead"
    ranked = load(catalogue.tasks.values(), role)
    word = "牵头" if role == "lead" else "配合"
    if not ranked:
        return Answer(
            query=query.text, status="unanswered", kind="count", answer=f"原文没有写明{word}单位。"
        )
    top = [name for name, n in ranked if n == ranked[0][1]]
    rows = by_department(catalogue.tasks.values(), top, role)
    return Answer(
        query=query.text,
        status="answered",
        kind="count",
        answer=f"{word}任务最多的是{names(top)}，{ranked[0][1]}项。",
        confidence=0.9,
        sources=tuple(catalogue.task_source(t) for t in rows[:SHOWN]),
        tasks=tuple(rows),
        departments=tuple(top),
        count=ranked[0][1],
    )


# Deadlines in a period


def _due(query: Query, catalogue: Catalogue, today: date) -> Answer | None:
    if query.ambiguous:
        return _which_department(query)
    if query.unknown and not query.departments:
        return _unknown_department(query, catalogue)
    rows = list(catalogue.tasks.values())
    if query.departments:
        rows = by_department(rows, query.departments, query.role)
    rows = _dated(query, rows, today)
    if query.topic:
        fits = {m.key for m in catalogue.match_tasks(query.topic, rows) if m.coverage >= 0.6}
        rows = [t for t in rows if t.id in fits]
    said = _said_period(query)
    if not rows:
        return _nothing_due(query, catalogue, said, today)
    who = names(query.departments) if query.departments else ""
    head = f"{who}{said}的任务共{len(rows)}项："
    answer = _listed(query, rows, catalogue, head, today)
    return _loosely(answer) if query.topic else answer


_LATE = re.compile("逾期|超期|过期|超时")


def _dated(query: Query, rows: Sequence[Task], today: date) -> list[Task]:
    if query.form == "next":
        return next_due(rows, today)
    if query.form in ("ongoing", "recurring"):
        word = re.search(r"每(?:个)?(周|月|季|半年|年|学期|天|日)", query.text)
        said = f"每{word[1]}" if word else ""
        return [
            t for t in rows if t.deadline.kind == query.form and said in (t.deadline.text or "")
        ]
    if query.form == "default":
        return [t for t in rows if "统一时限" in t.deadline.reason]
    if query.form == "overdue" and (query.period is None or _LATE.search(query.period.text)):
        return [late.task for late in overdue(rows, today)]
    period = query.period
    if period is None:
        return by_date(rows, today, None)
    first = period.first
    if period.relation == "by" and (first is None or first < today):
        # "Before the end of June" asks what is still to come, once there is something to come.
        first = today if period.last is None or period.last >= today else None
    return by_date(rows, first, period.last)


def _said_period(query: Query) -> str:
    forms = {
        "next": "最近到期",
        "default": "按默认期限到期",
        "overdue": "已经逾期",
        "all": "今后到期",
        "ongoing": "持续推进",
        "recurring": "周期性",
    }
    return forms.get(query.form) or f"{query.period.text if query.period else '今后'}到期"


def _nothing_due(query: Query, catalogue: Catalogue, said: str, today: date) -> Answer:
    since = query.period.first if query.period and query.period.first else today
    ahead = next_due(catalogue.tasks.values(), max(since, today))
    late = query.form == "overdue"
    text = "目前没有逾期的任务。" if late else f"没有查到{said}的任务。"
    if ahead and ahead[0].deadline.date:
        text += f"接下来到期的是“{ahead[0].title}”：{said_deadline(ahead[0].deadline, today)}。"
    return Answer(
        query=query.text,
        status="unanswered",
        kind=query.kind,
        answer=text,
        count=0,
        sources=tuple(catalogue.task_source(t) for t in ahead[:1]),
        suggestions=("最近到期的任务有哪些？",) if ahead else (),
    )


# Lists


def _listed(
    query: Query,
    rows: Sequence[Task],
    catalogue: Catalogue,
    head: str,
    today: date,
    role_of: Sequence[str] = (),
    departments: tuple[str, ...] = (),
) -> Answer:
    shown = rows[:SHOWN]
    lines = numbered(brief(t, role_of=role_of, today=today) for t in shown)
    more = f"\n……另有{len(rows) - SHOWN}项" if len(rows) > SHOWN else ""
    return Answer(
        query=query.text,
        status="answered",
        kind=query.kind,
        answer=f"{head}\n{lines}{more}",
        confidence=0.93,
        sources=_sources(shown, catalogue),
        tasks=tuple(rows),
        departments=departments,
        count=len(rows),
        date=query.period.last if query.period and query.kind == "deadline_list" else None,
    )


def _sources(rows: Iterable[Task], catalogue: Catalogue) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(catalogue.task_source(t) for t in rows))
