"""Nobody's questions take everybody's answers, and nobody is told so twice."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.limits import BY_PERSON, Quota, Verdict
from bot.words import TOO_MANY
from tests.bot.fakes import FakeKnowledge, answered, running
from tests.botapi import BotApi, group, private

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_one_too_many_is_told_once_and_a_minute_later_all_is_well() -> None:
    quota = Quota(by_person=2)
    verdicts = [quota.judge(1, 1, after(second)) for second in (0, 1, 2, 3, 60, 61, 62)]
    answer, tell, drop = Verdict.ANSWER, Verdict.TELL, Verdict.DROP
    assert verdicts == [answer, answer, tell, drop, answer, answer, tell]


def test_a_group_has_a_limit_of_its_own_however_many_ask() -> None:
    quota = Quota(by_chat=3)
    verdicts = [quota.judge(-7, asker, after(asker)) for asker in range(1, 6)]
    assert verdicts == [Verdict.ANSWER] * 3 + [Verdict.TELL, Verdict.DROP]
    assert quota.judge(-8, 5, after(5)) is Verdict.ANSWER


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 2), st.floats(0, 30)), max_size=80))
def test_within_any_minute_nobody_gets_more_than_the_limit(
    asked: list[tuple[int, int, float]],
) -> None:
    quota, now = Quota(by_person=4, by_chat=6), NOON
    answers: list[tuple[int, int, datetime]] = []
    for asker, chat, gap in asked:
        now += timedelta(seconds=gap)
        if quota.judge(-chat, asker, now) is Verdict.ANSWER:
            answers.append((asker, chat, now))
    for place, limit in ((0, 4), (1, 6)):
        for key in {one[place] for one in answers}:
            times = [one[2] for one in answers if one[place] == key]
            for earlier, later in zip(times, times[limit:], strict=False):
                assert later - earlier >= timedelta(minutes=1)


async def test_a_flood_in_a_chat_gets_its_answers_and_one_polite_word() -> None:
    async with BotApi() as api, running(api, FakeKnowledge({"甲": answered()})):
        for _ in range(BY_PERSON + 3):
            api.say(group(), "/ask 甲", by="小王")
        api.say(private("小李"), "甲")
        await api.until(lambda: any(one["chat"]["id"] > 0 for one in api.sent))
        # The group gets 20 messages a minute, so that all of it would take too long to wait for.
        assert sum(one["text"] == TOO_MANY for one in api.sent) <= 1


async def test_questions_of_an_hour_that_come_at_once_are_all_answered() -> None:
    async with BotApi() as api:
        for minute in range(BY_PERSON + 2):
            api.say({**private("小王"), "id": 5000 + minute % 8}, "甲", by="小王")
            api.now += 60
        async with running(api, FakeKnowledge({"甲": answered()})):
            await api.answers(BY_PERSON + 2)
    assert not any(one["text"] == TOO_MANY for one in api.sent)
