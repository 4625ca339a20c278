"""The tag of a claimed entry from its recipients (R3), in plain values."""

from __future__ import annotations

import pytest

from cme.report import rules

ALL_STATES = ("waiting", "sent", "delayed", "failed", "accepted", "rejected", "stopped")


def body(state="waiting", **changes):
    values = {"body": "ABIM", "takes": True, "consent": True, "listed": True, "state": state}
    return rules.RecipientStatus(**values | changes)


@pytest.mark.parametrize(
    ("states", "tag", "why"),
    [
        (["accepted"], "submitted", "accepted"),
        (["accepted", "accepted"], "submitted", "accepted"),
        (["accepted", "stopped"], "submitted", "accepted"),
        (["waiting"], "submitting", "can no longer be undone"),
        (["sent"], "submitting", "can no longer be undone"),
        (["accepted", "waiting"], "submitting", "can no longer be undone"),
        (["accepted", "sent"], "submitting", "can no longer be undone"),
        (["delayed"], "submitting", "Delayed"),
        (["failed"], "submitting", "Delayed"),
        (["accepted", "waiting", "failed"], "submitting", "Delayed"),
        (["rejected"], "rejected", "rejected it"),
        (["accepted", "sent", "delayed", "rejected"], "rejected", "rejected it"),
        (["stopped"], "not-submitted", "before they were told"),
        (["stopped", "stopped"], "not-submitted", "before they were told"),
        (["stopped", "rejected"], "rejected", "rejected it"),
    ],
)
def test_the_tag_is_the_worst_of_the_bodies_that_are_told(states, tag, why):
    recipients = [body(state) for state in states]
    found = rules.tag(recipients)
    assert found.key == tag and why in found.why
    assert found.recipients == recipients


@pytest.mark.parametrize(
    ("recipients", "in_time", "why"),
    [
        ([], True, "stood in your profile when you claimed"),
        ([], False, "stood in your profile when you claimed"),
        ([body(takes=False)], True, "do not take this credit from your clinical role"),
        ([body(takes=False)], False, "do not take this credit from your clinical role"),
        ([body()], False, "completed too long before the claim"),
        ([body(consent=False)], False, "completed too long before the claim"),
        ([body(consent=False)], True, "You had withdrawn your consent"),
        ([body(consent=False), body("accepted", takes=False)], True, "You had withdrawn your consent"),
    ],
)
def test_where_no_body_is_left_it_says_why(recipients, in_time, why):
    found = rules.tag(recipients, in_time)
    assert (found.key, found.recipients) == ("not-submitted", []) and why in found.why


def test_only_bodies_that_take_it_with_consent_are_counted():
    counted = body("accepted")
    others = [body("rejected", takes=False), body("rejected", consent=False)]
    assert rules.tag([*others, counted]) == rules.Tag("submitted", "Your boards have accepted it.", [counted])


@pytest.mark.parametrize("state", [state for state in ALL_STATES if state not in ("waiting", "stopped")])
def test_what_was_sent_goes_on_after_the_body_was_removed(state):
    (shown,) = rules.tag([body(state, listed=False)]).recipients
    assert shown.state == state


def test_what_waits_for_a_body_that_was_removed_is_stopped():
    found = rules.tag([body("waiting", listed=False)])
    (shown,) = found.recipients
    assert (found.key, shown.state) == ("not-submitted", "stopped") and "before they were told" in found.why
    assert shown.body == "ABIM"
    assert rules.tag([body("waiting", listed=False), body("accepted")]).key == "submitted"


@pytest.mark.parametrize(
    ("code", "words"), [("not-accredited", "We are not accredited"), ("no-address", "not connected"), ("", "undone")]
)
def test_what_holds_up_the_office_is_said_while_a_report_waits(code, words):
    found = rules.tag([body("accepted"), body("waiting", code=code)])
    assert found.key == "submitting" and words in found.why


@pytest.mark.parametrize("code", ["not-accredited", "no-address"])
def test_what_held_up_the_office_is_over_when_nothing_waits(code):
    assert "undone" in rules.tag([body("sent", code=code)]).why
    assert rules.tag([body("accepted", code=code)]).key == "submitted"


def test_every_state_and_tag_has_words_and_a_tone():
    assert {key: words[2] for key, words in rules.STATES.items()} == {
        "waiting": "wait",
        "sent": "wait",
        "delayed": "bad",
        "failed": "bad",
        "accepted": "good",
        "rejected": "bad",
        "stopped": "neutral",
    }
    assert [words[1] for words in rules.STATES.values()] == [
        "Waits to be sent",
        "Waits for an answer",
        "Delayed",
        "Failed",
        "Accepted",
        "Rejected",
        "Stopped",
    ]
    assert rules.STATES["accepted"][0] == "Accepted" and rules.STATES["rejected"][0] == "Rejected"
    assert rules.TAGS == {
        "not-submitted": ("Not submitted", "neutral"),
        "submitting": ("Submitting", "wait"),
        "submitted": ("Submitted", "good"),
        "rejected": ("Rejected", "bad"),
    }
    assert set(rules.OUTSTANDING) == set(ALL_STATES) - {"accepted", "rejected", "stopped"}
