"""Lines that belong to the web page, not to the document: tool bars, breadcrumbs, view counts, credits."""

import re

_WORDS = (
    "打印本页|打印此页|打印页面|打印|关闭窗口|关闭本页|关闭|字体大小|字号|字体|放大|缩小|默认|超大|大|中|小|特大"
    "|分享到|分享至|分享|微信|微博|新浪微博|QQ空间|QQ好友|QQ|朋友圈|人人网|豆瓣|收藏本页|收藏|返回顶部|返回首页|返回列表"
    "|返回|回到顶部|回首页|首页|我要纠错|纠错|我要收藏|网站无障碍|无障碍阅读|无障碍|语音播报|语音朗读|朗读|繁體|繁体|简体"
    "|手机版|电脑版|扫一扫在手机打开当前页面?|扫一扫|保护视力色?|视力保护色|下载|复制链接|点击|A\\+|A-|A|T|\\+|登录|注册"
    "|加入收藏|设为首页|网站地图|联系我们|关于我们|上一页|下一页|上一条|下一条|更多|【|】"
)
_ONLY_WORDS = re.compile(rf"(?:(?:{_WORDS})[\s\[\]【】()（）|:：/,，、·>»<«*—-]*)+$")
_EDGE = " \t\u3000[]【】()（）|:：/,，、·><»«*—-"
_COUNT = r"(?:浏览|阅读|点击|访问|查看|人气|累计|下载|点赞)(?:次数|量|数|人数)?\s?[:：]?\s?[\[(（]?\s?\d*\s?[\])）]?\s?次?"
_FIELD = (
    r"(?:信息来源|文章来源|稿件来源|来源|稿源|作者|供稿|撰稿|通讯员|编辑|责任编辑|责编|审核|审核人|校对|编审|录入|录入者|发布者"
    r"|发布人|发布时间|发布日期|发表时间|更新时间|上传时间|公开时间|时间|日期|浏览次数|浏览量|浏览|点击数|点击量|点击次数|点击"
    r"|阅读次数|阅读量|阅读|访问量|访问次数|人气|字号|字体|视力保护色|保护视力色|分享到|分享|打印|关键词|标签|栏目|所属栏目)"
)
_LABELS = re.compile(rf"{_FIELD}\s?[:：]")
_FIELD_LINE = re.compile(rf"[\[【(（]?\s?{_FIELD}\s?[:：]")
_TOOLS = re.compile(
    r"字号|字体|浏览|点击|阅读(?:次数|量)?\s?[:：]|访问量|人气|视力|分享|打印|\d{1,2}:\d\d|来源|责任?编辑?\s?[:：]|作者\s?[:：]|稿源"
)
_CREDIT = re.compile(
    r"^[(（\[【]?\s?(?:责任编辑|责编|编辑|审核|校对|编审|供稿|撰稿|录入|信息来源|文章来源|稿源|作者)\s?[:：]\s?[^。]{1,30}$"
)
_SOURCE = re.compile(r"^[(（\[【]?\s?来源\s?[:：]\s?[^。]{1,30}$")
_CRUMBS = re.compile(
    r"^(?:当前位置|您?现在的?位置|您的位置|你的位置|您所在的?位置|所在位置|位置)\s?(?:是|为)?\s?[:：]"
)
_TRAIL = re.compile(r"^\s?(?:网站)?首\s?页\s?(?:[>＞»›→/|-]+\s?[^。；]{1,20}\s?)+$")
_FOOT = re.compile(
    r"ICP\s?备|公网安备|版权所有|网站标识码|Copyright|©|All Rights Reserved|建议使用.{0,20}(?:浏览器|分辨率)|技术支持\s?[:：]",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"^(?:上一篇|下一篇|上一条|下一条|前一篇|后一篇|扫一扫.{0,20}|扫描二维码.{0,20}|.{0,6}二维码|本文链接|本文网址|原文链接|转载请注明.{0,40}"
    r"|(?:下载后?查看|点击查看|点击下载|阅读全文|查看全文|展开全文|剩余.{0,8}内容|登录后查看|付费阅读|未完，下载).{0,20})"
    r"\s?(?:[:：]|$)"
)
_LENGTH = 160  # characters; a longer line is text


def is_chrome(line: str, *, at_edge: bool = True) -> bool:
    """Whether a line is the page's own. A lone `发布时间：…` is not: it is all there is about the date.

    at_edge: the line stands near the beginning or the end, where pages name their source (来源：…);
    elsewhere a plan may say where its money comes from.
    """
    bare = line.strip()
    if not bare or len(bare) > _LENGTH:
        return False
    return (
        _is_tool_bar(bare)
        or bool(_CRUMBS.match(bare) or _TRAIL.match(bare) or _TURN.match(bare))
        or bool(_FOOT.search(bare) and len(bare) < 120 and not bare.endswith("。"))
        or _is_label_line(bare)
        or (at_edge and bool(_SOURCE.match(bare)))
    )


def _is_tool_bar(line: str) -> bool:
    inner = line.strip(_EDGE)
    if not inner:
        return False
    if re.fullmatch(_COUNT, inner) and re.search(r"\d|[:：]", inner):
        return True
    # One short word may be a heading (首页, 下载); in brackets or in a row it is a tool bar.
    bracketed = line[0] in "[【" or " " in line or len(inner) > 4
    return bool(_ONLY_WORDS.match(inner)) and bracketed


def _is_label_line(line: str) -> bool:
    """`来源:某局 发布时间:2026-03-16 17:42 字号:[大 中 小]`: labels from end to end, one a page's."""
    if _CREDIT.match(line):
        return True
    if not _FIELD_LINE.match(line) or "。" in line:
        return False
    labels = _LABELS.findall(line)
    return len(labels) > 1 and bool(_TOOLS.search(line))
