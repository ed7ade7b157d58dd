"""The container's health check says what the bot says of itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from bot.healthcheck import check


@contextmanager
def saying(status: int, text: str) -> Iterator[int]:
    """A server whose /healthz answers so; its port."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/healthz" else 404)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1", "", "[::]"])
@pytest.mark.parametrize(("status", "well"), [(200, True), (503, False), (500, False)])
def test_the_check_is_as_well_as_the_bot(
    host: str, status: int, well: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with saying(status, "磁盘已满") as port:
        assert check({"ASKPLAN_LISTEN": f"{host}:{port}"}) == (well, "磁盘已满")


def test_a_bot_that_does_not_answer_is_not_well() -> None:
    well, said = check({"ASKPLAN_LISTEN": "0.0.0.0:1"})
    assert not well
    assert "没有回应" in said


@pytest.mark.parametrize("listen", ["", "host", "host:", "host:http"])
def test_without_an_address_the_check_says_how_to_write_one(listen: str) -> None:
    well, said = check({"ASKPLAN_LISTEN": listen})
    assert not well
    assert "ASKPLAN_LISTEN" in said
