"""Tables in .yaml and .jsonl: values as written, every bad line named, no trick followed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.corpus.columns import FAQ, PLAN
from knowledge.corpus.listing import read_jsonl, read_yaml
from knowledge.corpus.records import Record
from knowledge.errors import Problem
from tests.corpus.folders import told


def records(items: object) -> list[Record]:
    return [item for item in items if isinstance(item, Record)]  # type: ignore[attr-defined]


def problems(items: object) -> list[Problem]:
    return [item for item in items if isinstance(item, Problem)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "scalar", ["on", "no", "12:30", "012", "2026-06-30", "1_000", "0x1F", ".5", "是", "<<", "="]
)
def test_yaml_values_stay_the_words_they_are(scalar: str) -> None:
    (record,) = records(read_yaml("plans/a.yaml", f"- 任务: 甲\n  完成时限: {scalar}\n", PLAN))
    assert record.text("deadline") == scalar


def test_yaml_lists_are_several_names_and_rows_know_their_line() -> None:
    text = "# 说明\n- title: 甲\n  responsible:\n    - 乙局\n    - 丙局\n\n- title: 丁\n"
    first, second = records(read_yaml("plans/a.yaml", text, PLAN))
    assert first.names("responsible") == ("乙局", "丙局")
    assert (first.place, second.place) == ("2", "7")


def test_yaml_rows_may_stand_under_one_key() -> None:
    assert len(records(read_yaml("faq.yaml", "faq:\n- 问题: 甲\n- 问题: 乙\n", FAQ))) == 2


def test_yaml_anchors_are_refused_before_they_grow() -> None:
    levels = "".join(
        f"- &a{n} [{', '.join(f'*a{n - 1}' for _ in range(9))}]\n" for n in range(1, 9)
    )
    found = problems(read_yaml("faq.yaml", "- &a0 [x]\n" + levels, FAQ))
    assert found
    shared = problems(read_yaml("faq.yaml", "- 问题: &q 甲\n  答案: *q\n", FAQ))
    assert told(shared, "faq.yaml:1", "锚点")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("- 问题: [甲\n- 答案: 乙\n", "2"),
        ("- 问题: 甲\n  问题: 乙\n", "1"),
        ("- 问题: {a: b}\n", "1"),
        ("只是一句话\n", "1"),
        ("- 问题：甲\n", "1"),
        ("- !!python/object/apply:os.system ['true']\n", "1"),
    ],
)
def test_bad_yaml_is_one_problem_with_its_line(text: str, line: str) -> None:
    (found,) = problems(read_yaml("faq.yaml", text, FAQ))
    assert str(found).startswith(f"faq.yaml:{line}")


def test_a_bad_jsonl_line_does_not_cost_the_others() -> None:
    lines = ['{"question": "甲", "answer": "乙"}', "{oops", "[1]", "", '{"question": "丙"}']
    items = list(read_jsonl("faq.jsonl", "\n".join(lines), FAQ))
    assert [record.text("question") for record in records(items)] == ["甲", "丙"]
    assert [problem.place for problem in problems(items)] == ["2", "3"]


def test_deep_nesting_is_a_problem_and_no_crash() -> None:
    items = list(read_jsonl("faq.jsonl", '{"question": ' + "[" * 100_000, FAQ))
    assert len(problems(items)) == 1


def test_unknown_keys_are_reported_once_and_kept() -> None:
    rows = "".join(json.dumps({"question": q, "备注2": "丁"}) + "\n" for q in "甲乙丙")
    items = list(read_jsonl("faq.jsonl", rows, FAQ))
    assert len(told(problems(items), "备注2")) == 1
    assert [record.extra for record in records(items)] == [(("备注2", "丁"),)] * 3


@given(st.lists(st.text(), max_size=4), st.text())
def test_jsonl_gives_back_what_json_wrote(similar: list[str], answer: str) -> None:
    row = {"问题": "甲", "相似问法": similar, "答案": answer}
    (record,) = records(read_jsonl("faq.jsonl", json.dumps(row, ensure_ascii=False), FAQ))
    assert record.text("answer") == answer.strip()
    assert set(record.wordings("similar")) <= {text.strip() for text in similar}
