"""A small document with passages, sections and a plan: fictitious, for buttons below answers."""

from dataclasses import replace

from knowledge.model import Answer, Corpus, Deadline, Document, Passage, Plan, Source, Task

SECTION = ("二、重点工作", "（一）河道")
_LINES: list[tuple[str, tuple[str, ...]]] = [
    (f"{number}.整治第{number}段河道，{number}月底前完成。（市水务局牵头）", SECTION)
    for number in range(1, 13)
]
_LINES += [
    (f"保障措施第{number}条：{'加强领导，' * 40}", ("三、保障措施",)) for number in (1, 2, 3)
]


def _document() -> Document:
    passages, position = [], 0
    for number, (text, section) in enumerate(_LINES):
        end = position + len(text)
        passages.append(Passage(number=number, start=position, end=end, text=text, section=section))
        position = end + 1
    return Document(
        id="river",
        title="清河市治水方案",
        text="\n".join(text for text, _ in _LINES),
        raw="",
        passages=tuple(passages),
    )


DOCUMENT = _document()


def _task(number: int) -> Task:
    text = DOCUMENT.passages[number - 1].text
    return Task(
        id=f"river/{number}",
        title=f"整治第{number}段河道",
        text=text,
        document="river",
        section_path=SECTION,
        lead=("市水务局",),
        deadline=Deadline(text=f"{number}月底前"),
        quote=text,
    )


TASKS = tuple(_task(number) for number in range(1, 13))
CORPUS = Corpus(
    title="清河市",
    documents={"river": DOCUMENT},
    plans={"river": Plan(document="river", tasks=TASKS)},
)


def about(number: int) -> Answer:
    """A sure answer about one of the tasks, 1 to 12."""
    task = TASKS[number - 1]
    source = Source(document="river", title=DOCUMENT.title, quote=task.quote, section=SECTION)
    return replace(
        Answer(query="", status="answered", answer="牵头单位：市水务局", sources=(source,)),
        kind="lead",
        confidence=0.95,
        tasks=(task,),
        departments=task.lead,
    )
