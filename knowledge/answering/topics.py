"""What a question is about, matched against short items: tasks, targets, headings.

Items are few (a plan has dozens) and questions shorter than they are, so every item is looked at and
the question's terms are what must be accounted for: a term of the question that an item lacks speaks
against it, a term of the item that the question lacks does not.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from knowledge.answering.shortlist import Shortlist
from knowledge.sound import sounds
from knowledge.text import Segmenter, normalise

# Words of one meaning that share no character, so that neither sound nor abbreviation finds them.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "ai": ("人工智能",),
    "人工智能": ("ai",),
    "gdp": ("地区生产总值", "国内生产总值"),
    "半马": ("半程马拉松",),
    "换": ("更新", "更换"),
    "扩": ("新增", "改扩建"),
    "修": ("修复", "维修"),
    "建": ("新建", "建设", "建成"),
    "星星": ("☆", "★"),
    "五角星": ("☆", "★"),
    "星号": ("☆", "★"),
    "五星": ("☆", "★"),
    "养老院": ("养老机构",),
    "老人": ("老年人",),
    "中小学": ("学校",),
    "学校": ("中小学", "小学", "中学", "校园"),
    "增速": ("增长",),
    "涨": ("增长",),
    "年份": ("年",),
    "钱": ("资金", "经费"),
    "投用": ("投入使用", "投入运行"),
    "手机": ("移动终端",),
}
# Says that something is to be done, hardly what: worth little when it is missing.
_WEAK = frozenset(
    [
        "建",
        "建成",
        "建好",
        "建设",
        "建完",
        "完",
        "完成",
        "做",
        "做完",
        "干",
        "干完",
        "搞",
        "弄",
        "办",
        "办好",
        "开展",
        "推进",
        "实施",
        "推动",
        "落实",
        "加强",
        "实现",
        "进行",
        "出",
        "出台",
        "发布",
        "发",
        "换",
        "换完",
        "装",
        "装完",
        "修",
        "修好",
        "扩",
        "要求",
        "工程",
        "情况",
        "相关",
        "有关",
        "计划",
        "方案",
        "行动",
        "系统",
        "问题",
        "服务",
        "管理",
        "全省",
        "全市",
        "全县",
        "全区",
        "目标",
        "上线",
        "验收",
        "验收完",
        "投用",
        "开工",
        "开始",
        "启动",
        "结束",
        "见底",
        "清零",
        "挂牌",
        "授牌",
        "增长",
        "提高",
        "达到",
        "培训",
        "整治",
        "检查",
        "达",
        "降",
        "降低",
        "下降",
        "数量",
        "总数",
        "数",
        "水平",
        "涨",
        "试点",
        "新增",
        "全部",
        "东西",
        "一些",
        "进度",
        "目前",
        "现在",
        "最后",
        "首批",
        "企业",
    ]
)
_SAYS_LITTLE = 0.15
# Weight of the words of a topic, together, from which it says what is meant.
_TELLS = 0.25
_FUNCTION = re.compile("[的了是要得把被将都也还就才又吗呢吧啊]")
_FUNCTION_WORDS = frozenset("的了是要得和与及在到把被将由有没都也还就才又给对于吗呢吧啊")
_WORD = re.compile(r"第\d+|[0-9a-z]+(?:[.][0-9]+)?|[^\W0-9a-z_]+|[☆★]")
# Characters that say a verb has succeeded.
_RESULT = "完好成掉妥"
# Parts of speech (jieba's tags) that place, count or join, but name nothing.
_FUNCTION_TAGS = "cdefhkmopqrstuxyz"
# Characters of the longest word that is looked for with one character wrong.
_LONGEST_SLIP = 6
# Longer terms and more of them are pasted text, not a topic.
_LONGEST_TERM = 24
_MOST_TERMS = 40
# Characters within which the next one of an abbreviation is looked for: 社[会消费品]零[售].
_REACH = 7
# Topics whose terms and matches are kept, since one question asks for its topic several times and
# others ask about the same thing; texts that are no item, made ready. 2 and 5 MB at most.
_TOPICS, _TEXTS = 128, 512
_CHINESE_DIGIT = str.maketrans("一二两三四五六七八九", "1223456789")


@dataclass(frozen=True, slots=True)
class Item:
    """Something a question may be about. fields: (text, weight 0..1), the most telling first."""

    key: str
    fields: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How well an item accounts for a topic.

    coverage: weight of the topic's terms that the item has, 0 to 1. missing: terms it lacks.
    settled: all that is missing are words nobody knows, so typos or slang rather than another matter.
    named: the same share, by the item's first field alone.
    focus: how much of the item's first field the topic accounts for, 0 to 1; breaks ties.
    """

    key: str
    coverage: float
    focus: float
    missing: tuple[str, ...] = ()
    settled: bool = True
    named: float = 0.0


@dataclass(frozen=True)
class _Field:
    """heard: sounds of the characters, each between bars, so that runs are found as text."""

    text: str
    heard: str
    sounds: frozenset[str]
    weight: float
    cut: Callable[[str], Sequence[str]]

    @cached_property
    def edges(self) -> frozenset[int]:
        """Positions that begin or end a word, where abbreviations take characters."""
        edges: set[int] = set()
        at = 0
        for word in self.cut(self.text):
            edges |= {at, at + len(word) - 1}
            at += len(word)
        return frozenset(edges)

    @cached_property
    def pairs(self) -> frozenset[str]:
        """Neighbouring characters."""
        return frozenset(self.text[i : i + 2] for i in range(len(self.text) - 1))


@dataclass(frozen=True, slots=True)
class _Fields:
    """All texts of one item. sounds: of any of them."""

    fields: tuple[_Field, ...]
    sounds: frozenset[str]

    @classmethod
    def of(cls, fields: Iterable[_Field]) -> "_Fields":
        held = tuple(fields)
        return cls(held, frozenset().union(*(place.sounds for place in held)))


@dataclass(frozen=True, slots=True)
class _Term:
    """A term of a topic, made ready to be looked for in many fields."""

    text: str
    weight: float
    known: bool  # to the dictionary or as a name
    exact: bool  # a number, which is met as it is written or not at all
    synonyms: tuple[str, ...]
    sounds: frozenset[str]
    heard: str
    pairs: tuple[str, ...]  # of neighbouring sounds: within the term, or around a single character


def _numbers(text: str) -> str:
    """Ordinals and counts in one spelling, so that 2期 and 二期 are the same."""
    return re.sub(
        r"(?<![一二两三四五六七八九十百千万])[一二两三四五六七八九](?=[期批级类项个条家次部年月季天日])",
        lambda m: m[0].translate(_CHINESE_DIGIT),
        text,
    )


def comparable(text: str) -> str:
    """The form in which topics and items are compared; used for both."""
    return re.sub(r"(?<=\d)天", "日", _numbers(normalise(text)))


def widened(topic: str) -> str:
    """A topic with what its words may also be called, for finding candidates."""
    others = [name for word, names in SYNONYMS.items() if word in topic.lower() for name in names]
    return " ".join((topic, *others))


@dataclass
class TopicIndex:
    """Items ready to be matched. Build once per corpus; `match` is pure."""

    items: Sequence[Item]
    segmenter: Segmenter
    _fields: dict[str, _Fields] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._terms = lru_cache(maxsize=_TOPICS)(self._find_terms)
        self._ready = lru_cache(maxsize=_TOPICS)(self._make_ready)
        self._matches = lru_cache(maxsize=_TOPICS)(self._match_all)
        self._text = lru_cache(maxsize=_TEXTS)(self._prepare)

    @cached_property
    def _shortlist(self) -> Shortlist:
        return Shortlist([" ".join(text for text, _ in item.fields) for item in self.items])

    @cached_property
    def _everything(self) -> str:
        return comparable("\n".join(text for item in self.items for text, _ in item.fields))

    def _prepared(self, item: Item) -> _Fields:
        found = self._fields.get(item.key)
        if found is None:
            found = _Fields.of(self._prepare(t, w) for t, w in item.fields if t)
            self._fields[item.key] = found
        return found

    def _prepare(self, text: str, weight: float) -> _Field:
        plain = comparable(text)
        heard = sounds(plain)
        return _Field(plain, _between_bars(heard), frozenset(heard), weight, self.segmenter.cut)

    def weigh(self, term: str) -> float:
        """How much a term of a topic counts, > 0."""
        if term in _WEAK:
            return _SAYS_LITTLE
        if any(c.isdigit() for c in term):
            return 0.9  # another number is another thing
        rarity = max(0.1, self.segmenter.rarity(term)) * self._substance(term)
        if len(term) == 1:
            return 0.45 * rarity
        # A word that no dictionary and no item has is most often a typo, not another subject.
        return rarity if self.segmenter.knows(term) or self._somewhere(term) else 0.55

    def _substance(self, term: str) -> float:
        """How much a word of this kind names a subject: nouns fully, verbs half, the rest hardly."""
        tag = self.segmenter.tag(term)[:1]
        return {"v": 0.6, "a": 0.6}.get(tag, 0.25 if tag and tag in _FUNCTION_TAGS else 1.0)

    def terms(self, topic: str) -> list[str]:
        """The terms of a topic, in order, without repeats."""
        return list(self._terms(topic))

    def _find_terms(self, topic: str) -> tuple[str, ...]:
        words = [w for part in _WORD.findall(comparable(topic)) for w in self._cut(part)]
        pieces = (piece[:_LONGEST_TERM] for w in words for piece in self._pieces(w))
        return tuple(dict.fromkeys(pieces))[:_MOST_TERMS]

    def _cut(self, part: str) -> Iterable[str]:
        return (part,) if any(c.isdigit() for c in part) else self.segmenter.cut(part)

    def _pieces(self, word: str) -> Iterable[str]:
        """The word; of one that segmentation glued to a function word (率要), the rest."""
        if len(word) > 1 and word[-1] in _RESULT and not self.segmenter.knows(word):
            word = word[:-1]  # 改完, 验收完: the verb alone
        if self.segmenter.knows(word) or not _FUNCTION.search(word):
            return (word,) if word not in _FUNCTION_WORDS else ()
        return tuple(p for p in _FUNCTION.split(word) if p)

    def _somewhere(self, term: str) -> bool:
        return term in self._everything

    def tells(self, topic: str) -> bool:
        """Whether a topic says what is meant, and not only that something is to be done."""
        weights = [term.weight for term in self._ready(topic) if term.text not in _WEAK]
        return sum(weights) > _TELLS

    def names_subject(self, topic: str) -> bool:
        """Whether a topic holds a noun or an unknown name of two characters or more."""
        return any(
            len(t) > 1 and t not in _WEAK and self._substance(t) == 1.0 for t in self._terms(topic)
        )

    def match(self, topic: str, keys: Iterable[str] | None = None) -> list[Match]:
        """Every item with some of the topic, best first. keys: only these items."""
        if keys is None:
            return list(self._matches(topic))
        wanted = set(keys)
        return self._judged(topic, (item for item in self.items if item.key in wanted))

    def _match_all(self, topic: str) -> tuple[Match, ...]:
        near = self._shortlist.near(widened(topic))
        return tuple(self._judged(topic, (self.items[number] for number in near)))

    def _judged(self, topic: str, items: Iterable[Item]) -> list[Match]:
        terms, plain = self._ready(topic), comparable(topic)
        if not terms:
            return []
        found = [_judge(item.key, self._prepared(item), plain, terms) for item in items]
        hits = [m for m in found if m.coverage > 0.05]
        hits.sort(key=lambda m: (-m.coverage, -m.focus))
        return hits

    def _make_ready(self, topic: str) -> tuple[_Term, ...]:
        plain = comparable(topic)
        return tuple(
            _term(term, self.weigh(term), self.segmenter.knows(term), plain)
            for term in self._terms(topic)
        )

    def account(self, topic: str, fields: Sequence[tuple[str, float]]) -> Match:
        """How well texts that are no item account for a topic."""
        prepared = _Fields.of(self._text(t, w) for t, w in fields if t)
        return _judge("", prepared, comparable(topic), self._ready(topic))


def _term(text: str, weight: float, known: bool, topic: str) -> _Term:
    heard = sounds(text)
    if len(text) > 1:
        pairs = [text[i : i + 2] for i in range(len(text) - 1)]
    else:
        at = [i for i, char in enumerate(topic) if char == text]
        around = [
            pair for i in at for pair in (topic[i - 1 : i + 1] if i else "", topic[i : i + 2])
        ]
        pairs = [pair for pair in around if len(pair) == 2]
    return _Term(
        text,
        weight,
        known,
        text.isascii() and text.isdigit(),
        SYNONYMS.get(text, ()),
        frozenset(heard),
        _between_bars(heard),
        tuple(_bars(pair) for pair in pairs),
    )


def _judge(key: str, item: _Fields, plain: str, terms: Sequence[_Term]) -> Match:
    total = sum(term.weight for term in terms) or 1.0
    coverage = named = 0.0
    missing: list[_Term] = []
    for term in terms:
        first = held = 0.0
        # Where nothing sounds alike, only a synonym can be held.
        if term.synonyms or not term.sounds.isdisjoint(item.sounds):
            first, held = _held_by(term, item.fields)
            named += term.weight * first
            coverage += term.weight * held
        if held < 0.4 and term.weight > 0.3:
            missing.append(term)
    return Match(
        key=key,
        coverage=coverage / total,
        focus=_shared(item.fields[0], plain) if item.fields and coverage else 0.0,
        named=named / total,
        missing=tuple(term.text for term in missing),
        settled=not any(term.known for term in missing),
    )


def _held_by(term: _Term, fields: Sequence[_Field]) -> tuple[float, float]:
    """How surely the first field holds a term, and how surely any does, 0 to 1."""
    first = held = 0.0
    for n, place in enumerate(fields):
        if place.weight > held:  # else it cannot say more
            held = max(held, _held(term, place))
        if n == 0:
            first = held
    return first, held


def _held(term: _Term, place: _Field) -> float:
    """How surely a field holds a term, 0 to 1: as written, as a synonym, abbreviated, by sound, in part."""
    text = term.text
    if text in place.text:
        return place.weight
    if term.exact:
        return 0.0
    if term.synonyms and any(other in place.text for other in term.synonyms):
        return 0.95 * place.weight
    if term.sounds.isdisjoint(place.sounds):
        return 0.0  # nothing of what follows can hold
    if len(text) == 1:  # counts with the one before or after it
        return 0.9 * place.weight if any(pair in place.heard for pair in term.pairs) else 0.0
    if term.sounds <= place.sounds and (term.heard in place.heard or _abbreviates(text, place)):
        return 0.9 * place.weight
    return max(0.8 * _bigrams_held(term, place), 0.6 * _shape_held(text, place)) * place.weight


def _bars(text: str) -> str:
    return _between_bars(sounds(text))


def _between_bars(heard: Sequence[str]) -> str:
    return f"|{'|'.join(heard)}|"


def _shape_held(term: str, place: _Field) -> float:
    """For a word with one wrong character (比列 for 比例): share of it that stands in place, else 0."""
    if len(term) > _LONGEST_SLIP:
        return 0.0
    absent = [n for n, char in enumerate(term) if char not in place.text]
    if len(absent) > 1:
        return 0.0
    for wrong in absent or range(len(term)):
        before, after = term[:wrong], term[wrong + 1 :]
        starts = (
            _all_at(before, place.text) if before else (n - 1 for n in _all_at(after, place.text))
        )
        if any(_stands(before, after, start, place) for start in starts):
            return (len(term) - 1) / len(term)
    return 0.0


def _all_at(part: str, text: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _stands(before: str, after: str, start: int, place: _Field) -> bool:
    """Whether before, any one character and after stand there, from edge to edge of words."""
    size = len(before) + 1 + len(after)
    return (
        start in place.edges
        and start + size - 1 in place.edges
        and place.text.startswith(before, start)
        and place.text.startswith(after, start + len(before) + 1)
    )


def _abbreviates(term: str, place: _Field) -> bool:
    """Whether the term takes its characters, in order, from the edges of neighbouring words."""
    if any(char not in place.text for char in term):
        return False
    for start in _all_at(term[0], place.text):
        if start not in place.edges:
            continue
        at = start
        for char in term[1:]:
            at = _next_edge(place, char, at)
            if at < 0:
                break
        if at > 0:
            return True
    return False


def _next_edge(place: _Field, char: str, at: int) -> int:
    """Where the next character of an abbreviation stands, within the same phrase; -1 for nowhere."""
    for i in range(at + 1, min(at + _REACH, len(place.text))):
        if not place.text[i].isalnum():
            return -1
        if place.text[i] == char and i in place.edges:
            return i
    return -1


def _bigrams_held(term: _Term, place: _Field) -> float:
    """Share of the term's character pairs that sound like a pair of the field, 0 to 1."""
    if len(term.pairs) < 2:
        return 0.0
    return sum(pair in place.heard for pair in term.pairs) / len(term.pairs)


def _shared(place: _Field, topic: str) -> float:
    """Share of the field's character pairs that the topic has too, 0 to 1."""
    if not place.pairs:
        return 0.0
    return sum(pair in topic for pair in place.pairs) / len(place.pairs)
