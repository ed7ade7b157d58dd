"""Three sides of a table: what was read, what the clerk wrote, what is read now."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from knowledge.corpus.merging import Merged, TableRow, first_table, merge
from knowledge.corpus.plan_rows import FIELDS, TaskRow
from knowledge.corpus.plan_table import LOST_QUOTE


def read(name: str, title: str, **values: str) -> TaskRow:
    filled = dict.fromkeys(FIELDS, "") | {"id": name, "title": title, "quote": title * 3}
    return TaskRow(values=filled | values)


def as_left(merged: Merged, edits: Mapping[str, Mapping[str, str]] | None = None) -> list[TableRow]:
    """The rows of a table after a clerk's edits, by id."""
    changed = edits or {}
    return [
        TableRow(values={**row.values, **changed.get(row.values["id"], {})}, extra=row.extra)
        for row in merged.rows
    ]


A = read("1", "修建灌溉渠道", lead="市水务局", deadline="2026年6月底前")
B = read("2", "改造农村公路", lead="市交通运输局", deadline="2026年12月底前")
FIRST = first_table([A, B])


def values(merged: Merged, field: str) -> dict[str, str]:
    return {row.values["id"]: row.values[field] for row in merged.rows}


def test_the_same_reading_again_changes_nothing() -> None:
    again = merge([A, B], FIRST.base, as_left(FIRST))
    assert again.changes == ()
    assert again.base == FIRST.base


def test_an_untouched_cell_follows_the_new_reading_and_a_clerks_stays() -> None:
    mine = as_left(FIRST, {"1": {"lead": "市农业农村局"}})
    new = read("1", "修建灌溉渠道", lead="市财政局", deadline="2026年9月底前")
    merged = merge([new, B], FIRST.base, mine)
    assert values(merged, "lead") == {"1": "市农业农村局", "2": "市交通运输局"}
    assert values(merged, "deadline")["1"] == "2026年9月底前"
    assert [(row.values["id"], *rest) for row, *rest in merged.kept] == [("1", "lead", "市财政局")]


def test_a_clerks_word_outlives_every_later_import() -> None:
    mine = as_left(FIRST, {"1": {"lead": "市农业农村局"}})
    merged = FIRST
    for lead in ("市水务局", "市财政局", "市审计局"):
        merged = merge([read("1", "修建灌溉渠道", lead=lead), B], merged.base, mine)
        mine = as_left(merged)
    assert values(merged, "lead")["1"] == "市农业农村局"


def test_changes_of_lead_and_deadline_come_first() -> None:
    new = [
        read("1", "修建灌溉渠道", lead="市水务局", deadline="2026年6月底前", status="x"),
        read("2", "改造农村公路", lead="市住建局", deadline="2026年12月底前"),
        read("3", "开展安全巡查"),
    ]
    gone = first_table([A, B, read("3", "组织植树活动")])
    merged = merge(new, gone.base, as_left(gone))
    assert [(c.kind, c.id, c.weighty) for c in merged.changes] == [
        ("changed", "2", True),
        ("removed", "3", False),
        ("added", "4", False),
        ("changed", "1", False),
    ]


def test_a_row_that_the_clerk_deleted_does_not_come_back() -> None:
    mine = [row for row in as_left(FIRST) if row.id != "1"]
    merged = merge([A, B], FIRST.base, mine)
    assert list(values(merged, "id")) == ["2"]
    merged = merge([A, B], merged.base, as_left(merged))
    assert list(values(merged, "id")) == ["2"]


def test_a_row_that_the_clerk_added_stays_where_it_is() -> None:
    own = TableRow(values={"title": "临时增加的任务"}, extra=(("联系人", "某某"),))
    first, second = as_left(FIRST)
    merged = merge([A, B], FIRST.base, [first, own, second])
    assert [row.values["title"] for row in merged.rows][1] == "临时增加的任务"
    assert merged.rows[1].extra == (("联系人", "某某"),)


def test_ids_follow_a_task_that_moves_or_is_reworded() -> None:
    reworded = read("9", "改造提升农村公路", quote="改造农村公路" * 3 + "并加强养护")
    merged = merge([reworded, A], FIRST.base, as_left(FIRST))
    assert values(merged, "title") == {"1": "修建灌溉渠道", "2": "改造提升农村公路"}


def test_an_id_is_never_given_to_another_task() -> None:
    merged = merge([A, read("2", "开展安全巡查")], FIRST.base, as_left(FIRST))
    assert values(merged, "title") == {"1": "修建灌溉渠道", "3": "开展安全巡查"}


def test_a_task_that_is_gone_goes_unless_the_clerk_worked_on_it() -> None:
    assert list(values(merge([B], FIRST.base, as_left(FIRST)), "id")) == ["2"]
    mine = as_left(FIRST, {"1": {"status": "进行中"}})
    merged = merge([B], FIRST.base, mine)
    assert merged.orphans == ("1",)
    assert values(merged, "quote")["1"] == ""
    assert values(merged, "place")["1"].startswith(LOST_QUOTE)


def test_a_new_task_stands_where_the_document_has_it() -> None:
    merged = merge([A, read("2", "开展安全巡查"), B], FIRST.base, as_left(FIRST))
    assert [row.values["title"] for row in merged.rows] == [
        "修建灌溉渠道",
        "开展安全巡查",
        "改造农村公路",
    ]


def test_writing_names_in_another_way_is_no_change() -> None:
    two = first_table([read("1", "甲", responsible="市水务局、市财政局")])
    mine = as_left(two, {"1": {"responsible": "市水务局；\n市财政局"}})
    new = read("1", "甲", responsible="市水务局、市审计局")
    assert values(merge([new], two.base, mine), "responsible")["1"] == "市水务局、市审计局"


TITLES = st.lists(
    st.sampled_from(["修渠", "修路", "巡河", "植树", "建站", "清淤", "宣传", "培训"]),
    unique=True,
    max_size=6,
)
CELLS = st.sampled_from(["", "市水务局", "市财政局", "市审计局"])


@given(TITLES, TITLES, st.dictionaries(st.sampled_from("123456"), CELLS), CELLS)
def test_whatever_changes_the_clerks_cells_stay_and_ids_are_unique(
    before: list[str], after: list[str], edits: dict[str, str], lead: str
) -> None:
    first = first_table([read(str(n), title) for n, title in enumerate(before, 1)])
    mine = as_left(first, {name: {"lead": text} for name, text in edits.items()})
    merged = merge([read(str(n), t, lead=lead) for n, t in enumerate(after, 1)], first.base, mine)
    names = [row.values["id"] for row in merged.rows]
    assert len(names) == len(set(names))
    assert {row.values["title"] for row in merged.rows} >= set(after)
    for row in mine:
        if row.values["lead"]:
            assert values(merged, "lead")[row.id] == row.values["lead"]
