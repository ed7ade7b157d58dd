"""Knowledge folders for the tests: written from text, all of it invented."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from knowledge.errors import Problem


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files by relative name, text as UTF-8; gives the folder back."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def jsonl(*rows: Mapping[str, object]) -> str:
    """Rows as the text of a .jsonl file."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def told(problems: Iterable[Problem], *words: str) -> list[str]:
    """The problems, as a person reads them, that hold every one of `words`."""
    return [str(problem) for problem in problems if all(word in str(problem) for word in words)]
