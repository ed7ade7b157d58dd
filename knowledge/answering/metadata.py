"""What a document says of itself: its number, its day, who issued it, its full name."""

import re
from collections.abc import Callable

from knowledge.answering.catalogue import Catalogue
from knowledge.answering.phrases import said_day
from knowledge.answering.understanding import Query, strip_topic
from knowledge.model import Answer, Document

_NUMBER = re.compile(r"文号|发文字号|多少号文|几号文")
_DAY = re.compile(
    r"(?:什么时候|哪天|哪年|哪一年|几号|哪月)(?:的)?(?:印发|发布|出台|下发|发文|公布|成文|发的|印的|发)|"
    r"(?:印发|发布|出台|下发|发文|公布|成文)(?:的)?(?:时间|日期)|(?:印发|发布|出台|公布|成文)(?:于|是)?(?:什么时候|哪天|哪年)"
)
_ISSUER = re.compile(
    r"(?:谁|哪个?(?:单位|部门|机关))(?:印发|发布|出台|下发|发的文?|发文)|(?:发文|印发|发布)(?:单位|机关|部门|机构)"
)
_NAME = re.compile(
    r"全称|全名|完整(?:的)?(?:名称|标题)|(?:方案|文件|计划|清单)(?:的)?(?:名字|名称|标题)?(?:是|叫)什么(?:名字)?$"
)
_VALIDITY = re.compile(
    r"有效期|管(?:几|多少)年|管多久|有效(?:几|多少|到)|什么时候(?:失效|作废|过期|施行|生效|实施)|(?:失效|生效|施行)(?:时间|日期)"
)
_VALID = re.compile(r"[^。；;\n]*(?:有效期|起施行|之日起(?:施行|实施|生效))[^。；;\n]*[。；;]?")
# 《full name》(以下简称《方案》): the document says what its short name stands for.
_SHORT_FOR = re.compile(r"《([^《》]{4,80}(?:《[^《》]+》[^《》]*)?)》\s*[(（]\s*以下(?:统)?简称")
_SUBJECT = re.compile(r"(?:这|该|本)?(?:个|份)?(?:方案|文件|通知|计划|清单|要点|意见|措施|文|办法)")


def look_up_metadata(query: Query, catalogue: Catalogue) -> Answer | None:
    """Answer a question about a document as such; None for other questions or where it is not said."""
    readings: tuple[tuple[re.Pattern[str], Callable[[Document], tuple[str, str] | None]], ...] = (
        (_VALIDITY, _validity),
        (_NAME, _full_name),
        (_NUMBER, _number),
        (_DAY, _day),
        (_ISSUER, _issuer),
    )
    for pattern, reading in readings:
        if pattern.search(query.text):
            document = _meant(query, catalogue, pattern)
            found = reading(document) if document else None
            if document and found:
                return _answered(query, catalogue, document, *found)
    return None


def _meant(query: Query, catalogue: Catalogue, cue: re.Pattern[str]) -> Document | None:
    """The document asked about: the one whose title accounts for the rest of the question."""
    rest = re.sub("是?多少|什么", "", _SUBJECT.sub("", cue.sub("", query.text)))
    words = [w for w in catalogue.segmenter.terms(strip_topic(rest, ())) if len(w) > 1]
    documents = list(catalogue.corpus.documents.values())
    if len(documents) == 1:
        known = f"{documents[0].title}{documents[0].text[:300]}"
        return documents[0] if all(w in known for w in words) else None
    fitting = [d for d in documents if words and all(w in d.title for w in words)]
    return fitting[0] if len(fitting) == 1 else None


def _sentence(document: Document, position: int) -> str:
    """The paragraph around a position, which is how heads of documents are quoted."""
    start = document.text.rfind("\n", 0, position) + 1
    end = document.text.find("\n", position)
    return document.text[start : end if end >= 0 else None][:300]


def _full_name(document: Document) -> tuple[str, str] | None:
    found = _SHORT_FOR.search(document.text)
    if found:
        return f"全称：《{found[1]}》", _sentence(document, found.start())
    at = document.text.find(document.title)
    return (f"标题：{document.title}", _sentence(document, at)) if at >= 0 else None


def _validity(document: Document) -> tuple[str, str] | None:
    said = [found[0].strip() for found in _VALID.finditer(document.text)]
    # Until when goes before from when: 施行 stands in the title page of every document.
    told = next((one for one in said if "有效期" in one), said[0] if said else "")
    return (told, told) if told else None


def _number(document: Document) -> tuple[str, str] | None:
    at = document.text.find(document.doc_no) if document.doc_no else -1
    return (f"文号：{document.doc_no}", _sentence(document, at)) if at >= 0 else None


def _day(document: Document) -> tuple[str, str] | None:
    if document.date is None:
        return None
    day = document.date
    printed = re.compile(rf"{day.year}\s*[年./-]\s*0?{day.month}\s*[月./-]\s*0?{day.day}(?!\d)")
    found = printed.search(document.text)
    return (f"发布日期：{said_day(day)}", _sentence(document, found.start())) if found else None


def _issuer(document: Document) -> tuple[str, str] | None:
    at = document.text.find(document.issuer) if document.issuer else -1
    return (f"发文单位：{document.issuer}", _sentence(document, at)) if at >= 0 else None


def _answered(
    query: Query, catalogue: Catalogue, document: Document, said: str, quote: str
) -> Answer:
    day = document.date if said.startswith("发布日期") else None
    return Answer(
        query=query.text,
        status="answered",
        kind="passage",
        answer=said,
        confidence=0.9,
        sources=(catalogue.source(document.id, quote, None),),
        date=day,
    )
