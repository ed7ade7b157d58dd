"""What a follow-up question can refer to, and for how long."""

from datetime import UTC, datetime, timedelta

from bot.memory import Conversation, Memory, Shown
from knowledge.model import Turn
from tests.bot.fakes import answered

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
WANG, LI = Conversation(1, 0, 10), Conversation(1, 0, 11)


def _turn(question: str) -> Turn:
    return Turn(question=question, answer=answered())


def _shown(question: str, asker: int = 10) -> Shown:
    return Shown(turn=_turn(question), asker=asker)


def test_turns_come_back_oldest_first_and_only_the_last_few() -> None:
    memory = Memory(turns=2)
    for question in ("甲", "乙", "丙"):
        memory.record(WANG, _turn(question), NOW)
    assert [turn.question for turn in memory.recall(WANG, NOW)] == ["乙", "丙"]


def test_people_topics_and_chats_do_not_mix() -> None:
    memory = Memory()
    memory.record(WANG, _turn("甲"), NOW)
    assert memory.recall(LI, NOW) == ()
    assert memory.recall(Conversation(1, 7, 10), NOW) == ()
    assert memory.recall(Conversation(2, 0, 10), NOW) == ()


def test_a_conversation_is_forgotten_a_quarter_of_an_hour_after_its_last_turn() -> None:
    memory = Memory()
    memory.record(WANG, _turn("甲"), NOW)
    minutes = timedelta(minutes=15)
    assert memory.recall(WANG, NOW + minutes)
    assert memory.recall(WANG, NOW + minutes + timedelta(seconds=1)) == ()
    assert memory.recall(WANG, NOW) == ()


def test_the_oldest_conversations_and_messages_go_first() -> None:
    memory = Memory(conversations=2, messages=2)
    for asker in range(3):
        memory.record(Conversation(1, 0, asker), _turn("甲"), NOW)
        memory.show(1, asker, _shown("甲"))
    assert [bool(memory.recall(Conversation(1, 0, n), NOW)) for n in range(3)] == [
        False,
        True,
        True,
    ]
    assert [bool(memory.behind(1, n)) for n in range(3)] == [False, True, True]


def test_a_message_of_the_bot_leads_back_to_its_question() -> None:
    memory = Memory()
    memory.show(-5, 77, _shown("甲"))
    found = memory.behind(-5, 77)
    assert found is not None
    assert found.turn.question == "甲"
    assert memory.behind(-6, 77) is None
