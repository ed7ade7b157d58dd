"""Sloppy wording to plain wording: greetings, emoji, dialect question words, typos in key words.

Only the words that carry a question's *kind* are mended here (牵投 -> 牵头, 啥时候 -> 什么时候);
what it is about keeps its typos, which matching by sound takes care of.
"""

import re

from knowledge.sound import readings
from knowledge.text import normalise

# Pictographs and the joiners between them; ☆ ★ stay, since documents mark lead departments with them.
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u2604\u2607-\u27bf\u2b00-\u2bff\u200d\ufe0f\u20e3]"
)
_GREETING = re.compile(
    r"^(?:各位(?:领导|老师|同事|大佬)?|大家|领导们?|老师们?|同志们?|亲们?|哈喽|嗨|hi|hello|你好|您好|早上好|上午好|下午好|晚上好|早"
    r"|不好意思|打扰(?:一?下|了)?|麻烦(?:问|请教|帮忙?)?(?:一?下)?|劳驾|弱弱地?问(?:一?下|一句)?|请教(?:一?下)?|请问(?:一?下)?"
    r"|(?:我|俺|想)?想?(?:问|咨询|了解|打听|确认|请教)(?:一?下|个事|一句)|有(?:没有)?人(?:知道|清楚)(?:吗)?|谁(?:知道|清楚|能告诉我)"
    r"|帮(?:我|忙|我们)?(?:查|看|问|找)(?:一?下|查|看看?)?|我想(?:知道|问|了解)(?:一?下)?|在吗|在不在|急|问一?下|那个)"
    r"[\s,，.。!！~、:：]*"
)
_THANKS = re.compile(
    r"(?:[\s,，。!！~]*(?:谢谢(?:了|啦|哈|大家|各位|您|你)*|多谢|感谢|辛苦了?|拜托了?|急急*|在线等|跪求|求(?:告知|解答)|麻烦了))+[\s。!！~]*$"
)
_TAIL = re.compile(r"[\s?？!！。.~、,，…]+$")

# As people write -> as the rest of the house expects. Longer ones first; applied to normalised text.
_DIALECT = (
    ("神马时候", "什么时候"),
    ("甚么", "什么"),
    ("什麽", "什么"),
    ("神马", "什么"),
    ("啥子", "什么"),
    ("么子", "什么"),
    ("啥", "什么"),
    ("咋个", "怎么"),
    ("咋", "怎么"),
    ("点解", "为什么"),
    ("几多", "多少"),
    ("边个", "谁"),
    ("边度", "哪里"),
    ("哪个时候", "什么时候"),
    ("什么时间", "什么时候"),
    ("多会儿", "什么时候"),
    ("何时", "什么时候"),
    ("几时", "什么时候"),
    ("哪一天", "哪天"),
    ("几月几号", "哪天"),
    ("几月几日", "哪天"),
    ("谁家", "谁"),
    ("哪家单位", "哪个单位"),
    ("哪家", "哪个单位"),
    ("木有", "没有"),
    ("之前", "前"),
    ("以前", "前"),
    ("deadline", "截止时间"),
    ("ddl", "截止时间"),
)
# Key words that people hit with homophones, none of which sounds like another common word.
_KEYWORDS = ("什么时候", "责任单位", "牵头", "配合", "完成", "时候", "到期")
# Real words that are homophones of a key word, mended only where the context leaves no doubt.
_IN_CONTEXT = (
    (re.compile(r"((?:几|多少|\d+|一共|总共)(?:项|个|条|件)?)人物"), r"\1任务"),
    (
        re.compile(
            r"那(些|几项|几个|几件|几条|个单位|个部门|个局)(?=[^,，]*)(?!.*(?:哪|什么|谁|多少|几))"
        ),
        r"哪\1",
    ),
    (re.compile(r"多小(?=[个项条家套户人%钱]|$)"), "多少"),
)


def mend_keywords(text: str) -> str:
    """Put key words right that are written with other characters of the same sound."""
    for pattern, right in _IN_CONTEXT:
        text = pattern.sub(right, text)
    for word in _KEYWORDS:
        for i in range(len(text) - len(word) + 1):
            if _same_sound(text[i : i + len(word)], word):
                text = text[:i] + word + text[i + len(word) :]
    return text


def _same_sound(written: str, word: str) -> bool:
    pairs = zip(written, word, strict=True)
    return all(a == b or bool(readings(a) & readings(b)) for a, b in pairs)


def plain_wording(question: str) -> str:
    """The question in plain words: normalised, Simplified, without greeting, thanks and emoji.

    Idempotent in effect; never raises; may be empty (a lone emoji).
    """
    text = normalise(_EMOJI.sub(" ", question))
    text = re.sub(r"@\w+", " ", text).strip()
    for _ in range(4):
        shorter = _GREETING.sub("", text, count=1).strip()
        if shorter == text or not shorter:
            break
        text = shorter
    text = _TAIL.sub("", _THANKS.sub("", text))
    for written, right in _DIALECT:
        text = text.replace(written, right)
    return mend_keywords(text)
