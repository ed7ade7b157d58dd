"""FAQ tables: what makes a row unusable, and which two rows contradict each other."""

from pathlib import Path

import pytest

from knowledge.corpus.folder import load_corpus, survey
from knowledge.errors import BadFolder
from tests.corpus.folders import jsonl, told, write


def test_every_row_needs_a_question_and_an_answer(tmp_path: Path) -> None:
    folder = write(tmp_path, {"faq.csv": "编号,问题,答案\n1,,乙\n2,丙,\n3,丁,戊\n"})
    corpus, problems = survey(folder)
    assert [entry.id for entry in corpus.faq] == ["3"]
    assert told(problems, "faq.csv:2 列B", "没有填问题")
    assert told(problems, "faq.csv:3 列C", "丙", "没有答案")
    with pytest.raises(BadFolder) as refused:
        load_corpus(folder)
    assert len(refused.value.problems) == 2


def test_two_answers_to_one_question_are_an_error(tmp_path: Path) -> None:
    rows = jsonl(
        {"id": "a", "question": "谁牵头？", "answer": "甲局"},
        {"id": "b", "question": " 谁牵头?", "answer": "乙局"},
    )
    _, problems = survey(write(tmp_path, {"faq.jsonl": rows}))
    assert told(problems, "faq.jsonl:2", "第 1 行", "答案却不同")


def test_the_same_row_twice_and_shared_wordings_are_only_warned_of(tmp_path: Path) -> None:
    rows = jsonl(
        {"id": "a", "question": "谁牵头", "answer": "甲局", "similar": ["归谁管"]},
        {"id": "b", "question": "谁牵头", "answer": "甲局"},
        {"id": "c", "question": "找谁", "answer": "乙局", "similar": ["归谁管"]},
    )
    corpus = load_corpus(write(tmp_path, {"faq.jsonl": rows}))
    assert len(corpus.faq) == 3
    assert told(corpus.warnings, "faq.jsonl:2", "重复")
    assert told(corpus.warnings, "faq.jsonl:3", "归谁管")


def test_repeated_ids_are_an_error_and_missing_ones_never_collide(tmp_path: Path) -> None:
    table = "id,question,answer\n3,甲,1\n,乙,2\n3,丙,3\n"
    corpus, problems = survey(write(tmp_path, {"faq.csv": table}))
    assert told(problems, "faq.csv:4 列A", "编号“3”", "第 2 行")
    rows = jsonl({"question": "丁", "answer": "4"}, {"id": "1", "question": "戊", "answer": "5"})
    corpus = load_corpus(write(tmp_path, {"faq.csv": "问题,答案\n", "faq.jsonl": rows}))
    assert len({entry.id for entry in corpus.faq}) == len(corpus.faq) == 2


def test_the_example_row_of_a_template_is_never_an_answer(tmp_path: Path) -> None:
    table = "编号,问题,答案\n示例,谁牵头,甲局\n1,示例文件在哪里下载,官网\n"
    corpus = load_corpus(write(tmp_path, {"faq.csv": table}))
    assert [entry.question for entry in corpus.faq] == ["示例文件在哪里下载"]
    assert told(corpus.warnings, "faq.csv:2", "示例")
