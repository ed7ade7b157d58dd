"""Questions that data do not answer: from the FAQ, or from the documents, word for word."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from knowledge.answering import checks, cues
from knowledge.answering.catalogue import Catalogue
from knowledge.answering.understanding import Query, strip_topic
from knowledge.answering.wording import plain_wording
from knowledge.model import Answer, Candidate, Caution, Document, FaqEntry, Source
from knowledge.search.decision import decide
from knowledge.search.faq import FaqHit
from knowledge.search.passages import PassageHit, PassageSearch, Quote

# A passage is worth showing beside "the knowledge does not say" when it may well answer (NEAR, its
# probability) or has much of the topic (NEARLY, a share).
NEAR = 0.25
NEARLY = 0.5
# Share of the question's topic that a quote must account for to be an answer.
ACCOUNTED = 0.62
NEAREST = "下面是最接近的原文，供参考："
# A folder of so many documents is small. There a quote that has all of the topic (WHOLLY) answers from
# the probability POSSIBLE on, elsewhere from LIKELY.
FEW = 30
WHOLLY = 0.9
POSSIBLE = 0.15
LIKELY = 0.6
# Share that the very sentence with the number must account for.
BESIDE = 0.45
# The same where two or more telling words are missing: what is left may be another matter.
FULLY = 0.85


def faq_fits(query: Query, entry: FaqEntry, catalogue: Catalogue) -> bool:
    """Whether nothing in the question speaks against this entry: department, year, name."""
    text = "\n".join((*entry.wordings, entry.answer, entry.quote))
    return (
        checks.departments_met(query, text, catalogue.departments)
        and checks.years_met(query, text)
        and checks.tokens_met(query, text)
        and (checks.time_met(query, f"{entry.answer}\n{entry.quote}") or _asks_when(entry.wordings))
    )


_ASKS_WHEN = re.compile(f"{cues.WHEN}|{cues.DURATION}")


@lru_cache(maxsize=1_000)
def _asks_when(wordings: tuple[str, ...]) -> bool:
    """Whether an entry was written for a question of time, so that its answer is one."""
    return any(_ASKS_WHEN.search(plain_wording(wording)) for wording in wordings)


def from_faq(
    query: Query, hits: Sequence[FaqHit], catalogue: Catalogue, caution: Caution
) -> Answer | None:
    """The answer of the FAQ, offers of near questions, or None where it has nothing near."""
    if not hits:
        return None
    decision = decide(hits, caution=caution, covered=faq_fits(query, hits[0].entry, catalogue))
    if decision.status == "unanswered":
        return None
    if decision.status == "suggested":
        offered = dict.fromkeys(hits[n].entry.question for n in decision.offered)
        return Answer(
            query=query.text,
            status="suggested",
            kind="faq",
            answer="没有完全对上的问题，您想问的是：",
            confidence=hits[0].probability,
            suggestions=tuple(offered),
        )
    entry = hits[0].entry
    return Answer(
        query=query.text,
        status="answered",
        kind="faq",
        answer=entry.answer,
        confidence=hits[0].probability,
        sources=(_faq_source(entry, catalogue),),
        faq=entry.id,
    )


def _faq_source(entry: FaqEntry, catalogue: Catalogue) -> Source:
    if entry.document is not None and entry.quote and catalogue.document(entry.document):
        return catalogue.source(entry.document, entry.quote, None)
    place = f"{entry.file}:{entry.place}" if entry.place else entry.file
    return Source(
        document=entry.file or "faq",
        title=place or "FAQ",
        quote=f"{entry.question}\n{entry.answer}",
        fictional=catalogue.corpus.fictional,
    )


def from_passages(
    query: Query,
    hits: Sequence[PassageHit],
    search: PassageSearch,
    catalogue: Catalogue,
    caution: Caution,
) -> Answer | None:
    """The words of a document that answer; or, with the status `unanswered`, those that come near."""
    if not hits:
        return None
    quote = search.quote(query.said, hits[0])
    counted = checks.counted_in(query, quote.text)
    document = catalogue.document(quote.document_id)
    accounted = _accounted(query, quote, catalogue)
    covered = (
        checks.period_met(
            query, quote.text, document.date.year if document and document.date else None
        )
        and accounted >= ACCOUNTED
        and answers_what_is_asked(query, quote.text, catalogue)
        and (counted is not None or checks.kind_met(query, quote.text))
    )
    decision = decide(hits, caution=caution, covered=covered, quoted=True)
    # Passages stand beside one another: a close second says the same thing, not another thing.
    sure = decision.status == "answered" or (decision.rule == "margin" and covered)
    if sure or (covered and _nothing_else(accounted, hits[0], catalogue)):
        return _quoted(query, quote, hits[0].probability, catalogue, counted)
    return _near(query, quote, hits[0], accounted, catalogue)


def _accounted(query: Query, quote: Quote, catalogue: Catalogue) -> float:
    """Share of what the question is about that the quote has, with the headings above it, 0 to 1.

    0 where two or more telling words are missing and little is left: that may be another matter.
    """
    document = catalogue.document(quote.document_id)
    above = " ".join((document.title if document else "", *quote.section))
    asked = query.topic or strip_topic(query.text, (cues.OPEN,))
    if not query.topic and not catalogue.tells(asked):
        return 0.0
    match = catalogue.account(asked, ((quote.text, 1.0), (above, 0.8)))
    return match.coverage if len(match.missing) < 2 or match.coverage >= FULLY else 0.0


def _nothing_else(accounted: float, hit: PassageHit, catalogue: Catalogue) -> bool:
    """Whether all that was asked about stands in the quote, in a folder too small for statistics.

    How rare a word is among a handful of documents says nothing, so the trained probability is too low
    there; that every word of the topic is met, and every veto passed, then weighs more.
    """
    few = len(catalogue.corpus.documents) <= FEW
    return accounted >= WHOLLY and hit.probability >= (POSSIBLE if few else LIKELY)


def _measured(query: Query, text: str, catalogue: Catalogue) -> bool:
    """Whether a number or day of the kind asked for stands in a sentence about what is asked."""
    counted = query.measure or query.unit or checks.HOW_MANY.search(query.text)
    if not counted and query.kind != "deadline":
        return True
    sentences = re.findall(r"[^。；;\n]+", text)
    return any(
        (checks.measure_met(query, sentence) if counted else checks.kind_met(query, sentence))
        and catalogue.account(query.topic, ((sentence, 1.0),)).coverage >= BESIDE
        for sentence in sentences
    )


def answers_what_is_asked(query: Query, text: str, catalogue: Catalogue) -> bool:
    """Whether nothing that the question insists on is missing from the text."""
    return (
        checks.departments_met(query, text, catalogue.departments)
        and checks.years_met(query, text)
        and _measured(query, text, catalogue)
        and checks.enumerated(query, text)
        and checks.tokens_met(query, text)
        and checks.place_met(query, text)
        and checks.superlative_met(query, text)
    )


def _quoted(
    query: Query,
    quote: Quote,
    confidence: float,
    catalogue: Catalogue,
    counted: tuple[int, str] | None,
) -> Answer:
    said = quote.highlight.strip() or quote.text.strip()
    if counted is not None:
        said = f"{counted[0]}（{counted[1]}）\n{said}"
    return Answer(
        query=query.text,
        status="answered",
        kind="count" if counted else "passage",
        answer=said,
        confidence=confidence,
        sources=(catalogue.source(quote.document_id, quote.text, quote.start),),
        count=counted[0] if counted else None,
        highlight=quote.highlight if quote.highlight in quote.text else "",
    )


_MISSING = {
    "lead": "没有写明由哪个部门牵头",
    "responsible": "没有列出具体的责任单位",
    "reverse": "没有列出各部门的具体任务",
    "deadline": "没有写明具体时限",
    "deadline_list": "没有写明各项任务的时限",
    "target": "没有写明具体数值",
    "count": "没有写明数量",
}


def _near(
    query: Query, quote: Quote, hit: PassageHit, accounted: float, catalogue: Catalogue
) -> Answer | None:
    if hit.probability < NEAR and accounted < NEARLY:
        return None
    lacking = _MISSING.get(query.kind or "", "没有写明您问的内容")
    return Answer(
        query=query.text,
        status="unanswered",
        kind=query.kind,
        answer=f"现有资料{lacking}。{NEAREST}",
        confidence=hit.probability,
        sources=(catalogue.source(quote.document_id, quote.text, quote.start),),
    )


_ROLES = re.compile(r"[^。；;\n]*(?:牵头(?:部门|单位)?|责任(?:单位|部门))[^。；;\n]*[。；;]?")


def says_roles_exist(
    query: Query, documents: Iterable[Document], catalogue: Catalogue
) -> Answer | None:
    """Where a plan says that lead departments were named without naming them: that sentence.

    For questions about who, when nothing names anybody: it is shown as the nearest source.
    """
    if query.kind not in ("lead", "responsible", "reverse"):
        return None
    for document in documents:
        found = _ROLES.search(document.text)
        if found and found[0].strip():
            return Answer(
                query=query.text,
                status="unanswered",
                kind=query.kind,
                answer="原文只提到明确了牵头部门和责任单位，没有列出具体是哪些部门。"
                if re.search(r"明确|确定|列明|落实了", found[0])
                else f"现有资料{_MISSING[query.kind]}。{NEAREST}",
                sources=(catalogue.source(document.id, found[0].strip(), None),),
            )
    return None


def candidates(faq: Sequence[FaqHit], passages: Sequence[PassageHit]) -> tuple[Candidate, ...]:
    """All hits of both kinds as candidates, best first."""
    found = [
        Candidate(id=f"faq:{h.entry.id}", score=h.probability, evidence=h.evidence) for h in faq
    ] + [
        Candidate(
            id=f"passage:{h.document_id}#{h.passage}", score=h.probability, evidence=h.evidence
        )
        for h in passages
    ]
    return tuple(sorted(found, key=lambda c: -c.score))
