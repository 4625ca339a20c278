"""What the sandbox's boards decide, and why: each reason that a board gives can be had."""

from __future__ import annotations

from datetime import date

import pytest

from cme.base.domain.bodies import REPORTING_BODIES
from cme.report.sandbox import roster, rules
from cme.report.to import replies

TODAY, LAST = date(2026, 11, 22), date(2028, 3, 31)
ANA = {
    "domain": "ABIM",
    "value": "123456",
    "given": "Ana",
    "family": "Nguyễn",
    "birth": "04-17",
    "activity": "200000001",
    "completed": "2026-11-20",
    "category": "",
    "credits": 1,
}


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
        assert replies.code_of(reason) == code, reason


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


VISITOR = {"given": "Some", "family": "Visitor", "value": "700001", "birth": "01-01"}


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"activity": "900000001"}, "The activity 900000001 is not registered for MOC with ABIM."),
        ({"completed": "2026-11-24"}, "The completion date 2026-11-24 is in the future."),
        ({"value": "123457"}, "No match: no learner with this name and this ABIM number was found."),
        ({"domain": "MD", "value": "D0"}, "No match: no learner with this name and this MD license was found."),
        ({"domain": "NPI", "value": "1234567890"}, "No match: no learner with this name and this NPI was found."),
        ({"family": "Tran"}, "The name does not match the name on file for this ABIM number."),
        (
            {"family": "Tran", "domain": "NPI", "value": "1234567893"},
            "The name does not match the name on file for this NPI.",
        ),
        (
            {"family": "Tran", "domain": "MD", "value": "D0012345"},
            "The name does not match the name on file for this MD license.",
        ),
        ({"birth": "04-18"}, "The birth month and day do not match those on file."),
        ({"birth": ""}, "The birth month and day are missing."),
        ({"domain": "NPI", "value": "1234567893", "birth": ""}, "The birth month and day are missing."),
        (
            {"domain": "MD", "value": "D0012345", "birth": "04-18"},
            "The birth month and day do not match those on file.",
        ),
        (
            {"given": "Oskar", "family": "Lindqvist", "domain": "MD", "value": "D0045671", "birth": "12-03"},
            "The MD license is not active: it expired on 30 September 2025.",
        ),
        (
            {"given": "Rafael", "family": "Costa", "domain": "ABPATH", "value": "7123456", "birth": "10-10"},
            "The ABPATH number is not active: the certificate lapsed.",
        ),
    ],
)
def test_a_board_says_why_in_its_own_words(more, reason):
    assert _verdict(**more)[1] == reason


def test_a_board_says_when_its_window_closed_and_that_it_has_a_record_already():
    assert _verdict(last=date(2026, 11, 21)) == (
        "window",
        "The completion date 2026-11-20 is outside the window: it was taken until 2026-11-21.",
    )
    assert _verdict([ANA | {"value": "999"}, ANA]) == (
        "duplicate",
        "Duplicate: this activity has already been reported for the learner on this date.",
    )


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (VISITOR, ""),
        (VISITOR | {"value": ""}, "no-match"),
        (VISITOR | {"value": " - "}, "no-match"),
        (VISITOR | {"value": "0"}, "no-match"),
        (VISITOR | {"value": "01"}, ""),
        (VISITOR | {"domain": "MD", "birth": ""}, ""),
        (VISITOR | {"domain": "NPI", "birth": ""}, "birth"),
        (VISITOR | {"domain": "NPI"}, ""),
        ({"domain": "CA", "value": "A1"}, ""),
        # Ana has no license there that the roster knows
        ({"given": "Noor", "family": "Aziz", "domain": "NPI", "value": "1000000012", "birth": "01-08"}, "no-match"),
        ({"given": "Wei", "family": "Chen", "value": "345613", "birth": "03-21"}, "no-match"),
        ({"given": "Marcus", "family": "Bell", "domain": "NPI", "value": "1999999992", "birth": "09-02"}, ""),
        # nor his NPI
    ],
)
def test_whoever_tries_the_demo_is_believed_and_people_of_the_roster_have_their_numbers(more, code):
    assert _verdict(**more)[0] == code


def test_abp_alone_turns_to_the_birth_day_where_the_name_differs():
    siobhan = {"given": "Siobhan", "family": "Other", "value": "512348", "birth": "06-15"}
    assert _verdict(**siobhan, domain="ABP")[0] == ""
    assert _verdict(**siobhan | {"birth": "06-16"}, domain="ABP")[0] == "name"
    assert _verdict(family="Other")[0] == "name", "another board does not"


@pytest.mark.parametrize("board", sorted(rules.BOARDS))
def test_every_board_asks_for_a_birth_day_and_for_a_registered_activity(board):
    assert _verdict(**VISITOR | {"domain": board, "birth": ""})[0] == "birth"
    assert _verdict(**VISITOR | {"domain": board, "activity": "900000001"})[0] == "activity"
    assert _verdict(**VISITOR | {"domain": board})[0] == ""


def test_numbers_are_compared_without_spaces_dashes_and_case():
    assert rules.find(ANA | {"value": " 12-34 56"}, roster.LEARNERS)["given"] == "Ana"
    assert rules.find(ANA | {"domain": "MD", "value": "d001-2345"}, roster.LEARNERS)["given"] == "Ana"
    assert rules.find(ANA | {"value": ""}, roster.LEARNERS) is None
    assert rules.find(ANA | {"domain": "NPI", "value": ""}, roster.LEARNERS) is None, (
        "who has no NPI is not found by none"
    )
    assert rules.find(ANA | {"domain": "NPI", "value": "123456"}, roster.LEARNERS) is None, (
        "an NPI is no board's number"
    )


def test_a_time_of_completion_is_read_by_its_day():
    assert rules.day({"completed": "2026-11-20T23:59:59Z"}) == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("given", "family", "matches"),
    [
        ("ANA", "nguyen", True),
        ("Ana Maria", "Nguyễn", True),
        ("Ana-Maria", "Nguyễn", False),
        ("Anna", "Nguyễn", False),
        ("Ana", "Nguyễn Tran", False),
        ("Nguyễn", "Ana", False),
        ("", "Nguyễn", False),
        ("Ana", "", False),
    ],
)
def test_names_are_compared_in_plain_small_letters_by_the_first_given_name(given, family, matches):
    assert (_verdict(given=given, family=family)[0] == "") is matches


def test_the_sandbox_has_every_board_that_we_tell():
    assert {code for code, body in REPORTING_BODIES.items() if body.kind == "board"} == rules.BOARDS


def test_a_learner_of_whom_little_is_known():
    bare = {"given": "Some", "family": "Visitor", "birth": "01-01"}
    for domain in ("ABIM", "MD", "NPI"):
        assert rules.find(VISITOR | {"domain": domain}, [bare]) is None
        assert rules.verdict(ANA | VISITOR | {"domain": domain}, [bare], [], TODAY, LAST) == ("", "")
    known = bare | {"numbers": {"ABIM": "700001"}, "npi": "700001"}
    for domain in ("ABIM", "NPI"):
        assert rules.verdict(ANA | VISITOR | {"domain": domain}, [known], [], TODAY, LAST) == ("", "")
