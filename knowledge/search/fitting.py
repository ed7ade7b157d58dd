"""Question sets -> weights. Run by people who have labelled questions; never while answering.

Each stage is a small convex-ish problem solved with the same minimiser. What a later stage learns
from was scored by weights that had not seen the question (five folds), so its figures hold for
questions that nobody has seen.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from knowledge.search import faq, passages, sentence_evidence
from knowledge.search.confidence import sigmoid
from knowledge.search.weights import Weights, parse
from knowledge.text import letters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FOLDS = 5
_MEMORY = 10  # steps that the minimiser remembers
# A word enters the table when so many right pairs lose it, in so many question sets.
_WORD_COUNT, _WORD_SETS = 5, 2
_RIDGE, _WORD_RIDGE, _ENTRY_RIDGE, _CONFIDENCE_RIDGE = 1.0, 3.0, 0.1, 3.0
_JUDGED = 3  # entries a question whose probability is learnt from


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A labelled question and its candidates. right: positions of the entries that answer it.

    Empty `right`: nothing in this FAQ answers it. pool: the name of the question set.
    """

    pool: str
    found: faq.Found | None
    right: frozenset[int]


def minimise(
    slope: Callable[["NDArray[np.float64]"], tuple[float, "NDArray[np.float64]"]],
    start: "NDArray[np.float64]",
    *,
    steps: int = 200,
    tolerance: float = 1e-6,
) -> "NDArray[np.float64]":
    """The point where a smooth function is least, by limited-memory BFGS.

    slope: point -> value and gradient. Stops when a step gains less than `tolerance` of the value.
    Source: Nocedal & Wright 2006, algorithm 7.4, with a backtracking line search.
    """
    import numpy as np

    point, (value, gradient) = start, slope(start)
    past: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
    for _ in range(steps):
        direction = _direction(gradient, past)
        descent = float(gradient @ direction)
        length = 1.0 if past else 1.0 / max(1.0, float(np.abs(gradient).sum()))
        while True:
            there = point + length * direction
            value_there, gradient_there = slope(there)
            if value_there <= value + 1e-4 * length * descent or length < 1e-12:
                break
            length /= 2
        moved, turned = there - point, gradient_there - gradient
        if float(moved @ turned) > 1e-12:
            past = [*past[1 - _MEMORY :], (moved, turned)]
        gain = value - value_there
        point, value, gradient = there, value_there, gradient_there
        if gain <= tolerance * max(1.0, abs(value)):
            break
    return point


def _direction(
    gradient: "NDArray[np.float64]",
    past: Sequence[tuple["NDArray[np.float64]", "NDArray[np.float64]"]],
) -> "NDArray[np.float64]":
    direction = -gradient
    factors = []
    for moved, turned in reversed(past):
        factor = float(moved @ direction) / float(moved @ turned)
        factors.append(factor)
        direction = direction - factor * turned
    if past:
        moved, turned = past[-1]
        direction = direction * (float(moved @ turned) / float(turned @ turned))
    for (moved, turned), factor in zip(past, reversed(factors), strict=True):
        again = float(turned @ direction) / float(moved @ turned)
        direction = direction + (factor - again) * moved
    return direction


def choose(
    matrix: "NDArray[np.float64]",
    group: "NDArray[np.intp]",
    right: "NDArray[np.bool_]",
    ridge: "NDArray[np.float64]",
    *,
    sparse: "tuple[NDArray[np.intp], NDArray[np.intp]] | None" = None,
) -> "NDArray[np.float64]":
    """Weights under which the right candidate of each group gets most of the group's probability.

    Conditional logit: softmax over a group, log of the sum over its right ones. matrix: shape
    (n, m). group: ascending, each group with something right, shape (n,). ridge: one for each weight.
    sparse: rows and columns (beyond m) of further features that are 1.
    """
    import numpy as np

    begins = np.flatnonzero(np.append(True, group[1:] != group[:-1]))
    which = np.repeat(np.arange(len(begins)), np.diff(np.append(begins, len(group))))
    rows, columns = sparse if sparse else (np.zeros(0, np.intp), np.zeros(0, np.intp))
    width = matrix.shape[1]

    def slope(worth: "NDArray[np.float64]") -> "tuple[float, NDArray[np.float64]]":
        scores: NDArray[np.float64] = matrix @ worth[:width]
        scores += np.bincount(rows, weights=worth[width:][columns], minlength=len(scores))
        scores = np.exp(scores - np.maximum.reduceat(scores, begins)[which])
        everything = np.add.reduceat(scores, begins)
        good = np.add.reduceat(scores * right, begins)
        good = np.maximum(good, 1e-300)
        error = scores / everything[which] - scores * right / good[which]
        loss = float((np.log(everything) - np.log(good)).sum() + (ridge * worth * worth).sum() / 2)
        rare = np.bincount(columns, weights=error[rows], minlength=len(ridge) - width)
        steep = np.append(error @ matrix, rare) + ridge * worth
        return loss, steep.astype(np.float64)

    return minimise(slope, np.zeros(len(ridge)))


def believe(
    matrix: "NDArray[np.float64]",
    right: "NDArray[np.bool_]",
    importance: "NDArray[np.float64]",
    ridge: float,
) -> "tuple[NDArray[np.float64], float]":
    """Logistic regression: weights and bias that make a probability of evidence.

    matrix: shape (n, m). importance: what each example counts, shape (n,).
    """
    import numpy as np

    spread = matrix.std(axis=0) + 1e-9
    centre = matrix.mean(axis=0)
    scaled = np.column_stack([(matrix - centre) / spread, np.ones(len(matrix))])
    penalty = np.append(np.full(matrix.shape[1], ridge), 0.0)

    def slope(worth: "NDArray[np.float64]") -> "tuple[float, NDArray[np.float64]]":
        chance = sigmoid(scaled @ worth)
        likely = np.where(right, chance, 1 - chance)
        loss = -float((importance * np.log(np.maximum(likely, 1e-300))).sum())
        steep = (importance * (chance - right)) @ scaled + penalty * worth
        return loss + float((penalty * worth * worth).sum()) / 2, steep

    worth = minimise(slope, np.zeros(scaled.shape[1]), tolerance=1e-8)
    weights: NDArray[np.float64] = worth[:-1] / spread
    return weights, float(worth[-1] - weights @ centre)


def believe_signed(
    matrix: "NDArray[np.float64]",
    right: "NDArray[np.bool_]",
    importance: "NDArray[np.float64]",
    names: Sequence[str],
    ridge: float = _CONFIDENCE_RIDGE,
) -> dict[str, float]:
    """`believe`, where more evidence for never counts against, nor more against for.

    Evidence whose weight would have the wrong sign is left out, the most wrong first. Returns weights by name, and `bias`.
    """
    spread = matrix.std(axis=0)
    kept = list(range(len(names)))
    while True:
        worth, bias = believe(matrix[:, kept], right, importance, ridge)
        wrong = [
            (abs(float(w)) * float(spread[column]), column)
            for column, w in zip(kept, worth, strict=True)
            if sign(names[column]) * float(w) < 0
        ]
        if not wrong:
            break
        kept.remove(max(wrong)[1])
    found = dict.fromkeys(names, 0.0)
    found.update({names[c]: float(w) for c, w in zip(kept, worth, strict=True)})
    return {**found, "bias": bias}


_FREE = {"several", "quote_length", "quote_first", "quote_lead_in", "asks"}
_AGAINST = ("lost", "extra", "clash", "missing", "absent", "shorter", "longer")


def sign(name: str) -> int:
    """1 for evidence for, -1 for evidence against, 0 where either may be."""
    if name in _FREE:
        return 0
    return -1 if any(part in name for part in _AGAINST) else 1


def fit_wordings(examples: Sequence[Example], *, without: Sequence[str] = ()) -> Weights:
    """Weights of the evidence for wordings, of words, and of what joins wordings to entries.

    without: names of evidence that is left out, to see what it is worth.
    """
    import numpy as np

    usable = [e for e in examples if e.found is not None and _answerable(e)]
    matrix = np.vstack([_of(e).matrix for e in usable])
    right = np.concatenate([_right(e) for e in usable])
    group = np.repeat(np.arange(len(usable)), [len(_of(e).places) for e in usable])
    for name in without:
        if name in faq.WORDING_FEATURES:
            matrix[:, faq.WORDING_FEATURES.index(name)] = 0.0
    words = [] if "words_table" in without else _words(usable)
    number = {word: n for n, word in enumerate(words)}
    cells = [
        (row, number[word])
        for row, lost in enumerate(words_ for e in usable for words_ in _of(e).unmatched.words())
        for word in lost
        if word in number
    ]
    pairs = np.array(cells, dtype=np.intp).reshape(-1, 2)
    spread = matrix.std(axis=0) + 1e-9
    ridge = np.append(np.full(matrix.shape[1], _RIDGE), np.full(len(words), _WORD_RIDGE))
    worth = choose(matrix / spread, group, right, ridge, sparse=(pairs[:, 0], pairs[:, 1]))
    weights = parse({"entry_confidence": {"bias": 0.0}})
    weights = replace(
        weights,
        wording=dict(
            zip(faq.WORDING_FEATURES, (worth[: len(spread)] / spread).tolist(), strict=True)
        ),
        words=dict(zip(words, worth[matrix.shape[1] :].tolist(), strict=True)),
    )
    return replace(weights, entry=_fit_entry(usable, weights, without))


def _fit_entry(
    usable: Sequence[Example], weights: Weights, without: Sequence[str]
) -> dict[str, float]:
    import numpy as np

    joined = [faq.join(_of(e), weights) for e in usable]
    matrix = np.vstack([j.features for j in joined])
    if "classifier" in without:
        matrix[:, 1:] = 0.0
    right = np.concatenate(
        [np.isin(j.entries, list(e.right)) for e, j in zip(usable, joined, strict=True)]
    )
    group = np.repeat(np.arange(len(usable)), [len(j.entries) for j in joined])
    found = np.add.reduceat(right, np.flatnonzero(np.append(True, np.diff(group)))) > 0
    keep = found[group]
    ridge = np.full(matrix.shape[1], _ENTRY_RIDGE)
    worth = choose(matrix[keep], group[keep], right[keep], ridge)
    return dict(zip(faq.ENTRY_FEATURES, worth.tolist(), strict=True))


def _words(usable: Sequence[Example]) -> list[str]:
    """Words that right pairs often lose, in more than one question set: no subject's own words."""
    counts: dict[str, Counter[str]] = {}
    for example in usable:
        count = counts.setdefault(example.pool, Counter())
        for good, lost in zip(_right(example), _of(example).unmatched.words(), strict=True):
            if good:
                count.update(lost)
    pools = Counter(
        word for count in counts.values() for word, times in count.items() if times >= _WORD_COUNT
    )
    return sorted(word for word, times in pools.items() if times >= _WORD_SETS)


def fit_confidence(
    examples: Sequence[Example], weights_without: Sequence[Weights]
) -> tuple[dict[str, float], list[faq.Ranked | None]]:
    """The probability that an entry answers, from examples ranked by weights that never saw them.

    weights_without: for each fold, weights fitted on the others. Returns weights with their `bias`,
    and how each example was ranked.
    """
    import numpy as np

    ranked = [
        faq.rank(e.found, weights_without[n % FOLDS]) if e.found is not None else None
        for n, e in enumerate(examples)
    ]
    matrix, right, importance = [], [], []
    for example, order in zip(examples, ranked, strict=True):
        if order is not None:
            matrix.append(order.features[:_JUDGED])
            right.append(np.isin(order.entries[:_JUDGED], list(example.right)))
            importance.append(np.array([1.0, 0.3, 0.3])[: len(right[-1])])
    weights = believe_signed(
        np.vstack(matrix),
        np.concatenate(right),
        np.concatenate(importance),
        faq.CONFIDENCE_FEATURES,
    )
    return weights, ranked


def _answerable(example: Example) -> bool:
    return bool(_right(example).any())


def _of(example: Example) -> faq.Found:
    if example.found is None:
        raise ValueError("no candidates")
    return example.found


def _right(example: Example) -> "NDArray[np.bool_]":
    import numpy as np

    return np.isin(_of(example).owners, list(example.right))


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteExample:
    """A labelled question over documents. right: for each sentence found, whether it answers.

    answer: what the quote must hold; None where the documents do not answer. fold: 0 to FOLDS - 1.
    importance: how many such examples it stands for.
    """

    search: passages.PassageSearch
    found: passages.Found
    right: "NDArray[np.bool_]"
    answer: str | None
    fold: int
    importance: float = 1.0


def fit_sentences(examples: Sequence[QuoteExample], *, without: Sequence[str] = ()) -> Weights:
    """Weights of the evidence for sentences, from the questions that some sentence answers."""
    import numpy as np

    usable = [e for e in examples if e.right.any() and not e.right.all()]
    matrix = np.vstack([e.found.matrix for e in usable])
    names = sentence_evidence.FEATURES
    for name in without:
        if name in names:
            matrix[:, names.index(name)] = 0.0
    right = np.concatenate([e.right for e in usable])
    group = np.repeat(np.arange(len(usable)), [len(e.right) for e in usable])
    spread = matrix.std(axis=0) + 1e-9
    worth = choose(matrix / spread, group, right, np.full(len(names), _RIDGE)) / spread
    weights = parse({"entry_confidence": {"bias": 0.0}})
    return replace(weights, sentence=dict(zip(names, worth.tolist(), strict=True)))


def fit_quote_confidence(
    examples: Sequence[QuoteExample], weights_without: Sequence[Weights]
) -> tuple[dict[str, float], "NDArray[np.bool_]"]:
    """The probability that a quote holds the answer. Returns weights with `bias`, and who was right.

    weights_without: for each fold, sentence weights fitted on the others.
    """
    import numpy as np

    judged = [e.search.judged(e.found, weights_without[e.fold]) for e in examples]
    right = np.array(
        [
            e.answer is not None and e.answer in letters(text)
            for e, (_, text) in zip(examples, judged, strict=True)
        ]
    )
    matrix = np.array([features for features, _ in judged])
    names = passages.CONFIDENCE_FEATURES
    importance = np.array([e.importance for e in examples])
    return believe_signed(matrix, right, importance, names), right
