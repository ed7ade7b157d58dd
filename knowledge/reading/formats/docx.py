"""Word documents: paragraphs with their automatic numbers, headings, tables in place, text boxes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from knowledge.reading.archives import check_package
from knowledge.reading.extract import Extract, GridCell, Writer
from knowledge.reading.formats.docx_numbers import Numbering, W
from knowledge.reading.guard import Refusal

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_HEADING = re.compile(r"(?:heading|标题)\s?([1-6])$", re.IGNORECASE)
_TITLE = re.compile(r"(?:title|标题)$", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目录)\s?\d$", re.IGNORECASE)
_COLUMNS = 200  # a table wider than that is no table


def read(file: str, data: bytes) -> Extract:
    """Read a .docx. Raises UnreadableFile where it is damaged, locked or unsafe."""
    import docx

    package = check_package(file, data)
    try:
        document = docx.Document(package)
        body = document.element.body
        reader = _Reader(_styles(document), Numbering.of(_numbering(document)))
        reader.walk(body)
    except Exception as error:  # python-docx raises whatever a damaged part makes it stumble over
        if isinstance(error, MemoryError):
            raise
        raise Refusal.damaged(file) from None
    return reader.writer.extract()


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    outline: int | None
    list: tuple[str | None, int] | None


def _styles(document: Any) -> dict[str, _Style]:
    found: dict[str, _Style] = {}
    for node in document.styles.element.iterfind(f"{W}style"):
        properties = node.find(f"{W}pPr")
        found[node.get(f"{W}styleId", "")] = _Style(
            name=_attribute(node, "name"),
            based_on=_attribute(node, "basedOn"),
            outline=_outline(properties),
            list=_list(properties),
        )
    return found


def _numbering(document: Any) -> Any:
    relations = document.part.rels.values()
    part = next((r.target_part for r in relations if r.reltype.endswith("/numbering")), None)
    return None if part is None else part.element


def _attribute(node: Any, tag: str) -> str:
    child = None if node is None else node.find(f"{W}{tag}")
    return "" if child is None else str(child.get(f"{W}val", ""))


def _outline(properties: Any) -> int | None:
    value = _attribute(properties, "outlineLvl")
    return int(value) if value in "012345678" and value else None


def _list(properties: Any) -> tuple[str | None, int] | None:
    """(list id, level) of a paragraph or style that is numbered; the id may be left to the style."""
    node = None if properties is None else properties.find(f"{W}numPr")
    if node is None:
        return None
    depth = _attribute(node, "ilvl")
    return _attribute(node, "numId") or None, int(depth) if depth.isdigit() else 0


class _Reader:
    """Walks the body and writes lines; holds the state of the lists."""

    def __init__(self, styles: dict[str, _Style], numbering: Numbering) -> None:
        self.styles = styles
        self.numbering = numbering
        self.writer = Writer()

    def walk(self, node: Any) -> None:
        """Write the paragraphs and tables of a body, a content control, a text box, in order."""
        for child in node:
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._table(child)
            elif child.tag in (f"{W}sdt", f"{W}customXml", f"{W}ins", f"{W}smartTag"):
                content = child.find(f"{W}sdtContent")
                self.walk(child if content is None else content)

    def _paragraph(self, node: Any) -> None:
        boxes: list[Any] = []
        text = "".join(_words(node, boxes))
        style = self._style(node)
        if not _CONTENTS.match(style.name if style else ""):
            number = self._number(node) if text.strip() else ""
            self.writer.line(number + text.strip(" "), heading=self._heading(node))
        for box in boxes:
            self.walk(box)

    def _style(self, node: Any) -> _Style | None:
        return self.styles.get(_attribute(node.find(f"{W}pPr"), "pStyle"))

    def _chain(self, node: Any) -> Iterator[_Style]:
        """The paragraph's style and those it is based on."""
        style, seen = self._style(node), 0
        while style is not None and seen < 20:
            yield style
            style, seen = self.styles.get(style.based_on), seen + 1

    def _heading(self, node: Any) -> int:
        own = _outline(node.find(f"{W}pPr"))
        if own is not None:
            return own + 1 if own < 6 else 0
        for style in self._chain(node):
            found = _HEADING.match(style.name)
            if found:
                return int(found[1])
            if _TITLE.match(style.name):
                return 1
            if style.outline is not None:
                return style.outline + 1 if style.outline < 6 else 0
        return 0

    def _number(self, node: Any) -> str:
        """The automatic number as a reader sees it; empty for none and for bullets."""
        own = _list(node.find(f"{W}pPr"))
        inherited = next((style.list for style in self._chain(node) if style.list), None)
        found = own or inherited
        if found is None:
            return ""
        identity = found[0] or (inherited[0] if inherited else None)
        # List 0 switches numbering off.
        return self.numbering.next(identity, found[1]) if identity and identity != "0" else ""

    def _table(self, node: Any) -> None:
        rows = list(_rows(node))
        if len(rows) == 1 and len(rows[0]) == 1:
            self.walk(rows[0][0])  # a frame around text
            return
        grid: list[list[GridCell]] = []
        above: dict[int, tuple[int, int]] = {}
        for number, cells in enumerate(rows):
            grid.append(self._row(number, cells, above))
        self.writer.table(grid)

    def _row(
        self, number: int, cells: list[Any], above: dict[int, tuple[int, int]]
    ) -> list[GridCell]:
        """One row; `above` maps columns to the cell that a vertical merge goes on with."""
        row: list[GridCell] = []
        for cell in cells:
            properties = cell.find(f"{W}tcPr")
            span = _attribute(properties, "gridSpan")
            width = min(int(span), _COLUMNS) if span.isdigit() else 1
            merge = None if properties is None else properties.find(f"{W}vMerge")
            goes_on = merge is not None and merge.get(f"{W}val", "continue") == "continue"
            first = above.get(len(row)) if goes_on else None
            here = (number, len(row))
            text = "" if first else self._cell(cell)
            for offset in range(max(1, width)):
                above[len(row)] = first or here
                same = first or (here if offset else None)
                row.append(GridCell(text="" if same else text, same_as=same))
        return row[:_COLUMNS]

    def _cell(self, cell: Any) -> str:
        """The paragraphs of a cell, numbers included, those of tables inside it too."""
        texts: list[str] = []
        for node in cell.iter(f"{W}p"):
            boxes: list[Any] = []
            text = "".join(_words(node, boxes)).strip()
            if text:
                texts.append(self._number(node) + text)
        return "\n".join(texts)


def _rows(table: Any) -> Iterator[list[Any]]:
    for node in table:
        if node.tag == f"{W}tr":
            yield list(_cells(node))
        elif node.tag == f"{W}sdt":
            content = node.find(f"{W}sdtContent")
            if content is not None:
                yield from _rows(content)


def _cells(row: Any) -> Iterator[Any]:
    for node in row:
        if node.tag == f"{W}tc":
            yield node
        elif node.tag == f"{W}sdt":
            content = node.find(f"{W}sdtContent")
            if content is not None:
                yield from _cells(content)


_SIGNS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_SKIPPED = frozenset(
    {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}pPr", f"{W}rPr", f"{_MC}Fallback"}
)


def _words(node: Any, boxes: list[Any]) -> Iterator[str]:
    """The text of a paragraph without what was deleted; text boxes in it are added to `boxes`."""
    for child in node:
        tag = child.tag
        if tag in _SKIPPED or not isinstance(tag, str):
            continue
        if tag == f"{W}t":
            yield child.text or ""
        elif tag in _SIGNS:
            yield _SIGNS[tag]
        elif tag == f"{W}txbxContent":
            boxes.append(child)
        else:
            yield from _words(child, boxes)
