"""A short title for a task, as a person would refer to it."""

import re

from knowledge.plans.sentences import without_units

_LONGEST = 30  # characters
_SHORTEST = 4
# Clauses that only say where, how or by when; the next one says what.
_SETTING = re.compile(
    r"的$|^(?:到|在|以|按照?|根据|依托|围绕|聚焦|结合|针对|通过|依据|充分|进一步|坚持)[^，,]*$|^(?:\d{4}年|今年|明年|年底前|全年|每年|供暖季|[一二三四]季度|\d{1,2}月)[^，,]{0,10}(?:前|底|内|年)?$"
)


def short_title(words: str, heading: str) -> str:
    """The heading where the task stands alone under it, else its run-in heading or first telling clause."""
    if heading and len(heading) <= _LONGEST:
        return heading
    text = words.strip().split("\n")[0]
    run_in = re.match(r"[^。！？；;]{2,30}(?=[。！？；;]|$)", text)
    if run_in and ("，" not in run_in[0] and "," not in run_in[0]):
        return run_in[0].strip()
    clauses = [c for c in re.split(r"[，,。；;：:]", text) if c.strip()]
    clauses = [words for c in clauses if (words := without_units(c))]
    telling = [c for c in clauses if len(c) >= _SHORTEST and not _SETTING.match(c)]
    title = (telling or clauses or [text])[0].strip()
    if len(title) <= _LONGEST:
        return title
    cut = title[:_LONGEST]
    # Never end inside a quotation.
    return (
        cut[: cut.rfind("“")]
        if cut.count("“") > cut.count("”") and cut.rfind("“") > _SHORTEST
        else cut
    )
