"""Recovery codes: ten, shown once, stored as hashes, each good once (ASVS 6.5.1 to 6.5.4)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from cme.base.store.db import scope
from cme.people.second_factor import recovery
from cme.people.second_factor.recovery import RecoveryCode
from tests.people.second_factor import codes_on, give_app, to_second_step


@pytest.fixture
def codes(cast):
    give_app(cast.physician)
    return recovery.make(cast.physician)


def test_there_are_ten_that_differ_and_none_is_stored_in_clear(codes, cast):
    assert len(set(codes)) == 10 and all(len(code) == 14 for code in codes)
    stored = " ".join(f"{row.label} {row.hash}" for row in RecoveryCode.select())
    for code in codes:
        assert code[5:] not in stored and code[5:].replace("-", "") not in stored
    assert all(row.hash.startswith("$argon2id$") for row in RecoveryCode.select())


def test_a_code_lets_in_once_and_the_mail_tells_of_it(visitor, cast, codes, mailbox):
    one = to_second_step(visitor(), cast.physician).post("/sign-in/second", recovery=codes[3])
    assert one.address == "/dashboard" and one.has("You used a recovery code; 9 of 10 are left.")
    other = to_second_step(visitor(), cast.physician).post("/sign-in/second", recovery=codes[3])
    assert other.status == 422 and other.has("or it was used already")
    (message,) = mailbox.all(cast.physician.email)
    assert message["Subject"] == "A recovery code was used" and "9 of 10 are left" in message.get_content()
    assert other.post("/sign-in/second", recovery=codes[4]).address == "/dashboard"


def test_a_code_is_taken_however_it_is_typed(cast, codes):
    spaced, alike = f"  {codes[2].replace('-', ' ')} ", codes[3].replace("0", "O").replace("1", "l")
    for written in (codes[0].upper(), codes[1].replace("-", ""), spaced, alike):
        assert recovery.use(cast.physician, written)
    mixed = codes[5][:5] + codes[6][5:]
    for wrong in ("", codes[0][:4], codes[4][:-1], codes[4] + "x", "0000-0000-0000", "\x00", "é" * 500, mixed):
        assert not recovery.use(cast.physician, wrong)
    assert recovery.left(cast.physician) == 6


def test_a_code_is_its_owners(cast, codes):
    give_app(cast.stranger)
    assert not recovery.use(cast.stranger, codes[0])
    assert recovery.use(cast.physician, codes[0])


def test_a_code_that_is_given_four_times_at_once_is_taken_once(app, cast, codes):
    cast.physician  # noqa: B018 - made here, not in a thread

    def use(_):
        with app.app_context(), scope():
            return recovery.use(cast.physician, codes[7])

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(use, range(4))) == 1


def test_a_wrong_label_costs_as_much_as_a_right_one(cast, codes, hashes):
    right, wrong = codes[0][:5] + "zzzz-zzzz", "zzzz-zzzz-zzzz"
    assert (
        hashes(lambda: recovery.use(cast.physician, right)) == hashes(lambda: recovery.use(cast.physician, wrong)) == 1
    )


def test_new_codes_take_the_place_of_the_old_ones(visitor, cast, clock, codes, mailbox):
    one = to_second_step(visitor(), cast.physician).post("/sign-in/second", recovery=codes[0])
    one.post("/account/security/recovery-codes")
    fresh = codes_on(one)
    assert len(fresh) == 10 and not set(fresh) & set(codes)
    assert not recovery.use(cast.physician, codes[1]) and recovery.use(cast.physician, fresh[0])
    assert "New recovery codes for your account" in mailbox.subjects(cast.physician.email)
    assert not codes_on(one.get("/account/security")) and one.has("9 of 10 are left")


def test_without_a_second_factor_there_are_no_codes(visitor, cast):
    one = visitor(cast.nurse).post("/account/security/recovery-codes")
    assert one.address == "/account/security" and not codes_on(one) and RecoveryCode.select().count() == 0
