"""A plan as the JSON object that programs rely on: `askplan extract --json`, one a document."""

from typing import Any

from knowledge.model import Deadline, Document, Plan, Target, Task


def plan_as_json(document: Document, plan: Plan) -> dict[str, Any]:
    """Document and plan as one JSON-able object; dates as YYYY-MM-DD, missing values as null."""
    return {
        "document": document.id,
        "title": document.title,
        "issuer": document.issuer,
        "doc_no": document.doc_no,
        "date": document.date.isoformat() if document.date else None,
        "tasks": [_task(document, task) for task in plan.tasks],
        "targets": [_target(target) for target in plan.targets],
    }


def _task(document: Document, task: Task) -> dict[str, Any]:
    return {
        "id": task.id.removeprefix(f"{document.id}/"),
        "title": task.title,
        "text": task.text,
        "section_path": list(task.section_path),
        "lead": list(task.lead),
        "responsible": list(task.responsible),
        "deadline": _deadline(task.deadline),
        "numbers": [_target(number) for number in task.numbers],
        "quote": task.quote,
        "grounds": list(task.grounds),
        "doubts": list(task.doubts),
    }


def _deadline(deadline: Deadline) -> dict[str, Any]:
    return {
        "text": deadline.text,
        "date": deadline.date.isoformat() if deadline.date else None,
        "kind": deadline.kind,
        "rule": deadline.rule,
        "start": deadline.start.isoformat() if deadline.start else None,
        "reason": deadline.reason,
        "certain": deadline.certain,
    }


def _target(target: Target) -> dict[str, Any]:
    return {
        "name": target.name,
        "value": target.value,
        "unit": target.unit,
        "comparator": target.comparator,
        "by": target.by,
        "hedge": target.hedge,
        "base": target.base,
        "lead": list(target.lead),
        "responsible": list(target.responsible),
        "text": target.text,
    }
