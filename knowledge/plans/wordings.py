"""How askers write department names: Traditional, without level, shortened, or as a bare word.

各市州政府            市州政府, 各市州
国网安澜供电公司      供电公司, 国网, 国家电网
财政牵头哪些          财政
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from knowledge.plans.government import BUREAUS
from knowledge.text import to_simplified

LONGEST_NAME = 20

# Units whose printed name holds a place in the middle; askers leave the place out.
_PATTERNED = (
    (r"国网|国家电网|供电公司", "国网 国家电网 供电公司 供电局 电力公司 电网公司 电网"),
    (r"人民银行", "人民银行 人行 央行"),
    (r"中国铁路|铁路局集团", "铁路局 铁路集团 铁路公司 铁路局集团"),
    (r"金融监管(?:分局|支局|局)$", "金融监管分局 金融监管局 银保监分局 银保监局"),
    (r"(?:经开区|经济技术开发区|经济开发区)管委会$", "经开区 经开区管委会 开发区管委会"),
    (r"(?:高新区|高新技术开发区)管委会$", "高新区 高新区管委会"),
    (r"(?:银保监|金融监管)", "金融监管部门"),
    (r"税务局$", "税务部门"),
    (r"烟草", "烟草局 烟草公司"),
    (r"12345", "12345 12345热线"),
)

# Words that are departments only where the sentence treats them as one who acts.
_BARE = sorted(
    {name for name in BUREAUS if 2 <= len(name) <= 4}
    - {"市场", "文化", "旅游", "计划", "商业", "数据"}
    | {"消防"},
    key=len,
    reverse=True,
)
_BEFORE = r"(?:^|(?<=[由归和跟与让请给找是那,，、。?？!！:：;；\s])|(?<=还有)|(?<=请问)|(?<=除了))"
_AFTER = (
    r"(?=(?:这边|那边|这里|那里|这儿|那儿|这块|那块|口|系统|条线|方面|主管)?(?:都|还|又|一共|总共|今年|具体|主要|在里面|在清单里)?"
    r"(?:要|应|需|该|得)?(?:要)?(?:牵头|负责|配合|参与|参加|承担|[管干做办]些?(?:什么|啥|嘛|哪|几|\s)"
    r"|(?:什么|啥|哪些|\s+)(?:任务|事情?|活儿?|工作)|有(?:什么|啥|哪些|几项|几个|多少|\s+)(?:任务|事|活|工作)?|的任务|的活|呢))"
)
# The level below: printed 各街道, 各乡镇人民政府, asked 街道要干什么.
_BELOW = ("乡镇", "镇街", "街道", "社区", "县区", "区县", "市州", "县市区")
_BARE_WORD = re.compile(f"{_BEFORE}({'|'.join((*_BARE, *_BELOW))}){_AFTER}")


def simplified_same_length(text: str) -> str:
    """`text` in NFKC and Simplified characters, each character at its own place.

    Where folding the whole would move characters, each is folded alone and what has no counterpart
    of one character stays: an offset in the result is an offset in `text`.
    """
    folded = "".join(_folded(char) for char in text)
    simple = to_simplified(folded)
    if len(simple) == len(folded):
        return simple
    return "".join(s if len(s := to_simplified(c)) == 1 else c for c in folded)


def _folded(char: str) -> str:
    form = unicodedata.normalize("NFKC", char)
    return form if len(form) == 1 else char


@lru_cache(maxsize=8_000)
def comparable(name: str) -> str:
    """A name without what writers vary freely: width, brackets, separators, 人民 in 人民政府."""
    text = to_simplified(unicodedata.normalize("NFKC", name))
    text = re.sub(r"[()\[\]〔〕【】{}、,\s·.]", "", text)
    return re.sub(r"人民(?=政府|法院|检察院)|^中共", "", text).upper()


def literal_forms(name: str) -> Iterator[str]:
    """Short forms of a printed name that no table of departments knows, `comparable`."""
    plain = comparable(name)
    if plain.startswith("各"):
        yield plain[1:] if len(plain) > 3 else plain
        yield re.sub(r"政府(?:办公室)?$|管委会$", "", plain)
    for pattern, aliases in _PATTERNED:
        if re.search(pattern, plain):
            yield from aliases.split()


def group_names(word: str) -> Iterator[str]:
    """How plans print all units of a level: 各街道, 各乡镇人民政府; nothing for other words."""
    if word in _BELOW:
        for ending in ("", "政府", "办事处", "街道办", "党工委"):
            yield f"各{word}{ending}"


def bare_words(text: str) -> Iterator[tuple[int, int]]:
    """Ranges of words such as 财政 that stand for a department because they lead or take part."""
    for found in _BARE_WORD.finditer(text):
        yield found.span(1)
