"""PARS from end to end: the client talks to the sandbox, a process of its own, in JSON and in XML."""

from __future__ import annotations

from datetime import date

import pytest

from cme.base.domain.bodies import REPORTING_BODIES
from cme.report import to
from cme.report.to import Learner, abp, pars
from tests import clock_file
from tests.report.destinations import ANA, record, sandbox, settings


@pytest.fixture(params=["json", "xml"])
def pars_settings(running, request):
    """The settings, once for each form; the sandbox is empty."""
    return settings(sandbox_url=running.url, pars_format=request.param)


def test_a_record_is_received_and_then_accepted(running, pars_settings):
    assert pars.status(record(), pars_settings).kind == "unknown"
    assert pars.submit(record(), pars_settings).kind == "waiting"
    assert pars.status(record(), pars_settings).kind == "accepted"
    (row,) = running.records()
    module = row["record"]["ACCMELearnerReports"]["ActivityReports"]["ActivityReport"][0]["Activity"]["Module"]
    assert module["CreditCertificate"][0]["CreditReceived"]["numberOfCredits"] == 2.5
    assert (row["form"], row["times"], row["endpoint"]) == (pars_settings.pars_format, 1, "pars")


def test_the_same_record_twice_is_answered_as_the_first_time_and_takes_effect_once(running, pars_settings):
    for _ in range(3):
        assert pars.submit(record(), pars_settings).kind == "waiting"
    (row,) = running.records()
    assert (row["times"], row["state"]) == (3, "accepted")


def test_another_record_under_the_same_id_is_refused(running, pars_settings):
    pars.submit(record(), pars_settings)
    repeated = pars.submit(record(hundredths=500), pars_settings)
    assert (repeated.kind, repeated.code) == ("refused", "409") and repeated.reason
    assert running.records()[0]["fields"]["credits"] == 2.5


def test_a_rejection_comes_with_the_boards_words_and_our_code(pars_settings):
    wrong = record(learner=Learner("Ana", "Nguyễn", "04-18", ""))
    pars.submit(wrong, pars_settings)
    answer = pars.status(wrong, pars_settings)
    assert (answer.kind, answer.code) == ("rejected", "birth")
    assert answer.reason == "The birth month and day do not match those on file."


def test_a_correction_is_a_deletion_and_an_addition_with_a_new_id(running, pars_settings):
    pars.submit(record(), pars_settings)
    assert pars.status(record(), pars_settings).kind == "accepted"
    assert pars.delete(record(), pars_settings).kind == "accepted"
    assert pars.status(record(), pars_settings).kind == "unknown"
    more = record("ccid:cme-desk:1.2", hundredths=300)
    assert pars.submit(more, pars_settings).kind == "waiting" and pars.status(more, pars_settings).kind == "accepted"
    assert [(row["state"], row["fields"]["credits"]) for row in running.records()] == [
        ("deleted", 2.5),
        ("accepted", 3),
    ]


def test_without_the_deletion_the_addition_is_a_duplicate(pars_settings):
    pars.submit(record(), pars_settings)
    repeated = record("ccid:cme-desk:1.2", hundredths=300)
    pars.submit(repeated, pars_settings)
    answer = pars.status(repeated, pars_settings)
    assert (answer.kind, answer.code) == ("rejected", "duplicate")


def test_what_was_deleted_does_not_come_back_under_the_same_id(running, pars_settings):
    pars.submit(record(), pars_settings)
    pars.delete(record(), pars_settings)
    assert pars.submit(record(), pars_settings).kind == "refused"
    assert running.records()[0]["state"] == "deleted"


def test_deleting_what_is_not_there_says_so(running, pars_settings):
    assert pars.delete(record(), pars_settings).kind == "unknown"
    assert running.records() == []


def test_check_my_details_asks_before_anything_is_claimed(running, pars_settings):
    assert pars.match(ANA, "ABIM", "123456", pars_settings).kind == "accepted"
    assert pars.match(ANA, "MD", "D0012345", pars_settings).kind == "accepted"
    assert pars.match(ANA, "MD", "", pars_settings).kind == "accepted"  # by the NPI
    for learner, number, code in (
        (ANA, "123457", "no-match"),
        (Learner("Ana", "Nguyễn", "04-18", ""), "123456", "birth"),
        (Learner("Ana", "Nguyễn", "", ""), "123456", "birth"),
        (Learner("Anna", "Nguyễn", "04-17", ""), "123456", "name"),
        (Learner("Ana", "Nguyễn", "04-17", ""), "", "number"),
    ):
        answer = pars.match(learner, "ABIM", number, pars_settings)
        assert (answer.kind, answer.code) == ("rejected", code) and answer.reason
    assert running.records() == []  # asking leaves nothing behind


def test_a_board_that_takes_its_time_is_waited_for(running, pars_settings):
    slow = Learner("Pavel", "Novák", "09-09", "")
    one = record(body="ABOHNS", number="891234", learner=slow)
    pars.submit(one, pars_settings)
    assert pars.status(one, pars_settings).kind == "waiting"


def test_a_completion_of_long_ago_is_outside_the_window(pars_settings):
    for n, completed in enumerate((date(2020, 3, 1), date(2099, 1, 1))):
        one = record(f"ccid:cme-desk:{n}", completed=completed)
        pars.submit(one, pars_settings)
        assert pars.status(one, pars_settings).code == "window"


@pytest.mark.parametrize("form", ["MM-DD", "--MM-DD", "1900-MM-DD"])
def test_every_form_of_birth_date_is_understood(pars_settings, form):
    pars_settings.pars_birth_format = form
    leap = record(body="ABP", number="512347", learner=Learner("Tomás", "Herrera", "02-29", ""))
    pars.submit(leap, pars_settings)
    assert pars.status(leap, pars_settings).kind == "accepted"


def test_without_credentials_pars_refuses(running, pars_settings):
    wrong = settings(pars_url=running.url + "/pars", pars_format=pars_settings.pars_format)
    answer = pars.submit(record(), wrong)
    assert (answer.kind, answer.code) == ("refused", "401") and running.records() == []


def test_a_verdict_comes_after_the_delay_and_stays(tmp_path):
    clock = tmp_path / "clock"
    clock_file.write(clock, "2026-11-22T15:00:00+00:00")
    with sandbox(tmp_path, CME_TEST_CLOCK=str(clock), SANDBOX_DELAY_SECONDS="1.5") as slow:
        pars_settings = settings(sandbox_url=slow.url)
        pars.submit(record(), pars_settings)
        assert pars.status(record(), pars_settings).kind == "waiting"
        clock_file.write(clock, "2026-11-22T15:00:01.6+00:00")
        assert pars.status(record(), pars_settings).kind == "accepted"
        slow.request(
            "POST", "/roster", {"given": "Somebody", "family": "Else", "birth": "01-01", "numbers": {"ABIM": "123456"}}
        )
        assert pars.status(record(), pars_settings).kind == "accepted"


def test_each_pair_of_body_and_credit_type_has_one_route():
    for body in REPORTING_BODIES:
        for credit_type in ("ama-pra-1", "abim-moc", "abp-moc-2"):
            direct = (body, credit_type) == ("ABP", "abp-moc-2")
            assert to.route(body, credit_type) == ("abp" if direct else "pars")
            assert to.destination(to.route(body, credit_type)) is (abp if direct else pars)
    with pytest.raises(LookupError):
        to.destination("wire")
