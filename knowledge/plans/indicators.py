"""The words around a number of a goal, and the name they give it: 义务教育巩固率, 标杆场景.

Goals are built alike: a noun, a verb of reaching and the number (巩固率保持在99.6%以上), a verb of
making, a noun and the number (打造标杆场景60个), or verb, number and noun (建成60个标杆场景).
"""

import re

from knowledge.plans.quantities import COMPARING

HAN = re.compile(r"[\u4e00-\u9fff]")

# Verbs of making and doing, of change, of reaching; words that only soften or order.
CREATE = (
    "建成|建设|新建|改建|扩建|打造|培育|培养|新增|引进|完成|创建|形成|实现|举办|开展|组织|新认定|认定|改造提升|改造|升级"
    "|更新|布局|推广|遴选|选树|发展|壮大|孵化|招引|落地|开工|投用|建立|设立|新开工改造|新开工|新改建|扶持|筹集|筹建|发放"
    "|制定|制修订|修订|发布|取得|获批|获得|争创|争取|储备|实施|覆盖|吸纳|带动|帮扶|培训|转移|治理|整治|淘汰|拥有|集聚|聚集"
    "|汇聚|推出|选派|招募|配备|提供|启动|谋划|签约|引育|导入|开放|开通|开设|编制|输送|惠及|投入|安排"
)
CHANGE = "增长|增加|提高|提升|上升|下降|降低|减少|压减|压缩|缩短|压降|递增|递减|增幅|降幅|净增|缩减|节约|扩大|翻"
REACH = (
    r"(?:达到?|(?:提高|提升|增加|增长|上升|下降|降低|压减|压缩|缩短|减少|扩大|发展|恢复|改善|优化|压降|缩减|降|增|升|减|提|扩)(?:到|至|为)"
    r"|(?:稳定|保持|控制|维持|巩固)(?:保持)?(?:在|于|到)?|突破|超过|超|为|是|至|到|在|占)"
)
# Adverbs before a verb of reaching; as the end of a noun (供应, 首都, 必要, 公共) they are none.
SOFT = (
    r"(?:(?<!平)均|(?<![首成])都|分别|各|总体|基本|全部|(?<![需必主重概纪提摘])要|(?<![供响反效对适相])应|须|力争|争取|努力"
    r"|确保|实现|(?<![节合契集制大])约|大约|预计|已经?|(?<![许认])可|将|也|累计|年均|不|(?<!公)共计?|合计|再|进一步|逐步|平均)"
)
NUMBERING = re.compile(
    r"^\s*(?:[(（][一二三四五六七八九十0-9]{1,3}[)）]|[0-9]{1,3}[.、．](?![0-9])|[一二三四五六七八九十]{1,3}、|[①-⑳])"
)
# What introduces a noun phrase. Single characters only where a verb follows: 要素, 再生水, 不良贷款率
# and 应急 begin with the same ones.
_LEAD = re.compile(
    rf"^(?:[\s的、:：,，.。—-]|并且|其中|同时|以及|到时|届时|全年|年内|当年|推动|力争|争取|努力|确保|预计|原则上|累计|共计"
    rf"|合计|进一步|逐步|总体|分别|年均(?=新)|和(?![谐平美睦顺])|[并且使让及与要应将再均都](?={CREATE}|{REACH})"
    r"|全(?:省|市|县|区|州|国|乡|镇|域|系统)(?:的)?)"
)
_LIGHT = re.compile(
    r"^(?:实现|完成|打造|建成|培育|达到|形成|力争|确保|推动|培养)(?=\S)(?![率度区量]|时间|时限|情况|面积|质量)"
)
_TRAIL = re.compile(
    rf"(?:{'|'.join(words for words, _ in COMPARING)}|{SOFT}|{REACH}|的|:|：|\s)+$".replace(
        "|为|是|至|到|在|占)", "|(?<![行作成认人])为|是|至|到|(?<![存所现潜])在|占)"
    )
)
_COMPARED_TO = re.compile(
    r"(?:相?较|相?比|与)于?(?:(?:19|20)[0-9]{2}年?|去年|上年|上一年|基期|前年|同期|现状)度?(?:同期|年?[底末])?(?:相比)?"
    r"|在(?:(?:19|20)[0-9]{2}年|去年|上年)度?的?基础上"
)
_FROM_VALUE = re.compile(r"[由从](?:(?:19|20)[0-9]{2}年?度?的?)?[0-9][^由从]*$")  # 由75%提升到
_MEASURE = "率|占比|比例|比重|面积|水平|数量|总量|数|量|额|规模|浓度|指数|收入|产值|投资|增加值|费用|时间|时限|度|能力|值|强度|里程"
# 专任教师本科以上学历占比小学: what is measured, then for whom.
_LABELLED = re.compile(
    r"(?P<measure>.+(?:率|占比|比例|比重|面积|浓度|指数|满意度|水平))(?P<label>[\u4e00-\u9fff]{2,4})"
)


def bare_name(head: str) -> str:
    """The noun phrase in front of a number without what introduces it and what leads to the number."""
    head = NUMBERING.sub("", _COMPARED_TO.sub("", head))
    label, colon, rest = head.replace("：", ":").rpartition(":")
    if colon:
        head = rest if len(HAN.findall(_TRAIL.sub("", rest))) >= 2 else label
    previous = None
    while previous != head:
        previous, head = head, _LEAD.sub("", head)
    return _TRAIL.sub("", _FROM_VALUE.sub("", _TRAIL.sub("", head))).strip(" 、-—–(（")


# Verbs without which a name would mean something else.
_TELLING = re.compile("新|覆盖|惠及|带动|培训|改造|整治|治理|淘汰|引进|开工|吸纳|转移")


def goal_name(head: str, tail: str) -> str:
    """What is counted or measured, as a short noun phrase.

    head: the clause up to the number. tail: what stands behind number and comparator.
    """
    head, behind = bare_name(head), _behind(tail)
    created = re.search(rf"(?:{CREATE})$", head)
    if created and behind:
        verb = created[0] if _TELLING.match(created[0]) else ""
        return _quoted(_LIGHT.sub("", _TRAIL.sub("", head[: created.start()])) + verb + behind)
    return _quoted(_LIGHT.sub("", head) or behind)


def _quoted(name: str) -> str:
    """A name without a quotation mark that lost its partner."""
    return name if name.count("“") == name.count("”") else name.strip("“”")


def _behind(tail: str) -> str:
    """The noun behind a number: 1个综合养老服务中心."""
    tail = re.split(r"[,，;；。、(（]|以上|的目标", tail.strip().removeprefix("的"))[0]
    tail = re.sub(rf"(?:和|及|与|并|{SOFT})*$", "", tail).strip()
    return tail if len(HAN.findall(tail)) >= 2 else ""


def completed(name: str, before: str) -> str:
    """A name that only says what is different, completed by the one before it."""
    if not name or not before:
        return name or before
    if re.fullmatch(rf"(?:年均)?(?:{CHANGE}|增速|增长率)(?:幅度)?", name):
        return before + name
    labelled = _LABELLED.fullmatch(before)
    alike = labelled and abs(len(labelled["label"]) - len(name)) <= 1
    if labelled and alike and not re.search(rf"(?:{_MEASURE})$", name):
        return labelled["measure"] + name
    return name


def shown(name: str) -> str:
    """专任教师占比小学 reads as 小学专任教师占比."""
    labelled = _LABELLED.fullmatch(name)
    if not labelled or re.search(rf"年均|{CHANGE}|(?:{_MEASURE})$", labelled["label"]):
        return name
    return labelled["label"] + labelled["measure"]
