"""What the pages of requirements say."""

from __future__ import annotations

from cme.track.requirements import sentences

RULE = {"body": "Ohio", "citation": "OAC 4731-10", "note": "one hour on duty to report", "said": "source"}


def test_a_form_says_which_rule_it_is_filled_in_from():
    assert sentences.filled_in({"body": "Ohio"}, "1 Oct 2025", "a list") == "Ohio: As of 1 Oct 2025, from a list."
    words = "Ohio: OAC 4731-10. It says: one hour on duty to report. As of 1 Oct 2025, from a list."
    assert sentences.filled_in(RULE, "1 Oct 2025", "a list") == words
    second = sentences.filled_in(RULE | {"said": "secondary"}, "1 Oct 2025", "a list")
    assert second.endswith("from a list (this rule from a secondary list).")


def test_a_cycle_says_which_rule_it_follows():
    words = "Rule: OAC 4731-10 (one hour on duty to report), as of 1 Oct 2025, from a list."
    assert sentences.rule(RULE, "1 Oct 2025", "a list") == words
    assert sentences.rule({"body": "Ohio"}, "1 Oct 2025", "a list") == "Rule: Ohio, as of 1 Oct 2025, from a list."


def test_what_a_cycle_asks_for_is_said():
    assert sentences.total(5000, "credits", 24, 0) == "50 credits in 24 months."
    words = "50 credits in 24 months, 5 of it carried over from the cycle before."
    assert sentences.total(5000, "credits", 24, 500) == words
    assert sentences.category1(2050) == "At least 20.5 in Category 1."
    assert sentences.topic(100, "every cycle", "", "") == "1 credit every cycle."
    assert sentences.topic(None, "once", "you prescribe", "") == "An activity once, only if you prescribe."
    assert sentences.topic(200, "once", "", "in person") == "2 credits once. The rule says: in person."


def test_names_are_listed_as_far_as_they_fit():
    assert sentences.first_few(["a"]) == "a" and sentences.first_few(["a", "b", "c"]) == "a, b, c"
    assert sentences.first_few(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
    assert sentences.people([]) == "nobody" and sentences.people(["A (a@b)"]) == "A (a@b)"
    assert sentences.people([str(number) for number in range(22)]).endswith("18, 19 and 2 more")
