"""Sloppy wording to plain wording: greetings, emoji, dialect question words, typos in key words.

Only the words that carry a question's *kind* are mended here (牵投 -> 牵头, 啥时候 -> 什么时候);
what it is about keeps its typos, which matching by sound takes care of.
"""

import re
from functools import lru_cache

from knowledge.sound import reading, readings
from knowledge.text import normalise

# Characters of a message that are read; what follows is no question any more.
LONGEST_QUESTION = 400
# Pictographs and the joiners between them; ☆ ★ stay, since documents mark lead departments with them.
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u2604\u2607-\u27bf\u2b00-\u2bff\u200d\ufe0f\u20e3]"
)
# [呲牙], [抱拳]: how clients write their own pictographs.
_STICKER = re.compile(r"\[[\u4e00-\u9fff]{1,4}\]")
_MENTION = re.compile(r"@\w+")
_GREETING = re.compile(
    r"^(?:各位(?:领导|老师|同事|大佬)?|大家|领导们?|老师们?|同志们?|亲们?|哈喽|嗨|hi|hello|你好|您好|早上好|上午好|下午好|晚上好|早"
    r"|不好意思|打扰(?:一?下|了)?|麻烦(?:问|请教|帮忙?)?(?:一?下)?|劳驾|弱弱地?问(?:一?下|一句)?|请教(?:一?下)?|请问(?:一?下)?"
    r"|(?:我|俺|想)?想?(?:问|咨询|了解|打听|确认|请教)(?:一?下|个事|一句)|有(?:没有)?人(?:知道|清楚)(?:吗)?|谁(?:知道|清楚|能告诉我)"
    r"|帮(?:我|忙|我们)?(?:查|看|问|找)(?:一?下|查|看看?)?|我想(?:知道|问|了解)(?:一?下)?|在吗|在不在|急|问一?下|那个)"
    r"[呀啊哇哈呐]*[\s,，.。!！~、:：]*"
)
_THANKS = re.compile(
    r"(?:[\s,，。!！~]*(?:谢谢(?:了|啦|哈|大家|各位|您|你)*|多谢|感谢|辛苦了?|拜托了?|急急*|在线等|跪求|求(?:告知|解答)|麻烦了))+[\s。!！~]*$"
)
_TAIL = re.compile(r"[\s?？!！。.~、,，…]+$")

# As people talk -> as the rest of the house expects; longer ones first; on normalised text.
_TALK: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        # Cantonese particles
        (r"嘅", "的"),
        (r"乜嘢|乜(?=[任事嘢])|咩(?=事|任务|时候)", "什么"),
        (r"点样", "怎么"),
        (r"冇", "没有"),
        # when
        (
            r"(?:神马|甚么|什麽|什么|啷个|哪个|啥子|啥|嘛|么子|么)(?:时候|辰光|时间|日子|时侯)",
            "什么时候",
        ),
        (r"多会儿|多咱|多暂|何时|几时|哪(?:阵|会)儿?|点解时", "什么时候"),
        (r"哪一天|几月几[号日]|哪一日", "哪天"),
        (r"deadline|ddl", "截止时间"),
        (r"(?<=[\d月日号底末天旬年季候])(?:之前|以前|为止)", "前"),
        (r"(?<=[月号底天年])份?为止", "前"),
        (
            r"(?:整|弄|搞|办|做|干|忙|赶|落实)(?:完|定|妥|好|成)(?:了)?|了结|完事|完工|收工|收官",
            "完成",
        ),
        (r"(?<=[要须得该])完(?=$|的|哪|什么|多少|几|了)", "完成"),
        (r"(?:还|只)(?:有|剩)(?:下)?(?:没)?几天(?:就)?(?:要)?到期的?", "快到期的"),
        (r"到点(?!上)|到时间|到日子|交(?:账|差|卷|作业|得了差)", "到期"),
        (r"每(?:个)?(?:礼拜|星期)", "每周"),
        # what, how many, where
        (r"干(?:嘛|啥|什么)(?:用)?的", "是什么意思"),
        (r"有嘛(?=$|[的要事活])", "有什么"),
        (r"神马|甚么|什麽|啥子|啥|么子|么事|哪样|嘛事", "什么"),
        (r"咋个|咋子|咋|怎样|哪能", "怎么"),
        (r"点解|为啥|为嘛", "为什么"),
        (
            r"几多|(?<![很更最])好多(?=[户个家套亩钱人座台吨公万亿处项件名次])|多小(?=[个项条家套户人%钱]|$)",
            "多少",
        ),
        (r"边个|哪个人", "谁"),
        (r"好多$|(?:奔着|冲着|奔|冲)几(?:去|走)?(?:的)?$", "多少"),
        (r"(?<=[到在至])([23]\d)年|(?<!\d)([23]\d)年(?=[底末初要前内该到全得])", r"20\1\2年"),
        (r"(?<![a-z])gdp(?![a-z])", "地区生产总值"),
        (r"边(?=[几个项])", "哪"),
        (r"边度|哪块儿?|哪儿", "哪里"),
        (r"谁家", "谁"),
        (
            r"(?:哪|那)(?:俩|两)(?:个)?(?:家)?(?:单位|部门|局)?|哪(?:几)?家(?=$|[\s,，。?？呀啊呢吧的是在]|单位|部门|[来去要该得都管办干做弄抓]|牵头|负责|承担|落实|出面|配合|参与|协|一起|帮|接|认|能)(?:单位|部门)?",
            "哪个单位",
        ),
        (r"(?<=[几多少哪两三])(?:桩|样|宗|码)(?:事|活)?", "项"),
        (r"一总|拢共|拢总|满打满算|加起来|数下来|数一数|通共|拢起来|全部加起来", "一共"),
        (r"列(?:列)?(?:看|下|一?列|个(?:单|表)?|举一?下)", "列一下"),
        (r"木有|冇", "没有"),
        # who leads, who helps
        (
            r"打头(?:阵|炮)?|挑头|领头|领衔|抓总|带头(?!人)|扛旗|挂帅|牵(?:的|了|个|着)头|唱主角|排(?:在)?(?:头|第)一(?:个|位|名)?|排头|牵(?=$|[的呢啊呀])|(?:打|当|做)?主力(?!军)|挑大梁|担纲",
            "牵头",
        ),
        (r"搭(?:把|个)?手|打下手|帮衬|帮(?:个)?忙|协力|打配合|搭伙", "配合"),
        (
            r"掺和|掺合|沾(?:了|到|上|着)?(?:边)?|出(?:什么|点|把)?力|摊(?:到|上|了|着)|有份|出现|挂名",
            "参与",
        ),
    )
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
)


def mend_keywords(text: str) -> str:
    """Put key words right that are written with other characters of the same sound."""
    for pattern, right in _IN_CONTEXT:
        text = pattern.sub(right, text)
    for word in _KEYWORDS:
        first, rest = word[0], word[1:]
        for i in range(len(text) - len(rest)):
            if _sounds_like(text[i], first) and all(map(_sounds_like, text[i + 1 :], rest)):
                text = text[:i] + word + text[i + len(word) :]
    return text


@lru_cache(maxsize=1 << 14)
def _sounds_like(written: str, right: str) -> bool:
    return written == right or reading(right) in readings(written)


def plain_wording(question: str) -> str:
    """The question in plain words: normalised, Simplified, without greeting, thanks and emoji.

    Idempotent in effect; never raises; may be empty (a lone emoji).
    """
    text = normalise(_EMOJI.sub(" ", question[:LONGEST_QUESTION]))
    text = _STICKER.sub(" ", text)
    text = _MENTION.sub(" ", text).strip()
    for _ in range(4):
        shorter = _GREETING.sub("", text, count=1).strip()
        if shorter == text or not shorter:
            break
        text = shorter
    text = _TAIL.sub("", _THANKS.sub("", text))
    for pattern, right in _TALK:
        text = pattern.sub(right, text)
    return mend_keywords(text)
