"""Paragraphs that a page holds twice: the first one stays."""

import re
from collections.abc import Sequence

_PROSE_LENGTH = 30  # characters; shorter lines repeat in good order (责任单位：县财政局)
_FIELD = re.compile(r"[【〔\[(（]|[\u4e00-\u9fff]{2,8}[:：]")


def repeated(lines: Sequence[str]) -> set[int]:
    """Numbers of the lines that stand earlier already, word for word.

    Prose only, and what stands between two repeated paragraphs as it did the first time. Lines of
    responsible units may well be the same for two tasks: they stay.
    """
    seen: dict[str, int] = {}
    twins: dict[int, int] = {}
    for number, line in enumerate(lines):
        bare = line.strip()
        if not _is_prose(bare):
            continue
        if bare in seen:
            twins[number] = seen[bare]
        else:
            seen[bare] = number
    return _with_neighbours(lines, twins)


def _is_prose(line: str) -> bool:
    return len(line) >= _PROSE_LENGTH and "。" in line and not _FIELD.match(line)


def _with_neighbours(lines: Sequence[str], twins: dict[int, int]) -> set[int]:
    """Short lines beside a repeated paragraph that stood beside it before are repeated with it."""
    dropped = set(twins)
    for step in (1, -1):
        for number, twin in sorted(twins.items(), reverse=step < 0):
            here, there = number + step, twin + step
            while (
                min(here, there) >= 0
                and max(here, there) < len(lines)
                and here not in dropped
                and there not in dropped
                and here != twin
                and lines[here].strip() == lines[there].strip()
            ):
                dropped.add(here)
                here, there = here + step, there + step
    return dropped
