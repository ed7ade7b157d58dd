"""`askplan bench`: small sizes, every figure there, the peers beside it, and a picture."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.bench import chart
from bot.bench.measuring import percentile
from bot.bench.peers import PEERS, installed
from bot.timeline.fonts import find_font
from bot.timeline.shapes import Dot, Line, Text
from knowledge.text import Segmenter


def _bench(*given: str) -> "subprocess.CompletedProcess[str]":
    run = [sys.executable, "-m", "bot", "bench", *given]
    return subprocess.run(run, capture_output=True, text=True, encoding="utf-8")


def test_a_quick_run_gives_every_figure_of_a_size(tmp_path: Path) -> None:
    picture = tmp_path / "bench.png"
    given = ["--sizes", "300", "--questions", "5", "--against", "rapidfuzz", "--json"]
    done = _bench(*given, *(["--chart", str(picture)] if find_font() else []))
    assert done.returncode == 0, done.stderr
    row = json.loads(done.stdout)
    assert row["wordings"] == 300
    assert row["n"] == 5
    assert 0 <= row["recall@1"] <= 1
    assert row["p50_ms"] <= row["p95_ms"] <= row["p99_ms"]
    for name in ("build_s", "disk_bytes", "rss_bytes", "questions_per_s"):
        assert row[name] > 0, name
    assert row["cold"]["kept_s"] > 0
    assert row["against"]["rapidfuzz"]["ratio"]["p50"] > 0
    if find_font():
        assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("sizes", ["", "x", "1000,", "0"])
def test_sizes_that_are_no_numbers_are_told_in_one_line(sizes: str) -> None:
    done = _bench("--sizes", sizes)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("name", [name for name in PEERS if name in installed(["all"])])
def test_a_peer_finds_the_very_wording(name: str) -> None:
    wordings = ["公园几点开门", "停车怎么收费", "门票多少钱一张", "老旧小区改造谁牵头"]
    find = PEERS[name][1](wordings, Segmenter())
    assert [find(wording) for wording in wordings] == [0, 1, 2, 3]


def test_only_named_peers_take_part() -> None:
    assert list(installed([])) == []
    assert list(installed(["rapidfuzz"])) == ["rapidfuzz"]


def test_a_percentile_is_one_of_the_times() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([1.0], 0.99) == 1.0
    assert percentile(list(map(float, range(100))), 0.95) == 95.0


def test_the_picture_has_every_size_and_stays_on_its_page() -> None:
    figures = [
        {
            "wordings": n,
            "p50_ms": n / 1e5,
            "p99_ms": n / 1e4,
            "memory_bytes": n * 900,
            "disk_bytes": n,
        }
        for n in (1000, 10_000, 1_000_000)
    ]
    page = chart.page(figures)
    assert sum(isinstance(shape, Dot) for shape in page.shapes) == 4 * 3 + 4
    for shape in page.shapes:
        if isinstance(shape, Dot | Line | Text):
            assert 0 <= shape.x <= page.width
            assert 0 <= shape.y <= page.height
