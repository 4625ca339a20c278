"""Totals are exact: however entries are grouped into claims, they sum to what was earned."""

from __future__ import annotations

import itertools
import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cme.base.domain.credit import Credit, total
from cme.certify import records as certificates
from cme.claim import records as claims
from cme.claim import summary
from cme.offer import records as offer
from tests.ledger_audit import assert_ledger_balances

FULL = os.environ.get("FULL") == "1"
_people = itertools.count(1)
WORTH = (25, 50, 75, 100, 125)


def worth(cast, person, amounts):
    """Earn and review an entry for each amount, as a provider who changes the value between would have it."""
    activity, values = offer.point_of_care()
    fields = {name: getattr(values, name) for name in values._meta.fields if name not in ("id", "activity", "since")}
    claim = []
    for n, amount in enumerate(amounts):
        offer.offer_activity("point-of-care", "point-of-care", **fields | {"unit_value": amount}, by="test")
        claim.append(cast.reviewed(person, f"question {n}"))
    return claim


@settings(max_examples=60 if FULL else 8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(WORTH), st.integers(0, 3)), min_size=1, max_size=7))
def test_any_grouping_of_any_entries_sums_to_what_was_earned(app, cast, values):
    person = cast.person(f"p{next(_people)}@example.org", name="P", role="physician", country="US", zone="UTC")
    entries = worth(cast, person, [amount for amount, _ in values])
    groups: dict[int, list] = {}
    for entry, (_, group) in zip(entries, values, strict=True):
        groups.setdefault(group, []).append(entry)
    with app.test_request_context():
        for group, members in groups.items():
            if group == 0:
                continue  # these wait on
            claim = claims.claim(
                person, f"the key of group {group}", "ama-pra-1", [(each.id, None) for each in members], by="test"
            )
            assert claim.total == sum(each.amount for each in members)
            printed = [each.words for each in certificates.issue(claim, by="test")]
            assert sum(words["credit"]["hundredths"] for words in printed) == claim.total
            rows = [Credit.parse(row[-1]) for words in printed for row in words["list"]["rows"]]
            assert total(rows) == Credit(claim.total) == Credit.parse(printed[0]["credit"]["amount"])
        (line,) = summary.totals(person)
    waiting = Credit(sum(each.amount for each in groups.get(0, [])))
    assert line.earned == total(Credit(each.amount) for each in entries)
    assert line.claimed + waiting == line.earned
    assert [amount for _, amount in summary.claimed_in(person, 2026)] == [line.claimed] * bool(line.claimed)
    assert_ledger_balances(person)
