"""Which department is meant: known, ambiguous or unknown to these plans; never the nearest.

A confident wrong department is worse than none. A name is known only if one department of the
plans bears it (in full, shortened by a general rule, by its former name, or mistyped in a way that
sounds the same), and no other department of Chinese government could have been meant by it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from knowledge.model import Corpus, Document, Plan, Target, Task, Term
from knowledge.plans.government import BUREAUS, ENDINGS, PROVINCES, WHOLE
from knowledge.plans.misspellings import Neighbours
from knowledge.plans.register import Register, bare_name
from knowledge.plans.wordings import (
    LONGEST_NAME,
    bare_words,
    comparable,
    group_names,
    simplified_same_length,
)
from knowledge.sound import sound


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What a name stands for in these plans.

    names: canonical names, one of them when known (several where a plan prints one group in several
    ways: 各街道, 各街道办事处), all that fit when ambiguous, none when unknown.
    place: the place that was written with it, `云溪市`, or empty: the same name may stand in the
    plans of several places. sure: false where a misspelling was mended to get here.
    """

    kind: Literal["known", "ambiguous", "unknown"]
    names: tuple[str, ...] = ()
    place: str = ""
    sure: bool = True


UNKNOWN = Resolution(kind="unknown")
_STRETCHES = 4_000  # stretches of questions whose reading is kept, about 1 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A department named in a question; `text` is `question[start:end]`, as it was typed."""

    start: int
    end: int
    text: str
    resolution: Resolution


_PLACE = re.compile(
    r"(?:中共)?([\u4e00-\u9fff]{2,8}?)(自治区|自治州|自治县|街道|[省市州县区旗盟镇乡])"
)


def places_of(document: Document) -> tuple[str, ...]:
    """The place whose plan this is, from its issuer and title: `("江岭省",)`; empty where none is named."""
    found = []
    for text in (document.issuer or "", document.title):
        match = _PLACE.match(text)
        if match:
            found.append(match[0].removeprefix("中共"))
    return tuple(dict.fromkeys(found))


class Departments:
    """The departments of some plans, found by whatever name an asker uses.

    terms: the glossary (rows of type 部门 count). units: names as printed in the plans. places: the
    places whose plans these are (`places_of`): a department of any other place is unknown.
    """

    def __init__(
        self, terms: Iterable[Term] = (), units: Iterable[str] = (), places: Iterable[str] = ()
    ) -> None:
        self._register = Register(terms, units, places)
        # Questions are full of the same stretches, nearly all of which name nothing.
        self._named = lru_cache(maxsize=_STRETCHES)(self._read_name)

    @classmethod
    def of(cls, corpus: Corpus) -> "Departments":
        """The departments of a whole knowledge folder."""
        return cls(
            corpus.glossary,
            (u for name in sorted(corpus.plans) for u in units_of(corpus.plans[name])),
            (p for d in corpus.documents.values() for p in places_of(d)),
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The canonical name of every department."""
        return tuple(e.names[0] for e in self._register.entries)

    def canonical(self, printed: str) -> str:
        """The one name for all that is printed for a department; a name that is not here stays."""
        entries = self._register.written.get(comparable(printed), ())
        return entries[0].names[0] if len(entries) == 1 else printed

    def variants(self, canonical: str) -> tuple[str, ...]:
        """Every name under which the department stands in the plans or the glossary."""
        return next(
            (e.names for e in self._register.entries if e.names[0] == canonical), (canonical,)
        )

    def resolve(self, name: str) -> Resolution:
        """What `name` stands for. Any string may be asked; what is not a department is unknown."""
        text = simplified_same_length(name.strip())
        return self._exact(text, alone=True) or self._mended(text) or UNKNOWN

    def find(self, question: str) -> list[Mention]:
        """The departments that a question names, in order; also those that these plans do not have.

        Names inside longer names are not reported. A mention that is unknown means: the asker asked
        about a department, and it is not in these plans.
        """
        text = simplified_same_length(question)
        readings = [*self._readings(text)]
        # Rightly spelled before mended before what only has a department's shape; longest first.
        readings.sort(key=lambda r: (not r[2].sure, r[0] - r[1], r[0]))
        taken: list[tuple[int, int, Resolution]] = []
        for start, end, resolution in (*readings, *self._shapes(text)):
            if all(end <= s or e <= start for s, e, _ in taken):
                taken.append((start, end, resolution))
        return [
            Mention(start=s, end=e, text=question[s:e], resolution=r)
            for s, e, r in sorted(taken, key=lambda t: t[0])
        ]

    # ---- one name ------------------------------------------------------------------------------

    def _exact(self, text: str, *, alone: bool = False) -> Resolution | None:
        """The reading of a rightly spelled name; None where it is no department's name at all."""
        unit, entries = self._register.candidates(text, alone=alone)
        place = f"{unit.place}{unit.level}" if unit.place else ""
        if entries:
            names = tuple(dict.fromkeys(e.names[0] for e in entries))
            return Resolution(
                kind="known" if len(names) == 1 else "ambiguous", names=names, place=place
            )
        return Resolution(kind="unknown", place=place) if unit.family else None

    # ---- a mistyped name -----------------------------------------------------------------------

    @cached_property
    def _neighbours(self) -> Neighbours:
        return Neighbours({*_general_names(), *(bare_name(e) for e in self._register.entries)})

    def _mended(self, text: str) -> Resolution | None:
        """The reading of a misspelled name; None where it resembles no department's name."""
        level = _leading_level(text)
        known: dict[str, None] = {}
        others: dict[str, None] = {}
        for begin in {0, len(level)}:
            for bare in self._neighbours.meant(comparable(text[begin:])):
                right = text[:begin] + bare
                reading = self._exact(right)
                if reading and reading.names:
                    known |= dict.fromkeys(reading.names)
                elif reading:
                    others[right] = None
        if not known:
            return Resolution(kind="unknown", sure=False) if others else None
        if len(known) == 1 and not others:
            return Resolution(kind="known", names=tuple(known), sure=False)
        return Resolution(kind="ambiguous", names=(*known, *others), sure=False)

    # ---- names in a question -------------------------------------------------------------------

    @cached_property
    def _last_sounds(self) -> frozenset[str]:
        """How the last character of any department's name sounds."""
        names = {*(form[-1] for form in self._register.written), *(w[-1] for w in WHOLE)}
        return frozenset(map(sound, names | {e[-1] for e in ENDINGS}))

    def _readings(self, text: str) -> Iterator[tuple[int, int, Resolution]]:
        apart = [_stands_apart(text[:start]) for start in range(len(text))]
        joints = [found.span(1) for found in _JOINS.finditer(text)]
        for end in range(2, len(text) + 1):
            if sound(text[end - 1]) not in self._last_sounds:
                continue
            # No name runs across a joint.
            first = max((start + 1 for start, joint in joints if joint <= end), default=0)
            for start in range(max(first, end - LONGEST_NAME), end - 1):
                reading = self._window(text, start, end, alone=apart[start])
                if reading:
                    yield start, end, reading
        for start, end in bare_words(text):
            if acting := self._acting(text[start:end]):
                yield start, end, acting

    def _acting(self, word: str) -> Resolution | None:
        """What a bare word stands for that leads or takes part: 财政, or 街道 where 各街道 is printed."""
        groups = [*group_names(word)]
        if not groups:
            acting, office = self.resolve(word + "部门"), self.resolve(word + "局")
            return office if acting.kind == "unknown" and office.sure else acting
        found = [r for r in map(self.resolve, groups) if r.kind == "known"]
        names = dict.fromkeys(name for r in found for name in r.names)
        return Resolution(kind="known", names=tuple(names)) if names else None

    def _shapes(self, text: str) -> Iterator[tuple[int, int, Resolution]]:
        for found in _SHAPE.finditer(text):
            if not _NOT_A_NAME.search(found[0]):
                yield *found.span(), UNKNOWN

    def _window(self, text: str, start: int, end: int, *, alone: bool) -> Resolution | None:
        name = text[start:end]
        reading = self._named(name, alone)
        if reading is None:
            return None
        place = self._register.asked(name).place
        return reading if not place or self._plausible(place, text[:start]) else None

    def _read_name(self, name: str, alone: bool) -> Resolution | None:
        return self._exact(name, alone=alone) or self._mended(name)

    def _plausible(self, place: str, before: str) -> bool:
        """Whether these characters before 省 or 市 are a place, not the asker's words."""
        if place in PROVINCES or any(p.startswith(place) for p in self._register.places):
            return True
        return (
            _stands_apart(before)
            and len(place) <= 3
            and not _OPENING.search(place)
            and place not in _NO_PLACE
        )


# A department by its shape alone, so that one that no table knows is not passed over.
_SHAPE = re.compile(
    r"[省市县区州](?:[\u4e00-\u9fff]{2,8}?)(?:局|厅|委员会|办公室|(?<![人常])委(?!员))"
)
_NOT_A_NAME = re.compile(
    r"[的了吗呢谁哪几啥么和与跟及是有在把被让]|什么|牵头|负责|配合|任务|(?:布|格|结|大|全|开|僵|时|棋|邮)局|(?:大|餐|客|展)厅|"
    r"单位|部门|领导|所有|各"
)
# No name runs across these; found wherever they begin, also within one another.
_JOINS = re.compile(r"(?=([的了吗呢?？!！。,，:：;；\s谁]|牵头|负责|配合|哪些|什么|还有|以及))")
_OPENING = re.compile(
    r"(?:请问|问下|问一下|那么?|我们?|咱们?|本|该|由|和|跟|与|及|还有|除了|关于|今年|明年|现在|如果|是|归|让|给|找|对|在|向|为|到|"
    r"或者?|牵头|配合|负责|单位|部门|查|看看?|要|全|各|每|几个|哪些|所有|什么|的|了|吗|呢|下)$"
)
_HAN_END = re.compile(r"[\u4e00-\u9fff]$")
_NO_PLACE_WORDS = "城 都 咱 我们 咱们 你们 他们 本地 当地 现在 目前 全国 其他"
_NO_PLACE = frozenset(_NO_PLACE_WORDS.split())


def _stands_apart(before: str) -> bool:
    """Whether what follows these characters is not the middle of a word, as far as can be seen."""
    return not _HAN_END.search(before) or bool(_OPENING.search(before))


def _leading_level(text: str) -> str:
    return text[:1] if text[:1] in "省市县区州旗盟" else ""


@lru_cache(maxsize=1)
def _general_names() -> frozenset[str]:
    """Every department of the tables with its usual endings, without level."""
    bureaus = {core + ending for core in BUREAUS for ending in ("局", "厅", "委")}
    return frozenset(bureaus | {name for name in WHOLE if len(name) > 2})


def units_of(plan: Plan) -> tuple[str, ...]:
    """Every unit that a plan names as leading or taking part, in printed order, none twice."""
    items: tuple[Task | Target, ...] = (*plan.tasks, *plan.targets)
    return tuple(dict.fromkeys(u for item in items for u in (*item.lead, *item.responsible)))
