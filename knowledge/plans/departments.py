"""Which department is meant: known, ambiguous or unknown to these plans; never the nearest.

A confident wrong department is worse than none. A name is known only if one department of the
plans bears it (in full, shortened by a general rule, by its former name, or mistyped in a way that
sounds the same), and no other department of Chinese government could have been meant by it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Literal

from knowledge.model import Corpus, Document, Plan, Target, Task, Term
from knowledge.plans.government import BUREAUS, ENDINGS, PARTS, PROVINCES, WHOLE
from knowledge.plans.misspellings import Neighbours
from knowledge.plans.unit_names import UnitName, parse_unit
from knowledge.plans.wordings import (
    LONGEST_NAME,
    bare_words,
    comparable,
    literal_forms,
    simplified_same_length,
)
from knowledge.sound import sound


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What a name stands for in these plans.

    names: canonical names, one of them when known, all that fit when ambiguous, none when unknown.
    place: the place that was written with it, `云溪市`, or empty: the same name may stand in the
    plans of several places. sure: false where a misspelling was mended to get here.
    """

    kind: Literal["known", "ambiguous", "unknown"]
    names: tuple[str, ...] = ()
    place: str = ""
    sure: bool = True


UNKNOWN = Resolution(kind="unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A department named in a question; `text` is `question[start:end]`, as it was typed."""

    start: int
    end: int
    text: str
    resolution: Resolution


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One department of the plans. names: as printed or in the glossary, the canonical one first."""

    names: tuple[str, ...]
    unit: UnitName


_PLACE = re.compile(r"(?:中共)?([\u4e00-\u9fff]{2,8}?)(自治区|自治州|自治县|[省市州县区旗盟])")
_VAGUE = re.compile(r"有关|相关|各部门|各单位|各级|各地|部门$|单位$")


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
        self._places = tuple(dict.fromkeys(places))
        self._levels = {
            unit.level for p in self._places if (unit := parse_unit(p + "财政局")).level
        }
        printed = [u for u in dict.fromkeys(units) if u and not _VAGUE.search(u)]
        glossary = [t for t in terms if t.type == "部门"]
        self._entries = self._grouped(glossary, printed)
        self._written = self._spellings(glossary)

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
        return tuple(e.names[0] for e in self._entries)

    def canonical(self, printed: str) -> str:
        """The one name for all that is printed for a department; a name that is not here stays."""
        entries = self._written.get(comparable(printed), ())
        return entries[0].names[0] if len(entries) == 1 else printed

    def variants(self, canonical: str) -> tuple[str, ...]:
        """Every name under which the department stands in the plans or the glossary."""
        return next((e.names for e in self._entries if e.names[0] == canonical), (canonical,))

    def resolve(self, name: str) -> Resolution:
        """What `name` stands for. Any string may be asked; what is not a department is unknown."""
        text = simplified_same_length(name.strip())
        return self._exact(text) or self._mended(text) or UNKNOWN

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

    # ---- what the plans hold -------------------------------------------------------------------

    def _own(self, unit: UnitName) -> UnitName:
        """`unit` without the place, where that is the place of these plans."""
        whole = f"{unit.place}{unit.level}"
        own = any(
            p == whole or (p.startswith(unit.place) and _level(p) == unit.level)
            for p in self._places
        )
        return replace(unit, place="") if unit.place and own else unit

    def _grouped(self, glossary: list[Term], printed: list[str]) -> tuple[_Entry, ...]:
        groups: dict[tuple[object, ...], list[str]] = {}
        for name in (*(t.name for t in glossary), *printed):
            unit = self._own(parse_unit(name))
            groups.setdefault((unit.place, unit.level, unit.bodies), []).append(name)
        return tuple(
            _Entry(names=tuple(dict.fromkeys(names)), unit=self._own(parse_unit(names[0])))
            for names in groups.values()
        )

    def _spellings(self, glossary: list[Term]) -> dict[str, tuple[_Entry, ...]]:
        """Every way in which the plans or the glossary write a department -> the departments."""
        found: dict[str, list[_Entry]] = {}

        def note(form: str, entry: _Entry) -> None:
            if entry not in found.setdefault(form, []):
                found[form].append(entry)

        for entry in self._entries:
            for name in entry.names:
                note(comparable(name), entry)
        for term in glossary:
            for entry in self._meant_by(term):
                for alias in term.aliases:
                    note(comparable(alias), entry)
                    if entry.unit.level and not parse_unit(alias).level:
                        note(entry.unit.level + comparable(alias), entry)
        full = set(found)
        for entry in self._entries:
            for form in _short_forms(entry):
                if form not in full:
                    note(form, entry)
        return {form: tuple(entries) for form, entries in found.items()}

    def _meant_by(self, term: Term) -> Iterator[_Entry]:
        """The departments that a glossary row speaks of: a row without level speaks of every level's."""
        unit = self._own(parse_unit(term.name))
        for entry in self._entries:
            same_body = entry.unit.bodies == unit.bodies
            if term.name in entry.names or (same_body and not unit.level and not unit.place):
                yield entry

    # ---- one name ------------------------------------------------------------------------------

    def _exact(self, text: str) -> Resolution | None:
        """The reading of a rightly spelled name; None where it is no department's name at all."""
        entries = self._written.get(comparable(text), ())
        unit = self._asked(text)
        place = f"{unit.place}{unit.level}" if unit.place else ""
        if not entries:
            entries = tuple(self._fitting(unit)) or tuple(self._shortened(text, unit))
        if entries:
            names = tuple(dict.fromkeys(e.names[0] for e in entries))
            return Resolution(
                kind="known" if len(names) == 1 else "ambiguous", names=names, place=place
            )
        return Resolution(kind="unknown", place=place) if unit.family else None

    def _asked(self, text: str) -> UnitName:
        """A name as an asker writes it: also 甘肃财政厅 and 江岭财政厅, without 省 after the place."""
        unit = parse_unit(text)
        for place in (*self._places, *(p + "省" for p in PROVINCES)) if not unit.family else ():
            short = place.removesuffix(_PLACE_ENDING.search(place)[0])  # type: ignore[index]
            rest = parse_unit(text.removeprefix(short)) if text.startswith(short) else unit
            if rest.family and not rest.level:
                return replace(rest, place=short, level=_level(place))
        return unit

    def _fitting(self, asked: UnitName) -> Iterator[_Entry]:
        """Departments of the family asked for, at its level; merged bureaus where there is no other."""
        if not asked.family:
            return
        own = self._own(asked)
        here = [e for e in self._entries if e.unit.family and self._fits(own, e.unit)]
        direct = [e for e in here if set(own.bodies) & set(e.unit.bodies)]
        merged = [
            e
            for e in here
            if set(own.bodies) & {p for b in e.unit.bodies for p in PARTS.get(b, ())}
        ]
        yield from direct or merged

    def _fits(self, asked: UnitName, entry: UnitName) -> bool:
        """Whether level, place and ending of what was asked allow this department."""
        if asked.place != entry.place:
            return False
        if asked.level and entry.level:
            return asked.level == entry.level
        if asked.level:
            return asked.level in self._levels
        # A 厅 is a province's, and what a province calls 厅 is not meant by 局.
        return (asked.ending == "厅") == (entry.ending == "厅") or asked.ending not in ("厅", "局")

    def _shortened(self, text: str, asked: UnitName) -> Iterator[_Entry]:
        """Departments of which `text` keeps the beginning, the end and some of the middle, in order."""
        own = self._own(asked)
        short = comparable(own.bodies[0]) if own.level else comparable(text)
        if asked.family or len(short) < (3 if own.level else 4):
            return
        for entry in self._entries:
            long = _bare(entry)
            same_level = not own.level or own.level == entry.unit.level
            if same_level and own.place == entry.unit.place and _abbreviates(short, long):
                yield entry

    # ---- a mistyped name -----------------------------------------------------------------------

    @cached_property
    def _neighbours(self) -> Neighbours:
        return Neighbours({*_general_names(), *(_bare(e) for e in self._entries)})

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
        names = {*(form[-1] for form in self._written), *(w[-1] for w in WHOLE)}
        return frozenset(map(sound, names | {e[-1] for e in ENDINGS}))

    def _readings(self, text: str) -> Iterator[tuple[int, int, Resolution]]:
        for end in range(2, len(text) + 1):
            if sound(text[end - 1]) not in self._last_sounds:
                continue
            for start in range(max(0, end - LONGEST_NAME), end - 1):
                reading = self._window(text, start, end)
                if reading:
                    yield start, end, reading
        for start, end in bare_words(text):
            yield start, end, self.resolve(text[start:end] + "部门")

    def _shapes(self, text: str) -> Iterator[tuple[int, int, Resolution]]:
        for found in _SHAPE.finditer(text):
            if not _NOT_A_NAME.search(found[0]):
                yield *found.span(), UNKNOWN

    def _window(self, text: str, start: int, end: int) -> Resolution | None:
        name = text[start:end]
        if _JOINS.search(name):
            return None
        unit = self._asked(name)
        if unit.place and not self._plausible(unit.place, text[:start]):
            return None
        reading = self._exact(name)
        return reading if reading else self._mended(name)

    def _plausible(self, place: str, before: str) -> bool:
        """Whether these characters before 省 or 市 are a place, not the asker's words."""
        if place in PROVINCES or any(p.startswith(place) for p in self._places):
            return True
        opens = not before or not re.search(r"[\u4e00-\u9fff]$", before) or _OPENING.search(before)
        return (
            bool(opens)
            and len(place) <= 3
            and not _OPENING.search(place)
            and place not in _NO_PLACE
        )


_PLACE_ENDING = re.compile(r"(?:自治区|自治州|自治县|[省市州县区旗盟])$")
# A department by its shape alone, so that one that no table knows is not passed over.
_SHAPE = re.compile(
    r"[省市县区州](?:[\u4e00-\u9fff]{2,8}?)(?:局|厅|委员会|办公室|(?<![人常])委(?!员))"
)
_NOT_A_NAME = re.compile(
    r"[的了吗呢谁哪几啥么和与跟及是有在把被让]|什么|牵头|负责|配合|任务|(?:布|格|结|大|全|开|僵|时|棋|邮)局|(?:大|餐|客|展)厅|"
    r"单位|部门|领导|所有|各"
)
# No name runs across these.
_JOINS = re.compile(r"[的了吗呢?？!！。,，:：;；\s谁]|牵头|负责|配合|哪些|什么|还有|以及")
_OPENING = re.compile(
    r"(?:请问|问下|问一下|那么?|我们?|咱们?|本|该|由|和|跟|与|及|还有|除了|关于|今年|明年|现在|如果|是|归|让|给|找|对|在|向|为|到|"
    r"或者?|牵头|配合|负责|单位|部门|查|看看?|要|全|各|每|几个|哪些|所有|什么|的|了|吗|呢|下)$"
)
_NO_PLACE = frozenset(
    {
        "城",
        "都",
        "咱",
        "我们",
        "咱们",
        "你们",
        "他们",
        "本地",
        "当地",
        "现在",
        "目前",
        "全国",
        "其他",
    }
)


def _level(place: str) -> str:
    """The level of a place: 省 of 江岭省, 省 of 广西壮族自治区."""
    return parse_unit(place + "财政局").level


def _leading_level(text: str) -> str:
    return text[:1] if text[:1] in "省市县区州旗盟" else ""


@lru_cache(maxsize=20_000)
def _bare(entry: _Entry) -> str:
    """A department's canonical name without level and own place, `comparable`."""
    name = comparable(entry.names[0])
    whole = f"{entry.unit.place}{entry.unit.level}"
    league = re.fullmatch(r"团[省市县区州]委", name)
    return "团委" if league else name.removeprefix(whole or "\0") or name


def _short_forms(entry: _Entry) -> Iterator[str]:
    """Forms that hold unless another department is printed so."""
    for name in entry.names:
        if not entry.unit.place and entry.unit.level and not entry.unit.family:
            yield _bare(entry)
        if not entry.unit.family:
            yield from literal_forms(name)


def _abbreviates(short: str, long: str) -> bool:
    if len(short) >= len(long) or short[:2] != long[:2] or short[-1] != long[-1]:
        return False
    rest = iter(long)
    return all(char in rest for char in short)


@lru_cache(maxsize=1)
def _general_names() -> frozenset[str]:
    """Every department of the tables with its usual endings, without level."""
    bureaus = {core + ending for core in BUREAUS for ending in ("局", "厅", "委")}
    return frozenset(bureaus | {name for name in WHOLE if len(name) > 2})


def units_of(plan: Plan) -> tuple[str, ...]:
    """Every unit that a plan names as leading or taking part, in printed order, none twice."""
    items: tuple[Task | Target, ...] = (*plan.tasks, *plan.targets)
    return tuple(dict.fromkeys(u for item in items for u in (*item.lead, *item.responsible)))
