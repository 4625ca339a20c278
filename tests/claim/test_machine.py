"""A life of searching, reviewing, claiming and undoing, in any order, against a model in plain dicts."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

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

from cme.base.domain.credit import Credit
from cme.base.domain.refusal import Refused
from cme.certify import records as certificates
from cme.claim import records as claims
from cme.claim import summary
from cme.evaluate import records as evaluate
from tests.conftest import FULL, counts
from tests.ledger_audit import assert_ledger_balances

ZONE = "America/New_York"
SLUGS = ("acute-myocardial-infarction", "atrial-fibrillation", "gout")  # the last one earns nothing
PASSES = [timedelta(minutes=1), timedelta(minutes=9), timedelta(minutes=11), timedelta(days=1), timedelta(days=800)]
pick = st.integers(0, 10**6)
_numbers = itertools.count(1)


def machine(app, cast, clock):
    """Make the machine for one app: hypothesis wants a class without arguments."""

    class Life(RuleBasedStateMachine):
        @initialize()
        def begin(self):
            self.now = datetime(2024, 12, 30, 15, tzinfo=ZoneInfo(ZONE))
            clock.set(self.now)
            self.person = cast.person(
                f"life{next(_numbers)}@example.org", name="L", role="physician", country="US", zone=ZONE
            )
            self.entries, self.claims, self.printed, self.keys = {}, {}, {}, itertools.count(1)

        # what the model knows

        def day(self) -> date:
            return self.now.astimezone(ZoneInfo(ZONE)).date()

        def live(self, entry):
            return self.day() <= entry["claim_by"]

        def one(self, things, n):
            return sorted(things)[n % len(things)]

        def tries(self, expected, act, *args, **values):
            """Do it; it goes through where the model says so, and is refused where it does not."""
            try:
                done = act(*args, **values)
            except Refused:
                assert not expected, f"{act.__name__} was refused"
                return None
            assert expected, f"{act.__name__} went through"
            return done

        # what can be done

        @rule(slugs=st.lists(st.sampled_from(SLUGS), min_size=1, max_size=3))
        def search(self, slugs):
            opened = cast.search(self.person, f"question {next(_numbers)}", *slugs)
            assert (opened.entry is not None) == any(slug != "gout" for slug in slugs)
            if opened.entry:
                claim_by = date(self.day().year + 2, 12, 31)
                self.entries[opened.entry.id] = {"row": opened.entry, "state": "for-review", "claim_by": claim_by}

        @precondition(lambda self: self.entries)
        @rule(n=pick)
        def review(self, n):
            entry = self.entries[self.one(self.entries, n)]
            may = self.live(entry) and entry["state"] in ("for-review", "dismissed")
            values = {"goal": "treat", "goal_words": "", "result": "change", "result_words": "", "relevant": set()}
            if self.tries(may, evaluate.add, entry["row"], **values, warned=False):
                entry["state"] = "to-claim"

        @precondition(lambda self: self.entries)
        @rule(n=pick)
        def send_back(self, n):
            entry = self.entries[self.one(self.entries, n)]
            self.tries(entry["state"] == "to-claim", evaluate.send_back, entry["row"])
            if entry["state"] == "to-claim":
                entry["state"] = "for-review"

        @precondition(lambda self: self.entries)
        @rule(n=pick, back=st.booleans())
        def dismiss_or_restore(self, n, back):
            entry = self.entries[self.one(self.entries, n)]
            may = self.live(entry) and entry["state"] in ("for-review", "dismissed")
            self.tries(may, evaluate.restore if back else evaluate.dismiss, entry["row"])
            if may:
                entry["state"] = "for-review" if back else "dismissed"

        @precondition(lambda self: self.entries)
        @rule(picks=st.lists(pick, min_size=1, max_size=4, unique=True))
        def claim(self, picks):
            chosen = sorted({self.one(self.entries, n) for n in picks})
            may = all(self.live(self.entries[each]) and self.entries[each]["state"] == "to-claim" for each in chosen)
            key, requested = f"key of a form {next(self.keys)}", [(each, None) for each in chosen]
            the_claim = self.tries(may, partial(claims.claim, by="test"), self.person, key, "ama-pra-1", requested)
            if the_claim:
                for each in chosen:
                    self.entries[each]["state"] = "claimed"
                until = self.now + timedelta(minutes=10)
                self.claims[the_claim.id] = {
                    "row": the_claim,
                    "entries": chosen,
                    "until": until,
                    "state": "held",
                    "key": (key, requested),
                }

        @precondition(lambda self: self.claims)
        @rule(n=pick)
        def claim_again(self, n):
            known = self.claims[self.one(self.claims, n)]
            key, requested = known["key"]
            assert claims.claim(self.person, key, "ama-pra-1", requested, by="test") == known["row"]

        @precondition(lambda self: self.claims)
        @rule(n=pick)
        def undo(self, n):
            known = self.claims[self.one(self.claims, n)]
            may = known["state"] == "held" and self.now < known["until"]
            self.tries(may, partial(claims.undo, by="test"), known["row"])
            if may:
                known["state"] = "undone"
                for each in known["entries"]:
                    self.entries[each]["state"] = "to-claim"

        @rule()
        def release(self):
            claims.release_what_waited(by="test")
            for known in self.claims.values():
                if known["state"] == "held" and known["until"] <= self.now:
                    known["state"] = "released"

        @precondition(lambda self: any(known["state"] != "undone" for known in self.claims.values()))
        @rule(n=pick, body=st.binary(min_size=1, max_size=20))
        def print_certificate(self, n, body):
            the_claim = self.one([each for each, known in self.claims.items() if known["state"] != "undone"], n)
            row = self.claims[the_claim]["row"]
            current = certificates.issue(row, by="test")
            rendering = certificates.take(certificates.ask_for(row, current).id)
            if rendering:
                certificates.finish(rendering, current, body, by="test")
            saved = certificates.document(row, current)
            before = self.printed.setdefault(the_claim, ([each.words for each in current], saved.sha256))
            assert before == ([each.words for each in current], saved.sha256)  # frozen: words and bytes

        @rule(delta=st.sampled_from(PASSES))
        def time_passes(self, delta):
            self.now += delta
            clock.set(self.now)

        # what holds after every step

        @invariant()
        def the_books_balance(self):
            assert_ledger_balances(self.person)

        @invariant()
        def everything_stands_where_the_model_says(self):
            def stand(live, state):
                return {
                    each for each, entry in self.entries.items() if self.live(entry) == live and entry["state"] == state
                }

            def ids(rows):
                return {row.id for row in rows}

            today = self.day()
            assert ids(evaluate.for_review(self.person, today)) == stand(True, "for-review")
            assert ids(evaluate.dismissed(self.person, today)) == stand(True, "dismissed")
            assert ids(evaluate.lapsed_unreviewed(self.person, today)) == stand(False, "for-review")
            assert ids(row.entry for row in claims.to_claim(self.person, today)) == stand(True, "to-claim")
            assert ids(claims.lapsed(self.person, today)) == stand(False, "to-claim")
            assert ids(claims.claimed(self.person)) == {
                n for n, known in self.claims.items() if known["state"] != "undone"
            }
            live = [entry["state"] for entry in self.entries.values() if self.live(entry)]
            active = sum(known["state"] != "undone" for known in self.claims.values())
            expected = {"review": live.count("for-review"), "claim": live.count("to-claim"), "claimed": active}
            assert summary.counts(self.person) == expected

        @invariant()
        def the_totals_are_the_models(self):
            counted = [entry for entry in self.entries.values() if entry["state"] != "dismissed"]
            claimed = sum(50 for entry in counted if entry["state"] == "claimed")
            lapsed = sum(50 for entry in counted if entry["state"] != "claimed" and not self.live(entry))
            with app.test_request_context():
                lines = summary.totals(self.person)
            values = [(line.earned, line.claimed, line.lapsed) for line in lines]
            whole = 50 * len(counted) - lapsed
            assert values == ([(Credit(whole), Credit(claimed), Credit(lapsed))] if counted else [])

        @invariant()
        def certificates_stand_as_their_claims_do(self):
            looked = list(self.printed.items())
            for the_claim, (words, _) in (
                looked[self.now.minute % len(looked) :][:1] if looked else ()
            ):  # one a step is enough
                known = self.claims[the_claim]
                how = "provisional" if known["state"] == "held" and self.now < known["until"] else "valid"
                how = "withdrawn-by-holder" if known["state"] == "undone" else how
                for each in words:
                    found = certificates.by_code(each["code"])
                    assert (found.number, certificates.status(found)) == (each["number"], how)

    return Life


def test_any_life_keeps_the_books_balanced(app, cast, clock, database_url):
    run_state_machine_as_test(
        machine(app, cast, clock),
        settings=settings(
            max_examples=counts(60, 8, database_url, heavy=200),
            stateful_step_count=50 if FULL else 20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
