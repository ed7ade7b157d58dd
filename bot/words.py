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
ALREADY_SHOWN = "就在下面"
LISTENING = (
    "旁听：开着。没有点名问我的问题，我很有把握时也会回答，同一件事一小时内只说一次。"
    "关闭：/listen@{bot} off"
)
NOT_LISTENING = "旁听：关着。只回答点名问我的。打开：/listen@{bot} on"
LISTEN_FORMS = "用法：/listen@{bot} on（打开旁听）或 /listen@{bot} off（关闭）"
LISTEN_IN_GROUPS = "旁听只用在群里：在群里发 /listen on 或 /listen off。私聊里每条消息我都会回答。"
SEES_LITTLE = (
    "但是现在隐私模式开着，没有点名的消息 Telegram 不转给我。二选一：把我设为群管理员；"
    "或者在 @BotFather 发 /setprivacy 选 Disable，再把我移出群、重新加进来。"
)
INLINE_PRIVATE = "这个知识库没有公开，点这里私聊问我"
INLINE_NOTHING = "没有查到，换个说法，或点这里私聊问我"
INLINE_LONG = "太长了，请用一两句话提问"
THANKS = "谢谢反馈"
FEEDBACK_KNOWN = "已经收到您的反馈了"
WHY = "记下了，管理员会看到。哪里不对？点一下，或者回复这条消息说明。"
TELL_WHY = "请回复这条消息，说说哪里不对。"
REASON_NOTED = "记下了：{reason}。谢谢，管理员会看到。"
EXPLAINED = "记下了，谢谢。管理员会看到。"
CONTEXT_GONE = "原文已经更新，找不到这一段了。请重新提问。"
RELATED_GONE = "资料已经更新，找不到相关的任务了。请重新提问。"
LISTED = "列表就在下面"
PATIENCE = "正在打开"
MARKED = "已标记"
UNMARKED = "已撤销"
ASKED = "问：{question}"
FAILED = "抱歉，回答时出了内部错误（编号 {id}）。请稍后再试；总是这样的话，请把编号告诉管理员。"
UNSAVED = "抱歉，数据库暂时用不了，这一步没有存下来。提问不受影响；设置请稍后再试，或告诉管理员。"
UNREACHABLE = "抱歉，资料现在连不上，暂时答不了，不是查不到。请过几分钟再问一次，或告诉管理员。"
MISSED = "刚才离线了一段时间，这期间群里的提问没有逐条回答；还需要的话，请再问一次。"
UNKNOWN_COMMAND = "没有 /{command} 这个命令。直接发问题就行；发 /help 看全部用法。"
TOO_LONG = "这段话太长了，我读不准。请用一两句话提问（最多 {limit} 字）。"
TOO_MANY = "问得太快了，我一下子答不过来。请过一分钟再问，刚才没有回答的也请那时再问一次。"
NOT_AT_ALL = "不客气。"
AT_YOUR_SERVICE = "好的，有问题随时发给我。"


def simplified(text: str) -> str:
    """The voice that says things as they are written."""
    return text


def voice_of(traditional: bool) -> Voice:
    """The voice for somebody who writes Traditional characters, or Simplified ones."""
    return to_traditional if traditional else simplified
