"""Who issued a document, under which number, when, and what it is called: read from its own words.

What the file states outright (front matter) wins; then the head of the text, its end, the page's label
lines; the first sentence of a news report last.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.reading.dating import full_dates
from knowledge.reading.numbering import number_of
from knowledge.reading.titles import TITLE_END, own_title

_HEAD_LINES = 30
_PROSE = 120  # characters; a line that long is text, not head matter
_DOC_NO = re.compile(
    r"[\u4e00-\u9fff]{1,14}\s?[〔［\[(（﹝【〖]\s?(?:19|20)\d\d\s?[〕］\])）﹞】〗]\s?第?\s?\d{1,4}\s?号"
)
_LABEL = r"(?:^|[\s|:：\[【(（;；])"
_DOC_NO_LABEL = re.compile(r"(?:文\s?号|发文字号|文件编号|公文编号|发文号)\s?[:：|\s]\s?")
_WRITTEN = re.compile(
    r"(?:成文|印发|发文|签发|制发|成稿|颁布|生成)(?:日期|时间)\s?[:：|\s]\s*(?P<rest>.{6,24})"
)
_PUBLISHED = re.compile(
    r"(?:(?:发布|公布|公开|发表|更新|上网|录入)(?:日期|时间)|日期|时间)\s?[:：|\s]\s*(?P<rest>.{6,24})"
)
_ISSUER_LABEL = re.compile(
    r"(?:发布机构|发文机关|发文单位|发布单位|制发机关|制定机关|颁布单位|公开主体|发文部门|主办单位|发布机关)"
    r"\s?[:：|\s]\s*(?P<name>[\u4e00-\u9fff、()（）]{2,40})"
)
_SOURCE_LABEL = re.compile(
    r"(?:信息来源|文章来源|来源|稿源)\s?[:：]\s*(?P<name>[\u4e00-\u9fff]{4,30})"
)
_BODY = (
    r"(?:人民政府|政府办公[室厅]|办公[室厅]|委员会|党委|县委|市委|省委|区委|州委|[厅局委办部院署会社]|集团"
    r"|公司|中心|大学|学院|管委会|领导小组|指挥部|总队|支队|联合会|政府|银行|法院|检察院)"
)
_ORGAN = re.compile(
    rf"[\u4e00-\u9fff、（）()\s]{{2,60}}{_BODY}(?:等[一二三四五六七八九十\d]+(?:个)?部门)?$"
)
_SITE = re.compile(r"\s?(?:[_|｜»]|\s[-–—]+|[-–—]+\s|--+)\s?[^_|｜]{0,30}$")
_NOT_TITLE = re.compile(
    r"^(?:特急|加急|急件|平急|秘密|机密|绝密|内部|索引号|附件|来源|发布|首页|当前位置|时间|日期|字号|分类"
    r"|主题词|文号|名称|标题|目录|第?\d+号?$|\d+$|[一二三四五六七八九十]、)|文件$|[:：]$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a document says about itself; None where it does not."""

    title: str
    issuer: str | None = None
    doc_no: str | None = None
    date: datetime.date | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadLine:
    """A line of the cleaned text as far as metadata needs it. heading: level by markup, 0 for none."""

    text: str
    heading: int = 0


def read(
    lines: Sequence[HeadLine], stated: Mapping[str, str], labels: Sequence[str], *, fallback: str
) -> Metadata:
    """Metadata of a document.

    lines: the cleaned text, line by line. stated: front matter and page metadata. labels: lines that
    cleaning took out (来源 … 发布时间 …). fallback: the title where nothing else gives one.
    """
    full = [line for line in lines if line.text.strip()]
    head = _head(full)
    title = stated.get("title") or _title(head, stated.get("page_title", "")) or fallback
    return Metadata(
        title=own_title(title),
        issuer=stated.get("issuer") or _issuer(full, head, labels, title),
        doc_no=stated.get("doc_no") or _doc_no(head, labels),
        date=_date(full, head, labels, stated),
        url=stated.get("url") or None,
    )


def _head(lines: Sequence[HeadLine]) -> list[HeadLine]:
    """The lines before the first numbered part: title, number, addressees, the notice itself."""
    for number, line in enumerate(lines[:_HEAD_LINES]):
        if number and number_of(line.text):
            return list(lines[:number])
    return list(lines[:_HEAD_LINES])


def _title(head: Sequence[HeadLine], page_title: str) -> str:
    marked = [line.text.strip() for line in head if line.heading == 1]
    if marked and len(marked[0]) > 3:
        return marked[0]
    site = _SITE.sub("", page_title) if page_title else ""
    found = _first_title(head)
    if site and (not found or not TITLE_END.search(found)):
        return site
    return found or site


def _first_title(head: Sequence[HeadLine]) -> str:
    rows = [line.text.strip() for line in head]
    for number, row in enumerate(rows):
        if len(row) > _PROSE:
            return _leading(row) if number == 0 else ""
        if _is_title(row):
            return _whole(rows, number)
    return ""


def _leading(row: str) -> str:
    """The title at the start of a text whose line breaks are lost: up to the first space."""
    first = row.split(" ", 1)[0].split("\u3000", 1)[0]
    return first if 4 <= len(first) <= 80 and not re.search("[。；！]", first) else ""


def _is_title(row: str) -> bool:
    if len(row) < 4 or _NOT_TITLE.search(row) or _DOC_NO.match(row):
        return False
    dated = next(full_dates(row), None)
    return dated is None or dated.end - dated.start < len(row) - 6


def _whole(rows: Sequence[str], number: int) -> str:
    """A title printed on several lines, put together again."""
    title = rows[number]
    for row in rows[number + 1 : number + 4]:
        if TITLE_END.search(title) or not _goes_on(title, row):
            break
        title += row
    return title


def _goes_on(title: str, row: str) -> bool:
    if _DOC_NO.search(row) or len(row) > 60 or re.search(r"[。；：:|]$|[。；]", row):
        return False
    if next(full_dates(row), None):
        return False
    return bool(TITLE_END.search(row)) and ("关于" in title or row.startswith("关于"))


def _doc_no(head: Sequence[HeadLine], labels: Sequence[str]) -> str | None:
    """A document number on a line of its own, after a label, or closing the title."""
    rows = [line.text.strip() for line in head] + list(labels)
    for row in rows:
        label = _DOC_NO_LABEL.search(row)
        found = _DOC_NO.match(row, label.end()) if label else None
        if found:
            return found[0]
    for row in rows:
        found = _DOC_NO.search(row)
        if not found or len(row) > _PROSE:
            continue
        before, after = row[: found.start()].strip(), row[found.end() :].strip()
        closing = after in (")", "）", "") and before.endswith(("(", "（"))
        if closing or (not before and _only_date(after)):
            return found[0]
    return None


def _only_date(text: str) -> bool:
    dated = next(full_dates(text), None)
    rest = text[: dated.start] + text[dated.end :] if dated else text
    return len(rest.strip(" ()（）　|签发人:：\u4e00")) <= 8


def _date(
    lines: Sequence[HeadLine],
    head: Sequence[HeadLine],
    labels: Sequence[str],
    stated: Mapping[str, str],
) -> date | None:
    """The day a document was made; where it only says when it was published, that."""
    front = next(full_dates(stated.get("date", "")), None)
    if front:
        return front.date
    rows = [line.text.strip() for line in lines]
    top = [line.text.strip() for line in head]
    readings: tuple[Callable[[], date | None], ...] = (
        lambda: _labelled(_WRITTEN, [*top, *labels]),
        lambda: _own_line(top),
        lambda: _own_line(reversed(rows[-8:])),
        lambda: _last_words(rows),
        lambda: _labelled(_PUBLISHED, [*top, *labels, stated.get("published", "")]),
        lambda: next((d.date for d in full_dates(stated.get("published", ""))), None),
        lambda: _label_date(labels),
        lambda: _news(rows),
    )
    return next((day for reading in readings if (day := reading()) is not None), None)


def _labelled(pattern: re.Pattern[str], rows: Sequence[str]) -> date | None:
    for row in rows:
        for found in pattern.finditer(row):
            dated = next(full_dates(found["rest"]), None)
            if dated and dated.start < 3:
                return dated.date
    return None


def _own_line(rows: Iterable[str]) -> date | None:
    """A date that is a line: alone, in brackets, after the issuer's name or the document's number."""
    for row in rows:
        if len(row) > 60:
            continue
        dated = next(full_dates(row), None)
        if dated is None:
            continue
        before = row[: dated.start].strip(" (（　|[【")
        after = row[dated.end :].strip(" )）　|]】")
        if after not in ("", "印发", "印"):
            continue
        if not before or _DOC_NO.fullmatch(before) or _ORGAN.fullmatch(before):
            return dated.date
    return None


def _last_words(rows: Sequence[str]) -> date | None:
    """The date that ends a text whose line breaks are lost: `……执行。 某局 2026年3月2日`."""
    if not rows:
        return None
    end = rows[-1][-80:]
    found = list(full_dates(end))
    if not found or end[found[-1].end :].strip(" )）。"):
        return None
    before = end[: found[-1].start].rstrip()
    sign = re.split(r"[\s。]", before)[-1]
    return found[-1].date if _ORGAN.fullmatch(sign) else None


def _label_date(labels: Sequence[str]) -> date | None:
    return next((dated.date for row in labels for dated in full_dates(row)), None)


def _news(rows: Sequence[str]) -> date | None:
    """The day with which a report begins: `2018年1月5日,某省新闻办召开……`."""
    for row in rows[:6]:
        dated = next(full_dates(row), None)
        if dated and dated.start <= 2 and len(row) > 30:
            return dated.date
    return None


def _issuer(
    lines: Sequence[HeadLine], head: Sequence[HeadLine], labels: Sequence[str], title: str
) -> str | None:
    rows = [line.text.strip() for line in lines]
    top = [line.text.strip() for line in head]
    for row in [*top, *labels]:
        found = _ISSUER_LABEL.search(row)
        if found:
            return found["name"].strip()
    signed = _signed(top) or _signed(rows[-8:])
    if signed:
        return signed
    before = title.split("关于", 1)[0].strip() if "关于" in title else ""
    if before and _ORGAN.fullmatch(before):
        return before
    source = next((found for row in labels if (found := _SOURCE_LABEL.search(row))), None)
    return source["name"] if source and _ORGAN.fullmatch(source["name"]) else None


def _signed(rows: Sequence[str]) -> str | None:
    """The body that signs: on the line above the date, or before it on the same line."""
    for number, row in enumerate(rows):
        dated = next(full_dates(row), None)
        if dated is None or row[dated.end :].strip(" )）印发"):
            continue
        before = row[: dated.start].strip()
        if before and _ORGAN.fullmatch(before) and not _DOC_NO.match(before):
            return "".join(before.split())
        if not before and number and _ORGAN.fullmatch(rows[number - 1]):
            return "".join(rows[number - 1].split())
    return None
