"""Labelled question sets -> the weights file: what `askplan eval --fit` does.

Small corpora are made of the large sets, since what tells right from wrong among fifteen thousand
entries is not all that does among thirty; and questions are asked of documents that come near
without answering, since those are what a confident wrong answer is made of.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Any

from knowledge.evaluation.questions import Labelled
from knowledge.model import Document, FaqEntry
from knowledge.search import faq, fitting, passages
from knowledge.search.weights import Weights, parse
from knowledge.text import Segmenter, letters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Entries of the small FAQs that are cut out of each large one; documents of the small corpora.
_SMALL_FAQS = (40, 400)
_SMALL_CORPORA = ((1, 350), (5, 250), (40, 120))
_NEAR = 400  # questions asked of documents that come near without answering
_BARE = parse({"entry_confidence": {"bias": 0.0}})


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqSet:
    """A FAQ and questions over it; those with `refuse` are out of its scope."""

    name: str
    entries: Sequence[FaqEntry]
    questions: Sequence[Labelled]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSet:
    """Documents and questions over them. importance: how many questions each one stands for."""

    documents: Sequence[Document]
    questions: Sequence[Labelled]
    importance: float = 1.0


def fit(
    faqs: Sequence[FaqSet],
    documents: Sequence[DocumentSet],
    segmenter: Segmenter,
    *,
    without: Sequence[str] = (),
) -> tuple[dict[str, Any], dict[str, float]]:
    """All weights as a JSON-able object, and the figures of questions that each fold had not seen.

    without: evidence left out, to see what it is worth.
    """
    large = [e for given in faqs for e in faq_examples(given, segmenter)]
    small = [e for given in faqs for e in _small_faqs(given, segmenter)]
    folded = [
        fitting.fit_wordings(
            [e for n, e in enumerate(large) if n % fitting.FOLDS != fold], without=without
        )
        for fold in range(fitting.FOLDS)
    ]
    entry = fitting.fit_wordings(large, without=without)
    entry_confidence, ranked = fitting.fit_confidence([*large, *small], folded)
    quotes = [q for given in documents for q in quote_examples(given, segmenter)]
    sentence = _BARE
    passage_confidence: dict[str, float] = {}
    figures = _recall(large, ranked)
    if quotes:
        sentence = fitting.fit_sentences(quotes, without=without)
        unseen = [
            fitting.fit_sentences([q for q in quotes if q.fold != fold], without=without)
            for fold in range(fitting.FOLDS)
        ]
        passage_confidence, right = fitting.fit_quote_confidence(quotes, unseen)
        asked = [n for n, quote in enumerate(quotes) if quote.answer is not None]
        figures["answer in quote"] = float(right[asked].mean())
    weights = Weights(
        wording=entry.wording,
        words=entry.words,
        entry=entry.entry,
        entry_confidence=entry_confidence,
        sentence=sentence.sentence,
        passage_confidence=passage_confidence,
    )
    return _readable(weights), figures


def _readable(weights: Weights) -> dict[str, Any]:
    """Four digits are enough, and a weight of nothing need not be written down."""
    return {
        part: {name: float(f"{worth:.4g}") for name, worth in table.items() if worth}
        for part, table in asdict(weights).items()
    }


def _recall(
    examples: Sequence[fitting.Example], ranked: Sequence[faq.Ranked | None]
) -> dict[str, float]:
    figures = {}
    for pool in dict.fromkeys(e.pool for e in examples):
        asked = [
            (e, r) for e, r in zip(examples, ranked, strict=False) if e.pool == pool and e.right
        ]
        good = sum(r is not None and int(r.entries[0]) in e.right for e, r in asked)
        figures[f"{pool} recall@1"] = good / max(1, len(asked))
    return figures


def faq_examples(given: FaqSet, segmenter: Segmenter) -> list[fitting.Example]:
    """Each question with its candidates."""
    search = faq.FaqSearch(given.entries, segmenter, weights=_BARE)
    position = {entry.id: n for n, entry in enumerate(given.entries)}
    return [
        fitting.Example(
            pool=given.name,
            found=search.find(asked.query),
            right=frozenset(position[i] for i in asked.wanted if i in position),
        )
        for asked in given.questions
    ]


def _small_faqs(given: FaqSet, segmenter: Segmenter) -> Iterator[fitting.Example]:
    """Parts of a FAQ: what is asked about the rest of it is out of scope, and near."""
    chance = Random(5)  # noqa: S311 - the same parts every time
    inside = [q for q in given.questions if q.wanted]
    for size in _SMALL_FAQS:
        if len(given.entries) < 3 * size or not inside:
            continue
        wanted = {i for q in chance.sample(inside, min(len(inside), size // 2)) for i in q.wanted}
        entries = [e for e in given.entries if e.id in wanted]
        others = [e for e in given.entries if e.id not in wanted]
        entries += chance.sample(others, max(0, size - len(entries)))
        kept = {e.id for e in entries}
        answered = [q for q in inside if q.wanted & kept]
        outside = [q for q in inside if not q.wanted & kept]
        asked = answered + chance.sample(outside, min(len(outside), 2 * len(answered) + 50, 300))
        part = FaqSet(name=f"{given.name}/{size}", entries=entries, questions=asked)
        yield from faq_examples(part, segmenter)


def quote_examples(given: DocumentSet, segmenter: Segmenter) -> Iterator[fitting.QuoteExample]:
    """Each question over all documents, then over a few of them, some of which do not answer."""
    chance = Random(7)  # noqa: S311 - the same parts every time
    every = {d.id: d for d in given.documents}
    fold = {asked.query: n % fitting.FOLDS for n, asked in enumerate(given.questions)}
    search = passages.PassageSearch(given.documents, segmenter, weights=_BARE)
    for asked in given.questions:
        for example in _quoted(search, every, asked, fold):
            yield replace(example, importance=given.importance)
    inside = [q for q in given.questions if q.wanted & every.keys()]
    outside = [q for q in given.questions if q.refuse] or inside
    for size, count in _SMALL_CORPORA:
        for _ in range(count if len(every) > size else 0):
            asked = chance.choice(inside)
            names = {chance.choice(sorted(asked.wanted & every.keys()))}
            names |= {d.id for d in chance.sample(given.documents, size - 1)}
            few = {name: every[name] for name in sorted(names)}
            part = passages.PassageSearch(few.values(), segmenter, weights=_BARE)
            for question in (asked, chance.choice(inside), chance.choice(outside)):
                yield from _quoted(part, few, question, fold)
    for asked in chance.sample(inside, min(_NEAR, len(inside)) if len(every) > 1 else 0):
        near = _near_misses(search, given.documents, asked, chance.choice((1, 1, 3, 5)))
        if near:
            part = passages.PassageSearch(near.values(), segmenter, weights=_BARE)
            yield from _quoted(part, near, asked, fold)


def _near_misses(
    search: passages.PassageSearch, documents: Sequence[Document], asked: Labelled, count: int
) -> dict[str, Document]:
    """Documents that come nearest to a question without holding its answer."""
    found = search.find(asked.query)
    places = found.documents if found else ()
    words = letters(asked.words)
    near = [documents[n] for n in places if documents[n].id not in asked.wanted]
    return {d.id: d for d in [d for d in near if words not in letters(d.text)][:count]}


def _quoted(
    search: passages.PassageSearch,
    documents: Mapping[str, Document],
    asked: Labelled,
    fold: Mapping[str, int],
) -> Iterator[fitting.QuoteExample]:
    found = search.find(asked.query)
    if found is None:
        return
    answered = bool(asked.wanted & documents.keys())
    yield fitting.QuoteExample(
        search=search,
        found=found,
        right=_holding(search, list(documents.values()), found, asked),
        answer=letters(asked.words) if answered else None,
        fold=fold[asked.query],
    )


def _holding(
    search: passages.PassageSearch,
    documents: Sequence[Document],
    found: passages.Found,
    asked: Labelled,
) -> "NDArray[np.bool_]":
    """Which of the sentences found touch the answer, in a document that is known to answer."""
    import numpy as np

    words, marks = letters(asked.words), []
    for number in found.documents:
        ranges = search.text_of(number).ranges
        parts = [letters(documents[number].text[low:high]) for low, high in ranges]
        touched = [False] * len(parts)
        if words and documents[number].id in asked.wanted:
            ends = np.cumsum([len(part) for part in parts])
            place = (joined := "".join(parts)).find(words)
            while place >= 0:
                for n, end in enumerate(ends.tolist()):
                    touched[n] |= end - len(parts[n]) < place + len(words) and end > place
                place = joined.find(words, place + 1)
        marks += touched
    return np.array(marks, dtype=bool)
