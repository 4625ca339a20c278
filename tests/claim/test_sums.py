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
from tests.ledger_audit import assert_books

FULL = os.environ.get("FULL") == "1"
_people = itertools.count(1)
WORTH = (25, 50, 75, 100, 125)


def worth(cast, person, amounts):
    """Earn and review an entry for each amount, as a provider who changes the value between would have it."""
    activity, said = offer.point_of_care()
    fields = {name: getattr(said, name) for name in said._meta.fields if name not in ("id", "activity", "since")}
    made = []
    for n, amount in enumerate(amounts):
        offer.offer_activity("point-of-care", "point-of-care", **fields | {"unit_value": amount}, by="test")
        made.append(cast.reviewed(person, f"question {n}"))
    return made


@settings(max_examples=60 if FULL else 8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(WORTH), st.integers(0, 3)), min_size=1, max_size=7))
def test_any_grouping_of_any_entries_sums_to_what_was_earned(app, cast, said):
    person = cast.person(f"p{next(_people)}@example.org", name="P", role="physician", country="US", zone="UTC")
    entries = worth(cast, person, [amount for amount, _ in said])
    groups: dict[int, list] = {}
    for entry, (_, group) in zip(entries, said, strict=True):
        groups.setdefault(group, []).append(entry)
    with app.test_request_context():
        for group, members in groups.items():
            if group == 0:
                continue  # these wait on
            made = claims.claim(
                person, f"the key of group {group}", "ama-pra-1", [(each.id, None) for each in members], by="test"
            )
            assert made.total == sum(each.amount for each in members)
            printed = [each.words for each in certificates.of(made, by="test")]
            assert sum(words["credit"]["hundredths"] for words in printed) == made.total
            rows = [Credit.parse(row[-1]) for words in printed for row in words["list"]["rows"]]
            assert total(rows) == Credit(made.total) == Credit.parse(printed[0]["credit"]["amount"])
        (line,) = summary.totals(person)
    waiting = Credit(sum(each.amount for each in groups.get(0, [])))
    assert line.earned == total(Credit(each.amount) for each in entries)
    assert line.claimed + waiting == line.earned
    assert [amount for _, amount in summary.claimed_in(person, 2026)] == [line.claimed] * bool(line.claimed)
    assert_books(person)
