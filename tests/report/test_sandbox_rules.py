"""What the sandbox's boards decide, and why: each reason that a board gives can be had."""

from __future__ import annotations

from datetime import date

import pytest

from cme.report.sandbox import roster, rules
from cme.report.to import wire

TODAY, LAST = date(2026, 11, 22), date(2028, 3, 31)
ANA = {
    "domain": "ABIM", "value": "123456", "given": "Ana", "family": "Nguyễn", "birth": "04-17",
    "activity": "200000001", "completed": "2026-11-20", "category": "", "credits": 1,
}  # fmt: skip


def _verdict(accepted=(), today=TODAY, last=LAST, **more):
    return rules.verdict(ANA | more, roster.LEARNERS, list(accepted), today, last)


ACCEPTED = (
    {},
    {"family": "NGUYEN"},  # boards compare plain letters
    {"given": "Ana Maria"},  # and first given names
    {"domain": "MD", "value": "d0012345"},
    {"domain": "MD", "value": "D0012345", "birth": ""},  # states do without a birth day
    {"domain": "NPI", "value": "1234567893"},
    {"given": "Priya", "family": "Raman", "domain": "ABA", "value": "12345678", "birth": "11-30"},
    {"given": "Wei", "family": "Chen", "value": "345612", "birth": "03-21"},
    {"given": "Siobhan", "family": "O'Rourke", "domain": "ABP", "value": "512348", "birth": "06-15"},
    {"given": "Some", "family": "Visitor", "value": "700001", "birth": "01-01"},  # unknown people are believed
    {"domain": "MD", "value": "D0012345", "activity": "900000001"},  # states ask for no MOC
)
REJECTED = (
    ({"value": "123457"}, "no-match"),
    ({"given": "Some", "family": "Visitor", "value": "700000"}, "no-match"),
    ({"given": "Some", "family": "Visitor", "value": "7-0 0 -0 "}, "no-match"),
    ({"family": "Tran"}, "name"),
    ({"given": "Leila", "family": "Haddad", "value": "567123", "birth": "07-19"}, "name"),
    ({"birth": "17-04"}, "birth"),
    ({"birth": ""}, "birth"),
    ({"given": "Some", "family": "Visitor", "value": "700001", "birth": ""}, "birth"),
    ({"given": "Oskar", "family": "Lindqvist", "domain": "MD", "value": "D0045671", "birth": "12-03"}, "inactive"),
    ({"given": "Dana", "family": "Whitfield", "domain": "NC", "value": "200300456", "birth": "05-27"}, "inactive"),
    ({"given": "Rafael", "family": "Costa", "domain": "ABPATH", "value": "7123456", "birth": "10-10"}, "inactive"),
    ({"given": "Wei", "family": "Chen", "value": "345612", "birth": "08-05"}, "birth"),  # the other one's
    ({"activity": "900000001"}, "activity"),
    ({"completed": "2026-11-24"}, "window"),
)


@pytest.mark.parametrize("more", ACCEPTED)
def test_is_accepted(more):
    assert _verdict(**more) == ("", "")


@pytest.mark.parametrize(("more", "code"), REJECTED)
def test_is_rejected_with_a_reason(more, code):
    found, reason = _verdict(**more)
    assert found == code and reason.endswith(".")


def test_the_client_finds_the_same_code_in_every_boards_words():
    reasons = [_verdict(**more) for more, _ in REJECTED] + [_verdict([ANA]), _verdict(last=date(2026, 11, 21))]
    for code, reason in reasons:
        assert wire.code_of(reason) == code, reason


def test_the_last_day_of_the_window_is_in_it_and_the_next_is_not():
    assert _verdict(today=LAST, last=LAST)[0] == ""
    assert _verdict(today=date(2028, 4, 1))[0] == "window"
    assert _verdict(completed="2026-11-23")[0] == ""  # where the learner lives it may be tomorrow


def test_one_learner_body_activity_and_date_count_once():
    assert _verdict([ANA])[0] == "duplicate"
    assert _verdict([ANA | {"value": "123 456"}])[0] == "duplicate"
    for other in ({"completed": "2026-11-19"}, {"activity": "200000002"}, {"value": "345612"}, {"domain": "MD"}):
        assert _verdict([ANA | other])[0] == ""
    npi = ANA | {"domain": "NPI", "value": "1234567893"}
    assert _verdict([npi], **npi)[0] == ""  # an NPI names no body: two states may both be told by it


def test_the_roster_holds_whole_people_with_numbers_of_their_own():
    seen = set()
    for one in roster.LEARNERS:
        for domain, number in one["numbers"].items():
            assert (domain, number) not in seen and not number.endswith("0")
            seen.add((domain, number))
        assert set(one["inactive"]) <= set(one["numbers"])
    assert len(roster.LEARNERS) >= 13
