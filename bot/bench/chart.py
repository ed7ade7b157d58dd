"""Latency and memory against size, as a picture: two panels, both axes by powers of ten."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import ceil, floor, log10
from typing import Any

from bot.timeline import shapes as s
from bot.timeline.shapes import Page, Shape

_WIDTH, _PANEL, _LEFT, _TOP, _RIGHT = 1200, 420, 120, 90, 230
_COLOURS = (s.BLUE, s.RED, s.YELLOW, s.GREY, s.DARK_YELLOW, s.TODAY)
# Name of a curve -> its points (wordings, value > 0).
Curves = Mapping[str, Sequence[tuple[float, float]]]


def page(figures: Sequence[Mapping[str, Any]]) -> Page:
    """The picture of some sizes' figures, as `measuring.measure` gives them."""
    latency: dict[str, list[tuple[float, float]]] = {}
    for row in figures:
        size = row["wordings"]
        latency.setdefault("askplan p50", []).append((size, row["p50_ms"]))
        latency.setdefault("askplan p99", []).append((size, row["p99_ms"]))
        for name, peer in row.get("against", {}).items():
            latency.setdefault(f"{name} p50", []).append((size, peer["p50_ms"]))
    memory = {
        "内存": [(row["wordings"], max(0.1, row["memory_bytes"] / 1e6)) for row in figures],
        "磁盘": [(row["wordings"], max(0.1, row["disk_bytes"] / 1e6)) for row in figures],
    }
    panels = (("一次完整回答（毫秒）", latency), ("索引（MB）", memory))
    shapes: list[Shape] = [
        s.Text(
            x=40, y=24, text="askplan bench：问法数量与速度、内存（合成数据）", size=28, bold=True
        )
    ]
    for number, (title, curves) in enumerate(panels):
        shapes += _panel(title, curves, _TOP + number * (_PANEL + 90))
    return Page(width=_WIDTH, height=_TOP + len(panels) * (_PANEL + 90) + 20, shapes=tuple(shapes))


def _panel(title: str, curves: Curves, top: float) -> Iterator[Shape]:
    points = [point for curve in curves.values() for point in curve]
    across = _axis([x for x, _ in points])
    along = _axis([y for _, y in points])
    width, bottom = _WIDTH - _LEFT - _RIGHT, top + _PANEL

    def place(x: float, y: float) -> tuple[float, float]:
        share = (log10(x) - across[0]) / (across[1] - across[0])
        height = (log10(y) - along[0]) / (along[1] - along[0])
        return _LEFT + share * width, bottom - height * (_PANEL - 40)

    yield s.Text(x=40, y=top - 8, text=title, size=22, colour=s.FAINT_INK)
    for power in range(across[0], across[1] + 1):
        x, _ = place(10.0**power, 10.0 ** along[0])
        yield s.Line(x=x, y=top + 40, to_x=x, to_y=bottom, colour=s.GRID)
        yield s.Text(x=x - 24, y=bottom + 8, text=f"{10**power:,}", size=18, colour=s.FAINT_INK)
    for power in range(along[0], along[1] + 1):
        _, y = place(10.0 ** across[0], 10.0**power)
        yield s.Line(x=_LEFT, y=y, to_x=_LEFT + width, to_y=y, colour=s.GRID)
        yield s.Text(x=40, y=y - 12, text=f"{10.0**power:g}", size=18, colour=s.FAINT_INK)
    for number, (name, curve) in enumerate(curves.items()):
        yield from _curve(name, [place(*point) for point in curve], number, top)


def _axis(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around some values, at least one apart."""
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return low, max(high, low + 1)


def _curve(
    name: str, points: Sequence[tuple[float, float]], number: int, top: float
) -> Iterator[Shape]:
    colour = _COLOURS[number % len(_COLOURS)]
    for (x, y), (to_x, to_y) in pairwise(points):
        yield s.Line(x=x, y=y, to_x=to_x, to_y=to_y, colour=colour, width=4)
    for x, y in points:
        yield s.Dot(x=x, y=y, radius=7, colour=colour)
    x, y = _WIDTH - _RIGHT + 30, top + 50 + 34 * number
    yield s.Dot(x=x, y=y + 11, radius=7, colour=colour)
    yield s.Text(x=x + 18, y=y, text=name, size=20)
