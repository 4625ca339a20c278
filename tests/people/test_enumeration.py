"""No page, mail count or number of hashes tells a stranger whether an address has an account."""

from __future__ import annotations

import re

import pytest

KNOWN, UNKNOWN = "alice@example.org", "nobody@example.org"
GOOD = "three turtles read slowly"


def _without_address(page):
    return re.sub(r"alice|nobody", "-", page)


@pytest.fixture
def both(cast, visitor, hashes, mailbox):
    """Do the same with an address that has an account and with one that has none; compare all that shows."""
    assert cast.physician.email == KNOWN

    def both(path, **fields):
        seen = []
        for email in (KNOWN, UNKNOWN):
            one = visitor()
            cost = hashes(lambda one=one, email=email: one.post(path, email=email, **fields))
            seen.append((one.status, one.address, _without_address(one.page), cost, len(mailbox.all(email))))
        return seen

    return both


def test_signing_in_says_the_same_and_costs_the_same(both):
    known, unknown = both("/sign-in", password="not the password at all")
    assert known == unknown and known[0] == 422 and known[3] == 1


def test_signing_up_says_the_same_and_costs_the_same(both, mailbox):
    known, unknown = both("/sign-up", password=GOOD)
    assert known == unknown and known[3] == 1 and known[4] == 1
    assert mailbox.subjects(KNOWN) == ["You have an account already"]
    assert mailbox.subjects(UNKNOWN)[0].startswith("Confirm your address")


def test_asking_for_a_new_password_says_the_same_and_costs_the_same(both, mailbox):
    known, unknown = both("/forgot")
    assert known == unknown and known[3] == 0 and known[4] == 1
    assert mailbox.subjects(KNOWN) == ["A new password for CME Desk"]
    assert mailbox.subjects(UNKNOWN) == ["No account with this address"]


def test_they_write_the_same_number_of_rows(app, cast, visitor):
    """Each commit waits for the disk: one more would be measurable."""
    from cme.base.store.db import db

    assert cast.physician.email == KNOWN
    for path in ("/sign-up", "/forgot", "/sign-in"):
        counts = []
        for email in (KNOWN, UNKNOWN):
            statements = []
            run = type(db.obj).execute_sql

            def counted(self, sql, *args, run=run, statements=statements, **more):
                statements.append(sql.split(" ")[0])
                return run(self, sql, *args, **more)

            type(db.obj).execute_sql = counted
            try:
                visitor().post(path, email=email, password=GOOD, follow=False)
            finally:
                type(db.obj).execute_sql = run
            counts.append([sql for sql in statements if sql in ("INSERT", "UPDATE", "DELETE")])
        assert counts[0] == counts[1], path


def test_slowing_down_says_the_same(cast, visitor):
    assert cast.physician.email == KNOWN
    pages = []
    for email in (KNOWN, UNKNOWN):
        one = visitor()
        for _ in range(9):
            one.post("/sign-in", email=email, password="not the password at all")
        pages.append((one.status, _without_address(one.page)))
    assert pages[0] == pages[1] and pages[0][0] == 429


def test_a_sign_up_with_an_address_that_has_an_account_changes_nothing(cast, visitor, mailbox):
    alice = cast.physician
    visitor().post("/sign-up", email=KNOWN, password=GOOD)
    assert visitor(alice).get("/profile").status == 200  # the old password still opens it
    assert visitor().post("/sign-in", email=KNOWN, password=GOOD).status == 422


def test_changing_to_an_address_that_is_taken_tells_only_its_owner(cast, visitor, mailbox):
    alice = visitor(cast.physician)
    pages = []
    for email in (cast.stranger.email, "fresh@example.org"):
        alice.post("/account/address", email=email, address_password="correct horse battery staple")
        pages.append((alice.status, alice.text.replace(email, "-")))
    assert pages[0] == pages[1]
    assert mailbox.subjects(cast.stranger.email) == ["You have an account already"]
