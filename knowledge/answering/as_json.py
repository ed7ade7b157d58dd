"""Answers and tasks as the JSON objects that programs rely on; see the interface page of the README."""

from typing import Any

from knowledge.model import Answer, Source, Task


def answer_as_json(answer: Answer, *, top: int = 0) -> dict[str, Any]:
    """One answer as a JSON-able object. top: how many candidates to list."""
    return {
        "query": answer.query,
        "status": answer.status,
        "kind": answer.kind,
        "answer": answer.answer,
        "confidence": round(answer.confidence, 4),
        "sources": [_source(s) for s in answer.sources],
        "faq": answer.faq,
        "tasks": [_task(t) for t in answer.tasks],
        "departments": list(answer.departments),
        "date": answer.date.isoformat() if answer.date else None,
        "value": answer.value,
        "count": answer.count,
        "suggestions": list(answer.suggestions),
        "candidates": [{"id": c.id, "score": round(c.score, 4)} for c in answer.candidates[:top]],
        "fictional": answer.fictional,
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "document": source.document,
        "title": source.title,
        "doc_no": source.doc_no,
        "date": source.date.isoformat() if source.date else None,
        "section": list(source.section),
        "quote": source.quote,
        "url": source.url,
    }


def _task(task: Task) -> dict[str, str]:
    return {"id": task.id, "title": task.title, "text": task.text}
