"""The sentences of the pages of reporting that depend on numbers or on a state."""

from __future__ import annotations

from cme.base.domain.plural import quantity

# What was sent about a person, by Transmission.action, as that person reads it.
ABOUT = {
    "add": "A completion was told to",
    "delete": "A completion was taken back from",
    "status": "The answer was asked of",
    "match": "Whether they know you was asked of",
    "export": "A completion was taken out, to be told by hand to",
}
_ACTIONS = {"add": "Sent", "delete": "Taken back", "status": "Asked for the answer"}
_ANSWERS = {
    "accepted": "accepted",
    "rejected": "rejected",
    "waiting": "it arrived, the board has not decided",
    "unknown": "the board does not have it",
    "refused": "refused",
    "down": "nobody answered",
    "unclear": "the answer was unclear",
    None: "no answer came",
}


def step(action: str, kind: str | None, version: int, times: int, was_sent: bool) -> str:
    """Describe a step of a report's history for the clinician: what was sent and answered."""
    done = _ACTIONS[action] if was_sent else "Not sent"
    answer = "done" if (action, kind) == ("delete", "accepted") else _ANSWERS[kind]
    return f"{done}{_times(times)}, version {version}: {answer}"


def desk_step(action: str, kind: str | None, code: str, version: int, times: int) -> str:
    """Describe a step of a report's history for the office, in the words of the protocol."""
    return f"{action}, version {version}{_times(times)}: {kind or 'no answer'}" + (f" ({code})" if code else "")


def _times(times: int) -> str:
    return f" ({times} times)" if times > 1 else ""


def check_result(due: bool, kind: str | None, remedy: str) -> tuple[str, str, str]:
    """Return whether a body knows a person, as a sentence, a tag and its tone; `remedy` is that of a rejection."""
    if due:
        return "Asking …", "Asking", "wait"
    if kind == "accepted":
        return "It knows you.", "Matches", "good"
    if remedy:
        return remedy, "Does not match", "bad"
    sentence = "It could not be asked now. That is no obstacle: you can claim, and we report later."
    return sentence, "Not asked", "neutral"


def status_requests(number: int) -> str:
    """Return how many status requests a list leaves out; "" for none."""
    end = "for an answer, which name only a record’s number."
    return f"Besides, {quantity(number, 'question')} {end}" if number else ""


def mail_choice(wanted: bool) -> str:
    """Return whether a person gets mail about rejections."""
    if wanted:
        return "We write to you when a board rejects a report, at most once a day."
    return "We do not write to you when a board rejects a report. Look at the tags under Claimed."


def rejection_mail(number: int) -> tuple[str, str]:
    """Return the subject and the first sentences of a mail about rejected reports."""
    subject, reports, it = (
        ("A board rejected a report of your CME credits", "One report", "it")
        if number == 1
        else ("Boards rejected reports of your CME credits", f"{number} reports", "them")
    )
    return subject, (
        f"{reports} of your CME credits did not arrive where you wanted {it}. "
        "Your credits and certificates stand; only the board does not count them yet."
    )


def lost_corrections(number: int) -> str:
    """Return how many reports a body lost by a correction that failed; "" for none."""
    if not number:
        return ""
    reports, it, it_stands = (
        ("report was", "it", "it stands") if number == 1 else ("reports were", "them", "they stand")
    )
    return (
        f"{number} {reports} deleted at the body to be corrected, and the correction could not be added. "
        f"Send {it} again first; {it_stands} on top of the list."
    )


def queue_status(waiting: int, paused: bool, failures: int = 0, reason: str = "") -> str:
    """Describe a body that is paused or does not answer; `failures` in a row, and the `reason` of the last one."""
    reports = quantity(waiting, "report waits", "reports wait")
    if paused:
        return f"{reports}. A coordinator paused it; nothing is sent."
    cause = f" ({reason})" if reason else ""
    return f"{reports}. It failed {failures} times in a row{cause}. It is tried from time to time; nothing is lost."


def matches(number: int) -> str:
    """Return how many reports match, for the buttons that export them."""
    reports, it = ("report matches", "it") if number == 1 else ("reports match", "them")
    return f"{number} {reports}. To upload {it} by hand, in the columns of the PARS learner template:"


def empty_list(filtered: bool, group: str) -> str:
    """Return why a list of the desk is empty."""
    if filtered:
        return "No report matches."
    return "Nothing needs a look." if group == "look" else "There is no such report."


def resending_result(changed: int, total: int) -> str:
    """Return how many of the reports of a resending are on their way."""
    on_the_way = f"{changed} of {total} {'is' if changed == 1 else 'are'} on the way again."
    others = " The others were on their way already, or their body may not be told any more."
    return on_the_way + (others if changed < total else "")
