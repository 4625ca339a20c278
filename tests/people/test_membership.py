"""Membership (P7): granted and renewed by the office, required at the confirmation alone; nothing earned is lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cme.base import mail, provider
from cme.base.domain.refusal import Refused
from cme.claim import records as claims
from cme.people import membership, rules
from tests.ledger_audit import assert_ledger_balances


@pytest.fixture
def required(app):
    provider.change(membership_required=True, membership_link="https://example.org/join", by="test")


@pytest.mark.parametrize(
    ("day", "last"),
    [
        ("2026-03-01", "2027-02-28"),
        ("2026-01-01", "2026-12-31"),
        ("2028-02-29", "2029-02-28"),
        ("2027-03-01", "2028-02-29"),
    ],
)
def test_a_year_is_a_year(day, last):
    assert rules.year_from(date.fromisoformat(day)) == date.fromisoformat(last)


def test_off_by_default_and_nobody_is_asked(cast, visitor):
    assert membership.missing(cast.physician, date(2026, 11, 22)) is None
    cast.claimed(cast.physician)
    visitor(cast.physician).get("/cme/claim").hasnt("membership")


def test_without_one_earning_goes_on_and_the_claim_page_says_where_to_get_it(cast, visitor, required):
    entry = cast.reviewed(cast.physician)
    seen = visitor(cast.physician).get(f"/cme/claim?entry={entry.id}")
    seen.has(
        "Claiming needs a membership, and you have none yet.",
        "Get or renew the membership",
        "heart attack",
        "To claim 1",
        "Nothing is lost meanwhile",
    )
    assert 'href="https://example.org/join"' in seen.page and " checked" in seen.page
    seen.get(f"/cme/claim/preview?type=ama-pra-1&entry={entry.id}").has("Claiming needs a membership")
    seen.hasnt("Claim and generate certificate")
    seen.post("/cme/claims", key="k" * 20, type="ama-pra-1", entry=str(entry.id))
    assert seen.status == 422 and not claims.Claim.select().exists()
    seen.has("Nothing was claimed", "Claiming needs a membership, and you have none yet.")
    assert_ledger_balances()


def test_it_is_judged_at_the_confirmation_in_the_zone_of_the_profile(cast, clock, required):
    membership.grant(cast.stranger, "shell", until=date(2026, 11, 30))
    entry = cast.reviewed(cast.stranger)
    late = clock.set("2026-12-01 08:30:00+00:00")  # still 30 November in Los Angeles, 1 December a while later
    with pytest.raises(Refused, match="ended on 30 November 2026"):
        claims.claim(cast.stranger, "k" * 20, "ama-pra-1", [(entry.id, None)], now=late, by="test")
    claim = claims.claim(
        cast.stranger, "k" * 20, "ama-pra-1", [(entry.id, None)], now=late - timedelta(hours=1), by="test"
    )
    assert claim.total == 50
    repeated = claims.claim(cast.stranger, "k" * 20, "ama-pra-1", [(entry.id, None)], now=late, by="test")
    assert repeated == claim, "a repeated confirmation answers with the first one's result, membership or not"


def test_a_claim_stands_and_can_be_undone_after_the_membership_ended(cast, clock, required):
    membership.grant(cast.physician, "shell", until=date(2026, 11, 22))
    claim = cast.claimed(cast.physician)
    provider.change(membership_link="", by="test")
    claims.undo(claim, by="test")
    assert [str(row.balance) for row in claims.to_claim(cast.physician, date(2026, 11, 23))] == ["0.5"]


def test_a_renewal_begins_where_the_last_one_ends(cast, clock):
    first = membership.grant(cast.physician, "shell")
    assert (first.starts, first.until) == (date(2026, 11, 22), date(2027, 11, 21))
    second = membership.grant(cast.physician, "shell")
    assert (second.starts, second.until) == (date(2027, 11, 22), date(2028, 11, 21))
    clock.set("2029-05-01 15:00:00")
    third = membership.grant(cast.physician, "shell", until=date(2029, 6, 30))
    assert (third.starts, third.until) == (date(2029, 5, 1), date(2029, 6, 30))
    with pytest.raises(Refused, match="before it begins on 1 July 2029"):
        membership.grant(cast.physician, "shell", until=date(2029, 6, 15))


def test_a_second_press_of_the_button_grants_nothing_more(cast):
    first = membership.grant(cast.physician, "person:9", seen=None)
    assert membership.grant(cast.physician, "person:9", seen=None) == first
    assert membership.grant(cast.physician, "person:9", seen=first.until) != first


def test_a_membership_is_a_fact(cast):
    from cme.base.store.db import db

    granted = membership.grant(cast.physician, "shell")
    with pytest.raises(Exception, match="fact"), db.atomic():
        membership.Membership.update(until=date(2099, 1, 1)).where(membership.Membership.id == granted.id).execute()


def test_the_office_grants_renews_and_finds(cast, visitor):
    person = cast.physician
    seen = visitor(cast.coordinator).get("/office/memberships")
    seen.has("Alice Adams", "No membership", "Claiming needs no membership here")
    seen.post("/office/memberships", person=str(person.id), seen="", until="").has(
        "Alice Adams is a member until 21 November 2027"
    )
    seen.has("Member until 21 Nov 2027", "Renew")
    seen.post("/office/memberships", person=str(person.id), seen="2027-11-21", until="soon")
    assert seen.status == 422 and 'value="soon"' in seen.page
    seen.has("Alice Adams: Enter the last day as a date")
    seen.post("/office/memberships", person=str(person.id), seen="2027-11-21", until="2026-12-01")
    assert seen.status == 422
    seen.has("before it begins on 22 November 2027")
    seen.get("/office/memberships?q=ALICE").has("Alice Adams")
    seen.get("/office/memberships?q=nobody-like-that").has("No name and no address")
    seen.get("/office/memberships?q=%25").hasnt("Something went wrong")
    for number in ("999999", "x", "²", "9" * 30):
        assert seen.post("/office/memberships", person=number).status == 422
        seen.has("Nothing was granted")
    assert visitor(cast.physician).get("/office/memberships").status == 404


def test_the_shell_grants_and_sets_what_the_provider_asks(app, cast):
    person, run = cast.physician, app.test_cli_runner().invoke
    assert "member from 2026-11-22 until 2027-11-21" in run(args=["people", "grant-membership", person.email]).output
    assert run(args=["people", "grant-membership", person.email, "--until", "x"]).exit_code == 1
    assert run(args=["people", "grant-membership", "nobody@example.org"]).exit_code == 1
    assert (
        run(
            args=["base", "provider", "--membership-required", "--membership-link", "https://example.org/join"]
        ).exit_code
        == 0
    )
    assert provider.current().membership_required and provider.current().membership_link == "https://example.org/join"
    assert run(args=["base", "provider", "--membership-link", "javascript:alert(1)"]).exit_code == 1
    assert (
        run(args=["base", "provider", "--no-membership"]).exit_code == 0 and not provider.current().membership_required
    )


def test_mails_tell_of_the_end_once_before_and_once_after(cast, clock, required):
    membership.grant(cast.physician, "shell", until=date(2026, 12, 31))
    membership.grant(cast.nurse, "shell", until=date(2027, 12, 31))
    assert membership.send_end_notices() == 0
    clock.set("2026-12-05 15:00:00")
    assert membership.send_end_notices() == 1 and membership.send_end_notices() == 0
    (letter,) = mail.Letter.select()
    assert letter.to == cast.physician.email and letter.subject == "Your membership ends on 31 December 2026"
    assert "https://example.org/join" in letter.body and "claiming waits" in letter.body
    clock.set("2027-01-01 15:00:00")
    assert membership.send_end_notices() == 1 and membership.send_end_notices() == 0
    assert "Nothing is lost" in mail.Letter.select().order_by(mail.Letter.id.desc()).first().body
    clock.set("2027-06-01 15:00:00")
    assert membership.send_end_notices() == 0, "who left long ago is left alone"


def test_who_renewed_gets_no_mail_of_the_old_end_and_nobody_does_where_none_is_asked_for(cast, clock, required):
    membership.grant(cast.physician, "shell", until=date(2026, 12, 10))
    membership.grant(cast.physician, "shell")
    assert membership.send_end_notices() == 0
    membership.grant(cast.nurse, "shell", until=date(2026, 12, 10))
    provider.change(membership_required=False, by="test")
    assert membership.send_end_notices() == 0
