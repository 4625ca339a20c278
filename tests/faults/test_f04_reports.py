"""F4: worker and web server are killed while claims are reported; the body has every completion once."""

from __future__ import annotations

import os
import random
import statistics
import time
from contextlib import ExitStack

import pytest

from cme.base import clock, queue
from cme.offer import records as offer
from cme.people import records as people
from cme.report.records.models import Delivery, Reply, Report, Transmission
from tests import clock_file, ports
from tests.conftest import FULL, counts
from tests.faults.claimers import Claimer
from tests.faults.running_app import Browser
from tests.ledger_audit import assert_ledger_balances
from tests.report import destinations
from tests.report_audit import assert_sandbox

CLIENTS = 3 if FULL else 2
STOCK = 12 if FULL else 6  # entries of each client where nothing is killed
PATIENCE = 300  # seconds, on a busy machine


class ReportingApp:
    """An application that reports to a sandbox, both on a clock that can be moved."""

    def __init__(self, running_app, folder):
        self.running_app, self.folder = running_app, folder
        self.clock, self.ahead = folder / "clock", 0
        self.port = ports.reserve()
        self.running = ExitStack()
        self.forward(0)
        clock.use_test_clock(str(self.clock))
        with running_app.inside():
            version = offer.point_of_care()[1]
            offer.offer_point_of_care(
                title=version.title,
                valid_from=version.valid_from,
                disclosures=version.disclosures,
                accme_number="200000001",
                by="test",
            )

    @property
    def env(self) -> dict:
        return {
            "CME_TEST_CLOCK": str(self.clock),
            "SANDBOX_URL": f"http://127.0.0.1:{self.port}",
            "CLAIM_HOLD_MINUTES": "0",
            "PARS_TIMEOUT": "3",
        }

    def forward(self, seconds: int):
        """Move the clock of every process forward while it keeps running."""
        self.ahead += seconds
        clock_file.write(self.clock, f"{self.ahead:+d}")

    def sandbox(self):
        """Start the sandbox on its port, with the records it had."""
        box = destinations.sandbox(self.folder / "box", self.port, CME_TEST_CLOCK=str(self.clock))
        (self.folder / "box").mkdir(exist_ok=True)
        return self.running.enter_context(box)

    def stop_sandbox(self):
        """Stop the sandbox."""
        self.running.close()
        self.running = ExitStack()

    def person(self, *numbers):
        """Add a physician whose boards get reports; call it inside."""
        person = self.running_app.person(birth_month=3, birth_day=4)
        for body, number in numbers or (("ABIM", f"9{person.id:05}1"), ("MD", f"D9{person.id:05}1")):
            people.list_body(person, body=body, label=body, number=number, reporting=True, consent=True)
        return person

    def wait_for_worker(self):
        """Wait until a worker has looked once at all that is due now."""
        workers = sum(name.startswith("worker") for name in self.running_app.groups)
        with self.running_app.inside():
            # when the last of these is begun, one of them at least was begun after now and is finished
            for _ in range(workers + 1):
                queue.wake()
        pending = self.running_app.app.huey.pending_count
        # after hundreds of kills there is much to do: what counts is that less and less is left
        while before := pending():
            wait_until(lambda before=before: pending() < before, f"the worker does nothing about {before} tasks")

    def settle(self, step=30):
        """Let time pass until nothing is to be done any more, but none while somebody is in the middle of a call."""
        with self.running_app.inside():
            cut_off = {row.id for row in unanswered()}
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self.wait_for_worker()
            with self.running_app.inside():
                if not queue_is_busy() and Report.select().count():
                    return
                unanswered_now = {row.id for row in unanswered()} - cut_off
            if not unanswered_now:
                self.forward(step)
        with self.running_app.inside():
            rows = [
                (e.report_id, e.state, e.reason) for e in Delivery.select().where(Delivery.due.is_null(False)).limit(5)
            ]
        raise AssertionError(f"does not settle: {rows}")


def wait_until(condition, message, seconds=PATIENCE):
    """Wait until a condition holds; raise AssertionError with a message when it never does."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, message
        time.sleep(0.01)


def unanswered():
    """Select what was sent and has no reply, or never will have one."""
    return Transmission.select(Transmission.id).where(Transmission.id.not_in(Reply.select(Reply.transmission)))


def queue_is_busy() -> bool:
    """Return whether a claim is not released, reported or answered yet."""
    from cme.claim.records import Hold
    from cme.report.records import outbox

    waits = Delivery.select().where(Delivery.due.is_null(False)).exists()
    return waits or Hold.select().exists() or bool(outbox.unplanned(1))


@pytest.fixture
def reporting_app(running_app, tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "_test_file", None)
    app = ReportingApp(running_app, tmp_path)
    yield app
    running_app.kill()
    app.stop_sandbox()


def _claimers(reporting_app, people_, stocks, dice, pause=0.05):
    with reporting_app.running_app.inside():
        browsers = [reporting_app.running_app.browser(each) for each in people_]
    some = [
        Claimer(browser, free, random.Random(dice.random()), undoes=False, pause=pause)
        for browser, free in zip(browsers, stocks, strict=True)
    ]
    for each in some:
        each.start()
    return some


def _wait_for_claims(some, count):
    wait_until(
        lambda: sum(len(each.acked) for each in some) >= count or not any(each.is_alive() for each in some),
        "nobody claims",
    )


def _wait_for_sending(reporting_app, count, seconds=1.5):
    """Wait until so many more calls have begun, or a moment where the body is paused."""
    with reporting_app.running_app.inside():
        goal, until = Transmission.select().count() + count, time.monotonic() + seconds
        while Transmission.select().count() < goal and time.monotonic() < until:
            time.sleep(0.005)


def _end(some):
    for each in some:
        each.stop.set()
    for each in some:
        each.join(PATIENCE)
        assert not each.errors, each.errors


def test_everything_is_killed_while_claims_are_reported(reporting_app, dice):
    kills = int(os.environ.get("KILLS") or counts(15, 2, reporting_app.running_app.url, heavy=200))
    with reporting_app.running_app.inside():
        crowd = [reporting_app.person() for _ in range(CLIENTS)]
        stocks = [reporting_app.running_app.stock(each, 20 * kills, days=6) for each in crowd]
    box, claims = reporting_app.sandbox(), 0
    for _ in range(kills):
        if dice.random() < 0.5 and not box.request("GET", "/faults")[1]:
            box.fail(dice.choice(["drop-after", "drop-before", "500", "garbage"]))
        reporting_app.running_app.open(**reporting_app.env)
        some = _claimers(reporting_app, crowd, stocks, dice, pause=0.2)
        _wait_for_claims(some, 2)
        _wait_for_sending(reporting_app, dice.randrange(6))
        time.sleep(dice.uniform(0, 0.2))  # any moment of it
        reporting_app.running_app.kill()
        _end(some)
        claims += sum(len(each.acked) for each in some)
        reporting_app.forward(100)  # past the leases of what was killed
    box.request("DELETE", "/faults")
    reporting_app.running_app.open(**reporting_app.env)
    reporting_app.settle(step=60)
    records = box.records()
    with reporting_app.running_app.inside():
        print(f"{kills} kills, {claims} claims, {Report.select().count()} reports, {len(records)} records arrived")
        assert claims > kills and Report.select().count() > 6
        assert {row.state for row in Delivery.select()} == {"accepted"}
        assert_ledger_balances()
        assert_sandbox(records)


@pytest.mark.full
def test_two_workers_at_once_send_nothing_twice(reporting_app, dice):
    with reporting_app.running_app.inside():
        crowd = [reporting_app.person() for _ in range(CLIENTS)]
        stocks = [reporting_app.running_app.stock(each, STOCK, days=12) for each in crowd]
    box = reporting_app.sandbox()
    reporting_app.running_app.open(workers=2, **reporting_app.env)
    some = _claimers(reporting_app, crowd, stocks, dice)
    for each in some:
        each.join(PATIENCE)
    _end(some)
    reporting_app.settle()
    records = box.records()
    assert len(records) == CLIENTS * STOCK * 2 and {row["times"] for row in records} == {1}
    with reporting_app.running_app.inside():
        assert_ledger_balances()
        assert_sandbox(records)


@pytest.mark.full
def test_the_sandbox_is_down_for_a_day_and_nothing_is_lost_or_slow(reporting_app, dice):
    with reporting_app.running_app.inside():
        crowd = [reporting_app.person() for _ in range(CLIENTS)]
        stocks = [reporting_app.running_app.stock(each, STOCK, days=12) for each in crowd]
    reporting_app.running_app.open(**reporting_app.env)
    some = _claimers(reporting_app, crowd, stocks, dice)
    for each in some:
        each.join(PATIENCE)
    _end(some)
    with reporting_app.running_app.inside():
        browser = reporting_app.running_app.browser(crowd[0])

    def seconds_of_a_page():
        start = time.monotonic()
        assert browser.get("/cme/claimed")[0] in (200, 303)
        return time.monotonic() - start

    usual, seconds = [seconds_of_a_page() for _ in range(5)], []
    for _ in range(12):
        reporting_app.forward(2 * 3600)
        reporting_app.wait_for_worker()
        with reporting_app.running_app.inside():
            queue.wake()
        seconds.append(seconds_of_a_page())
    assert statistics.median(seconds) < 1 + 5 * statistics.median(usual), "pages wait for a body that is away"
    with reporting_app.running_app.inside():
        assert {row.state for row in Delivery.select()} <= {"waiting", "sent"}, "an outage is no trying"
    box = reporting_app.sandbox()
    reporting_app.settle()
    records = box.records()
    with reporting_app.running_app.inside():
        assert {row.state for row in Delivery.select()} == {"accepted"} and len(records) == CLIENTS * STOCK * 2
        assert_ledger_balances()
        assert_sandbox(records)


@pytest.mark.full
def test_the_clock_is_set_back_in_the_middle(reporting_app, dice):
    with reporting_app.running_app.inside():
        crowd = [reporting_app.person() for _ in range(CLIENTS)]
        stocks = [reporting_app.running_app.stock(each, STOCK, days=4) for each in crowd]
    box = reporting_app.sandbox()
    reporting_app.forward(7300)
    reporting_app.running_app.open(**reporting_app.env)
    some = _claimers(reporting_app, crowd, stocks, dice)
    _wait_for_claims(some, 2)
    reporting_app.forward(-7300)
    for each in some:
        each.join(PATIENCE)
    _end(some)
    reporting_app.settle(step=600)
    records = box.records()
    with reporting_app.running_app.inside():
        assert {row.state for row in Delivery.select()} == {"accepted"}
        assert_ledger_balances()
        assert_sandbox(records)


@pytest.mark.full
def test_a_worker_that_forgets_to_ask_would_be_found_out(reporting_app, dice):
    """The power check: records of the sandbox that nobody claimed, and one that is there twice."""
    with reporting_app.running_app.inside():
        person = reporting_app.person()
        entries = reporting_app.running_app.stock(person, 3)
    box = reporting_app.sandbox()
    reporting_app.running_app.open(**reporting_app.env)
    with reporting_app.running_app.inside():
        Browser(reporting_app.running_app.ports[0], reporting_app.running_app.browser(person).cookie).claim(
            "a-key-of-sixteen-or-more", entries
        )
    reporting_app.settle()
    records = box.records()
    with reporting_app.running_app.inside():
        assert_sandbox(records)
        for wrong in (
            records[1:],
            [*records, records[0] | {"ccid": "ccid:cme-desk:another"}],
            [records[0] | {"fields": records[0]["fields"] | {"credits": 9}}, *records[1:]],
        ):
            with pytest.raises((AssertionError, KeyError)):
                assert_sandbox(wrong)
