"""One size of synthetic knowledge, measured in this process: time, memory, disk, answers.

Our answers and those of the peers are timed in turn, so that a machine that is slow for a moment is
slow for all of them; a few questions each, as in use, where no other search empties the processor's
caches between two questions. In seconds of processor time, so that other work on the machine does
not count (what a clock on the wall says is in `wall_p50_ms`).
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from bot.bench.peers import PEERS
from bot.heap import give_back
from knowledge.answering.knowledge import Knowledge
from knowledge.corpus.keeping import Keeping
from knowledge.evaluation import synthetic
from knowledge.evaluation.questions import Labelled
from knowledge.model import Corpus

_WARM = 20  # questions before any is timed
_TURN = 20  # questions that are asked of one search before it is another's turn
_COLD_RUNS = 3
_LARGEST_FILE = 20_000_000  # bytes of a table that a knowledge folder may have
_UNLIMITED = 1 << 50


def memory() -> int:
    """Bytes of this process in memory now (where the system does not say: the most there were)."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024
    return pages * os.sysconf("SC_PAGE_SIZE")


def percentile(times: Sequence[float], share: float) -> float:
    """The time that this share of all times does not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def measure(
    loaded: Corpus, size: int, *, count: int, seed: int, peers: Sequence[str], today: date
) -> dict[str, Any]:
    """All figures of one size. Times in seconds (latencies in ms), memory and disk in bytes."""
    corpus = synthetic.corpus(loaded, size, seed)
    questions = synthetic.questions(corpus, _WARM + count, seed + 1)
    wordings = sum(len(entry.wordings) for entry in corpus.faq)
    with tempfile.TemporaryDirectory(prefix="askplan-bench-") as folder:
        keeping = Keeping(Path(folder) / "kept", limit=_UNLIMITED)
        Knowledge(loaded).answer(
            questions[0].query, today
        )  # what any knowledge needs, not this one
        give_back()
        before, started = memory(), perf_counter()
        knowledge = Knowledge(corpus, keeping=keeping)
        _ = knowledge.faq
        built = perf_counter() - started
        # What has been used is in memory; what was only built in has gone back, as in `askplan run`.
        for question in synthetic.questions(corpus, count, seed + 2):
            knowledge.answer(question.query, today)
        give_back()
        grown = memory() - before
        disk = sum(file.stat().st_size for file in (Path(folder) / "kept").iterdir())
        figures = {
            "wordings": wordings,
            "entries": len(corpus.faq),
            "seed": seed,
            "build_s": round(built, 3),
            "disk_bytes": disk,
            "memory_bytes": grown,
            "memory_per_wording_bytes": round(grown / wordings),
            "rss_bytes": memory(),
            "cold": _cold(corpus, questions[0].query, Path(folder)),
        }
    return figures | _timed(knowledge, questions, peers, today)


def _timed(
    knowledge: Knowledge, questions: Sequence[Labelled], peers: Sequence[str], today: date
) -> dict[str, Any]:
    """Latency and recall@1 of complete answers and of the peers, and the ratios between them."""
    wordings = [wording for entry in knowledge.corpus.faq for wording in entry.wordings]
    owners = [entry.id for entry in knowledge.corpus.faq for _ in entry.wordings]

    def answer(question: str) -> str | None:
        found = knowledge.answer(question, today).candidates
        first = next((c.id for c in found if c.id.startswith("faq:")), None)
        return first.removeprefix("faq:") if first else None

    finders: dict[str, Callable[[str], str | None]] = {"askplan": answer}
    builds = {}
    for name in peers:
        started = perf_counter()
        find = PEERS[name][1](wordings, knowledge.segmenter)
        builds[name] = round(perf_counter() - started, 3)
        finders[name] = lambda question, find=find: (  # type: ignore[misc]
            None if (number := find(question)) is None else owners[number]
        )
    times, right = _in_turn(finders, questions)
    rows = {name: _row(times[name], right[name]) for name in finders}
    own = rows.pop("askplan")
    against = {
        name: row | {"build_s": builds[name], "ratio": _ratios(own, row)}
        for name, row in rows.items()
    }
    return own | ({"against": against} if against else {})


def _in_turn(
    finders: Mapping[str, Callable[[str], str | None]], questions: Sequence[Labelled]
) -> tuple[dict[str, list[tuple[float, float]]], dict[str, int]]:
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in finders}
    right = dict.fromkeys(finders, 0)
    for begin in range(0, len(questions), _TURN):
        for name, find in finders.items():
            for number, question in enumerate(questions[begin : begin + _TURN], begin):
                started, wall = process_time(), perf_counter()
                found = find(question.query)
                took = process_time() - started, perf_counter() - wall
                if number >= _WARM:
                    times[name].append(took)
                    right[name] += found in question.wanted
    return times, right


def _row(both: Sequence[tuple[float, float]], right: int) -> dict[str, Any]:
    times = [processor for processor, _ in both]
    found = {
        f"p{share}_ms": round(1000 * percentile(times, share / 100), 3) for share in (50, 95, 99)
    }
    return {
        **found,
        "wall_p50_ms": round(1000 * percentile([wall for _, wall in both], 0.5), 3),
        "questions_per_s": round(len(times) / sum(times), 1),
        "recall@1": round(right / len(times), 4),
        "n": len(times),
    }


def _ratios(own: Mapping[str, float], peer: Mapping[str, float]) -> dict[str, float]:
    """Ours over theirs; below 1 is quicker (or, of recall, worse)."""
    return {
        "p50": round(own["p50_ms"] / max(peer["p50_ms"], 1e-6), 3),
        "p99_to_p50": round(own["p99_ms"] / max(peer["p50_ms"], 1e-6), 3),
        "recall@1": round(own["recall@1"] / max(peer["recall@1"], 1e-6), 3),
    }


def _cold(corpus: Corpus, question: str, folder: Path) -> dict[str, float] | None:
    """Seconds from the start of a new process to its first answer: without kept work, and with it.

    None where the FAQ is larger than a knowledge folder's tables may be.
    """
    place = folder / "knowledge"
    place.mkdir()
    table = "".join(_rows(corpus)).encode()
    if len(table) > _LARGEST_FILE:
        return None
    (place / "faq.jsonl").write_bytes(table)
    (place / "knowledge.toml").write_text(f'title = "{synthetic.TITLE}"\n', encoding="utf-8")
    own = {**os.environ, "CACHE_DIRECTORY": str(folder / "cold")}
    ask = [sys.executable, "-m", "bot", "ask", "--json", "--knowledge", str(place), question]
    times = []
    for _ in range(1 + _COLD_RUNS):
        started = perf_counter()
        subprocess.run(ask, env=own, check=True, capture_output=True)  # noqa: S603 - our own program
        times.append(perf_counter() - started)
    return {"first_s": round(times[0], 3), "kept_s": round(median(times[1:]), 3)}


def _rows(corpus: Corpus) -> Iterator[str]:
    for entry in corpus.faq:
        row = {
            "id": entry.id,
            "question": entry.question,
            "similar": list(entry.similar),
            "answer": entry.answer,
        }
        yield json.dumps(row, ensure_ascii=False) + "\n"
