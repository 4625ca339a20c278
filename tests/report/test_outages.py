"""A worker that is killed, a board that is away, a clock that is set back: each record still arrives, and once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cme.claim import records as claims
from cme.report.records import deliveries
from cme.report.records.models import Delivery, Transmission
from cme.report.records.tags import of as tags
from cme.report.to import pars
from tests import ports
from tests.conftest import counts
from tests.report_audit import tag_of


def test_a_probe_is_not_used_up_while_another_that_is_needed_is_not_due(app, clock):
    from datetime import timedelta

    from cme.base import clock as now
    from cme.report.records import breaker
    from cme.report.records.models import Breaker

    for _ in range(5):
        breaker.record_failure("pars", "ABIM", "away", by="test")
    due, later = now.now() + timedelta(seconds=10), now.now() + timedelta(seconds=20)
    Breaker.update(probe=due).where(Breaker.name == "pars").execute()
    Breaker.update(probe=later).where(Breaker.name == "pars/ABIM").execute()
    clock.forward(seconds=15)
    assert not breaker.may_try("pars", "ABIM")
    assert Breaker.get_by_id("pars").probe == due and Breaker.get_by_id("pars/ABIM").probe == later
    clock.forward(seconds=5)
    assert breaker.may_try("pars", "ABIM") and not breaker.may_try("pars", "ABIM")


def test_a_probe_that_another_process_took_gives_the_other_one_back(app, clock, monkeypatch):
    from cme.report.records import breaker
    from cme.report.records.models import Breaker

    for _ in range(5):
        breaker.record_failure("pars", "ABIM", "away", by="test")
    clock.forward(minutes=1)
    before = {row.name: row.probe for row in Breaker.select()}
    take = breaker._take_probe
    monkeypatch.setattr(breaker, "_take_probe", lambda row: row.name == "pars" and take(row))
    assert not breaker.may_try("pars", "ABIM")
    assert {row.name: row.probe for row in Breaker.select()} == before


def test_a_record_is_written_down_before_it_leaves_so_that_a_kill_leaves_a_question(
    box, ana, tell, claimed, deliver, clock, monkeypatch
):
    """What a killed worker leaves: a transmission without an answer; it is asked about, not sent again."""
    tell(ana)
    claimed(ana)
    with monkeypatch.context() as killed:
        killed.setattr(deliveries, "record_reply", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            deliver()
    assert len(box.records()) == 1
    clock.forward(seconds=deliveries.LEASE.seconds + 1)
    deliver()
    (record,) = box.records()
    assert record["state"] == "accepted" and record["times"] == 1


def test_an_errand_goes_to_one_of_two_workers(box, ana, tell, claimed):
    from cme.report import courier, jobs

    tell(ana)
    claimed(ana)
    jobs.plan_released_claims()
    one, other = deliveries.due(), deliveries.due()
    assert courier.carry(one[0], by="test") and courier.carry(other[0], by="test")
    assert box.records()[0]["times"] == 1 and Transmission.select().count() == 1


def test_a_clock_that_was_set_back_holds_nothing_up(box, ana, tell, claimed, deliver, clock):
    tell(ana)
    box.fail("500", count=3)
    claim = claimed(ana)
    deliver(rounds=1)
    clock.forward(hours=-20)
    deliver()
    assert tag_of(claim) == "Submitted" and len(box.records()) == 1


def test_a_day_of_trying_and_then_the_desk(box, ana, tell, claimed, clock, deliver):
    """Something of this record alone fails: others succeed in between, so nothing is paused."""
    from cme.report.records import breaker

    tell(ana)
    claim = claimed(ana)
    hours = 0
    box.fail("500", count=10_000)
    while Delivery.get_or_none(Delivery.state == "delayed") is None:
        deliver(rounds=1)
        breaker.record_success("pars", "ABIM", by="test")
        clock.forward(minutes=30)
        hours += 0.5
        assert hours < 60
    assert 20 < hours < 60
    assert tag_of(claim) == "Submitting"
    assert "Delayed" in next(iter(tags([claim], claims.lines_of([claim.id])).values())).why


def test_a_body_that_is_away_for_hours_is_paused_and_everything_arrives_afterwards(
    box, ana, tell, claimed, clock, deliver
):
    tell(ana)
    box.fail("503", count=100_000)
    three_claims = [claimed(ana) for _ in range(3)]
    hours = counts(24, 4)
    for _ in range(hours * 12):
        deliver(rounds=1)
        clock.forward(minutes=5)
    assert Transmission.select().count() < 17 * hours, "it is probed, not hammered"
    assert {row.state for row in Delivery.select()} <= {"waiting", "sent"}, "the pause does not count as trying"
    box.request("DELETE", "/faults")
    clock.forward(minutes=11)
    deliver()
    assert [tag_of(each) for each in three_claims] == ["Submitted"] * 3
    assert sum(r["state"] == "accepted" for r in box.records()) == 1


def test_an_outage_of_one_destination_costs_another_nothing(box, app, ana, tell, claimed, deliver):
    from cme.report.records import breaker

    tell(ana)
    tell(ana, "MD", "D0012345")
    for _ in range(6):
        breaker.record_failure("abp", "ABP", "away", by="test")
    closed = set(breaker.paused())
    assert closed & {*breaker.names("abp", "ABP")} and not closed & {*breaker.names("pars", "ABIM")}
    claim = claimed(ana)
    deliver()
    assert tag_of(claim) == "Submitted"


def test_a_body_that_goes_away_between_deletion_and_adding_is_an_alarm_until_it_is_back(
    box, app, ana, tell, claimed, deliver, cast, visitor, monkeypatch
):
    tell(ana)
    claimed(ana)
    deliver()
    there, delete = app.settings, pars.delete

    def delete_and_go(record, settings):
        answer = delete(record, settings)
        app.settings = replace(there, sandbox_url=f"http://127.0.0.1:{ports.reserve()}")
        return answer

    monkeypatch.setattr(pars, "delete", delete_and_go)
    claimed(ana)
    deliver()
    delivery = Delivery.get()
    assert (delivery.state, delivery.alarm) == ("waiting", True) and [r["state"] for r in box.records()] == ["deleted"]
    assert visitor(cast.coordinator).get("/office/reports").has("1 report was deleted", "the body has nothing")
    app.settings = there
    deliver(seconds=60)
    delivery = Delivery.get()
    assert (delivery.state, delivery.alarm) == ("accepted", False)
    assert [(r["state"], r["fields"]["credits"]) for r in box.records()] == [("deleted", 0.5), ("accepted", 1)]
