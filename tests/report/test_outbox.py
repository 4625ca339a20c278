"""The outbox: what is made of a released claim, from the snapshot that the claim kept (R1, R2, R3, R6)."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from cme.base import clock
from cme.base.audit_log import Note
from cme.base.domain import bodies
from cme.claim import records as claims
from cme.claim.records import Line, Recipient
from cme.people import records as people
from cme.report import to
from cme.report.records import outbox
from cme.report.records.models import Delivery, Included, Planned, Report, Revision, Stop
from tests.counting import recorded_queries

LEARNER = {"given": "Ana", "family": "Nguyễn", "birth": "04-17", "npi": "1234567893", "number": "123456"}


def stop(report, number):
    revision = Revision.get(Revision.report == report, Revision.number == number)
    Stop.create(revision=revision, why="consent", at=clock.now())


def test_a_released_claim_is_planned_once_with_all_of_this(cast, ana, tell, claimed, clock):
    tell(ana)
    claim = claimed(ana, 2)
    (number,) = outbox.plan(claim.id, by="system")
    report, revision, delivery = Report.get(), Revision.get(), Delivery.get()
    now = clock.forward()
    assert report.id == number
    assert (report.person_id, report.body, report.credit_type, report.created) == (ana.id, "ABIM", "ama-pra-1", now)
    assert report.destination == to.route("ABIM", "ama-pra-1")
    assert (report.activity_id, report.completed_on) == (Line.get().entry.activity_id, date(2026, 11, 22))
    assert (revision.report_id, revision.number, revision.hundredths, revision.learner) == (report.id, 1, 100, LEARNER)
    assert (revision.cause, revision.by, revision.created) == ("claim", "system", now)
    assert revision.ccid == outbox.ccid(report, 1)
    assert (delivery.report_id, delivery.state, delivery.code, delivery.reason, delivery.alarm) == (
        report.id,
        "waiting",
        "",
        "",
        False,
    )
    assert (delivery.due, delivery.since, delivery.tries, delivery.seconds_waited, delivery.polls) == (
        now,
        now,
        0,
        0,
        0,
    )
    recipient = Recipient.get()
    assert [(row.line_id, row.recipient_id, row.revision_id) for row in Included.select().order_by(Included.line)] == [
        (line.id, recipient.id, revision.id) for line in claim.lines.order_by(Line.id)
    ]
    note = Note.get(Note.what == "report.made")
    assert (note.subject, note.details) == (f"report:{report.id}", {"claim": claim.id, "revision": 1, "total": 100})
    assert Planned.get(Planned.claim == claim).at == now
    assert outbox.plan(claim.id, by="test") == [] and Revision.select().count() == 1


def test_what_is_to_be_told_is_read_at_once_however_many_lines_a_claim_has(cast, ana, tell):
    tell(ana)
    claim = cast.claimed(ana, 3)
    with recorded_queries() as queries:
        ((_, _, _, lines),) = outbox._what_to_report(claims.Claim.get_by_id(claim.id))
    assert len(lines) == 3 and len(queries) == 3, "the claim, its lines, its recipients"


def test_released_claims_that_were_not_planned_are_found_first_claimed_first(cast, ana, claimed):
    on_hold = cast.claimed(ana)
    undone = cast.claimed(ana)
    claims.undo(undone, by="test")
    first, second, third = claimed(ana), claimed(ana), claimed(ana)
    assert outbox.unplanned() == [first.id, second.id, third.id] and on_hold.id not in outbox.unplanned()
    assert outbox.unplanned(limit=2) == [first.id, second.id]
    outbox.plan(second.id, by="test")
    assert outbox.unplanned() == [first.id, third.id]


def test_each_body_that_takes_it_is_told_and_no_other(cast, ana, tell, claimed):
    tell(ana, "ABIM"), tell(ana, "MD", "D0012345"), tell(ana, "ABS", consent=False)
    tell(cast.stranger, "ABP")
    outbox.plan(claimed(ana).id, by="test")
    assert [(report.body, report.person_id) for report in Report.select().order_by(Report.id)] == [
        ("ABIM", ana.id),
        ("MD", ana.id),
    ]
    assert [revision.learner["number"] for revision in Revision.select().order_by(Revision.id)] == [
        "123456",
        "D0012345",
    ]


def test_a_role_whose_credit_no_board_takes_is_reported_to_none(cast, tell, claimed):
    tell(cast.nurse)
    claim = claimed(cast.nurse)
    assert outbox.plan(claim.id, by="test") == [] and Planned.select().count() == 1 and Report.select().count() == 0


@pytest.mark.parametrize(("late", "reports"), [(0, 1), (1, 0)])
def test_what_was_completed_too_long_before_the_claim_is_not_reported(cast, ana, tell, clock, late, reports):
    tell(ana)
    clock.set("2024-05-01 12:00-04:00")
    entry = cast.reviewed(ana)
    clock.set(f"{bodies.accepted_until(date(2024, 5, 1)) + timedelta(days=late)} 12:00-04:00")
    claim = claims.claim(ana, "a key of sixteen", "ama-pra-1", [(entry.id, None)], by="test")
    claims.release(claim, by="test")
    assert len(outbox.plan(claim.id, by="test")) == reports


def test_days_are_reports_of_their_own_and_a_day_is_one(cast, ana, tell, clock):
    tell(ana)
    clock.set("2026-11-20 15:00")
    early = [cast.reviewed(ana, f"early {n}").id for n in range(2)]
    clock.set("2026-11-21 15:00")
    late = cast.reviewed(ana, "late").id
    claim = claims.claim(
        ana, "a key of sixteen", "ama-pra-1", [(late, None), *((entry, None) for entry in early)], by="test"
    )
    claims.release(claim, by="test")
    assert len(outbox.plan(claim.id, by="test")) == 2
    found = (
        Report.select(Report.completed_on, Revision.hundredths).join(Revision).order_by(Report.completed_on).tuples()
    )
    assert list(found) == [(date(2026, 11, 20), 100), (date(2026, 11, 21), 50)]


def test_a_later_claim_of_the_same_day_is_a_revision_of_the_sum(cast, ana, tell, claimed, clock):
    tell(ana)
    outbox.plan(claimed(ana, 1).id, by="test")
    Delivery.update(
        state="accepted", due=None, tries=3, seconds_waited=4, polls=5, alarm=True, code="x", reason="y"
    ).execute()
    clock.forward(minutes=20)
    second = claimed(ana, 2)
    (number,) = outbox.plan(second.id, by="test")
    report, delivery = Report.get(), Delivery.get()
    assert number == report.id and outbox.reported_amount(report) == 150
    assert [(row.number, row.hundredths) for row in Revision.select().order_by(Revision.number)] == [(1, 50), (2, 150)]
    assert (delivery.state, delivery.due, delivery.since) == ("waiting", clock.forward(), clock.forward())
    assert (
        delivery.tries,
        delivery.seconds_waited,
        delivery.polls,
        delivery.alarm,
        delivery.code,
        delivery.reason,
    ) == (0, 0, 0, False, "", "")
    note = Note.get(Note.what == "report.replaced")
    assert note.details == {"claim": second.id, "revision": 2, "total": 150}


def test_what_was_stopped_is_not_in_the_sum(cast, ana, tell, claimed):
    tell(ana), tell(ana, "MD", "D1")
    outbox.plan(claimed(ana, 1).id, by="test")
    outbox.plan(claimed(ana, 2).id, by="test")
    report, other = Report.select().order_by(Report.id)
    stop(report, 2)
    assert (outbox.reported_amount(report), outbox.reported_amount(other)) == (50, 150)
    stop(report, 1)
    assert (outbox.reported_amount(report), outbox.reported_amount(other)) == (0, 150)


def test_revisions_of_each_report_are_numbered_by_themselves(cast, ana, tell, claimed):
    tell(ana), tell(ana, "MD", "D1")
    outbox.plan(claimed(ana).id, by="test")
    report, other = Report.select().order_by(Report.id)
    assert outbox.revise(report, 50, LEARNER, "again", "person:7").number == 2
    last = outbox.revise(report, 75, LEARNER | {"given": "An"}, "again", "person:7")
    assert (last.number, last.hundredths, last.learner["given"], last.cause, last.by) == (
        3,
        75,
        "An",
        "again",
        "person:7",
    )
    assert outbox.revise(other, 50, LEARNER, "again", "person:7").number == 2


def test_beginning_anew_leaves_other_reports_as_they_are(cast, ana, tell, claimed):
    tell(ana), tell(ana, "MD", "D1")
    outbox.plan(claimed(ana).id, by="test")
    report, other = Report.select().order_by(Report.id)
    Delivery.update(state="accepted", due=None).execute()
    outbox.begin(report)
    assert [Delivery.get_by_id(each.id).state for each in (report, other)] == ["waiting", "accepted"]
    assert Delivery.select().count() == 2


def test_a_report_that_waits_for_nothing_begins_as_itself(cast, ana, tell, claimed):
    tell(ana), tell(ana, "MD", "D1")
    outbox.plan(claimed(ana).id, by="test")
    report = Report.select().order_by(Report.id).first()
    Delivery.delete().where(Delivery.report == report).execute()
    outbox.begin(report)
    assert Delivery.get_by_id(report.id).state == "waiting" and Delivery.select().count() == 2


def test_an_id_is_the_same_for_the_same_and_another_for_everything_else(cast, ana, tell, claimed):
    tell(ana)
    outbox.plan(claimed(ana).id, by="test")
    report = Report.get()
    one = outbox.ccid(report, 1)
    assert re.fullmatch(r"ccid:cme-desk:[0-9a-f]{40}", one) and outbox.ccid(Report.get(), 1) == one
    found = {one, outbox.ccid(report, 2)}
    for name, value in (
        ("person", cast.stranger),
        ("body", "ABS"),
        ("activity", 999),
        ("credit_type", "ancc"),
        ("completed_on", date(2026, 11, 21)),
    ):
        changed = Report.get()
        setattr(changed, name, value)
        found.add(outbox.ccid(changed, 1))
    assert len(found) == 7


def test_an_id_stays_the_same_in_every_version_of_ours(app):
    report = Report(person=1, body="ABIM", activity=2, credit_type="ama-pra-1", completed_on=date(2026, 11, 22))
    assert outbox.ccid(report, 3) == "ccid:cme-desk:5d1aae8f6e7b89fbf2b0c2fd4b294e65162dc09d"


@pytest.mark.parametrize(
    ("profile", "learner"),
    [
        ({}, {}),
        ({"latin_name": "Ana Maria Nguyen"}, {"given": "Ana Maria", "family": "Nguyen"}),
        ({"given": "Anna", "family": "Tran"}, {"given": "Anna", "family": "Tran"}),
        ({"given": "Anna"}, {}),
        ({"family": "Tran"}, {}),
        ({"birth_day": None}, {"birth": ""}),
        ({"birth_month": None}, {"birth": ""}),
        ({"birth_month": 12, "birth_day": 3}, {"birth": "12-03"}),
        ({"npi": ""}, {"npi": ""}),
    ],
)
def test_the_learner_is_whom_the_claim_says(cast, ana, tell, claimed, profile, learner):
    tell(ana)
    people.change_profile(ana, **profile)
    claim = claimed(ana)
    people.change_profile(
        ana, name="Somebody Else", latin_name="", given="No", family="Body", npi="", birth_month=1, birth_day=1
    )
    outbox.plan(claim.id, by="test")
    assert Revision.get().learner == LEARNER | learner
