"""What a word of a document means: the sentence in which the document itself says so."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledge.answering.catalogue import Catalogue
from knowledge.answering.free import FEW
from knowledge.answering.shortlist import Shortlist
from knowledge.answering.topics import widened
from knowledge.answering.understanding import Query
from knowledge.model import Answer, Document

_ASKED = re.compile(
    r"(?:是)?(?:什么|啥)意思|什么(?:是|叫|算)(?!.*(?:时候|单位|部门))|(?:是|叫|算)什么$|是指(?:什么|哪些|谁)?|指(?:的是)?(?:什么|哪些|谁|哪类|啥)(?:人|事)?|(?:怎么|如何)(?:定义|界定|理解)|的?(?:定义|含义|概念)(?:是)?|(?:多大(?:年纪|岁数|年龄)?|什么样(?:的)?|怎么样(?:的)?|怎么|哪些人?|什么情况)(?:才)?算(?:是|作|得上)?|代表什么|表示什么|(?:都|主要|具体)?(?:包括|包含|有)(?:哪|什么)[\u4e00-\u9fff]{0,6}$"
)
# How documents introduce a meaning.
_DEFINES = re.compile(
    r"是指|指的是|系指|所称|所指|指(?!导|标|数|挥|南|引|示|定)|表示|代表|[者的](?:为|是)?牵头|(?<=[,，;；(（、。])[下后]同|以下(?:统)?简称|包括|即"
)
# Between a word and what introduces its meaning.
_INTRODUCED = re.compile(rf"[”\"』」》’]?[,，]?\s*(?:{_DEFINES.pattern})")
_SENTENCE = re.compile(r"[^。；;\n]+[。；;]?")
# Share of the question's topic that the defining sentence must account for.
_COVERED = 0.75


@dataclass(frozen=True, slots=True)
class Defining:
    """A sentence that defines something. start: where it begins in the document's text."""

    document: str
    start: int
    text: str


class Definitions:
    """All defining sentences of a corpus, collected once."""

    def __init__(self, documents: Iterable[Document]) -> None:
        held = tuple(documents)
        self._few = len(held) <= FEW
        self._sentences = [found for document in held for found in _defining(document)]
        self._shortlist = Shortlist([found.text for found in self._sentences])

    def look_up(self, query: Query, catalogue: Catalogue) -> Answer | None:
        """The defining sentence for what the question asks the meaning of; None where there is none."""
        topic = _asked_about(query)
        if len(topic) < 2:
            return None
        best, place = 0.0, None
        word = topic.split()[-1]
        for number in self._shortlist.near(widened(topic)):
            found = self._sentences[number]
            introduces = _introduces(word, found.text)
            # Among many documents only "X"是指... is about this word; elsewhere it may just be mentioned.
            if not introduces and not self._few:
                continue
            covered = catalogue.account(topic, ((found.text, 1.0),)).coverage
            if covered < _COVERED:
                continue
            covered += introduces
            if covered > best + 1e-9:
                best, place = covered, found
        if place is None:
            return None
        return Answer(
            query=query.text,
            status="answered",
            kind="passage",
            answer=place.text,
            confidence=min(0.95, best),
            sources=(catalogue.source(place.document, place.text, place.start),),
            highlight=place.text,
        )


def _asked_about(query: Query) -> str:
    """The word whose meaning is asked; empty for other questions."""
    if not _ASKED.search(query.text) or query.kind in ("lead", "responsible", "deadline"):
        return ""
    topic = _ASKED.sub(" ", query.text)
    return re.sub(
        r"表里|表格里|括号里|文件里|方案里|里面|写的?|那个|这个|所谓|请问|的", " ", topic
    ).strip()


def _introduces(word: str, sentence: str) -> bool:
    """Whether "word"是指... stands in the sentence, so that it is about this very word."""
    at = sentence.find(word)
    while at >= 0:
        if _INTRODUCED.match(sentence, at + len(word)):
            return True
        at = sentence.find(word, at + 1)
    return False


def _defining(document: Document) -> Iterator[Defining]:
    for found in _SENTENCE.finditer(document.text):
        if _DEFINES.search(found[0]):
            lead = len(found[0]) - len(found[0].lstrip())
            yield Defining(document.id, found.start() + lead, found[0].strip())
