"""After an older backup was restored: a body may know of a day what we do not, under the number that we make again."""

from __future__ import annotations

from cme.base import clock
from cme.report import jobs
from cme.report.records import outbox, resend
from cme.report.records.models import Delivery, Report, Revision
from cme.report.to import pars
from tests.report.destinations import record


def test_another_claim_of_the_same_day_lands_on_the_desk_and_send_again_replaces_what_the_body_has(
    box, app, ana, tell, claimed, deliver
):
    tell(ana)
    claimed(ana, 2)
    jobs.plan_released_claims()
    before = record(Revision.get().ccid, hundredths=50, category="AMA PRA Category 1", completed=clock.today(ana.zone))
    assert pars.submit(before, app.settings).kind == "waiting", "what was sent after the backup was made"
    deliver()
    assert (Delivery.get().state, Delivery.get().code) == ("failed", "409")
    resend.resend(Report.get(), "person:1")
    deliver()
    assert Delivery.get().state == "accepted", Delivery.get().reason
    assert [(r["state"], r["fields"]["credits"]) for r in box.records()] == [("deleted", 0.5), ("accepted", 1)]


def test_where_the_body_had_a_correction_already_each_number_that_is_taken_is_cleared(
    box, app, ana, tell, claimed, deliver
):
    tell(ana)
    claimed(ana, 2)
    jobs.plan_released_claims()
    values = {"category": "AMA PRA Category 1", "completed": clock.today(ana.zone)}
    first = record(Revision.get().ccid, hundredths=50, **values)
    assert pars.submit(first, app.settings).kind == "waiting" and pars.delete(first, app.settings).kind == "accepted"
    assert pars.submit(record(outbox.ccid(Report.get(), 2), hundredths=75, **values), app.settings).kind == "waiting"
    deliver()
    for _ in range(2):
        assert (Delivery.get().state, Delivery.get().code) == ("failed", "409")
        resend.resend(Report.get(), "person:1")
        deliver()
    assert Delivery.get().state == "accepted", Delivery.get().reason
    assert [r["fields"]["credits"] for r in box.records() if r["state"] == "accepted"] == [1]
