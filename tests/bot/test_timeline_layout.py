"""Where things go on a timeline: everything inside the page, nothing over anything else, all readable."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.timeline.axis import lay_axis
from bot.timeline.entries import build_timeline
from bot.timeline.fonts import find_font, serves
from bot.timeline.layout import SMALL, TALLEST, WIDTH
from bot.timeline.selection import MOST, lay_pictures
from bot.timeline.shapes import Page, Text, shorten, wrap
from knowledge.model import Task
from tests.bot.plans import TODAY, catalogue, many, on, task

DAYS = st.dates(date(2015, 1, 1), date(2040, 12, 31))
TEXT = st.text("任务、，。abc 12", max_size=60)


def width(text: str, size: int) -> float:
    """Chinese characters as wide as they are high, others half as wide."""
    return sum(size if char > "\u2e7f" else size / 2 for char in text)


def pictures(tasks: Sequence[Task]) -> tuple[list[Page], int]:
    return lay_pictures(build_timeline(tasks, catalogue(tasks), TODAY), width)


def texts(page: Page) -> list[Text]:
    return [shape for shape in page.shapes if isinstance(shape, Text)]


@pytest.mark.parametrize("count", [1, 5, 40, 200, 1000])
def test_any_number_of_tasks_is_a_few_pages_that_a_phone_shows_whole(count: int) -> None:
    pages, shown = pictures(many(count))
    assert 1 <= len(pages) <= MOST
    assert shown <= count
    for page in pages:
        assert page.width == WIDTH
        assert page.height <= TALLEST + 20
        assert all(text.size >= SMALL for text in texts(page))


def test_forty_tasks_are_all_drawn() -> None:
    pages, shown = pictures(many(40))
    words = "".join(text.text for page in pages for text in texts(page))
    assert shown == 40
    assert all(one.title in words for one in many(40))


def test_a_long_plan_begins_with_counts_that_add_up() -> None:
    tasks = many(200)
    pages, _ = pictures(tasks)
    numbers = [int(text.text) for text in texts(pages[0]) if text.text.isdigit()]
    assert sum(numbers) == sum(one.deadline.kind == "date" for one in tasks)


def test_more_departments_than_fit_are_gathered_not_dropped() -> None:
    tasks = [task(n, on(TODAY), f"第{n}局") for n in range(150)]
    pages, _ = pictures(tasks)
    numbers = [int(text.text) for text in texts(pages[0]) if text.text.isdigit()]
    assert sum(numbers) == 150
    assert any(text.text.startswith("其余") for text in texts(pages[0]))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TEXT, DAYS), min_size=1, max_size=12))
def test_no_text_leaves_the_page_or_stands_over_another(rows: list[tuple[str, date]]) -> None:
    tasks = [task(n, on(day), title=title) for n, (title, day) in enumerate(rows)]
    for page in pictures(tasks)[0]:
        placed = [text for text in texts(page) if text.text]
        for text in placed:
            assert 0 <= text.x <= text.x + width(text.text, text.size) <= WIDTH + 1
            assert 0 <= text.y <= page.height - text.size
        for one, other in pairwise(sorted(placed, key=lambda text: (text.y // 12, text.x))):
            apart = other.x >= one.x + width(one.text, one.size) - 1
            assert apart or abs(other.y - one.y) >= min(one.size, other.size)


@given(st.lists(DAYS, max_size=40), DAYS)
def test_today_is_on_the_axis_and_days_stand_in_their_order(days: list[date], today: date) -> None:
    axis = lay_axis(days, today)
    assert axis.first <= today < axis.end
    assert 1 <= len(axis.labels()) <= 17
    shares = [axis.share(day) for day in sorted(days)]
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)


def test_one_far_day_does_not_squeeze_the_others() -> None:
    days = [TODAY + timedelta(days=10 * n) for n in range(12)]
    assert lay_axis([*days, date(2035, 12, 31)], TODAY).step == 1
    assert lay_axis([TODAY, date(2030, 12, 31)], TODAY).step == 12


@given(TEXT, st.integers(60, 600), st.integers(1, 3))
def test_wrapped_lines_fit_and_lose_nothing_but_what_the_ellipsis_says(
    text: str, room: int, most: int
) -> None:
    lines = wrap(text, room, 28, width, most)
    assert len(lines) <= most
    assert all(width(line, 28) <= room for line in lines)
    whole = "".join(lines).replace(" ", "")
    if whole.endswith("…"):
        assert text.replace(" ", "").startswith(whole[:-1])
    else:
        assert whole == text.replace(" ", "")
    assert shorten("任务", 1000, 28, width) == "任务"


@pytest.mark.skipif(find_font() is None, reason="no Chinese font on this machine")
@pytest.mark.parametrize("count", [5, 200])
def test_the_picture_is_a_png_with_the_colours_of_its_states(count: int) -> None:
    import io

    from PIL import Image

    from bot.timeline.drawing import Pen
    from bot.timeline.shapes import BLUE, RED

    font = find_font()
    assert font is not None
    pen = Pen(font)
    tasks = many(count)
    pages, _ = lay_pictures(build_timeline(tasks, catalogue(tasks), TODAY), pen.measure)
    for page in pages[:1]:
        data = pen.draw(page)
        image = Image.open(io.BytesIO(data))
        assert image.format == "PNG"
        assert image.size == (page.width, page.height)
        assert len(data) < 500_000
        pixels = image.convert("RGB").getcolors(1 << 20) or []
        for wanted in (RED, BLUE):
            rgb = tuple(int(wanted[i : i + 2], 16) for i in (1, 3, 5))
            near = [n for n, colour in pixels if _far(colour, rgb) < 30]
            assert sum(near) > 200


def _far(one: object, other: tuple[int, ...]) -> int:
    assert isinstance(one, tuple)
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


def test_a_file_that_is_no_chinese_font_does_not_serve(tmp_path: Path) -> None:
    fake = tmp_path / "msyh.ttf"
    fake.write_bytes(b"not a font")
    assert not serves(fake)
    assert not serves(tmp_path / "nothing.ttf")
