"""The weights that say what each piece of evidence is worth: read from `weights.json`.

The file is written by `askplan eval --fit` and is meant to be read by people: one number a name.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """wording: evidence -> worth, for choosing among wordings. words: what it costs to lose a word.

    entry: for joining wordings and the classifier. entry_confidence, passage_confidence: for
    log-odds that the first is right; with `bias`. sentence: for choosing the sentence that answers.
    """

    wording: Mapping[str, float]
    words: Mapping[str, float]
    entry: Mapping[str, float]
    entry_confidence: Mapping[str, float]
    sentence: Mapping[str, float]
    passage_confidence: Mapping[str, float]


def parse(data: Mapping[str, Any]) -> Weights:
    """Weights from the parts of a JSON object; a part that is missing is empty."""
    parts = Weights.__slots__
    return Weights(**{part: dict(data.get(part, {})) for part in parts})


@cache
def shipped() -> Weights:
    """The weights that come with this version."""
    return parse(json.loads(files(__package__).joinpath("weights.json").read_text("utf-8")))


def vector(part: Mapping[str, float], names: Sequence[str]) -> list[float]:
    """The worth of each of `names`, in that order; 0 for a name without one."""
    return [part.get(name, 0.0) for name in names]
