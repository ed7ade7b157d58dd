"""Folders of labelled question sets, as weights are learnt from them.

faq/NAME/faq.jsonl extended.jsonl queries.jsonl    entries, further wordings, questions
policy_qa/passages.jsonl queries.jsonl             documents, questions that a span answers
plans/NN.* questions.jsonl                         documents, each with its own questions
oos.jsonl                                          questions that the pools in `for` do not answer
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from knowledge.evaluation.questions import Labelled, labelled
from knowledge.evaluation.training import DocumentSet, FaqSet
from knowledge.model import Document, FaqEntry

Read = Callable[[Path], str]
# There are few labelled plans, and plans are what the bot is for.
_PLAN_IMPORTANCE = 2.0
_DOCUMENTS = (".md", ".txt", ".html", ".tsv", ".docx", ".pdf")


def faqs(folder: Path, read: Read) -> Iterator[FaqSet]:
    """The FAQs of a folder, with the out-of-scope questions of each."""
    for place in sorted(folder.glob("faq/*/faq.jsonl")):
        name = place.parent.name
        similar: dict[str, list[str]] = defaultdict(list)
        for row in _rows(place.with_name("extended.jsonl"), read):
            similar[row["faq_id"]].append(row["question"])
        yield FaqSet(
            name=name,
            entries=[
                FaqEntry(
                    id=row["id"],
                    question=row["question"],
                    answer=row["answer"] or row["id"],
                    similar=tuple(similar[row["id"]]),
                )
                for row in _rows(place, read)
            ],
            questions=[
                *map(labelled, _rows(place.with_name("queries.jsonl"), read)),
                *_outside(folder, name, read),
            ],
        )


def documents(folder: Path, read: Read) -> Iterator[DocumentSet]:
    """The document sets of a folder: one of many documents, and one for each plan."""
    texts = _rows(folder / "policy_qa" / "passages.jsonl", read)
    if texts:
        yield DocumentSet(
            documents=[
                _document(row["id"], row["title"] or row["id"], row["text"]) for row in texts
            ],
            questions=[
                *map(labelled, _rows(folder / "policy_qa" / "queries.jsonl", read)),
                *_outside(folder, "policy_qa", read),
            ],
        )
    yield from _plans(folder / "plans", read)


def _document(name: str, title: str, text: str) -> Document:
    from knowledge.reading.documents import read_document

    heading = " ".join(title.split()).replace('"', "'")
    data = f'---\ntitle: "{heading}"\n---\n{text}\n'.encode()
    return read_document(f"{name}.txt", data)


def _plans(folder: Path, read: Read) -> Iterator[DocumentSet]:
    from knowledge.reading.documents import read_document

    rows = [row for row in _rows(folder / "questions.jsonl", read) if not row.get("history")]
    for file in sorted(folder.glob("*")):
        own = [row for row in rows if row["doc_id"] == file.stem]
        if file.suffix not in _DOCUMENTS or not own:
            continue
        document = read_document(file.name, file.read_bytes())
        others = [row for row in rows if row["doc_id"] != file.stem][:: len(rows) // len(own) + 1]
        yield DocumentSet(
            documents=[document],
            questions=[*_plan_questions(own, document.id), *map(_not_here, others)],
            importance=_PLAN_IMPORTANCE,
        )


def _plan_questions(rows: Sequence[Mapping[str, Any]], document: str) -> Iterator[Labelled]:
    for row in rows:
        words = row["expect"].get("passage_contains")
        if row["expect"].get("abstain"):
            yield _not_here(row)
        elif words:
            asked = labelled(row)
            yield replace(asked, form="passage", wanted=frozenset({document}), words=words)


def _not_here(row: Mapping[str, Any]) -> Labelled:
    return Labelled(query=row["query"], form="outside", type="outside", refuse=True)


def _outside(folder: Path, pool: str, read: Read) -> list[Labelled]:
    rows = _rows(folder / "oos.jsonl", read)
    return [labelled(row) for row in rows if pool in row["for"]]


def _rows(file: Path, read: Read) -> list[Any]:
    if not file.exists():
        return []
    return [json.loads(line) for line in read(file).splitlines() if line.strip()]
