"""What can be wrong with a person's files, said so that the person can mend it.

    KnowledgeError          something the user must put right; its text is one clear line
      UnreadableFile        one file cannot be read at all (binary, too large, needs OCR, no permission)
      BadFolder             a knowledge folder cannot be used; carries every problem found in it

A question without an answer is never an error: it is an `Answer` with another status.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong in one place.

    file: path as the user knows it, relative to the knowledge folder.
    place: where in the file, as a spreadsheet or editor shows it: `7`, `任务表!7 列C`; empty: the file.
    what: what is wrong. remedy: how to mend it. Both Chinese, without a full stop at the end.
    level: an error keeps the file from being used; a warning does not.
    """

    file: str
    what: str
    remedy: str
    place: str = ""
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        where = f"{self.file}:{self.place}" if self.place else self.file
        mark = "" if self.level == "error" else "提醒："
        return f"{where}: {mark}{self.what}；{self.remedy}"


class KnowledgeError(Exception):
    """A mistake in what the user gave, or a file that cannot be used; the message is for the user."""


class UnreadableFile(KnowledgeError):
    """One file that cannot be read; `problem` says why and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class BadFolder(KnowledgeError):
    """A knowledge folder that cannot be used; `problems` holds all that was found, not the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))
