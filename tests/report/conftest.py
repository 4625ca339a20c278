"""A sandbox beside the app, with the same clock; and people whose claims are reported to it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cme.base import queue
from cme.claim import records as claims
from cme.offer import records as offer
from cme.people import records as people
from cme.report.records.models import Delivery
from tests.report.destinations import sandbox


@pytest.fixture(scope="session")
def _box(tmp_path_factory):
    folder = tmp_path_factory.mktemp("box")
    clock = folder / "clock"
    with sandbox(folder, CME_TEST_CLOCK=str(clock)) as box:
        box.clock = clock
        yield box


@pytest.fixture
def running(_box, tmp_path):
    """The sandbox, empty and at a time when every record's window is open; it decides at once."""
    _box.clear()
    moment = tmp_path / "moment"
    moment.write_text("2026-11-22T15:00:00+00:00")
    _box.use_clock(moment)
    return _box


@pytest.fixture
def box(_box, app, clock):
    """The sandbox, empty and with the test's clock; the app reports to it."""
    _box.clear()
    _box.use_clock(clock.file)
    app.settings = replace(app.settings, sandbox_url=_box.url)
    number_the_activity()
    return _box


def number_the_activity():
    """Give the point-of-care activity an ACCME number, without which nothing is reported."""
    version = offer.point_of_care()[1]
    offer.offer_point_of_care(
        title=version.title,
        valid_from=version.valid_from,
        disclosures=version.disclosures,
        accme_number="200000001",
        by="test",
    )


@pytest.fixture
def ana(cast):
    """A physician whom the sandbox's boards know."""
    return cast.person(
        "ana@example.org",
        name="Ana Nguyễn",
        credentials="MD",
        role="physician",
        country="US",
        zone="America/New_York",
        birth_month=4,
        birth_day=17,
        npi="1234567893",
    )


@pytest.fixture
def tell():
    """Add a reporting body to a profile: tell(person, "ABIM", "123456")."""

    def make(person, code="ABIM", number="123456", consent=True):
        return people.list_body(person, body=code, label=code, number=number, reporting=True, consent=consent)

    return make


@pytest.fixture
def deliver(clock):
    """Let time pass until nothing more is to be done: hold, sending, verdicts."""

    def go(seconds=5, rounds=40):
        for _ in range(rounds):
            queue.find()
            if not Delivery.select().where(Delivery.due.is_null(False)).exists():
                return
            clock.forward(seconds=seconds)

    return go


@pytest.fixture
def claimed(cast, clock):
    """Claim so many entries and let the hold pass: claimed(person, 2)."""

    def make(person, count=1, now=None):
        claim = cast.claimed(person, count, now=now)
        claims.release(claim, by="test")
        return claim

    return make
