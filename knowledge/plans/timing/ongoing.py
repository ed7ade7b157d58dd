"""Work without an end: 长期坚持, 持续推进, 常态化开展, 动态清零."""

import re
from collections.abc import Iterator

from knowledge.plans.timing.expressions import DateExpression

_VERBS = "推进|开展|实施|深化|加强|巩固|落实|用力|发力|抓好|进行|推动|整治|坚持|做好|跟进|提升|优化|完善|保持"
_WORDS = (
    rf"(?:长期|持续|常年|常态|常态化|长效|不间断|全年)(?:、?(?:深入)?(?:{_VERBS}|长效|高压|态势|运行|管理|机制|有效|任务|工作))*"
    r"|动态清零|常抓不懈|久久为功|贯穿(?:全年|始终)|高压态势|立行立改|(?:全年|年内)?不间断(?:推进|开展)?"
)
_BEFORE = r"(?:并|要|应|须|且|坚持|做到|实行|保持|年内|全年|后续)*"
_STOP = r"(?= *(?:[,，。;；、)）\]】〕]|$))"
# Alone in their clause these words say when.
_ALONE = re.compile(
    rf"(?:(?<=[,，。;；、:：(（\[【〔 ])|^){_BEFORE}(?:{_WORDS})(?:下去|不放松|不松劲)?{_STOP}"
)
# With an object behind them these still do ...
_STRONG = re.compile(
    r"长期坚持|常态化(?:地)?(?:开展|推进|实施|组织|抓好|做好|进行|落实|整治)|(?:保持)?常态化?高压"
    r"|(?:全年|年内)不间断|常抓不懈|动态清零|贯穿全年|不间断推进"
)
# ... and these may only describe how.
_WEAK = re.compile(
    r"(?:持续|长期)(?:推进|开展|实施|抓好|做好|巩固|整治)|全年(?:坚持|推进|开展)(?![^,，。;；]*[0-9])"
)
_CELL = re.compile(
    r" *(?:动态(?:管理|推进|调整|更新)?|日常(?:工作|推进|开展)?|实时|常规工作|长期工作) *"
)


def ongoing(text: str, *, cell: bool) -> Iterator[DateExpression]:
    """Every such phrase, some of them overlapping. cell: the text is a 完成时限 cell or bracket."""
    patterns = [(_ALONE, True), (_STRONG, True), (_WEAK, cell)]
    for pattern, certain in patterns:
        for found in pattern.finditer(text):
            yield _always(found, certain)
    if cell and (whole := _CELL.fullmatch(text)):
        yield _always(whole, True)


def _always(found: re.Match[str], certain: bool) -> DateExpression:
    return DateExpression(
        text=found[0],
        start=found.start(),
        end=found.end(),
        kind="ongoing",
        reason="长期或持续开展，没有截止日",
        certain=certain,
        role="always",
    )
