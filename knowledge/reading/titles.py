"""What the titles of official documents look like."""

import re

TITLE_END = re.compile(
    r"(?:方案|通知|意见|办法|计划|规划|要点|清单|措施|分工|函|公告|决定|规定|细则|条例|报告|批复|通告|指南|标准|目录|任务|分解"
    r"|安排|章程|纲要|规范|制度|若干政策|行动|台账|预案|汇编|公报|指引|准则|解读|问答|倡议书?|一览表|提示|要求|工作提示|[表单])"
    r"\s?(?:[（(〔\[][^（()）]{1,40}[)）〕\]])?$"
)
_NOTICE = re.compile(
    r"关于(?:印发|转发|批转|公布|发布|下达|颁布|颁发|制发|公开)(?:实施|执行)?\s?(?P<name>.+?)\s?"
    r"的(?:通知|函|公告|通告|决定|意见|令|请示|报告)\s?(?:[（(〔\[].{1,40}[)）〕\]])?$"
)
_QUOTED = re.compile(r"[《<〈«](?P<name>.+)[》>〉»]")


def own_title(title: str) -> str:
    """The plan's own title: of `某市关于印发《某方案》的通知` it is 某方案."""
    bare = " ".join(title.split())
    notice = _NOTICE.search(bare)
    if not notice:
        return _unquote(bare)
    name = notice["name"]
    quoted = _QUOTED.search(name)
    if quoted and not name[: quoted.start()].strip("“\"'"):
        return quoted["name"].strip()
    return name.strip() or bare


def _unquote(title: str) -> str:
    quoted = _QUOTED.fullmatch(title)
    return quoted["name"] if quoted and not re.search("[《》]", quoted["name"]) else title
