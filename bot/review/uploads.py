"""A keeper's file -> what publishing it would change, checked and tried before. Blocking."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from bot.commands.import_ import heading, report
from bot.ports import Answerer
from bot.review.trial import own_questions
from knowledge.answering.knowledge import Knowledge
from knowledge.corpus.folder import survey
from knowledge.corpus.importing import Imported, Importer
from knowledge.corpus.publishing import Publication, Stage, generation, staging
from knowledge.errors import BadFolder, Problem, UnreadableFile
from knowledge.evaluation.regression import Difference, chosen, differences, stored_questions

# Characters of a file name, without its ending: a name of Chinese characters takes three bytes each.
_NAME = 60
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
# Escapes of a terminal, in which the command line shows what is bold.
_STYLE = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it came. replace: rows that a table of FAQ or names lacks go."""

    name: str
    data: bytes
    replace: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What publishing a file would do.

    lines: the difference, for people. errors: why it cannot be published; warnings: what to look at.
    changed: stored questions with another answer, of `checked`. table: the plan that was understood,
    as Excel, with its name. removable: how many rows only replacing would remove. seen: what tells
    this difference from any other.
    """

    lines: tuple[str, ...]
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    changed: tuple[Difference, ...] = ()
    checked: int = 0
    table: tuple[str, bytes] | None = None
    removable: int = 0
    empty: bool = False
    seen: str = ""


def safe_name(name: str | None) -> str:
    """A file name that is one on every system, and that no loader passes over."""
    plain = _UNSAFE.sub(" ", (name or "").replace("\\", "/").rpartition("/")[2]).strip(" .~$")
    path = PurePosixPath(plain or "文件")
    return f"{path.stem[:_NAME].strip()}{path.suffix[:12]}"


def examine(folder: Path, now: Answerer, upload: Upload, today: date) -> Proposal:
    """Check a file against a folder, and try its questions. Raises KnowledgeError for an unusable one."""
    with staging(folder) as stage:
        imported = Importer(stage, replace=upload.replace).take(upload.name, upload.data)
        lines = tuple(_lines(imported))
        seen = _seen(folder, lines)
        removable = sum(len(one.removed) for one in imported.tables if one.kind.stem)
        if stage.empty:
            return Proposal(lines=lines, removable=removable, empty=True, seen=seen)
        with stage.preview() as place:
            try:
                corpus, problems = survey(place)
            except BadFolder as error:
                return Proposal(lines=lines, errors=error.problems, seen=seen)
        table = _table(stage, imported)
    errors = tuple(one for one in problems if one.level == "error")
    known = {str(one) for one in now.corpus.warnings}
    warnings = tuple(one for one in problems if one.level == "warning" and str(one) not in known)
    checked = 0
    changed: tuple[Difference, ...] = ()
    if not errors:
        questions = stored_questions(now.corpus, now.examples(), own_questions(folder))
        again = chosen(questions, ())
        checked = len(again)
        changed = tuple(differences(now, Knowledge(corpus), again, today))
    return Proposal(
        lines=lines,
        errors=errors,
        warnings=warnings,
        changed=changed,
        checked=checked,
        table=table,
        removable=0 if upload.replace else removable,
        seen=seen,
    )


def _lines(imported: Imported) -> Iterator[str]:
    for line in report(imported, brief=False):
        yield _STYLE.sub("", line)


def _seen(folder: Path, lines: tuple[str, ...]) -> str:
    done = [name for name in generation(folder) if name.isdigit()]
    return hashlib.sha256(repr((done, lines)).encode()).hexdigest()[:16]


def _table(stage: Stage, imported: Imported) -> tuple[str, bytes] | None:
    if not imported.table or not stage.staged(imported.table):
        return None
    data = stage.content(imported.table)
    return None if data is None else (imported.table.rpartition("/")[2], data)


def publish_upload(folder: Path, upload: Upload, seen: str, at: str, by: str) -> Publication | None:
    """Publish a file; None where that would not do any more what was seen. Raises KnowledgeError."""
    with staging(folder) as stage:
        imported = Importer(stage, replace=upload.replace).take(upload.name, upload.data)
        if _seen(folder, tuple(_lines(imported))) != seen:
            return None
        if stage.empty:
            raise UnreadableFile(
                Problem(file=upload.name, what="没有改动", remedy="知识库里已经是这些内容")
            )
        return stage.publish(at, [f"{heading(imported)}（{by}）"])
