"""Passkeys: a way in by themselves and a second step; what lies about site, purpose, person or time opens nothing."""

from __future__ import annotations

import json

import pytest

from cme.people import account_lock, second_factor
from cme.people.sessions import SignIn
from tests.people.device import PRESENT, VERIFIED, Device, read, write
from tests.people.second_factor import by_passkey, give_passkey, to_second_step

FAR = "http://localhost.example.org"
LIES = {
    "another origin": {"origin": "http://evil.example.org"},
    "an origin that only begins alike": {"origin": FAR},
    "another site": {"site": "example.org"},
    "another purpose": {"kind": "webauthn.create"},
    "another challenge": {"challenge": write(b"x" * 32)},
    "a user who was not there": {"flags": VERIFIED},
    "a user who was not verified": {"flags": PRESENT},
}


@pytest.fixture
def phone(app, cast):
    """The physician's phone."""
    return give_passkey(app, cast.physician)


def test_a_passkey_alone_signs_in(visitor, cast, phone):
    one = by_passkey(visitor(), phone)
    assert one.address == "/dashboard" and one.has("Alice Adams")
    assert second_factor.of(cast.physician).passkeys[0].used


def test_the_browser_is_asked_for_a_discoverable_passkey_that_verifies_its_user(visitor, cast):
    one = visitor(cast.physician)
    options = json.loads(one.post("/account/security/passkeys/options").page)
    assert options["rp"] == {"name": "Test Medical Society", "id": "localhost"}
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["user"]["displayName"] == "Alice Adams" and "alice" not in read(options["user"]["id"]).decode(
        "latin-1"
    )
    assert len(read(options["challenge"])) == 32
    options = json.loads(visitor().post("/sign-in/passkey/options").page)
    assert options["allowCredentials"] == [] and options["userVerification"] == "required"


def test_a_passkey_is_the_second_step_after_a_password(visitor, cast, phone):
    one = to_second_step(visitor(), cast.physician)
    options = one.post("/sign-in/second/options").page
    assert [read(each["id"]) for each in json.loads(options)["allowCredentials"]] == [phone.id]
    one.post("/sign-in/second", credential=phone.sign(options))
    assert one.address == "/dashboard" and SignIn.get().second


def test_an_answer_that_lies_signs_nobody_in(visitor, cast, phone):
    for lie, changes in LIES.items():
        one = by_passkey(visitor(), phone, **changes)
        assert one.status == 422 and one.has("did not open the door"), lie
    assert SignIn.select().count() == 0
    assert by_passkey(visitor(), phone).address == "/dashboard"


def test_an_answer_counts_once(visitor, cast, phone):
    one = visitor()
    signed = phone.sign(one.post("/sign-in/passkey/options").page)
    assert one.post("/sign-in/passkey", credential=signed).address == "/dashboard"
    one.post("/sign-out")
    assert one.post("/sign-in/passkey", credential=signed).status == 422
    thief = visitor()
    thief.post("/sign-in/passkey/options")
    assert thief.post("/sign-in/passkey", credential=signed).status == 422


def test_an_answer_and_its_cookie_copied_together_count_once_though_the_counter_stands_still(visitor, cast, phone):
    one, thief = visitor(), visitor()
    signed = phone.sign(one.post("/sign-in/passkey/options").page, count=0)  # synced passkeys count nothing
    thief.client.set_cookie("session", one.client.get_cookie("session").value)
    assert one.post("/sign-in/passkey", credential=signed).address == "/dashboard"
    assert thief.post("/sign-in/passkey", credential=signed).status == 422


def test_a_challenge_belongs_to_the_browser_that_asked(visitor, cast, phone):
    attacker, victim = visitor(), visitor()
    signed = phone.sign(attacker.post("/sign-in/passkey/options").page)
    assert victim.post("/sign-in/passkey", credential=signed).status == 422


def test_a_challenge_of_one_purpose_answers_no_other(visitor, cast, phone):
    one = visitor()
    signed = phone.sign(one.post("/sign-in/passkey/options").page)
    to_second_step(one, cast.physician)
    assert one.post("/sign-in/second", credential=signed).status == 422
    one = by_passkey(visitor(), phone)
    signed = phone.sign(one.post("/account/prove/options").page)  # the same person, at the same browser
    to_second_step(one, cast.physician)
    assert one.post("/sign-in/second", credential=signed).status == 422


def test_a_challenge_lasts_five_minutes(visitor, cast, phone, clock):
    one = visitor()
    options = one.post("/sign-in/passkey/options").page
    clock.forward(minutes=5)
    assert one.post("/sign-in/passkey", credential=phone.sign(options)).status == 422


def test_a_counter_that_goes_back_tells_of_a_copy_and_opens_nothing(visitor, cast, phone):
    assert by_passkey(visitor(), phone, count=7).address == "/dashboard"
    for count in (7, 3, 0):
        assert by_passkey(visitor(), phone, count=count).status == 422
    assert by_passkey(visitor(), phone, count=8).address == "/dashboard"


def test_another_persons_passkey_is_no_second_step(app, visitor, cast, phone):
    stranger = give_passkey(app, cast.stranger)
    one = to_second_step(visitor(), cast.physician)
    options = one.post("/sign-in/second/options").page
    assert one.post("/sign-in/second", credential=stranger.sign(options)).status == 422


def test_a_passkey_that_names_another_person_or_nobody_signs_nobody_in(app, visitor, cast, phone):
    stranger = give_passkey(app, cast.stranger)
    assert by_passkey(visitor(), phone, handle=stranger.handle).status == 422
    assert by_passkey(visitor(), phone, handle=b"").status == 422


def test_a_signature_by_another_key_opens_nothing(visitor, cast, phone):
    forged = Device()
    forged.id, forged.handle, forged.count = phone.id, phone.handle, 50
    assert by_passkey(visitor(), forged).status == 422


BROKEN = (
    "",
    "null",
    "7",
    "[]",
    "{}",
    '{"id": 7}',
    "{",
    "\x00",
    "x" * 100_000,
    '{"id":"' + "A" * 3000 + '"}',
    '{"id":"a\\u0000","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AA","signature":"AA"}}',
    '{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{"clientDataJSON":"\\ud800","authenticatorData":"","signature":"AA"}}',
)


def test_an_answer_that_cannot_be_read_is_refused_and_nothing_breaks(visitor, cast):
    stranger, alice = visitor(), visitor(cast.physician)
    for broken in BROKEN:
        stranger.post("/sign-in/passkey/options")
        assert stranger.post("/sign-in/passkey", credential=broken).status == 422
        alice.post("/account/security/passkeys/options")
        assert alice.post("/account/security/passkeys", name="Phone", credential=broken).status == 422


def test_every_byte_of_an_answer_matters(visitor, cast, phone):
    response = json.loads(phone.sign(visitor().post("/sign-in/passkey/options").page))
    for part in ("clientDataJSON", "authenticatorData", "signature"):
        one = visitor()
        response = json.loads(phone.sign(one.post("/sign-in/passkey/options").page))
        raw = bytearray(read(response["response"][part]))
        raw[len(raw) // 2] ^= 1
        response["response"][part] = write(bytes(raw))
        assert one.post("/sign-in/passkey", credential=json.dumps(response)).status == 422


def test_a_locked_person_is_told_so_only_after_the_right_passkey(visitor, cast, phone):
    account_lock.lock(cast.physician, "left the hospital", "shell")
    one = by_passkey(visitor(), phone)
    assert one.status == 422 and one.has("This account is locked. Write to office@example.org.")
    assert by_passkey(visitor(), phone, origin=FAR).hasnt("locked")
