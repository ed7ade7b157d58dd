"""The environment -> `Settings`; every mistake is reported at once, each with its variable.

Nothing below `read_settings` asks the environment; the composition root hands the values on.
"""

import hmac
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar, cast
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from knowledge.errors import KnowledgeError

LogFormat = Literal["text", "json"]
# Where the FAQ's wordings are looked up: in this process, or in the database.
CandidatesIn = Literal["memory", "postgresql"]
Value = TypeVar("Value")

TELEGRAM = "https://api.telegram.org"
RETENTION_DAYS = 180
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
# Paths that are the program's own.
_TAKEN = ("/healthz", "/readyz", "/metrics")
_MISSING = (
    "没有设置机器人的 token；在 Telegram 里找 @BotFather，发 /newbot 新建机器人"
    "（已有的发 /token），把得到的 token 写进这个环境变量再启动"
)
_MALFORMED = (
    "不像机器人的 token（应是“数字:字母数字”，中间没有空格）；到 @BotFather 发 /token 重新复制"
)

_NO_SERVER = (
    "postgresql 要用 PostgreSQL 数据库，现在用的是 SQLite；"
    "把 ASKPLAN_DATABASE_URL 写成 postgresql://…，或去掉这个变量"
)


class BadSettings(KnowledgeError):
    """The bot cannot start as it is set up. One line for each mistake: `VARIABLE: what; remedy`."""


class Secret:
    """A string that shows itself to nobody: not in a repr, a log line or a traceback."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def __repr__(self) -> str:
        return "Secret('***')"

    __str__ = __repr__

    def reveal(self) -> str:
        """The string itself; hand it on at once, keep it nowhere."""
        return self._value


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    """Where HTTP requests are awaited. port: 0 for any that is free."""

    host: str = "127.0.0.1"
    port: int = 8080


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """How Telegram hands updates over. address: the public one. secret: what it shows with each."""

    address: str
    secret: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the bot runs.

    token: of the bot. api_url: base address of the Bot API, without a slash at the end.
    knowledge: a folder or the name of a bundled knowledge; None for the bundled default.
    database: its address, a secret as it can hold a password; in memory unless one is given.
    zone: where "today" is. admins: user ids that may administer every chat.
    webhook: None for long polling. listen: for the webhook, health and metrics; None for none.
    candidates: where the FAQ's wordings are looked up.
    retention_days: how long the database keeps what is about persons.
    log_level: a name of the logging module's. font: file to draw pictures with, None to look for one.
    """

    token: Secret
    api_url: str = TELEGRAM
    knowledge: str | None = None
    database: Secret = field(default_factory=lambda: Secret("sqlite://"))
    candidates: CandidatesIn = "memory"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    admins: frozenset[int] = frozenset()
    retention_days: int = RETENTION_DAYS
    font: Path | None = None
    webhook: Webhook | None = None
    listen: Listen | None = None
    log_level: str = "INFO"
    log_format: LogFormat = "text"

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Whatever must never be shown: the token, and a database's password."""
        password = urlsplit(self.database.reveal()).password
        known = (
            (self.token, self.database, Secret(unquote(password))) if password else (self.token,)
        )
        return (*known, self.webhook.secret) if self.webhook else known


class _Environment:
    """The environment as it is read, with what was found wrong in it."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.mistakes: list[str] = []

    def read(self, name: str, default: Value, parse: Callable[[str], Value]) -> Value:
        """One variable, parsed; blank counts as unset. A mistake is kept, and gives the default."""
        raw = self._environ.get(name, "").strip()
        if not raw:
            return default
        try:
            return parse(raw)
        except ValueError as mistake:
            self.mistakes.append(f"{name}: {mistake}")
            return default


def _token(raw: str) -> Secret | None:
    # The value itself is left out of the message: it may well be a token with a slip in it.
    if not _TOKEN.fullmatch(raw):
        raise ValueError(_MALFORMED)
    return Secret(raw)


def _address(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("不是网址；写成 https://主机 或 http://主机:端口")
    if parts.query or parts.fragment:
        raise ValueError("网址里不能有 ? 或 #；写成 https://主机 或 http://主机:端口")
    return raw.rstrip("/")


def _zone(raw: str) -> ZoneInfo:
    try:
        return ZoneInfo(raw)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"没有“{raw}”这个时区；写时区的英文名，如 Asia/Shanghai") from None


def _admins(raw: str) -> frozenset[int]:
    ids = [part.strip() for part in re.split(r"[,，;；\s]+", raw) if part.strip()]
    wrong = [part for part in ids if not re.fullmatch(r"[0-9]{1,18}", part)]
    if wrong:
        raise ValueError(f"“{wrong[0]}”不是 Telegram 用户编号；只写数字编号，用逗号分开")
    return frozenset(map(int, ids))


def _days(raw: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", raw) or not int(raw):
        raise ValueError(f"“{raw}”不是天数；写 1 到 99999 的整数，如 {RETENTION_DAYS}")
    return int(raw)


def _level(raw: str) -> str:
    if raw.upper() not in _LEVELS:
        raise ValueError(f"没有“{raw}”这个级别；可用 {'、'.join(_LEVELS)}")
    return raw.upper()


def _format(raw: str) -> LogFormat:
    if raw.lower() not in ("text", "json"):
        raise ValueError(f"没有“{raw}”这种格式；可用 text 或 json")
    return cast(LogFormat, raw.lower())


def _font(raw: str) -> Path:
    from bot.timeline.fonts import serves

    path = Path(raw).expanduser()
    if not path.is_file():
        raise ValueError(f"没有 {raw} 这个文件；写字体文件的路径，或去掉这个变量")
    if not serves(path):
        raise ValueError(f"{raw} 不是有中文字的字体；换一个，或去掉这个变量")
    return path


def _webhook(raw: str) -> str:
    address = _address(raw)
    if urlsplit(address).path.rstrip("/") in _TAKEN:
        raise ValueError(f"路径不能是 {'、'.join(_TAKEN)}；换一个，如 https://主机/telegram")
    return address


def _webhook_secret(raw: str) -> Secret:
    # The value itself is left out of the message.
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", raw):
        raise ValueError("只能用字母、数字、_ 和 -，最多 256 个；也可以去掉这个变量，自动生成一个")
    return Secret(raw)


def _listen(raw: str) -> Listen:
    host, colon, port = raw.rpartition(":")
    if not colon or not port.isdecimal() or not 0 <= int(port) < 65536:
        raise ValueError("不是“主机:端口”；写成 127.0.0.1:8080，或 0.0.0.0:8080 让别的机器也能连")
    return Listen(host=host.strip("[]") or "0.0.0.0", port=int(port))  # noqa: S104 - as asked for


def derive_secret(token: Secret, address: str) -> Secret:
    """A webhook's secret where none is given: the same in every replica, and no way to the token."""
    key = token.reveal().encode()
    return Secret(hmac.new(key, f"askplan webhook {address}".encode(), "sha256").hexdigest())


def _database(raw: str) -> Secret:
    # The value is left out of the message: it may hold a password.
    if not raw.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise ValueError(
            "不是数据库地址；写成 sqlite:///文件路径 或 postgresql://用户:密码@主机/库名"
        )
    return Secret(raw)


def _candidates(raw: str) -> CandidatesIn:
    if raw.lower() not in ("memory", "postgresql"):
        raise ValueError(f"没有“{raw}”这种；可用 memory 或 postgresql")
    return cast(CandidatesIn, raw.lower())


def data_folder(environ: Mapping[str, str], platform: str = sys.platform) -> Path:
    """Where the program keeps what it has to remember, by the custom of the system.

    STATE_DIRECTORY is what systemd gives a service of its own.
    """
    if given := environ.get("STATE_DIRECTORY"):
        return Path(given.split(":")[0])
    if platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or "~/AppData/Local").expanduser() / "askplan"
    if platform == "darwin":
        return Path("~/Library/Application Support/askplan").expanduser()
    return Path(environ.get("XDG_DATA_HOME") or "~/.local/share").expanduser() / "askplan"


def cache_folder(environ: Mapping[str, str], platform: str = sys.platform) -> Path:
    """Where the program keeps what it can make again, by the custom of the system.

    CACHE_DIRECTORY is what systemd gives a service of its own.
    """
    if given := environ.get("CACHE_DIRECTORY"):
        return Path(given.split(":")[0])
    if platform == "win32":
        local = Path(environ.get("LOCALAPPDATA") or "~/AppData/Local").expanduser()
        return local / "askplan" / "cache"
    if platform == "darwin":
        return Path("~/Library/Caches/askplan").expanduser()
    return Path(environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "askplan"


def read_database(environ: Mapping[str, str]) -> Secret:
    """The database's address alone, for commands that need nothing else. Raises BadSettings."""
    env = _Environment(environ)
    address = _read_database(env, environ)
    if env.mistakes:
        raise BadSettings("\n".join(env.mistakes))
    return address


def _read_database(env: _Environment, environ: Mapping[str, str]) -> Secret:
    default = Secret(f"sqlite:///{data_folder(environ) / 'askplan.db'}")
    return env.read("ASKPLAN_DATABASE_URL", default, _database)


def read_candidates(environ: Mapping[str, str]) -> Secret | None:
    """The database in which the FAQ's wordings are looked up; None: in memory. Raises BadSettings."""
    env = _Environment(environ)
    database = _read_database(env, environ)
    # A database that is not asked for anything may be set up as it likes.
    unused = tuple(env.mistakes)
    place = _read_candidates(env, database)
    if place == "memory":
        env.mistakes = [one for one in env.mistakes if one not in unused]
    if env.mistakes:
        raise BadSettings("\n".join(env.mistakes))
    return None if place == "memory" else database


def _read_candidates(env: _Environment, database: Secret) -> CandidatesIn:
    default: CandidatesIn = "memory"
    place = env.read("ASKPLAN_CANDIDATES", default, _candidates)
    known = not any(one.startswith("ASKPLAN_DATABASE_URL") for one in env.mistakes)
    if place == "postgresql" and known and database.reveal().startswith("sqlite:"):
        env.mistakes.append(f"ASKPLAN_CANDIDATES: {_NO_SERVER}")
    return place


def _read_webhook(env: _Environment, token: Secret | None) -> Webhook | None:
    secret = env.read("ASKPLAN_WEBHOOK_SECRET", None, _webhook_secret)
    address = env.read("ASKPLAN_WEBHOOK_URL", None, _webhook)
    if address is None:
        return None
    return Webhook(address=address, secret=secret or derive_secret(token or Secret(""), address))


def read_settings(environ: Mapping[str, str], *, knowledge: str | None = None) -> Settings:
    """Settings from environment variables; `knowledge` from the command line goes before them.

    Raises BadSettings with a line for each variable that cannot be used.
    """
    env = _Environment(environ)
    if not environ.get("TELEGRAM_BOT_TOKEN", "").strip():
        env.mistakes.append(f"TELEGRAM_BOT_TOKEN: {_MISSING}")
    token = env.read("TELEGRAM_BOT_TOKEN", None, _token)
    webhook = _read_webhook(env, token)
    database = _read_database(env, environ)
    settings = Settings(
        token=token or Secret(""),
        api_url=env.read("TELEGRAM_API_URL", TELEGRAM, _address),
        knowledge=knowledge or env.read("ASKPLAN_KNOWLEDGE", None, str),
        webhook=webhook,
        listen=env.read("ASKPLAN_LISTEN", Listen() if webhook else None, _listen),
        font=env.read("ASKPLAN_FONT", None, _font),
        database=database,
        candidates=_read_candidates(env, database),
        zone=env.read("ASKPLAN_TIMEZONE", ZoneInfo("Asia/Shanghai"), _zone),
        admins=env.read("ASKPLAN_ADMINS", frozenset(), _admins),
        retention_days=env.read("ASKPLAN_RETENTION_DAYS", RETENTION_DAYS, _days),
        log_level=env.read("ASKPLAN_LOG_LEVEL", "INFO", _level),
        log_format=env.read("ASKPLAN_LOG_FORMAT", "text", _format),
    )
    if env.mistakes:
        raise BadSettings("\n".join(env.mistakes))
    return settings
