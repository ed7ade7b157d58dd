"""What the bot says of its own accord, in one place, and in whose characters.

Written in Simplified characters; a `Voice` turns it into Traditional ones for those who write so.
"""

from collections.abc import Callable

from knowledge.text import to_traditional

Voice = Callable[[str], str]

FICTIONAL = "虚构示例"
NONE_OF_THESE = "都不是"
EXPIRED = "按钮已过期，请重新提问"
NOT_YOURS = "这个按钮是给提问的人用的"
ALREADY_ANSWERED = "这个问题上面已经回答了"
NOTED = "好的，这个问题记下了。也可以换个说法再问：写上任务的名称或部门的全称，更容易找到。"
NOTED_BRIEFLY = "已记下"
ALREADY_NOTED = "已经记下了"
ASKED = "问：{question}"
FAILED = "抱歉，回答时出了内部错误（编号 {id}）。请稍后再试；总是这样的话，请把编号告诉管理员。"
UNSAVED = "抱歉，数据库暂时用不了，这一步没有存下来。提问不受影响；设置请稍后再试，或告诉管理员。"
MISSED = "刚才离线了一段时间，这期间群里的提问没有逐条回答；还需要的话，请再问一次。"
UNKNOWN_COMMAND = "没有 /{command} 这个命令。直接发问题就行；发 /help 看全部用法。"
TOO_LONG = "这段话太长了，我读不准。请用一两句话提问（最多 {limit} 字）。"
NOT_AT_ALL = "不客气。"
AT_YOUR_SERVICE = "好的，有问题随时发给我。"


def simplified(text: str) -> str:
    """The voice that says things as they are written."""
    return text


def voice_of(traditional: bool) -> Voice:
    """The voice for somebody who writes Traditional characters, or Simplified ones."""
    return to_traditional if traditional else simplified
