"""The sentences of the pages of reporting, for none, one and many."""

from __future__ import annotations

import pytest

from cme.report import sentences


@pytest.mark.parametrize(
    "step, words",
    [
        (("add", "accepted", 1, 1, True), "Sent, version 1: accepted"),
        (("add", None, 1, 1, False), "Not sent, version 1: no answer came"),
        (("delete", "accepted", 2, 1, True), "Taken back, version 2: done"),
        (
            ("status", "waiting", 1, 3, True),
            "Asked for the answer (3 times), version 1: it arrived, the board has not decided",
        ),
    ],
)
def test_a_step_is_said_to_the_person(step, words):
    assert sentences.step(*step) == words


def test_a_step_is_said_to_the_office_in_the_words_of_the_protocol():
    assert sentences.desk_step("add", "rejected", "number", 2, 1) == "add, version 2: rejected (number)"
    assert sentences.desk_step("status", None, "", 1, 2) == "status, version 1 (2 times): no answer"


def test_whether_a_body_knows_a_person_is_said_with_a_tag():
    assert sentences.check_result(True, None, "") == ("Asking …", "Asking", "wait")
    assert sentences.check_result(False, "accepted", "") == ("It knows you.", "Matches", "good")
    assert sentences.check_result(False, "rejected", "Mend it.") == ("Mend it.", "Does not match", "bad")
    assert sentences.check_result(False, "down", "")[1:] == ("Not asked", "neutral")


def test_questions_that_are_left_out_are_counted():
    assert sentences.status_requests(0) == ""
    end = "for an answer, which name only a record’s number."
    assert sentences.status_requests(1) == f"Besides, 1 question {end}"
    assert sentences.status_requests(2) == f"Besides, 2 questions {end}"


def test_mail_about_rejections_is_wanted_or_not():
    assert sentences.mail_choice(True) == "We write to you when a board rejects a report, at most once a day."
    assert sentences.mail_choice(False).startswith("We do not write to you")


def test_lost_corrections_are_one_or_many():
    assert sentences.lost_corrections(0) == ""
    end = "deleted at the body to be corrected, and the correction could not be added. Send"
    assert sentences.lost_corrections(1) == f"1 report was {end} it again first; it stands on top of the list."
    assert sentences.lost_corrections(2) == f"2 reports were {end} them again first; they stand on top of the list."


def test_a_queue_that_is_paused_or_fails_says_what_waits():
    assert sentences.queue_status(1, paused=True) == "1 report waits. A coordinator paused it; nothing is sent."
    end = "It is tried from time to time; nothing is lost."
    assert sentences.queue_status(2, False, 3) == f"2 reports wait. It failed 3 times in a row. {end}"
    assert sentences.queue_status(2, False, 3, "no-connection").endswith(f"in a row (no-connection). {end}")


def test_a_list_of_the_desk_says_what_it_holds():
    end = "by hand, in the columns of the PARS learner template:"
    assert sentences.matches(1) == f"1 report matches. To upload it {end}"
    assert sentences.matches(5) == f"5 reports match. To upload them {end}"
    assert sentences.empty_list(True, "look") == "No report matches."
    assert sentences.empty_list(False, "look") == "Nothing needs a look."
    assert sentences.empty_list(False, "every") == "There is no such report."


def test_what_was_sent_again_is_counted():
    others = "The others were on their way already, or their body may not be told any more."
    assert sentences.resending_result(1, 3) == f"1 of 3 is on the way again. {others}"
    assert sentences.resending_result(0, 2) == f"0 of 2 are on the way again. {others}"
    assert sentences.resending_result(2, 2) == "2 of 2 are on the way again."


def test_a_mail_about_rejections_is_about_one_or_many():
    subject, opening = sentences.rejection_mail(1)
    assert subject == "A board rejected a report of your CME credits"
    assert opening.startswith("One report of your CME credits did not arrive where you wanted it. Your credits")
    subject, opening = sentences.rejection_mail(2)
    assert subject == "Boards rejected reports of your CME credits"
    assert opening.startswith("2 reports of your CME credits did not arrive where you wanted them. Your credits")
