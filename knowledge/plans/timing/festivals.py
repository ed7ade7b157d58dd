"""Festivals and seasons that offices use as dates: 国庆节前, 汛期前, 秋季开学前.

Nobody prints the day, and seasons differ by region and year: a date that comes from here is
presumed, and says so.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

# 春节, 端午, 中秋, 重阳 as MMDD, 2015 to 2050. Two independent conversions of the lunar calendar
# (the packages borax 4 and lunardate 0.2) give the same days for all of them.
_LUNAR_FROM = 2015
_TABLE = """
0219 0620 0927 1021  0208 0609 0915 1009  0128 0530 1004 1028  0216 0618 0924 1017
0205 0607 0913 1007  0125 0625 1001 1025  0212 0614 0921 1014  0201 0603 0910 1004
0122 0622 0929 1023  0210 0610 0917 1011  0129 0531 1006 1029  0217 0619 0925 1018
0206 0609 0915 1008  0126 0528 1003 1026  0213 0616 0922 1016  0203 0605 0912 1005
0123 0624 1001 1024  0211 0612 0919 1012  0131 0601 0908 1001  0219 0620 0927 1020
0208 0610 0916 1009  0128 0530 1004 1027  0215 0618 0924 1017  0204 0607 0913 1007
0124 0527 1002 1026  0212 0614 0920 1014  0201 0603 0910 1003  0122 0622 0928 1022
0210 0611 0917 1011  0130 0531 1005 1029  0217 0619 0925 1018  0206 0608 0915 1008
0126 0529 1004 1027  0214 0615 0922 1016  0202 0604 0911 1005  0123 0623 0930 1024
"""
_LUNAR = _TABLE.split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """A named stretch of the year. begin, end: (month, day); end may lie in the next year.

    lunar: column in the lunar table and days to add to it, instead of `begin`; `days` is its length.
    weekday: (month, which of that month, 0 for Monday to 6), instead of `begin`: 五月的第三个星期日.
    fixed: the law or the calendar sets it; otherwise it is what most regions use.
    """

    names: str
    begin: tuple[int, int] = (1, 1)
    end: tuple[int, int] | None = None
    lunar: tuple[int, int] | None = None
    weekday: tuple[int, int, int] | None = None
    days: int = 1
    fixed: bool = True

    def span(self, year: int) -> tuple[date, date] | None:
        """First and last day of the one that begins in `year`; None past the lunar table."""
        if self.lunar is not None:
            column, shift = self.lunar
            row = 4 * (year - _LUNAR_FROM) + column
            if not 0 <= row < len(_LUNAR):
                return None
            first = date(year, int(_LUNAR[row][:2]), int(_LUNAR[row][2:])) + timedelta(days=shift)
            return first, first + timedelta(days=self.days - 1)
        first = self._nth(year) if self.weekday else date(year, *self.begin)
        if self.end is None:
            return first, first + timedelta(days=self.days - 1)
        return first, date(year + (self.end < self.begin), *self.end)

    def _nth(self, year: int) -> date:
        month, which, day = self.weekday or (1, 1, 0)
        start = date(year, month, 1)
        return start + timedelta(days=(day - start.weekday()) % 7 + 7 * (which - 1))


# Names as they stand before 节, 假期, 前 and the like; a name may belong to several seasons.
SEASONS: tuple[Season, ...] = (
    Season(names="元旦", begin=(1, 1)),
    Season(names="春节", lunar=(0, 0), days=7),
    Season(names="春运", lunar=(0, -15), days=40, fixed=False),
    Season(names="除夕", lunar=(0, -1)),
    Season(names="元宵", lunar=(0, 14)),
    Season(names="三八|妇女节", begin=(3, 8)),
    Season(names="植树节", begin=(3, 12)),
    Season(names="消费者权益日", begin=(3, 15)),
    Season(names="世界水日", begin=(3, 22)),
    Season(names="防灾减灾日", begin=(5, 12)),
    Season(names="全国助残日|助残日", weekday=(5, 3, 6)),
    Season(names="环境日", begin=(6, 5)),
    Season(names="禁毒日", begin=(6, 26)),
    Season(names="全民健身日", begin=(8, 8)),
    Season(names="医师节", begin=(8, 19)),
    Season(names="全民国防教育日|国防教育日", weekday=(9, 3, 5)),
    Season(names="消防日", begin=(11, 9)),
    Season(names="宪法日", begin=(12, 4)),
    Season(names="安全生产月", begin=(6, 1), end=(6, 30)),
    Season(names="质量月", begin=(9, 1), end=(9, 30)),
    Season(names="敬老月", begin=(10, 1), end=(10, 31)),
    Season(names="清明", begin=(4, 4), days=2, fixed=False),
    Season(names="五一|劳动节", begin=(5, 1), days=5),
    Season(names="五四|青年节", begin=(5, 4)),
    Season(names="端午", lunar=(1, 0)),
    Season(names="六一|儿童节", begin=(6, 1)),
    Season(names="七一|建党节", begin=(7, 1)),
    Season(names="八一|建军节", begin=(8, 1)),
    Season(names="教师节", begin=(9, 10)),
    Season(names="中秋", lunar=(2, 0)),
    Season(names="国庆|十一", begin=(10, 1), days=7),
    Season(names="重阳", lunar=(3, 0)),
    Season(names="全国两会|两会", begin=(3, 3), end=(3, 13), fixed=False),
    Season(names="高考", begin=(6, 7), end=(6, 9)),
    Season(names="中考", begin=(6, 15), end=(6, 30), fixed=False),
    Season(names="主汛期", begin=(7, 1), end=(8, 31), fixed=False),
    Season(names="汛期|汛|雨季", begin=(6, 1), end=(9, 30), fixed=False),
    Season(names="迎峰度夏|度夏", begin=(7, 1), end=(9, 15), fixed=False),
    Season(names="迎峰度冬|度冬", begin=(12, 1), end=(2, 28), fixed=False),
    Season(
        names="供暖季|采暖季|供热季|供暖期|采暖期|供热期|供暖|采暖|供热",
        begin=(11, 15),
        end=(3, 15),
        fixed=False,
    ),
    Season(names="秋冬季", begin=(10, 1), end=(3, 31), fixed=False),
    Season(names="冬春季", begin=(11, 1), end=(3, 31), fixed=False),
    Season(names="三夏|夏收|麦收", begin=(5, 20), end=(6, 20), fixed=False),
    Season(names="三秋|秋收", begin=(9, 10), end=(11, 10), fixed=False),
    Season(names="双抢", begin=(7, 10), end=(8, 10), fixed=False),
    Season(names="春耕备耕|春耕|春播", begin=(3, 1), end=(5, 10), fixed=False),
    Season(names="秋冬种|秋播|秋种", begin=(9, 20), end=(11, 10), fixed=False),
    Season(names="春季学期开学|春季开学|开学", begin=(3, 1), fixed=False),
    Season(
        names="秋季学期开学|秋季开学|新学期开学|新学年开学|新学年|开学",
        begin=(9, 1),
        fixed=False,
    ),
    Season(names="春季学期|春学期|学期", begin=(3, 1), end=(7, 10), fixed=False),
    Season(names="秋季学期|秋学期|学期", begin=(9, 1), end=(1, 20), fixed=False),
    Season(names="学年", begin=(9, 1), end=(7, 10), fixed=False),
    Season(names="暑假|暑期", begin=(7, 1), end=(8, 31), fixed=False),
    Season(names="寒假", begin=(1, 20), end=(2, 28), fixed=False),
    Season(names="森林防火期|防火期", begin=(10, 1), end=(5, 31), fixed=False),
    Season(names="春季", begin=(3, 1), end=(5, 31), fixed=False),
    Season(names="夏季", begin=(6, 1), end=(8, 31), fixed=False),
    Season(names="秋季", begin=(9, 1), end=(11, 30), fixed=False),
    Season(names="入冬|冬季|封冻|上冻", begin=(11, 15), end=(2, 28), fixed=False),
)

_ALL = dict.fromkeys(name for season in SEASONS for name in season.names.split("|"))
# 秋季学期开学 before 秋季学期 before 秋季.
PATTERN = "|".join(sorted(_ALL, key=len, reverse=True))
NAMED = re.compile(PATTERN)


def seasons(name: str) -> tuple[Season, ...]:
    """The seasons of a name that `PATTERN` matched; at least one."""
    return tuple(season for season in SEASONS if name in season.names.split("|"))


def span_in(name: str, year: int) -> tuple[date, date] | None:
    """First and last day of the first season of that name that begins in `year`."""
    spans = (season.span(year) for season in seasons(name))
    return min((span for span in spans if span), default=None)


def next_span(name: str, after: date, *, ending: bool = False) -> tuple[date, date] | None:
    """The first season of that name that begins (`ending`: ends) on `after` or later."""
    years = range(after.year - 1, after.year + 2)
    spans = (season.span(year) for season in seasons(name) for year in years)
    return min((span for span in spans if span and span[ending] >= after), default=None)
