"""What the pages of claiming say, for none, one and many."""

from __future__ import annotations

from cme.claim import sentences


def test_hidden_entries_are_counted():
    assert sentences.hidden(0, by_activity=True) == ""
    assert sentences.hidden(1, by_activity=False) == "1 of other types are not shown: one claim is of one type."
    words = "3 of other types or activities are not shown: one claim is of one type."
    assert sentences.hidden(3, by_activity=True) == words


def test_boards_stand_with_the_reason_why_one_is_not_told():
    assert sentences.boards([]) == "None. No board is told of this claim."
    assert sentences.boards([("ABIM", "")]) == "ABIM"
    notified = [("ABIM", ""), ("Ohio", "consent withdrawn: it is not told")]
    assert sentences.boards(notified) == "ABIM, Ohio (consent withdrawn: it is not told)"


def test_entries_that_are_too_late_are_one_or_many():
    end = "completed so long ago that the boards in your profile no longer take"
    assert sentences.too_late(1) == f"1 of these entries was {end} it."
    assert sentences.too_late(2) == f"2 of these entries were {end} them."


def test_parts_of_topics_are_listed():
    assert sentences.lowered([]) == ""
    assert sentences.lowered([("Sepsis", "0.5", "1.25")]) == "“Sepsis”: 0.5 of 1.25."
    assert sentences.lowered([("A", 1, 2), ("B", 3, 4)]) == "“A”: 1 of 2; “B”: 3 of 4."
