"""From the preview to Success: what is shown before, what stands after, and that looking again claims nothing (L3)."""

from __future__ import annotations

import pytest

from cme.claim.records import Claim, Feedback, Recipient
from cme.people import records as people


@pytest.fixture
def entry(cast):
    return cast.reviewed(cast.physician, "aspirin dose").id


def preview(visitor, *entries):
    return visitor.get("/cme/claim/preview?type=ama-pra-1" + "".join(f"&entry={each}" for each in entries))


def confirm(visitor, *entries):
    key = preview(visitor, *entries).field("key")
    return visitor.post("/cme/claims", data={"key": key, "type": "ama-pra-1", "entry": [str(each) for each in entries]})


def tell(cast, code="ABIM", consent=True):
    return people.list_body(
        cast.physician, body=code, label=f"Board {code}", number="1", reporting=True, consent=consent
    )


def test_the_preview_shows_the_certificate_the_name_the_role_and_who_is_told(cast, alice, entry):
    tell(cast)
    people.list_body(cast.physician, body="", label="Riverbend Hospital", number="", reporting=False, consent=False)
    preview(alice, entry).has(
        "Claim 0.5 credits?",
        "Name Alice Adams, MD Change",
        "Clinical role Physician",
        "Boards to be told Board ABIM Change",
        "As it will be printed",
        "Certificate of Credit",
        "has been awarded 0.5",
        "Acute myocardial infarction",
    )
    alice.hasnt("No board will be told", "Riverbend Hospital")


def test_a_warning_stands_where_no_board_is_told(cast, alice, entry):
    preview(alice, entry).has("None. No board is told of this claim.", "No board will be told")


def test_a_board_without_consent_is_named_as_not_told(cast, alice, entry):
    tell(cast, consent=False)
    preview(alice, entry).has("Board ABIM (consent withdrawn: it is not told)", "No board will be told")


def test_a_board_that_takes_nothing_from_this_role_is_named_as_not_told(cast, visitor):
    entry = cast.reviewed(cast.nurse).id
    people.list_body(cast.nurse, body="MD", label="Maryland Board", number="1", reporting=True, consent=True)
    nora = preview(visitor(cast.nurse), entry)
    nora.has("Maryland Board (it does not take this credit from your role)", "No board will be told")
    nora.has(
        "Certificate of Participation", "is awarded to physicians, residents and fellows. You get a certificate of part"
    )


def test_what_was_completed_too_long_ago_for_a_board_is_warned_of(cast, visitor, clock):
    tell(cast)
    clock.set("2024-02-01 12:00-05:00")
    old = cast.reviewed(cast.physician, "an old one").id
    clock.set("2026-03-31 12:00-04:00")
    fresh = cast.reviewed(cast.physician, "a fresh one").id
    alice = visitor(cast.physician)
    preview(alice, old, fresh).hasnt("no longer take")
    clock.set("2026-04-01 12:00-04:00")
    alice.sign_in(cast.physician)
    preview(alice, old, fresh).has("1 of these entries was completed so long ago")
    preview(alice, old).has("Board ABIM (it no longer takes what was completed then)", "No board will be told")


def test_success_and_nothing_is_claimed_again_by_reloading_going_back_or_a_bookmark(cast, alice, entry):
    confirm(alice, entry).has("0.5 credits claimed", "The claim stands.")
    address = alice.address
    claim = Claim.get()
    for _ in range(2):
        alice.get(address).has("0.5 credits claimed")
        alice.get(f"/claims/{claim.id}").has("Success!", "0.5 credits claimed on 22 Nov 2026")
        alice.has("Download PDF", "Open the certificate")
    assert alice.get("/cme/claims").status == 405
    preview(alice, entry)  # the page one step back, shown afresh
    assert alice.status == 422 and alice.has("“aspirin dose”: This is already claimed.")
    alice.post("/cme/claims", data={"key": claim.key, "type": "ama-pra-1", "entry": [str(entry)]})  # sent again
    assert alice.address == address
    assert Claim.select().count() == 1


def test_the_confirmation_leaves_by_303(alice, entry):
    key = preview(alice, entry).field("key")
    alice.post("/cme/claims", follow=False, key=key, type="ama-pra-1", entry=entry)
    assert alice.status == 303 and alice.answer.location == f"/claims/{Claim.get().id}/feedback"


def test_claiming_works_in_student_mode_too(cast, alice, entry):
    people.change_profile(cast.physician, student=True)
    confirm(alice, entry).has("0.5 credits claimed")


def test_the_recipients_are_a_snapshot_of_the_claim(cast, alice, entry):
    people.change_profile(cast.physician, npi="1234567893", birth_month=4, birth_day=17)
    listing = tell(cast)
    tell(cast, "ABP", consent=False)
    confirm(alice, entry)
    people.change_number(listing, "changed")
    people.change_profile(cast.physician, npi="")
    tell(cast, "MD")
    saved = {row.body: (row.number, row.consent, row.npi, row.birth_month, row.birth_day) for row in Recipient.select()}
    assert saved == {"ABIM": ("1", True, "1234567893", 4, 17), "ABP": ("1", False, "1234567893", 4, 17)}


def test_feedback_is_kept_with_the_activity_and_twice_is_once(cast, alice, entry):
    confirm(alice, entry)
    claim = Claim.get()
    alice.post(f"/claims/{claim.id}/feedback", useful="4", balanced="yes", words="More on dosing.\r\nThank you 🙏")
    alice.has("Thank you.", "Success!")
    alice.post(f"/claims/{claim.id}/feedback", useful="1", balanced="no", words="again")
    (saved,) = Feedback.select()
    assert (saved.claim_id, saved.activity.slug, saved.useful, saved.balanced) == (claim.id, "point-of-care", 4, "yes")
    assert saved.words == "More on dosing.\nThank you 🙏"
    assert alice.get(f"/claims/{claim.id}/feedback").address == f"/claims/{claim.id}"


def test_feedback_can_be_left(alice, entry):
    confirm(alice, entry)
    alice.get(alice.links(r"/claims/\d+")[0]).has("Success!")
    assert not Feedback.select().exists()


def test_feedback_that_is_none_of_the_choices_or_too_long(alice, entry):
    confirm(alice, entry)
    claim = Claim.get()
    alice.post(f"/claims/{claim.id}/feedback", useful="4", words="x" * 100_000)
    assert alice.status == 422 and alice.has("at most 4,000 fit") and "x" * 100_000 in alice.page
    assert 'value="4" checked' in alice.page
    alice.post(f"/claims/{claim.id}/feedback", useful="99²", balanced="<b>", words="")
    assert [(row.useful, row.balanced) for row in Feedback.select()] == [(None, "")]


def test_feedback_warns_of_patient_data_and_does_not_block(alice, entry):
    confirm(alice, entry)
    claim = Claim.get()
    values = {"useful": "3", "words": "Mr. Miller liked it"}
    alice.post(f"/claims/{claim.id}/feedback", **values)
    assert alice.status == 422 and alice.has("Does this name a patient?", "This is no patient, submit")
    alice.post(f"/claims/{claim.id}/feedback", **values, no_patient="Mr. Miller").has("Thank you.")
