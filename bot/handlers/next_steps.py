"""What may come after an answer: its surroundings in the document, its neighbours, its department.

The buttons hold where to look, not what was found there, so that they show what is so when they are
pressed.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from telegram import InlineKeyboardMarkup

from bot.buttons import Button, Choice, keyboard
from bot.context import page_of, page_part
from bot.handlers.desk import Desk
from bot.handlers.presses import Press
from bot.render import answer_parts
from bot.revising import revise
from bot.richtext import Part
from bot.words import CONTEXT_GONE, RELATED_GONE, voice_of
from knowledge.model import Answer, Corpus, Source, Task

# Characters of a quote by which it is found again in its document.
_MARK = 600
# Neighbours that are listed, and their buttons in a row.
_MOST = 8
_IN_ROW = 4


def choices(corpus: Corpus, found: Answer, *, traditional: bool) -> list[Choice]:
    """The steps that a sure answer offers, none to three."""
    voice = voice_of(traditional)
    steps = (
        ("原文上下文", _context(corpus, found)),
        ("相关任务", _related(corpus, found)),
        ("该部门全部任务", _department(found)),
    )
    return [
        Choice(voice(label), replace(button, traditional=traditional))
        for label, button in steps
        if button
    ]


# The text around a passage


def _context(corpus: Corpus, found: Answer) -> Button | None:
    for source in found.sources:
        document, mark = corpus.documents.get(source.document), source.quote[:_MARK]
        page = page_of(document, mark, 0) if document else None
        # A quote that is its whole document has nothing around it.
        if page and (len(page.passages) > 1 or page.before or page.after):
            return Button(action="context", data={"document": source.document, "quote": mark})
    return None


async def show_context(desk: Desk, press: Press) -> None:
    """The page that an answer's passage stands on, as a message of its own."""
    turned = await _turned(desk, press.button)
    if turned is None:
        await desk.say(press.request, CONTEXT_GONE)
    else:
        await desk.deliver(press.request, turned[:1], turned[1])


async def turn_page(desk: Desk, press: Press) -> None:
    """Another page, in the same message."""
    message = press.query.message
    turned = await _turned(desk, press.button)
    if message is not None and turned is not None:
        await revise(desk.bot, message.chat.id, message.message_id, *turned)
    elif message is not None:
        await desk.say(press.request, CONTEXT_GONE)


async def _turned(desk: Desk, button: Button) -> tuple[Part, InlineKeyboardMarkup | None] | None:
    """A page and the keyboard below it; None where the document no longer holds the passage."""
    data: Any = {"document": "", "quote": "", "page": 0, **button.data}
    document = desk.knowledge.corpus.documents.get(data["document"])
    page = page_of(document, data["quote"], data["page"]) if document else None
    if document is None or page is None:
        return None
    row = [
        Choice(label, replace(button, action="page", data={**data, "page": data["page"] + by}))
        for label, by, there in (("◀", -1, page.before), ("▶", 1, page.after))
        if there
    ]
    below = await keyboard([row], desk.buttons, lasting=True)
    return page_part(document, page, data["quote"], voice_of(button.traditional)), below


# Neighbours


def _related(corpus: Corpus, found: Answer) -> Button | None:
    if len(found.tasks) > 1 or not found.sources:
        return None
    if found.tasks:
        task = found.tasks[0]
        where = {"document": task.document, "section": task.section_path, "but": task.id}
    else:
        source = found.sources[0]
        where = {"document": source.document, "section": source.section, "but": ""}
    where["section"] = list(where["section"])
    _, tasks = neighbours(corpus, **where)  # type: ignore[arg-type]
    return Button(action="related", data=where) if tasks else None


def neighbours(
    corpus: Corpus, document: str, section: Sequence[str], but: str
) -> tuple[str, tuple[Task, ...]]:
    """The innermost heading around a place that has other tasks below it, and those tasks.

    but: id of a task that is left out. The heading is empty where none has any.
    """
    plan = corpus.plans.get(document)
    others = [task for task in plan.tasks if task.id != but] if plan else []
    for depth in range(len(section), 0, -1):
        path = tuple(section[:depth])
        found = tuple(task for task in others if task.section_path[:depth] == path)
        if found:
            return path[-1], found
    return "", ()


async def show_related(desk: Desk, press: Press) -> None:
    """The tasks under the same heading, with buttons that ask about them."""
    corpus, traditional = desk.knowledge.corpus, press.button.traditional
    heading, tasks = neighbours(corpus, **press.button.data)
    if not tasks:
        await desk.say(press.request, RELATED_GONE)
        return
    shown = tasks[:_MOST]
    sources = tuple(desk.knowledge.catalogue.task_source(task) for task in shown)
    parts = answer_parts(_listed(heading, tasks, sources), voice_of(traditional))
    numbers = [
        Choice(
            str(number),
            Button(question=task.title, traditional=traditional, data={"kind": "lead"}),
        )
        for number, task in enumerate(shown, 1)
    ]
    rows = [numbers[at : at + _IN_ROW] for at in range(0, len(numbers), _IN_ROW)]
    await desk.deliver(press.request, parts, await keyboard(rows, desk.buttons))


def _listed(heading: str, tasks: Sequence[Task], sources: tuple[Source, ...]) -> Answer:
    count = f"共{len(tasks)}项" + (f"，先列{_MOST}项" if len(tasks) > _MOST else "")
    lines = [
        f"{number}. {task.title}{_facts(task)}" for number, task in enumerate(tasks[:_MOST], 1)
    ]
    text = "\n".join([f"同在“{heading}”的其他任务{count}：", *lines])
    return Answer(query=heading, status="answered", answer=text, sources=sources)


def _facts(task: Task) -> str:
    leads = "、".join(task.lead)
    facts = [f"{leads}牵头"] if leads else []
    facts += [task.deadline.text] if task.deadline.text else []
    return f"（{'；'.join(facts)}）" if facts else ""


# The department


def _department(found: Answer) -> Button | None:
    """The only department that an answer is about; a list of its tasks needs no second one."""
    leads = found.tasks[0].lead if len(found.tasks) == 1 else ()
    names = leads or found.departments
    if found.kind == "reverse" or len(names) != 1:
        return None
    shown = f"{names[0]}有哪些任务？"
    return Button(question=names[0], data={"kind": "reverse", "asked": shown})
