"""Helpers that set up second factors and use them, through the pages or directly in the database."""

from __future__ import annotations

import re

import pyotp

from cme.base import clock
from cme.people.second_factor import passkeys, totp
from tests.cast import PASSWORD
from tests.people.device import Device

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1"


def code_of(person, steps=0) -> str:
    """Return the code that the person's app shows now, or `steps` of 30 seconds later."""
    return pyotp.TOTP(totp.of(person).secret).at(clock.now(), counter_offset=steps)


def with_app(one, person) -> list[str]:
    """Set up an authenticator app through the pages; return the recovery codes of the first factor."""
    one.post("/account/security/app")
    assert one.address == "/account/security/app", one.text
    secret = re.search(r'data-copy="([A-Z2-7]{32})"', one.page).group(1)
    one.post("/account/security/app/confirmation", code=pyotp.TOTP(secret).at(clock.now()))
    assert one.status == 200, one.text
    return codes_on(one)


def give_app(person) -> None:
    """Set up an app in the database, without the ten hashes that recovery codes cost."""
    row = totp.begin(person)
    assert totp.confirm(row, pyotp.TOTP(row.secret).at(clock.now()))


def give_passkey(app, person, device=None, name="Alice's phone") -> Device:
    """Register a passkey in the database, for the same reason."""
    device = device or Device()
    with app.test_request_context("/"):
        assert passkeys.register(person, device.make(passkeys.creation_options(person)), name)
    return device


def with_passkey(one, name="Alice's phone", device=None) -> Device:
    """Add a passkey through the pages; return its device."""
    device = device or Device()
    options = one.post("/account/security/passkeys/options").page
    one.post("/account/security/passkeys", name=name, credential=device.make(options))
    assert one.status == 200, one.text
    return device


def codes_on(one) -> list[str]:
    """List the recovery codes on a page."""
    return re.findall(r"<code>([0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4})</code>", one.page)


def to_second_step(one, person):
    """Sign in with the password, which leads to the second step."""
    one.post("/sign-in", email=person.email, password=PASSWORD)
    assert one.address.startswith("/sign-in/second"), one.address
    return one


def by_passkey(one, device, **lies):
    """Sign in with a passkey alone."""
    options = one.post("/sign-in/passkey/options").page
    return one.post("/sign-in/passkey", credential=device.sign(options, **lies))
