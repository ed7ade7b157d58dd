"""A change to the FAQ, tried before it is made: who would be answered how. Blocking; pure of chats."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.ports import Answerer
from knowledge.answering.knowledge import Knowledge
from knowledge.corpus.faq_changes import FaqChange, apply, changed_faq, state_of
from knowledge.corpus.files import Found, list_files, read_bytes
from knowledge.corpus.folder import QUESTIONS
from knowledge.corpus.publishing import Publication, staging, undo
from knowledge.errors import BadFolder, Problem
from knowledge.evaluation.questions import Labelled, parse
from knowledge.evaluation.regression import Difference, chosen, differences, stored_questions
from knowledge.model import Answer, FaqEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a change would do. asked: its own questions with their answers afterwards.

    entry: what the FAQ would hold. checked: how many stored questions were asked again. changed:
    those answered in another way. state: of the folder when it was tried.
    """

    entry: FaqEntry
    asked: tuple[tuple[str, Answer], ...]
    checked: int
    changed: tuple[Difference, ...]
    state: str


def change_of(data: Mapping[str, Any]) -> FaqChange:
    """A change as it was kept in a button."""
    return FaqChange(**{**data, "wordings": tuple(data["wordings"])})


def as_data(change: FaqChange) -> dict[str, Any]:
    """A change as a button keeps it."""
    return {**asdict(change), "wordings": list(change.wordings)}


def own_questions(folder: Path) -> list[Labelled]:
    """The question set in a folder, if there is one. Raises UnreadableFile that names the bad line."""
    for found in list_files(folder):
        if isinstance(found, Found) and found.name == QUESTIONS:
            text = read_bytes(found.path, found.name).decode("utf-8-sig", "replace")
            return parse(text, found.name)
    return []


def with_faq(now: Answerer, entries: tuple[FaqEntry, ...]) -> Answerer:
    """What answers now, with another FAQ."""
    known = now if isinstance(now, Knowledge) else Knowledge(now.corpus)
    return known.with_faq(entries)


def try_change(folder: Path, now: Answerer, change: FaqChange, today: date) -> Trial:
    """Try a change without making it. Raises KnowledgeError where it cannot be made."""
    with staging(folder) as stage:
        state = state_of(folder)
        apply(stage, change)
        entries = changed_faq(stage, now.corpus)
    wanted = change.question or change.entry
    entry = next((one for one in entries if wanted in one.wordings), None)
    if entry is None:
        what = f"“{wanted}”写进表里以后读不回来"
        raise BadFolder([Problem(file="faq.xlsx", what=what, remedy="请换一个说法")])
    after = with_faq(now, entries)
    asked = tuple((one, after.answer(one, today)) for one in change.asked)
    stored = stored_questions(now.corpus, now.examples(), own_questions(folder))
    again = chosen(stored, [*change.asked, change.entry])
    # That its own questions are answered now is what the change is for.
    changed = tuple(
        one
        for one in differences(now, after, again, today)
        if one.query not in change.asked or one.before.status == "answered"
    )
    return Trial(entry=entry, asked=asked, checked=len(again), changed=changed, state=state)


def publish(folder: Path, change: FaqChange, at: str, by: str) -> Publication:
    """Make a change. at, by: when and who, for the journal. Raises KnowledgeError."""
    with staging(folder) as stage:
        name = apply(stage, change)
        if stage.empty:
            raise BadFolder([Problem(file=name, what="已经有这个问法", remedy="不用再加")])
        return stage.publish(at, [f"{change.described()}（{by}）"])


def take_back(folder: Path, mark: str, at: str, by: str) -> tuple[Publication, list[str]] | None:
    """Undo one change, with the files that were edited since; None where it is not the last one."""
    taken = undo(folder, only=mark, at=f"{at} 撤销（{by}）")
    if taken is None:
        return None
    record, kept = taken
    return record, [
        f"{name} 在发布后又改过，改过的一份留在 {place}" for name, place in kept.items()
    ]
