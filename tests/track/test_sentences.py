"""The sentences of the tracking pages, for none, one and many."""

from __future__ import annotations

from cme.track import sentences
from cme.track.deletion import sentences as deletion


def test_something_is_due_on_a_day_that_may_be_near():
    assert sentences.due("31 Dec 2026", None) == "31 Dec 2026"
    assert sentences.due("31 Dec 2026", 0) == "31 Dec 2026, today"
    assert sentences.due("31 Dec 2026", 1) == "31 Dec 2026, 1 day"
    assert sentences.due("31 Dec 2026", 59) == "31 Dec 2026, 59 days"


def test_what_lapses_next_is_one_entry_or_many():
    assert sentences.lapses_next("credits", "31 Dec 2026", 1) == "credits, 31 Dec 2026, 1 entry"
    assert sentences.lapses_next("credits", "31 Dec 2026", 3) == "credits, 31 Dec 2026, 3 entries"


def test_a_button_that_claims_all_says_what_it_claims():
    assert sentences.claim_all("AMA", 1, 0) == "AMA, 1 entry."
    assert sentences.claim_all("AMA", 100, 7) == "AMA, 100 entries; 7 more after that."


def test_a_printed_transcript_says_whose_it_is_and_of_what_range():
    def printed(start, end, credentials="MD"):
        return sentences.print_heading("Ana", credentials, start, end, "1 Dec 2026", "Society")

    end = "as of 1 Dec 2026. Kept by Society; what is from elsewhere was told by its holder."
    assert printed("", "") == f"Ana, MD. Everything that was completed, {end}"
    assert printed("2026-01-01", "", "") == f"Ana. Completed from 2026-01-01, {end}"
    assert printed("", "2026-06-30") == f"Ana, MD. Completed to 2026-06-30, {end}"
    assert printed("2026-01-01", "2026-06-30") == f"Ana, MD. Completed from 2026-01-01 to 2026-06-30, {end}"


def test_files_that_are_still_there_are_named():
    assert sentences.files_from_before([]) == ""
    assert sentences.files_from_before(["a.pdf"]) == "Kept from before: “a.pdf”. You need not choose it again."
    both = "Kept from before: “a.pdf”, “b.jpg”. You need not choose them again."
    assert sentences.files_from_before(["a.pdf", "b.jpg"]) == both
    assert sentences.leave_out(1) == "Leave it out" and sentences.leave_out(2) == "Leave them out"


def test_what_a_deletion_would_lose_is_listed_where_there_is_any():
    assert deletion.loss(0, 0, 0) == {}
    assert deletion.loss(1, 0, 0) == {"review": "1 search that waits for your review."}
    many = deletion.loss(2, 1, 1)
    assert many["review"] == "2 searches that wait for your review."
    assert many["claim"] == "1 entry that is not claimed yet."
    end = "on the way to your boards: what has not been sent yet is not sent any more."
    assert many["outstanding"] == f"1 claimed entry {end}"
    assert deletion.loss(0, 3, 2) == {
        "claim": "3 entries that are not claimed yet.",
        "outstanding": f"2 claimed entries {end}",
    }


def test_certificates_that_stay_are_none_one_or_many():
    end = "with your name as printed, so that"
    assert deletion.certificates(0) == f"Certificates, {end} they can be verified."
    assert deletion.certificates(1) == f"Your certificate, {end} it can be verified."
    assert deletion.certificates(2) == f"Your 2 certificates, {end} they can be verified."
