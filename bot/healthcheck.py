"""`python -m bot.healthcheck`: does the bot of this machine say that it is well? For containers.

Asks `/healthz` where `ASKPLAN_LISTEN` says that the bot listens; exit status 0 when it is well,
otherwise 1, with the bot's own reason. Goes through no proxy.
"""

import os
import sys
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException

# Seconds that an answer may take; less than a container allows for the whole check.
_TIMEOUT = 5.0
_EVERYWHERE = ("", "0.0.0.0", "::", "[::]")  # noqa: S104 - compared with, not listened on
_SHOWN = 500


def check(environ: Mapping[str, str]) -> tuple[bool, str]:
    """Whether the bot is well, and what it says, or why it cannot be asked."""
    host, _, port = environ.get("ASKPLAN_LISTEN", "").strip().rpartition(":")
    if not port.isdigit():
        return False, "ASKPLAN_LISTEN: 没有设置，不知道问哪里；写成 主机:端口，如 0.0.0.0:8080"
    here = "127.0.0.1" if host in _EVERYWHERE else host.strip("[]")
    connection = HTTPConnection(here, int(port), timeout=_TIMEOUT)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        return answer.status == 200, answer.read(_SHOWN).decode(errors="replace").strip()
    except (OSError, HTTPException) as failure:
        return False, f"{here}:{port} 没有回应（{type(failure).__name__}）"
    finally:
        connection.close()


def main() -> int:
    """Print what the bot says; the exit status."""
    well, said = check(os.environ)
    print(said)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
