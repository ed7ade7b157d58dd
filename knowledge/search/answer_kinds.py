"""What kind of answer a question asks for, and whether a text holds one of that kind.

A question for a year is not answered by a sentence without one.
"""

import re
from collections.abc import Sequence

_NUMERAL = r"(?:\d[\d,.]*|[一二两三四五六七八九十百千万亿]+)"
_UNIT = (
    r"[个名位人次种项家台辆套件条间所座岁元米克吨里亩点号层届集部首本张只头匹艘架枚户批起笔例倍成%‰度"
    r"万亿千百]|平方|公里|公尺|公分|公顷|海里|小时|分钟|左右|以上|以下|余"
)
_SURNAME = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任"
    "沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔"
    "向汤康易乔司欧诸曼"
)
# kind -> (asked for by, held by), tried in this order; both match normalised Simplified text.
_KINDS = {
    "time": (
        r"什么时候|何时|哪(?:一)?(?:年|天|月|日)|几(?:几)?(?:年|月|日|号|点)|何年|时间|日期|年份|时候|"
        r"截止|多久|多长时间|几天|哪个(?:年代|世纪|时期|朝代)|年代|世纪",
        rf"{_NUMERAL}\s*(?:年|月|日|号|时|点|天|周|小时|分钟|世纪|年代|个月)|今日|即日|春节|年间|时期|朝",
    ),
    "amount": (
        r"多少|几(?![乎何])|多(?:大|高|长|远|重|宽|深|快)|比例|百分之|第几|人口|面积|数量|金额|额度|"
        r"海拔|价格|费用|标准",
        rf"{_NUMERAL}\s*(?:{_UNIT})|\d",
    ),
    "person": (
        r"谁|哪(?:一)?位|何人|哪个人|哪一个人|什么人|人物|名字|姓名|导演|作者|创始人|主演|哪(?:一)?名",
        rf"[{_SURNAME}][\u4e00-\u9fff]{{1,2}}|·|先生|女士|国王|皇帝|总统|主席|教授|导演|[王帝公侯妃后祖宗]",
    ),
    "body": (
        r"(?:哪|什么|何)(?:些|个|一个|家|一家|所|支|几个)?(?:单位|部门|机构|公司|企业|大学|学校|组织|队|球队|球会|"
        r"政府|媒体|集团|银行|医院|教会|党)|牵头",
        r"部|局|委|厅|署|公司|大学|学院|学校|协会|组织|队|集团|银行|医院|中心|政府|党|会|院",
    ),
    "place": (
        r"哪里|哪儿|何处|何地|在哪|(?:哪|什么|何)(?:些|个|一个|座|条)?(?:国家|国|省|市|县|区|城市|地方|地区|地点|"
        r"岛|州|洲|村|镇|路|街|河|山|港)|位于|地址|出生地|产地",
        r"[省市县区国州洲岛村镇乡路街山河湾港江湖海城寺庙站]|位于|地处",
    ),
    "reason": (
        r"为什么|为何|为啥|原因|缘故|何以|因为什么|因何|由于什么|目的",
        r"因|由于|为了|以便|所以|导致|以致|使得|鉴于|出于|造成|缘于|源于|避免|防止|便于|旨在",
    ),
    "way": (
        r"如何|怎么|怎样|咋|方式|途径|方法|办法|渠道|做法|流程|程序",
        r"通过|采取|采用|按照|可以|应当|应|须|实行|利用|使用|进行|登录|拨打|开展|建立|用",
    ),
    "list": (
        r"哪些|哪几|几(?:个|大|种)?方面|什么(?:措施|要求|条件|内容|服务|政策|规定|工作)|包括|分为|分别",
        r"、[^。]*?(?:、|和|及|等)|一是|首先|[;:]|(?:\(|（)[一二三1-9]|以下|如下",
    ),
    "meaning": (
        r"是什么|什么是|指什么|意思|含义|定义|叫什么|何谓|称为|称作|简称|别名",
        r"是|指|即|称|叫|名为|意为|系",
    ),
}
KINDS = tuple(_KINDS)
_ASKED = {kind: re.compile(asked) for kind, (asked, _) in _KINDS.items()}
_HELD = {kind: re.compile(held) for kind, (_, held) in _KINDS.items()}


def asked_for(question: str) -> tuple[str, ...]:
    """The kinds of answer that would do, most telling first; empty where the question shows none.

    question: normalised.
    """
    return tuple(kind for kind in KINDS if _ASKED[kind].search(question))


# Kinds whose answers are told in sentences, not named in a word.
_EXPLAINED = frozenset({"reason", "way", "list", "meaning"})


def explains(kinds: Sequence[str]) -> bool:
    """Whether an answer of the first of these kinds takes sentences; so too where no kind is known."""
    return not kinds or kinds[0] in _EXPLAINED


def holds(kind: str, text: str, question: str = "") -> int:
    """How many different stretches of a normalised text are of that kind, those asked about left out."""
    return len({found for found in _HELD[kind].findall(text) if found not in question})
