"""Fault injection: the faults of the sandbox, before or after it saved a record.

`POST /faults {"mode": "500", "count": 2}` or `{"mode": "hang", "share": 0.3, "seconds": 5, "calls": ["submit"]}`.
Where it matters, `"after": true` saves the record first and fails then.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator
from typing import Any

from flask import Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue

from cme.report.sandbox.store import Cleared

CALLS = ("submit", "status", "match", "delete")
BEFORE = ("hang", "drop", "late", "500", "503", "502-page", "garbage", "redirect", "400", "401", "429", "empty")
# these corrupt an answer, so there must be one: the record is saved
AFTER = (
    "truncated",
    "cut",
    "drip",
    "drip-headers",
    "huge",
    "skew",
    "xxe",
    "bomb",
    "duplicate",
    "contradiction",
    "wrong-ref",
    "packed",
)
MODES = BEFORE + AFTER
PAGE = "<!doctype html><html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1></html>"
XXE = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><LearnerStatuses>&x;</LearnerStatuses>'
)
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "lol">{LAUGHS}]><LearnerStatuses>&l9;</LearnerStatuses>'


def read(document: Any) -> tuple[dict[str, Any], str]:
    """Return the fault in a JSON document, and a sentence where it is not one."""
    if not isinstance(document, dict) or not isinstance(document.get("mode"), str):
        return {}, f"A mode is needed: {', '.join(MODES)}."
    name, fault = document["mode"], dict(document)
    for suffix in ("-before", "-after"):  # "drop-after" is "drop" after saving it
        if name.endswith(suffix):
            fault |= {"mode": name.removesuffix(suffix), "after": suffix == "-after"}
    if fault["mode"] not in MODES:
        return {}, f"There is no mode {name}; there are {', '.join(MODES)}."
    if not set(fault) <= {"mode", "count", "share", "seconds", "calls", "after"}:
        return {}, "A fault has a mode, a count or a share, seconds, calls and after."
    if not set(fault.get("calls", ())) <= set(CALLS):
        return {}, f"The calls are {', '.join(CALLS)}."
    numbers = (fault.get(key, 0) for key in ("count", "share", "seconds"))
    if not all(isinstance(one, (int, float)) and one >= 0 for one in numbers):
        return {}, "Count, share and seconds are numbers from 0 on."
    return {"after": fault["mode"] in AFTER} | fault, ""


def register(app: Flask) -> None:
    """Inject faults into an app, at its endpoints for reports and nowhere else."""
    app.before_request(_before)
    app.after_request(_after)
    app.register_error_handler(Cleared, lambda error: drop())


def _before() -> ResponseReturnValue | None:
    endpoint, _, call = (request.endpoint or "").partition(".")
    g.fault = current_app.store.draw(call) if endpoint in ("pars", "abp") else None
    if g.fault and g.fault["mode"] == "late":
        request.get_data()  # now: after the connection is dropped the rest of it would not come
        # where everything is deleted from now on, this goes with it: `receive` raises Cleared
        g.times_cleared = current_app.store.times_cleared
        drop()  # the client is gone; the record is saved all the same, later
        time.sleep(g.fault.get("seconds", 1))
    elif g.fault and not g.fault["after"]:
        return _fail(g.fault, None)
    return None


def _after(response: Response) -> Any:
    fault = g.get("fault")
    return _fail(fault, response) if fault and fault["after"] else response


def _fail(fault: dict[str, Any], response: Any) -> ResponseReturnValue:
    mode, seconds = fault["mode"], fault.get("seconds", 30)
    body = response.get_data() if response else b""
    if mode == "hang":
        time.sleep(seconds)
        return drop()
    if mode == "drop":
        return drop()
    if mode in ("cut", "drip-headers"):
        return _write_raw(mode, body, seconds)
    if mode == "drip":
        return Response(_drip(body, seconds), content_type=response.content_type)
    if mode == "huge":
        return Response((b"x" * 100_000 for _ in range(1000)), content_type="application/json")
    if mode in ("skew", "truncated", "duplicate", "contradiction", "wrong-ref"):
        response.set_data(_corrupted(mode, body))
        if mode == "skew":
            response.headers["Date"] = "Fri, 01 Jan 2099 00:00:00 GMT"
        return response
    return _plain(mode)


def _plain(mode: str) -> ResponseReturnValue:
    xml = "xml" in request.headers.get("Accept", "")
    if mode == "redirect":
        return Response("", 307, {"Location": request.host_url + "records"})
    if mode == "502-page":
        return Response(PAGE, 200, content_type="text/html")
    if mode == "garbage":
        return Response(bytes(range(256)) * 20, 200, content_type="application/json")
    if mode == "packed":
        return Response(b"\x1f\x8b\x08" + b"\0" * 50, 200, {"Content-Encoding": "gzip"})
    if mode == "xxe":
        return Response(XXE, 200, content_type="application/xml")
    if mode == "bomb":
        return Response(
            BOMB if xml else "[" * 200_000, 200, content_type="application/xml" if xml else "application/json"
        )
    if mode == "empty":
        return Response("", 200)
    return {"Error": {"Message": "The sandbox was told to fail."}}, int(mode)


def _corrupted(mode: str, body: bytes) -> bytes:
    if mode == "skew":
        return re.sub(rb"((?:DateTimeCreated|CompletedDateTime)\W{1,5})20\d\d", rb"\g<1>2099", body)
    if mode == "truncated":
        return body[: len(body) // 2]
    if mode == "wrong-ref":
        return body.replace(b"ccid:", b"ccid:another-")
    repeated = body
    if mode == "contradiction":
        repeated = body.replace(b"Accepted", b"Rejected").replace(b"Pending", b"Accepted")
    if body.startswith(b"["):
        return body.rstrip()[:-1] + b"," + repeated.lstrip()[1:]
    inner = re.search(rb"<LearnerStatus>.*</LearnerStatus>", repeated, re.DOTALL)
    return body.replace(b"</LearnerStatuses>", inner.group() + b"</LearnerStatuses>") if inner else body + repeated


def _drip(body: bytes, seconds: float) -> Iterator[bytes]:
    pause = seconds / max(1, len(body))
    for byte in body:
        yield bytes([byte])
        time.sleep(pause)


def _write_raw(mode: str, body: bytes, seconds: float) -> Response:
    """Write to the connection itself: half of a body of the declared length, or endless headers."""
    connection = request.environ["werkzeug.socket"]
    head = f"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n".encode()
    with contextlib.suppress(OSError):  # the client has gone
        if mode == "cut":
            connection.sendall(head + b"\r\n" + body[: len(body) // 2])
        else:
            for byte in head + b"X-Slow: " + b"a" * 1000:
                connection.sendall(bytes([byte]))
                time.sleep(seconds / 1000)
    return drop()


def drop() -> Response:
    """Drop the connection; the response that is returned reaches nobody."""
    with contextlib.suppress(OSError):
        request.environ["werkzeug.socket"].shutdown(2)
    return Response("", 500)
