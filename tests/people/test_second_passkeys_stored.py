"""Stored passkeys: added, named, renamed and removed, by nobody but their owner."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cme.people.second_factor.passkeys import Passkey
from tests.people.device import Device, read
from tests.people.second_factor import by_passkey, give_passkey, with_passkey
from tests.people.test_second_passkeys import LIES


@pytest.fixture
def phone(app, cast):
    """The physician's phone."""
    return give_passkey(app, cast.physician)


def test_a_second_passkey_names_the_same_person_and_leaves_the_first_device_out(visitor, cast):
    one = visitor(cast.physician)
    phone, laptop = with_passkey(one), with_passkey(one, "Laptop")
    assert phone.handle == laptop.handle and phone.id != laptop.id
    options = json.loads(one.post("/account/security/passkeys/options").page)
    assert {read(each["id"]) for each in options["excludeCredentials"]} == {phone.id, laptop.id}
    assert by_passkey(visitor(), laptop).address == "/dashboard"


def test_an_answer_that_lies_is_not_stored_as_a_passkey(visitor, cast):
    one = visitor(cast.physician)
    for lie, changes in (LIES | {"another purpose": {"kind": "webauthn.get"}}).items():
        options = one.post("/account/security/passkeys/options").page
        one.post("/account/security/passkeys", name="Phone", credential=Device().make(options, **changes))
        assert one.status == 422 and Passkey.select().count() == 0, lie


def test_the_same_passkey_cannot_be_stored_twice(visitor, cast, phone):
    one = visitor(cast.stranger)
    options = one.post("/account/security/passkeys/options").page
    one.post("/account/security/passkeys", name="Mine now", credential=phone.make(options))
    assert one.status == 422 and [row.person_id for row in Passkey.select()] == [cast.physician.id]


def test_a_passkey_has_a_name_that_can_be_changed(visitor, cast):
    one = visitor(cast.physician)
    with_passkey(one, "Alice's phone")
    row = Passkey.get()
    one.get(f"/account/security/passkeys/{row.id}")
    assert one.field("name") == "Alice&#39;s phone"
    for wrong in ("", "  ", "n" * 61):
        assert one.post(f"/account/security/passkeys/{row.id}", name=wrong).status == 422
    one.post(f"/account/security/passkeys/{row.id}", name="  My  telephone ")
    assert one.address == "/account/security" and one.has("My telephone", "Not used yet")
    for name, sentence in (("", "Enter a name"), ("n" * 61, "61 characters")):
        one.post("/account/security/passkeys", name=name, credential="{}")
        assert one.status == 422 and one.has(sentence)


def test_a_removed_passkey_opens_nothing_any_more(visitor, cast, phone, mailbox):
    one, row = by_passkey(visitor(), phone), Passkey.get()
    one.post(f"/account/security/passkeys/{row.id}/removal")
    assert one.has("The passkey “Alice's phone” is removed.") and Passkey.select().count() == 0
    assert by_passkey(visitor(), phone).status == 422
    assert "A second step was removed from your account" in mailbox.subjects(cast.physician.email)
    assert one.post(f"/account/security/passkeys/{row.id}/removal").status == 404


def test_somebody_elses_passkey_is_not_there(visitor, cast, phone):
    one, row = visitor(cast.stranger), Passkey.get()
    for path in ("", "/removal"):
        assert one.post(f"/account/security/passkeys/{row.id}{path}", name="Mine").status == 404
    assert one.get(f"/account/security/passkeys/{row.id}").status == 404
    assert Passkey.get().name == "Alice's phone"


def test_without_a_script_the_page_says_what_works_instead(visitor, cast):
    one = visitor(cast.physician).get("/account/security/passkeys/new")
    assert one.has("Passkeys need scripts", "An authenticator app works without.")
    one.post("/account/security/passkeys", name="Phone", credential="")
    assert one.status == 422 and one.has("Your browser made no passkey.")


def test_twenty_passkeys_are_the_most(visitor, cast, phone):
    row = Passkey.get()
    for n in range(19):
        Passkey.create(
            person=row.person_id,
            handle=row.handle,
            credential=f"c{n}",
            public_key=b"k",
            sign_count=0,
            transports=[],
            name=str(n),
            created=row.created,
        )
    one = by_passkey(visitor(), phone)
    options = one.post("/account/security/passkeys/options").page
    assert one.post("/account/security/passkeys", name="21", credential=Device().make(options)).status == 422


WHERE = (
    ("https://cme.example.org", True),
    ("http://localhost:5000", True),
    ("http://cme.example.org", False),
    ("http://127.0.0.1:5000", False),
    ("https://192.0.2.7", False),
    ("https://[::1]", False),
)


def test_passkeys_are_offered_where_browsers_do_them(app, visitor):
    for url, possible in WHERE:
        app.settings = replace(app.settings, base_url=url)
        one = visitor().get("/sign-in")
        assert ("Sign in with a passkey" in one.page) == possible and ("cme-passkey.js" in one.page) == possible
