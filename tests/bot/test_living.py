"""Knowledge that is replaced while it answers."""

from datetime import date

import pytest

from bot.living import Living
from knowledge.errors import KnowledgeError
from tests.bot.fakes import FakeKnowledge, answered

TODAY = date(2026, 3, 1)


async def test_after_a_reload_the_new_state_answers() -> None:
    old, new = FakeKnowledge(), FakeKnowledge({"甲": answered()})
    living = Living(old, lambda: new)
    assert living.answer("甲", TODAY).status == "unanswered"
    await living.reload()
    assert living.answer("甲", TODAY).status == "answered"
    assert living.now is new


async def test_what_cannot_be_loaded_leaves_the_old_state_in_place() -> None:
    def broken() -> FakeKnowledge:
        raise KnowledgeError("faq.xlsx:3: 没有问题")

    living = Living(FakeKnowledge({"甲": answered()}), broken)
    with pytest.raises(KnowledgeError, match=r"faq\.xlsx:3"):
        await living.reload()
    assert living.answer("甲", TODAY).status == "answered"


async def test_bundled_knowledge_that_cannot_change_is_not_read_again() -> None:
    knowledge = FakeKnowledge()
    living = Living(knowledge)
    await living.reload()
    assert living.now is knowledge
