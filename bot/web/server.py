"""The HTTP server: GET /healthz, /readyz, /metrics; POST of the webhook's path, Telegram's alone."""

import asyncio
import hmac
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.config import Listen, Secret, Webhook
from bot.intake import Intake, Unrecorded, numbered
from bot.metrics import Metrics
from bot.web.health import Vitals
from knowledge.errors import KnowledgeError

log = logging.getLogger(__name__)

# Bytes of an update; Telegram's largest, a forwarded article with all its marks, is a tenth of it.
LARGEST = 1 << 20
# Seconds in which an update's body must have come.
_BODY = 10.0
# Seconds for which Telegram is kept waiting for the end of an update that could not be recorded; it
# gives up after a minute.
_IN_WORK = 45.0
# Seconds after which Telegram tries again what was refused for the moment.
_AGAIN = "1"
_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class CannotListen(KnowledgeError):
    """The address is taken, or not this machine's."""

    def __init__(self, listen: Listen, why: str) -> None:
        super().__init__(
            f"ASKPLAN_LISTEN: 不能在 {listen.host}:{listen.port} 上监听（{why}）；"
            "换一个端口，或停掉占用它的程序"
        )


class Door:
    """Takes updates over HTTP once they are on record, and refuses everybody but Telegram."""

    def __init__(self, secret: Secret, intake: Intake, vitals: Vitals) -> None:
        self._secret = secret.reveal().encode()
        self._intake = intake
        self._vitals = vitals

    async def take(self, request: web.Request) -> web.Response:
        """200 only when the update will be handled, whatever happens now; else Telegram repeats it."""
        shown = request.headers.get(_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(shown, self._secret):
            return web.Response(status=403)
        if self._intake.full or not self._vitals.serving:
            return web.Response(status=503, headers={"Retry-After": _AGAIN})
        try:
            async with asyncio.timeout(_BODY):
                raw = json.loads(await request.read())
        except (ValueError, RecursionError):
            return web.Response(status=400)
        except TimeoutError:
            return web.Response(status=408)
        self._vitals.stamp("update")
        if not numbered(raw):
            # To refuse it would only bring it back.
            log.error("跳过一条没有编号的更新")
            return web.Response()
        try:
            await self._intake.accept([raw])
            await self._intake.assure(raw["update_id"], _IN_WORK)
        except Unrecorded:
            return web.Response(status=503, headers={"Retry-After": _AGAIN})
        return web.Response()


class Front:
    """What anybody may read who reaches the port: figures and states, no names."""

    def __init__(self, vitals: Vitals, metrics: Metrics) -> None:
        self._vitals = vitals
        self._metrics = metrics

    async def health(self, _: web.Request) -> web.Response:
        """How the bot is; 503 with the reasons where it is not well."""
        report = await self._vitals.report()
        return _json(report, 503 if report["status"] == "failing" else 200)

    async def ready(self, _: web.Request) -> web.Response:
        """Whether updates may be sent here; 503 before the start is over and while it stops."""
        if not self._vitals.serving:
            return _json({"status": "not ready", "reasons": ["正在启动或正在停止"]}, 503)
        reasons = await self._vitals.reasons()
        return _json(
            {"status": "not ready" if reasons else "ready", "reasons": reasons},
            503 if reasons else 200,
        )

    async def metrics(self, _: web.Request) -> web.Response:
        """The figures in Prometheus's text format."""
        body = generate_latest(self._metrics.registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


def _json(content: object, status: int) -> web.Response:
    text = json.dumps(content, ensure_ascii=False) + "\n"
    return web.Response(text=text, status=status, content_type="application/json")


@asynccontextmanager
async def listening(
    listen: Listen, front: Front, webhook: Webhook | None = None, door: Door | None = None
) -> AsyncIterator[int]:
    """Serve for as long as this lasts; the port. Raises CannotListen."""
    app = web.Application(client_max_size=LARGEST)
    app.router.add_get("/healthz", front.health)
    app.router.add_get("/readyz", front.ready)
    app.router.add_get("/metrics", front.metrics)
    if webhook and door:
        app.router.add_post(urlsplit(webhook.address).path or "/", door.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, listen.host, listen.port).start()
    except OSError as failure:
        await runner.cleanup()
        raise CannotListen(listen, failure.strerror or "") from None
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
