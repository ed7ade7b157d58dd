"""How a task stands on a day, and the colours of it: the same in digests, texts and pictures. Pure.

As offices use them (三色督办单): blue is close to its day, yellow behind by the clerk's own word, red
overdue.
"""

import re
from typing import Literal

from knowledge.model import Task

State = Literal["overdue", "behind", "near", "later", "recurring", "ongoing", "undated", "done"]

# Days ahead that count as near: the first reminder's.
NEAR = 30
# Only a person can know that work is behind; dates cannot say it.
_BEHIND = re.compile("滞后|落后|迟缓|缓慢|延误|延期|受阻|未达")

MARKS: dict[State, str] = {
    "overdue": "🔴",
    "behind": "🟡",
    "near": "🔵",
    "later": "⚪",
    "recurring": "🔁",
    "ongoing": "➰",
    "undated": "❔",
    "done": "✅",
}


def state_of(task: Task, left: int) -> State:
    """How an open task with a day to it stands. left: days until then, negative when it is over."""
    if left < 0:
        return "overdue"
    if _BEHIND.search(task.status):
        return "behind"
    return "near" if left <= NEAR else "later"
