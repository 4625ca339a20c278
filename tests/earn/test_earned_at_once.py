"""What is completed when it is earned is under To claim at once, with its own title (Words: completed)."""

from datetime import date

import pytest

from cme.base.domain.refusal import Refused
from cme.claim import records as claims
from cme.earn import records as earn
from cme.evaluate import records as evaluate
from cme.offer import records as offer
from cme.track import transcript
from tests.ledger_audit import assert_ledger_balances


@pytest.fixture
def topic(cast):
    """A topic of a course, passed today."""
    activity, current = offer.point_of_care()
    fields = {name: getattr(current, name) for name in current._meta.fields if name not in ("id", "activity", "since")}
    version = offer.offer_activity(
        "a-course", "course", **fields | {"title": "A course", "window": "anniversary+3"}, by="test"
    )
    return earn.earn(
        cast.physician,
        version.activity,
        version,
        title="Acute chest pain",
        credit_type="ama-pra-1",
        amount=125,
        day=date(2026, 11, 22),
        by="test",
    )


def test_a_topic_that_was_passed_waits_to_be_claimed_without_a_review(visitor, cast, topic):
    assert evaluate.state(topic) == "to-claim" and topic.claim_by == date(2029, 11, 22)
    visitor(cast.physician).get("/cme/claim").has(
        "Acute chest pain", "Completed 22 Nov 2026", "To claim 1", "For review 0"
    )
    with pytest.raises(Refused, match="nothing to review"):
        evaluate.send_back(topic)
    assert_ledger_balances()


def test_a_part_of_a_topic_can_be_claimed_in_steps_and_the_rest_stays(cast, topic):
    with pytest.raises(Refused, match=r"in steps of 0\.25"):
        claims.claim(cast.physician, "a key of sixteen", "ama-pra-1", [(topic.id, 60)], by="test")
    with pytest.raises(Refused, match=r"at most 1\.25"):
        claims.claim(cast.physician, "a key of sixteen", "ama-pra-1", [(topic.id, 150)], by="test")
    claims.claim(cast.physician, "a key of sixteen", "ama-pra-1", [(topic.id, 50)], by="test")
    (left,) = claims.to_claim(cast.physician, date(2026, 11, 22))
    assert str(left.balance) == "0.75" and left.divisible
    (item,) = transcript.items(cast.physician)
    assert (item.title, item.hundredths, item.completed_on, item.here) == (
        "Acute chest pain",
        50,
        date(2026, 11, 22),
        True,
    )
    assert_ledger_balances()


def test_a_search_is_claimed_whole(cast):
    entry = cast.reviewed(cast.physician, "chest pain")
    with pytest.raises(Refused, match="claimed whole"):
        claims.claim(cast.physician, "a key of sixteen", "ama-pra-1", [(entry.id, 25)], by="test")
