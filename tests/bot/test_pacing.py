"""Telegram's limits, against a clock that only moves when somebody waits."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import RetryAfter

from bot.pacing import Pacer, Window, unhurried


class Clock:
    """Seconds; a sleep moves them at once, so tasks take turns in the order of their wake-ups."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        until = self.now + seconds
        await asyncio.sleep(0)
        self.now = max(self.now, until)


class Telegram:
    """Accepts sends and notes when; the first `floods` of them in a chat are told to wait."""

    def __init__(self, clock: Clock, floods: int = 0, chat: int = 5) -> None:
        self.clock, self.floods, self.chat = clock, floods, chat
        self.accepted: list[tuple[int, float]] = []

    async def send(self, chat: int) -> bool:
        if chat == self.chat and self.floods:
            self.floods -= 1
            raise RetryAfter(30)
        self.accepted.append((chat, self.clock.now))
        return True

    def times(self, chat: int) -> list[float]:
        return [when for who, when in self.accepted if who == chat]


async def _send(pacer: Pacer, telegram: Telegram, chat: int, endpoint: str = "sendMessage") -> Any:
    return await pacer.process_request(
        telegram.send, (chat,), {}, endpoint, {"chat_id": chat}, None
    )


@given(st.integers(1, 6), st.lists(st.integers(0, 6).map(lambda n: n / 2), max_size=40))
def test_a_window_never_holds_more_than_its_limit(limit: int, gaps: list[float]) -> None:
    # Halves, so that the sums are exact.
    window, now, booked = Window(limit, 2.0), 0.0, []
    for gap in gaps:
        now += gap
        booked.append(window.book(now))
        assert booked[-1] >= now
    assert all(
        later - earlier >= 2.0 for earlier, later in zip(booked, booked[limit:], strict=False)
    )


async def test_a_group_gets_at_most_20_messages_in_any_minute() -> None:
    clock = Clock()
    pacer, telegram = Pacer(now=clock, sleep=clock.sleep), Telegram(clock)
    for _ in range(50):
        await _send(pacer, telegram, -7)
    times = telegram.times(-7)
    assert all(b - a > 60 for a, b in zip(times, times[20:], strict=False))
    assert times[19] == 0.0


async def test_a_private_chat_gets_a_burst_and_then_one_a_second() -> None:
    clock = Clock()
    pacer, telegram = Pacer(now=clock, sleep=clock.sleep), Telegram(clock)
    for _ in range(20):
        await _send(pacer, telegram, 5)
    assert telegram.times(5) == [0.0] * 5 + [float(second) for second in range(1, 16)]


async def test_after_429_a_message_is_sent_when_telegram_allows_it() -> None:
    clock = Clock()
    pacer, telegram = Pacer(now=clock, sleep=clock.sleep), Telegram(clock, floods=2)
    assert await _send(pacer, telegram, 5)
    assert telegram.times(5)[0] >= 60


async def test_a_chat_that_has_to_wait_does_not_hold_up_the_others() -> None:
    clock = Clock()
    pacer, telegram = Pacer(now=clock, sleep=clock.sleep), Telegram(clock, floods=1)
    slow = asyncio.ensure_future(_send(pacer, telegram, 5))
    await asyncio.sleep(0)
    await _send(pacer, telegram, 6)
    assert telegram.accepted[0] == (6, 0.0)
    await slow
    assert telegram.times(5)[0] >= 30


async def test_a_second_message_to_the_waiting_chat_waits_too() -> None:
    clock = Clock()
    pacer, telegram = Pacer(now=clock, sleep=clock.sleep), Telegram(clock, floods=1)
    first = asyncio.ensure_future(_send(pacer, telegram, 5))
    await asyncio.sleep(0)
    second = asyncio.ensure_future(_send(pacer, telegram, 5))
    await asyncio.gather(first, second)
    assert min(telegram.times(5)) >= 30


async def test_all_chats_together_keep_to_30_a_second_once_telegram_has_complained() -> None:
    clock = Clock()
    pacer, telegram = Pacer(now=clock, sleep=clock.sleep), Telegram(clock, floods=1)
    await _send(pacer, telegram, 5)
    for chat in range(100, 200):
        await _send(pacer, telegram, chat)
    times = sorted(when for _, when in telegram.accepted)
    assert all(b - a >= 1 for a, b in zip(times, times[30:], strict=False))


async def test_it_gives_up_when_telegram_never_relents() -> None:
    clock = Clock()
    pacer, telegram = Pacer(retries=3, now=clock, sleep=clock.sleep), Telegram(clock, floods=9)
    with pytest.raises(RetryAfter):
        await _send(pacer, telegram, 5)
    assert telegram.floods == 9 - 4


async def test_what_shows_nothing_in_a_chat_is_not_paced() -> None:
    clock = Clock()
    pacer, telegram = Pacer(now=clock, sleep=clock.sleep), Telegram(clock)
    for _ in range(50):
        await _send(pacer, telegram, -7, endpoint="getChat")
    assert clock.now == 0.0


async def test_chats_that_are_quiet_again_are_forgotten() -> None:
    clock = Clock()
    pacer, telegram = Pacer(now=clock, sleep=clock.sleep), Telegram(clock)
    for chat in range(1, 6000):
        clock.now += 0.01
        await _send(pacer, telegram, chat)
    assert len(pacer._chats) <= 4097


async def test_reminders_wait_while_answers_queue() -> None:
    clock = Clock()
    pacer, telegram = Pacer(now=clock, sleep=clock.sleep), Telegram(clock, floods=1)
    await _send(pacer, telegram, 5)
    with unhurried():
        reminders = [asyncio.ensure_future(_send(pacer, telegram, 100 + n)) for n in range(40)]
    answers = [asyncio.ensure_future(_send(pacer, telegram, 1000 + n)) for n in range(200)]
    await asyncio.gather(*answers, *reminders)
    order = [chat for chat, _ in telegram.accepted[1:]]
    assert sorted(order) == sorted([*range(100, 140), *range(1000, 1200)])
    # Up to a second's worth of them may have gone before the answers began to queue.
    last_answer = max(order.index(chat) for chat in range(1000, 1200))
    assert sum(chat < 1000 for chat in order[:last_answer]) <= 28


async def test_reminders_leave_room_within_the_limit_even_when_nobody_complains() -> None:
    clock = Clock()
    pacer, telegram = Pacer(now=clock, sleep=clock.sleep), Telegram(clock)
    with unhurried():
        for chat in range(100, 160):
            await _send(pacer, telegram, chat)
    times = [when for _, when in telegram.accepted]
    assert all(b - a >= 1 for a, b in zip(times, times[18:], strict=False))


@pytest.mark.parametrize("replicas", [2, 3])
async def test_replicas_together_keep_to_the_limits_of_one_bot(replicas: int) -> None:
    clock = Clock()
    telegram = Telegram(clock)
    pacers = [Pacer(now=clock, sleep=clock.sleep) for _ in range(replicas)]
    for pacer in pacers:
        pacer.share(replicas)
    for number in range(60):
        await _send(pacers[number % replicas], telegram, -7)
    times = telegram.times(-7)
    assert all(b - a > 60 for a, b in zip(times, times[20:], strict=False))
