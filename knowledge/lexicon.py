"""jieba's dictionary of general Chinese, looked up where it lies: 70 ms to open, 8 MB.

jieba itself makes a Python dict of 500,000 prefixes of it: a second of every start, or a file in
a folder that others can write to. Here the lines stay lines, sorted, in blocks; one bisection finds
the block of a word and one search the word in it.

The only reader of jieba's files.
"""

import importlib.machinery
import importlib.util
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

_BLOCK = 16  # lines searched from end to end


class Lexicon:
    """Words with their counts and kinds, and every beginning of a word.

    content: lines of `word count tag`, in any order, no word twice. total: sum of all counts.
    """

    def __init__(self, content: bytes) -> None:
        lines = [line for line in content.split(b"\n") if line]
        lines.sort()
        self._first = lines[::_BLOCK]
        # Each block ends with the first line of the next: a prefix may begin there.
        self._blocks = [
            b"\n%s\n" % b"\n".join(lines[n : n + _BLOCK + 1]) for n in range(0, len(lines), _BLOCK)
        ]
        # Between two blanks stands a count, or the tag of one line and the word of the next.
        self.total = sum(map(int, content.split(b" ")[1::2]))

    def line(self, fragment: str) -> bytes | None:
        """The first line that begins with `fragment`; None where no word does.

        It is the fragment's own line where the fragment is a word.
        """
        if not fragment or " " in fragment or "\n" in fragment:
            return None
        wanted = fragment.encode("utf-8", "surrogatepass")
        block = self._blocks[max(0, bisect_left(self._first, wanted) - 1)]
        start = block.find(b"\n" + wanted) + 1
        return block[start : block.index(b"\n", start)] if start else None

    def count(self, fragment: str) -> int:
        """How often a word was counted; 0 for a mere beginning of words, -1 for anything else."""
        line = self.line(fragment)
        if line is None:
            return -1
        word, count, _ = line.split(b" ")
        return int(count) if word == fragment.encode() else 0

    def tag(self, word: str) -> str:
        """The part of speech of a word (n, v, d, ...); empty for what is none."""
        line = self.line(word)
        own = line is not None and line.startswith(word.encode() + b" ")
        return line.split(b" ")[2].decode("ascii") if own and line else ""

    def words(self) -> Iterator[tuple[str, int, str]]:
        """Every word with its count and tag, in the order of their characters."""
        for block in self._blocks:
            for line in block.splitlines()[1 : _BLOCK + 1]:
                word, count, tag = line.decode().split(" ")
                yield word, int(count), tag


def _folder() -> Path:
    found = importlib.util.find_spec("jieba")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("jieba is not installed", name="jieba")
    return Path(found.origin).parent


@cache
def general() -> Lexicon:
    """The dictionary that comes with jieba; read once."""
    return Lexicon((_folder() / "dict.txt").read_bytes())


@cache
def table(name: str) -> Any:
    """One of the tables of jieba's model of unknown words: `start`, `trans` or `emit`.

    Loaded without the package around them, which loads much that is not needed.
    """
    module = f"prob_{name}"
    path = str(_folder() / "finalseg" / f"{module}.py")
    loader = importlib.machinery.SourceFileLoader(f"jieba.finalseg.{module}", path)
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    found = importlib.util.module_from_spec(spec)
    loader.exec_module(found)
    return found.P
