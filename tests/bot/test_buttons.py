"""Keys behind buttons: short, bounded, harmless twice."""

from datetime import UTC, datetime

from bot.buttons import REPEAT, Button, RecentButtons, question_keyboard

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LONG = "提升产品质量和服务质量水平专项行动由哪个部门牵头并且什么时候完成？"


def test_a_key_fits_telegrams_64_bytes_however_long_the_question() -> None:
    buttons = RecentButtons()
    key = buttons.keep(Button(question=LONG * 20))
    assert len(key.encode()) <= 64
    assert buttons.find(key) == Button(question=LONG * 20)


def test_an_unknown_key_is_not_found() -> None:
    assert RecentButtons().find("1:nobody") is None


def test_only_the_last_buttons_are_kept() -> None:
    buttons = RecentButtons(size=2)
    keys = [buttons.keep(Button(question=str(n))) for n in range(3)]
    assert [bool(buttons.find(key)) for key in keys] == [False, True, True]


def test_a_second_press_does_not_act_again_until_some_time_has_passed() -> None:
    buttons = RecentButtons()
    key = buttons.keep(Button(question="甲"))
    assert buttons.press(key, NOW)
    assert not buttons.press(key, NOW)
    assert buttons.press(key, NOW + REPEAT)


def test_a_press_that_failed_can_be_repeated() -> None:
    buttons = RecentButtons()
    key = buttons.keep(Button(question="甲"))
    buttons.press(key, NOW)
    buttons.release(key)
    assert buttons.press(key, NOW)


def test_every_choice_has_a_line_of_its_own_and_none_of_these_comes_last() -> None:
    buttons = RecentButtons()
    keyboard = question_keyboard(["甲？", LONG], buttons, instead_of="原来的问题")
    assert keyboard is not None
    rows = [[button.text for button in row] for row in keyboard.inline_keyboard]
    assert [len(row) for row in rows] == [1, 1, 1]
    assert rows[0] == ["1. 甲？"]
    assert rows[1][0].endswith("…")
    assert rows[2] == ["都不是"]
    behind = [buttons.find(str(row[0].callback_data)) for row in keyboard.inline_keyboard]
    assert [one and one.question for one in behind] == ["甲？", LONG, "原来的问题"]


def test_without_choices_there_is_no_keyboard_and_no_none_of_these() -> None:
    assert question_keyboard([], RecentButtons(), instead_of="问题") is None


def test_a_traditional_reader_gets_traditional_buttons() -> None:
    keyboard = question_keyboard(["甲？"], RecentButtons(), traditional=True, instead_of="問題")
    assert keyboard is not None
    assert keyboard.inline_keyboard[-1][0].text == "都不是"
