"""A small Telegram Bot API on loopback, for tests: what the bot is told, and what it says.

    async with BotApi() as api:
        asked = api.say(private("小王"), "谁牵头")
        [answer] = await api.answers(1)

HTTP by hand on asyncio, so that everything runs in the test's own loop and nothing has to sleep.
It refuses what Telegram refuses: bad markup, too long a text, an unknown topic, a wrong token.
"""

import asyncio
import itertools
import json
import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from email import message_from_bytes
from email.policy import HTTP
from html.parser import HTMLParser
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

Json = dict[str, Any]

TOKEN = "700000001:AAForTestsForTestsForTestsForTestsX"
BOT = {"id": 700000001, "is_bot": True, "first_name": "问方案", "username": "askplan_bot"}
NOW = 1_764_000_000
_RIGHTS = dict.fromkeys(
    (
        *("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages"),
        *("can_manage_video_chats", "can_restrict_members", "can_promote_members"),
        *("can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories"),
        "can_delete_stories",
    ),
    True,
)
_TAGS = {"b", "i", "a", "blockquote", "code"}


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class _Markup(HTMLParser):
    """Telegram's reading of HTML: known tags only, each closed in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open: list[str] = []
        self.found: list[tuple[str, str]] = []
        self._began: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            raise Refusal(400, f"Bad Request: can't parse entities: Unsupported start tag {tag!r}")
        self.open.append(tag)
        self._began.append(len(self.text))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise Refusal(400, "Bad Request: can't parse entities: Unexpected end tag")
        self.found.append((tag, self.text[self._began.pop() :]))

    def handle_data(self, data: str) -> None:
        self.text += data


def parse_html(html: str) -> tuple[str, list[tuple[str, str]]]:
    """Visible text, and (tag, text inside it) in the order in which the tags close.

    Raises Refusal where Telegram would refuse the markup.
    """
    parser = _Markup()
    parser.feed(html)
    parser.close()
    if parser.open:
        raise Refusal(400, f"Bad Request: can't parse entities: no end tag for {parser.open[-1]!r}")
    return parser.text, parser.found


class Refusal(Exception):
    """An error answer."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.body = {"ok": False, "error_code": status, "description": description}
        if parameters:
            self.body["parameters"] = parameters


def user(name: str, number: int = 0) -> Json:
    """A person; the number follows from the name unless it is given."""
    number = number or 100_000 + sum(map(ord, name)) % 90_000
    return {"id": number, "is_bot": False, "first_name": name}


def private(name: str) -> Json:
    """The private chat with a person."""
    return {"id": user(name)["id"], "type": "private", "first_name": name}


def group(title: str = "质量工作群", *, forum: bool = False) -> Json:
    """A supergroup."""
    number = -1_000_000_000_000 - sum(map(ord, title))
    return {"id": number, "type": "supergroup", "title": title, "is_forum": forum}


def entities_of(text: str) -> list[Json]:
    """Commands and mentions as Telegram finds them: they must stand apart from letters, 汉字 too."""
    found = []
    patterns = (("bot_command", r"(?<![\w/])/\w+(?:@\w+)?"), ("mention", r"(?<!\w)@\w{5,32}"))
    for kind, pattern in patterns:
        for match in re.finditer(pattern, text, re.ASCII):
            before, after = text[: match.start()][-1:], text[match.end() :][:1]
            if before.isalnum() or after.isalnum():
                continue
            start, length = units(text[: match.start()]), units(match[0])
            found.append({"type": kind, "offset": start, "length": length})
    return found


def _read_text(parameters: Json, name: str, most: int) -> tuple[str, list[tuple[str, str]]]:
    """A text or caption as people see it. Raises Refusal where Telegram would refuse it."""
    raw = parameters.get(name, "")
    html = parameters.get("parse_mode") == "HTML"
    text, found = parse_html(raw) if html else (raw, [])
    if len(raw.encode()) > 1 << 15 or units(text.strip()) > most:
        raise Refusal(400, "Bad Request: message is too long")
    return text, found


def _png_size(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG file in pixels."""
    if data[:8] != b"\x89PNG\r\n\x1a\n" or len(data) > 10 << 20:
        raise Refusal(400, "Bad Request: IMAGE_PROCESS_FAILED")
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def read_form(head: str, body: bytes) -> Json:
    """The fields of a request's body; a file is `{"name": ..., "data": ...}`."""
    if "multipart/form-data" not in head:
        return dict(parse_qsl(body.decode()))
    message = message_from_bytes(head.split("\r\n", 1)[1].encode("latin-1") + body, policy=HTTP)
    fields: Json = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        data = part.get_payload(decode=True)
        file = part.get_filename()
        fields[str(name)] = data.decode() if file is None else {"name": file, "data": data}
    return fields


class BotApi:
    """The server, and the chats behind it.

    calls: (method, parameters) of every request that was not a poll. sent: accepted messages.
    now: the date that the next messages carry, in Unix seconds. topics: known ones, by chat.
    administrators: ids of users, by chat. reads_all: privacy mode is off. gone: ids of messages that
    somebody deleted. edited: messages of the bot's as they stand after each edit.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[str, Json]] = []
        self.sent: list[Json] = []
        self.now = NOW
        self.topics: dict[int, set[int]] = defaultdict(set)
        self.administrators: dict[int, set[int]] = defaultdict(set)
        self.reads_all = False
        self.gone: set[int] = set()
        self.edited: list[Json] = []
        self.polls = 0
        self._pending: deque[Json] = deque()
        self._confirmed = 0
        self._faults: dict[str, deque[Refusal | bytes | None]] = defaultdict(deque)
        self._struck: Counter[str] = Counter()
        self._numbers = itertools.count(1)
        self._updates = itertools.count(5_000)
        self._changed = asyncio.Condition()
        self._connections: dict[asyncio.Task[Any], asyncio.StreamWriter] = {}
        self._server: asyncio.Server | None = None
        self.port = 0

    # What a test does

    def say(self, chat: Json, text: str | None, *, by: str = "", **fields: Any) -> Json:
        """Somebody writes a message; it is delivered to the bot. fields: more of the message's."""
        sender = user(by) if by else user(chat.get("first_name", "小王"))
        message = {
            "message_id": next(self._numbers),
            "date": self.now,
            "chat": chat,
            "from": sender,
        }
        if text is not None:
            message |= {"text": text, "entities": entities_of(text)}
        message |= fields
        self.push({"message": message})
        return message

    def press(self, message: Json, label: str, *, by: str = "小王") -> str:
        """Somebody presses a button of the bot's message; the id of the callback query."""
        rows = message["reply_markup"]["inline_keyboard"]
        button = next(one for row in rows for one in row if label in one["text"])
        return self.call_back(message, button["callback_data"], by=by)

    def call_back(self, message: Json, data: str, *, by: str = "小王") -> str:
        """A callback query with any data."""
        number = str(next(self._numbers))
        query = {"id": number, "from": user(by), "message": message, "chat_instance": "1"}
        self.push({"callback_query": query | {"data": data}})
        return number

    def edit(self, message: Json, text: str, *, after: int = 5) -> Json:
        """Somebody edits a message, `after` seconds later; the message as it is now."""
        edited = {**message, "text": text, "entities": entities_of(text)}
        edited["edit_date"] = message["date"] + after
        self.push({"edited_message": edited})
        return edited

    def type_inline(self, query: str, *, by: str = "小王") -> str:
        """Somebody types `@bot query` in some chat; the id of the query."""
        number = str(next(self._numbers))
        asked = {"id": number, "from": user(by), "query": query, "offset": ""}
        self.push({"inline_query": asked})
        return number

    def take_in(self, chat: Json, *, old: str = "left", new: str = "member") -> None:
        """The bot's membership in a chat changes."""
        members: list[Json] = [{"user": BOT, "status": status} for status in (old, new)]
        for member in members:
            member |= _RIGHTS if member["status"] == "administrator" else {}
            member |= {"until_date": 0} if member["status"] == "kicked" else {}
        change: Json = {"chat": chat, "from": user("小王"), "date": self.now}
        change |= {"old_chat_member": members[0], "new_chat_member": members[1]}
        self.push({"my_chat_member": change})

    def push(self, update: Json) -> int:
        """Deliver an update; its id."""
        number = next(self._updates)
        self._pending.append({"update_id": number, **update})
        self._notify()
        return number

    def deliver_again(self, update: Json) -> None:
        """Deliver an update with an id that was used before."""
        self._pending.append(update)
        self._notify()

    def fail(self, method: str, *faults: Refusal | bytes | None) -> None:
        """What the next calls of a method get: an error, a raw body, or None: no answer at all."""
        self._faults[method].extend(faults)

    def failed(self, method: str) -> int:
        """How many calls of a method got a fault so far."""
        return self._struck[method]

    def mend(self, method: str) -> None:
        """Forget the faults that were to come."""
        self._faults[method].clear()

    @property
    def waiting(self) -> tuple[Json, ...]:
        """Updates that the bot has not confirmed yet."""
        return tuple(self._pending)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something holds that a request can bring about. Raises TimeoutError."""
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(condition)

    async def answers(self, count: int) -> list[Json]:
        """Wait for this many messages in all; every message so far."""
        await self.until(lambda: len(self.sent) >= count)
        return self.sent

    async def handled(self) -> None:
        """Wait until the bot has confirmed every update so far: it is through with them."""
        last = max((update["update_id"] for update in self._pending), default=0)
        await self.until(lambda: self._confirmed > last)

    def called(self, method: str) -> list[Json]:
        """The parameters of every call of a method."""
        return [parameters for name, parameters in self.calls if name == method]

    # What the bot asks for

    def _getme(self, _: Json) -> Json:
        return {**BOT, "can_join_groups": True, "can_read_all_group_messages": self.reads_all}

    async def _getupdates(self, parameters: Json) -> list[Json]:
        offset = int(parameters.get("offset", 0))
        self.polls += 1
        self._confirmed = max(self._confirmed, offset)
        while self._pending and self._pending[0]["update_id"] < offset:
            self._pending.popleft()
        self._notify()
        async with self._changed:
            try:
                async with asyncio.timeout(float(parameters.get("timeout", 0))):
                    await self._changed.wait_for(lambda: bool(self._pending))
            except TimeoutError:
                pass
        return list(itertools.islice(self._pending, int(parameters.get("limit", 100))))

    def _sendmessage(self, parameters: Json) -> Json:
        text, found = _read_text(parameters, "text", 4096)
        if not text.strip():
            raise Refusal(400, "Bad Request: message text is empty")
        return self._accept(parameters, {"text": text, "found": found})

    def _sendphoto(self, parameters: Json) -> Json:
        photo = parameters["photo"]
        width, height = _png_size(photo["data"])
        if width + height > 10_000 or max(width, height) > 20 * min(width, height):
            raise Refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
        text, found = _read_text(parameters, "caption", 1024)
        sizes = [{"file_id": "p", "file_unique_id": "p", "width": width, "height": height}]
        return self._accept(parameters, {"caption": text, "found": found, "photo": sizes})

    def _senddocument(self, parameters: Json) -> Json:
        file = parameters["document"]
        text, found = _read_text(parameters, "caption", 1024)
        document = {"file_id": "d", "file_unique_id": "d", "file_name": file["name"]}
        return self._accept(parameters, {"caption": text, "found": found, "document": document})

    def _accept(self, parameters: Json, content: Json) -> Json:
        chat = int(parameters["chat_id"])
        thread = parameters.get("message_thread_id")
        if thread and int(thread) not in self.topics[chat]:
            raise Refusal(400, "Bad Request: message thread not found")
        reply = json.loads(parameters.get("reply_parameters", "{}"))
        if reply.get("message_id") in self.gone and not reply.get("allow_sending_without_reply"):
            raise Refusal(400, "Bad Request: message to be replied not found")
        kind = "private" if chat > 0 else "supergroup"
        shown = {k: v for k, v in parameters.items() if not isinstance(v, dict)}
        message = {"message_id": next(self._numbers), "date": self.now, "from": BOT, **content}
        message |= {"chat": {"id": chat, "type": kind}, "asked_for": shown}
        if thread:
            message |= {"message_thread_id": int(thread), "is_topic_message": True}
        if "reply_markup" in parameters:
            message["reply_markup"] = json.loads(parameters["reply_markup"])
        self.sent.append(message)
        return message

    def _editmessagetext(self, parameters: Json) -> Json:
        number = int(parameters["message_id"])
        message = next((one for one in self.sent if one["message_id"] == number), None)
        if message is None or number in self.gone:
            raise Refusal(400, "Bad Request: message to edit not found")
        text, found = _read_text(parameters, "text", 4096)
        markup = json.loads(parameters.get("reply_markup", "null"))
        if text == message["text"] and markup == message.get("reply_markup"):
            raise Refusal(400, "Bad Request: message is not modified")
        message |= {"text": text, "found": found, "edit_date": self.now}
        message.pop("reply_markup", None)
        if markup:
            message["reply_markup"] = markup
        self.edited.append(dict(message))
        return message

    def _deletemessage(self, parameters: Json) -> bool:
        number = int(parameters["message_id"])
        if number in self.gone:
            raise Refusal(400, "Bad Request: message to delete not found")
        self.gone.add(number)
        return True

    def _answerinlinequery(self, parameters: Json) -> bool:
        for result in json.loads(parameters["results"]):
            content = result["input_message_content"]
            _read_text({**content, "text": content["message_text"]}, "text", 4096)
            if not result["title"] or len(result["id"].encode()) > 64:
                raise Refusal(400, "Bad Request: can't parse inline query result")
        return True

    def _getchatmember(self, parameters: Json) -> Json:
        number = int(parameters["user_id"])
        known = number in self.administrators[int(parameters["chat_id"])]
        member = {"user": {"id": number, "is_bot": False, "first_name": "某人"}}
        return member | ({**_RIGHTS, "status": "administrator"} if known else {"status": "member"})

    async def _answer(self, method: str, parameters: Json) -> Any:
        if method != "getupdates":
            self.calls.append((method, parameters))
            self._notify()
        call = getattr(self, f"_{method}", None)
        if call is None:
            return True
        result = call(parameters)
        return await result if asyncio.iscoroutine(result) else result

    # HTTP

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def open(self) -> None:
        """Listen, again on the same port after `close`."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Refuse connections and cut the open ones, as in an outage."""
        assert self._server is not None
        self._server.close()
        for task, writer in tuple(self._connections.items()):
            writer.transport.abort()
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    @property
    def url(self) -> str:
        """For TELEGRAM_API_URL."""
        return f"http://127.0.0.1:{self.port}"

    def _notify(self) -> None:
        async def wake() -> None:
            async with self._changed:
                self._changed.notify_all()

        self._waking = asyncio.ensure_future(wake())

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections[task] = writer
        try:
            while (head := await reader.readuntil(b"\r\n\r\n")) and await self._one(
                head.decode("latin-1"), reader, writer
            ):
                pass
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            pass
        finally:
            del self._connections[task]
            writer.close()

    async def _one(
        self, head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """One request on a connection; false when the connection is to be cut without an answer."""
        length = re.search(r"(?i)\r\ncontent-length: *(\d+)", head)
        body = await reader.readexactly(int(length[1])) if length else b""
        target = urlsplit(head.split(" ", 2)[1])
        _, bot, method = unquote(target.path).split("/", 2)
        parameters = dict(parse_qsl(target.query)) | read_form(head, body)
        status, answer = await self._judge(bot.removeprefix("bot"), method.lower(), parameters)
        if answer is None:
            return False
        writer.write(
            f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(answer)}\r\n\r\n".encode()
            + answer
        )
        await writer.drain()
        return True

    async def _judge(self, token: str, method: str, parameters: Json) -> tuple[int, bytes | None]:
        fault = self._faults[method].popleft() if self._faults[method] else ...
        if fault is not ...:
            self._struck[method] += 1
            self._notify()
        if isinstance(fault, bytes) or fault is None:
            return 200, fault
        try:
            if token != TOKEN:
                raise Refusal(401, "Unauthorized")
            if isinstance(fault, Refusal):
                raise fault
            result = await self._answer(method, parameters)
        except Refusal as refusal:
            return refusal.status, json.dumps(refusal.body).encode()
        self._notify()
        return 200, json.dumps({"ok": True, "result": result}).encode()
