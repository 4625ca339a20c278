"""One bounded HTTP call to another machine: whatever it does, the call ends in time and says what is known."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

import httpx

HEADER = re.compile(rb"(?:[^\0\s]+(?:[ \t]+[^\0\s]+)*)?")


@dataclass(frozen=True)
class Reply:
    """What came back whole: the status, the headers (names in small letters) and the body's bytes."""

    status: int
    headers: dict[str, str]
    body: bytes


class Failed(Exception):
    """A call that gave no reply; `code` is one word for it."""

    def __init__(self, code: str, text: str):
        super().__init__(text)
        self.code = code


class NoConnection(Failed):
    """Nothing was sent: the address is not allowed, nobody is there, or TLS did not come about."""


class Unclear(Failed):
    """The request may have arrived: no answer, half an answer, one too large, or a redirect."""


def call(method, url, *, allowed, body=None, headers=None, deadline=15.0, limit=1_000_000) -> Reply:
    """Make one request and return the whole Reply; NoConnection or Unclear where there is none.

    `allowed` are the addresses (of settings) that may be called: scheme, host and port of `url` must be
    those of one of them. `deadline` is in seconds and bounds everything, from the name's resolution to the
    last byte; no time-out of httpx does that. `limit` is the largest body, in bytes. Redirects are not
    followed and proxies of the environment not used. Works in any thread that runs no event loop.
    """
    origin = _origin(url)
    if origin is None or origin not in {_origin(one) for one in allowed}:
        raise NoConnection("not-allowed", "The address is none of those that the settings name.")
    # a body that is packed could unpack to any size
    all_headers = {"Accept-Encoding": "identity", "Connection": "close", **(headers or {})}
    all_headers = {name: value.encode() for name, value in all_headers.items()}
    if not all(HEADER.fullmatch(value) for value in all_headers.values()):
        # its own words are not repeated: it may be a password
        raise NoConnection("request", "The request cannot be written: a header has a wrong form.")
    try:
        _tls()  # the first time it reads a file of certificates: not on the call's time
    except (OSError, ValueError):
        raise NoConnection(
            "tls", "The certificates that others are checked by cannot be read (SSL_CERT_FILE)."
        ) from None
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(_bounded(method, url, body, all_headers, deadline, limit))
    finally:
        loop.close()  # asyncio.run would wait here for a name server that does not answer


def _origin(url: str):
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None
    known = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return (parts.scheme, parts.hostname, port) if known else None


async def _bounded(method, url, body, headers, deadline, limit) -> Reply:
    sending = []

    async def watch(event, _):
        if event == "http11.send_request_headers.started":
            sending.append(True)

    def failed(code, text):
        return (Unclear if sending else NoConnection)(code, text)

    try:
        return await asyncio.wait_for(_talk(method, url, body, headers, deadline, limit, watch), deadline)
    except TimeoutError:
        raise failed("timeout", f"There was no whole answer within {deadline:g} seconds.") from None
    except (httpx.LocalProtocolError, httpx.InvalidURL, ValueError):
        raise failed("request", "The request cannot be written: an address or a header has a wrong form.") from None
    except (httpx.HTTPError, httpx.StreamError, OSError) as error:
        raise failed(_word(error), f"The connection failed: {_text(error)}.") from None


async def _talk(method, url, body, headers, deadline, limit, watch) -> Reply:
    async with (
        httpx.AsyncClient(verify=_tls(), timeout=deadline, trust_env=False, follow_redirects=False) as client,
        client.stream(method, url, content=body, headers=headers, extensions={"trace": watch}) as answer,
    ):
        if answer.is_redirect or 300 <= answer.status_code < 400:
            raise Unclear("redirect", f"The answer leads elsewhere ({answer.status_code}); that is never followed.")
        if answer.headers.get("content-encoding", "identity").lower() != "identity":
            raise Unclear("packed", "The answer is packed, which was not requested.")
        pieces, size = [], 0
        async for piece in answer.aiter_raw():
            size += len(piece)
            if size > limit:
                raise Unclear("too-large", f"The answer is larger than {limit} bytes.")
            pieces.append(piece)
        return Reply(answer.status_code, dict(answer.headers), b"".join(pieces))


@cache
def _tls():
    return httpx.create_ssl_context()  # checks names and chains; SSL_CERT_FILE may name another store


def _word(error: Exception) -> str:
    words = f"{error!r} {error.__cause__!r}".lower()
    if "certificate" in words or "ssl" in words:
        return "tls"
    if "name or service" in words or "gaierror" in words or "getaddrinfo" in words or "name resolution" in words:
        return "no-such-host"
    return "no-connection" if isinstance(error, httpx.ConnectError) else "broken"


def _text(error: Exception) -> str:
    return (" ".join(str(error).split()) or type(error).__name__).rstrip(".")[:200]
