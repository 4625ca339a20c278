"""No order of answering, repeating, rewording, correcting and claiming yields more credit than the rules give (E5)."""

from __future__ import annotations

import itertools
from datetime import date

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

from cme.base import clock as time
from cme.base import provider
from cme.certify import records as certificates
from cme.claim import records as claims
from cme.earn.questions import records
from cme.earn.records import Entry
from cme.evaluate import records as evaluate
from cme.offer.questions import records as questions
from tests.conftest import FULL, counts
from tests.earn.questions.quizzes import fill, give, item, offered, version
from tests.ledger_audit import assert_ledger_balances

COUNT = 14
number = st.integers(1, COUNT)
_people = itertools.count(1)


def machine(app, cast, clock):
    """Return the machine for one app: hypothesis wants a class without arguments."""

    class Life(RuleBasedStateMachine):
        @initialize(first_only=st.booleans())
        def begin(self, first_only):
            provider.change(first_attempts_only=first_only, by="test")
            self.first_only = first_only
            self.person = cast.person(
                f"quiz{next(_people)}@example.org", name="Q", role="physician", country="US", zone="UTC"
            )
            self.tried, self.counted, self.wrong, self.keys = set(), set(), {}, itertools.count(1)
            self.claimed = {}

        @rule(n=number, right=st.booleans(), student=st.booleans())
        def answer(self, n, right, student):
            shown = version(n)
            attempt = give(self.person, n, right=right, student=student).attempt
            may = n not in self.counted and not (self.first_only and n in self.tried)
            if student:
                assert attempt.verdict == "student"
                return
            if n in self.counted:
                assert attempt.verdict == "practice"
            elif right and may:
                self.counted.add(n)
            elif not right and (may or not self.first_only):
                self.wrong.setdefault(n, []).append((attempt.chosen, shown.content, n not in self.tried))
            self.tried.add(n)

        @rule(n=number)
        def reword(self, n):
            last = version(n)
            questions.put(item(n, stem=f"Otherwise: {last.id} {n}?", right=last.right), by="test")

        @rule(n=number)
        def correct_key(self, n):
            last = version(n)
            right = (last.right + 1) % 3
            records.settle(questions.correct_key(questions.find(f"q{n}"), right, "test"))
            # whoever chose it, at the first attempt where only that counts, and was counted wrong
            lost = [
                first for chosen, content, first in self.wrong.get(n, ()) if chosen == right and content == last.content
            ]
            if n not in self.counted and (any(lost) if self.first_only else lost):
                self.counted.add(n)

        @rule(picks=st.lists(st.integers(0, 9), min_size=1, max_size=3))
        def claim(self, picks):
            waiting = [row.entry.id for row in claims.to_claim(self.person, time.today("UTC"))]
            chosen = sorted({waiting[pick % len(waiting)] for pick in picks}) if waiting else []
            if chosen:
                claim = claims.claim(
                    self.person, f"key of a form {next(self.keys)}", "ama-pra-1", [(e, None) for e in chosen], by="test"
                )
                self.claimed[claim.id] = claim

        @precondition(lambda self: self.claimed)
        @rule()
        def undo(self):
            _, claim = self.claimed.popitem()
            claims.undo(claim, by="test")

        @precondition(lambda self: self.claimed)
        @rule()
        def print_it(self):
            claim = next(iter(self.claimed.values()))
            (certificate,) = certificates.issue(claim, by="test")
            rows = certificate.words["list"]["rows"]
            assert sum(int(count) for _, count, _ in rows) == claim.total // 100 * 6
            assert sum(float(amount) for *_, amount in rows) <= claim.total / 100

        @invariant()
        def the_rules_give_no_more(self):
            totals = records.totals(self.person)
            assert totals["counted"] == len(self.counted)
            assert totals["credits"] == len(self.counted) // 6
            entries = list(Entry.select().where(Entry.person == self.person))
            assert [entry.amount for entry in entries] == [100] * totals["credits"]
            assert all(evaluate.state(entry) in ("to-claim", "claimed") for entry in entries)
            assert_ledger_balances(self.person)

    return Life


def test_no_order_yields_more_than_the_rules_give(app, cast, clock, database_url):
    offered(valid_from=date(2020, 1, 1))
    fill(("Cardiology", COUNT // 2), ("Nephrology", COUNT - COUNT // 2))
    run_state_machine_as_test(
        machine(app, cast, clock),
        settings=settings(
            max_examples=counts(45, 6, database_url, heavy=100),
            stateful_step_count=50 if FULL else 30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
