"""The two lists: reporting bodies, with number and consent; others, for tracking only (P2)."""

from __future__ import annotations

import re

import pytest

from cme.base import provider
from cme.base.domain.bodies import REPORTING_BODIES
from cme.people import records
from cme.people.records import Consent, Listing


def _add_body(one, body="ABIM", number="123456", **more):
    return one.post("/profile/bodies", {"body": body, "number": number, "consent": "1"} | more)


def _action(one, words):
    """Return the action of the form whose button has these words."""
    for action, form in re.findall(r'<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>', one.page, re.DOTALL):
        if words in re.sub(r"<[^>]+>", "", form):
            return action
    raise AssertionError(f"no form says {words}")


def test_a_body_that_is_told_is_listed_with_its_number_and_consent(visitor, cast):
    one = _add_body(visitor(cast.physician))
    assert one.has("American Board of Internal Medicine is told of what you claim from now on.", "Told for you")
    assert one.field("number") == "123456"
    (row,) = records.reporting_bodies(cast.physician)
    assert (row.body, row.number, row.consented) == ("ABIM", "123456", True)


def test_without_consent_nobody_is_told(visitor, cast):
    one = _add_body(visitor(cast.physician), consent="")
    assert one.status == 422 and one.has("We tell a board only with your consent")
    assert one.field("number") == "123456" and Listing.select().count() == 0


@pytest.mark.parametrize("body", ["", "XX", "abim", "Mercy Hospital"])
def test_only_a_body_that_can_be_told_is_taken(visitor, cast, body):
    one = _add_body(visitor(cast.physician), body=body)
    assert one.status == 422 and one.has("Choose the board or state that we shall tell")


def test_which_bodies_are_told_is_the_providers_choice(visitor, cast):
    provider.change(reporting_bodies=["ABP", "MD"], by="test")
    one = visitor(cast.physician).get("/profile")
    choices = one.page[one.page.index('id="f-body"') : one.page.index('id="f-number"')]
    offered = set(re.findall(r'<option value="([A-Z-]+)"', choices))
    assert offered == {"ABP", "MD"}
    assert _add_body(one, body="ABIM").status == 422 and _add_body(one, body="ABP", number="12345").status == 200


def test_all_that_we_know_are_offered_unless_the_provider_says_which(visitor, cast):
    page = visitor(cast.physician).get("/profile").page
    assert all(f'<option value="{code}"' in page for code in REPORTING_BODIES)


@pytest.mark.parametrize(("body", "number"), [("ABIM", "1234567"), ("ABIM", "Dr. Who"), ("ABS", "1"), ("ABP", "A1")])
def test_an_unusual_number_warns_and_is_kept(visitor, cast, body, number):
    one = _add_body(visitor(cast.physician), body=body, number=number)
    assert one.status == 200 and one.has("usually has", "Check it against a letter from the board.")
    assert one.field("number") == number


def test_a_body_may_be_listed_before_its_number_is_known(visitor, cast):
    assert _add_body(visitor(cast.physician), number="").has("no number yet")


def test_the_same_body_twice_is_one_row_with_the_later_number(visitor, cast):
    one = _add_body(_add_body(visitor(cast.physician)), number="654321")
    (row,) = records.reporting_bodies(cast.physician)
    assert row.number == "654321" and one.field("number") == "654321" and "123456" not in one.page


def test_consent_is_withdrawn_and_given_again_and_each_time_is_a_row(visitor, cast):
    one = _add_body(visitor(cast.physician))
    withdraw = _action(one, "Withdraw consent")
    one.post(withdraw, given="0")
    assert (
        one.has("is told nothing more", "Consent withdrawn")
        and not records.reporting_bodies(cast.physician)[0].consented
    )
    one.post(withdraw, given="1")
    assert records.reporting_bodies(cast.physician)[0].consented
    assert [row.given for row in Consent.select().order_by(Consent.id)] == [True, False, True]


def test_a_body_that_is_removed_can_be_brought_back(visitor, cast):
    one = _add_body(visitor(cast.physician))
    one.post(_action(one, "Remove"))
    assert (
        one.has("American Board of Internal Medicine is off your list.")
        and records.reporting_bodies(cast.physician) == []
    )
    one.post(_action(one, "Undo"))
    assert one.has("is back on your list")
    (row,) = records.reporting_bodies(cast.physician)
    assert row.number == "123456" and row.consented


def test_undo_after_listing_it_anew_makes_no_second_row(visitor, cast):
    one = _add_body(visitor(cast.physician))
    one.post(_action(one, "Remove"))
    undo = _action(one, "Undo")
    _add_body(one, number="654321")
    one.post(undo)
    assert [row.number for row in records.reporting_bodies(cast.physician)] == ["654321"]


def test_a_removed_row_stays_for_the_claims_that_name_it(visitor, cast):
    one = _add_body(visitor(cast.physician))
    one.post(_action(one, "Remove"))
    assert Listing.select().count() == 1 and Listing.get().removed is not None


def test_other_licences_are_for_tracking_only(visitor, cast):
    one = visitor(cast.physician).post("/profile/others", other="Mercy Hospital  medical staff", other_number="4711")
    assert one.has("Mercy Hospital medical staff is on your list. It is not told", "send them yourself")
    assert records.reporting_bodies(cast.physician) == [] and Consent.select().count() == 0
    (row,) = records.listings(cast.physician)
    assert (row.label, row.number, row.reporting) == ("Mercy Hospital medical staff", "4711", False)
    assert one.post(f"/profile/bodies/{row.id}/consent", given="1").status == 404


def test_a_board_that_could_be_told_may_be_tracked_only(visitor, cast):
    visitor(cast.physician).post("/profile/others", other="American Board of Internal Medicine")
    assert records.reporting_bodies(cast.physician) == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"other": ""}, "Enter the name of the board, hospital or employer"),
        ({"other": " \u200b "}, "Enter the name"),
        ({"other": "x" * 161}, "at most 160 fit"),
        ({"other": "Mercy", "other_number": "1" * 41}, "at most 40 fit"),
    ],
)
def test_what_cannot_be_listed_is_refused_with_a_sentence(visitor, cast, fields, sentence):
    one = visitor(cast.physician).post("/profile/others", fields)
    assert one.status == 422 and one.has(sentence) and Listing.select().count() == 0
    assert one.field("name") == "Alice Adams"  # the profile above stays as it is


def test_a_strangers_listing_is_not_there(visitor, cast):
    row = records.list_body(
        cast.physician,
        body="ABIM",
        label="American Board of Internal Medicine",
        number="1",
        reporting=True,
        consent=True,
    )
    sam = visitor(cast.stranger)
    for action, fields in (("removal", {}), ("return", {}), ("consent", {"given": "0"})):
        assert sam.post(f"/profile/bodies/{row.id}/{action}", fields).status == 404
    records.unlist(row)
    assert sam.post(f"/profile/bodies/{row.id}/return").status == 404
    assert Listing.get().removed is not None and Consent.select().count() == 1
    assert visitor().post(f"/profile/bodies/{row.id}/removal").address.startswith("/sign-in")


def test_two_tabs_that_list_the_same_body_make_one_row(app, cast):
    import threading

    from cme.base.store import db as database
    from cme.base.store.db import db

    alice, barrier = cast.physician, threading.Barrier(6)

    def tab(n):
        barrier.wait()
        with database.scope():
            records.list_body(
                alice, body="ABS", label="American Board of Surgery", number=str(n), reporting=True, consent=True
            )
        db.close()

    threads = [threading.Thread(target=tab, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(records.reporting_bodies(alice)) == 1
