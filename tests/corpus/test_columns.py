"""Headers in either language, several names in one cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.corpus.columns import FAQ, GLOSSARY, PLAN, SCHEMAS, split_names, split_wordings

INTERFACES = {
    FAQ.kind: (
        "编号 问题 相似问法 答案 来源文件 来源原文 标签",
        "id question similar answer document quote tags",
    ),
    PLAN.kind: (
        "编号 任务 章节 牵头单位 责任单位 完成时限 目标 来源文件 来源原文 状态",
        "id title section lead responsible deadline target document quote status",
    ),
    GLOSSARY.kind: ("标准名称 别名 类型", "name aliases type"),
}


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.kind)
def test_both_header_languages_name_the_same_fields(schema: object) -> None:
    chinese, english = (line.split() for line in INTERFACES[schema.kind])  # type: ignore[attr-defined]
    by_chinese = schema.match(chinese)  # type: ignore[attr-defined]
    assert by_chinese == schema.match(english) == dict(enumerate(english))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        (" 牵头 单位 ", "lead"),
        ("*任务", "title"),
        ("完成时限\n(年月日)", "deadline"),
        ("Ｄｅａｄｌｉｎｅ", "deadline"),
        ("责任单位2", "responsible"),
        ("任务2", None),
        ("联系人", None),
    ],
)
def test_headers_are_known_as_people_write_them(header: str, field: str | None) -> None:
    assert PLAN.field(header) == field


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("市教育局、市财政局;市审计局；市司法局", ("市教育局", "市财政局", "市审计局", "市司法局")),
        ("市教育局\n市财政局，市审计局", ("市教育局", "市财政局", "市审计局")),
        ("各县（市、区）政府、市水务局", ("各县（市、区）政府", "市水务局")),
        ("市教育局、市教育局、—", ("市教育局",)),
        ("市发改委（粮食局\n市教育局", ("市发改委（粮食局", "市教育局")),
        (" / ", ()),
    ],
)
def test_names_in_one_cell_are_split_outside_brackets(cell: str, names: tuple[str, ...]) -> None:
    assert split_names(cell) == names


def test_wordings_keep_their_commas() -> None:
    assert split_wordings("您好，谁牵头、谁配合？；归谁管|找谁\n哪个局,管") == (
        "您好，谁牵头、谁配合？",
        "归谁管",
        "找谁",
        "哪个局,管",
    )


@given(st.text(alphabet="甲乙()（）、;；,\n 丙", max_size=30))
def test_no_character_of_a_name_is_lost(cell: str) -> None:
    kept = "".join(split_names(cell))
    assert set(cell) & set("甲乙丙") == set(kept) & set("甲乙丙")
