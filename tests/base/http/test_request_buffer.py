"""The door sends a long answer a piece at a time, and tells the application when nothing more is read."""

from __future__ import annotations

import asyncio

import pytest

from cme.base.http.request_buffer import IN_MEMORY, RequestBuffer

SCOPE = {
    "type": "http",
    "method": "GET",
    "path": "/",
    "raw_path": b"/",
    "query_string": b"",
    "http_version": "1.1",
    "server": ("localhost", 80),
    "client": ("127.0.0.1", 1),
    "scheme": "http",
    "headers": [],
}


class Long:
    """A body of many parts that knows how many were taken, and whether it was closed."""

    def __init__(self, parts, size):
        self.parts, self.size, self.received_bytes, self.closed = parts, size, 0, 0

    def __iter__(self):
        for _ in range(self.parts):
            self.received_bytes += 1
            yield bytes(self.size)

    def close(self):
        self.closed += 1


def ask(body, send):
    """Send a request through a door to an application with this body."""

    def app(environ, start):
        start("200 OK", [("Content-Type", "application/zip")])
        return body

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    asyncio.run(RequestBuffer(app, 2, 1000, 5)(SCOPE, receive, send))


def test_a_short_answer_is_one_piece():
    sent, body = [], Long(3, 10)

    async def send(event):
        sent.append(event)

    ask(body, send)
    assert [event.get("body") for event in sent] == [None, bytes(30)]
    assert sent[-1]["more_body"] is False and body.closed == 1


def test_of_a_long_answer_no_more_is_read_than_is_sent():
    body, ahead, got = Long(200, 64 * 1024), [], 0

    async def send(event):
        nonlocal got
        got += len(event.get("body", b""))
        ahead.append(body.received_bytes * body.size - got)

    ask(body, send)
    assert got == 200 * 64 * 1024 and body.closed == 1
    assert max(ahead) <= IN_MEMORY, "the whole answer was held in memory"


def test_when_the_reader_goes_away_the_application_is_told():
    body = Long(200, 64 * 1024)

    async def send(event):
        if body.received_bytes > 20:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        ask(body, send)
    assert body.closed == 1 and body.received_bytes < 40
