"""A page asks the database as often for fifteen rows as for two."""

from __future__ import annotations

import pytest

from cme.claim.records import Claim
from cme.people import records as people
from tests.counting import counted


def live(cast, person, count):
    for n in range(count):
        cast.entry(person, f"waiting {n}", "acute-myocardial-infarction", "gout")
        cast.reviewed(person, f"reviewed {n}", "atrial-fibrillation", "hypertension")
        cast.claimed(person, 2)


@pytest.mark.parametrize("path", ["/cme/review", "/cme/claim", "/cme/claim?all=1", "/cme/claimed", "/dashboard",
                                  "/cme/claim/preview?type=ama-pra-1&all=1"])  # fmt: skip
def test_its_questions_do_not_grow_with_the_rows(cast, alice, path):
    person = cast.physician
    people.list_body(person, body="ABIM", label="ABIM", number="1", told=True, consent=True)
    live(cast, person, 2)
    alice.get(path)  # what is cached once a process is cached
    with counted() as few:
        assert alice.get(path).status == 200
    live(cast, person, 13)
    with counted() as many:
        assert alice.get(path).status == 200
    assert len(many) == len(few) > 0, "\n".join(event.sql for event in many)
    assert len(many) < 40


def test_the_pages_of_one_claim_do_not_either(cast, alice):
    small, large = cast.claimed(cast.physician, 2), cast.claimed(cast.physician, 12)
    for path in ("", "/certificate", "/undo"):
        for made in (small, large):
            alice.get(f"/claims/{made.id}{path}")
        with counted() as few:
            alice.get(f"/claims/{small.id}{path}")
        with counted() as many:
            alice.get(f"/claims/{large.id}{path}")
        assert len(many) == len(few) > 0, path
    assert Claim.select().count() == 2
