"""No order of passing, failing, repeating, evaluating, claiming in parts and undoing yields more than the rules give."""

from __future__ import annotations

import itertools

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cme.base import clock as moment
from cme.base.domain import credit_types
from cme.base.domain.refusal import Refused
from cme.certify import records as certificates
from cme.claim import records as claims
from cme.claim import summary
from cme.earn.courses import records
from cme.earn.records import Entry
from cme.offer.courses import records as offer
from tests import courses
from tests.conftest import FULL, counts
from tests.ledger_audit import assert_ledger_balances

PLAIN, ASKS = "plain-course", "asking-course"
WORTH = {PLAIN: {"ama-pra-1": 125, "acep-1": 100}, ASKS: {"ama-pra-1": 75}}
ATTEMPTS = 2
pick = st.integers(0, 10**6)
_numbers = itertools.count(1)


def machine(app, cast, clock):
    """Return the machine for one app: hypothesis wants a class without arguments."""
    for slug, worth in WORTH.items():
        if not offer.find(slug):
            courses.offer(
                slug,
                credits={kind: amount / 100 for kind, amount in worth.items()},
                count=3,
                pass_mark=60,
                attempts=ATTEMPTS,
                evaluation_required=slug == ASKS,
            )

    class Studies(RuleBasedStateMachine):
        @initialize()
        def begin(self):
            clock.set("2026-03-01 15:00:00")
            self.person = cast.person(
                f"study{next(_numbers)}@example.org", name="S", role="physician", country="US", zone="UTC"
            )
            self.used, self.passed, self.evaluated, self.keys = {}, set(), set(), []
            self.claims, self.undone = [], set()

        def due(self) -> dict[tuple, int]:
            """Return what the rules give: the worth in each type of the topics that are passed and wait for nothing."""
            return {
                (slug, topic, kind): amount
                for slug, topic in self.passed
                if slug == PLAIN or slug in self.evaluated
                for kind, amount in WORTH[slug].items()
            }

        @rule(
            slug=st.sampled_from([PLAIN, ASKS]),
            topic=st.sampled_from(["topic-1", "topic-2"]),
            wrong=st.integers(0, 3),
            practice=st.booleans(),
        )
        def answer(self, slug, topic, wrong, practice):
            at = (slug, topic)
            counts = not practice and at not in self.passed
            key = f"study-{next(_numbers)}"
            try:
                post_test = courses.answer(self.person, offer.find(slug), topic, wrong, practice, key=key)
            except Refused:
                assert counts and self.used.get(at, 0) >= ATTEMPTS, "refused while attempts are left"
                return
            assert not counts or self.used.get(at, 0) < ATTEMPTS, "an attempt too many"
            assert post_test.passed == (wrong <= 1) and post_test.practice != counts
            if counts:
                self.used[at] = self.used.get(at, 0) + 1
                self.passed |= {at} if post_test.passed else set()
            self.keys.append((key, slug, topic, post_test.id))

        @precondition(lambda self: self.keys)
        @rule(n=pick, wrong=st.integers(0, 3))
        def resend(self, n, wrong):
            key, slug, topic, post_test_id = self.keys[n % len(self.keys)]
            assert courses.answer(self.person, offer.find(slug), topic, wrong, key=key).id == post_test_id

        @rule(slug=st.sampled_from([PLAIN, ASKS]))
        def evaluate(self, slug):
            records.evaluate(
                self.person, offer.find(slug).version, objectives=3, change="no", balanced="yes", by="test"
            )
            self.evaluated.add(slug)

        @rule(kind=st.sampled_from(["ama-pra-1", "acep-1"]), parts=st.lists(st.integers(-1, 7), min_size=1, max_size=4))
        def claim(self, kind, parts):
            waiting = claims.to_claim(self.person, clock_today(), kind)
            requested = [
                (row.entry.id, part * 25 if part >= 0 else None) for row, part in zip(waiting, parts, strict=False)
            ]
            fits = requested and all(
                amount is None or 0 < amount <= row.balance.hundredths
                for row, (_, amount) in zip(waiting, requested, strict=False)
            )
            try:
                claim = claims.claim(self.person, f"study-claim-{next(_numbers)}", kind, requested, by="test")
            except Refused:
                assert not fits, "a claim that fits was refused"
                return
            assert fits, "a claim that does not fit went through"
            words = [each.words for each in certificates.issue(claim, by="test")]
            assert sum(each["credit"]["hundredths"] for each in words) == claim.total
            self.claims.append(claim)

        @precondition(lambda self: self.claims)
        @rule(n=pick)
        def undo(self, n):
            claim = self.claims[n % len(self.claims)]
            may = claim.id not in self.undone and moment.now() < claim.hold_until
            try:
                claims.undo(claim, by="test")
            except Refused:
                assert not may, "undoing in time was refused"
                return
            assert may, "undone twice, or too late"
            self.undone.add(claim.id)

        @rule(minutes=st.integers(1, 12))
        def wait(self, minutes):
            clock.forward(**{"minutes": minutes})

        @invariant()
        def what_is_earned_is_what_the_rules_give(self):
            if not hasattr(self, "person"):
                return
            rows = list(Entry.select().where(Entry.person == self.person))
            assert sorted((row.credit_type, row.amount) for row in rows) == sorted(
                (kind, amount) for (_, _, kind), amount in self.due().items()
            )
            active = [claim for claim in self.claims if claim.id not in self.undone]
            for kind in ("ama-pra-1", "acep-1"):
                earned = sum(amount for (_, _, each), amount in self.due().items() if each == kind)
                claimed = sum(claim.total for claim in active if claim.credit_type == kind)
                left = sum(row.balance.hundredths for row in claims.to_claim(self.person, clock_today(), kind))
                assert claimed + left == earned
                name = credit_types.CREDIT_TYPES[kind].name
                with app.test_request_context():
                    totals = [row for row in summary.totals(self.person) if row.type == name]
                assert sum(row.earned.hundredths for row in totals) == earned
                assert sum(row.claimed.hundredths for row in totals) == claimed
            assert_ledger_balances(self.person)

    def clock_today():
        return moment.today("UTC")

    return Studies


def test_any_order_of_studying_and_claiming_gives_what_the_rules_give(app, cast, clock, database_url):
    run_state_machine_as_test(
        machine(app, cast, clock),
        settings=settings(
            max_examples=counts(45, 8, database_url, heavy=100),
            stateful_step_count=40 if FULL else 18,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
