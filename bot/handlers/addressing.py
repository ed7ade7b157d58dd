"""Is this message meant for the bot, and what does it ask? Pure: a message in, a request out.

In a private chat everything is. In a group only a command, a mention of the bot, or a reply to one
of its messages is; a reply that names somebody else is theirs. What is said to nobody is overheard
where a group wants that.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from telegram import Message, MessageEntity, User
from telegram.constants import ChatType, MessageEntityType

from bot.richtext import clean
from bot.sending import Place
from knowledge.text import is_traditional

# Words that do what a command does where they open a message, alone or before a space.
TRIGGERS = {
    "牵头": "lead",
    "牽頭": "lead",
    "部门": "dept",
    "部門": "dept",
    "到期": "due",
    "来源": "sources",
    "來源": "sources",
    "时间表": "timeline",
    "時間表": "timeline",
    "日历": "ics",
    "日曆": "ics",
    "提醒": "remind",
    "帮助": "help",
    "幫助": "help",
}
# A longer text beside a question is an article or a digest, not the question before it.
_CONTEXT = 300

_COMMAND = re.compile(r"[/／]([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(.*)", re.DOTALL)
_TRIGGER = re.compile(rf"({'|'.join(TRIGGERS)})(?:[\s:：]+(.*))?", re.DOTALL)
# Words beside a mention that point at the message replied to, and ask nothing themselves.
# No word is made up of others in the list, or a long run of them would take for ever to refuse.
_POINTING = re.compile(
    "(?:请|請|帮|幫|忙|麻烦|麻煩|你|您|来|來|给|給|我们|我們|大家|他|她|看|回答|回复|回覆|答|说|說|查"
    "|解答|问题|問題|问|問|一下|下|这个|這個|这条|這條|上面|这|這|的|吧|呢|吗|嗎|啊|谢谢|謝謝|可以|能"
    r"|怎么|怎麼|[\s?？!！,，。~～@])*"
)
_QUESTION = re.compile(
    "[?？吗嗎呢谁誰哪啥几幾何怎]|什么|什麼|多少|多久|牵头|牽頭|负责|負責|时限|時限|期限|完成"
)
# A question that is put to nobody says so more clearly, and in fewer characters.
_WONDERING = re.compile(
    "[?？]|谁|誰|什么|什麼|啥|多少|多久|何时|何時|哪(?:个|個|些|年|天|月|里|裡|家|项|項|几|幾)"
    "|[几幾](?:个|個|项|項|条|條|月|号|號|天)|(?:吗|嗎|呢|么|麼)[。.~～]*$"
)
_OVERHEARD = 80
_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
_CODE = (MessageEntityType.CODE, MessageEntityType.PRE)
_EDGES = " \t\n\r,，、:：;；。~～\u3000\u200b\ufe0f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A message that is meant for the bot.

    place: where the answer goes. asker: who asks, the id of a user, or of the chat or channel in
    whose name somebody writes. command: of the command or trigger word, empty for a plain question.
    text: what is asked, without command and mention; may be empty. context: a message of somebody's
    that it is asked about. replied_to: the message of the bot's that it replies to.
    named: the bot was named or commanded, not merely replied to or overheard.
    revises: ids of the bot's messages that answer an earlier wording of the question.
    traditional: the asker writes Traditional characters.
    """

    place: Place
    asker: int
    command: str = ""
    text: str = ""
    context: str = ""
    replied_to: int | None = None
    named: bool = True
    revises: tuple[int, ...] = ()
    traditional: bool = False

    @property
    def asks(self) -> bool:
        """Whether the text looks like a question, rather than a remark."""
        return bool(_QUESTION.search(self.text))


def read(message: Message, me: User, commands: Collection[str]) -> Request | None:
    """What a message asks of the bot `me`, which knows `commands`; None when it is not for it."""
    text = message.text or message.caption
    asker = _asker(message)
    if not text or asker is None or message.chat.type == ChatType.CHANNEL:
        return None
    private = message.chat.type == ChatType.PRIVATE
    if message.forward_origin and not private:
        return None
    named, text = _without_mention(message, text, me)
    command, aimed, rest = _command(text, me)
    if command is None:
        return None
    for_us = private or named or aimed or command in commands
    replied_to = _own_message(message, me)
    if not for_us and (command or replied_to is None or _names_somebody(message)):
        return None
    if for_us and not command:
        command, rest = _trigger(rest)
    context = "" if replied_to else _replied_text(message)
    if _POINTING.fullmatch(rest) and context:
        rest, context = context, ""
    return Request(
        place=_place(message, private),
        asker=asker,
        command=command,
        text=clean(rest).strip(_EDGES),
        context=clean(context) if len(context) <= _CONTEXT else "",
        replied_to=replied_to,
        named=for_us,
        traditional=is_traditional(clean(text)),
    )


def overhear(message: Message) -> Request | None:
    """A question that people in a group put to nobody in particular; None for anything else."""
    text = message.text
    asker = _asker(message)
    if not text or asker is None or message.chat.type not in _GROUPS:
        return None
    if message.forward_origin or message.external_reply or _names_somebody(message):
        return None
    if message.reply_to_message and not _opens_topic(message.reply_to_message):
        return None
    text = clean(text).strip(_EDGES)
    if len(text) > _OVERHEARD or text.startswith(("/", "／")) or not _WONDERING.search(text):
        return None
    return Request(
        place=_place(message, private=False),
        asker=asker,
        text=text,
        named=False,
        traditional=is_traditional(text),
    )


def _opens_topic(original: Message | None) -> bool:
    """Whether a message is the one that opened a topic: all others in there "reply" to it."""
    return bool(original and original.forum_topic_created)


def _asker(message: Message) -> int | None:
    """Who writes; None for what nobody wrote to be answered."""
    if message.is_automatic_forward or message.via_bot:
        return None
    # An anonymous administrator, or somebody in the name of a channel: Telegram puts a bot of its
    # own in as the sender.
    if message.sender_chat:
        return message.sender_chat.id
    sender = message.from_user
    return None if sender is None or sender.is_bot else sender.id


def _place(message: Message, private: bool) -> Place:
    # A thread id also stands on replies outside forums, where sending it back is an error.
    thread = message.message_thread_id if message.is_topic_message else None
    return Place(chat=message.chat.id, thread=thread, reply_to=message.message_id, private=private)


def _without_mention(message: Message, text: str, me: User) -> tuple[bool, str]:
    """Whether the text names the bot, and the text without that.

    By the entities that Telegram found, and by the user name itself: next to Chinese characters
    (你好@bot) Telegram finds no entity.
    """
    ours = [e for e in _entities(message) if e.user is not None and e.user.id == me.id]
    code = [e for e in _entities(message) if e.type in _CODE]
    text_left = _cut(text, ours)
    username = re.compile(
        rf"(?<![A-Za-z0-9_/.@])@{re.escape(me.username or '?')}(?![A-Za-z0-9_])", re.IGNORECASE
    )
    named = bool(ours) or bool(username.search(_cut(text, code)))
    return (named, username.sub(" ", text_left)) if named else (False, text)


def _entities(message: Message) -> tuple[MessageEntity, ...]:
    return message.entities or message.caption_entities


def _cut(text: str, entities: Iterable[MessageEntity]) -> str:
    """The text without these entities, whose offsets count UTF-16 units."""
    raw = bytearray(text.encode("utf-16-le", "surrogatepass"))
    for entity in sorted(entities, key=lambda e: e.offset, reverse=True):
        raw[2 * entity.offset : 2 * (entity.offset + entity.length)] = " ".encode("utf-16-le")
    return raw.decode("utf-16-le", "surrogatepass")


def _command(text: str, me: User) -> tuple[str | None, bool, str]:
    """Name of the command, whether it carries our name, and the rest of the text.

    The name is empty where the text is no command, and None where it is another bot's.
    """
    found = _COMMAND.fullmatch(text.strip(_EDGES))
    if not found:
        return "", False, text
    name, bot, rest = found.groups()
    if bot and bot.lower() != (me.username or "").lower():
        return None, False, text
    return name.lower(), bool(bot), rest


def _trigger(text: str) -> tuple[str, str]:
    """The command that a Chinese word stands for, and the rest; empty and the text without one."""
    found = _TRIGGER.fullmatch(text.strip(_EDGES))
    return (TRIGGERS[found[1]], found[2] or "") if found else ("", text)


def _own_message(message: Message, me: User) -> int | None:
    """The message of the bot's that this one replies to."""
    original = message.reply_to_message
    if original is None or _opens_topic(original) or original.from_user is None:
        return None
    return original.message_id if original.from_user.id == me.id else None


def _replied_text(message: Message) -> str:
    """The text of the message that this one replies to; the part that was quoted, if one was."""
    if message.quote and message.quote.is_manual:
        return message.quote.text
    original = message.reply_to_message
    return (original.text or original.caption or "") if original else ""


def _names_somebody(message: Message) -> bool:
    """Whether the message mentions anybody; asked only where it does not name the bot."""
    kinds = (MessageEntityType.MENTION, MessageEntityType.TEXT_MENTION)
    return any(entity.type in kinds for entity in _entities(message))
