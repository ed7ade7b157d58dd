"""Whether a document hands out work, judged by one cheap look at the whole before it is read closely.

plan    its title calls it one (方案, 要点, 清单, 分工, 措施), or it hands out work again and again in form
notice  its title makes it an order or a policy (通知, 意见, 决定), or it hands out work in form once or
        twice: what is said in form counts; that somebody merely acts in a sentence does not
other   news, interpretations, questions and answers, guides, appeals, encyclopaedia: no plan at all

In form means: units in a bracket or behind a label (责任单位：市水务局), columns of a table that say who,
or a sentence that names who leads (由市水务局牵头). News and guides name departments all the time, as
those who act; only form tells that they are told to.
"""

import re
from itertools import islice
from typing import Literal

from knowledge.model import Document, Table
from knowledge.plans.columns import find_header

Nature = Literal["plan", "notice", "other"]

# So many places in form make a plan of a document whose title does not say so.
_OFTEN = 3
_PLAN_TITLE = re.compile(
    r"方案|计划|要点|清单|分工|分解|任务|措施|行动|安排|规划|实事|责任书|责任状|台账|实施意见|工作表|攻坚"
)
_NOTICE_TITLE = re.compile(r"通知|意见|决定|报告|纲要|办法|细则|规定|制度|机制|措施|函$")
# A title that announces talk about a document, not the document.
_TALK_TITLE = re.compile(
    r"解读|图解|一图|读懂|问答|问题解答|解答|答疑|答记者问|回应|访谈|指南|指引|手册|汇编|倡议书|公开信|致.{2,20}信|公告|通告|公示|提示|提醒"
    r"|[！!？?]|^(?:快讯|要闻|新闻|关注)|(?:发布|举行|召开|部署|打响|助力|力挺|在行动|来了)$"
)
_OFFICE = r"(?:局|厅|委|办|部|院|政府|部门|单位|中心|集团|公司|分行|支行|银行|海关|管委会|办事处|法院|检察院|学校)"
_UNIT = rf"(?:{_OFFICE}|街道|社区|[省市县区镇乡村])"
_FORM = re.compile(
    # 责任单位：…, 牵头部门：… with a value
    r"(?:牵头|主办|主责|责任|配合|协同|协办|承办|负责|落实|实施|参与|支持)(?:责任)?(?:单位|部门|处室|科室)\s*[:：]"
    r"|(?:部门|责任|任务|职责)分工\s*[:：]"
    # （市水务局牵头，…配合）, 〔市城管局负责〕
    rf"|[（(〔\[【][^（(〔\[【）)〕\]】。]{{0,200}}{_UNIT}[^（(〔\[【）)〕\]】。]{{0,16}}(?:牵头|负责|落实|配合|参与|推进|参加|承担|主办)[^（(〔\[【）)〕\]】。]{{0,80}}[）)〕\]】]"
    # （省财政厅、省税务局）that ends a sentence
    rf"|[（(〔\[【](?:[省市县区州]|国家)[^（(〔\[【）)〕\]】。：:《》]{{1,200}}{_OFFICE}[）)〕\]】](?=\s*(?:[。；;\n]|$))"
    # 由市水务局会同…, 市城管局要牵头…
    rf"|由[^，,。；;\n]{{2,40}}(?:牵头|会同)|{_UNIT}(?:要|应|需|须|共同|联合)*牵头(?!医院|企业|单位|部门|人)"
)


def nature_of(document: Document) -> Nature:
    """What kind of document it is, from its title, its tables and the form of its sentences."""
    title = document.title
    talk = bool(_TALK_TITLE.search(title))
    if not talk and _PLAN_TITLE.search(title):
        return "plan"
    form = sum(1 for _ in islice(_FORM.finditer(document.text), _OFTEN))
    if (not talk and form >= _OFTEN) or any(map(_hands_out, document.tables)):
        return "plan"
    ordered = not talk and bool(_NOTICE_TITLE.search(title))
    return "notice" if form or ordered else "other"


def _hands_out(table: Table) -> bool:
    """Whether the table has a column that says who does what."""
    header = find_header(table)
    return header is not None and header.has_tasks
