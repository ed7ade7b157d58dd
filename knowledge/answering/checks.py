"""Does a text that looks right really say what was asked? Vetoes, each on its own.

A quote or FAQ entry may share every word with the question and still not answer it: another department,
another year, no number where a number was asked, a count where the list was asked.
"""

import re
from collections.abc import Iterable

from knowledge.answering.understanding import Query
from knowledge.plans.dates import find_dates
from knowledge.plans.departments import Departments
from knowledge.plans.wordings import comparable
from knowledge.text import normalise

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LATIN = re.compile(r"[a-z][a-z0-9.-]*\d[a-z0-9.-]*|\d[\d.]*(?=[%‰亿万])")
_DIGIT = r"\d+(?:\.\d+)?"
_CHINESE_NUMBER = r"[一二两三四五六七八九十百]+"
_COUNTED = re.compile(rf"({_DIGIT}|{_CHINESE_NUMBER})\s*(?:项|个|条|类|种|大|方面)")
_MONEY = re.compile(rf"{_DIGIT}\s*(?:万|亿|千|百)*元")
_SHARE = re.compile(rf"{_DIGIT}\s*(?:%|‰|个百分点|成|倍)|百分之|分之")
_TIME = re.compile(
    rf"(?:{_DIGIT}|{_CHINESE_NUMBER})\s*(?:个)?(?:工作日|天|日|小时|分钟|周|星期|月|年)"
)
# 有多少某物: asks for a count of things, which a share is not.
HOW_MANY = re.compile(r"有(?:多少|几)(?![点%成])[个名位家户]?([\u4e00-\u9fff]{2,})")
_THINGS = re.compile(
    rf"{_DIGIT}\s*(?:万|亿|余|多)*(?:人|名|个(?!百分)|户|家|项|所|座|条|处|辆|台|件|次|篇|部|套|亩|吨|公里)"
)
_UNIT_NAME = re.compile(
    r"[\u4e00-\u9fff]{2,10}(?:局|厅|委员会|管委会|办公室|人民政府|[省市县区州镇乡]政府|法院|总队|支队|集团|[省市县区][\u4e00-\u9fff]{1,6}(?:委|办))"
)
_CLOCK = re.compile(
    r"\d{1,2}[:：点时]|[一二三四五六七八九十]+点|即时|随时|当[天日]|立即|实时|长期|全天|周末|工作日"
)
_RESPONSIBLE = re.compile("牵头|负责|责任单位|主管|主办|组织|承担|召开|配合|会同|参与")


def _without_bases(text: str) -> str:
    """Without the years that figures are only compared with: 较2025年, 比上年."""
    return re.sub(r"[较比与](?:上年|去年|(?:19|20)\d\d\s*年?)", "", text)


def years_met(query: Query, text: str) -> bool:
    """Every year that the question names stands in the text, and not only as a base of comparison."""
    text = _without_bases(text)
    return all(year in text for year in _YEAR.findall(query.text))


def period_met(query: Query, text: str, year: int | None) -> bool:
    """A year that the question sets apart (去年, 明年) is the document's own or stands in the text."""
    period = query.period
    if period is None or period.first is None or period.last is None or "年" not in period.text:
        return True
    if period.first.year != period.last.year or period.last.year == year:
        return True
    return str(period.last.year) in _without_bases(text)


def departments_met(query: Query, text: str, departments: Departments) -> bool:
    """Every department that the question names is named in the text, of an ambiguous name one reading."""
    plain = comparable(text)
    for asked, names in query.ambiguous:
        if not any(comparable(name) in plain for name in (asked, *names)):
            return False
    if query.unknown:
        return all(comparable(name) in plain for name in query.unknown)
    return all(
        any(form in plain for form in {comparable(n) for n in (name, *departments.variants(name))})
        for name in query.departments
    )


def measure_met(query: Query, text: str) -> bool:
    """A number of the kind that was asked for stands in the text."""
    pattern = {"money": _MONEY, "share": _SHARE, "time": _TIME}.get(query.measure)
    if pattern is not None and not pattern.search(text):
        return False
    if (things := HOW_MANY.search(query.text)) and not _counts(things[1], text):
        return False
    if query.unit:
        number = rf"(?:{_DIGIT}|{_CHINESE_NUMBER})\s*(?:万|亿|多|余)*{re.escape(query.unit)}"
        return re.search(number, text) is not None
    return True


def _counts(things: str, text: str) -> bool:
    """Whether the text counts these things, not others beside them: 残疾人家庭改造2400户."""
    head, between = re.escape(things[-2:]), r"[^，,。；;\n\d]"
    near = re.search(rf"{head}{between}{{0,6}}\d|\d{between}{{0,8}}{head}", text)
    return near is not None and _THINGS.search(text) is not None


def time_met(query: Query, text: str) -> bool:
    """Where the question asks when, the text tells a time, in figures or in words."""
    if query.kind != "deadline" and query.measure != "time":
        return True
    return bool(_TIME.search(text) or _CLOCK.search(text) or find_dates(text, reference=None))


def kind_met(query: Query, text: str) -> bool:
    """The text holds what a question of this kind needs: a unit and its role, a day, a number."""
    if query.kind == "reverse" and query.topic:
        return True  # what it has done about a matter, which need not be a duty in a list
    if query.kind in ("lead", "responsible", "reverse"):
        return _RESPONSIBLE.search(text) is not None and _UNIT_NAME.search(text) is not None
    if query.kind == "deadline":
        return any(found.kind == "date" for found in find_dates(text, reference=None))
    if query.kind == "target":
        return re.search(rf"{_DIGIT}|{_CHINESE_NUMBER}(?=[个项成倍])|水平|全覆盖", text) is not None
    return query.kind not in ("deadline_list", "count")


def enumerated(query: Query, text: str) -> bool:
    """Where the question names N things and asks which they are, the text lists about so many."""
    if not re.search(r"分别|哪些|什么|哪几|列", query.text):
        return True
    asked = _COUNTED.search(query.text)
    if not asked or not asked[1].isdigit() or int(asked[1]) < 2:
        return True
    sentences = re.split(r"[。;；\n]", text)
    return any(sentence.count("、") + 1 >= int(asked[1]) for sentence in sentences)


def counted_in(query: Query, text: str) -> tuple[int, str] | None:
    """How many of the thing asked about the text counts: (11, '11项具体指标'), or None."""
    asked = re.search(r"(?:几|多少)(项|个|条|类|种|大|家|方面)?", query.text)
    if not asked or query.measure:
        return None
    unit = asked[1] or r"(?:项|个|条|类|种|大|家|方面)"
    after = query.text[asked.end() :]
    for noun in _nouns(f"{after} {query.topic}"):
        found = re.search(rf"({_DIGIT})\s*{unit}([^\s,，。;；]{{0,6}}?{re.escape(noun)})", text)
        if found and found[1].isdigit():
            return int(found[1]), found[0]
    return None


def _nouns(text: str) -> Iterable[str]:
    words = re.findall(r"[\u4e00-\u9fff]{2,}", text)
    for word in words:
        yield word
    for word in words:
        yield word[-2:]


def place_met(query: Query, text: str) -> bool:
    """Where the question asks where, the text names a place."""
    if not re.search(
        r"在哪|哪里|哪条(?:路|街)|地址|位置|什么地方|哪个(?:村|镇|街道|小区)", query.text
    ):
        return True
    return (
        re.search(
            r"位于|设在|设于|地址|坐落|布点|[路街巷]\d*号|范围|区域|在[^，。]{2,12}[省市县区镇村园]",
            text,
        )
        is not None
    )


def superlative_met(query: Query, text: str) -> bool:
    """Where the question asks for the most or least of something, the text ranks."""
    asked = re.search(r"最[多少高低大小好差快慢]|第一名|排名", query.text)
    return asked is None or re.search(r"最|首位|第一|排名|居", text) is not None


def tokens_met(query: Query, text: str) -> bool:
    """Names in Latin letters and digits (G7012) that the question has stand in the text."""
    plain = normalise(text)
    return all(token in plain for token in _LATIN.findall(query.text))
