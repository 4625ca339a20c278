"""F4: worker and web server are killed while claims are reported; every completion stands once in the body's books."""

from __future__ import annotations

import os
import random
import time
from contextlib import ExitStack

import pytest

from cme.base import clock, queue
from cme.offer import records as offer
from cme.people import records as people
from cme.report.records.tables import Errand, Report
from tests.books import assert_books
from tests.conftest import FULL
from tests.faults.claimers import Claimer
from tests.faults.house import Browser
from tests.report import places
from tests.reports import assert_sandbox

KILLS = int(os.environ.get("KILLS") or (200 if FULL else 3))
KILLS_ON_POSTGRES = min(KILLS, 60)
CLIENTS = 3 if FULL else 2


class Mail:
    """A house that reports to a sandbox, both on a clock that can be moved."""

    def __init__(self, house, folder):
        self.house, self.folder = house, folder
        self.clock, self.ahead = folder / "clock", 0
        self.port = places.free_port()
        self.running = ExitStack()
        self.forward(0)
        clock.use_test_clock(str(self.clock))
        with house.inside():
            said = offer.point_of_care()[1]
            offer.offer_point_of_care(
                title=said.title, valid_from=said.valid_from, disclosures=said.disclosures, accme_number="200000001"
            )

    @property
    def env(self) -> dict:
        return {"CME_TEST_CLOCK": str(self.clock), "SANDBOX_URL": f"http://127.0.0.1:{self.port}", "CLAIM_HOLD_MINUTES": "0",
                "PARS_TIMEOUT": "3"}  # fmt: skip

    def forward(self, seconds: int):
        """Move the clock of every process on, while it goes on ticking."""
        self.ahead += seconds
        fresh = self.folder / "clock.new"
        fresh.write_text(f"{self.ahead:+d}")
        fresh.replace(self.clock)

    def sandbox(self):
        """Start the sandbox on its port, with the books it had."""
        box = places.sandbox(self.folder / "box", self.port, CME_TEST_CLOCK=str(self.clock))
        (self.folder / "box").mkdir(exist_ok=True)
        return self.running.enter_context(box)

    def away(self):
        """Stop the sandbox."""
        self.running.close()
        self.running = ExitStack()

    def person(self, *numbers):
        """Add a physician whose boards are told; call it inside."""
        person = self.house.person(birth_month=3, birth_day=4)
        for body, number in numbers or (("ABIM", f"9{person.id:05}1"), ("MD", f"D9{person.id:05}1")):
            people.list_body(person, body=body, label=body, number=number, told=True, consent=True)
        return person

    def settle(self, seconds=90, step=30):
        """Let time pass until nothing is to be done any more."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with self.house.inside():
                queue.wake()
                if not queue_is_busy() and Report.select().count():
                    return
            self.forward(step)
            time.sleep(0.3)
        with self.house.inside():
            rows = [(e.report_id, e.state, e.reason) for e in Errand.select().where(Errand.due.is_null(False)).limit(5)]
        raise AssertionError(f"does not settle: {rows}")


def queue_is_busy() -> bool:
    """Whether a claim is not released, reported or answered yet."""
    from cme.claim.records import Hold
    from cme.report.records import outbox

    waits = Errand.select().where(Errand.due.is_null(False)).exists()
    return waits or Hold.select().exists() or bool(outbox.unplanned(1))


@pytest.fixture
def mail(house, tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "_test_file", None)
    made = Mail(house, tmp_path)
    yield made
    house.kill()
    made.away()


def _claimers(mail, people_, stocks, dice, pause=0.05):
    with mail.house.inside():
        browsers = [mail.house.browser(each) for each in people_]
    some = [Claimer(browser, free, random.Random(dice.random()), undoes=False, pause=pause)
            for browser, free in zip(browsers, stocks, strict=True)]  # fmt: skip
    for each in some:
        each.start()
    return some


def _end(some):
    for each in some:
        each.stop.set()
    for each in some:
        each.join(30)
        assert not each.faults, each.faults


def test_everything_is_killed_while_claims_are_reported(mail, dice):
    kills = KILLS_ON_POSTGRES if mail.house.url.startswith("postgres") else KILLS
    with mail.house.inside():
        crowd = [mail.person() for _ in range(CLIENTS)]
        stocks = [mail.house.stock(each, 20 * kills, days=6) for each in crowd]
    box, claims = mail.sandbox(), 0
    for _ in range(kills):
        if dice.random() < 0.5 and not box.ask("GET", "/faults")[1]:
            box.fail(dice.choice(["drop-after", "drop-before", "500", "garbage"]))
        mail.house.open(**mail.env)
        some = _claimers(mail, crowd, stocks, dice, pause=0.2)
        time.sleep(dice.uniform(0.2, 1.8))
        mail.house.kill()
        _end(some)
        claims += sum(len(each.acked) for each in some)
        mail.forward(100)  # past the leases of what was killed
    box.ask("DELETE", "/faults")
    mail.house.open(**mail.env)
    mail.settle(90 + 2 * kills, step=120)
    records = box.records()
    with mail.house.inside():
        print(f"{kills} kills, {claims} claims, {Report.select().count()} reports, {len(records)} records arrived")
        assert claims > kills and Report.select().count() > 6
        assert {row.state for row in Errand.select()} == {"accepted"}
        assert_books()
        assert_sandbox(records)


def test_two_workers_at_once_send_nothing_twice(mail, dice):
    with mail.house.inside():
        crowd = [mail.person() for _ in range(CLIENTS)]
        stocks = [mail.house.stock(each, 12, days=12) for each in crowd]
    box = mail.sandbox()
    mail.house.open(workers=2, **mail.env)
    some = _claimers(mail, crowd, stocks, dice)
    for each in some:
        each.join(60)
    _end(some)
    mail.settle()
    records = box.records()
    assert len(records) == CLIENTS * 12 * 2 and {row["times"] for row in records} == {1}
    with mail.house.inside():
        assert_books()
        assert_sandbox(records)


def test_the_sandbox_is_down_for_a_day_and_nothing_is_lost_or_slow(mail, dice):
    with mail.house.inside():
        crowd = [mail.person() for _ in range(CLIENTS)]
        stocks = [mail.house.stock(each, 12, days=12) for each in crowd]
    mail.house.open(**mail.env)
    some = _claimers(mail, crowd, stocks, dice)
    for each in some:
        each.join(60)
    _end(some)
    with mail.house.inside():
        browser = mail.house.browser(crowd[0])
    taken = []
    for _ in range(12):
        mail.forward(2 * 3600)
        with mail.house.inside():
            queue.wake()
        start = time.monotonic()
        assert browser.get("/cme/claimed")[0] in (200, 303)
        taken.append(time.monotonic() - start)
        time.sleep(0.2)
    assert sorted(taken)[len(taken) // 2] < 1, "pages wait for a body that is away"
    with mail.house.inside():
        assert {row.state for row in Errand.select()} <= {"waiting", "sent"}, "an outage is no trying"
    box = mail.sandbox()
    mail.settle()
    records = box.records()
    with mail.house.inside():
        assert {row.state for row in Errand.select()} == {"accepted"} and len(records) == CLIENTS * 12 * 2
        assert_books()
        assert_sandbox(records)


def test_the_clock_is_set_back_in_the_middle(mail, dice):
    with mail.house.inside():
        crowd = [mail.person() for _ in range(CLIENTS)]
        stocks = [mail.house.stock(each, 12, days=4) for each in crowd]
    box = mail.sandbox()
    mail.forward(7300)
    mail.house.open(**mail.env)
    some = _claimers(mail, crowd, stocks, dice)
    time.sleep(0.5)
    mail.forward(-7300)
    for each in some:
        each.join(60)
    _end(some)
    mail.settle(step=600)
    records = box.records()
    with mail.house.inside():
        assert {row.state for row in Errand.select()} == {"accepted"}
        assert_books()
        assert_sandbox(records)


def test_a_worker_that_forgets_to_ask_would_be_found_out(mail, dice):
    """The power check: the sandbox's books with a record that nobody claimed, and one that stands twice."""
    with mail.house.inside():
        person = mail.person()
        entries = mail.house.stock(person, 3)
    box = mail.sandbox()
    mail.house.open(**mail.env)
    with mail.house.inside():
        Browser(mail.house.ports[0], mail.house.browser(person).cookie).claim("a-key-of-sixteen-or-more", entries)
    mail.settle()
    records = box.records()
    with mail.house.inside():
        assert_sandbox(records)
        for wrong in (records[1:], [*records, records[0] | {"ccid": "ccid:cme-desk:another"}],
                      [records[0] | {"said": records[0]["said"] | {"credits": 9}}, *records[1:]]):  # fmt: skip
            with pytest.raises((AssertionError, KeyError)):
                assert_sandbox(wrong)
