"""`askplan eval`: accuracy on a labelled question set."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import click

from bot.commands.options import (
    knowledge_option,
    local_today,
    open_candidates,
    open_knowledge,
    today_option,
)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The figures as one JSON object.")
@click.option(
    "--against", type=click.Path(path_type=Path), help="An earlier --json: what got better, worse."
)
@click.option("--failures", type=click.IntRange(0), default=20, help="Failures listed; default 20.")
@click.option(
    "--fit",
    type=click.Path(path_type=Path),
    help="Write new weights to this file, learnt from folders of labelled sets.",
)
@today_option
@knowledge_option
def command(
    files: tuple[Path, ...],
    as_json: bool,
    against: Path | None,
    failures: int,
    fit: Path | None,
    today: date | None,
    folder: str | None,
) -> None:
    """Accuracy on labelled questions: a table by type, reliability, and the failures."""
    if fit is not None:
        _fit(files, fit)
        return
    from knowledge.evaluation import figures
    from knowledge.evaluation.questions import parse

    questions = [q for file in files for q in parse(_text(file), file.name)]
    if not questions:
        raise click.UsageError(f"{files[0]}: 没有问题；每行写一个 JSON 对象")
    before = _earlier(against) if against else None
    knowledge = open_knowledge(folder, open_candidates())
    found, outcomes = figures.report(knowledge, questions, today or local_today(), perf_counter)
    if before is not None:
        better, worse = _changes(found, before, against)
        found |= {"better": better, "worse": worse}
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    _print(found)
    wrong = [o for o in outcomes if not o.right][:failures]
    if wrong:
        click.echo("\n没有答对的：")
    for outcome in wrong:
        click.echo(f"  {figures.explain(outcome)}")


def _fit(folders: Sequence[Path], out: Path) -> None:
    """Learn weights from folders laid out as `bot.question_sets` says, and write them as JSON."""
    from bot import question_sets
    from knowledge.evaluation.training import fit
    from knowledge.text import Segmenter

    faqs = [found for folder in folders for found in question_sets.faqs(folder, _text)]
    documents = [found for folder in folders for found in question_sets.documents(folder, _text)]
    if not faqs:
        raise click.UsageError(f"{folders[0]}: 没有 faq/名称/faq.jsonl；写带标注问题的文件夹")
    weights, figures = fit(faqs, documents, Segmenter())
    out.write_text(json.dumps(weights, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for name, value in figures.items():
        click.echo(f"{name:30s} {value:.4f}")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise click.UsageError(f"{file}: {problem.strerror or problem}；写一个能读的文件") from None
    except UnicodeDecodeError:
        raise click.UsageError(f"{file}: 不是 UTF-8 文本；另存为 UTF-8 的 .jsonl") from None


def _earlier(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(_text(file))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise click.UsageError(f"{file}: 不是 askplan eval --json 的输出；先用 --json 存一份")
    return found


def _changes(
    found: dict[str, Any], before: dict[str, Any], file: Path | None
) -> tuple[list[str], list[str]]:
    from knowledge.evaluation.figures import against

    try:
        return against(found, before)
    except ValueError:
        raise click.UsageError(
            f"{file}: 不是 askplan eval --json 的输出；先用 --json 存一份"
        ) from None


_COLUMNS = ("n", "right", "answered", "wrong", "recall@1", "recall@10", "MRR@10")


def _print(found: dict[str, Any]) -> None:
    click.echo(f"{'':34s}" + "".join(f"{name:>11s}" for name in _COLUMNS))
    for kind, row in found["types"].items():
        cells = (f"{row[c]:11.3f}" if c in row and c != "n" else "" for c in _COLUMNS[1:])
        click.echo(f"{kind:34s}{row['n']:11.0f}" + "".join(f"{cell:>11s}" for cell in cells))
    click.echo("\n把握（给出的答案里，说有几成把握的、实际对了几成）：")
    for row in found["reliability"]:
        click.echo(
            f"  {row['from']:.1f}-{row['to']:.1f}  {row['n']:6.0f} 个  "
            f"把握 {row['confidence']:.3f}  对 {row['right']:.3f}"
        )
    click.echo("\n谨慎程度：")
    for caution, row in found["caution"].items():
        click.echo(f"  {caution:10s}" + "  ".join(f"{k} {v:.3f}" for k, v in row.items()))
    times = found["latency_ms"]
    click.echo(f"\n一次回答：p50 {times['p50']:.1f} 毫秒，p99 {times['p99']:.1f} 毫秒")
    for name, title in (("better", "变好了"), ("worse", "变差了")):
        if name in found:
            click.echo(f"\n{title} {len(found[name])} 题：")
            for query in found[name]:
                click.echo(f"  {query}")
