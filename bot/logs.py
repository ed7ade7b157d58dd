"""Logging: one line a record, as text or JSON, with every secret blotted out.

Every line that belongs to the handling of an update carries the update's id. A record may carry facts for machines: `log.info("answered", extra={"chat": 5, "ms": 12})`.
"""

import json
import logging
import re
import sys
from collections.abc import Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO
from urllib.parse import quote

from bot.config import LogFormat, Secret

_MASK = "***"
# A bot token wherever it comes from, also percent-encoded as in the address of a file.
_TOKEN = re.compile(r"(?<![0-9])[0-9]{5,}(?::|%3[Aa])[A-Za-z0-9_-]{20,}")
# The update whose handling the present task is a part of.
_update: ContextVar[int | None] = ContextVar("update", default=None)
_OWN = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def about(update: int | None) -> None:
    """From here on, and in whatever this task begins, log lines carry the update's id."""
    _update.set(update)


class Redactor:
    """Blots out what looks like a bot token, and every secret it was told of."""

    def __init__(self, secrets: Sequence[Secret] = ()) -> None:
        known = [secret.reveal() for secret in secrets if secret.reveal()]
        forms = sorted({*known, *map(quote, known)}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, forms))) if forms else None

    def __call__(self, text: str) -> str:
        """The text with `***` in the place of each secret."""
        if self._known:
            text = self._known.sub(_MASK, text)
        return _TOKEN.sub(_MASK, text)


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    known = {name: value for name, value in vars(record).items() if name not in _OWN}
    update = _update.get()
    return known if update is None else {"update": update, **known}


class TextFormatter(logging.Formatter):
    """`2026-11-22 08:30:00+00:00 INFO bot.app: message key=value`, a traceback below if any."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the base class's name
        """The line of one record, without its traceback."""
        when = datetime.fromtimestamp(record.created, UTC).isoformat(" ", "milliseconds")
        facts = "".join(f" {name}={value}" for name, value in _facts(record).items())
        return f"{when} {record.levelname} {record.name}: {record.message}{facts}"

    def format(self, record: logging.LogRecord) -> str:
        """The record as it is written, secrets blotted out."""
        return self._redact(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, the record's facts, error."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """The record as it is written, secrets blotted out."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_facts(record),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return self._redact(json.dumps(line, ensure_ascii=False, default=str))


def set_up(
    level: str, form: LogFormat, secrets: Sequence[Secret] = (), stream: TextIO | None = None
) -> None:
    """Send all logging to `stream` (standard error by default), in place of earlier handlers."""
    redact = Redactor(secrets)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter(redact) if form == "json" else TextFormatter(redact))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # httpx and httpcore log each address they ask for, and the token stands in it.
    for name in ("httpx", "httpcore", "aiohttp.access"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # What the library would tell of a failed request, traceback and all, is told here in one line.
    logging.getLogger("telegram").setLevel(logging.CRITICAL)
