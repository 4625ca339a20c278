"""The authenticator app: set up with a code of it, asked for at sign-in, each code good once (ASVS 6.5)."""

from __future__ import annotations

from cme.people import second_factor
from cme.people.second_factor import totp
from cme.people.second_factor.totp import Totp
from tests.people.second_factor import code_of, give_app, to_second_step, with_app


def test_an_app_is_set_up_with_a_code_of_it_and_asked_for_from_then_on(visitor, cast, clock):
    one = visitor(cast.physician)
    codes = with_app(one, cast.physician)
    assert len(codes) == 10 and one.has("Your recovery codes", "We show them this once")
    assert one.get("/account/security").has("Set up since 22 Nov 2026, 10:00", "10 of 10 are left")
    clock.forward(seconds=60)
    other = to_second_step(visitor(), cast.physician)
    assert other.has("One more step") and other.hasnt("Alice Adams")
    other.post("/sign-in/second", code=code_of(cast.physician))
    assert other.address == "/dashboard" and other.has("Alice Adams")


def test_the_qr_code_and_the_secret_beside_it_are_shown_before_it_counts(visitor, cast):
    one = visitor(cast.physician).post("/account/security/app")
    secret = totp.pending(cast.physician).secret
    spaced = " ".join(secret[n : n + 4] for n in range(0, 32, 4))
    assert one.has(spaced) and 'src="/account/security/app/qr.svg"' in one.page and "data:" not in one.page
    assert f"otpauth://totp/Test%20Medical%20Society:alice%40example.org?secret={secret}" in one.page
    assert not second_factor.has_one(cast.physician)
    one.get("/account/security/app/qr.svg")
    assert one.answer.mimetype == "image/svg+xml" and one.answer.headers["Cache-Control"] == "no-store"
    assert b"<svg" in one.answer.data and b"style" not in one.answer.data


def test_the_picture_of_a_secret_is_its_owners_alone_and_gone_once_it_is_used(visitor, cast):
    one, other = visitor(cast.physician), visitor(cast.stranger)
    one.post("/account/security/app")
    assert other.get("/account/security/app/qr.svg").status == 404
    assert visitor().get("/account/security/app/qr.svg").address.startswith("/sign-in?")
    with_app(one, cast.physician)
    assert one.get("/account/security/app/qr.svg").status == 404
    assert one.get("/account/security/app").address == "/account/security"


def test_a_wrong_code_sets_nothing_up(visitor, cast):
    one = visitor(cast.physician).post("/account/security/app")
    for wrong in ("000000", "", "12345", "abcdef", "1234567", "١٢٣٤٥٦", "1 2 3", "\x00"):
        one.post("/account/security/app/confirmation", code=wrong)
        assert one.status == 422 and one.has("not the code that the app should show")
    assert not second_factor.has_one(cast.physician)


def test_a_code_is_good_once_even_the_one_of_setting_up(visitor, cast, clock):
    give_app(cast.physician)
    used = code_of(cast.physician)
    one = to_second_step(visitor(), cast.physician).post("/sign-in/second", code=used)
    assert one.status == 422 and one.has("used already")
    clock.forward(seconds=60)
    fresh = code_of(cast.physician)
    assert one.post("/sign-in/second", code=f" {fresh[:3]} {fresh[3:]} ").address == "/dashboard"
    other = to_second_step(visitor(), cast.physician).post("/sign-in/second", code=fresh)
    assert other.status == 422


def test_a_clock_may_be_one_step_off_and_no_more(visitor, cast, clock):
    give_app(cast.physician)
    clock.forward(minutes=10)
    one = to_second_step(visitor(), cast.physician)
    for steps in (-2, 2):
        assert one.post("/sign-in/second", code=code_of(cast.physician, steps)).status == 422
    assert one.post("/sign-in/second", code=code_of(cast.physician, -1)).address == "/dashboard"
    late = to_second_step(visitor(), cast.physician).post("/sign-in/second", code=code_of(cast.physician, 1))
    assert late.address == "/dashboard"
    # a step before one that was used is used too
    early = to_second_step(visitor(), cast.physician).post("/sign-in/second", code=code_of(cast.physician, 0))
    assert early.status == 422


def test_another_persons_code_opens_nothing(visitor, cast, clock):
    give_app(cast.physician)
    give_app(cast.stranger)
    clock.forward(minutes=5)
    one = to_second_step(visitor(), cast.physician).post("/sign-in/second", code=code_of(cast.stranger))
    assert one.status == 422


def test_moving_to_another_phone_keeps_the_old_one_until_the_new_one_showed_a_code(visitor, cast, clock):
    one = visitor(cast.physician)
    give_app(cast.physician)
    second_factor.recovery.make(cast.physician)
    before = totp.of(cast.physician).secret
    clock.forward(minutes=1)
    one.post("/account/security/app")
    assert totp.of(cast.physician).secret == before
    assert not with_app(one, cast.physician)  # the recovery codes stay as they are
    assert totp.of(cast.physician).secret != before and Totp.select().count() == 1


def test_a_secret_that_waited_an_hour_is_gone(visitor, cast, clock):
    one = visitor(cast.physician).post("/account/security/app")
    clock.forward(minutes=14)
    assert one.get("/account/security/app").has("Set up an authenticator app")
    clock.forward(minutes=46)
    assert totp.pending(cast.physician) is None
    totp.forget_old()
    assert Totp.select().count() == 0


def test_removing_the_app_ends_the_second_step_and_the_recovery_codes(visitor, cast, mailbox):
    one = visitor(cast.physician)
    with_app(one, cast.physician)
    one.post("/account/security/app/removal")
    assert one.has("An authenticator app is removed.") and one.hasnt("Recovery codes")
    assert not second_factor.has_one(cast.physician) and second_factor.of(cast.physician).codes == 0
    assert visitor(cast.physician).get("/dashboard").status == 200
    assert mailbox.subjects(cast.physician.email) == [
        "A second step was added to your account",
        "A second step was removed from your account",
    ]
    assert one.post("/account/security/app/removal").status == 404
