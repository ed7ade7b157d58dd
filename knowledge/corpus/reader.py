"""What a file of documents/ says: its document and the plan in it; kept ones are not read again."""

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from knowledge.corpus.keeping import Keeping, digest, version
from knowledge.corpus.plain import from_plain, to_plain
from knowledge.model import Corpus, Document, Plan

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Reader:
    """Reads every file that it is given."""

    def document(self, name: str, data: bytes, document_id: str) -> Document:
        """The cleaned document of a file. Raises UnreadableFile."""
        from knowledge.reading.documents import read_document

        return read_document(name, data, document_id=document_id)

    def plan(self, document: Document) -> Plan:
        """What the document sets out to do."""
        from knowledge.plans.extraction import extract

        return extract(document)


class KeepingReader(Reader):
    """Takes documents and plans of files that have not changed from what was kept, and keeps new ones.

    place: names the folder that the files are in. After use: `save`.
    """

    def __init__(self, keeping: Keeping, place: str) -> None:
        self._keeping = keeping
        self._name = f"folder-{digest([place.encode()]).hex()[:24]}"
        self._texts: dict[bytes, bytes] = {}
        self._state = b""
        self._rest = b""
        self._keys: dict[str, bytes] = {}
        self._plans: dict[str, Plan] = {}
        self._used: dict[bytes, bytes] = {}
        self._load()

    def _load(self) -> None:
        kept = self._keeping.load(self._name, version())
        if kept is None:
            return
        keys, starts = kept["keys"].tobytes(), kept["starts"].tolist()
        texts = kept["texts"]
        for n in range(len(starts) - 1):
            self._texts[keys[16 * n : 16 * n + 16]] = texts[starts[n] : starts[n + 1]].tobytes()
        self._state, self._rest = kept["state"].tobytes(), kept["rest"].tobytes()

    def corpus(self, state: bytes) -> Corpus | None:
        """Everything in the folder, where it is in the state in which it was kept."""
        if not self._rest or state != self._state:
            return None
        try:
            corpus: Corpus = from_plain(Corpus, json.loads(self._rest))
            documents = {}
            for text in self._texts.values():
                document = from_plain(Document, json.loads(text)[0])
                documents[document.id] = document
        except (ValueError, TypeError, KeyError):
            return None
        return _with_documents(corpus, documents)

    def document(self, name: str, data: bytes, document_id: str) -> Document:
        """The cleaned document of a file. Raises UnreadableFile."""
        key = digest([name.encode("utf-8", "surrogatepass"), document_id.encode(), data])
        text = self._texts.get(key)
        if text is None:
            document = super().document(name, data, document_id)
            plan = super().plan(document)
            text = _dumped([to_plain(document), to_plain(plan)])
        else:
            both = json.loads(text)
            document, plan = from_plain(Document, both[0]), from_plain(Plan, both[1])
        self._used[key] = text
        self._plans[document_id] = plan
        return document

    def plan(self, document: Document) -> Plan:
        """What the document sets out to do."""
        return self._plans.get(document.id) or super().plan(document)

    def save(self, corpus: Corpus | None, state: bytes) -> None:
        """Keep what was read. corpus: all of it, where nothing is wrong with it."""
        import numpy as np

        rest = b"" if corpus is None else _dumped(to_plain(_with_documents(corpus, {})))
        sizes = [0, *(len(text) for text in self._used.values())]

        def numbers(content: bytes) -> "NDArray[np.generic]":
            return np.frombuffer(content, dtype=np.uint8)

        arrays: dict[str, NDArray[np.generic]] = {
            "keys": numbers(b"".join(self._used)),
            "starts": np.cumsum(np.array(sizes, dtype=np.int64)),
            "texts": numbers(b"".join(self._used.values())),
            "state": numbers(state),
            "rest": numbers(rest),
        }
        self._keeping.save(self._name, version(), arrays)


def _with_documents(corpus: Corpus, documents: dict[str, Document]) -> Corpus:
    return replace(corpus, documents=documents)


def _dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )
