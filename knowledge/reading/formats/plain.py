"""Plain text and Markdown: front matter, headings, tables between pipes."""

import itertools
import re
from collections.abc import Iterator

from knowledge.reading.dating import full_dates
from knowledge.reading.extract import Extract, Line, RawCell
from knowledge.reading.numbering import number_of
from knowledge.reading.titles import TITLE_END

_LINE_END = re.compile("\r\n|[\n\r\v\f\u2028\u2029]")
_HEADING = re.compile(r"[ \u3000]{0,3}(#{1,6})[ \u3000]+(.*?)[ \u3000#]*$")
_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_GAP = re.compile("[ \\u3000\\u00a0]+")
_FOLDED = 120  # characters; a shorter line is a paragraph
_GAPS = 2
_LOOK = 150
_HEADING_LENGTH = 60
_INDENT = re.compile("\\u3000|[ \\u00a0]{2}|\\t|&nbsp;|&emsp;|&#12288;")
_HEAD_END = re.compile(rf"(?:{TITLE_END.pattern})|[〕\]]\s?\d{{1,4}}\s?号$")
_UNITS_END = re.compile(r"[。；][（(〔【\[][^（）()〔〕【】]{2,120}[)）〕】\]]$")
_SENTENCE_ENDS = tuple("。；：！？;:!?")
_FRONT_KEYS = {
    "title": "title",
    "标题": "title",
    "issuer": "issuer",
    "发文机关": "issuer",
    "发布机构": "issuer",
    "doc_no": "doc_no",
    "文号": "doc_no",
    "date": "date",
    "日期": "date",
    "url": "url",
    "网址": "url",
    "来源网址": "url",
    "fictional": "fictional",
}
_FRONT_LINE = re.compile(r"([\w\u4e00-\u9fff-]+)\s*[:：]\s*(.*)$")
_FRONT_LIMIT = 60  # lines


def read(text: str, *, markdown: bool = False) -> Extract:
    """Read text line by line; headings and tables in the manner of Markdown are known in any text.

    markdown: the file's name says Markdown, so that its other marks count as well.
    """
    spans = list(line_ranges(text))
    meta, body = _front_matter(text, spans)
    unfolded = [line for span in spans[body:] for line in _unfolded(text, *span)]
    lines = list(_tables(text, unfolded))
    return Extract(raw=text, lines=tuple(lines), meta=meta, wrapped=True, markdown=markdown)


def line_ranges(text: str) -> Iterator[tuple[int, int]]:
    """Ranges of the lines, without what ends them."""
    start = 0
    for end in _LINE_END.finditer(text):
        yield start, end.start()
        start = end.end()
    if start < len(text):
        yield start, len(text)


def _unfolded(text: str, start: int, end: int) -> Iterator[Line]:
    """The paragraphs of a line in which somebody's copying turned line breaks into spaces.

    They part after a sentence, before a number, after a title, a date, a numbered heading.
    """
    opens = _INDENT.match(text, start) is not None
    gaps = list(_gaps(text, start, end)) if end - start >= _FOLDED else []
    for left, right in gaps if len(gaps) >= _GAPS else []:
        yield _line(text, start, left, opens=opens)
        start, opens = right, True
    yield _line(text, start, end, opens=opens)


def _gaps(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where white space stands for a line break."""
    for gap in _GAP.finditer(text, start, end):
        # A title, a heading or a list of units is shorter than that; the whole is not needed.
        before = text[max(start, gap.start() - _LOOK) : gap.start()]
        if _parts(before, text[gap.end() : min(end, gap.end() + 12)]):
            yield gap.span()
            start = gap.end()


def _parts(before: str, after: str) -> bool:
    """Whether a paragraph ends between the two."""
    if not before:
        return False
    if before.endswith(_SENTENCE_ENDS) or number_of(after) or _UNITS_END.search(before):
        return True
    if len(before) > _HEADING_LENGTH or "。" in before:
        return False
    dated = any(day.end == len(before) for day in full_dates(before))
    return dated or number_of(before) is not None or bool(_HEAD_END.search(before))


def _front_matter(text: str, spans: list[tuple[int, int]]) -> tuple[dict[str, str], int]:
    """What stands between two `---` lines at the top, and the number of the first line after it."""
    rows = [text[a:b].strip() for a, b in spans[:_FRONT_LIMIT]]
    if not rows or rows[0] != "---" or "---" not in rows[1:]:
        return {}, 0
    end = rows.index("---", 1)
    meta: dict[str, str] = {}
    for row in rows[1:end]:
        found = _FRONT_LINE.match(row)
        if not found and row and not row.startswith("#"):
            return {}, 0  # a rule across the page, not front matter
        if found and found[1].lower() in _FRONT_KEYS:
            meta[_FRONT_KEYS[found[1].lower()]] = _unquote(found[2].strip())
    return meta, end + 1


def _unquote(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] == '"':
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    return value


def _line(text: str, start: int, end: int, *, opens: bool) -> Line:
    found = _HEADING.match(text, start, end)
    if found:
        return Line(start=found.start(2), end=found.end(2), heading=len(found[1]))
    return Line(start=start, end=end, opens=opens)


def _tables(text: str, lines: list[Line]) -> Iterator[Line]:
    """The lines, with those between pipes turned into rows: a header, a rule of dashes, rows."""
    number, table = 0, 0
    while number < len(lines):
        rule = number + 1
        if (
            rule < len(lines)
            and "|" in text[lines[number].start : lines[number].end]
            and _is_rule(text, lines[rule])
        ):
            yield _row(text, lines[number], table)
            number += 2
            while number < len(lines) and "|" in text[lines[number].start : lines[number].end]:
                yield _row(text, lines[number], table)
                number += 1
            table += 1
        else:
            yield lines[number]
            number += 1


def _is_rule(text: str, line: Line) -> bool:
    row = text[line.start : line.end]
    marked = any(mark in row for mark in ("--", ":-", "-:"))
    return "|" in row and marked and bool(_RULE.match(row))


def _row(text: str, line: Line, table: int) -> Line:
    """The cells between unescaped pipes, without white space around them."""
    bars = [
        i
        for i in range(line.start, line.end)
        if text[i] == "|" and (i == line.start or text[i - 1] != "\\")
    ]
    edges = [line.start - 1, *bars, line.end]
    spans = [_trim(text, a + 1, b) for a, b in itertools.pairwise(edges)]
    row = text[line.start : line.end].strip()
    if row.startswith("|"):
        spans = spans[1:]
    if row.endswith("|") and len(spans) > 1:
        spans = spans[:-1]
    cells = tuple(RawCell(start=a, end=b) for a, b in spans)
    return Line(start=line.start, end=line.end, table=table, cells=cells)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
