"""The departments of some plans as they are written, and which of them fit what was asked."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from knowledge.model import Term
from knowledge.plans.government import PARTS, PROVINCES
from knowledge.plans.unit_names import UnitName, parse_unit
from knowledge.plans.wordings import comparable, literal_forms

_VAGUE = re.compile(r"有关|相关|各部门|各单位|各级|各地|部门$|单位$")

_PLACE_ENDING = re.compile(r"(?:自治区|自治州|自治县|[省市州县区旗盟])$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One department of the plans. names: as printed or in the glossary, the canonical one first."""

    names: tuple[str, ...]
    unit: UnitName


class Register:
    """Printed names and the glossary's, grouped by department: by place, level and what it does.

    entries: the departments. written: every spelling of the plans or the glossary -> departments.
    """

    def __init__(self, terms: Iterable[Term], units: Iterable[str], places: Iterable[str]) -> None:
        self.places = tuple(dict.fromkeys(places))
        whole = (*self.places, *(p + "省" for p in PROVINCES))
        self._short_places = [
            (place.removesuffix(_PLACE_ENDING.search(place)[0]), place)  # type: ignore[index]
            for place in whole
        ]
        self._asked = lru_cache(maxsize=2_000)(self._read_asked)
        self._levels = {level for place in self.places if (level := _level(place))}
        printed = [u for u in dict.fromkeys(units) if u and not _VAGUE.search(u)]
        glossary = [t for t in terms if t.type == "部门"]
        self.entries = self._grouped(glossary, printed)
        self._bare = [(entry, bare_name(entry)) for entry in self.entries]
        self.written = self._spellings(glossary)

    def candidates(self, text: str) -> tuple[UnitName, tuple[Entry, ...]]:
        """What a rightly spelled name says, and every department that it may mean."""
        unit = self.asked(text)
        entries = self.written.get(comparable(text), ())
        return unit, entries or tuple(self.fitting(unit)) or tuple(self.shortened(text, unit))

    def _own(self, unit: UnitName) -> UnitName:
        """`unit` without the place, where that is the place of these plans."""
        whole = f"{unit.place}{unit.level}"
        own = any(
            p == whole or (p.startswith(unit.place) and _level(p) == unit.level)
            for p in self.places
        )
        return replace(unit, place="") if unit.place and own else unit

    def _grouped(self, glossary: list[Term], printed: list[str]) -> tuple[Entry, ...]:
        groups: dict[tuple[object, ...], list[str]] = {}
        for name in (*(t.name for t in glossary), *printed):
            unit = self._own(parse_unit(name))
            groups.setdefault((unit.place, unit.level, unit.bodies), []).append(name)
        return tuple(
            Entry(names=tuple(dict.fromkeys(names)), unit=self._own(parse_unit(names[0])))
            for names in groups.values()
        )

    def _spellings(self, glossary: list[Term]) -> dict[str, tuple[Entry, ...]]:
        """Every way in which the plans or the glossary write a department -> the departments."""
        found: dict[str, list[Entry]] = {}

        def note(form: str, entry: Entry) -> None:
            if entry not in found.setdefault(form, []):
                found[form].append(entry)

        for entry in self.entries:
            for name in entry.names:
                note(comparable(name), entry)
        for term in glossary:
            for entry in self._meant_by(term):
                for alias in term.aliases:
                    note(comparable(alias), entry)
                    if entry.unit.level and not parse_unit(alias).level:
                        note(entry.unit.level + comparable(alias), entry)
        full = set(found)
        for entry in self.entries:
            for form in _short_forms(entry):
                if form not in full:
                    note(form, entry)
        return {form: tuple(entries) for form, entries in found.items()}

    def _meant_by(self, term: Term) -> Iterator[Entry]:
        """The departments that a glossary row speaks of: a row without level speaks of every level's."""
        unit = self._own(parse_unit(term.name))
        for entry in self.entries:
            same_body = entry.unit.bodies == unit.bodies
            if term.name in entry.names or (same_body and not unit.level and not unit.place):
                yield entry

    def asked(self, text: str) -> UnitName:
        """A name as an asker writes it; a question asks for each stretch of it more than once."""
        return self._asked(text)

    def _read_asked(self, text: str) -> UnitName:
        """A name as an asker writes it: also 甘肃财政厅 and 江岭财政厅, without 省 after the place."""
        unit = parse_unit(text)
        if unit.family:
            return unit
        for short, place in self._short_places:
            if text.startswith(short):
                rest = parse_unit(text.removeprefix(short))
                if rest.family and not rest.level:
                    return replace(rest, place=short, level=_level(place))
        return unit

    def fitting(self, asked: UnitName) -> Iterator[Entry]:
        """Departments of the family asked for, at its level; merged bureaus where there is no other."""
        if not asked.family:
            return
        own = self._own(asked)
        here = [e for e in self.entries if e.unit.family and self._fits(own, e.unit)]
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

    def shortened(self, text: str, asked: UnitName) -> Iterator[Entry]:
        """Departments of which `text` keeps the beginning, the end and some of the middle, in order."""
        if asked.family:
            return
        own = self._own(asked)
        short = comparable(own.bodies[0]) if own.level else comparable(text)
        if len(short) < (3 if own.level else 4):
            return
        for entry, long in self._bare:
            same_level = not own.level or own.level == entry.unit.level
            if same_level and own.place == entry.unit.place and _abbreviates(short, long):
                yield entry


def _level(place: str) -> str:
    """The level of a place: 省 of 江岭省, 省 of 广西壮族自治区."""
    return parse_unit(place + "财政局").level


@lru_cache(maxsize=20_000)
def bare_name(entry: Entry) -> str:
    """A department's canonical name without level and own place, `comparable`."""
    name = comparable(entry.names[0])
    whole = f"{entry.unit.place}{entry.unit.level}"
    league = re.fullmatch(r"团[省市县区州]委", name)
    return "团委" if league else name.removeprefix(whole or "\0") or name


def _short_forms(entry: Entry) -> Iterator[str]:
    """Forms that hold unless another department is printed so."""
    for name in entry.names:
        if not entry.unit.place and entry.unit.level and not entry.unit.family:
            yield bare_name(entry)
        if not entry.unit.family:
            yield from literal_forms(name)


def _abbreviates(short: str, long: str) -> bool:
    if len(short) >= len(long) or short[:2] != long[:2] or short[-1] != long[-1]:
        return False
    rest = iter(long)
    return all(char in rest for char in short)
