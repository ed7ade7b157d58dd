"""`askplan bench`: build time, memory, latency on synthetic knowledge, alone and against others."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from bot.commands.options import knowledge_option, local_today

SIZES = "1000,10000,100000,1000000"
_LEAST = 4


class Sizes(click.ParamType):  # type: ignore[type-arg]
    """Numbers of wordings, separated by commas."""

    name = "sizes"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """The numbers, ascending, or a usage error that says how to write them."""
        if isinstance(value, tuple):
            return value
        try:
            found = tuple(sorted({int(part) for part in str(value).split(",")}))
        except ValueError:
            found = ()
        if not found or found[0] < _LEAST:
            self.fail(f"{value!r}: write numbers of at least {_LEAST}, like 1000,10000", param, ctx)
        return found


@click.command()
@click.option(
    "--sizes", type=Sizes(), default=SIZES, show_default=True, help="Numbers of FAQ wordings."
)
@click.option(
    "--against",
    multiple=True,
    type=click.Choice(["all", "rapidfuzz", "bm25s", "fts5", "tantivy"]),
    help="Also measure others on the same wordings, where they are installed.",
)
@click.option("--questions", type=click.IntRange(1), default=200, help="Questions asked; 200.")
@click.option("--seed", type=int, default=0, help="Another seed makes other wordings.")
@click.option("--chart", type=click.Path(path_type=Path), help="Write the figures as a picture.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each size.")
@click.option("--alone", is_flag=True, hidden=True)
@knowledge_option
def command(
    sizes: tuple[int, ...],
    against: tuple[str, ...],
    questions: int,
    seed: int,
    chart: Path | None,
    as_json: bool,
    alone: bool,
    folder: str | None,
) -> None:
    """Measure speed and memory on synthetic knowledge, each size in a process of its own."""
    if alone:
        _measure(sizes[0], against, questions, seed, folder)
        return
    passed = [f"--questions={questions}", f"--seed={seed}", *(f"--against={n}" for n in against)]
    passed += [f"--knowledge={folder}"] if folder else []
    figures = []
    for row in _each(sizes, passed):
        figures.append(row)
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else _line(row, not figures[1:]))
        sys.stdout.flush()
    if chart is not None:
        _draw(figures, chart)


def _measure(
    size: int, against: Sequence[str], questions: int, seed: int, folder: str | None
) -> None:
    from bot.bench.measuring import measure
    from bot.bench.peers import installed
    from knowledge.corpus.folder import load_corpus, locate

    loaded = load_corpus(locate(folder))
    peers = list(installed(against))
    found = measure(loaded, size, count=questions, seed=seed, peers=peers, today=local_today())
    click.echo(json.dumps(found, ensure_ascii=False))


def _each(sizes: Sequence[int], passed: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The figures of each size, from a process of its own, so that memory is that size's alone."""
    from bot.commands.progress import bar

    with bar("测速") as advance:
        for number, size in enumerate(sizes):
            advance(number, len(sizes), f"{size:,} 个问法")
            run = [sys.executable, "-m", "bot", "bench", "--alone", f"--sizes={size}", *passed]
            done = subprocess.run(run, capture_output=True, text=True, encoding="utf-8")  # noqa: S603
            if done.returncode:
                raise click.ClickException(done.stderr.strip().splitlines()[-1])
            yield json.loads(done.stdout)


_COLUMNS = (
    ("问法", "wordings", "{:,.0f}", 1.0),
    ("建索引/秒", "build_s", "{:.2f}", 1.0),
    ("磁盘/MB", "disk_bytes", "{:.1f}", 1e-6),
    ("内存/MB", "memory_bytes", "{:.1f}", 1e-6),
    ("p50/毫秒", "p50_ms", "{:.2f}", 1.0),
    ("p95/毫秒", "p95_ms", "{:.2f}", 1.0),
    ("p99/毫秒", "p99_ms", "{:.2f}", 1.0),
    ("题/秒", "questions_per_s", "{:.0f}", 1.0),
    ("recall@1", "recall@1", "{:.3f}", 1.0),
)


def _line(row: dict[str, Any], first: bool) -> str:
    lines = ["".join(f"{name:>10s}" for name, *_ in _COLUMNS)] if first else []
    lines.append("".join(f"{form.format(row[key] * by):>12s}" for _, key, form, by in _COLUMNS))
    if cold := row["cold"]:
        lines.append(
            f"    冷启动到第一个回答：首次 {cold['first_s']:.2f} 秒，以后 {cold['kept_s']:.2f} 秒"
        )
    for name, peer in row.get("against", {}).items():
        ratio = peer["ratio"]
        lines.append(
            f"    {name}：p50 {peer['p50_ms']:.2f} 毫秒，recall@1 {peer['recall@1']:.3f}；"
            f"本程序 p50 是它的 {ratio['p50']:.2f} 倍，p99 是它 p50 的 {ratio['p99_to_p50']:.2f} 倍"
        )
    return "\n".join(lines)


def _draw(figures: Sequence[dict[str, Any]], file: Path) -> None:
    import os

    from bot.bench.chart import page
    from bot.timeline.drawing import Pen
    from bot.timeline.fonts import find_font

    own = os.environ.get("ASKPLAN_FONT")
    font = find_font(Path(own) if own else None)
    if font is None:
        raise click.ClickException(
            "没有中文字体，画不了图；在 Debian 上 apt install fonts-wqy-microhei"
        )
    try:
        file.write_bytes(Pen(font).draw(page(figures)))
    except OSError as problem:
        raise click.ClickException(f"{file}: 写不进去（{problem.strerror}）；换一个位置") from None
