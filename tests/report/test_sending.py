"""From the claim to the board's answer: each completion is told once, whatever comes between."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cme.base import provider, queue
from cme.claim import records as claims
from cme.earn.records import Entry
from cme.offer import records as offer
from cme.people import records as people
from cme.report.records.models import Delivery, Reply, Report, Revision, Transmission
from cme.report.records.tags import of as tags
from cme.report.sandbox import faults
from tests import courses
from tests.conftest import FULL
from tests.report_audit import tag_of


def earn_course(person, title, credit_type):
    """Credit of a course's topic, earned today."""
    from cme.base import clock
    from cme.earn import records as earn
    from cme.offer import records as offer

    activity = offer.Activity.get_or_none(offer.Activity.slug == "course")
    if activity is None:
        version = offer.point_of_care()[1]
        offer.offer_activity(
            "course",
            "course",
            title="A course",
            format="Enduring material",
            credit_type=credit_type,
            unit_value=100,
            maximum="4",
            valid_from=version.valid_from,
            designation=version.designation,
            accme_number="200000009",
            by="test",
        )
        activity = offer.Activity.get(offer.Activity.slug == "course")
    version = offer.current_version(activity)
    day = clock.today(person.zone)
    return earn.earn(person, activity, version, title=title, credit_type=credit_type, amount=100, day=day, by="test").id


def test_a_claim_is_at_the_board_after_its_hold_and_not_before(box, ana, tell, cast, clock, deliver):
    tell(ana)
    claim = cast.claimed(ana, 2)
    clock.forward(minutes=9)
    deliver()
    assert box.records() == [] and tag_of(claim) == "Submitting"
    clock.forward(minutes=1)
    deliver()
    (record,) = box.records()
    assert record["state"] == "accepted" and record["times"] == 1
    fields = record["fields"]
    assert (fields["given"], fields["family"], fields["birth"], fields["value"]) == ("Ana", "Nguyễn", "04-17", "123456")
    assert (fields["credits"], fields["completed"], fields["activity"]) == (1, "2026-11-22", "200000001")
    assert tag_of(claim) == "Submitted"


def test_what_was_claimed_without_consent_is_not_sent_when_consent_is_given_again(box, ana, tell, cast, clock, deliver):
    consented, withdrawn = tell(ana, "ABIM"), tell(ana, "ABS", "654321")
    people.give_consent(withdrawn, False)
    claim = cast.claimed(ana)
    people.give_consent(withdrawn, True)  # the claim's own snapshot decides (R2, R3)
    clock.forward(minutes=10)
    deliver()
    assert claims.outcome(claim) == "released"
    assert [record["fields"]["domain"] for record in box.records()] == [consented.body]
    assert [report.body for report in Report.select()] == [consented.body]


def test_what_is_undone_is_never_sent_even_when_the_worker_is_about_to(box, ana, tell, cast, clock, deliver):
    tell(ana)
    claim = cast.claimed(ana)
    clock.forward(minutes=9, seconds=59)
    claims.undo(claim, by="test")
    clock.forward(hours=1)
    deliver()
    assert box.records() == [] and Report.select().count() == 0


def test_a_later_claim_on_the_same_day_replaces_the_record(box, ana, tell, claimed, deliver):
    tell(ana)
    first = claimed(ana, 1)
    deliver()
    second = claimed(ana, 2)
    deliver()
    old, new = box.records()
    assert (old["state"], new["state"]) == ("deleted", "accepted")
    assert new["fields"]["credits"] == 1.5 and Report.select().count() == 1
    assert tag_of(first) == tag_of(second) == "Submitted"


def test_two_claims_before_anything_was_sent_are_one_record(box, ana, tell, claimed, deliver):
    tell(ana)
    claimed(ana, 1)
    claimed(ana, 1)
    deliver()
    (record,) = box.records()
    assert record["fields"]["credits"] == 1 and record["state"] == "accepted"
    assert [row.hundredths for row in Revision.select().order_by(Revision.id)] == [50, 100]


def test_each_body_is_told_by_itself(box, ana, tell, claimed, deliver):
    tell(ana)
    tell(ana, "MD", "D0099990")  # the sandbox knows another number of hers
    claim = claimed(ana)
    deliver()
    assert {r["fields"]["domain"]: r["state"] for r in box.records()} == {"ABIM": "accepted", "MD": "rejected"}
    assert tag_of(claim) == "Rejected"


@pytest.mark.parametrize("how", ["consent", "removal"])
def test_what_is_withdrawn_before_it_was_sent_is_not_sent(box, ana, tell, claimed, deliver, how):
    listing = tell(ana)
    claim = claimed(ana)
    people.give_consent(listing, False) if how == "consent" else people.unlist(listing)
    deliver()
    assert box.records() == [] and tag_of(claim) == "Not submitted"
    people.give_consent(listing, True)  # for what comes later
    if how == "removal":
        tell(ana)
    deliver()
    assert box.records() == [] and tag_of(claim) == "Not submitted"
    claimed(ana)
    deliver()
    assert [r["fields"]["credits"] for r in box.records()] == [0.5]


SOME = ("drop-after", "late", "500", "502-page", "hang", "truncated", "huge")
FAULTS = tuple(m for m in faults.MODES if m not in ("drop", "400", "401", "skew", "duplicate")) + (
    "drop-before",
    "drop-after",
)


@pytest.mark.parametrize("form", ["json", "xml"] if FULL else ["json"])
@pytest.mark.parametrize("mode", FAULTS if FULL else SOME)
def test_an_unclear_answer_is_asked_about_before_anything_is_sent_again(
    box, app, ana, tell, claimed, deliver, mode, form
):
    app.settings = replace(app.settings, pars_timeout=1, pars_format=form)
    box.fail(mode, calls=["submit"], seconds=2)
    tell(ana)
    claim = claimed(ana)
    deliver()
    accepted = [r for r in box.records() if r["state"] == "accepted"]
    assert len(accepted) == 1 and tag_of(claim) == "Submitted"
    # what a busy machine does not even take goes out anew without a question
    arrived = Transmission.select().join(Reply).where(Reply.kind != "down").order_by(Transmission.id)
    assert [row.action for row in arrived][:2] == ["add", "status"]


@pytest.mark.parametrize("mode", ["skew", "duplicate"])
def test_what_an_answer_says_beside_the_point_does_no_harm(box, ana, tell, claimed, deliver, mode):
    tell(ana)
    box.fail(mode, count=3)
    claim = claimed(ana)
    deliver()
    assert tag_of(claim) == "Submitted" and [r["times"] for r in box.records()] == [1]


def test_wrong_credentials_pause_everything_and_lose_nothing(box, ana, tell, claimed, deliver, clock):
    """That PARS does not know us is no fault of a record: it waits until the operator has mended the settings."""
    tell(ana)
    box.fail("401", count=100_000)
    claim = claimed(ana)
    for _ in range(50):
        deliver(rounds=1)
        clock.forward(minutes=10)
    assert Delivery.get().state == "waiting" and tag_of(claim) == "Submitting"
    box.request("DELETE", "/faults")
    clock.forward(minutes=11)
    deliver()
    assert tag_of(claim) == "Submitted"


def test_a_request_that_is_wrong_for_good_is_on_the_desk_at_once(box, ana, tell, claimed, deliver):
    tell(ana)
    box.fail("400")
    claim = claimed(ana)
    deliver()
    assert Delivery.get().state == "failed" and tag_of(claim) == "Submitting"


@pytest.mark.parametrize("how", ["consent", "removal"])
@pytest.mark.parametrize("what", ["no number of the activity", "no number of the person", "refused"])
def test_what_lies_on_the_desk_unsent_is_stopped_when_its_body_may_not_be_told_any_more(
    box, ana, tell, claimed, deliver, what, how
):
    if what == "no number of the person":
        people.change_profile(ana, npi="")
    listing = tell(ana, number="" if what == "no number of the person" else "123456")
    if what == "refused":
        box.fail("400")
    elif what == "no number of the activity":
        version = offer.point_of_care()[1]
        offer.offer_point_of_care(
            title=version.title,
            valid_from=version.valid_from,
            disclosures=version.disclosures,
            accme_number="",
            by="test",
        )
    claim = claimed(ana)
    deliver()
    assert Delivery.get().state == ("rejected" if what == "no number of the person" else "failed")
    people.give_consent(listing, False) if how == "consent" else people.unlist(listing)
    queue.find()
    if what == "refused":
        assert (Delivery.get().state, tag_of(claim)) == ("failed", "Submitting"), "it has left the house"
    else:
        assert (Delivery.get().state, tag_of(claim)) == ("stopped", "Not submitted")


def test_moc_part_2_goes_to_the_pediatric_board_directly_and_once_a_day(box, cast, tell, deliver):
    """A course for ABP's own credit; another claim of the day replaces what the board has."""
    person = cast.person(
        "tomas@example.org",
        name="Tomás Herrera",
        credentials="MD",
        role="physician",
        country="US",
        zone="America/New_York",
        birth_month=2,
        birth_day=29,
    )
    tell(person, "ABP", "512347")
    for n in range(2):
        entry = earn_course(person, f"Topic {n}", "abp-moc-2")
        claim = claims.claim(person, f"course-claim-{n:05}", "abp-moc-2", [(entry, None)], by="test")
        claims.release(claim, by="test")
        deliver()
    assert [(r["endpoint"], r["state"], r["fields"]["credits"]) for r in box.records()] == [
        ("abp", "deleted", 1),
        ("abp", "accepted", 2),
    ]
    assert tag_of(claim) == "Submitted" and Report.get().destination == "abp"


def test_points_that_a_board_accepted_for_a_course_stand_on_its_page(box, cast, tell, deliver, visitor):
    person = cast.person(
        "tomas@example.org",
        name="Tomás Herrera",
        credentials="MD",
        role="physician",
        country="US",
        zone="America/New_York",
        birth_month=2,
        birth_day=29,
    )
    tell(person, "ABP", "512347")
    course = courses.offer(credits={"abp-moc-2": 1.25}, accme_number="200000009")
    courses.answer(person, course)
    claims.release(
        claims.claim(person, "a-key-of-sixteen-letters", "abp-moc-2", [(Entry.get().id, None)], by="test"), by="test"
    )
    deliver()
    words = "MOC points accepted: 1.25 by the American Board of Pediatrics."
    assert visitor(person).get("/courses/short-course").has(words)
    assert visitor(cast.stranger).get("/courses/short-course").hasnt("MOC points accepted")


def test_work_with_credit_of_two_types_counts_once_as_the_points_of_a_board(box, cast, tell, deliver, visitor):
    """ABP counts its own MOC type where the course has one, ABIM (which has none here) AMA PRA Category 1."""
    person = cast.person(
        "tomas@example.org",
        name="Tomás Herrera",
        credentials="MD",
        role="physician",
        country="US",
        zone="America/New_York",
        birth_month=2,
        birth_day=29,
        npi="1234567893",
    )
    tell(person, "ABP", "512347")
    tell(person, "ABIM", "123457")
    courses.answer(person, courses.offer(credits={"ama-pra-1": 1.5, "abp-moc-2": 1.25}, accme_number="200000009"))
    for entry in list(Entry.select().where(Entry.credit_type.in_(("ama-pra-1", "abp-moc-2")))):
        claims.release(
            claims.claim(
                person, f"a-key-of-{entry.credit_type:_>10}", entry.credit_type, [(entry.id, None)], by="test"
            ),
            by="test",
        )
    deliver()
    assert Report.select().join(Delivery).where(Delivery.state == "accepted").count() == 3
    one = visitor(person).get("/courses/short-course")
    one.has(
        "MOC points accepted: 1.5 by the American Board of Internal Medicine, 1.25 by the American Board of Pediatrics."
    )
    one.get("/cme/claimed").has("1.5 MOC points for ABIM", "1.25 MOC points for ABP")
    assert one.hasnt("ABIM, ABP") and one.hasnt("ABP, ABIM")


def test_nothing_leaves_for_pars_until_the_provider_is_accredited(
    box, app, ana, tell, claimed, deliver, clock, cast, visitor
):
    app.settings = replace(
        app.settings,
        sandbox_url="",
        pars_url=box.url + "/pars",
        pars_provider_number="0001234",
        pars_user="u",
        pars_password="p",
    )
    tell(ana)
    claim = claimed(ana)
    deliver(rounds=10)
    one = visitor(ana)
    one.post("/reports/check")
    queue.find()
    assert one.get("/reports/check").has("It could not be asked now.")
    assert box.records() == [] and not Transmission.select().where(Transmission.address != "").exists()
    why = next(iter(tags([claim], claims.lines_of([claim.id])).values())).why
    assert tag_of(claim) == "Submitting" and "We are not accredited to tell your boards yet." in why
    visitor(cast.coordinator).get("/office/reports?group=waiting").has("The provider is not marked as accredited")
    provider.change(accredited_number="0001234", by="test")
    clock.forward(minutes=11)
    deliver()
    assert tag_of(claim) == "Submitted" and box.records()[0]["times"] == 1
