"""The board-review certificate: its categories by the rounding table, its total what was claimed (C5)."""

from __future__ import annotations

import pytest

from cme.certify import records
from cme.claim import records as claims
from cme.earn.records import Entry
from tests.earn.questions.quizzes import fill, give, offered
from tests.ledger_audit import assert_ledger_balances


def claimed(person, *counts):
    """Answer so many questions of each category, and claim every credit that they make."""
    offered()
    fill(*counts)
    for n in range(1, sum(count for _, count in counts) + 1):
        give(person, n)
    entries = [(row.id, None) for row in Entry.select().where(Entry.person == person).order_by(Entry.id)]
    return claims.claim(person, "a key of sixteen letters", "ama-pra-1", entries, by="test")


def rows_of(words):
    return [tuple(row) for row in words["list"]["rows"]]


def test_each_category_is_rounded_down_to_the_quarter_and_the_total_is_what_was_claimed(cast):
    counts = (("A", 1), ("B", 2), ("C", 3), ("D", 4), ("E", 5), ("F", 6), ("G", 8), ("H", 1))
    claim = claimed(cast.physician, *counts)
    (certificate,) = records.issue(claim, by="test")
    words = certificate.words
    assert words["list"]["columns"] == ["Category", "Questions", "Credits"]
    assert rows_of(words) == [
        ("A", "1", "0"),
        ("B", "2", "0.25"),
        ("C", "3", "0.5"),
        ("D", "4", "0.5"),
        ("E", "5", "0.75"),
        ("F", "6", "1"),
        ("G", "8", "1.25"),
        ("H", "1", "0"),
    ]
    assert (words["credit"]["amount"], certificate.total, claim.total) == ("5", 500, 500)
    assert "may not add up to the total; the total of 5 credits is what counts" in words["list"]["note"]
    assert_ledger_balances()


def test_only_what_the_claimed_credits_stand_for_is_listed(cast):
    claim = claimed(cast.physician, ("Cardiology", 6), ("Nephrology", 5))  # five are still on the way
    (certificate,) = records.issue(claim, by="test")
    assert rows_of(certificate.words) == [("Cardiology", "6", "1")]
    assert certificate.words["credit"]["amount"] == "1"
    assert (
        "has been awarded 1 *AMA PRA Category 1 Credit*™ for the enduring material titled"
        in certificate.words["sentence"]
    )


@pytest.mark.parametrize("counts", [(("Cardiology", 4), ("Nephrology", 2)), (("Cardiology", 12),)])
def test_the_preview_is_what_is_printed(cast, visitor, counts):
    offered()
    fill(*counts)
    for n in range(1, sum(count for _, count in counts) + 1):
        give(cast.physician, n)
    ids = "&entry=".join(str(row.id) for row in Entry.select())
    alice = visitor(cast.physician).get(f"/cme/claim/preview?type=ama-pra-1&entry={ids}")
    alice.has("Questions by category", "Cardiology", "may not add up", "enduring material")


def test_its_page_and_verification_say_it_and_show_no_question(cast, visitor):
    claim = claimed(cast.physician, ("Cardiology", 4), ("Nephrology", 2))
    (certificate,) = records.issue(claim, by="test")
    page = visitor(cast.physician).get(f"/claims/{claim.id}/certificate")
    page.has("Questions by category", "Cardiology 4 0.5", "Nephrology 2 0.25", "may not add up to the total")
    page.hasnt("What about 1?", "Title 1")
    visitor().get(f"/verify/{certificate.code}").has("Alice Adams")


def test_point_of_care_and_board_review_in_one_claim_are_two_certificates(cast):
    offered()
    fill(("Cardiology", 6))
    for n in range(1, 7):
        give(cast.physician, n)
    cast.reviewed(cast.physician)
    entries = [(row.id, None) for row in Entry.select().order_by(Entry.id)]
    claim = claims.claim(cast.physician, "a key of sixteen letters", "ama-pra-1", entries, by="test")
    titles = [(each.title, each.total) for each in records.issue(claim, by="test")]
    assert sorted(titles) == [("Board review questions", 100), ("Internet point of care", 50)]
