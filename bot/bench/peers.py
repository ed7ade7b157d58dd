"""What people would use instead, over the same wordings: each gives the wording that comes nearest.

Only what is installed takes part; all run in this process, one question after the other.
"""

from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from typing import Any

from knowledge.text import Segmenter, letters

# Question -> the number of a wording, or None where nothing is found.
Find = Callable[[str], int | None]


def _rapidfuzz(wordings: Sequence[str], _: Segmenter) -> Find:
    from rapidfuzz import fuzz, process

    def find(question: str) -> int | None:
        found = process.extract(question, wordings, scorer=fuzz.ratio, limit=10)
        return int(found[0][2]) if found else None

    return find


def _bm25s(wordings: Sequence[str], segmenter: Segmenter) -> Find:
    import bm25s

    index = bm25s.BM25()
    index.index([segmenter.terms(text) or [""] for text in wordings], show_progress=False)

    def find(question: str) -> int | None:
        numbers, scores = index.retrieve([segmenter.terms(question)], k=1, show_progress=False)
        return int(numbers[0][0]) if scores[0][0] > 0 else None

    return find


def _fts5(wordings: Sequence[str], _: Segmenter) -> Find:
    import sqlite3

    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE wordings USING fts5(text, tokenize='trigram')")
    rows = ((number, letters(text)) for number, text in enumerate(wordings))
    base.executemany("INSERT INTO wordings(rowid, text) VALUES (?, ?)", rows)

    def find(question: str) -> int | None:
        plain = letters(question)
        parts = dict.fromkeys(plain[n : n + 3] for n in range(len(plain) - 2))
        if not parts:
            return None
        query = " OR ".join(f'"{part}"' for part in parts)
        row = base.execute(
            "SELECT rowid FROM wordings WHERE wordings MATCH ? ORDER BY rank LIMIT 1", (query,)
        ).fetchone()
        return None if row is None else int(row[0])

    return find


def _tantivy(wordings: Sequence[str], segmenter: Segmenter) -> Find:
    import tantivy

    build = tantivy.SchemaBuilder()
    build.add_text_field("text", stored=False, tokenizer_name="whitespace")
    build.add_integer_field("number", stored=True)
    schema = build.build()
    index = tantivy.Index(schema)
    writer = index.writer()
    for number, text in enumerate(wordings):
        writer.add_document(tantivy.Document(text=" ".join(segmenter.terms(text)), number=number))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def find(question: str) -> int | None:
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", term))
            for term in segmenter.terms(question)
        ]
        hits: Any = searcher.search(tantivy.Query.boolean_query(terms), 1).hits
        return int(searcher.doc(hits[0][1])["number"][0]) if hits else None

    return find


# Name -> the package that it needs, and how it is set up.
PEERS: dict[str, tuple[str, Callable[[Sequence[str], Segmenter], Find]]] = {
    "rapidfuzz": ("rapidfuzz", _rapidfuzz),
    "bm25s": ("bm25s", _bm25s),
    "fts5": ("sqlite3", _fts5),
    "tantivy": ("tantivy", _tantivy),
}


def installed(names: Sequence[str]) -> Iterator[str]:
    """Those of the named peers that this machine has; `all` names every one."""
    for name, (package, _) in PEERS.items():
        if (name in names or "all" in names) and find_spec(package) is not None:
            yield name
