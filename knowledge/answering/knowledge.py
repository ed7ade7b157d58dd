"""Knowledge: a corpus that answers. Understand, find, decide, compose; nothing is invented.

question -> understanding -> lookups (data) | FAQ | documents -> Answer
"""

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from functools import cached_property

from knowledge.answering import followups, free
from knowledge.answering.catalogue import Catalogue
from knowledge.answering.definitions import Definitions
from knowledge.answering.goals import look_up_goal
from knowledge.answering.lookups import look_up, look_up_bare
from knowledge.answering.metadata import look_up_metadata
from knowledge.answering.understanding import Query, understand
from knowledge.corpus.edition import edition
from knowledge.corpus.keeping import Arrays, Keeping, digest, kept_or_made
from knowledge.model import (
    Answer,
    Candidate,
    Caution,
    Corpus,
    Document,
    FaqEntry,
    Kind,
    Source,
    Turn,
)
from knowledge.search.faq import FaqHit, FaqSearch
from knowledge.search.passages import PassageHit, PassageSearch
from knowledge.search.retrieval import Shelf
from knowledge.text import Segmenter, is_traditional, letters, to_simplified

# Turns looked back on for a follow-up; older ones are another conversation.
_MEMORY = 4
# A FAQ entry this sure was written for this very question: it goes before data.
_VERBATIM = 0.97


class Knowledge:
    """Answers questions from one corpus. Immutable; safe to share between threads.

    keeping: where indexes are kept from one run to the next; None: they are built when needed.
    shelf: where the FAQ's wordings stand outside of this process; None: in its memory.
    """

    def __init__(
        self, corpus: Corpus, *, keeping: Keeping | None = None, shelf: Shelf | None = None
    ) -> None:
        self.corpus = corpus
        self._keeping = keeping
        self._shelf = shelf
        self.caution: Caution = corpus.caution
        self.segmenter = Segmenter(_domain_words(corpus))
        self.catalogue = Catalogue(corpus, self.segmenter)

    @cached_property
    def faq(self) -> FaqSearch:
        """The index over FAQ wordings."""
        if self._shelf is None:
            return self._faq_in_memory()
        key = digest(self._faq_parts(), edition())
        stored = self._shelf.faq(key, lambda: self._faq_in_memory().arrays())
        return FaqSearch(self.corpus.faq, self.segmenter, stored=stored)

    def _faq_in_memory(self) -> FaqSearch:
        def search(kept: "Arrays | None" = None) -> FaqSearch:
            return FaqSearch(self.corpus.faq, self.segmenter, kept=kept)

        parts = self._faq_parts()
        return kept_or_made(self._keeping, "faq", parts, search, search, FaqSearch.arrays)

    def _faq_parts(self) -> Iterator[bytes]:
        """Everything that the index over FAQ wordings depends on, besides the program itself."""
        wordings = ("\0".join(entry.wordings) for entry in self.corpus.faq)
        words = "\0".join(_domain_words(self.corpus))
        return (text.encode("utf-8", "surrogatepass") for text in (words, *wordings))

    @cached_property
    def passages(self) -> PassageSearch:
        """The index over the documents."""

        def search(kept: "Arrays | None" = None) -> PassageSearch:
            documents = self.corpus.documents.values()
            return PassageSearch(documents, self.segmenter, kept=kept)

        words = "\0".join(_domain_words(self.corpus))
        texts = (words, *(f"{d.id}\0{d.title}\0{d.text}" for d in self.corpus.documents.values()))
        parts = (text.encode("utf-8", "surrogatepass") for text in texts)
        return kept_or_made(self._keeping, "passages", parts, search, search, PassageSearch.arrays)

    @cached_property
    def definitions(self) -> Definitions:
        """The sentences that say what a word means."""
        return Definitions(self.corpus.documents.values())

    def with_faq(self, entries: Sequence[FaqEntry]) -> "Knowledge":
        """The same knowledge with another FAQ; whatever does not depend on that is shared.

        Its index is in memory: it serves a trial, and what is only tried is nobody else's.
        """
        other = copy(self)
        other._shelf = None
        other.__dict__.pop("faq", None)
        other.corpus = replace(self.corpus, faq=tuple(entries))
        return other

    def answer(
        self,
        question: str,
        today: date,
        history: Sequence[Turn] = (),
        *,
        kind: Kind | None = None,
    ) -> Answer:
        """Answer one message.

        today: the asker's day. history: the turns before it in the same chat, oldest first.
        kind: what a command asked for; None: the words decide.
        """
        query = self.read(question, today, history, kind=kind)
        answer = self._answered(query, today, history)
        if answer.faq is None and not answer.tasks and is_traditional(question):
            answer = replace(answer, sources=(*self._originals(answer), *answer.sources))
        return replace(
            answer,
            query=question,
            fictional=self.corpus.fictional or any(s.fictional for s in answer.sources),
            reading=_reading(query),
        )

    def read(
        self,
        question: str,
        today: date,
        history: Sequence[Turn] = (),
        *,
        kind: Kind | None = None,
    ) -> Query:
        """How a message is read, completed from the turns before it."""
        before: Query | None = None
        last: Answer | None = None
        for turn in history[-_MEMORY:]:
            before = self._completed(turn.question, today, before, last, None)
            last = turn.answer
        return self._completed(question, today, before, last, kind)

    def _completed(
        self,
        question: str,
        today: date,
        before: Query | None,
        last: Answer | None,
        kind: Kind | None,
    ) -> Query:
        query = understand(
            question,
            self.catalogue.departments,
            today=today,
            year=self.catalogue.plan_year(),
            kind=kind,
        )
        if query.topic and not self.catalogue.tells(query.topic):
            query = replace(query, topic="")
        return followups.complete(query, before, last)

    def examples(self) -> tuple[str, ...]:
        """Up to four questions that this knowledge answers, of different kinds."""
        found: list[str] = []
        led = [t for t in self.catalogue.tasks.values() if t.lead]
        found += [f"{t.title}谁牵头？" for t in led[:1]]
        found += [f"{t.lead[0]}有哪些任务？" for t in led[1:2]]
        dated = [t for t in led if t.deadline.kind == "date"]
        found += [f"{t.title}什么时候完成？" for t in dated[-1:]]
        found += [e.question for e in self.corpus.faq[:4]]
        return tuple(dict.fromkeys(found))[:4]

    # Decide: data first where the question asks for data, then FAQ, then documents

    def _answered(self, query: Query, today: date, history: Sequence[Turn]) -> Answer:
        if not query.text and query.kind != "deadline_list":
            return _refusal(
                query, "请把想问的事写成一句话，例如“某项任务谁牵头”。", self.examples()
            )
        if history and followups.asks_for_source(query) and history[-1].answer.sources:
            last = history[-1].answer
            return replace(last, answer="出处见下：", query=query.text, suggestions=())
        if history and followups.is_more(query):
            return self._nothing_more(query, history[-1].answer)
        faq_hits = self.faq.search(query.said) if self.corpus.faq else []
        faq_answer = free.from_faq(query, faq_hits, self.catalogue, self.caution)
        if (
            faq_answer
            and faq_answer.status == "answered"
            and self._verbatim(query, faq_hits[0], today)
        ):
            return replace(faq_answer, candidates=free.candidates(faq_hits, ()))
        data = self._from_data(query, today)
        sure = data is not None and data.status == "answered" and not _is_loose(data)
        if data and sure and _beats(data, faq_answer):
            return self._with_candidates(data, faq_hits)
        if faq_answer and faq_answer.status == "answered":
            return replace(faq_answer, candidates=free.candidates(faq_hits, ()))
        return self._from_documents(query, data, faq_answer, faq_hits)

    def _originals(self, answer: Answer) -> Iterator[Source]:
        """For who writes Traditional: quotes as a Traditional document prints them, where it is clean."""
        for source in answer.sources:
            document = self.corpus.documents.get(source.document)
            start = document.text.find(source.quote) if document else -1
            if document is None or start < 0:
                continue
            printed = document.raw[slice(*document.raw_range(start, start + len(source.quote)))]
            if printed != source.quote and _solid(to_simplified(printed)) == _solid(source.quote):
                yield replace(source, quote=printed)

    def _verbatim(self, query: Query, hit: FaqHit, today: date) -> bool:
        """Whether the entry was written for this very question, so that it goes before data."""
        if letters(hit.wording) == letters(query.text):
            return True
        if hit.probability < _VERBATIM:
            return False
        return look_up_bare(query, self.catalogue, today) is None

    def _from_data(self, query: Query, today: date) -> Answer | None:
        found = look_up(query, self.catalogue, today)
        if found is None and query.kind in ("target", None, "count"):
            found = look_up_goal(query, self.catalogue, today)
        return found or look_up_bare(query, self.catalogue, today)

    def _from_documents(
        self,
        query: Query,
        data: Answer | None,
        faq_answer: Answer | None,
        faq_hits: Sequence[FaqHit],
    ) -> Answer:
        if query.implied and (data is None or data.reading.get("choice") == "unsure"):
            query, data = replace(query, kind=None), None
        about = look_up_metadata(query, self.catalogue) or self.definitions.look_up(
            query, self.catalogue
        )
        if about is not None and (data is None or data.status != "answered"):
            return about
        hits = self.passages.search(query.said) if self.corpus.documents else []
        quoted = free.from_passages(query, hits, self.passages, self.catalogue, self.caution)
        found = free.candidates(faq_hits, hits)
        if quoted and self._take_over(data, quoted, hits):
            return replace(quoted, candidates=found)
        nearest = (
            self._with_roles(query, data) or faq_answer or self._unknown_topic(query, quoted, hits)
        )
        suggestions = nearest.suggestions or self._closest(query, faq_hits)
        if quoted and not nearest.sources and not (data and self._in_plan(hits)):
            nearest = _with_nearest(nearest, quoted)
        merged = sorted((*nearest.candidates, *found), key=lambda c: -c.score)
        return replace(nearest, suggestions=suggestions, candidates=tuple(merged))

    def _take_over(self, data: Answer | None, quoted: Answer, hits: Sequence[PassageHit]) -> bool:
        """Whether the words of a document go before what the data gave.

        What stands in a document without tasks, only its sentences can tell: there data that hold
        no answer (no such task, no such department, several) do not stand in the way.
        """
        if data is None:
            return quoted.status == "answered"
        if self._in_plan(hits):
            return False
        empty = data.status != "answered"
        return quoted.status == "answered" or (empty and hits[0].probability >= free.LIKELY)

    def _in_plan(self, hits: Sequence[PassageHit]) -> bool:
        """Whether the best passage stands in a plan: of its tasks the data know better."""
        return any(self._has_tasks(h.document_id) for h in hits[:1])

    def _has_tasks(self, document: str) -> bool:
        """Whether a document is a plan."""
        plan = self.corpus.plans.get(document)
        return plan is not None and bool(plan.tasks)

    def _few_documents(self) -> Sequence[Document]:
        """All documents of a small folder; of a large one none, since they are about many matters."""
        few = len(self.corpus.documents) <= free.FEW
        return tuple(self.corpus.documents.values()) if few else ()

    def _with_roles(self, query: Query, data: Answer | None) -> Answer | None:
        """Where a task names no unit at all: the sentence that says units were named, if there is one."""
        if data is None or data.status != "unanswered" or not data.tasks:
            return data
        if any(t.lead or t.responsible for t in self.catalogue.tasks.values()):
            return data
        roles = free.says_roles_exist(query, self._few_documents(), self.catalogue)
        if roles is None:
            return data
        titles = "、".join(f"“{t.title}”" for t in data.tasks)
        said = f"{roles.answer}\n相关内容：{titles}"
        return replace(data, answer=said, sources=(*roles.sources, *data.sources))

    def _unknown_topic(
        self, query: Query, quoted: Answer | None, hits: Sequence[PassageHit]
    ) -> Answer:
        """Nothing answers: say what was looked for, with the passage that comes nearest."""
        if query.kind in ("lead", "responsible", "deadline") and self.catalogue.tasks:
            if not query.topic:
                return _refusal(query, "请说明是哪一项任务，例如：", self.examples())
            return _refusal(query, f"没有查到与“{query.topic}”对应的任务。", ())
        if quoted and query.kind == "reverse" and query.topic:
            return quoted
        near = [
            self.corpus.documents[h.document_id]
            for h in hits[:1]
            if h.probability >= free.NEAR and not self._has_tasks(h.document_id)
        ]
        nearest = free.says_roles_exist(query, self._few_documents() or near, self.catalogue)
        nearest = nearest or quoted
        return nearest or _refusal(query, "现有资料里没有查到。", ())

    def _with_candidates(self, answer: Answer, faq_hits: Sequence[FaqHit]) -> Answer:
        found: tuple[Candidate, ...] = free.candidates(faq_hits, ())
        return replace(answer, candidates=(*answer.candidates, *found))

    def _closest(self, query: Query, faq_hits: Sequence[FaqHit]) -> tuple[str, ...]:
        """Questions to tap when there is no answer: near FAQ questions, then near tasks."""
        near = [h.entry.question for h in faq_hits[:3] if h.probability > 0.05]
        if query.topic and self.catalogue.tasks:
            matches = self.catalogue.match_tasks(query.topic)[:3]
            near_tasks = [self.catalogue.tasks[m.key] for m in matches if m.coverage > 0.25]
            near += [f"{t.title}谁牵头？" for t in near_tasks if t.lead or t.responsible]
        return tuple(dict.fromkeys(near))[:4]

    def _nothing_more(self, query: Query, last: Answer) -> Answer:
        if last.status == "answered" and last.tasks:
            said = f"以上就是查到的全部{len(last.tasks)}项。"
            return replace(last, answer=said, query=query.text, suggestions=())
        return _refusal(query, "没有更多了。", self.examples())


def _with_nearest(answer: Answer, quoted: Answer) -> Answer:
    """An answer that has no source, with the passage that comes nearest, said to be no more."""
    said = answer.answer
    if answer.status == "unanswered":
        said = f"{said}\n{free.NEAREST}"
    return replace(answer, answer=said, sources=quoted.sources)


def _is_loose(data: Answer) -> bool:
    """Whether the answer passes over part of the question (see `lookups`)."""
    return data.reading.get("choice") == "loose"


def _beats(data: Answer, faq: Answer | None) -> bool:
    # The one sure task that was named stands before an entry that only speaks of it.
    return faq is None or faq.status != "answered" or data.confidence >= faq.confidence - 0.1


def _solid(text: str) -> str:
    return "".join(text.split())


def _refusal(query: Query, said: str, suggestions: Iterable[str]) -> Answer:
    return Answer(
        query=query.text,
        status="unanswered",
        kind=query.kind,
        answer=said,
        suggestions=tuple(suggestions),
    )


def _domain_words(corpus: Corpus) -> list[str]:
    """Names that segmentation must keep whole: departments of the glossary and the plans."""
    words = [name for term in corpus.glossary for name in (term.name, *term.aliases)]
    for task in corpus.tasks():
        words += [*task.lead, *task.responsible]
    return words


def _reading(query: Query) -> dict[str, str]:
    said = {
        "问题": query.text,
        "类型": query.kind or "自由提问",
        "角色": query.role if query.names_department else "",
        "部门": "、".join(query.departments),
        "未收录部门": "、".join(query.unknown),
        "主题": query.topic,
        "时间": query.period.text if query.period else "",
        "承接": "、".join(query.tasks),
    }
    return {name: value for name, value in said.items() if value}
