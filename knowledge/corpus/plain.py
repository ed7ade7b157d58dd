"""Records of `knowledge.model` as lists, texts and numbers, and back: what JSON can hold.

A record is the list of its fields in their order; who reads it must be of the same version.
"""

import datetime
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints


def to_plain(value: Any) -> Any:
    """A record, or anything made of records, as JSON holds it."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {name: to_plain(item) for name, item in value.items()}
    if isinstance(value, datetime.date):
        return value.isoformat()
    return [to_plain(getattr(value, field.name)) for field in fields(value)]


def from_plain(kind: Any, value: Any) -> Any:
    """The record of this kind. Raises ValueError, TypeError or KeyError where it is none."""
    return _reader(kind)(value)


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _optional(arguments)
    if origin is tuple:
        return _tuple(arguments)
    if origin is not None and origin is not Literal and issubclass(origin, Mapping):
        inner = _reader(arguments[1])
        return lambda value: {name: inner(item) for name, item in value.items()}
    if kind is datetime.date:
        return datetime.date.fromisoformat
    if is_dataclass(kind):
        return _record(kind)
    return lambda value: value


def _optional(arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    (kind,) = (argument for argument in arguments if argument is not types.NoneType)
    inner = _reader(kind)
    return lambda value: None if value is None else inner(value)


def _tuple(arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    inner = [_reader(argument) for argument in arguments if argument is not Ellipsis]
    if arguments[-1] is not Ellipsis:
        return lambda value: tuple(read(item) for read, item in zip(inner, value, strict=True))
    if arguments[0] in (str, int):
        return tuple
    read = inner[0]
    return lambda value: tuple([read(item) for item in value])


def _record(kind: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    readers = [_reader(hints[name]) for name in names]

    def read(value: Any) -> Any:
        pairs = zip(names, readers, value, strict=True)
        return kind(**{name: inner(item) for name, inner, item in pairs})

    return read
