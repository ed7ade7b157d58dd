"""The departments of some plans as they are written, and which of them fit what was asked."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from knowledge.model import Term
from knowledge.plans.government import PARTS, PROVINCES
from knowledge.plans.unit_names import UnitName, parse_unit
from knowledge.plans.wordings import comparable, literal_forms

_VAGUE = re.compile(
    r"有关|相关|各部门|各单位|各级|各地|部门$|单位$|^(?:地方)?(?:政府|党委|中央|国家|国务院)$"
)

_PLACE_ENDING = re.compile(r"(?:自治区|自治州|自治县|新区|街道|[省市州县区旗盟镇乡])$")


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
        self._place_levels = [(place, _level(place)) for place in self.places]
        self._levels = {level for _, level in self._place_levels if level}
        printed = [u for u in dict.fromkeys(units) if u and not _VAGUE.search(u)]
        glossary = [t for t in terms if t.type == "部门"]
        self.entries = self._grouped(glossary, printed)
        self._bare = [(e, name, _cores(name)) for e in self.entries if (name := bare_name(e))]
        self._by_office: dict[int, list[int]] = defaultdict(list)
        for number, (_, _, cores) in enumerate(self._bare):
            for office in cores:
                self._by_office[office].append(number)
        self.written = self._spellings(glossary)

    def candidates(self, text: str, *, alone: bool) -> tuple[UnitName, tuple[Entry, ...]]:
        """What a rightly spelled name says, and every department that it may mean.

        alone: it is all that was said, or stands apart in what was said.
        """
        unit = self.asked(text)
        entries = self.written.get(comparable(text), ())
        if not entries:
            entries = tuple(self.fitting(unit)) or tuple(self.shortened(text, unit, alone=alone))
        return unit, entries

    def _own(self, unit: UnitName) -> UnitName:
        """`unit` without the place, where that is the place of these plans."""
        if not unit.place:
            return unit
        whole = f"{unit.place}{unit.level}"
        own = any(
            place == whole or (place.startswith(unit.place) and level == unit.level)
            for place, level in self._place_levels
        )
        return replace(unit, place="") if own else unit

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
            for form in (*_short_forms(entry), *self._without_place(entry)):
                if form not in full:
                    note(form, entry)
        return {form: tuple(entries) for form, entries in found.items()}

    def _without_place(self, entry: Entry) -> Iterator[str]:
        """派出所 for 柳浦派出所, 港务集团 for 临渡港务集团: askers leave out the place they are in."""
        for place in self.places if not entry.unit.family else ():
            stem = comparable(_PLACE_ENDING.sub("", place))
            for name in map(comparable, entry.names):
                if len(stem) > 1 and name.startswith(stem) and len(name) - len(stem) > 2:
                    yield name.removeprefix(stem)

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

    def shortened(self, text: str, asked: UnitName, *, alone: bool) -> Iterator[Entry]:
        """Departments of which `text` keeps the ending and some of what precedes it, in order.

        alone: `text` is all that was said, so that it need not keep the beginning, either: 环管站 of
        城乡环境管理站. Within a sentence such a piece may belong to a longer name.
        """
        own = self._own(asked)
        short = comparable(own.bodies[0]) if own.level else comparable(text)
        cores = _cores(short)
        if all(len(core) < _SHORTEST_CORE for core in cores.values()):
            return
        # 商务局 may be 商务发展局 where there is no other, but 农业局 is no 农业综合行政执法局.
        room = _MERGED if asked.family else len(text) * 4
        # Only a name that ends in the same office can be meant.
        for number in sorted({n for office in cores for n in self._by_office.get(office, ())}):
            entry, long, wholes = self._bare[number]
            if len(long) - len(short) > room:
                continue
            same_level = not own.level or own.level == entry.unit.level
            if same_level and own.place == entry.unit.place and _abbreviates(cores, wholes, alone):
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


# What offices end in, longer ones first: an abbreviation keeps it whole.
_OFFICES = (
    ("办公室", "办"),
    ("委员会", "委"),
    ("大队",),
    ("支队",),
    ("总队",),
    ("中心",),
    ("公司",),
    ("集团",),
    ("银行",),
    ("分局",),
    ("学院",),
    *((char,) for char in "局厅委办部院处站所队室会科社"),
)
_OFFICE_OF = {ending: number for number, group in enumerate(_OFFICES) for ending in group}
_LONGEST_ENDING = max(map(len, _OFFICE_OF))
_MERGED = 2  # characters of a second field in a merged office's name
_SHORTEST_CORE = 2  # characters beside the ending


def _cores(name: str) -> dict[int, str]:
    """What precedes the ending of an office, by the ending's number in `_OFFICES`, ascending.

    Empty for a name that ends in none; 办公室 is also a 室.
    """
    found: dict[int, str] = {}
    for size in range(min(_LONGEST_ENDING, len(name)), 0, -1):
        office = _OFFICE_OF.get(name[-size:])
        if office is not None:
            found[office] = name[:-size]
    return dict(sorted(found.items()))


def _abbreviates(cores: Mapping[int, str], wholes: Mapping[int, str], alone: bool) -> bool:
    """Whether the first is the second with characters left out, as 经发局 is of 经济发展局."""
    for office, core in cores.items():
        if office in wholes:
            return _keeps(core, wholes[office], alone)
    return False


def _keeps(core: str, whole: str, alone: bool) -> bool:
    if not _SHORTEST_CORE <= len(core) < len(whole):
        return False
    rest = iter(whole)
    return (alone or core[0] == whole[0]) and all(char in rest for char in core)
