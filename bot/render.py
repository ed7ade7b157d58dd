"""An answer -> the messages that show it. Pure.

The answer comes first, then the source passage in an expandable quotation, then one line that says
where it stands. The bot's own words follow the asker's script; passages and titles stay word for
word, as they are evidence.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from bot.richtext import Block, Group, Part, Run, block, clean, link, paginate, quote
from bot.words import ASKED, FICTIONAL, Voice, simplified
from knowledge.model import Answer, Corpus, Document, Source

# Columns of a button's label that a phone shows in one line; a Chinese character takes two.
LABEL_WIDTH = 40
# Characters of one heading in a locator, and headings of a section path: enough to find the place.
_HEADING = 26
# Characters of a first line that still reads well in bold.
_BOLD_LINE = 80
# Passages up to this many get a quotation each; more of them share one, folded to three lines.
_APART = 3
_PASSAGE = "原文："
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_NUMBERED = re.compile(r"^\d+\. ", re.MULTILINE)


def width(text: str) -> int:
    """Columns that a text takes where Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def shorten(text: str, columns: int = LABEL_WIDTH) -> str:
    """The text in one line of at most `columns`, >= 2, with … for what was left out at the end."""
    line = " ".join(clean(text).split())
    if width(line) <= columns:
        return line
    room = columns - width("…")
    kept = ""
    for char in line:
        room -= width(char)
        if room < 0:
            break
        kept += char
    return kept.rstrip("，、：； ") + "…"


def labels(questions: Sequence[str], columns: int = LABEL_WIDTH) -> tuple[str, ...]:
    """A button's label for each question; numbered where one had to be shortened."""
    whole = [shorten(question, columns) for question in questions]
    if not any(label.endswith("…") for label in whole):
        return tuple(whole)
    return tuple(
        f"{number}. {shorten(question, columns - 4)}"
        for number, question in enumerate(questions, 1)
    )


def answer_parts(answer: Answer, voice: Voice = simplified, *, asked: str = "") -> tuple[Part, ...]:
    """The messages for one answer; at least one.

    voice: script of the bot's words. asked: the question, shown above the answer where the asker's
    own words do not stand in the chat (a pressed button).
    """
    groups: list[Group] = []
    if asked:
        groups.append((block(ASKED.format(question=asked), italic=True),))
    groups += _wording(answer, voice)
    groups += _fiction(answer, voice)
    groups += _evidence(answer, voice)
    groups += _choices(answer.suggestions)
    return paginate(groups)


def _wording(answer: Answer, voice: Voice) -> list[Group]:
    """The answer's own words, a block a line; what an answered question asks for stands out.

    None where the answer is its only passage: that stands below, and once is enough.
    """
    if len(answer.sources) == 1 and _same(answer.answer, answer.sources[0].quote):
        return []
    lines = clean(voice(answer.answer)).strip().split("\n")
    # The passage stands below, word for word; once is enough.
    again = {f"{_PASSAGE}{_bare(source.quote)}" for source in answer.sources}
    first = lines[0] or "…"
    rest = [line for line in lines[1:] if _bare(line) not in again]
    bold = answer.status == "answered" and len(first) <= _BOLD_LINE
    return [(block(first, bold=bold),), *((block(line),) for line in rest)]


def _same(one: str, other: str) -> bool:
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return "".join(text.split())


def _fiction(answer: Answer, voice: Voice) -> list[Group]:
    """Says that the answer is invented, unless its words or its sources' titles say so already."""
    said = (answer.answer, *(source.title for source in answer.sources))
    invented = answer.fictional or any(source.fictional for source in answer.sources)
    if not invented or any(FICTIONAL in text for text in said):
        return []
    return [(block(voice(f"（{FICTIONAL}，不是真实的文件）"), italic=True),)]


def _evidence(answer: Answer, voice: Voice) -> list[Group]:
    """The passages that the answer stands on, and where they stand."""
    sources = answer.sources
    if len(sources) <= 1:
        return [(quote(one.quote, answer.highlight), _locator(one)) for one in sources]
    documents = list({_document(source): source for source in sources}.values())
    names = {_document(one): _name(number) for number, one in enumerate(documents)}
    if len(documents) == 1:
        names[_document(documents[0])] = ""
    heads = [
        Run(text=f"{mark}{names[_document(source)]}{_section(source)}".rstrip() or voice("原文"))
        for mark, source in zip(_marks(answer), sources, strict=True)
    ]
    rows = zip(heads, sources, strict=True)
    groups: list[Group]
    if len(sources) <= _APART:
        groups = [(Block(runs=(head,)), quote(source.quote)) for head, source in rows]
    else:
        runs = [run for head, source in rows for run in (head, *_quoted_below(source))]
        groups = [(Block(runs=tuple(runs[:-1]), quote=True),)]
    below = (_locator(one, section=False, name=names[_document(one)]) for one in documents)
    return [*groups, *((one,) for one in below)]


def _name(number: int) -> str:
    """How the passages of one of several documents refer to it: `[甲]`."""
    return f"[{_STEMS[number]}] " if number < len(_STEMS) else f"[{number + 1}] "


def _quoted_below(source: Source) -> tuple[Run, ...]:
    return (Run(text="\n"), Run(text=clean(source.quote)), Run(text="\n"))


def _marks(answer: Answer) -> Sequence[str]:
    """What stands before each of several passages: a number where it is that of the answer's list."""
    listed = len(_NUMBERED.findall(answer.answer))
    count = len(answer.sources)
    return [f"{n}. " for n in range(1, count + 1)] if listed in (0, count) else ["▪ "] * count


def _document(source: Source) -> tuple[object, ...]:
    return (source.document, source.title, source.doc_no, source.date, source.url)


def _locator(source: Source, *, section: bool = True, name: str = "") -> Block:
    """One line: 《title》 number · date · section."""
    path = _section(source) if section else ""
    title = link(_titled(source.title or source.document), source.url)
    where = (Run(text=f" · {path}"),) if path else ()
    return Block(runs=(Run(text=f"📄 {name}"), title, *_facts(source.doc_no, source), *where))


def _titled(title: str) -> str:
    return title if title.startswith("《") else f"《{title}》"


def _facts(doc_no: str | None, source: Source | Document) -> Iterable[Run]:
    if doc_no:
        yield Run(text=f" {clean(doc_no)}")
    if source.date:
        yield Run(text=f" · {source.date.isoformat()}")


def _section(source: Source) -> str:
    """The section path, long headings shortened: `三、重点任务 › (二)…`."""
    headings = (" ".join(clean(heading).split()) for heading in source.section)
    short = (h if len(h) <= _HEADING else h[: _HEADING - 1] + "…" for h in headings if h)
    return " › ".join(short)


def _choices(suggestions: Sequence[str]) -> list[Group]:
    """The suggested questions in full, where the buttons can only show their beginnings."""
    if not any(label.endswith("…") for label in labels(suggestions)):
        return []
    lines = (f"{number}. {question}" for number, question in enumerate(suggestions, 1))
    return [tuple(block(line, gap=not number) for number, line in enumerate(lines))]


def source_list(corpus: Corpus, voice: Voice = simplified) -> tuple[Part, ...]:
    """The documents of the knowledge: title, number, date, issuer; and what stands beside them."""
    groups: list[Group] = [(block(voice(f"知识库：{corpus.title}"), bold=True),)]
    for number, document in enumerate(corpus.documents.values(), 1):
        groups.append((_listed(number, document),))
    tasks = sum(len(plan.tasks) for plan in corpus.plans.values())
    counts = f"另有问答 {len(corpus.faq)} 条，任务 {tasks} 项。"
    groups.append((block(voice(counts), gap=True),))
    if corpus.fictional:
        groups.append((block(voice(f"（{FICTIONAL}，不是真实的文件）"), italic=True),))
    return paginate(groups)


def _listed(number: int, document: Document) -> Block:
    runs = [
        Run(text=f"{number}. "),
        link(_titled(document.title or document.id), document.url),
        *_facts(document.doc_no, document),
    ]
    if document.issuer:
        runs.append(Run(text=f" · {clean(document.issuer)}"))
    return Block(runs=tuple(runs))


def message_parts(text: str, voice: Voice = simplified) -> tuple[Part, ...]:
    """The messages for something that the bot says itself; the text holds no markup."""
    return paginate([(block(line),) for line in voice(text).split("\n")])
