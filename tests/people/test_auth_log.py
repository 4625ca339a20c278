"""The log of signing in has the number of the person, and no name, address or secret."""

from __future__ import annotations

import json
import logging

import pytest

from cme.base.ops.json_logs import Lines
from cme.people import mailed_links
from tests.cast import PASSWORD

WRONG = "not the password at all"


@pytest.fixture
def auth_lines(caplog):
    """Return the log lines about signing in, parsed."""
    caplog.set_level(logging.INFO, "cme.auth")
    return lambda: [json.loads(Lines().format(r)) for r in caplog.records if r.name == "cme.auth"]


def test_every_sign_in_and_every_refusal_is_logged_with_time_and_person(cast, visitor, auth_lines):
    alice, one = cast.physician, visitor()
    one.post("/sign-in", email=alice.email, password=WRONG)
    one.post("/sign-in", email="nobody@example.org", password=WRONG)
    one.sign_in_by_form(alice)
    one.post("/sign-out")
    visitor().post(f"/reset/{mailed_links.make('reset', alice.email)}", password="seven purple tortoises climbing")
    events = [(line["says"], line["person"]) for line in auth_lines()]
    assert events == [
        ("sign-in refused", alice.id),
        ("sign-in refused", None),
        ("sign-in", alice.id),
        ("sign-out", alice.id),
        ("password reset", alice.id),
    ]
    assert all(line["at"].endswith("+00:00") and line["from"] == "cme.auth" for line in auth_lines())


def test_holding_off_is_logged(cast, visitor, auth_lines):
    for _ in range(9):
        visitor().post("/sign-in", email=cast.physician.email, password=WRONG)
    assert auth_lines()[-1]["says"] == "sign-in held off"


def test_no_line_holds_an_address_a_name_or_a_secret(cast, visitor, auth_lines):
    alice, one = cast.physician, visitor(cast.physician)
    one.post("/account/password", current_password=PASSWORD, new_password="seven purple tortoises climbing")
    one.post("/account/address", email="moved@example.org", address_password="seven purple tortoises climbing")
    logged = json.dumps(auth_lines())
    assert "password changed" in logged
    for secret in (alice.email, "Adams", PASSWORD, "tortoises", "moved@", one.client.get_cookie("session").value):
        assert secret not in logged


def test_a_typed_line_break_forges_no_line(cast, visitor, auth_lines, caplog):
    record = logging.LogRecord("cme.auth", logging.INFO, "", 0, 'x\n{"at": "forged"}\x1b[2J', (), None)
    assert Lines().format(record).count("\n") == 0 and "\x1b" not in Lines().format(record)
