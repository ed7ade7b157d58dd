"""Scraped text to readable text: noise out, Traditional to Simplified, nothing that was said lost.

Cleaning a clean text changes nothing, and cleaning twice is cleaning once.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from knowledge.reading import (
    characters,
    chrome,
    headlines,
    markup,
    mojibake,
    pinyin,
    repeats,
    running,
    shifts,
    spacing,
    wrapping,
)
from knowledge.reading.cleaned import CleanCell, Cleaned, CleanLine, Mended
from knowledge.reading.extract import Extract, Line
from knowledge.reading.frequency import LOST
from knowledge.reading.traced import Change, Traced, join
from knowledge.text import is_traditional, to_simplified

_ROUNDS = 5
_HEAD, _FOOT = 8, 12  # lines, blank ones too, among which a page names its source


def clean(extract: Extract) -> Cleaned:
    """Clean an extract; see the module."""
    lines = [_begin(extract.raw, line) for line in extract.lines]
    mended: list[Mended] = []
    labels: list[str] = []
    for _ in range(_ROUNDS):
        before = [line.text for line in lines]
        lines = _with_clean_characters(lines, mended, extract)
        lines = _with_clean_lines(lines, mended, labels, extract)
        # What is taken away may lay bare what it hid: `&amp;nbsp;`, a headline under a tool bar.
        if [line.text for line in lines] == before:
            break
    return Cleaned(lines=tuple(lines), mended=tuple(mended), labels=tuple(labels))


def _with_clean_characters(
    lines: list[CleanLine], mended: list[Mended], extract: Extract
) -> list[CleanLine]:
    lines = _each(lines, lambda piece: markup.mend(piece, markdown=extract.markdown))
    lines = _each(lines, characters.mend)
    lines = _reread(lines, mended)
    lines = _shifted_back(lines, mended)
    lines = _without_pinyin(lines, mended)
    lines = _simplified(lines, mended)
    return _closed_up(_each(lines, _even), mended)


def _with_clean_lines(
    lines: list[CleanLine], mended: list[Mended], labels: list[str], extract: Extract
) -> list[CleanLine]:
    lines = _without_chrome(lines, mended, labels)
    lines = _without_headlines(lines, mended)
    lines = _without_repeats(lines, mended)
    lines = _without_running(lines, mended)
    return _unwrapped(lines) if extract.wrapped else lines


def _begin(raw: str, line: Line) -> CleanLine:
    cells = tuple(
        CleanCell(piece=Traced(raw[c.start : c.end], range(c.start, c.end)), filled=c.filled)
        for c in line.cells
    )
    whole = Traced(raw[line.start : line.end], range(line.start, line.end))
    return CleanLine(piece=whole, source=line, cells=cells)


def _each(lines: list[CleanLine], mend: Callable[[Traced], Traced]) -> list[CleanLine]:
    """Each line and each cell mended on its own."""
    return [_mend_line(line, mend) for line in lines]


def _mend_line(line: CleanLine, mend: Callable[[Traced], Traced]) -> CleanLine:
    if line.source.table is None:
        piece = mend(line.piece)
        return line if piece is line.piece else replace(line, piece=piece)
    pieces = [mend(cell.piece) for cell in line.cells]
    if all(new is cell.piece for new, cell in zip(pieces, line.cells, strict=True)):
        return line
    cells = zip(line.cells, pieces, strict=True)
    return replace(line, cells=tuple(replace(cell, piece=piece) for cell, piece in cells))


_SPACES = re.compile(r"[ \u3000\r\n]{2,}|[\u3000\r\n]")


def _even(piece: Traced) -> Traced:
    """Without white space at the ends; runs of spaces inside become one."""
    stripped = piece.strip() if piece.text != piece.text.strip() else piece
    if not _SPACES.search(stripped.text):
        return stripped
    return stripped.edit(Change(m.start(), m.end(), " ") for m in _SPACES.finditer(stripped.text))


def _reread(lines: list[CleanLine], mended: list[Mended]) -> list[CleanLine]:
    """Lines that were decoded with the wrong table."""

    def mend(piece: Traced) -> Traced:
        text = mojibake.mend(piece.text)
        if text == piece.text:
            return piece
        start, end = piece.raw_range(0, len(piece.text))
        certain = LOST not in text
        mended.append(Mended(kind="shifted", start=start, end=end, certain=certain))
        return piece.edit([Change(0, len(piece.text), text)])

    return _each(lines, mend)


def _closed_up(lines: list[CleanLine], mended: list[Mended]) -> list[CleanLine]:
    """Spaces inside words closed up."""
    scattered = spacing.is_scattered("\n".join(line.text for line in lines))

    def mend(piece: Traced) -> Traced:
        result, spans = spacing.mend(piece, scattered=scattered)
        for span in spans:
            # The space itself may have replaced another one; its neighbours know their places.
            start, end = piece.raw_range(span[0] - 1, span[1] + 1)
            mended.append(Mended(kind="space", start=start + 1, end=end - 1))
        return result

    return _each(lines, mend)


def _unwrapped(lines: list[CleanLine]) -> list[CleanLine]:
    """Lines joined again that were broken in the middle of a sentence; blank ones left out."""
    lines = [line for line in lines if line.text.strip()]
    texts = [line.piece.text if line.source.table is None else "|" for line in lines]
    starts = [bool(line.source.heading) or line.source.opens for line in lines]
    for number, line in enumerate(lines[:-1]):
        starts[number + 1] = starts[number + 1] or bool(line.source.heading)
    joined: list[CleanLine] = []
    follow = wrapping.breaks(texts, starts=starts)
    for number, line in enumerate(lines):
        joined[-1:] = [_joined(joined[-1], line)] if number in follow else [*joined[-1:], line]
    return joined


def _joined(line: CleanLine, more: CleanLine) -> CleanLine:
    glue = wrapping.glue(line.piece.text, more.piece.text)
    source = replace(line.source, end=more.source.end)
    return replace(line, piece=join((line.piece, more.piece), glue), source=source)


def _shifted_back(lines: list[CleanLine], mended: list[Mended]) -> list[CleanLine]:
    words = shifts.Words(lambda: "\n".join(line.piece.text for line in _without_pinyin(lines, [])))

    def mend(piece: Traced) -> Traced:
        found = list(shifts.find(piece.text, words))
        for run in found:
            start, end = piece.raw_range(run.start, run.end)
            mended.append(Mended(kind="shifted", start=start, end=end, certain=run.certain))
        return piece.edit(Change(run.start, run.end, run.text) for run in found)

    return _each(lines, mend)


def _without_pinyin(lines: list[CleanLine], mended: list[Mended]) -> list[CleanLine]:
    if not pinyin.is_noisy("\n".join(line.piece.text for line in lines)):
        return lines

    def mend(piece: Traced) -> Traced:
        result, spans = pinyin.mend(piece)
        for span in spans:
            start, end = piece.raw_range(*span)
            mended.append(Mended(kind="pinyin", start=start, end=end))
        return result

    return _each(lines, mend)


# Frequent characters that exist in Traditional writing only: without any of them, no need to look.
_TELLING = frozenset(
    "國會來對時個們學發經過實這說為與產業質東動務員區長門問間開關體點無現義書車電話話見親觀計訂討記許設訪證評識該認讓議"
    "護讀變豐負財責貢貨販貧貫費貿資賓賞質購贈贏進運遊達遠適選還邊鄉鄰醫釋鐵錄鋼錢鏈鎮長閱陽際隊階陸險雖雙雜離難雲電靈"
    "靜頂項順須預領頭題額顯類風飛飯飲養館馬駐驗驚體鬥魚鳥麗麥黃黨齊齡壓壞壽夢奪奮婦媽孫寧審寫寬將專尋導層屬島師帶幫幹"
    "幾庫廠廣廢張強彈彙後從復徵徹恆惡愛態慶憑應懷戰戲戶拋挾採掃掛揀揚換擊擔據擴擺攝攤敗敘敵數斷於昇時晉晝暫曆曉書"
    "條極構槍楊榮樂標樣樓機橋檔檢權歐歡歲歷歸殘氣決沒況淚淨減測渾湯準滅滬滿漁漢漲潔潤濟濱災為烏無營爐爭爾狀獎獨獲環"
    "瓊產畝畢畫異當療發盜盡監盤眾碼確禮種稱積穩窮競筆節範築簡糧糾紀約紅納純紙級紛細終組結絕給統絲經綜綠維綱網緊線締編"
    "緣縣縮總績織繼續缺羅義習聖聞聯聰聲職肅腦腳臨臺與興舉舊艦藝藥蘇蘭處號虛術衛衝裝裡製複規視覺覽觀觸"
)


def _simplified(lines: list[CleanLine], mended: list[Mended]) -> list[CleanLine]:
    text = "\n".join(line.piece.text for line in lines)
    if _TELLING.isdisjoint(text) or not is_traditional(text):
        return lines
    spans = [line.source for line in lines if line.source.end > line.source.start]
    mended.append(Mended(kind="traditional", start=spans[0].start, end=spans[-1].end))
    return _each(lines, _simplify)


def _simplify(piece: Traced) -> Traced:
    simple = to_simplified(piece.text)
    if simple == piece.text:
        return piece
    if len(simple) != len(piece.text):
        simple = "".join(c if len(s := to_simplified(c)) != 1 else s for c in piece.text)
    return piece.exchange(simple)


def _raw(line: CleanLine) -> tuple[int, int]:
    return line.source.start, line.source.end


def _without_chrome(
    lines: list[CleanLine], mended: list[Mended], labels: list[str]
) -> list[CleanLine]:
    kept: list[CleanLine] = []
    for number, line in enumerate(lines):
        at_edge = number < _HEAD or number >= len(lines) - _FOOT
        if line.source.table is None and chrome.is_chrome(line.piece.text, at_edge=at_edge):
            labels.append(line.piece.text)
            start, end = _raw(line)
            mended.append(Mended(kind="chrome", start=start, end=end))
        else:
            kept.append(line)
    return kept


def _without_running(lines: list[CleanLine], mended: list[Mended]) -> list[CleanLine]:
    texts = [line.piece.text if line.source.table is None else "" for line in lines]
    dropped = set(running.running_lines(texts))
    for number in sorted(dropped):
        start, end = _raw(lines[number])
        mended.append(Mended(kind="chrome", start=start, end=end))
    kept = [line for number, line in enumerate(lines) if number not in dropped]
    number_line = running.own_number(texts)
    if number_line is None:
        return kept

    def mend(piece: Traced) -> Traced:
        spans = list(running.caught(piece.text, number_line))
        for span in spans:
            start, end = piece.raw_range(*span)
            mended.append(Mended(kind="chrome", start=start, end=end))
        return piece.edit(Change(a, b) for a, b in spans)

    return _each(kept, mend)


def _without_headlines(lines: list[CleanLine], mended: list[Mended]) -> list[CleanLine]:
    texts = [line.piece.text if line.source.table is None else "|" for line in lines]
    first = headlines.first(texts)
    for line in lines[first:]:
        if line.piece.text:
            start, end = _raw(line)
            mended.append(Mended(kind="headline", start=start, end=end))
    return lines[:first]


def _without_repeats(lines: list[CleanLine], mended: list[Mended]) -> list[CleanLine]:
    texts = [line.piece.text if line.source.table is None else "" for line in lines]
    dropped = repeats.repeated(texts)
    for number in sorted(dropped):
        start, end = _raw(lines[number])
        mended.append(Mended(kind="repeat", start=start, end=end))
    return [line for number, line in enumerate(lines) if number not in dropped]
