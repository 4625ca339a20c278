"""Signing in fully once more before what changes how one signs in (ASVS 7.5.1): good for 15 minutes, under a new id."""

from __future__ import annotations

from cme.people import passwords, records, second_factor
from cme.people.sessions import SignIn
from tests.cast import PASSWORD
from tests.people.second_factor import by_passkey, code_of, codes_on, give_app, give_passkey, with_app

NEW = "seven purple tortoises climbing"
GUARDED = (
    ("GET", "/account/security/app"),
    ("GET", "/account/security/app/qr.svg"),
    ("GET", "/account/security/passkeys/new"),
    ("GET", "/account/security/passkeys/1"),
    ("POST", "/account/security/app"),
    ("POST", "/account/security/app/confirmation"),
    ("POST", "/account/security/app/removal"),
    ("POST", "/account/security/passkeys"),
    ("POST", "/account/security/passkeys/options"),
    ("POST", "/account/security/passkeys/1"),
    ("POST", "/account/security/passkeys/1/removal"),
    ("POST", "/account/security/recovery-codes"),
    ("POST", "/account/security/sessions/0123456789abcdef/end"),
    ("POST", "/account/security/sessions/end-others"),
)


def send(one, method, path, **fields):
    return one.get(path, **fields) if method == "GET" else one.post(path, **fields)


def test_fifteen_minutes_after_signing_in_it_is_asked_for_again(app, visitor, cast, clock):
    one = visitor(cast.physician)
    give_passkey(app, cast.physician)
    clock.forward(minutes=14, seconds=59)
    assert one.get("/account/security/passkeys/new").address == "/account/security/passkeys/new"
    clock.forward(seconds=1)
    for method, path in GUARDED:
        send(one, method, path)
        assert one.address.startswith("/account/prove?next="), (method, path, one.address)
    assert len(second_factor.of(cast.physician).passkeys) == 1 and second_factor.of(cast.physician).codes == 0


def test_every_page_that_changes_factors_is_among_those(app):
    guarded = {
        (method, path.replace("/1", "/<int:passkey_id>").replace("0123456789abcdef", "<ref>"))
        for method, path in GUARDED
    }
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/account/security/")]
    assert {(method, rule.rule) for rule in rules for method in rule.methods & {"GET", "POST"}} == guarded


def test_the_password_is_enough_where_there_is_nothing_more_and_leads_back(visitor, cast, clock):
    one = visitor(cast.physician)
    before = one.client.get_cookie("session").value
    clock.forward(minutes=20)
    one.get("/account/security/passkeys/new")
    assert one.has("Sign in once more") and 'name="code"' not in one.page and 'name="recovery"' not in one.page
    one.post("/account/prove", password="not the password", next=one.field("next"))
    assert one.status == 422 and one.has("This is not your present password")
    one.post("/account/prove", password=PASSWORD, next=one.field("next"))
    assert one.address == "/account/security/passkeys/new"
    thief = visitor()
    thief.client.set_cookie("session", before)
    assert thief.get("/profile").address.startswith("/sign-in")  # the old id died
    assert SignIn.select().where(SignIn.ended.is_null()).count() == 1


def test_with_an_app_the_password_alone_is_too_little(visitor, cast, clock):
    one = visitor(cast.physician)
    give_app(cast.physician)
    clock.forward(minutes=20)
    one.get("/account/security/passkeys/new")
    for factor in ({}, {"code": "000000"}, {"recovery": "0000-0000-0000"}):
        one.post("/account/prove", password=PASSWORD, **factor)
        assert one.status == 422
    assert one.post("/account/prove", password="wrong wrong wrong", code=code_of(cast.physician)).status == 422
    one.post("/account/prove", password=PASSWORD, code=code_of(cast.physician))  # not used up by the wrong password
    assert one.address == "/account/security"


def test_a_recovery_code_proves_too_and_a_passkey_does_alone(app, visitor, cast, clock):
    phone = give_passkey(app, cast.physician)
    codes = second_factor.recovery.make(cast.physician)
    one = by_passkey(visitor(), phone)
    clock.forward(minutes=20)
    one.post("/account/prove", password=PASSWORD, recovery=codes[0], next="/account/security/passkeys/new")
    assert one.address == "/account/security/passkeys/new" and one.has("9 of 10 are left")
    clock.forward(minutes=20)
    options = one.post("/account/prove/options").page
    one.post("/account/prove", credential=phone.sign(options), next="/account/security/passkeys/new")
    assert one.address == "/account/security/passkeys/new"


def test_another_persons_passkey_proves_nothing(app, visitor, cast, clock):
    stranger = give_passkey(app, cast.stranger)
    one = visitor(cast.physician)
    options = one.post("/account/prove/options").page
    assert one.post("/account/prove", credential=stranger.sign(options)).status == 422


def test_tries_are_counted(visitor, cast, clock):
    one = visitor(cast.physician)
    for _ in range(10):
        one.post("/account/prove", password="not the password")
    assert one.post("/account/prove", password=PASSWORD).status == 422 and one.has("Too many tries")


def test_the_password_form_asks_for_the_present_one_and_for_the_second_step_of_late(visitor, cast, clock):
    one = visitor(cast.physician)
    give_app(cast.physician)
    form = {"current_password": PASSWORD, "new_password": NEW}
    clock.forward(minutes=20)
    assert one.post("/account/password", **form).address.startswith("/account/prove?next=")
    assert not passwords.verify(records.Person.get_by_id(cast.physician.id).password_hash, NEW)
    one.post("/account/prove", password=PASSWORD, code=code_of(cast.physician), next=one.field("next"))
    assert one.address == "/account"
    assert one.post("/account/password", current_password="wrong", new_password=NEW).status == 422
    one.post("/account/password", **form)
    assert one.has("Your password is changed.")
    assert one.get("/account/security/passkeys/new").address == "/account/security/passkeys/new"


def test_the_address_form_does_too_and_keeps_what_was_typed(visitor, cast, clock, mailbox):
    one = visitor(cast.physician)
    give_app(cast.physician)
    clock.forward(minutes=20)
    one.post("/account/address", email="new@example.org", address_password=PASSWORD)
    assert one.address.startswith("/account/prove?next=") and mailbox.all("new@example.org") == []
    one.post("/account/prove", password=PASSWORD, code=code_of(cast.physician), next=one.field("next"))
    assert one.address == "/account" and one.field("email") == "new@example.org"
    one.post("/account/address", email="new@example.org", address_password=PASSWORD)
    assert one.has("We have written to new@example.org.")


def test_without_a_second_factor_the_present_password_is_a_full_sign_in(visitor, cast, clock):
    one = visitor(cast.physician)
    clock.forward(hours=2)
    one.post("/account/password", current_password=PASSWORD, new_password=NEW)
    assert one.has("Your password is changed.")


def test_a_session_that_stays_goes_on_staying(visitor, cast, clock):
    one = visitor()
    one.post("/sign-in", email=cast.physician.email, password=PASSWORD, stay="1")
    clock.forward(days=2)
    one.post("/account/prove", password=PASSWORD)
    clock.forward(days=20)
    assert one.get("/dashboard").address == "/dashboard"


def test_it_leads_nowhere_else(visitor, cast):
    one = visitor(cast.physician)
    for evil in ("https://evil.example.org", "//evil.example.org", "/\\evil", "javascript:alert(1)"):
        assert one.get(f"/account/prove?next={evil}").field("next") == ""
        assert one.post("/account/prove", password=PASSWORD, next=evil).address == "/account/security"


def test_a_fresh_sign_in_sets_up_at_once(visitor, cast):
    one = visitor(cast.physician)
    assert len(with_app(one, cast.physician)) == 10 and codes_on(one)
