"""A table file, whatever its format, as records: .xlsx, .csv, .yaml, .jsonl.

Every problem is collected; a file that holds one is still read as far as it can be.
"""

import csv
import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import count

from knowledge.corpus.columns import Schema
from knowledge.corpus.listing import read_jsonl, read_yaml
from knowledge.corpus.records import (
    GUIDE_SHEETS,
    Record,
    find_header,
    header_problems,
    headerless,
    read_grid,
)
from knowledge.errors import Problem, UnreadableFile
from knowledge.reading.grid import Grid, GridRow

SUFFIXES = (".xlsx", ".csv", ".yaml", ".yml", ".jsonl")
# `'012` and `'=1`: the apostrophe with which spreadsheets mark text, left behind by an export.
_MARKED_AS_TEXT = re.compile(r"\A'(?=[=+\-@\d])")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def read_table(file: str, data: bytes, schema: Schema) -> Iterator[Record | Problem]:
    """The rows of a table of one kind, in order, and what is wrong with the file.

    file: name for problems; its ending decides the format, as its content must agree with it.
    Rows that a template carries as an example are left out, with a note.
    """
    try:
        for item in _grids_or_records(file, data, schema):
            if isinstance(item, Record) and item.is_example():
                yield item.problem(
                    "示例行，没有读入", "填好自己的内容后可以删去这一行", level="warning"
                )
            else:
                yield item
    except UnreadableFile as error:
        yield error.problem


def _grids_or_records(file: str, data: bytes, schema: Schema) -> Iterable[Record | Problem]:
    suffix = file[file.rfind(".") :].lower()
    if suffix == ".xlsx":
        from knowledge.reading.formats.xlsx import read_workbook

        return _from_grids(file, read_workbook(file, data), schema)
    text = _text(file, data)
    if suffix == ".csv":
        return _from_grids(file, [read_csv(file, text)], schema)
    listing: Callable[[str, str, Schema], Iterable[Record | Problem]] = (
        read_jsonl if suffix == ".jsonl" else read_yaml
    )
    return listing(file, text, schema)


def _text(file: str, data: bytes) -> str:
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        what = "这其实是 Excel 或 Word 文件，只是名字以文本的结尾命名"
        raise UnreadableFile(
            Problem(file=file, what=what, remedy="请用 Excel 打开，另存为 .xlsx 或“CSV UTF-8”")
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        from knowledge.reading.encoding import decode

        return decode(data, file=file).text


def _dialect(text: str) -> tuple[str, str]:
    """The text without a `sep=` line, and its separator: the one that the first lines hold most."""
    if marked := _SEPARATOR_LINE.match(text):
        return text[marked.end() :], marked[1]
    head = "\n".join(text.split("\n", 20)[:20])
    return text, max(",\t;", key=head.count)


def read_csv(file: str, text: str) -> Grid:
    """A CSV text (comma, tab or semicolon) as a grid; rows are counted as a spreadsheet shows them.

    Raises UnreadableFile where a quotation mark is not closed.
    """
    body, separator = _dialect(text)
    limit = csv.field_size_limit(sys.maxsize)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator, strict=True)
    lines = []
    number = 0
    try:
        for number, row in zip(count(1), reader, strict=False):
            cells = [_MARKED_AS_TEXT.sub("", cell.strip()) if cell else "" for cell in row]
            if any(cells):
                lines.append(GridRow(number=number, cells=cells))
    except csv.Error:
        what = f"第 {number + 1} 行起引号不成对，后面的内容读不出来"
        remedy = '请检查这一行的英文双引号 "，或用 Excel 打开后另存为 .xlsx'
        raise UnreadableFile(
            Problem(file=file, place=str(number + 1), what=what, remedy=remedy)
        ) from None
    finally:
        csv.field_size_limit(limit)
    return Grid(lines=lines)


def _from_grids(file: str, grids: Iterable[Grid], schema: Schema) -> Iterator[Record | Problem]:
    """The records of every sheet that has the header; one problem if none has."""
    unread: list[Grid] = []
    read = 0
    for grid in grids:
        header = None if grid.hidden or _is_guide(grid) else find_header(grid, schema)
        if header is None:
            unread.append(grid)
            continue
        read += 1
        yield from grid.notes
        yield from header_problems(file, grid, header, schema)
        yield from read_grid(file, grid, header, schema)
    yield from _unread(file, unread, read, schema)


def _is_guide(grid: Grid) -> bool:
    return grid.name.strip().lower() in GUIDE_SHEETS


def _unread(file: str, grids: list[Grid], read: int, schema: Schema) -> Iterator[Problem]:
    filled = [grid for grid in grids if grid.lines and not _is_guide(grid)]
    visible = [grid for grid in filled if not grid.hidden]
    if not read and visible:
        yield headerless(file, visible, schema)
        return
    if not read and not filled:
        what, remedy = "表是空的", f"请填入内容，或删去这个文件（列名见{schema.kind}模板）"
        yield Problem(file=file, what=what, remedy=remedy, level="warning")
    for grid in filled:
        what = (
            "隐藏的工作表没有读入"
            if grid.hidden
            else f"这个工作表没有{schema.kind}的表头，没有读入"
        )
        remedy = "要用就取消隐藏，不用可以删去" if grid.hidden else "要用请补上表头，不用可以忽略"
        yield Problem(file=file, place=grid.name, what=what, remedy=remedy, level="warning")
