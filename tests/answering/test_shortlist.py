"""Of many texts, the few that a topic can mean: none that counts is left out."""

from knowledge.answering.shortlist import LONGEST, Shortlist
from knowledge.answering.topics import Item, TopicIndex
from knowledge.text import Segmenter

THINGS = "桥梁 水库 学校 医院 公园 车站 市场 管网 路灯 绿地 码头 粮仓 机房 泵站 厂房".split()  # noqa: SIM905
PLACES = "城东 城西 城南 城北 河口 山前 湖滨 老街 新区 港口".split()  # noqa: SIM905


def test_few_texts_are_all_looked_at() -> None:
    assert list(Shortlist(["甲", "乙"]).near("丙")) == [0, 1]


def test_among_many_the_best_match_is_the_one_of_a_full_scan() -> None:
    texts = [f"改造{place}{thing}" for place in PLACES for thing in THINGS]
    assert len(texts) > LONGEST
    segmenter = Segmenter()
    index = TopicIndex([Item(text, ((text, 1.0),)) for text in texts], segmenter)
    for topic in ("城东粮仓", "河口水厍", "山前的医院", "港口蹦站"):
        everything = index.match(topic, [item.key for item in index.items])
        assert index.match(topic)[0] == everything[0], topic


def test_what_shares_nothing_finds_nothing() -> None:
    texts = [f"改造{place}{thing}" for place in PLACES for thing in THINGS]
    assert list(Shortlist(texts).near("xyz")) == []
