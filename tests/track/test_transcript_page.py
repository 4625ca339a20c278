"""The transcript on the page and as files: any range, every filter, totals by type and activity (T1)."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest

from cme.claim import records as claims
from cme.people import records as people
from cme.track import topics
from tests.counting import recorded_queries
from tests.track.external_credits import add_external_credit


@pytest.fixture
def alice(cast, visitor):
    return visitor(cast.physician)


@pytest.fixture
def mixed(cast):
    """Three searches claimed here, and from elsewhere two types in two years."""
    cast.claimed(cast.physician, 3)
    add_external_credit(
        cast.physician, title="Grand rounds", amount=100, completed_on=date(2026, 3, 4), topics=["opioids"]
    )
    add_external_credit(
        cast.physician, title="Journal club", amount=250, completed_on=date(2025, 12, 31), format="journal"
    )
    add_external_credit(
        cast.physician, title="European congress", amount=600, credit_type="ecmec", completed_on=date(2026, 1, 1)
    )


def titles(visitor) -> list[str]:
    return [row["title"] for row in visitor.page_json["credits"]]


def export(alice, **query):
    alice.get("/transcript.json?" + "&".join(f"{k}={v}" for k, v in query.items()))
    alice.page_json = json.loads(alice.page)
    return alice


def test_credit_from_here_is_apart_from_external_credit(alice, mixed):
    alice.get("/transcript").has("From here Test Medical Society", "From elsewhere City Hospital", "no document")
    alice.has(
        "AMA PRA Category 1 Credit™ 1.5 3.5 5", "Internet point of care 1.5 1.5", "Journal-based activity 2.5 2.5"
    )
    alice.has("European CME credits (ECMEC®) 0 6 6", "6 credits in this range")


def test_a_search_is_named_by_what_was_read_never_by_its_term(cast, alice):
    """What leaves the house holds no search term, as on the certificate."""
    cast.claimed(cast.physician)
    for address in ("/transcript", "/transcript.csv", "/transcript.json"):
        body = alice.get(address).answer.get_data(as_text=True)
        assert "Acute myocardial infarction" in body and "question 0" not in body


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"from": "2026-01-01", "to": "2026-03-03"}, ["European congress"]),
        ({"to": "2025-12-31"}, ["Journal club"]),
        ({"type": "ecmec"}, ["European congress"]),
        ({"topic": "opioids"}, ["Grand rounds"]),
        ({"from": "2026-01-01", "type": "ama-pra-1", "topic": "opioids"}, ["Grand rounds"]),
        ({"type": "nonsense"}, []),
        ({"body": "999999"}, []),
    ],
)
def test_every_filter_narrows_it(alice, mixed, query, found):
    assert titles(export(alice, **query)) == found


def test_a_reporting_body_sees_what_it_takes_and_a_hospital_everything(cast, alice, mixed):
    board = people.list_body(cast.physician, body="ABIM", label="ABIM", number="123456", reporting=True, consent=True)
    hospital = people.list_body(cast.physician, body="", label="Hospital", number="", reporting=False, consent=False)
    assert "European congress" not in titles(export(alice, body=board.id))
    assert len(titles(export(alice, body=board.id))) == 5
    assert len(titles(export(alice, body=hospital.id))) == 6
    alice.get(f"/transcript?body={board.id}").has("5 credits in this range")
    alice.hasnt("European congress")


def test_a_topic_that_its_owner_set_counts(cast, alice, mixed):
    here = [row["id"] for row in export(alice).page_json["credits"] if row["from"] == "here"][0]
    topics.choose(cast.physician, here, ["pain"])
    assert len(titles(export(alice, topic="pain"))) == 1


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("from=yesterday", "Enter a date such as 2026-01-31."),
        ("from=2026-02-30", "Enter a date such as 2026-01-31."),
        ("from=2026-02-01&to=2026-01-31", "The last day is before the first."),
    ],
)
def test_a_range_that_is_none_is_refused_next_to_its_field(alice, mixed, query, sentence):
    for ending in ("", ".csv", ".xlsx"):
        alice.get(f"/transcript{ending}?{query}")
        assert alice.status == 422 and alice.has(sentence) and "Nothing yet" not in alice.page
    alice.get(f"/transcript.json?{query}")
    assert alice.status == 422 and sentence in json.loads(alice.page)["errors"].values()


def test_an_undone_claim_and_a_removed_credit_are_on_no_transcript(cast, alice):
    from cme.track.external_credit import records

    claims.undo(cast.claimed(cast.physician), by="test")
    records.remove(add_external_credit(cast.physician))
    assert titles(export(alice)) == []
    alice.get("/transcript").has("Nothing yet")


def test_nothing_in_a_range_says_so_and_leads_back(alice, mixed):
    alice.get("/transcript?from=2020-01-01&to=2020-12-31").has("Nothing in this range", "Show everything")


def test_the_json_has_a_version_sums_and_what_verifies_each_credit(cast, alice, mixed):
    from cme.certify import records as certify

    (claim,) = claims.claimed(cast.physician)
    (certificate,) = certify.issue(claim, by="test")
    content = export(alice).page_json
    assert (content["format"], content["version"]) == ("cme-desk-transcript", 1)
    first = content["totals"][0]
    assert (first["credit_type"], first["credits"], first["here"], first["elsewhere"]) == ("ecmec", "6", "0", "6")
    here = [row for row in content["credits"] if row["from"] == "here"]
    assert here[0]["certificates"] == [
        {"number": certificate.number, "verify": f"http://localhost/verify/{certificate.code}"}
    ]
    assert here[0]["awarded"] is True and here[0]["credits"] == "0.5" and here[0]["completed"] == "2026-11-22"


def test_the_json_names_licenses_and_boards_as_accme_does(cast, alice):
    for code, number in (("ABIM", "123456"), ("MD", "D1")):
        people.list_body(cast.physician, body=code, label=code, number=number, reporting=True, consent=True)
    person = export(alice).page_json["person"]
    assert person["Certification"] == [
        {"CertifyingBoard": "American Board of Internal Medicine", "CertifyingBoardID": "123456"}
    ]
    assert person["Licensure"] == [
        {"StateOfLicensure": "MD", "StateLicensingBoard": "Maryland Board of Physicians", "StateMedicalLicenseID": "D1"}
    ]


def test_the_csv_opens_in_a_spreadsheet_and_runs_nothing(cast, alice):
    add_external_credit(cast.physician, title='=HYPERLINK("http://evil.example")', provider="@SUM(1)", number="+1")
    answer = alice.get("/transcript.csv").answer
    assert answer.headers["Content-Disposition"] == 'attachment; filename="transcript.csv"'
    assert answer.data.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert (row["Title"], row["Provider"], row["Number"]) == ('\'=HYPERLINK("http://evil.example")', "'@SUM(1)", "'+1")
    assert (row["Credits"], row["Completed"], row["From"]) == ("1", "2026-03-04", "elsewhere")


def test_the_workbook_holds_text_and_no_formula(cast, alice):
    from openpyxl import load_workbook

    add_external_credit(cast.physician, title="=1+1")
    book = load_workbook(io.BytesIO(alice.get("/transcript.xlsx").answer.data))
    head, row = book.active.iter_rows()
    assert [cell.value for cell in head][:3] == ["Completed", "Title", "Activity"]
    assert row[1].value == "'=1+1" and row[1].number_format == "@"
    assert "f" not in {cell.data_type for cell in row}


def test_a_long_transcript_is_shown_in_pages_and_whole_for_the_printer(cast, alice):
    from cme.base import clock
    from cme.base.store.db import db
    from cme.track.external_credit import records
    from tests.track.external_credits import values

    with db.atomic():
        import_ = records.Import.create(person=cast.physician, name="x", sha256="0" * 64, rows=450, at=clock.now())
        records.add_all(cast.physician, import_, [values(title=f"Row {n:03}") for n in range(450)])
    alice.get("/transcript").has("450 credits in this range, page 1 of 3")
    assert alice.page.count('id="elsewhere-') == 200
    alice.get("/transcript?page=3")
    assert alice.page.count('id="elsewhere-') == 50
    alice.get("/transcript?all=1")
    assert alice.page.count('id="elsewhere-') == 450
    alice.get("/transcript?page=99999999999").has("page 1 of 3")


def test_the_printed_page_says_whose_it_is_what_it_covers_and_who_entered_it(alice, mixed):
    alice.get("/transcript").has("Alice Adams, MD. Everything that was completed, as of 22 Nov 2026.")
    alice.get("/transcript?from=2026-01-01").has("Completed from 2026-01-01, as of")
    assert 'class="print-only"' in alice.page and "what is from elsewhere was told by its holder" in alice.text


def test_a_longer_transcript_asks_the_database_no_more_often(cast, alice):
    def queries(count):
        for n in range(count):
            add_external_credit(cast.physician, title=f"Rounds {n}")
        cast.claimed(cast.physician, count)
        alice.get("/transcript")
        with recorded_queries() as queries_run:
            alice.get("/transcript")
        return len(queries_run)

    assert queries(2) == queries(15)


def test_a_person_sees_nothing_of_anothers(cast, visitor, mixed):
    sam = visitor(cast.stranger)
    assert titles(export(sam)) == []
    sam.get("/transcript").hasnt("Grand rounds")
