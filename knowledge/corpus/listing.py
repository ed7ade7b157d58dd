"""Tables written by hand in .yaml or .jsonl: one mapping a row, every value kept as it was written.

In YAML nothing is guessed: `on`, `no`, `12:30` and `012` stay the words they are, and anchors are
refused, so that no file of a few lines can stand for millions.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from knowledge.corpus.columns import Schema
from knowledge.corpus.records import Record, unknown_column
from knowledge.errors import Problem

_NULLS = {"", "~", "null", "Null", "NULL"}
_LINES = '请一行写一个对象，如 {"question": "…", "answer": "…"}'


class _BadCellError(Exception):
    """A value that cannot be a cell; the message says why."""


def read_jsonl(file: str, text: str, schema: Schema) -> Iterator[Record | Problem]:
    """One record a line; a Problem for a line that is no object, the others are still read."""
    rows: list[tuple[int, Mapping[str, Any]]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            column = getattr(error, "colno", 1)
            what = f"这一行不是有效的 JSON（第 {column} 个字符附近）"
            yield Problem(file=file, place=str(number), what=what, remedy=_LINES)
            continue
        if isinstance(row, dict):
            rows.append((number, row))
        else:
            yield Problem(file=file, place=str(number), what="这一行不是 JSON 对象", remedy=_LINES)
    yield from _records(file, rows, schema)


def read_yaml(file: str, text: str, schema: Schema) -> Iterator[Record | Problem]:
    """One record an item of the list; a Problem where the file is no list of mappings."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        roots = [node for node in yaml.compose_all(text, Loader=loader) if node is not None]
        rows = [row for root in roots for row in _rows(_sequence(root), set())]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = str(mark.line + 1) if mark else ""
        yield Problem(
            file=file, place=place, what="YAML 写法有误", remedy="请检查缩进、冒号后的空格和引号"
        )
    except (yaml.YAMLError, RecursionError):
        yield Problem(
            file=file, what="YAML 写法有误", remedy="请检查是否有特殊控制字符或过深的嵌套"
        )
    except _BadCellError as error:
        place, what = error.args
        remedy = "请写成列表，每项以“- ”开头，下面是“列名: 内容”（冒号用半角，后面留一个空格）"
        yield Problem(file=file, place=place, what=what, remedy=remedy)
    else:
        yield from _records(file, rows, schema)


def _place(node: Any) -> str:
    return str(node.start_mark.line + 1)


def _sequence(root: Any) -> Any:
    """The list in a file: the root, or the only list under a root mapping (`faq: [...]`)."""
    if root.id == "mapping":
        lists = [value for _, value in root.value if value.id == "sequence"]
        if len(lists) == 1 == len(root.value):
            return lists[0]
    if root.id != "sequence":
        raise _BadCellError(_place(root), "最外层不是列表")
    return root


def _rows(sequence: Any, seen: set[int]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for item in sequence.value:
        _once(item, seen)
        if item.id != "mapping":
            raise _BadCellError(_place(item), "列表里的这一项不是“列名: 内容”")
        row = {str(key.value): _plain(value, seen) for key, value in item.value}
        if len(row) < len(item.value):
            raise _BadCellError(_place(item), "同一项里有重复的列名")
        yield item.start_mark.line + 1, row


def _once(node: Any, seen: set[int]) -> None:
    if id(node) in seen:
        raise _BadCellError(_place(node), "用了 YAML 的锚点和引用（& 和 *），这里不支持")
    seen.add(id(node))


def _plain(node: Any, seen: set[int]) -> Any:
    """A node as text or a list of texts, untouched by YAML's guesses at types."""
    _once(node, seen)
    if node.id == "scalar":
        return "" if node.style is None and node.value in _NULLS else node.value
    if node.id == "sequence" and all(child.id == "scalar" for child in node.value):
        return [_plain(child, seen) for child in node.value]
    raise _BadCellError(_place(node), "内容嵌套过深：一格只能是文字或文字的列表")


def _cell(value: Any) -> str | tuple[str, ...]:
    """A JSON or YAML value as the text, or list of texts, that a cell holds."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, list) and not any(isinstance(item, list | dict) for item in value):
        return tuple(str(_cell(item)) for item in value)
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    raise _BadCellError("", "内容嵌套过深，应为文字或文字的列表")


def _records(
    file: str, rows: list[tuple[int, Mapping[str, Any]]], schema: Schema
) -> Iterator[Record | Problem]:
    known: dict[str, str | None] = {}
    for number, row in rows:
        values: dict[str, str | tuple[str, ...]] = {}
        columns: dict[str, str] = {}
        extra: list[tuple[str, str]] = []
        for key, value in row.items():
            if key not in known:
                known[key] = schema.field(key)
                if known[key] is None:
                    yield unknown_column(file, str(number), key, schema)
            name = known[key]
            try:
                cell = _cell(value)
            except _BadCellError as error:
                what = f"“{key}”的{error.args[1]}"
                yield Problem(file=file, place=str(number), what=what, remedy="请改成文字")
                continue
            if name is None:
                extra.append((key, cell if isinstance(cell, str) else "、".join(cell)))
            else:
                values[name], columns[name] = cell, key
        yield Record(
            file=file, place=str(number), values=values, columns=columns, extra=tuple(extra)
        )
