"""What a keeper reads of a cluster, of a trial, of a publication. Pure; Simplified Chinese."""

from collections.abc import Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo

from bot.review.trial import Trial
from bot.richtext import Group, Part, block, paginate, quote
from bot.store.review import Cluster
from knowledge.corpus.faq_changes import FaqChange
from knowledge.model import Answer, FaqEntry

# Wordings of a cluster that a card shows, and that become wordings of an entry.
SHOWN = 5
# Differences that are listed; of more, how many.
LISTED = 6
_LINE = 160
_COUNTS = {"unanswered": "没答上{}次", "wrong": "被标为有误{}次", "none_of_these": "选“都不是”{}次"}

EMPTY = "没有待处理的问题。没答上的、被点👎的、选了“都不是”的问题会出现在这里。"
ALL_SEEN = "这一轮看完了。还有{count}个跳过的问题，发 /review 再看。"
ALL_DONE = "都处理完了，没有待处理的问题。"
BUNDLED = (
    "现在用的是程序自带的知识库，只能看，不能改。要有自己的知识库：在服务器上运行"
    " askplan new 文件夹，再用 askplan run --knowledge 文件夹 启动。"
)
ASK_ANSWER = """\
请回复这条消息，写出“{question}”的答案，机器人会原样回答。

问题的写法想改一改，就在第一行写“问：改好的问题”，答案从第二行写起。"""
ASK_SOURCE = """\
答案：{answer}

依据哪段原文？点下面的一段；或者回复这条消息，把原文照抄过来。没有文件可依据，就选“没有来源”，这条问答自己作来源。"""
NOT_FOUND = "在文件里没有找到这段话（或几份文件里都有）。请回复这条消息重新照抄，长一点更准；也可以选“没有来源”。"
ONLY_TEXT = "请用文字回复。"


def wordings_of(cluster: Cluster) -> tuple[str, ...]:
    """The ways in which a cluster was asked, the first one first, at most `SHOWN`."""
    return tuple(dict.fromkeys((cluster.question, *cluster.wordings)))[:SHOWN]


def card(
    cluster: Cluster,
    number: int,
    total: int,
    now: Answer,
    near: Sequence[FaqEntry],
    zone: ZoneInfo,
    note: str = "",
) -> Part:
    """A cluster for a keeper to decide about. now: how its question is answered at present.

    note: what stands in the way of an entry.
    """
    groups: list[Group] = [(block(f"待处理的问题（{number}/{total}）", bold=True),)]
    groups.append((quote(cluster.question),))
    counts = "，".join(
        words.format(cluster.counts[kind])
        for kind, words in _COUNTS.items()
        if cluster.counts.get(kind)
    )
    day = cluster.newest.astimezone(zone).date()
    groups.append((block(f"{counts}；最近一次 {day.isoformat()}"),))
    groups += _listed("其他说法：", wordings_of(cluster)[1:])
    groups += _listed("👎 的理由：", cluster.reasons[:SHOWN])
    said = "现在的回答" if now.status == "answered" else "现在答不上"
    groups.append((block(f"{said}：{_short(now.answer)}", gap=True),))
    groups += _listed("最接近的问答：", [f"{n}. {one.question}" for n, one in enumerate(near, 1)])
    groups += [(block(note, gap=True),)] if note else []
    [part, *_] = paginate(groups)
    return part


def _listed(title: str, lines: Iterable[str]) -> list[Group]:
    shown = [block(_short(line)) for line in lines]
    return [(block(title, gap=True), *shown)] if shown else []


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LINE else line[: _LINE - 1] + "…"


def trial_parts(change: FaqChange, trial: Trial) -> tuple[Part, ...]:
    """What a change would do, for a keeper to confirm."""
    entry = trial.entry
    head = "要新建的问答" if change.question else "要增加问法的问答"
    groups: list[Group] = [(block(head, bold=True),)]
    groups.append((block(f"问题：{entry.question}"),))
    groups += [(block(f"＋ 问法：{one}"),) for one in change.wordings]
    groups.append((block(f"答案：{entry.answer}"),))
    if entry.document:
        groups.append((block(f"来源：{entry.document}"), quote(entry.quote)))
    else:
        groups.append((block("来源：没有文件，这条问答自己作来源"),))
    groups.append((block("发布后试问：", gap=True), *map(block, _tried(trial))))
    groups += _effects(trial)
    groups.append((block("确认发布？", bold=True, gap=True),))
    return paginate(groups)


def _tried(trial: Trial) -> Iterator[str]:
    for question, answer in trial.asked:
        if answer.faq == trial.entry.id and answer.status == "answered":
            yield f"✓ “{question}”用这条问答回答"
        elif answer.status == "answered":
            yield f"✗ “{question}”仍由别的内容回答：{_short(answer.answer)}"
        else:
            yield f"✗ “{question}”还是答不上"


def _effects(trial: Trial) -> Iterator[Group]:
    if not trial.changed:
        yield (block(f"重新试了 {trial.checked} 个已有的问题，回答都没有变。", gap=True),)
        return
    count = len(trial.changed)
    yield (
        block(
            f"⚠ 重新试了 {trial.checked} 个已有的问题，{count} 个的回答会变：", bold=True, gap=True
        ),
    )
    for one in trial.changed[:LISTED]:
        yield (
            block(f"“{one.query}”"),
            block(f"　现在：{_said(one.before)}"),
            block(f"　发布后：{_said(one.after)}"),
        )
    if count > LISTED:
        yield (block(f"……另有 {count - LISTED} 个"),)


def _said(answer: Answer) -> str:
    return _short(answer.answer) if answer.status == "answered" else "（不直接回答）"
