"""Synthetic knowledge of any size, for measuring speed: the shapes of real questions, other words.

Frames are what people ask in the loaded knowledge, and everyday ones; their nouns and verbs are
drawn from the general dictionary by how common they are. Always the same for a seed. It means
nothing and answers nothing: it lives in memory and in temporary folders only, and says so.
"""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from random import Random

from knowledge import lexicon
from knowledge.evaluation.questions import Labelled
from knowledge.model import Corpus, FaqEntry
from knowledge.text import Segmenter

TITLE = "合成数据（只用于测速）"
# Wordings of one entry: the question itself and further ones.
WORDINGS = 4
_FRAMES = (
    "{}{}由谁牵头",
    "{}的{}怎么{}",
    "{}{}什么时候完成",
    "请问{}{}要达到多少",
    "{}{}的责任单位有哪些",
    "哪个部门负责{}{}",
    "{}有没有{}的要求",
    "{}和{}有什么区别",
    "办理{}{}需要什么材料",
    "{}{}在哪里{}",
)
_OPEN = "nv"  # kinds of words that are drawn anew: nouns and verbs
_LONGEST_FRAME = 40
# What a hurried asker does to a question.
_BEFORE = ("", "", "请问", "你好，", "想问一下")
_AFTER = ("", "", "？", "啊", "呢", "，谢谢")


@dataclass(frozen=True, slots=True)
class _Words:
    """Dictionary words by kind, with the running sums of their weights."""

    words: Sequence[str]
    sums: Sequence[float]

    def draw(self, chance: Random) -> str:
        return self.words[bisect(self.sums, chance.random() * self.sums[-1])]


def corpus(loaded: Corpus, wordings: int, seed: int = 0) -> Corpus:
    """A corpus like `loaded` with `wordings` FAQ wordings in place of its own FAQ."""
    entries = tuple(_entries(loaded, wordings, Random(seed)))  # noqa: S311 - the same every time is wanted
    return replace(loaded, title=TITLE, faq=entries, fictional=True)


def questions(of: Corpus, count: int, seed: int = 1) -> list[Labelled]:
    """Questions with their entries: wordings as a hurried asker types them, seeded."""
    chance = Random(seed)  # noqa: S311
    asked = []
    for _ in range(count):
        entry = chance.choice(of.faq)
        text = _hurried(chance.choice(entry.wordings), chance)
        asked.append(
            Labelled(query=text, form="faq", type="synthetic", wanted=frozenset([entry.id]))
        )
    return asked


def _hurried(text: str, chance: Random) -> str:
    """One character left out or two of them swapped, and something said before or after."""
    at = chance.randrange(len(text))
    slip = chance.randrange(3)
    if slip == 1:
        text = text[:at] + text[at + 1 :]
    elif slip == 2:
        text = text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
    return chance.choice(_BEFORE) + text + chance.choice(_AFTER)


def _entries(loaded: Corpus, wordings: int, chance: Random) -> Iterator[FaqEntry]:
    frames = [*_FRAMES, *_own_frames(loaded)]
    pools = {kind: _pool(kind) for kind in _OPEN}
    number = 0
    while wordings > 0:
        number += 1
        about = [pools["n"].draw(chance), pools["nv"[number % 2]].draw(chance)]
        forms = dict.fromkeys(
            _filled(chance.choice(frames), about, pools, chance) for _ in range(WORDINGS)
        )
        first, *others = list(forms)[:wordings]
        wordings -= 1 + len(others)
        yield FaqEntry(
            id=str(number),
            question=first,
            similar=tuple(others),
            answer=f"{TITLE}第{number}条：{about[0]}{about[1]}。",
            file=TITLE,
            place=str(number),
        )


def _filled(frame: str, about: Sequence[str], pools: dict[str, _Words], chance: Random) -> str:
    gaps = frame.count("{}")
    more = [pools[chance.choice(_OPEN)].draw(chance) for _ in range(gaps - len(about))]
    return frame.format(*[*about, *more][:gaps])


def _own_frames(loaded: Corpus) -> Iterator[str]:
    """The questions and task titles of the loaded knowledge with gaps for their nouns and verbs."""
    cut = Segmenter()
    asked = [wording for entry in loaded.faq for wording in entry.wordings]
    for text in dict.fromkeys([*asked, *(task.title for task in loaded.tasks())]):
        words = cut.cut(text.replace("{", "").replace("}", ""))
        open_ = [n for n, w in enumerate(words) if len(w) > 1 and cut.tag(w)[:1] in set(_OPEN)]
        if len(text) <= _LONGEST_FRAME and len(open_) > 1:
            yield "".join("{}" if n in open_[:3] else word for n, word in enumerate(words))


def _pool(kind: str) -> _Words:
    # The square root keeps common words common without letting a hundred of them be everything.
    found = [
        (word, count**0.5)
        for word, count, tag in lexicon.general().words()
        if tag.startswith(kind) and 1 < len(word) < 6 and count > 1
    ]
    return _Words([word for word, _ in found], list(accumulate(worth for _, worth in found)))
