"""Wordings looked up in PostgreSQL: the same answers as from memory, one state for all replicas."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from bot.living import Living
from bot.store.candidates import LEFT, TOUCH, UNUSED, Candidates, open_candidates
from bot.store.condition import Unanswerable
from bot.store.database import open_store
from bot.store.opening import UnusableDatabase
from bot.store.phrases import StoredPhrases
from bot.store.schema import search_phrases, search_states
from bot.watching import Watch
from bot.words import UNREACHABLE
from knowledge.answering.knowledge import Knowledge
from knowledge.corpus.edition import edition, edition_of
from knowledge.corpus.folder import load_corpus, locate
from knowledge.evaluation import synthetic
from knowledge.model import Corpus, FaqEntry
from knowledge.search.faq import FaqHit
from knowledge.search.terms import Phrase, term_numbers
from knowledge.search.wordings import collect
from knowledge.text import Segmenter
from tests.bot import databases
from tests.bot.fakes import FakeClock, running
from tests.botapi import BotApi, private

TODAY = date(2026, 3, 1)
SEGMENTER = Segmenter()
WORDS = ("公园", "门票", "多少", "几点", "开门", "停车", "收费", "怎么")


@pytest.fixture
def address(postgres_address: str) -> str:
    databases.empty(postgres_address)
    return postgres_address


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def shelf(address: str, clock: FakeClock) -> Iterator[Candidates]:
    opened = open_candidates(address, clock)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """400 wordings drawn from the dictionary, and a few that several entries share."""
    made = synthetic.corpus(load_corpus(locate("example")), 400)
    twins = [
        FaqEntry(id=f"twin-{n}", question="停车怎么收费", similar=("门票多少",), answer=str(n))
        for n in range(80)
    ]
    return replace(made, faq=(*made.faq, *twins))


def of(*questions: str) -> Corpus:
    entries = (FaqEntry(id=q, question=q, answer=f"答{q}") for q in questions)
    return Corpus(title="测试", faq=tuple(entries))


def states(shelf: Candidates) -> dict[str, int]:
    """Phrases of each state by its key."""
    with shelf.database.transaction() as connection:
        counted = select(search_states.c.key, func.count(search_phrases.c.place))
        joined = counted.join_from(search_states, search_phrases, isouter=True)
        return dict(connection.execute(joined.group_by(search_states.c.key)).all())  # type: ignore[arg-type]


def seen(hits: Sequence[FaqHit]) -> list[tuple[str, str, float, Mapping[str, float]]]:
    return [(hit.entry.id, hit.wording, hit.probability, dict(hit.evidence)) for hit in hits]


def test_every_answer_is_the_one_from_memory(shelf: Candidates, corpus: Corpus) -> None:
    memory, stored = Knowledge(corpus), Knowledge(corpus, shelf=shelf)
    asked = [one.query for one in synthetic.questions(corpus, 300)]
    asked += [
        "停车收费",
        "门票",
        "多少",
        "？！",
        "zxqv 77",
        "😀",
        "",
        "龘" * 30,
        "停车怎么收费" * 20,
    ]
    for question in asked:
        assert seen(stored.faq.search(question)) == seen(memory.faq.search(question)), question
    assert stored.answer("停车怎么收费", TODAY) == memory.answer("停车怎么收费", TODAY)


def test_an_faq_with_a_classifier_answers_as_from_memory(shelf: Candidates) -> None:
    things = ("公园", "停车场", "图书馆", "游泳馆", "体育馆", "市民卡")
    forms = (
        "{}几点开门",
        "{}门票多少钱",
        "去{}怎么走",
        "{}能不能带孩子",
        "{}节假日开吗",
        "{}在哪里",
    )
    entries = tuple(
        FaqEntry(
            id=thing,
            question=forms[0].format(thing),
            similar=tuple(form.format(thing) for form in forms[1:]),
            answer=thing,
        )
        for thing in things
    )
    known = Corpus(title="测试", faq=entries)
    memory, stored = Knowledge(known), Knowledge(known, shelf=shelf)
    assert "classifier" in memory.faq.arrays()
    for question in ("公园开门", "去市民卡", "孩子", "节假日游泳", "图书馆在哪", "几点"):
        assert seen(stored.faq.search(question)) == seen(memory.faq.search(question)), question


@pytest.fixture(scope="module")
def law_shelf(postgres_address: str) -> Iterator[Candidates]:
    databases.empty(postgres_address)
    opened = open_candidates(postgres_address)
    yield opened
    opened.close()


PHRASES = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), min_size=1, max_size=30
)
QUERY = st.lists(st.sampled_from((*WORDS, "没有")), max_size=5)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PHRASES, QUERY, st.integers(1, 6), st.sampled_from((0.0, 0.2, 0.8)))
def test_the_best_candidates_are_those_of_the_index_in_memory(
    law_shelf: Candidates, phrases: list[list[str]], query: list[str], top: int, floor: float
) -> None:
    letters = collect((Phrase(tuple(words)) for words in phrases), SEGMENTER.rarities)
    index = letters.index()
    arrays = {**index.arrays(), **letters.arrays()}
    with law_shelf.database.transaction() as connection:
        connection.execute(text("DELETE FROM search_states"))
    stored = law_shelf.faq(b"law", lambda: arrays)
    asked = term_numbers(Phrase(tuple(query)))
    places, scores = index.search(asked, top=top, floor=floor)
    found, reached = stored.index.search(asked, top=top, floor=floor)
    assert (found.tolist(), reached.tolist()) == (places.tolist(), scores.tolist())
    # With few phrases opened, too.
    assert isinstance(stored.index, StoredPhrases)
    _, few = index.search(asked, top=top, floor=floor, budget=3)
    assert stored.index.search(asked, top=top, floor=floor, budget=3)[1] == pytest.approx(few)
    assert stored.index.find(asked).tolist() == index.find(asked).tolist()
    every = np.arange(len(phrases))[::-1]
    for one, other in zip(
        stored.index.overlap(asked, every), index.overlap(asked, every), strict=True
    ):
        assert one.tolist() == other.tolist()
    taken, wanted = stored.wordings.take(every), letters.take(every)
    for name in wanted.__slots__:
        assert getattr(taken, name).tolist() == getattr(wanted, name).tolist()


def test_a_changed_faq_is_filled_and_the_old_one_goes_once_it_is_left(
    shelf: Candidates, clock: FakeClock
) -> None:
    old = Knowledge(of("几点开门", "怎么收费"), shelf=shelf)
    assert old.faq.search("开门")[0].entry.id == "几点开门"
    [before] = states(shelf)
    new = Knowledge(of("几点开门", "怎么收费", "在哪停车"), shelf=shelf)
    assert new.faq.search("停车")[0].entry.id == "在哪停车"
    assert states(shelf) == {before: 2, next(key for key in states(shelf) if key != before): 3}
    # An answer in work may still need it.
    assert old.faq.search("收费")[0].entry.id == "怎么收费"
    clock.move(LEFT + TOUCH)
    assert new.faq.search("收费")[0].entry.id == "怎么收费"
    assert list(states(shelf).values()) == [3]


def test_what_another_replica_still_asks_stays(
    address: str, shelf: Candidates, clock: FakeClock
) -> None:
    slow = open_candidates(address, clock)
    behind = Knowledge(of("几点开门"), shelf=slow)
    ahead = Knowledge(of("几点开门"), shelf=shelf)
    assert behind.faq.search("开门")
    assert ahead.faq.search("开门")
    ahead = Knowledge(of("几点开门", "怎么收费"), shelf=shelf)
    for _ in range(6):
        clock.move(TOUCH)
        assert ahead.faq.search("开门")
        assert behind.faq.search("开门")
    assert len(states(shelf)) == 2
    clock.move(UNUSED + TOUCH)
    assert ahead.faq.search("开门")
    assert len(states(shelf)) == 1
    slow.close()


def test_a_change_that_is_taken_back_finds_what_it_left(
    shelf: Candidates, clock: FakeClock
) -> None:
    for questions in (("几点开门",), ("几点开门", "怎么收费"), ("几点开门",)):
        knowledge = Knowledge(of(*questions), shelf=shelf)
        assert knowledge.faq.search("开门")
        clock.move(LEFT - TOUCH)
    assert knowledge.faq.search("开门")
    assert sorted(states(shelf).values()) == [1, 2]
    clock.move(LEFT)
    assert knowledge.faq.search("开门")
    assert list(states(shelf).values()) == [1]


def test_replicas_that_start_together_fill_it_once(address: str, corpus: Corpus) -> None:
    made: list[int] = []

    def make() -> Mapping[str, Any]:
        made.append(1)
        return Knowledge(corpus).faq.arrays()

    shelves = [open_candidates(address) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda shelf: shelf.faq(b"k" * 16, make), shelves))
    assert len(made) == 1
    assert {one.index.size for one in found} == {sum(len(e.wordings) for e in corpus.faq)}
    for shelf in shelves:
        shelf.close()


def test_tables_that_were_emptied_are_filled_again_by_the_next_question(
    shelf: Candidates,
) -> None:
    knowledge = Knowledge(of("几点开门", "怎么收费"), shelf=shelf)
    for _ in range(2):
        assert knowledge.faq.search("开门")[0].entry.id == "几点开门"
        with shelf.database.transaction() as connection:
            connection.execute(text("DELETE FROM search_states"))
    assert knowledge.faq.search("怎么收费啊")[0].probability > 0.5
    assert list(states(shelf).values()) == [2]


def test_a_trial_of_another_faq_leaves_the_database_alone(shelf: Candidates) -> None:
    knowledge = Knowledge(of("几点开门"), shelf=shelf)
    assert knowledge.faq.search("开门")
    trial = knowledge.with_faq(of("几点开门", "在哪停车").faq)
    assert trial.faq.search("停车")[0].entry.id == "在哪停车"
    assert list(states(shelf).values()) == [1]


def test_a_backup_holds_none_of_it_and_a_restore_leaves_it(
    address: str, shelf: Candidates, tmp_path: Path, clock: FakeClock
) -> None:
    from bot.store.backup import back_up, restore

    knowledge = Knowledge(of("几点开门"), shelf=shelf)
    assert knowledge.faq.search("开门")
    contents = back_up(address, tmp_path / "a.db")
    assert not any(name.startswith("search_") for name in contents.rows)
    restore(address, tmp_path / "a.db", clock())
    assert list(states(shelf).values()) == [1]


def test_sqlite_cannot_give_candidates(tmp_path: Path) -> None:
    with pytest.raises(UnusableDatabase, match="ASKPLAN_CANDIDATES"):
        open_candidates(f"sqlite:///{tmp_path / 'a.db'}")


def _server() -> Any:
    if os.environ.get("TEST_DATABASE_URL"):
        pytest.skip("the server is not the test's own, to be stopped")
    return databases.postgres()


def test_a_question_without_the_server_is_refused_in_one_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with _server() as address:
        shelf = open_candidates(address)
        store = open_store(address, shelf.condition)
        knowledge = Knowledge(of("几点开门"), shelf=shelf)
        assert knowledge.faq.search("开门")
    for question in ("几点开门", "怎么收费"):
        with pytest.raises(Unanswerable, match="连不上数据库") as caught:
            knowledge.answer(question, TODAY)
        assert len(str(caught.value).splitlines()) == 1
    # Told once for the whole process, and not that answering goes on.
    assert "暂时不能回答" in store.degraded
    said = [one.message for one in caplog.records if one.name == "bot.store.condition"]
    assert said == [store.degraded]
    shelf.close()
    store.close()


async def test_an_edit_while_the_server_is_away_is_taken_once_it_is_back(tmp_path: Path) -> None:
    (tmp_path / "faq.csv").write_text("问题,答案\n几点开门,七点\n", encoding="utf-8")
    away: list[bool] = []

    def load() -> Knowledge:
        if away:
            raise Unanswerable
        return Knowledge(load_corpus(tmp_path))

    told: list[str] = []

    async def tell(said: str) -> None:
        told.append(said)

    living = Living(load(), load, tmp_path)
    watch = Watch(living, tell)
    away.append(True)
    (tmp_path / "faq.csv").write_text("问题,答案\n几点开门,八点整\n", encoding="utf-8")
    for _ in range(3):
        await watch.look()
    assert "七点" in living.answer("几点开门", TODAY).answer
    away.clear()
    await watch.look()
    assert "八点" in living.answer("几点开门", TODAY).answer
    assert told == []


def test_the_edition_is_the_same_for_everybody_who_runs_the_same_program(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there" / "elsewhere"
    for root in (here, there):
        (root / "search").mkdir(parents=True)
        (root / "search" / "index.py").write_text("K1 = 1.2\n", encoding="utf-8")
    os.utime(there / "search" / "index.py", (1, 1))
    assert edition_of(here) == edition_of(there)
    (there / "search" / "index.py").write_text("K1 = 1.3\n", encoding="utf-8")
    assert edition_of(here) != edition_of(there)
    assert len(edition()) == 16


def _ask(*questions: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "bot",
            "ask",
            "--json",
            "--top=5",
            "--knowledge=example",
            *questions,
        ],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_the_command_answers_alike_from_either_place(address: str, shelf: Candidates) -> None:
    questions = (*Knowledge(load_corpus(locate("example"))).examples(), "食堂几点开门")
    memory = _ask(*questions)
    server = _ask(*questions, ASKPLAN_DATABASE_URL=address, ASKPLAN_CANDIDATES="postgresql")
    assert (server.returncode, server.stderr) == (0, "")
    assert server.stdout == memory.stdout
    assert len(states(shelf)) == 1


def test_the_command_refuses_what_cannot_be_in_one_line(tmp_path: Path) -> None:
    for address in (f"sqlite:///{tmp_path / 'a.db'}", "postgresql://bot@127.0.0.1:1/askplan"):
        done = _ask("甲", ASKPLAN_DATABASE_URL=address, ASKPLAN_CANDIDATES="postgresql")
        assert done.returncode == 2
        assert done.stdout == ""
        assert len(done.stderr.splitlines()) == 1
        assert "127.0.0.1" not in done.stderr


async def test_a_running_bot_says_so_while_the_server_is_away(tmp_path: Path) -> None:
    (tmp_path / "faq.csv").write_text("问题,答案\n几点开门,七点\n", encoding="utf-8")
    async with BotApi() as api:
        with ExitStack() as server:
            shelf = open_candidates(server.enter_context(_server()))
            knowledge = Knowledge(load_corpus(tmp_path), shelf=shelf)
            # What it records goes elsewhere here, as it would wait for that server first.
            async with running(api, knowledge):
                api.say(private("小王"), "几点开门")
                [answer] = await api.answers(1)
                assert "七点" in answer["text"]
                server.close()
                api.say(private("小李"), "啥时候开门")
                refusal = (await api.answers(2))[-1]
                assert refusal["text"] == UNREACHABLE
        shelf.close()
