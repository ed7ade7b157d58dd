"""`askplan import`: documents, and the plan found in them, into a knowledge folder, as Excel to review.

Nothing changes before the difference was shown and confirmed.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from bot.commands.progress import bar
from knowledge.errors import Problem, UnreadableFile

if TYPE_CHECKING:
    from knowledge.corpus.columns import Schema
    from knowledge.corpus.importing import Imported
    from knowledge.corpus.merging import Change
    from knowledge.corpus.publishing import Stage
    from knowledge.corpus.table_differences import TableImported

# From so many files on, new tables are counted and no longer listed row by row.
BRIEF_FROM = 4
BAR_FROM = 4
# From so many refused files on, they are also written to a file beside the folder's tables.
REPORT_FROM = 20
LONG, AROUND = 40, 12  # characters of a cell that are shown whole; around a difference
_MARKS = {"added": "+", "removed": "-", "changed": "~"}


def expand(files: Iterable[str]) -> list[Path]:
    """The files to import: those given, and those inside folders that are given."""
    paths: list[Path] = []
    for path in map(Path, files):
        inside = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        paths += [p for p in inside if not p.name.startswith((".", "~$"))]
    return paths


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def excerpt(before: str, after: str) -> str:
    """`before → after`; of two long texts only where they part, with a little around it."""
    if max(len(before), len(after)) <= LONG:
        return f"{before or '（空）'} → {after or '（空）'}"
    start = _alike(before, after)
    rest = min(len(before), len(after)) - start
    end = min(rest, _alike(before[::-1], after[::-1]))
    low = max(0, start - AROUND)
    parts = (text[low : len(text) - max(0, end - AROUND)] for text in (before, after))
    return " → ".join(f"…{part[:LONG]}…" for part in parts)


def describe(
    change: "Change", values: Mapping[str, str], schema: "Schema | None" = None
) -> Iterator[str]:
    """One row of the difference; who leads and by when in bold. values: its cells, if it is new.

    schema: the kind of table that it stands in; None for tasks.
    """
    from knowledge.corpus.columns import PLAN

    schema = schema or PLAN
    shown = [
        f"{schema.header(name)}：{text}"
        for name in ("lead", "responsible", "deadline", "answer", "aliases")
        if change.kind == "added" and name in schema.fields and (text := values.get(name))
    ]
    yield "｜".join([f"  {_MARKS[change.kind]} {f'{change.id} {change.title}'.strip()}", *shown])
    for cell in change.cells:
        line = f"{schema.header(cell.name)}：{excerpt(cell.before, cell.after)}"
        bold = cell.name in ("lead", "deadline")
        yield "      " + (click.style(line, bold=True) if bold else line)


def heading(imported: "Imported") -> str:
    """The document and, in numbers, what would happen to its table."""
    origin, merged = imported.origin, imported.merged
    if imported.tables:
        changed = [one for one in imported.tables if one.differs]
        lines = [table_heading(origin.file, one) for one in changed or imported.tables]
        return "；".join(lines)
    name = f"{origin.file}《{origin.title}》" + (f" {origin.doc_no}" if origin.doc_no else "")
    if imported.unchanged:
        return f"{name}：没有变化"
    if merged is None:
        return f"{name}：存入文件"
    counts = [
        f"{word} {number}"
        for kind, word in (("added", "新增"), ("removed", "删去"), ("changed", "改动"))
        if (number := sum(change.kind == kind for change in merged.changes))
    ]
    unsure = sum(bool(row.doubts) for row in merged.rows)
    counts += [f"待核对 {unsure}"] if unsure else []
    return f"{name}：任务 {len(merged.rows)} 项" + (f"（{'，'.join(counts)}）" if counts else "")


def table_heading(file: str, table: "TableImported") -> str:
    """Where a table goes and, in numbers, what that would change."""
    counts = [
        f"{word} {number}"
        for kind, word in (("added", "新增"), ("changed", "改动"))
        if (number := sum(change.kind == kind for change in table.changes))
    ]
    if table.replaced and table.removed:
        counts.append(f"删去 {len(table.removed)}")
    counted = f"{table.kind.title} {table.rows} 行（{'，'.join(counts) or '没有变化'}）"
    return f"{file} → {table.file}：{counted}"


def describe_table(table: "TableImported") -> Iterator[str]:
    """The rows that a table would add, change and remove."""
    for file in table.superseded:
        yield f"  - {file}（由这张表代替）"
    removed = table.removed if table.replaced else ()
    for change in (*table.changes, *removed):
        yield from describe(change, table.values.get(change.title, {}), table.kind.schema)
    if table.removed and not table.replaced:
        yield f"  这份文件里没有的 {len(table.removed)} 行保留不动"


def report(imported: "Imported", *, brief: bool) -> Iterator[str]:
    """What a person should see of one file before saying yes."""
    from knowledge.corpus.columns import PLAN

    yield heading(imported)
    for note in imported.notes:
        yield f"  {note}"
    for table in imported.tables:
        yield from describe_table(table)
    merged = imported.merged
    if merged is None or imported.unchanged:
        return
    rows = {row.values["id"]: row.values for row in merged.rows}
    for change in () if brief and imported.first else merged.changes:
        yield from describe(change, rows.get(change.id, {}))
    for row, name, read in merged.kept:
        title = f"{row.values['id']} {row.values['title']}"
        shown = row.values.get(name) or "（空）"
        yield f"  ! {title}：保留人工填写的{PLAN.header(name)}“{shown}”（文件里现在是“{read or '（空）'}”）"
    for name in merged.orphans:
        title = next(row.values["title"] for row in merged.rows if row.values["id"] == name)
        yield f"  ! {name} {title}：新版文件里找不到原文，因人工改过而保留，请核对"


def take_in(
    stage: "Stage", paths: list[Path], out: IO[str], *, replace: bool = False
) -> tuple[list[str], list[Problem]]:
    """Prepare every file, its report going to `out`; gives one line a changed file, and the refused."""
    from knowledge.corpus.importing import Importer

    importer = Importer(stage, replace=replace)
    lines: list[str] = []
    refused: list[Problem] = []
    with bar("导入", least=BAR_FROM) as advance:
        for number, path in enumerate(paths):
            advance(number, len(paths), path.name)
            try:
                imported = importer.add(path)
            except UnreadableFile as error:
                refused.append(error.problem)
                continue
            out.writelines(f"{line}\n" for line in report(imported, brief=len(paths) >= BRIEF_FROM))
            lines += [] if imported.unchanged else [heading(imported)]
    return lines, refused


def confirmed(yes: bool) -> bool:
    """Whether to publish: --yes, or a person who says so."""
    if yes:
        return True
    if sys.stdin.isatty() and sys.stdout.isatty():
        return click.confirm("发布以上改动？", default=False)
    click.echo("没有发布：核对无误后加 --yes 再运行一次", err=True)
    return False


def tell_refused(refused: list[Problem], folder: Path) -> None:
    """The refused files with their reasons; many of them also as a file."""
    from knowledge.corpus.files import write_report

    if not refused:
        return
    click.echo(f"{len(refused)} 个文件没有导入：", err=True)
    for problem in refused:
        click.echo(f"  {problem}", err=True)
    if len(refused) >= REPORT_FROM:
        place = write_report(folder, [str(problem) for problem in refused])
        click.echo(f"以上清单已存入 {place}", err=True)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--to", "folder", required=True, metavar="FOLDER", help="The knowledge folder.")
@click.option("--replace", is_flag=True, help="Rows that a FAQ or glossary table lacks go.")
@click.option("--yes", is_flag=True, help="Publish without asking; for scripts.")
def command(files: tuple[str, ...], folder: str, replace: bool, yes: bool) -> int:
    """Put each FILE, and the plan found in it, into a knowledge folder as Excel to review.

    A table that says of its header that it is one (FAQ, tasks with their source, glossary) is merged
    into the folder's.
    """
    import tempfile

    from knowledge.corpus.folder import own_folder
    from knowledge.corpus.publishing import staging

    place = own_folder(folder)
    with staging(place) as stage, tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        lines, refused = take_in(stage, expand(files), out, replace=replace)
        out.seek(0)
        for line in out:
            click.echo(line, nl=False)
        published = False
        if stage.empty:
            click.echo("没有可发布的改动")
        elif confirmed(yes):
            stage.publish(f"{datetime.now(UTC).astimezone():%Y-%m-%d %H:%M}", lines)
            published = True
            click.echo(f'已发布 {len(lines)} 个文件的改动；要撤销：askplan undo --to "{folder}"')
        tell_refused(refused, place)
        return 0 if (published or stage.empty) and not refused else 1
