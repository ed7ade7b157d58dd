"""Glossary tables: one name, one meaning."""

from pathlib import Path

from knowledge.corpus.folder import load_corpus, survey
from tests.corpus.folders import told, write


def test_an_alias_of_two_departments_is_an_error(tmp_path: Path) -> None:
    table = "标准名称,别名,类型\n市甲局,甲局、老局,部门\n市乙局,乙局、老局,部门\n市丙局,市甲局,\n"
    _, problems = survey(write(tmp_path, {"glossary.csv": table}))
    assert told(problems, "glossary.csv:3 列B", "老局", "市甲局", "市乙局")
    assert told(problems, "glossary.csv:4 列B", "市甲局", "市丙局")


def test_a_department_and_a_term_may_share_a_word(tmp_path: Path) -> None:
    table = "name,aliases,type\n市数据局,数据,department\n公共数据,数据,term\n"
    corpus = load_corpus(write(tmp_path, {"glossary.csv": table}))
    assert [term.type for term in corpus.glossary] == ["部门", "术语"]


def test_rows_of_one_name_are_joined_and_unknown_types_refused(tmp_path: Path) -> None:
    table = "标准名称,别名,类型\n市甲局,甲\n市甲局,老甲\n某词,,黑话\n,无名,部门\n"
    corpus, problems = survey(write(tmp_path, {"glossary.csv": table}))
    assert [term.aliases for term in corpus.glossary] == [("甲", "老甲")]
    assert told(problems, "glossary.csv:4 列C", "黑话")
    assert told(problems, "glossary.csv:5", "没有标准名称")
