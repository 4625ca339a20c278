"""Each activity's page states, before anything is earned: credit, requirements, how to claim, validity, disclosures (E9)."""

from __future__ import annotations

from datetime import date

from cme.base import provider
from cme.offer import records


def offer(**values):
    usual = {"title": "Point of care", "valid_from": date(2026, 1, 1), "disclosures": "Ann Lee owns shares."}
    return records.offer_point_of_care(**usual | values, by="test")


def test_it_states_everything_that_one_must_know_beforehand(visitor):
    offer(valid_until=date(2027, 12, 31))
    page = visitor().get("/activities/point-of-care")
    page.has(
        "Point of care",
        "Internet point-of-care activity",
        "0.5 AMA PRA Category 1 Credits ™ for each entry",
        "What is required",
        "open at least one article of the CME library from the search",
        "answer two questions",
        "How to claim",
        "Review each entry under For review",
        "Claim by",
        "until 31 December of the second year after the year in which it was earned",
        "From 1 Jan 2026 until 31 Dec 2027",
        "Disclosures",
        "Ann Lee owns shares.",
        "Test Medical Society designates this Internet point-of-care activity for a maximum of 0.5 AMA PRA Category 1 Credit(s) ™.",
        "Everybody else gets a certificate of participation",
    )
    assert "<em>AMA PRA Category 1 Credit(s)</em>™" in page.page


def test_until_the_provider_is_accredited_it_says_sample(visitor):
    visitor().get("/activities/point-of-care").has("Sample, not accredited")
    provider.change(accredited_number="0001234", by="test")
    page = visitor().get("/activities/point-of-care")
    page.has("Test Medical Society is accredited by the Accreditation Council for Continuing Medical Education")
    page.hasnt("Sample")


def test_another_window_is_said_as_it_is(visitor):
    offer(window="anniversary+3")
    visitor().get("/activities/point-of-care").has("until the third anniversary of the day on which it was earned")
    offer(window="year-end+7")
    visitor().get("/activities/point-of-care").has("31 December of the 7th year after")


def test_without_an_end_it_is_valid_until_further_notice(visitor):
    visitor().get("/activities/point-of-care").has("until further notice")


def test_what_the_provider_types_is_printed_safely(visitor):
    offer(title="<script>alert(1)</script> *x*", disclosures="<b>None</b> & *all*")
    page = visitor().get("/activities/point-of-care").page
    assert "<script>alert" not in page
    assert "<b>None" not in page
    assert "&lt;b&gt;None&lt;/b&gt; &amp; *all*" in page


def test_the_list_of_activities_leads_to_each(visitor):
    page = visitor().get("/activities/")
    page.has("Internet point of care")
    assert page.links(r"/activities/point-of-care")
    assert visitor().get("/activities/nothing").status == 404


def test_changed_values_make_a_new_version_and_the_same_values_do_not(app):
    first = offer()
    assert offer().id == first.id
    second = offer(disclosures="None.")
    assert second.id != first.id
    activity, version = records.point_of_care()
    assert version.id == second.id
    assert records.ActivityVersion.get_by_id(first.id).disclosures == "Ann Lee owns shares."
    assert activity.versions.count() == 3  # the one of the tests' furniture too


def test_the_shell_offers_it(app, visitor):
    args = [
        "offer",
        "point-of-care",
        "--title",
        "From the shell",
        "--valid-from",
        "2026-02-01",
        "--window",
        "anniversary+2",
    ]
    assert app.test_cli_runner().invoke(args=args).exit_code == 0
    visitor().get("/activities/point-of-care").has("From the shell", "second anniversary", "From 1 Feb 2026")
