"""By when a task is due: its clause says first, then its own words, then the plan's default."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from knowledge.model import Deadline, Document
from knowledge.plans.dates import read_deadline
from knowledge.plans.rules import Rules
from knowledge.plans.timing import festivals

_ALL_YEAR = re.compile("全年")


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A deadline with what is doubtful about it, and the rule it rests on where it is a default."""

    deadline: Deadline
    doubts: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DueReader:
    """Reads the deadlines of one document. reference: the day that its missing years come from."""

    document: Document
    rules: Rules
    reference: date | None

    def due(self, phrases: tuple[str | None, ...], start: int, end: int, *, listed: bool) -> Due:
        """phrases: what clauses say about time, the nearest first. start, end: the task's words.

        listed: the task stands in the list that the plan's default speaks of.
        """
        read = Deadline()
        for phrase in filter(None, phrases):
            if read.kind == "none":
                read = self._read(phrase, cell=True)
        if read.kind == "none":
            own = self._read(self.document.text[start:end], cell=False)
            if own.kind != "none" and self._guessed(own, start, end):
                return Due(
                    deadline=Deadline(),
                    doubts=("原文此处乱码只能推测，时限未采用，请对照原件填写",),
                )
            read = own if own.kind != "none" or read.text is None else read
        if stated := self._season_stated(read):
            return stated
        if listed and self.rules.default and _ALL_YEAR.fullmatch(read.text or ""):
            read = Deadline()  # 全年不少于20个 says how many, and the plan's default by when
        if read.kind == "none" and listed and self.rules.deadline and self.rules.default:
            default = self.rules.deadline
            why = "；".join(filter(None, (f"文中统一时限“{default.text}”", default.reason)))
            read = replace(default, reason=why)
            return Due(
                deadline=read, doubts=tuple(self._doubts(read)), grounds=(self.rules.default,)
            )
        return Due(deadline=read, doubts=tuple(self._doubts(read)))

    def _season_stated(self, read: Deadline) -> Due | None:
        """主汛期前 where the plan itself says when that is: 6月15日进入主汛期."""
        season = festivals.NAMED.search(read.text or "") if not read.certain else None
        if read.kind != "date" or season is None or not (read.text or "").endswith("前"):
            return None
        name = re.escape(season[0])
        pattern = rf"(\d{{1,2}}月\d{{1,2}}日)(?:起|开始|正式|全面)*(?:进入|为|是|开始){name}"
        found = re.search(pattern, self.document.text)
        day = self._read(f"{found[1]}前", cell=True) if found else None
        if found is None or day is None or day.date is None:
            return None
        reason = f"文中写明“{found[0]}”"
        deadline = replace(read, date=day.date, reason=reason, certain=True)
        return Due(deadline=deadline, grounds=(found[0],))

    def _read(self, phrase: str, *, cell: bool) -> Deadline:
        issued = self.document.date
        return read_deadline(phrase, reference=self.reference, issued=issued, cell=cell)

    def _guessed(self, deadline: Deadline, start: int, end: int) -> bool:
        """Whether the words stand in text that cleaning could only guess."""
        at = self.document.text.find(deadline.text or "\0", start, end)
        return at >= 0 and self.document.doubtful(at, at + len(deadline.text or ""))

    def _doubts(self, deadline: Deadline) -> Iterator[str]:
        if not deadline.certain:
            why = f"：{deadline.reason}" if deadline.reason else ""
            yield f"时限“{deadline.text}”为推定{why}"
        year = re.search(r"\d{4}\s*年", deadline.text or "")
        if deadline.kind == "date" and self.document.date is None and not year:
            yield "文件没有日期，时限的年份为推定"


def reference_date(document: Document) -> date | None:
    """The day that 今年 and 年底前 count from: the document's own, else the year in its number or title."""
    if document.date:
        return document.date
    for text in (document.doc_no or "", document.title):
        year = re.search(r"(?<!\d)(20\d\d)(?!\d)", text)
        if year:
            return date(int(year[1]), 1, 1)
    return None
