"""Passages and quotes: word for word, short enough, about what was asked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.model import Document, Passage
from knowledge.search import answer_kinds, quoting, sentence_evidence
from knowledge.search.passages import PassageSearch, read
from knowledge.search.sentences import sentences
from knowledge.search.weights import shipped
from knowledge.text import Segmenter

SEGMENTER = Segmenter()
PARK = (
    "临溪公园于1998年5月建成，占地12公顷，位于临溪区北岸。公园由区园林处管理。"
    "由于连日降雨，公园东门自6月3日起关闭。恢复开放的时间另行通知。"
)
LIBRARY = (
    "临溪图书馆新馆设计师为方以宁，建筑面积2万平方米。读者借书期限为30天，可以续借一次。\n"
    "办理借书证需要以下材料：身份证原件；近期照片一张；未成年人还需监护人签字。\n"
    "办证不收费用。馆内设有儿童阅览室、自习室和报告厅。"
)


def document(name: str, title: str, text: str) -> Document:
    half = text.index("。", len(text) // 2) + 1
    parts = ((0, half), (half, len(text)))
    passages = tuple(
        Passage(number=n, start=a, end=b, text=text[a:b]) for n, (a, b) in enumerate(parts)
    )
    return Document(id=name, title=title, text=text, raw=text, passages=passages)


DOCUMENTS = {
    d.id: d
    for d in (
        document("park", "临溪公园简介", PARK),
        document("library", "临溪图书馆读者须知", LIBRARY),
    )
}
SEARCH = PassageSearch(DOCUMENTS.values(), SEGMENTER)


@pytest.mark.parametrize(
    ("question", "name", "words"),
    [
        ("公园哪年建成的", "park", "1998年5月"),
        ("公园东门为什么关闭", "park", "由于连日降雨"),
        ("公园归谁管理", "park", "区园林处"),
        ("图书馆新馆是谁设计的", "library", "方以宁"),
        ("借书能借多久", "library", "30天"),
        ("办借书证要哪些材料", "library", "近期照片一张"),
        ("圖書館借書期限是幾天", "library", "30天"),
    ],
)
def test_the_quote_holds_the_answer(question: str, name: str, words: str) -> None:
    hit = SEARCH.search(question)[0]
    quote = SEARCH.quote(question, hit)
    assert (hit.document_id, words in quote.text) == (name, True)


@pytest.mark.parametrize("question", ["今天吃什么好", "股票怎么开户", "图书馆馆长的工资多少"])
def test_what_is_not_said_is_not_believed(question: str) -> None:
    assert all(hit.probability < 0.6 for hit in SEARCH.search(question))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="公园图书馆借书证多少什么时候?12a \n", max_size=20), st.integers(20, 300))
def test_a_quote_is_an_exact_part_of_its_document(question: str, limit: int) -> None:
    for hit in SEARCH.search(question):
        quote = SEARCH.quote(question, hit, limit=limit)
        text = DOCUMENTS[quote.document_id].text
        assert quote.text == text[quote.start : quote.end]
        assert 0 < len(quote.text) <= limit
        assert quote.highlight in quote.text
        assert 0 <= hit.probability <= 1


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_no_text_makes_search_fail(text: str) -> None:
    for hit in SEARCH.search(text):
        assert SEARCH.quote(text, hit).text


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=3))
def test_no_document_makes_search_fail(texts: list[str]) -> None:
    found = PassageSearch(
        [Document(id=str(n), title="", text=text, raw=text) for n, text in enumerate(texts)],
        SEGMENTER,
    )
    for hit in found.search("公园门票多少钱"):
        assert hit.passage == 0


def test_hits_are_ordered_and_name_real_passages() -> None:
    hits = SEARCH.search("借书证办理")
    assert [h.probability for h in hits] == sorted((h.probability for h in hits), reverse=True)
    assert len({(h.document_id, h.passage) for h in hits}) == len(hits)
    for hit in hits:
        assert hit.passage < len(DOCUMENTS[hit.document_id].passages)


@given(st.text(alphabet="甲乙，。；！\n 丙丁", max_size=300))
def test_only_blanks_lie_between_sentences(text: str) -> None:
    place = 0
    for low, high in sentences(text):
        assert not text[place:low].strip()
        assert text[low:high].strip() == text[low:high] != ""
        place = high
    assert not text[place:].strip()


def test_the_window_takes_the_neighbour_that_answers_too() -> None:
    ranges = [(0, 10), (10, 20), (20, 30), (30, 40)]
    assert quoting.window(ranges, [0.0, 0.5, 0.5, 0.0], 1, 25) == (1, 2)
    assert quoting.window(ranges, [0.0, 0.9, 0.0, 0.0], 1, 25) == (1, 1)


@given(st.lists(st.tuples(st.integers(1, 90), st.floats(0, 1)), min_size=1, max_size=12), st.data())
def test_the_window_keeps_its_anchor_and_its_limit(
    parts: list[tuple[int, float]], data: st.DataObject
) -> None:
    ranges, place = [], 0
    for length, _ in parts:
        ranges.append((place, place + length))
        place += length
    anchor = data.draw(st.integers(0, len(parts) - 1))
    first, last = quoting.window(ranges, [chance for _, chance in parts], anchor, 100)
    assert first <= anchor <= last
    assert ranges[last][1] - ranges[first][0] <= 100


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("哪一年建成", "time"),
        ("谁设计的", "person"),
        ("有多少册藏书", "amount"),
        ("位于哪里", "place"),
        ("为什么关闭", "reason"),
        ("由哪个部门负责", "body"),
        ("需要哪些材料", "list"),
        ("如何办理", "way"),
    ],
)
def test_the_kind_of_answer_is_read_from_the_question(question: str, kind: str) -> None:
    assert kind in answer_kinds.asked_for(question)


def test_what_the_question_says_itself_is_no_answer() -> None:
    assert answer_kinds.holds("time", "1998年建成", "1998年建成了什么") == 0
    assert answer_kinds.holds("time", "2001年开放", "1998年建成了什么") == 1


@pytest.mark.parametrize("question", ["公园哪年建成的", "办借书证要哪些材料", "公园和图书馆归谁管"])
def test_quotes_that_are_judged_together_are_judged_as_alone(question: str) -> None:
    found = SEARCH.find(question)
    assert found is not None
    reading = read(found, shipped())
    places = [
        (document, sentence)
        for document in range(len(found.documents))
        for sentence in range(len(reading.chances[found.rows(document)]))
    ]
    together = SEARCH._judge(found, reading, places)
    alone = [SEARCH._judge(found, reading, [place])[0] for place in places]
    assert together.tolist() == [pytest.approx(row.tolist()) for row in alone]


def test_sentences_of_one_text_are_no_neighbours_of_another() -> None:
    found = SEARCH.find("图书馆借书期限几天")
    assert found is not None
    texts = [SEARCH.text_of(number) for number in range(len(DOCUMENTS))]
    scores = [(1.0, 0.5), (0.4, 0.2)]
    together = sentence_evidence.compare(found.asked, texts, scores)
    alone = [
        row
        for text, score in zip(texts, scores, strict=True)
        for row in sentence_evidence.compare(found.asked, [text], [score]).tolist()
    ]
    assert together.tolist() == [pytest.approx(row) for row in alone]
