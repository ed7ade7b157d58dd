"""Tables of a plan: rows to tasks, with merged, empty and missing cells filled in; rows of targets."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from knowledge.model import Cell, Document, Row, Table
from knowledge.plans.assignments import NOBODY, Assignment
from knowledge.plans.columns import Column, Header, find_header, is_repeated_header
from knowledge.plans.responsibility import is_strong_unit, is_time, read_clause
from knowledge.plans.unit_names import is_unit, split_units

_SAME = re.compile(r"同上|同前|〃|″|\"|''|“|”|同上一?[行项]|与上(?:一)?[行项]相同")
_NONE = frozenset({"—", "-", "－", "——", "–", "/", "／", "\\", "无", "无配合单位", "暂无"})
_TARGET_ROW = re.compile(r"(?:工作|总体|年度|主要|预期|量化)?(?:目标|指标)(?:要求|值)?")
_BAND_NUMBER = re.compile(r"(?:[（(]?[一二三四五六七八九十]+[）)、.．]|\d+[、.．])\s*")
_NOTE_ROW = re.compile(r"(?:填表|有关|相关)?(?:说明|备注|注)(?:[:：].*)?|合计|总计|小计|共计")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableTask:
    """One row that is a task. name: short title from a column of its own, or empty.

    start, end: range of the task's words, one cell. inherited: what was taken from the row above.
    """

    row: Row
    name: str
    start: int
    end: int
    path: tuple[str, ...]
    assignment: Assignment
    inherited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow:
    """A row of targets: words in which numbers stand; for an indicator table also name and value.

    start, end: range of the words. phrase: name, value and unit as one sentence, or None.
    """

    start: int
    end: int
    phrase: str | None = None
    name: str = ""
    unit: str = ""
    by: str = ""
    assignment: Assignment = NOBODY


def read_table(document: Document, table: Table) -> tuple[list[TableTask], list[TargetRow]]:
    """The tasks and the rows of targets in one table; nothing for a table of another kind."""
    header = find_header(table)
    if header is None or not (header.has_tasks or header.has_indicators):
        return [], []
    return _Reader(document, header).read(table.rows[header.below :])


class _Reader:
    """Goes down the rows and remembers the one above."""

    def __init__(self, document: Document, header: Header) -> None:
        self._document = document
        self._header = header
        self._above: dict[int, Cell] = {}
        self._band = ""
        self._tasks: list[TableTask] = []
        self._targets: list[TargetRow] = []

    def read(self, rows: tuple[Row, ...]) -> tuple[list[TableTask], list[TargetRow]]:
        for row in rows:
            texts = [c.text.strip() for c in row.cells]
            if (
                not any(texts)
                or is_repeated_header(texts, self._header)
                or self._set_apart(row, texts)
            ):
                continue
            cells = self._placed(row)
            if self._header.has_tasks:
                self._task(row, cells)
            else:
                self._indicator(row, cells)
        return _without_shared_names(self._tasks), self._targets

    def _set_apart(self, row: Row, texts: list[str]) -> bool:
        """Rows that are neither task nor indicator: 目标, 说明, a heading across the table."""
        filled = [i for i, t in enumerate(texts) if t]
        first = texts[filled[0]]
        if _NOTE_ROW.fullmatch(first):
            return True
        if (
            _TARGET_ROW.fullmatch(first)
            and len({texts[i] for i in filled}) <= 2
            and len(filled) > 1
        ):
            cell = row.cells[filled[-1]]
            self._targets.append(TargetRow(start=cell.start, end=cell.end))
            return True
        if len({texts[i] for i in filled}) == 1 and (
            len(filled) > 1 or self._is_band(filled[0], first)
        ):
            self._band = _BAND_NUMBER.sub("", first)
            return True
        return False

    def _is_band(self, column: int, text: str) -> bool:
        """A lone cell is a heading unless it stands where tasks stand and has no heading's number."""
        if len(text) > 30 or re.search(r"[。；;]", text):
            return False
        return self._header.columns.get(column) != "task" or bool(_BAND_NUMBER.match(text))

    # ---- columns of one row ----------------------------------------------------------------

    def _placed(self, row: Row) -> dict[int, Cell]:
        """The row's cells by column; a row that lost its merged cells is moved to the right."""
        width = max(self._header.columns) + 1
        cells = list(row.cells)
        missing = [i for i, c in enumerate(cells) if not c.text.strip()]
        room = max(0, width - len(cells)) + len(
            [i for i in missing if i >= len(cells) - len(missing)]
        )
        best = max(range(0, min(room, 4) + 1), key=lambda shift: (self._fit(cells, shift), -shift))
        placed = {i + best: c for i, c in enumerate(cells) if i + best < width}
        for i in range(best):
            if i in self._above and self._header.columns.get(i) in ("category", "task", "number"):
                placed[i] = replace(self._above[i], filled=True)
        return placed

    def _fit(self, cells: list[Cell], shift: int) -> int:
        """How many cells look like what their column holds."""
        score = 0
        for i, cell in enumerate(cells):
            text = cell.text.strip()
            column = self._header.columns.get(i + shift)
            if text and i + shift > max(self._header.columns):
                score -= 3
            elif text and column in ("lead", "responsible", "units"):
                score += 2 if _names_units(text) else -2
            elif text and column == "deadline":
                score += 2 if (is_time(text) or text in _NONE or _SAME.fullmatch(text)) else -2
            elif text and column == "number":
                score += 1 if re.fullmatch(r"[\d.()（）一二三四五六七八九十]+", text) else -1
            elif text and column == "task":
                score += -2 if _names_units(text) and len(text) < 40 else 0
        return score

    def _text(self, cells: dict[int, Cell], column: int) -> tuple[str, bool]:
        """What a cell says, 同上 resolved; and whether it was taken from the row above."""
        cell = cells.get(column)
        text = cell.text.strip() if cell else ""
        if _SAME.fullmatch(text) and column in self._above:
            return self._above[column].text.strip(), True
        return "" if text in _NONE else text, False

    def _remember(self, cells: dict[int, Cell]) -> None:
        for column, cell in cells.items():
            text = cell.text.strip()
            if text and not _SAME.fullmatch(text):
                self._above[column] = cell

    def _category(self, cells: dict[int, Cell], but: int | None) -> tuple[str, ...]:
        """Categories from the left; an empty one is the one above it."""
        path = [self._band] if self._band else []
        for column in self._header.of("category"):
            text, _ = self._text(cells, column)
            if not text and column in self._above:
                text = self._above[column].text.strip()
            if text and column != but:
                path.append(text)
        return tuple(path)

    # ---- a task ------------------------------------------------------------------------------

    def _task(self, row: Row, cells: dict[int, Cell]) -> None:
        columns = [i for i in self._header.of("task") if i in cells and cells[i].text.strip()]
        own = [
            i for i in columns if not cells[i].filled and not _SAME.fullmatch(cells[i].text.strip())
        ]
        if not own:
            self._remember(cells)
            return
        main = own[-1]
        names = [i for i in columns if i < main]
        assignment, inherited = self._assignment(cells)
        before = self._category(cells, main)
        path = (*before, *(cells[i].text.strip() for i in names[:-1]))
        name = cells[names[-1]].text.strip() if names else ""
        self._tasks.append(
            TableTask(
                row=row,
                name=name,
                start=cells[main].start,
                end=cells[main].end,
                path=path,
                assignment=assignment,
                inherited=inherited,
            )
        )
        self._remember(cells)

    def _assignment(self, cells: dict[int, Cell]) -> tuple[Assignment, tuple[str, ...]]:
        found = Assignment()
        inherited: list[str] = []
        said = self._header.of("lead", "responsible", "units", "deadline")
        # All of them empty: the cells were merged with those above, and only the file lost that.
        blank = all(not (cells[i].text.strip() if i in cells else "") for i in said)
        for column in said:
            text, same = self._text(cells, column)
            if blank and column in self._above and self._above[column].text.strip() not in _NONE:
                text, same = self._above[column].text.strip(), True
            if same and blank:
                inherited.append(self._header.titles.get(column, ""))
            if text:
                found = found.joined(_cell(text, self._header.columns[column], found.level))
        return found, tuple(inherited)

    # ---- an indicator ------------------------------------------------------------------------

    def _indicator(self, row: Row, cells: dict[int, Cell]) -> None:
        names = [
            i for i in self._header.of("indicator", "task") if i in cells and cells[i].text.strip()
        ]
        values = [i for i in self._header.of("value") if self._text(cells, i)[0]]
        if names and values:
            name, value = self._text(cells, names[-1])[0], self._text(cells, values[-1])[0]
            units = [self._text(cells, i)[0] for i in self._header.of("unit")]
            assignment, _ = self._assignment(cells)
            self._targets.append(
                TargetRow(
                    start=row.start,
                    end=row.end,
                    phrase=_sentence(name, value, units[0] if units else ""),
                    name=re.sub(r"[（(][^（()）]*[)）]$", "", name),
                    unit=units[0] if units else "",
                    by=self._header.titles.get(values[-1], ""),
                    assignment=assignment,
                )
            )
        self._remember(cells)


def _without_shared_names(tasks: list[TableTask]) -> list[TableTask]:
    """A name that several rows bear is what they belong to, not what any of them is called."""
    borne = Counter(task.name for task in tasks if task.name)
    return [
        replace(task, name="", path=(*task.path, task.name)) if borne[task.name] > 1 else task
        for task in tasks
    ]


def _sentence(name: str, value: str, unit: str) -> str:
    """`市区绿化率（%）` and `≥45` as words that a reader of sentences understands."""
    given = re.search(r"[（(]([^（()）]+)[)）]$", name)
    if given and not unit:
        name, unit = name[: given.start()], given[1]
    unit = "" if unit and value.endswith(unit) else unit
    signs = (
        ("≥", "不低于"),
        (">=", "不低于"),
        ("≤", "不超过"),
        ("<=", "不超过"),
        (">", "超过"),
        ("＞", "超过"),
        ("<", "低于"),
        ("＜", "低于"),
    )
    for sign, words in signs:
        if value.startswith(sign):
            return f"{name}{words}{value[len(sign) :].strip()}{unit}"
    return f"{name}达到{value}{unit}" if re.match(r"\d", value) else f"{name}{value}{unit}"


def _names_units(text: str) -> bool:
    return (
        text in _NONE
        or bool(_SAME.fullmatch(text))
        or any(
            is_strong_unit(u) or is_unit(u)
            for u in split_units(re.split(r"牵头|负责|配合", text)[0])
        )
    )


def _cell(text: str, column: Column, level: str | None) -> Assignment:
    """What one cell says, read as the column it stands in."""
    if column == "deadline":
        return Assignment(deadline=text)
    label = {"lead": "牵头单位：", "responsible": "责任单位：", "units": "责任分工："}[column]
    flat = re.sub(r"\s*\n\s*", "、", text)
    has_label = re.match(r"(?:牵头|责任|配合|主办|协办)(?:单位|部门)?[:：]", flat)
    return read_clause(flat if has_label else label + flat, level)


def table_tasks(document: Document) -> Iterator[tuple[Table, list[TableTask], list[TargetRow]]]:
    """Every table with what was found in it."""
    for table in document.tables:
        yield (table, *read_table(document, table))
