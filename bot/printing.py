"""Answers as plain text for a terminal: the answer, its source passage, what else to ask."""

from collections.abc import Iterator

from knowledge.model import Answer, Source

# Sources printed in full below an answer; a list's other rows carry their own lines already.
_QUOTED = 3


def answer_text(answer: Answer) -> str:
    """The whole reply, several lines, no trailing newline."""
    return "\n".join(_lines(answer))


def _lines(answer: Answer) -> Iterator[str]:
    if answer.fictional:
        yield "【虚构示例】"
    yield answer.answer
    for source in answer.sources[:_QUOTED]:
        yield ""
        yield f"  原文：“{source.quote}”"
        yield f"  ——{locator(source)}"
    if len(answer.sources) > _QUOTED:
        yield f"  （其余{len(answer.sources) - _QUOTED}处原文从略）"
    if answer.suggestions:
        yield ""
        yield "您可以问："
        for number, question in enumerate(answer.suggestions, 1):
            yield f"  {number}. {question}"


def locator(source: Source) -> str:
    """Where a quote stands, in one line: title, number, day, section."""
    parts = [
        f"《{source.title}》{source.doc_no or ''}",
        source.date.isoformat() if source.date else "",
        " › ".join(source.section),
        source.url or "",
    ]
    return " · ".join(part for part in parts if part)


def why_text(answer: Answer) -> str:
    """How the question was read, what was considered and why it was decided so."""
    lines = [f"  {name}：{value}" for name, value in answer.reading.items()]
    lines.append(f"  结论：{answer.status}，置信度 {answer.confidence:.2f}")
    for candidate in answer.candidates[:5]:
        evidence = "，".join(f"{k}={v:.2f}" for k, v in candidate.evidence.items())
        lines.append(f"  候选 {candidate.id} {candidate.score:.2f}  {evidence}".rstrip())
    return "\n".join(["", "依据：", *lines])
