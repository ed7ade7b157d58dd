"""Evaluation: every question-set format is read and judged, and figures add up."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.commands.eval import command
from knowledge.errors import UnreadableFile
from knowledge.evaluation import figures, judging
from knowledge.evaluation.questions import Labelled, labelled, parse
from knowledge.model import Answer, Candidate, Source, Task, Turn
from knowledge.search.decision import Caution

DAY = date(2026, 11, 22)
SOURCE = Source(document="park", title="公园须知", quote="公园每天六点开门,十岁以下免费。")
FAQ = {"query": "几点开门", "faq_ids": ["open"]}
PASSAGE = {"query": "谁免费", "answer": "十岁以下", "passage_ids": ["park"], "source": "own"}
OUTSIDE = {"query": "股票怎么买", "type": "finance", "for": ["own"]}
PLAN = {
    "query": "谁牵头",
    "type": "lead",
    "expect": {"departments": ["区园林处"]},
    "history": ["公园"],
}


class Scripted:
    """Answers from a table; what is not in it stays unanswered."""

    def __init__(self, answers: dict[str, Answer], caution: Caution = "balanced") -> None:
        self.answers = answers
        self.caution: Caution = caution
        self.asked: list[tuple[str, int]] = []

    def answer(self, question: str, today: date, history: Sequence[Turn] = ()) -> Answer:
        self.asked.append((question, len(history)))
        return self.answers.get(
            question, Answer(query=question, status="unanswered", answer="没有")
        )


def said(query: str, **more: object) -> Answer:
    given = {"status": "answered", "answer": "答", "sources": (SOURCE,), "confidence": 0.95, **more}
    return Answer(query=query, **given)  # type: ignore[arg-type]


def test_each_format_is_told_by_what_it_expects() -> None:
    rows = [labelled(row) for row in (FAQ, PASSAGE, OUTSIDE, PLAN)]
    assert [r.form for r in rows] == ["faq", "passage", "outside", "plan"]
    assert [r.type for r in rows] == ["faq", "passage own", "outside finance", "lead"]
    assert [r.refuse for r in rows] == [False, False, True, False]


@pytest.mark.parametrize("line", ["[]", "{", '{"query": 1, "faq_id": 2}', '{"query": "x"}', "3"])
def test_a_bad_line_is_named(line: str) -> None:
    with pytest.raises(UnreadableFile, match=r"set\.jsonl:2: "):
        parse(f"{json.dumps(FAQ)}\n{line}\n", "set.jsonl")


@pytest.mark.parametrize(
    ("row", "answer", "right"),
    [
        (FAQ, said("", faq="open"), True),
        (FAQ, said("", faq="fee"), False),
        (FAQ, Answer(query="", status="suggested", answer="?", faq="open"), False),
        (PASSAGE, said(""), True),
        ({**PASSAGE, "answer": "二十岁"}, said(""), False),
        (OUTSIDE, said(""), False),
        (OUTSIDE, Answer(query="", status="unanswered", answer="没有"), True),
        (PLAN, said("", departments=("区园林处",)), True),
        (PLAN, said("", departments=("区园林处", "区财政局")), False),
        ({**PLAN, "expect": {"abstain": True}}, said(""), False),
        ({**PLAN, "expect": {"date": "2026-12-31"}}, said("", date=date(2026, 12, 31)), True),
        ({**PLAN, "expect": {"date": "2026-12-31"}}, said("", date=date(2026, 12, 30)), False),
        ({**PLAN, "type": "count", "expect": {"value": 15}}, said("", count=15), True),
        ({**PLAN, "expect": {"value": [75, 72]}}, said("", value="75/72"), True),
        ({**PLAN, "expect": {"passage_contains": "六点开门"}}, said(""), True),
    ],
)
def test_an_answer_is_judged_by_its_set(
    row: dict[str, object], answer: Answer, right: bool
) -> None:
    assert judging.right(labelled(row), answer) is right


def test_tasks_must_be_all_and_no_others() -> None:
    tasks = tuple(Task(id=f"park/{n}", title="", text="", document="park") for n in (1, 2))
    wanted = labelled({**PLAN, "type": "reverse", "expect": {"tasks": ["t1", "t2"]}})
    assert judging.right(wanted, said("", tasks=tasks))
    assert not judging.right(wanted, said("", tasks=tasks[:1]))
    optional = labelled({**PLAN, "expect": {"tasks": ["t1"], "optional_tasks": ["t2"]}})
    assert judging.right(optional, said("", tasks=tasks))


def test_the_first_right_candidate_counts() -> None:
    candidates = tuple(
        Candidate(id=i, score=0.5) for i in ("faq:fee", "passage:open#1", "faq:open")
    )
    assert judging.rank(labelled(FAQ), said("", candidates=candidates)) == 2
    assert judging.rank(labelled(FAQ), said("")) is None


SET: list[Labelled] = [labelled(row) for row in (FAQ, PASSAGE, OUTSIDE, PLAN)]
ANSWERS = {
    "几点开门": said("几点开门", faq="open", candidates=(Candidate(id="faq:open", score=0.9),)),
    "谁免费": said("谁免费", confidence=0.55),
    "股票怎么买": said("股票怎么买", confidence=0.92),
}


def _ticks() -> float:
    _ticks.now += 0.002  # type: ignore[attr-defined]
    return float(_ticks.now)  # type: ignore[attr-defined]


_ticks.now = 0.0  # type: ignore[attr-defined]


def test_figures_add_up() -> None:
    found, outcomes = figures.report(Scripted(ANSWERS), SET, DAY, _ticks)
    whole = found["types"]["all"]
    assert (whole["n"], whole["right"], whole["wrong"]) == (4, 0.5, 0.25)
    assert found["types"]["faq"]["recall@1"] == 1
    assert [(row["from"], row["n"], row["right"]) for row in found["reliability"]] == [
        (0.5, 1, 1.0),
        (0.9, 2, 0.5),
    ]
    assert found["caution"]["balanced"]["right of all answered"] == pytest.approx(2 / 3)
    assert found["latency_ms"]["p50"] == pytest.approx(2)
    assert "不回答" in figures.explain(outcomes[2])


def test_earlier_turns_are_asked_first() -> None:
    scripted = Scripted(ANSWERS)
    figures.run(scripted, [labelled(PLAN)], DAY, _ticks)
    assert scripted.asked == [("公园", 0), ("谁牵头", 1)]


def test_a_comparison_names_what_changed() -> None:
    before, _ = figures.report(Scripted(ANSWERS), SET, DAY, _ticks)
    fixed = {**ANSWERS, "谁牵头": said("谁牵头", departments=("区园林处",))}
    del fixed["几点开门"]
    now, _ = figures.report(Scripted(fixed), SET, DAY, _ticks)
    assert figures.against(now, before) == (["谁牵头"], ["几点开门"])
    with pytest.raises(ValueError, match="report"):
        figures.against(now, {"questions": 3})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    row = {"id": "open", "question": "公园几点开门", "similar": [], "answer": "六点。"}
    folder = tmp_path / "knowledge"
    folder.mkdir()
    (folder / "faq.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    return folder


def _eval(*args: str) -> tuple[int, str]:
    done = CliRunner().invoke(command, args)
    return done.exit_code, done.output


def test_the_command_prints_a_table_and_compares(folder: Path, tmp_path: Path) -> None:
    questions, earlier = tmp_path / "set.jsonl", tmp_path / "earlier.json"
    rows = [{"query": "公园几点开门呢", "faq_ids": ["open"]}, {**OUTSIDE, "query": "月亮多远"}]
    questions.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    code, output = _eval(str(questions), "--json", "--knowledge", str(folder))
    assert code == 0
    figure = json.loads(output)
    assert figure["types"]["all"]["right"] == 1
    figure["questions"][0]["right"] = False
    earlier.write_text(json.dumps(figure), encoding="utf-8")
    code, output = _eval(str(questions), "--knowledge", str(folder), "--against", str(earlier))
    assert code == 0
    assert "变好了 1 题" in output
    assert "公园几点开门呢" in output


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", b"", b"not json"])
def test_an_unusable_set_ends_in_one_line(
    content: bytes | None, folder: Path, tmp_path: Path
) -> None:
    questions = tmp_path / "set.jsonl"
    if content is not None:
        questions.write_bytes(content)
    done = CliRunner().invoke(command, [str(questions), "--knowledge", str(folder)])
    assert done.exit_code != 0
    assert "Traceback" not in done.output
