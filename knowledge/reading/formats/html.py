"""Web pages: paragraphs, headings, lists and tables; what belongs to the page, not the text, is dropped."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from knowledge.reading.extract import Extract, GridCell, Writer
from knowledge.reading.guard import Refusal

_DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "nav",
        "footer",
        "aside",
        "form",
        "button",
        "select",
        "option",
        "input",
        "textarea",
        "iframe",
        "object",
        "embed",
        "svg",
        "canvas",
        "video",
        "audio",
        "map",
        "dialog",
        "menu",
    ]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dl",
        "dt",
        "div",
        "fieldset",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CHROME_NAME = re.compile(
    r"(^|[\s_-])(nav|navbar|menu|foot|footer|breadcrumbs?|crumbs?|share|bdshare\w*|sidebar|copyright"
    r"|related|recommend|toolbar|pagination|pager|search|login|banner|weizhi|position|dqwz|ewm|qrcode)"
    r"($|[\s_-]|\d)",
    re.IGNORECASE,
)
_ATTACHMENT = re.compile(r"\.(docx?|xlsx?|pdf|wps|et|zip|rar|ofd|pptx?)$", re.IGNORECASE)
_META = {
    "articletitle": "title",
    "contentsource": "source",
    "pubdate": "published",
}
_OPENED = re.compile(
    r"</?(?:a|article|b|big|blockquote|center|div|dl|em|fieldset|font|form|i|main|nobr|ol|s|section|small|span|strike"
    r"|strong|table|tt|u|ul|svg|math|button|code|details|dir|figure|header|footer|listing|menu|nav|pre|aside|address)"
    r"(?![\w:-])",
    re.IGNORECASE,
)
_OPEN_LIMIT = 4_000
_HARDLY = 300  # characters; of a page with so little text, its furniture is looked at again
_SHARE = 3
_CELLS_LIMIT = 200_000
_HAN_BREAK = re.compile(
    r"(?<=[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f])[ \t]*\n\s*(?=[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f])"
)
_SPACE = re.compile(r"[ \t\r\n\f]+")


def read(file: str, markup: str) -> Extract:
    """The readable text of a page; any text parses as some page.

    Raises UnreadableFile where thousands of elements are left open: no page is, and the parser would
    work on it for minutes.
    """
    from selectolax.lexbor import LexborHTMLParser

    opened = Counter(found[0].lower() for found in _OPENED.finditer(markup))
    if any(opened[tag] - opened["</" + tag[1:]] > _OPEN_LIMIT for tag in opened):
        raise Refusal.damaged(file)
    tree = LexborHTMLParser(markup.replace("\0", ""))
    root = tree.body or tree.root
    writer = _written(root, by_name=True)
    if writer.length < _HARDLY:
        # A site may well call its main part `search` or `banner`.
        whole = _written(root, by_name=False)
        writer = whole if whole.length > _SHARE * writer.length else writer
    return writer.extract(meta=dict(_meta(tree)))


def _meta(tree: Any) -> Iterator[tuple[str, str]]:
    title = tree.css_first("title")
    if title is not None:
        yield "page_title", " ".join((title.text() or "").split())
    for node in tree.css("meta[name]"):
        name = _META.get((node.attributes.get("name") or "").lower())
        value = (node.attributes.get("content") or "").strip()
        if name and value:
            yield name, value
    link = tree.css_first("link[rel=canonical]")
    address = (link.attributes.get("href") or "") if link is not None else ""
    if address.startswith(("http://", "https://")):
        yield "url", address


class _Text:
    """Collects the words of one block, and gives them to the writer when the block ends."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.parts: list[str] = []
        self.heading = 0
        self.prefix = ""
        self.counters: list[int | None] = []
        self.preformatted = 0

    def add(self, words: str) -> None:
        """More words of the block; in preformatted text a line break is one."""
        self.parts.append(words.replace("\n", "\v") if self.preformatted else words)

    def flush(self) -> None:
        """The block is over."""
        for line in tidy("".join(self.parts)):
            self.writer.line(self.prefix + line, heading=self.heading)
            self.prefix = ""
        self.parts.clear()

    def enter(self, tag: str, node: Any) -> None:
        """A block begins: a heading, a list, an item with its number."""
        self.flush()
        self.heading = _HEADINGS.get(tag, self.heading)
        self.preformatted += tag == "pre"
        if tag in ("ol", "ul"):
            self.counters.append(_number(node, "start", 1, 9999) if tag == "ol" else None)
        elif tag == "li" and self.counters and self.counters[-1] is not None:
            # The number stands in the style sheet only; a reader sees it.
            self.prefix = f"{self.counters[-1]}."
            self.counters[-1] += 1

    def leave(self, tag: str) -> None:
        """A block ends."""
        self.flush()
        self.heading = 0 if tag in _HEADINGS else self.heading
        self.preformatted -= tag == "pre"
        if tag in ("ol", "ul") and self.counters:
            self.counters.pop()

    def is_links(self, node: Any, tag: str) -> bool:
        """Whether a list is one of links; a list inside a list was looked at with it."""
        return not self.counters and tag in ("ul", "ol", "dl") and _is_link_list(node)


def tidy(text: str) -> Iterator[str]:
    """The lines that a browser would show (`\\v` marks a <br>), white space as it shows it."""
    for line in _HAN_BREAK.sub("", text).split("\v"):
        bare = _SPACE.sub(" ", line).strip(" \u00a0\u3000\u200b\ufeff")
        if bare:
            yield bare


def _written(root: Any, *, by_name: bool) -> Writer:
    """Walk the tree without recursion: pages nest as deep as their authors like.

    by_name: drop what is called navigation, footer, share and so on.
    """
    writer = Writer()
    text = _Text(writer)
    stack: list[tuple[Any, bool]] = [(root, False)] if root is not None else []
    while stack:
        node, leaving = stack.pop()
        tag = node.tag
        if leaving:
            text.leave(tag)
        elif tag == "-text":
            text.add(node.text_content or "")
        elif tag == "br":
            text.parts.append("\v")
        elif not _dropped(node, tag, by_name=by_name) and not text.is_links(node, tag):
            grid = _grid(node) if tag == "table" else []
            if grid:
                text.flush()
                writer.table(grid)
                continue
            if tag in _BLOCKS:
                text.enter(tag, node)
                stack.append((node, True))
            stack.extend((child, False) for child in reversed(_children(node)))
    text.flush()
    return writer


def _children(node: Any) -> list[Any]:
    return list(node.iter(include_text=True))


def _dropped(node: Any, tag: str | None, *, by_name: bool) -> bool:
    # What is left of a torn tag may have no name at all.
    if tag is None or tag in _DROPPED or tag.startswith(("-", "_", "!")):
        return not (tag == "header" and node.css_first("h1") is not None)
    attributes: Mapping[str, str | None] = node.attributes
    if "hidden" in attributes or "display:none" in (attributes.get("style") or "").replace(" ", ""):
        return True
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return (
        by_name
        and tag not in ("body", "html", "main", "article")
        and bool(_CHROME_NAME.search(names))
    )


def _is_link_list(node: Any) -> bool:
    """A list of links to other pages: hardly a word outside its links, and none leads to a file."""
    links = node.css("a[href]")
    if len(links) < 3:
        return False
    if any(_ATTACHMENT.search(a.attributes.get("href") or "") for a in links):
        return False
    linked = sum(len((a.text() or "").strip()) for a in links)
    total = len("".join((node.text() or "").split()))
    return linked >= 0.7 * total


def _grid(table: Any) -> list[list[GridCell]]:
    """The cells of a data table, merged ones filled; empty for a table that only lays out the page."""
    # The selector finds the table itself, too.
    if any(inner.mem_id != table.mem_id for inner in table.css("table")):
        return []
    rows = [[c for c in row.iter() if c.tag in ("td", "th")] for row in table.css("tr")]
    if sum(len(row) > 1 for row in rows) < 2:
        return []
    return _place([row for row in rows if row])


def _place(rows: list[list[Any]]) -> list[list[GridCell]]:
    taken: dict[tuple[int, int], GridCell] = {}
    for number, row in enumerate(rows):
        column = 0
        for node in row:
            while (number, column) in taken:
                column += 1
            down = _number(node, "rowspan", 1, len(rows) - number) or len(rows) - number
            across = _number(node, "colspan", 1, 100)
            if len(taken) + down * across > _CELLS_LIMIT:
                return []
            first = (number, column)
            for r in range(down):
                for c in range(across):
                    taken.setdefault((number + r, column + c), GridCell(same_as=first))
            taken[first] = GridCell(text=_cell_text(node))
            column += across
    width = [0] * len(rows)
    for number, column in taken:
        width[number] = max(width[number], column + 1)
    return [
        [taken.get((number, column), GridCell()) for column in range(width[number])]
        for number in range(len(rows))
    ]


def _number(node: Any, name: str, default: int, limit: int) -> int:
    """An attribute that should be a number, kept within 0 to `limit`."""
    value = (node.attributes.get(name) or "").strip()
    if not value.isascii() or not value.isdigit():
        return min(default, limit)
    return min(int(value[:6]), limit)


def _cell_text(node: Any) -> str:
    parts: list[str] = []
    stack = list(reversed(_children(node)))
    while stack:
        child = stack.pop()
        if child.tag == "-text":
            parts.append(child.text_content or "")
        elif child.tag not in _DROPPED:
            if child.tag == "br" or child.tag in _BLOCKS:
                parts.append("\v")
            stack.extend(reversed(_children(child)))
    return " ".join(tidy("".join(parts)))
