"""Glossary rows -> departments and terms with their other names, none of them meaning two things."""

from collections.abc import Iterable
from typing import Literal

from knowledge.corpus.records import Record
from knowledge.errors import Problem
from knowledge.model import Term

_TYPES: dict[str, Literal["部门", "术语"]] = {
    "": "部门",
    "部门": "部门",
    "单位": "部门",
    "机构": "部门",
    "department": "部门",
    "术语": "术语",
    "名词": "术语",
    "词语": "术语",
    "term": "术语",
}


def build_glossary(records: Iterable[Record]) -> tuple[tuple[Term, ...], list[Problem]]:
    """The terms in order, one a name (two rows of one name are joined), and what is wrong."""
    terms: dict[str, Term] = {}
    rows: dict[str, Record] = {}
    problems: list[Problem] = []
    for record in records:
        name = record.text("name")
        kind = _TYPES.get(record.text("type").lower())
        if not name:
            problems.append(
                record.problem("没有标准名称", "请填写“标准名称”一列，或删去这一行", "name")
            )
            continue
        if kind is None:
            what = f"类型“{record.text('type')}”不认识"
            problems.append(record.problem(what, "请填“部门”或“术语”", "type"))
            continue
        aliases = tuple(alias for alias in record.names("aliases") if alias != name)
        if name in terms:
            what = f"“{name}”与第 {rows[name].place} 行重复，已合并"
            problems.append(record.problem(what, "请合并成一行", "name", level="warning"))
            aliases = tuple(dict.fromkeys([*terms[name].aliases, *aliases]))
        terms[name] = Term(name=name, aliases=aliases, type=kind)
        rows.setdefault(name, record)
    problems += _ambiguous(terms, rows)
    return tuple(terms.values()), problems


def _ambiguous(terms: dict[str, Term], rows: dict[str, Record]) -> Iterable[Problem]:
    """An alias that two departments claim, or that is another department's own name."""
    owner = {name: name for name, term in terms.items() if term.type == "部门"}
    for name, term in terms.items():
        for alias in term.aliases if term.type == "部门" else ():
            other = owner.setdefault(alias, name)
            if other != name:
                what = f"别名“{alias}”同时属于“{other}”和“{name}”"
                remedy = "请只留给其中一个；两个都用的简称请从两行里都删去"
                yield rows[name].problem(what, remedy, "aliases")
