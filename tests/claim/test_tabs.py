"""The three tabs: counts, totals, the type filter, ticks without scripts, sorting (L1, L2, L5)."""

from __future__ import annotations

import html
import re

import pytest

from cme.base.domain import credit_types
from cme.claim import records as claims
from cme.offer import records as offer


def ticked(page):
    return [int(each) for each in re.findall(r'name="entry" value="(\d+)"[^>]* checked', page)]


def amount(page):
    return re.search(r"<span data-total>([^<]+)</span>", page).group(1)


@pytest.fixture
def three(cast):
    return [cast.reviewed(cast.physician, f"question {n}").id for n in range(3)]


@pytest.fixture
def two_types(cast, monkeypatch):
    """A second credit type, offered by the same activity from now on, and an entry of it."""
    other = credit_types.CreditType(
        "other-1", "Other Credit", "Other Credit", "Other Credit", "Other Credits", 25, ("nurse",)
    )
    monkeypatch.setitem(credit_types.CREDIT_TYPES, "other-1", other)
    activity, values = offer.point_of_care()
    fields = {name: getattr(values, name) for name in values._meta.fields if name not in ("id", "activity", "since")}
    offer.offer_activity(
        "point-of-care", "point-of-care", **fields | {"credit_type": "other-1", "unit_value": 100}, by="test"
    )
    return cast.reviewed(cast.physician, "of the other type")


def test_nothing_ticked_says_claim_credits_and_refuses_a_preview(alice, three):
    alice.get("/cme/claim").has("Claim credits", "Preview claim", "Nothing is lost by collecting")
    assert amount(alice.page) == "0 credits"
    alice.get("/cme/claim/preview?type=ama-pra-1")
    assert alice.status == 422 and alice.has("Tick at least one entry to claim.")


def test_all_is_a_link_and_none_too(alice, three):
    alice.get("/cme/claim")
    alice.get(alice.links(r"/cme/claim\?[^\"]*all=1[^\"]*")[0]).has(
        "Claim 1.5 credits", "Preview claim of 1.5", "Select none"
    )
    assert sorted(ticked(alice.page)) == three


def test_the_sum_can_be_asked_for_without_scripts(alice, three):
    alice.get(f"/cme/claim/preview?type=ama-pra-1&update=1&entry={three[0]}&entry={three[2]}")
    assert (sorted(ticked(alice.page)), amount(alice.page)) == ([three[0], three[2]], "1 credit")
    alice.has("Claim 1 credit", "Preview claim of 1")
    alice.get("/cme/claim/preview?type=ama-pra-1&update=1")
    assert alice.status == 200 and amount(alice.page) == "0 credits"


def test_ticks_of_what_is_not_there_count_for_nothing(alice, cast, three):
    theirs = cast.reviewed(cast.stranger).id
    alice.get(f"/cme/claim?entry={theirs}&entry=²&entry=-1&entry={'9' * 30}&entry={three[1]}")
    assert (ticked(alice.page), amount(alice.page)) == ([three[1]], "0.5 credits")


def test_back_to_review_belongs_to_a_form_of_its_own(alice, three):
    """Enter in a check box presses the first button of its form: that must not send a row back."""
    alice.get("/cme/claim")
    form = re.search(r'<form[^>]*id="claim-form".*?</form>', alice.page, re.DOTALL).group()
    buttons = re.findall(r"<button[^>]*>", form)
    own = [each for each in buttons if "form=" not in each]
    assert own and not any("/return" in each for each in own)
    assert len([each for each in buttons if "/return" in each]) == 3


def test_the_filter_says_what_it_hides_and_clears_the_ticks(alice, three, two_types):
    alice.get("/cme/claim").has("AMA PRA Category 1 Credit™ (3)", "Other Credit (1)", "To claim 4")
    alice.has("1 of other types are not shown")
    assert not ticked(alice.page) and "of the other type" not in alice.page
    alice.get("/cme/claim?type=other-1&all=1").has("of the other type", "3 of other types", "Claim 1 credit")
    assert ticked(alice.page) == [two_types.id]
    alice.get("/cme/claim?type=nonsense").has("question 0")


def test_the_first_type_that_one_has_is_shown_where_it_is_not_the_usual_one(alice, two_types):
    alice.get("/cme/claim").has("of the other type")
    alice.get("/cme/review").has("To claim 1")


def test_a_preview_of_two_types_says_which_cannot_come_along(alice, three, two_types):
    alice.get(f"/cme/claim/preview?type=ama-pra-1&entry={three[0]}&entry={two_types.id}")
    assert alice.status == 422
    alice.has("“of the other type”: It is of another credit type; one claim is of one type.", "Claim 0.5 credits?")


def test_the_totals_are_per_activity_and_type(alice, cast, three, two_types):
    cast.entry(cast.physician, "waiting too")
    claims.claim(cast.physician, "the key of a form", "ama-pra-1", [(three[0], None)], by="test")
    alice.get("/cme/claimed").has(
        "Internet point of care AMA PRA Category 1 Credit™ 1.5 0.5 0", "Internet point of care Other Credit 2 0 0"
    )


def test_the_profile_stands_above_in_one_line(alice, three):
    alice.get("/cme/claim").has("Alice Adams, MD Physician (MD, DO or equivalent) Change")


def test_claimed_is_grouped_by_claim_and_sorted_as_asked(cast, visitor, clock):
    history = (("2025-03-01", "2026-05-02", 1), ("2026-01-10", "2026-02-03", 3), ("2024-08-01", "2026-06-04", 2))
    for earned, claimed, count in history:
        moment = clock.set(f"{earned} 12:00-05:00")
        entries = [cast.reviewed(cast.physician, f"{earned} {n}").id for n in range(count)]
        clock.set(f"{claimed} 12:00-05:00")
        claims.claim(
            cast.physician, f"key of {moment:%Y-%m-%d}", "ama-pra-1", [(each, None) for each in entries], by="test"
        )
    alice = visitor(cast.physician)

    def order(query):
        page = alice.get(f"/cme/claimed{query}").text
        return [day for _, day in sorted((page.index(f"claimed {day}"), day) for day in ("2 May", "3 Feb", "4 Jun"))]

    assert order("") == ["4 Jun", "2 May", "3 Feb"] == order("?sort=nonsense")
    assert order("?sort=date&order=up") == ["3 Feb", "2 May", "4 Jun"]
    assert order("?sort=year") == ["3 Feb", "2 May", "4 Jun"]  # 2026, 2025, 2024
    assert order("?sort=year&order=up") == ["4 Jun", "2 May", "3 Feb"]
    assert order("?sort=credits") == ["3 Feb", "4 Jun", "2 May"]
    assert order("?sort=credits&order=up") == ["2 May", "4 Jun", "3 Feb"]
    alice.get("/cme/claimed?sort=credits").has("highest first")
    links = [html.unescape(each) for each in re.findall(r'href="(/cme/claimed\?[^"]+)"', alice.page)]
    assert "/cme/claimed?sort=credits&order=up" in links  # the one that is chosen turns round
    alice.has("Claimed 3", "1.5 credits, claimed 3 Feb 2026", "0.5 credits, claimed 2 May 2026")
