"""Labels of fields: 牵头单位：, 责任单位：, 完成时限：, in a clause or on lines of their own."""

import re
from typing import Literal

Role = Literal["lead", "responsible", "deadline", "person", "division", "other"]

_OFFICE = r"(?:责任)?(?:单位|部门|处室|科室|机构)(?:\(\s*人\s*\)|（\s*人\s*）)?"
_LABELS: tuple[tuple[str, Role], ...] = (
    (
        r"(?:分管|牵头|责任|联系|包抓|包联|挂牌|督办)?(?:负责)?(?:的)?[省市州县区]?(?:级|政府|委)?(?:分管|牵头|责任|联系|包抓)?领导",
        "person",
    ),
    (r"(?:第一)?(?:责任|负责|联系|经办|直接责任)人(?:员)?", "person"),
    (rf"(?:总)?(?:牵头|主办|主责|主管|第一责任)(?:负责)?{_OFFICE}|牵头|主办", "lead"),
    (
        rf"(?:协同|配合|责任|参与|参加|协办|协助|落实|承办|实施|支持|共同责任|主要责任|具体责任|其他责任|相关|负责|执行|承担){_OFFICE}|责任主体|责任|配合|协办|参与",
        "responsible",
    ),
    (
        r"(?:计划|拟|工作|任务|目标)?(?:完成|办结|落实|整改|上线|推进|截止|实施|达成|销号|见效)(?:的)?(?:时限|时间|期限|日期|节点|时点)(?:要求|节点)?|(?:完成|工作)?时限(?:要求)?|时间(?:节点|要求|安排|进度|期限)?|期限|进度(?:安排|要求|时限)",
        "deadline",
    ),
    (r"(?:部门|责任|任务|职责|工作|单位)分工|分工", "division"),
    (
        r"备注|工作要求|有关要求|联系电话|完成情况|进展情况|成果形式|考核方式|预期成果|验收标准",
        "other",
    ),
)
_LABEL = re.compile(
    r"(?:(?<=^)|(?<=[；;，,。.、\s（(〔【\[!！?？“”\"]))\s*(?:"
    + "|".join(f"(?P<r{i}>{pattern})" for i, (pattern, _) in enumerate(_LABELS))
    + r")\s*(?:[:：]|(?:(?<=单位)|(?<=部门)|(?<=成时限)|(?<=成时间))[ \u3000\n]+|(?:(?<=单位)|(?<=部门))(?:为|是)(?=[省市县区州各]))"
)


def labels_in(text: str) -> list[tuple[int, int, Role]]:
    """Where fields such as `责任单位：` begin: start of the label, start of its value, role."""
    found = []
    for match in _LABEL.finditer(text):
        role = next(role for i, (_, role) in enumerate(_LABELS) if match[f"r{i}"])
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        found.append((start, match.end(), role))
    return found


def is_bare_label(text: str) -> bool:
    """Whether a line is a label whose value stands on the next line."""
    found = labels_in(f"{text}：")
    return len(text) <= 12 and len(found) == 1 and found[0][:2] == (0, len(text) + 1)
