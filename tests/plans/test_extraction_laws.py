"""Laws over invented plans: what was written into a document is what is read out of it."""

from dataclasses import dataclass
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.plans.extraction import extract
from tests.plans.reading import read

UNITS = {
    "省": "教育厅 财政厅 水利厅 市场监管局 卫生健康委 发展改革委 住房城乡建设厅 文化和旅游厅 广电局 残联",
    "市": "教育局 财政局 水务局 市场监管局 卫生健康委 发展改革委 住建局 文化和旅游局 政务服务管理局 总工会",
    "县": "教育局 财政局 水利局 市场监管局 卫健局 发改局 住建局 文体旅局 城管局 供销社",
    "区": "教体局 财政局 商务局 应急管理局 民政局 数据局 住建局 司法局 审计局 妇联",
}
GROUPS = ["各区政府", "各县（市、区）人民政府", "各乡镇政府", "各街道办事处"]
VERBS = ["建设", "更新", "推广", "完善", "开展", "清理"]
THINGS = ["灌溉水渠", "社区食堂", "老旧水表", "公共停车场", "应急广播", "便民窗口", "农村公路"]
ENDS = ["，提高服务水平。", "，做到应建尽建。", "。", "，实行清单管理。"]
DUE = [
    ("", None),
    ("2026年9月底前", date(2026, 9, 30)),
    ("2027年12月31日前", date(2027, 12, 31)),
    ("11月15日前", date(2026, 11, 15)),
    ("2027年底前", date(2027, 12, 31)),
]
BRACKETS = ["（）", "()", "〔〕", "[]", "【】"]


@dataclass(frozen=True)
class Invented:
    """A task as it is written. due: words and day."""

    words: str
    lead: tuple[str, ...]
    helps: tuple[str, ...]
    due: tuple[str, date | None]


def _joined(units: tuple[str, ...], elided: bool) -> str:
    """A list of units; elided: without the level behind the first."""
    level = units[0][0]
    names = [units[0], *(u.removeprefix(level) if elided else u for u in units[1:])]
    return "、".join(names)


@st.composite
def invented(draw: st.DrawFn, level: str) -> Invented:
    pool = [level + name for name in UNITS[level].split()]
    units = draw(st.lists(st.sampled_from(pool), min_size=1, max_size=5, unique=True))
    leads = draw(st.integers(0, min(2, len(units))))
    helps = tuple(units[leads:])
    if leads and draw(st.booleans()):
        helps += (draw(st.sampled_from(GROUPS)),)
    words = (
        draw(st.sampled_from(VERBS)) + draw(st.sampled_from(THINGS)) + draw(st.sampled_from(ENDS))
    )
    return Invented(
        words=words, lead=tuple(units[:leads]), helps=helps, due=draw(st.sampled_from(DUE))
    )


def _phrase(task: Invented, elided: bool) -> str:
    parts = []
    if task.lead:
        parts.append(_joined(task.lead, elided) + "牵头")
    if task.helps:
        role = "配合" if task.lead else "按职责分工负责"
        parts.append(_joined(task.helps, elided and not task.helps[0].startswith("各")) + role)
    if task.due[0]:
        parts.append(task.due[0] + "完成")
    return "，".join(parts)


def _labels(task: Invented, elided: bool, joint: str) -> str:
    fields = []
    if task.lead:
        fields.append("牵头单位：" + _joined(task.lead, elided))
    if task.helps:
        fields.append(
            ("责任单位：" if joint != "\n" else "配合单位：") + _joined(task.helps, False)
        )
    if task.due[0]:
        fields.append("完成时限：" + task.due[0])
    return joint.join(fields)


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, list[Invented]]:
    level = draw(st.sampled_from(sorted(UNITS)))
    tasks = draw(st.lists(invented(level), min_size=1, max_size=8))
    form = draw(st.sampled_from(["bracket", "labels", "lines", "end"]))
    elided = draw(st.booleans())
    bracket = draw(st.sampled_from(BRACKETS))
    lines = ["临江节水行动实施方案", "临政发〔2026〕8号", "2026年3月1日", "一、重点任务"]
    grouped, groups = draw(st.booleans()), 0
    for number, task in enumerate(tasks, start=1):
        if grouped and (number == 1 or draw(st.booleans())):
            groups += 1
            lines.append(f"（{'一二三四五六七八'[groups - 1]}）抓好第{groups}组工作")
        said = {
            "bracket": bracket[0] + _phrase(task, elided) + bracket[1],
            "labels": bracket[0] + _labels(task, elided, "；") + bracket[1],
            "lines": "\n" + _labels(task, elided, "\n"),
            "end": _labels(task, elided, "；"),
        }[form]
        lines.append(f"{number}.{task.words}{said}")
    return "\n".join(lines) + "\n", tasks


@settings(max_examples=150, deadline=None)
@given(documents())
def test_an_invented_plan_is_read_back_as_it_was_written(made: tuple[str, list[Invented]]) -> None:
    text, tasks = made
    plan = extract(read(text))
    got = [(t.text, t.lead, t.responsible, t.deadline.date) for t in plan.tasks]
    assert got == [(t.words, t.lead, t.helps, t.due[1]) for t in tasks]


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(["md", "tsv", "html"]))
def test_an_invented_table_is_read_back_as_it_was_written(data: st.DataObject, form: str) -> None:
    level = data.draw(st.sampled_from(sorted(UNITS)))
    tasks = data.draw(st.lists(invented(level), min_size=1, max_size=6))
    header = ["序号", "重点任务", "牵头单位", "配合单位", "完成时限"]
    rows = [
        [str(i), t.words.rstrip("。"), "、".join(t.lead), "、".join(t.helps), t.due[0] or "—"]
        for i, t in enumerate(tasks, start=1)
    ]
    plan = extract(read(_table([header, *rows], form), f"plan.{form}"))
    got = [(t.text, t.lead, t.responsible, t.deadline.date) for t in plan.tasks]
    assert got == [(t.words.rstrip("。"), t.lead, t.helps, t.due[1]) for t in tasks]


def _table(rows: list[list[str]], form: str) -> str:
    title = "临江市2026年节水任务清单"
    if form == "tsv":
        return "\n".join([title, *("\t".join(row) for row in rows)]) + "\n"
    if form == "md":
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        return "\n".join(
            [f"# {title}", "", "2026年3月1日", "", lines[0], "|---" * 5 + "|", *lines[1:]]
        )
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return f"<h1>{title}</h1><p>2026年3月1日</p><table>{''.join(f'<tr>{c}</tr>' for c in cells)}</table>"


WORDS = st.sampled_from(
    [
        *"一二三、（）()；，。：\n\t|-1234",
        "牵头",
        "负责",
        "配合",
        "责任单位：",
        "完成时限：",
        "市水务局",
        "各区政府",
        "2026年6月底前",
        "目标",
        "重点任务",
        "\n1.",
        "\n（一）",
        "\n一、",
        "达到95%以上",
        "同上",
        "☆",
        "由",
        "会同",
        "下同",
        "列第一位的为牵头单位",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=60))
def test_whatever_the_text_every_task_and_target_stands_in_it_word_for_word(
    words: list[str],
) -> None:
    document = read("节水方案\n" + "".join(words) + "。")
    plan = extract(document)
    for task in plan.tasks:
        assert task.text == document.text[task.start : task.end] != ""
        assert task.quote in document.text
        assert task.text in task.quote
        assert all(ground in document.text for ground in task.grounds)
        assert not set(task.lead) & set(task.responsible)
        assert len({*task.lead, *task.responsible}) == len((*task.lead, *task.responsible))
    for target in plan.targets:
        assert target.text == document.text[target.start : target.end]
    assert [t.id for t in plan.tasks] == [f"plan/{i + 1}" for i in range(len(plan.tasks))]
