"""Claiming by credit type: a role's own first, only what one has, parts of a topic, filters (L1, L2, L5)."""

from __future__ import annotations

import re
from datetime import date

import pytest

from cme.claim import form
from cme.claim import records as claims
from cme.earn.records import Entry
from tests import courses
from tests.ledger_audit import assert_ledger_balances

TODAY = date(2026, 11, 22)
BOTH = {"ama-pra-1": 1.25, "ancc": 0.75}


def options(page: str) -> list[str]:
    """List the choices of the drop-down of credit types."""
    return re.findall(
        r"<option value=\"[^\"]*\"[^>]*>([^<]*)</option>", page.split('name="type"')[1].split("</select>")[0]
    )


def entries(person, credit_type="ama-pra-1") -> list[int]:
    rows = Entry.select(Entry.id).where(Entry.person == person, Entry.credit_type == credit_type).order_by(Entry.id)
    return [row.id for row in rows]


def passed(person, slug="short-course", topics=1, **values):
    """Offer a course and pass its topics."""
    course = courses.offer(slug, topics=topics, **values)
    for n in range(1, topics + 1):
        courses.answer(person, course, f"topic-{n}")
    return course


def test_ama_comes_first_and_only_what_one_has_is_offered(cast, visitor):
    passed(cast.physician, credits={"acep-1": 1, "ama-pra-1": 1.25})
    seen = visitor(cast.physician).get("/cme/claim")
    assert options(seen.page) == ["AMA PRA Category 1 Credit™ (1)", "ACEP Category I (1)"]
    seen.has("1 of other types are not shown")
    seen.get("/cme/claim?type=acep-1").has("ACEP Category I", "of 1")


def test_a_nurse_sees_her_own_types_first(cast, visitor):
    passed(cast.nurse, credits=BOTH)
    seen = visitor(cast.nurse).get("/cme/claim")
    assert options(seen.page) == ["ANCC contact hours (1)", "AMA PRA Category 1 Credit™ (1)"]
    seen.has("0 contact hours")
    seen.get("/cme/claim?type=ancc&all=1").has("0.75 contact hours", "Claim 0.75 contact hours", "in steps of 0.05")


def test_a_part_of_a_topic_is_claimed_and_the_rest_stays(cast, visitor):
    passed(cast.physician)
    (entry,) = entries(cast.physician)
    seen = visitor(cast.physician).get(f"/cme/claim?entry={entry}&amount-{entry}=0.5")
    seen.has("0.5 credits", "Claim 0.5 credits")
    assert f'name="amount-{entry}" value="0.5"' in seen.page
    seen.get(f"/cme/claim/preview?type=ama-pra-1&entry={entry}&amount-{entry}=0.5")
    seen.has("Claim 0.5 credits?", "“Topic 1 of short-course”: 0.5 of 1.25", "The rest stays", "has been awarded 0.5")
    assert any(f"amount-{entry}=0.5" in link for link in seen.links(r"[^\"]*")), "Cancel keeps the amount"
    amount = {f"amount-{entry}": seen.field(f"amount-{entry}")}
    seen.post("/cme/claims", key=seen.field("key"), type="ama-pra-1", entry=str(entry), **amount)
    seen.has("0.5 credits claimed")
    (left,) = claims.to_claim(cast.physician, TODAY)
    assert str(left.balance) == "0.75"
    seen.get("/cme/claim").has("To claim 1", "Claimed 1", "of 0.75", "1.25 0.5 0")
    assert_ledger_balances()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("0.6", "Claim it in steps of 0.25."),
        ("2", "Enter more than 0 and at most 1.25."),
        ("0", "Enter more than 0 and at most 1.25."),
        *((typed, "Enter an amount such as 0.5") for typed in ("x", "-1", "1e2", "0.255")),
    ],
)
def test_an_amount_that_cannot_be_is_named_by_its_line_and_kept(cast, visitor, typed, says):
    passed(cast.physician, topics=2)
    one, two = entries(cast.physician)
    seen = visitor(cast.physician)
    seen.get(f"/cme/claim/preview?type=ama-pra-1&entry={one}&entry={two}&amount-{one}={typed}&amount-{two}=0.5")
    assert seen.status == 422
    seen.has(f"Topic 1 of short-course: {says}")
    assert f'href="#f-amount-{one}"' in seen.page and f'value="{typed}"' in seen.page and 'value="0.5"' in seen.page
    assert seen.page.count(" checked") == 2 and not claims.Claim.select().exists()


def test_an_amount_beyond_what_is_left_is_refused_at_the_confirmation_too(cast, visitor):
    passed(cast.physician)
    (entry,) = entries(cast.physician)
    seen = visitor(cast.physician).get(f"/cme/claim/preview?type=ama-pra-1&entry={entry}")
    typed = seen.field(f"amount-{entry}")
    values = {"key": seen.field("key"), "type": "ama-pra-1", "entry": str(entry), f"amount-{entry}": typed}
    claims.claim(cast.physician, "another tab of mine", "ama-pra-1", [(entry, 50)], by="test")
    seen.post("/cme/claims", values)
    assert seen.status == 422
    seen.has("“Topic 1 of short-course”: Enter more than 0 and at most 0.75.", "Claim 0.75 credits?")
    for typed in ("x", "0", "-1", "9" * 15):
        seen.post("/cme/claims", {**values, f"amount-{entry}": typed})
        assert seen.status == 422, typed
    seen.post("/cme/claims", {**values, "key": seen.field("key"), f"amount-{entry}": "0.75"}).has(
        "0.75 credits claimed"
    )
    assert_ledger_balances()


def test_a_search_is_claimed_whole_whatever_is_typed(cast, visitor):
    entry = cast.reviewed(cast.physician)
    seen = visitor(cast.physician).get(f"/cme/claim/preview?type=ama-pra-1&entry={entry.id}&amount-{entry.id}=0.25")
    seen.has("Claim 0.5 credits?")
    assert f"amount-{entry.id}" not in seen.page.split("confirm-form")[1]


def test_without_scripts_the_sum_is_made_anew(cast, visitor):
    passed(cast.physician, topics=2)
    one, two = entries(cast.physician)
    seen = visitor(cast.physician).get(
        f"/cme/claim/preview?type=ama-pra-1&entry={one}&entry={two}&amount-{one}=0.25&amount-{two}=1.25&update=1"
    )
    seen.has("1.5 credits", "Preview claim of 1.5")


def test_ticks_and_amounts_come_back_after_signing_in_again(cast, visitor):
    passed(cast.physician)
    (entry,) = entries(cast.physician)
    seen = visitor(cast.physician)
    from cme.people import sessions

    sessions.end_all(cast.physician)
    seen.post("/cme/claims", {"key": "k" * 20, "type": "ama-pra-1", "entry": str(entry), f"amount-{entry}": "0.5"})
    seen.sign_in(cast.physician).get("/cme/claim")
    assert f'name="amount-{entry}" value="0.5"' in seen.page and seen.page.count(" checked") == 1


def test_state_required_cme_says_state_and_topic_wherever_it_stands(cast, visitor):
    passed(cast.nurse, credits={"state": {"FL": {"hours": 2, "topic": "Prevention of medical errors"}}})
    seen = visitor(cast.nurse)
    seen.get("/cme/claim?all=1").has("State-required CME", "Florida: Prevention of medical errors", "Claim 2 hours")
    (entry,) = entries(cast.nurse, "state")
    seen.get(f"/cme/claim/preview?type=state&entry={entry}")
    seen.has("Florida: Prevention of medical errors", "2 hours of State-required CME")
    seen.post("/cme/claims", key=seen.field("key"), type="state", entry=str(entry))
    seen.get("/cme/claimed").has("2 hours, claimed", "Florida: Prevention of medical errors", "State-required CME")


def test_an_activity_filter_stands_on_every_tab(cast, visitor):
    passed(cast.physician, "first-course")
    passed(cast.physician, "second-course")
    cast.entry(cast.physician, "a question for review")
    claims.claim(cast.physician, "claimed of the first", "ama-pra-1", [(entries(cast.physician)[0], 25)], by="test")
    seen = visitor(cast.physician)
    for page in ("/cme/review", "/cme/claim", "/cme/claimed"):
        seen.get(page).has("All activities", "The first course", "The second course")
    seen.get("/cme/review?activity=point-of-care").has("a question for review")
    seen.get("/cme/review?activity=first-course").hasnt("a question for review")
    seen.get("/cme/claim?activity=second-course&all=1")
    seen.has("Topic 1 of second-course", "1 of other types or activities", "1.25 credits")
    seen.hasnt("Topic 1 of first-course")
    seen.get("/cme/claimed?activity=first-course").has("0.25 credits, claimed")
    seen.get("/cme/claimed?activity=second-course").has("Nothing claimed here")
    seen.get("/cme/claim/preview?type=ama-pra-1&activity=second-course&all=1").has("Claim 1.25 credits?")
    for page in ("/cme/review", "/cme/claim", "/cme/claimed"):
        assert seen.get(f"{page}?activity=nothing-like-it").status == 200


def test_claimed_is_filtered_by_year_and_keeps_how_it_is_sorted(cast, clock, visitor):
    for year, count in ((2024, 1), (2025, 3), (2026, 2)):
        cast.claimed(cast.physician, count, now=clock.set(f"{year}-03-04 15:00:00"))
    seen = visitor(cast.physician).get("/cme/claimed").page
    assert "All years" in seen and seen.index("claimed 4 Mar 2026") < seen.index("claimed 4 Mar 2024")
    page = visitor(cast.physician).get("/cme/claimed?year=2025&sort=credits&order=up")
    page.has("1.5 credits, claimed 4 Mar 2025")
    page.hasnt("claimed 4 Mar 2026")
    assert any("year=2025" in link for link in page.links(r"/cme/claimed[^\"]*sort=date[^\"]*"))
    for year in ("1999", "x", "99999", "²"):
        page.get(f"/cme/claimed?year={year}").has("claimed 4 Mar 2024")
    by_credits = page.get("/cme/claimed?sort=credits").page
    assert by_credits.index("4 Mar 2025") < by_credits.index("4 Mar 2026") < by_credits.index("4 Mar 2024")


def test_what_a_form_asks_is_read_the_same_way_everywhere():
    from werkzeug.datastructures import MultiDict

    fields = [
        ("entry", "3"),
        ("entry", "3"),
        ("entry", "x"),
        ("amount-3", " 0.5 "),
        ("amount-x", "1"),
        ("amount-", "1"),
    ]
    values = form.read(MultiDict(fields))
    assert (values.ticks, values.typed) == ([3], {3: "0.5"})


def test_the_pages_ask_as_much_for_many_topics_as_for_few(cast, visitor):
    from tests.counting import recorded_queries

    counts = []
    for slug, topics in (("small", 2), ("large", 14)):
        passed(cast.physician, slug, topics)
        seen = visitor(cast.physician)
        with recorded_queries() as claim:
            seen.get("/cme/claim?all=1")
            seen.get("/cme/claim/preview?type=ama-pra-1&all=1")
        counts.append(len(claim))
    assert counts[1] <= counts[0] + 4, "one more course on the certificate"
