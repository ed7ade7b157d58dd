"""Requests to the Bot API over aiohttp, in the place of the library's own httpx.

With httpx a message costs 3 ms of processor time, and more the more connections there are; with
aiohttp a tenth of that. Certificates and proxies are found as httpx finds them: SSL_CERT_FILE or
certifi's list; HTTPS_PROXY, ALL_PROXY and NO_PROXY.
"""

import asyncio
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx
from telegram._utils.defaultvalue import DEFAULT_NONE, DefaultValue
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

# Seconds that an idle connection is kept; a shorter time than servers keep theirs.
_KEPT = 15.0
_FORM = "application/x-www-form-urlencoded"


def proxy_for(address: str) -> str | None:
    """The proxy that the environment names for an address; None for none, or one of SOCKS."""
    parts = urlsplit(address)
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy or proxy_bypass(parts.netloc):
        return None
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    return proxy if proxy.startswith(("http://", "https://")) else None


class Requests(BaseRequest):
    """Carries the library's requests.

    address: where they go, to find the proxy. connections: at most, at the same time.
    timeout: seconds for each of waiting for a connection, writing, and reading the answer.
    connect: seconds to open a connection.
    """

    def __init__(
        self, address: str, *, connections: int, timeout: float = 25.0, connect: float = 10.0
    ) -> None:
        self._proxy = proxy_for(address)
        self._connections = connections
        self._timeout = timeout
        self._connect = connect
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds that an answer may take, unless a call says otherwise."""
        return self._timeout

    async def initialize(self) -> None:
        """Open what requests need; nothing is sent."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(
                limit=self._connections,
                keepalive_timeout=_KEPT,
                ssl=httpx.create_ssl_context(),
            )
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar()
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = DEFAULT_NONE,
        write_timeout: Any = DEFAULT_NONE,
        connect_timeout: Any = DEFAULT_NONE,
        pool_timeout: Any = DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one request: status and body.

        Raises TimedOut where Telegram may have taken it, NetworkError where it failed or was not
        even sent.
        """
        if self._session is None or self._session.closed:
            raise NetworkError("没有打开连接")
        read = _or(read_timeout, self._timeout)
        limit = aiohttp.ClientTimeout(
            total=None if read is None else self._timeout * 2 + self._connect + read,
            connect=_or(pool_timeout, self._timeout),
            sock_connect=_or(connect_timeout, self._connect),
            sock_read=read,
        )
        try:
            async with self._session.request(
                method, url, data=_body(request_data), timeout=limit, proxy=self._proxy
            ) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as fault:
            raise NetworkError(f"连接没有建立（{type(fault).__name__}）") from fault
        except TimeoutError as fault:
            raise TimedOut from fault
        except (aiohttp.ClientError, ValueError, asyncio.IncompleteReadError, OSError) as fault:
            raise NetworkError(f"{type(fault).__name__}: {fault}"[:200]) from fault


def _or(given: Any, default: float | None) -> float | None:
    return default if isinstance(given, DefaultValue) else given


def _body(data: RequestData | None) -> Any:
    """The body: a form with files, plain fields, or none."""
    if data is None:
        return None
    if not data.contains_files:
        # What aiohttp makes of a mapping, without the draw of a boundary that such a form has no use for.
        return aiohttp.BytesPayload(urlencode(data.json_parameters).encode(), content_type=_FORM)
    # Telegram takes names as they are; percent signs would stand in the name of the file.
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form
