"""What a word of a document means: the sentence in which the document itself says so."""

import re
from collections.abc import Iterator

from knowledge.answering.catalogue import Catalogue
from knowledge.answering.understanding import Query
from knowledge.model import Answer, Document

_ASKED = re.compile(
    r"(?:是)?(?:什么|啥)意思|什么(?:是|叫|算)(?!.*(?:时候|单位|部门))|(?:是|叫|算)什么$|是指(?:什么|哪些|谁)?|指(?:的是)?(?:什么|哪些|谁|哪类|啥)(?:人|事)?|(?:怎么|如何)(?:定义|界定|理解)|的?(?:定义|含义|概念)(?:是)?|(?:多大(?:年纪|岁数|年龄)?|什么样(?:的)?|怎么样(?:的)?|怎么|哪些人?|什么情况)(?:才)?算(?:是|作|得上)?|代表什么|表示什么"
)
# How documents introduce a meaning.
_DEFINES = re.compile(
    r"是指|指的是|系指|所称|所指|指(?!导|标|数|挥|南|引|示|定)|表示|代表|[者的](?:为|是)?牵头|(?<=[,，;；(（、。])[下后]同|以下(?:统)?简称|包括|即"
)
_SENTENCE = re.compile(r"[^。；;\n]+[。；;]?")
# Share of the question's topic that the defining sentence must account for.
_COVERED = 0.75


def look_up_definition(query: Query, catalogue: Catalogue) -> Answer | None:
    """The defining sentence for what the question asks the meaning of; None where there is none."""
    if not _ASKED.search(query.text) or query.kind in ("lead", "responsible", "deadline"):
        return None
    topic = _ASKED.sub(" ", query.text)
    topic = re.sub(
        r"表里|表格里|括号里|文件里|方案里|里面|写的?|那个|这个|所谓|请问|的", " ", topic
    ).strip()
    if len(topic) < 2:
        return None
    best, place = 0.0, None
    for document, start, sentence in _defining(catalogue):
        covered = catalogue.account(topic, ((sentence, 1.0),)).coverage
        if covered >= _COVERED and _introduces(topic, sentence):
            covered += 1.0  # "X"是指...: the sentence is about this very word
        if covered > best + 1e-9:
            best, place = covered, (document, start, sentence)
    if place is None or best < _COVERED:
        return None
    document, start, sentence = place
    return Answer(
        query=query.text,
        status="answered",
        kind="passage",
        answer=sentence,
        confidence=min(0.95, best),
        sources=(catalogue.source(document.id, sentence, start),),
        highlight=sentence,
    )


def _introduces(topic: str, sentence: str) -> bool:
    word = re.escape(topic.split()[-1])
    return re.search(rf"{word}[”\"』」》’]?[,，]?\s*(?:{_DEFINES.pattern})", sentence) is not None


def _defining(catalogue: Catalogue) -> Iterator[tuple[Document, int, str]]:
    for document in catalogue.corpus.documents.values():
        for found in _SENTENCE.finditer(document.text):
            if _DEFINES.search(found[0]):
                lead = len(found[0]) - len(found[0].lstrip())
                yield document, found.start() + lead, found[0].strip()
