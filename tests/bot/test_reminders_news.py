"""What is told as a change between two states of the plans."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.reminders.composing import Past, compose_for
from bot.reminders.message import digest_parts
from bot.reminders.news import changes, from_json, to_json
from bot.reminders.outline import Outline
from bot.store.records import Chat
from knowledge.model import Task
from knowledge.plans.workdays import WorkCalendar
from tests.bot.small_plans import corpus, task

TODAY = date(2026, 11, 25)
UNITS = ("市水务局", "市教育局", "市公安局")


@st.composite
def plans(draw: st.DrawFn) -> list[Task]:
    names = draw(st.lists(st.text("甲乙丙丁戊己", min_size=1, max_size=4), unique=True, max_size=9))
    return [
        task(
            name,
            TODAY + timedelta(days=draw(st.integers(0, 90))),
            lead=(draw(st.sampled_from(UNITS)),),
        )
        for name in names
    ]


def told(before: Iterable[Task], now: Iterable[Task]) -> list[tuple[str, str]]:
    old, new = Outline(corpus(before)), Outline(corpus(now))
    return [(one.kind, one.row.title) for one in changes(old.rows, new.rows)]


@given(plans())
def test_the_same_plans_have_not_changed_and_a_state_survives_the_database(
    tasks: list[Task],
) -> None:
    outline = Outline(corpus(tasks))
    kept = from_json(to_json(outline.rows))
    assert kept == outline.rows
    assert changes(kept, outline.rows) == ()
    assert outline.state == Outline(corpus(tasks)).state


@given(plans(), st.randoms())
def test_renumbered_tasks_have_not_changed(tasks: list[Task], dice: Random) -> None:
    ids = [one.id for one in tasks]
    dice.shuffle(ids)
    moved = [replace(one, id=id) for one, id in zip(tasks, ids, strict=True)]
    assert told(tasks, moved) == []


@given(plans(), plans())
def test_what_is_new_there_is_withdrawn_here(before: list[Task], now: list[Task]) -> None:
    there, back = told(before, now), told(now, before)
    swapped = {"added": "withdrawn", "withdrawn": "added"}
    turned = [(swapped.get(kind, kind), title) for kind, title in back]
    assert sorted(there) == sorted(turned)


def test_a_changed_deadline_and_a_changed_lead_are_told_in_the_old_and_the_new_words() -> None:
    before = [task("河道清淤", TODAY), task("校园管网", TODAY), task("旧任务", TODAY)]
    now = [
        task("河道清淤", TODAY + timedelta(days=35)),
        task("校园管网", TODAY, lead=("市教育局",)),
        task("新任务", TODAY + timedelta(days=90)),
    ]
    past = Past(
        last=TODAY - timedelta(days=1),
        since=TODAY - timedelta(days=1),
        rows=Outline(corpus(before)).rows,
    )
    outline = Outline(corpus(now))
    digest = compose_for(Chat(id=1), TODAY, past, outline, WorkCalendar())
    [part] = digest_parts(digest, outline.corpus)
    lines = part.text.split("\n")
    # What changed comes first.
    assert lines[:4] == [
        "📌 11月25日（周三）任务提醒",
        "方案变化4处，今天到期1项",
        "",
        "【昨天以来方案的变化】",
    ]
    assert part.text.split("【今天到期】")[0].split("变化】\n")[1].strip() == (
        "《清河市治水方案》\n"
        "✏️ 时限改了：河道清淤\n原来“11月25日前”，现在“12月30日前”\n"
        "✏️ 牵头改了：校园管网\n原来市水务局，现在市教育局\n"
        "🆕 新增：新任务\n市水务局牵头，“2月23日前”\n"
        "🗑 撤下：旧任务"
    )


def test_a_chat_hears_of_its_own_departments_only_also_of_what_they_lost() -> None:
    before = [task("河道清淤", TODAY), task("校园管网", TODAY, lead=("市教育局",))]
    now = [task("河道清淤", TODAY, lead=("市公安局",)), task("新任务", TODAY)]
    old, new = Outline(corpus(before)), Outline(corpus(now))
    ours = changes(old.rows, new.rows, {"市水务局"})
    assert [(one.kind, one.row.title) for one in ours] == [
        ("lead", "河道清淤"),
        ("added", "新任务"),
    ]


def test_a_whole_new_plan_is_one_line() -> None:
    old = Outline(corpus([]))
    new = Outline(corpus(task(f"任务{n}", TODAY + timedelta(days=99)) for n in range(50)))
    past = Past(since=TODAY - timedelta(days=3), rows=old.rows)
    digest = compose_for(Chat(id=1), TODAY, past, new, WorkCalendar())
    [part] = digest_parts(digest, new.corpus)
    assert "【11月22日以来方案的变化】\n🆕 新增《清河市治水方案》的任务50项" in part.text
    assert "任务1" not in part.text


def test_the_first_digest_of_all_tells_no_changes() -> None:
    outline = Outline(corpus([task("河道清淤", TODAY)]))
    assert compose_for(Chat(id=1), TODAY, Past(), outline, WorkCalendar()).changes == ()
