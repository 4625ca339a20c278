"""What a certificate prints and its status (C2 to C8), from plain values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from cme.base.domain.credit_types import CREDIT_TYPES
from cme.certify import rules

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)
LATER, EARLIER = NOW + timedelta(minutes=10), NOW - timedelta(minutes=10)
PROVIDER = SimpleNamespace(
    template="classic",
    paper="letter",
    accredited=True,
    name="Test Medical Society",
    address="1 Test Street",
    accredited_number="0001234",
    accreditation="{name} is accredited.",
    participation="This activity was designated for {amount} {unit}.",
)
ACTIVITY = rules.DesignatedActivity(
    format="Enduring material",
    title="Internet point of care",
    accme_number="200000001",
    maximum="0.5",
    designation="{name} designates this activity.",
)
HOLDER = {"name": "Ana Nguyễn", "latin_name": "Ana Nguyen", "credentials": "MD"}
LINE = {"completed": date(2026, 11, 20), "amount": 50}


def fill(text, provider, activity):
    return f"{activity.title}: {text.replace('{name}', provider.name)}"


def words(**changes):
    values = {
        "holder": HOLDER,
        "awarded": True,
        "credit_type": CREDIT_TYPES["ama-pra-1"],
        "provider": PROVIDER,
        "activity": ACTIVITY,
        "lines": [LINE],
        "issued": date(2026, 11, 22),
        "fill": fill,
        "listing": {"rows": []},
    }
    return rules.words(**values | changes)


def test_an_awarded_certificate_prints_all_of_this():
    code = rules.code_from(12345)
    found = words(number="C-7K3F-9Q2M", code=code, verify_url="https://cme.example/verify/x")
    assert found == {
        "template": "classic",
        "paper": "letter",
        "kind": "awarded",
        "sample": False,
        "sample_text": "Sample, not accredited",
        "number": "C-7K3F-9Q2M",
        "code": rules.grouped(code),
        "verify_url": "https://cme.example/verify/x",
        "heading": "Certificate of Credit",
        "holder": {"name": "Ana Nguyễn", "latin": "Ana Nguyen", "credentials": "MD"},
        "sentence": "has been awarded 0.5 *AMA PRA Category 1 Credits*™ for the Enduring material titled",
        "provider": {"name": "Test Medical Society", "address": "1 Test Street", "number": "0001234"},
        "activity": {"title": "Internet point of care", "format": "Enduring material", "number": "200000001"},
        "completed": "20 November 2026",
        "credit": {
            "amount": "0.5",
            "hundredths": 50,
            "type": "ama-pra-1",
            "unit": "*AMA PRA Category 1 Credits*™",
            "label": "Credits claimed",
        },
        "maximum": "0.5",
        "statements": [
            "Internet point of care: Test Medical Society designates this activity.",
            "Internet point of care: Test Medical Society is accredited.",
        ],
        "list": {"rows": []},
        "issued": "22 November 2026",
        "log_head": "",
    }


def test_a_preview_has_no_number_no_code_and_no_address():
    found = words()
    assert (found["number"], found["code"], found["verify_url"]) == ("", "", "")


def test_who_took_part_is_said_to_have_taken_part_and_is_awarded_nothing():
    found = words(awarded=False)
    assert (found["kind"], found["heading"]) == ("participation", "Certificate of Participation")
    assert found["sentence"] == "has participated in the Enduring material titled"
    assert found["statements"][0] == (
        "Internet point of care: This activity was designated for 0.5 *AMA PRA Category 1 Credits*™."
    )
    assert found["credit"]["label"] == "Credits designated"


def test_parts_of_an_activity_name_what_the_whole_was_designated_for():
    found = words(awarded=False, designated=400)
    assert "designated for 4 *AMA PRA Category 1 Credits*™" in found["statements"][0]
    assert found["credit"]["label"] == "Credits completed" and found["credit"]["amount"] == "0.5"
    assert "designated for 1 *AMA PRA Category 1 Credit*™." in words(awarded=False, designated=100)["statements"][0]
    assert "designated for 0 " in words(awarded=False, designated=0)["statements"][0]
    assert words(designated=400)["credit"]["label"] == "Credits claimed"


@pytest.mark.parametrize(
    ("amounts", "amount", "unit"),
    [
        ([50, 50], "1", "Credit*™"),
        ([25], "0.25", "Credits*™"),
        ([50, 75], "1.25", "Credits*™"),
        ([101], "1.01", "Credits*™"),
    ],
)
def test_lines_are_summed_and_one_credit_is_singular(amounts, amount, unit):
    credit = words(lines=[LINE | {"amount": each} for each in amounts])["credit"]
    assert credit["amount"] == amount and credit["hundredths"] == sum(amounts) and credit["unit"].endswith(unit)


def test_a_provider_without_accreditation_issues_samples():
    provider = SimpleNamespace(**vars(PROVIDER) | {"accredited": False})
    found = words(provider=provider)
    assert found["sample"] is True
    assert found["statements"][1:] == ["Sample, not accredited."]


def test_a_holder_without_latin_name_and_credentials():
    assert words(holder={"name": "Ana"})["holder"] == {"name": "Ana", "latin": "", "credentials": ""}


@pytest.mark.parametrize(
    ("days", "span"),
    [
        ([date(2026, 1, 3)], "3 January 2026"),
        ([date(2026, 1, 3), date(2026, 1, 3)], "3 January 2026"),
        ([date(2026, 3, 1), date(2026, 1, 3), date(2026, 2, 2)], "3 January 2026 to 1 March 2026"),
    ],
)
def test_the_days_of_completion_are_one_day_or_a_span(days, span):
    assert rules.format_days(days) == span
    assert words(lines=[LINE | {"completed": day} for day in days])["completed"] == span


def test_a_listing_has_the_day_the_title_and_the_amount_of_each_entry():
    rows = [(date(2026, 1, 3), "Gout", 50), (date(2026, 11, 20), "Pain", 100)]
    assert rules.listing("Articles", "Title", rows, "credit") == {
        "heading": "Articles",
        "columns": ["Completed", "Title", "Credits"],
        "rows": [["3 Jan 2026", "Gout", "0.5"], ["20 Nov 2026", "Pain", "1"]],
        "note": "",
    }


def test_categories_show_their_sixths_and_the_total_that_counts():
    found = rules.categories_listing([("Cardiology", 4), ("Nephrology", 2)], 100)
    assert found["heading"] == "Questions by category" and found["columns"] == ["Category", "Questions", "Credits"]
    assert found["rows"] == [["Cardiology", "4", "0.5"], ["Nephrology", "2", "0.25"]]
    assert found["note"].endswith("the total of 1 credit is what counts.")


@pytest.mark.parametrize(
    ("hold_until", "outcome", "withdrawn", "superseded", "status"),
    [
        (LATER, None, False, False, "provisional"),
        (NOW, None, False, False, "valid"),
        (EARLIER, None, False, False, "valid"),
        (LATER, "released", False, False, "valid"),
        (EARLIER, "released", False, False, "valid"),
        (LATER, "undone", False, False, "withdrawn-by-holder"),
        (EARLIER, "undone", True, True, "withdrawn-by-holder"),
        (LATER, None, True, False, "withdrawn"),
        (EARLIER, "released", True, True, "withdrawn"),
        (EARLIER, "released", False, True, "superseded"),
        (LATER, None, False, True, "superseded"),
    ],
)
def test_the_status_of_a_certificate(hold_until, outcome, withdrawn, superseded, status):
    assert rules.status(NOW, hold_until, outcome, withdrawn, superseded) == status


def test_the_smallest_and_the_largest_code_and_number():
    assert rules.code_from(0) == "0" * 26 and rules.code_from(2**130 - 1) == "Z" * 26
    assert rules.code_from(1) == "1" + "0" * 25, "the last five bits come first"
    assert rules.number_from(0) == "C-0000-0000" and rules.number_from(2**40 - 1) == "C-ZZZZ-ZZZZ"
    assert rules.number_from(1) == "C-0000-0001" and rules.number_from(10 << 20) == "C-000A-0000"


def test_a_code_is_grouped_by_fives():
    assert rules.grouped("ABCDEFGHJKMNPQRSTVWXYZ0123") == "ABCDE-FGHJK-MNPQR-STVWX-YZ012-3"


def test_a_code_may_stand_at_the_end_of_200_letters_and_no_further():
    code = rules.code_from(7)
    assert rules.tidy_code("oOiIlL" + code[6:]) == "001111" + code[6:]
    assert rules.tidy_code("-" * 174 + code) == code
    assert rules.tidy_code("-" * 175 + code) == ""


def test_a_correction_says_what_it_corrects():
    assert rules.correction_refusals({"name": "Ana Nguyen"}) == rules.correction_refusals({"credentials": ""}) == []
    assert [each.sentence for each in rules.correction_refusals({})] == [
        "Say what to correct: the name or the credentials."
    ]
    assert [each.sentence for each in rules.correction_refusals({}, "--name or --credentials")] == [
        "Say what to correct: --name or --credentials."
    ]
