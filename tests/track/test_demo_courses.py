"""The demo's people have studied the demo's courses: passed, failed, evaluated, claimed whole and in part."""

from __future__ import annotations

from pathlib import Path

from cme.base import clock
from cme.claim import records as claims
from cme.earn.courses import records as courses
from cme.offer.courses import records as offer
from cme.offer.importers.courses import import_course
from cme.track import demo_courses
from tests.ledger_audit import assert_ledger_balances

FOLDERS = Path(__file__).parents[2] / "cme/offer/demo/courses"


def test_a_physician_and_a_nurse_have_waiting_and_claimed_topics(cast, visitor):
    for folder in sorted(FOLDERS.iterdir()):
        assert not import_course(folder, by="test").refused
    demo_courses.study(cast.physician, "physician")
    demo_courses.study(cast.nurse, "nurse")
    for person, types, left in (
        (cast.physician, {"ama-pra-1", "acep-1", "abp-moc-2"}, "0.25"),
        (cast.nurse, {"ancc", "aapa-1"}, "0.25"),
    ):
        waiting = claims.to_claim(person, clock.today(person.zone))
        assert {row.entry.credit_type for row in waiting} == types
        assert left in {str(row.balance) for row in waiting}, "a part of one is claimed"
        (claim,) = claims.claimed(person)
        assert claims.outcome(claim) == "released"
        states = {
            status.state
            for course in offer.courses()
            for status in courses.topic_statuses(person, offer.topics(course.version.id)).values()
        }
        assert {"passed", "reading", "new"} <= states
    assert_ledger_balances()
    visitor(cast.physician).get("/courses").has("Acute care essentials", "3 passed")
