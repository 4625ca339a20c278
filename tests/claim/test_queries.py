"""A page asks the database as often for fifteen rows as for two."""

from __future__ import annotations

from cme.claim.records import Claim
from cme.people import records as people
from tests.counting import recorded_queries


def live(cast, person, count):
    for n in range(count):
        cast.entry(person, f"waiting {n}", "acute-myocardial-infarction", "gout")
        cast.reviewed(person, f"reviewed {n}", "atrial-fibrillation", "hypertension")
        cast.claimed(person, 2)


PATHS = (
    "/cme/review",
    "/cme/claim",
    "/cme/claim?all=1",
    "/cme/claimed",
    "/dashboard",
    "/cme/claim/preview?type=ama-pra-1&all=1",
)


def test_its_questions_do_not_grow_with_the_rows(cast, alice):
    person = cast.physician
    people.list_body(person, body="ABIM", label="ABIM", number="1", reporting=True, consent=True)
    live(cast, person, 2)
    few = {path: questions(alice, path) for path in PATHS}
    live(cast, person, 13)
    many = {path: questions(alice, path) for path in PATHS}
    for path in PATHS:
        assert len(many[path]) == len(few[path]) > 0, path + "\n" + "\n".join(event.sql for event in many[path])
        assert len(many[path]) < 40, path


def questions(alice, path) -> list:
    """List what a page asks the database, once what is kept for the process is kept."""
    assert alice.get(path).status == 200
    with recorded_queries() as requested:
        assert alice.get(path).status == 200
    return requested


def test_the_pages_of_one_claim_do_not_either(cast, alice):
    small, large = cast.claimed(cast.physician, 2), cast.claimed(cast.physician, 12)
    for path in ("", "/certificate", "/undo"):
        for claim in (small, large):
            alice.get(f"/claims/{claim.id}{path}")
        with recorded_queries() as few:
            alice.get(f"/claims/{small.id}{path}")
        with recorded_queries() as many:
            alice.get(f"/claims/{large.id}{path}")
        assert len(many) == len(few) > 0, path
    assert Claim.select().count() == 2
