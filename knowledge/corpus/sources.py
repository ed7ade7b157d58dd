"""The source that a table row names: which document it is, and whether the quote stands in it."""

import difflib
import re
from collections.abc import Mapping
from functools import cached_property

from knowledge.corpus.columns import BLANKS, bare
from knowledge.corpus.records import Record
from knowledge.errors import Problem
from knowledge.model import Document

# A help for a person may not take seconds: of a long document only the likeliest parts are compared.
_COMPARED = 400
_SHOWN = 60


class Sources:
    """The documents of a folder, found by any name that a person would give them."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents

    @cached_property
    def _by_name(self) -> Mapping[str, list[str]]:
        """Id, file name, path and title, as `bare` compares them -> the documents so called."""
        names: dict[str, list[str]] = {}
        for document in self._documents.values():
            file = document.file.rpartition("/")[2]
            for name in {document.id, document.file, file, document.title}:
                key = name if name == document.id else bare(name)
                names.setdefault(key, []).append(document.id)
        return names

    def find(self, name: str) -> Document | None:
        """The one document of this id, file name (with or without ending) or title, else None."""
        if name in self._documents:
            return self._documents[name]
        found = set(self._by_name.get(bare(name), ()))
        return self._documents[found.pop()] if len(found) == 1 else None

    def nearest(self, name: str) -> str:
        """Up to three names of documents that look like `name`, or all there are, for a remedy."""
        files = sorted(d.file.rpartition("/")[2] or d.id for d in self._documents.values())
        close = difflib.get_close_matches(name, files, n=3, cutoff=0.3) or files[:3]
        return "、".join(close)

    def holding(self, quote: str) -> list[Document]:
        """The documents that hold `quote` word for word."""
        return [document for document in self._documents.values() if quote in document.text]

    def check(self, record: Record) -> tuple[Document | None, str, list[Problem]]:
        """The document and quote of a row, and what is wrong with them.

        A row without a document but with a quote belongs to the one document that holds it.
        """
        name, quote = record.text("document"), record.text("quote")
        name = "" if name.lower() in BLANKS else name
        quote = "" if quote.lower() in BLANKS else quote
        if not name:
            return self._by_quote(record, quote)
        document = self.find(name)
        if document is None:
            known = self.nearest(name)
            remedy = (
                f"请改成 documents 里的文件名，如：{known}" if known else "请把文件放进 documents"
            )
            what = f"没有来源文件“{name}”"
            return None, "", [record.problem(what, remedy, "document")]
        if quote and quote not in document.text:
            return document, quote, [self._astray(record, document, quote)]
        return document, quote, []

    def _by_quote(self, record: Record, quote: str) -> tuple[Document | None, str, list[Problem]]:
        holders = self.holding(quote) if quote else []
        if len(holders) == 1:
            return holders[0], quote, []
        if not quote:
            return None, "", []
        if record.text("place"):  # a row of a list that is no document, quoted as it stood there
            return None, quote, []
        what = "有来源原文，但没有写来源文件" + ("，几个文件里都有这句话" if holders else "")
        remedy = "请在“来源文件”里写上文件名"
        return None, "", [record.problem(what, remedy, "document", level="warning")]

    def _astray(self, record: Record, document: Document, quote: str) -> Problem:
        near = nearest_passage(document, quote)
        remedy = f"请照抄原文；最接近的一处是“{near}”" if near else "请照抄文件里的原文"
        what = f"来源原文在“{document.title or document.id}”里找不到"
        return record.problem(what, remedy, "quote")


def nearest_passage(document: Document, quote: str) -> str:
    """The stretch of a document most like `quote`, cut for display; empty where nothing is near."""
    wanted = _bigrams(quote)
    texts = [passage.text for passage in document.passages] or document.text.split("\n")
    parts = [part for text in texts for part in re.findall(r"[^。；;\n]+[。；;]?", text)]
    scored = sorted(
        parts, key=lambda part: -len(wanted & _bigrams(part)) / (len(part) + len(quote))
    )
    best, ratio = "", 0.3
    for part in scored[:8]:
        likeness = difflib.SequenceMatcher(None, part[:_COMPARED], quote[:_COMPARED]).ratio()
        if likeness > ratio:
            best, ratio = part.strip(), likeness
    return best if len(best) <= _SHOWN else best[:_SHOWN] + "…"


def _bigrams(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
