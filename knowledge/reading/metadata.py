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
from knowledge.reading.running import DOC_NO
from knowledge.reading.titles import TITLE_END, own_title

_HEAD_LINES = 30
_PROSE = 120  # characters; a line that long is text, not head matter
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
_HAN = "[\u4e00-\u9fff]"
# What follows the title in the name of a web page: the site, the department, the column.
_SITE = re.compile(
    r"\s*(?:[_|｜»]|[-–—]+)\s*[^_|｜\d-]{0,24}(?:网|网站|门户|政府|平台|频道|公开|公告|公示|专栏|动态|文件|法规|政策|[局厅委办])\s*$"
    r"|\s*[_|｜]\s*[^_|｜]{0,30}$"
)
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
        issuer=stated.get("issuer") or _issuer(full, head, labels, title, stated.get("source", "")),
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
    """The first line that looks like a title; a heading by markup and the page's own name help."""
    rows = [line.text.strip() for line in head]
    marked = next((line.text.strip() for line in head if line.heading), "")
    site = _without_site(page_title)
    found = _printed(rows)
    if marked and (TITLE_END.search(marked) or marked == next(filter(_is_title, rows), "")):
        return marked
    if found and TITLE_END.search(found):
        return found
    return site or found or marked


def _without_site(title: str) -> str:
    """The name of a web page without the name of the site behind it."""
    while found := _SITE.search(title):
        title = title[: found.start()]
    return title.strip()


def _printed(rows: Sequence[str]) -> str:
    """The title as printed, put together where it stands on several lines; else the first line."""
    first = ""
    for number, row in enumerate(rows):
        if len(row) > _PROSE:
            return first or (_leading(row) if number == 0 else "")
        if not _is_title(row):
            continue
        first = first or row
        whole = _whole(rows, number)
        if TITLE_END.search(whole):
            return whole
    return first


def _leading(row: str) -> str:
    """The title at the start of a text whose line breaks are lost: up to the first space."""
    first = row.split(" ", 1)[0].split("\u3000", 1)[0]
    return first if 4 <= len(first) <= 80 and not re.search("[。；！]", first) else ""


def _is_title(row: str) -> bool:
    if len(row) < 4 or _NOT_TITLE.search(row) or DOC_NO.match(row) or not re.search(_HAN, row):
        return False
    if row[0] in "(（[【" and row[-1] in ")）]】":
        return False
    dated = next(full_dates(row), None)
    return dated is None or dated.end - dated.start < len(row) - 6


def _whole(rows: Sequence[str], number: int) -> str:
    """A title printed on up to four lines: 某局 / 关于印发《某方案》的 / 通知."""
    title = rows[number]
    if TITLE_END.search(title):
        return title
    joined = title
    for row in rows[number + 1 : number + 4]:
        if len(row) > 60 or DOC_NO.search(row) or re.search(r"[。；：:|]", row):
            break
        if next(full_dates(row), None):
            break
        joined += row
        if TITLE_END.search(joined) and "关于" in joined:
            return joined
    return title


# What a page prints behind a number: 来源：某镇党政办 发布日期：2026-05-18.
_PAGE_FIELD = re.compile(
    r"(?:信息)?(?:来源|发布(?:日期|时间)|发文日期|日期|时间|作者|字号|浏览|点击)[^：:]{0,4}[：:]"
)


def _doc_no(head: Sequence[HeadLine], labels: Sequence[str]) -> str | None:
    """A document number on a line of its own, after a label, or closing the title."""
    rows = [line.text.strip() for line in head] + list(labels)
    for row in rows:
        label = _DOC_NO_LABEL.search(row)
        found = DOC_NO.match(row, label.end()) if label else None
        if found:
            return found[0]
    for row in rows:
        found = DOC_NO.search(row)
        if not found or len(row) > _PROSE:
            continue
        before, after = row[: found.start()].strip(), row[found.end() :].strip()
        closing = after in (")", "）", "") and before.endswith(("(", "（"))
        opens = before in ("", "(", "（", "[", "【")
        if closing or (opens and (_only_date(after) or _PAGE_FIELD.match(after))):
            return found[0]
    return None


def _only_date(text: str) -> bool:
    dated = next(full_dates(text), None)
    rest = text[: dated.start] + text[dated.end :] if dated else text
    return len(rest.strip(" ()（）　|，,签发人:：]】")) <= 8


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
        before = row[: dated.start].strip(" (（　|[【，,")
        after = row[dated.end :].strip(" )）　|]】")
        if after not in ("", "印发", "印"):
            continue
        if not before or DOC_NO.fullmatch(before) or _ORGAN.fullmatch(before):
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
    lines: Sequence[HeadLine],
    head: Sequence[HeadLine],
    labels: Sequence[str],
    title: str,
    stated: str,
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
    source = next(
        (found for row in [*labels, f"来源:{stated}"] if (found := _SOURCE_LABEL.search(row))), None
    )
    return source["name"] if source and _ORGAN.fullmatch(source["name"]) else None


def _signed(rows: Sequence[str]) -> str | None:
    """The body that signs: on the line above the date, or before it on the same line."""
    for number, row in enumerate(rows):
        dated = next(full_dates(row), None)
        if dated is None or row[dated.end :].strip(" )）印发"):
            continue
        before = row[: dated.start].strip()
        if before and _ORGAN.fullmatch(before) and not DOC_NO.match(before):
            return "".join(before.split())
        if not before and number and _ORGAN.fullmatch(rows[number - 1]):
            return "".join(rows[number - 1].split())
    return None
