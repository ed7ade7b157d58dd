"""What the bot says about itself: start and help, how a command is used, the documents it knows."""

from bot.buttons import keyboard, question_rows
from bot.handlers.addressing import Request
from bot.handlers.desk import Desk
from bot.render import source_list
from bot.store.condition import attempt
from bot.words import voice_of

_PRIVATE = """\
我是问方案，回答《{title}》里的问题：谁牵头、部门要做什么、什么时候完成、指标是多少，每个回答都附原文。

直接发问题就行，口语、错别字都可以，也可以接着上一句追问；发错了一分钟内改，我的回答跟着改。

/lead 事项：谁牵头
/dept 部门：牵头和参加哪些任务
/due 范围：哪些任务快到期，如 /due 本月
/remind：每天提醒快到期的任务，如“每天早上9点提醒我”
/sources：我知道哪些文件
/privacy：存了关于您的什么

也可以打字：牵头 {topic}、部门 {department}、到期 本月。"""

_GROUP = """\
我是问方案，回答《{title}》里的问题，每个回答都附原文。在群里这样问我：

/ask@{bot} 问题
@{bot} 问题（写在句子哪里都行）
回复我的消息接着问；回复别人的问题并写上 @{bot}，我就回答那个问题

/lead@{bot} 事项：谁牵头
/dept@{bot} 部门：牵头和参加哪些任务
/due@{bot} 范围：哪些任务快到期
/remind@{bot}：每天在群里提醒快到期的任务
{otherwise}"""

_SILENT = "其他消息我不插话。"
_OVERHEARS = "没有点名问我的问题，很有把握时我也会答（管理员可发 /listen@{bot} off 关闭）。"
_EXAMPLES = "\n\n点一个试试："
_USAGE = "用法：{command} {argument}\n例如：{command} {example}"
# Said where the knowledge holds no task to take an example from.
_ANY_TOPIC, _ANY_DEPARTMENT, _ANY_QUESTION = "食品安全", "教育局", "食品安全谁牵头？"


async def show_help(desk: Desk, request: Request) -> None:
    """What the bot can do, with buttons that ask an example question."""
    examples = desk.knowledge.examples()
    text = _PRIVATE if request.place.private else _GROUP
    if not request.place.private:
        on = await attempt(desk.listening.is_on, request.place.chat)
        text = text.replace("{otherwise}", _OVERHEARS if on else _SILENT)
    text = text.format(
        title=desk.knowledge.corpus.title,
        topic=_topic(desk),
        department=_department(desk),
        bot=desk.me.username,
    )
    rows = question_rows(examples, traditional=request.traditional)
    below = await keyboard(rows, desk.buttons, lasting=True)
    await desk.say(request, text + (_EXAMPLES if examples else ""), below)


async def show_usage(desk: Desk, request: Request, argument: str) -> None:
    """How a command is used that was sent without its argument, with an example that works."""
    command = f"/{request.command}"
    if not request.place.private:
        # Without the name, a group's other bots would get it.
        command += f"@{desk.me.username}"
    question = next(iter(desk.knowledge.examples()), _ANY_QUESTION)
    examples = {"事项": _topic(desk), "部门": _department(desk), "问题": question}
    text = _USAGE.format(command=command, argument=argument, example=examples[argument])
    await desk.say(request, text)


async def show_sources(desk: Desk, request: Request) -> None:
    """The documents that the bot knows, with number and date."""
    parts = source_list(desk.knowledge.corpus, voice_of(request.traditional))
    await desk.deliver(request, parts)


def _topic(desk: Desk) -> str:
    """The shortest title of a task that has a lead department."""
    titles = [task.title for task in desk.knowledge.corpus.tasks() if task.lead and task.title]
    return min(titles, key=len, default=_ANY_TOPIC)


def _department(desk: Desk) -> str:
    """A department that leads a task."""
    leads = (task.lead[0] for task in desk.knowledge.corpus.tasks() if task.lead)
    return next(leads, _ANY_DEPARTMENT)
