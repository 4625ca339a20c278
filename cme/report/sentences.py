"""What the pages of reporting say, as far as it depends on numbers or on what happened."""

from __future__ import annotations

from cme.base.domain.quantity import quantity

# What was sent about a person, by action (Transmission.action), for the person.
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


def step(action: str, kind: str | None, version: int, times: int, left: bool) -> str:
    """Say a step of a report's history to the person: what was done and answered; `left` whether anything was sent."""
    done = _ACTIONS[action] if left else "Not sent"
    answer = "done" if (action, kind) == ("delete", "accepted") else _ANSWERS[kind]
    return f"{done}{_times(times)}, version {version}: {answer}"


def desk_step(action: str, kind: str | None, code: str, version: int, times: int) -> str:
    """Say a step of a report's history to the office, in the words of the protocol."""
    return f"{action}, version {version}{_times(times)}: {kind or 'no answer'}" + (f" ({code})" if code else "")


def _times(times: int) -> str:
    return f" ({times} times)" if times > 1 else ""


def checked(due: bool, kind: str | None, remedy: str) -> tuple[str, str, str]:
    """Say whether a body knows a person: a sentence, a tag and its tone; `remedy` says what to do on a rejection."""
    if due:
        return "Asking …", "Asking", "wait"
    if kind == "accepted":
        return "It knows you.", "Matches", "good"
    if remedy:
        return remedy, "Does not match", "bad"
    why = "It could not be asked now. That is no obstacle: you can claim, and we report later."
    return why, "Not asked", "neutral"


def questions(number: int) -> str:
    """Say how many questions for an answer a list leaves out; "" for none."""
    named = "for an answer, which name only a record’s number."
    return f"Besides, {quantity(number, 'question')} {named}" if number else ""


def mails(wanted: bool) -> str:
    """Say whether somebody gets mail about rejections."""
    if wanted:
        return "We write to you when a board rejects a report, at most once a day."
    return "We do not write to you when a board rejects a report. Look at the tags under Claimed."


def rejected(number: int) -> tuple[str, str]:
    """Say in a mail that boards rejected reports: the subject and the first sentences."""
    subject, reports, it = (
        ("A board rejected a report of your CME credits", "One report", "it")
        if number == 1
        else ("Boards rejected reports of your CME credits", f"{number} reports", "them")
    )
    return subject, (
        f"{reports} of your CME credits did not arrive where you wanted {it}. "
        "Your credits and certificates stand; only the board does not count them yet."
    )


def lost(number: int) -> str:
    """Say how many reports a body lost by a correction that failed; "" for none."""
    if not number:
        return ""
    reports, it, stands = ("report was", "it", "it stands") if number == 1 else ("reports were", "them", "they stand")
    return (
        f"{number} {reports} deleted at the body to be corrected, and the correction could not be added. "
        f"Send {it} again first; {stands} on top of the list."
    )


def road(waiting: int, paused: bool, failures: int = 0, reason: str = "") -> str:
    """Say how a body that is paused, or does not answer, stands; `failures` in a row, the last one's `reason`."""
    reports = quantity(waiting, "report waits", "reports wait")
    if paused:
        return f"{reports}. A coordinator paused it; nothing is sent."
    why = f" ({reason})" if reason else ""
    return f"{reports}. It failed {failures} times in a row{why}. It is tried from time to time; nothing is lost."


def matches(number: int) -> str:
    """Say how many reports a list holds, above the buttons that export them."""
    reports, it = ("report matches", "it") if number == 1 else ("reports match", "them")
    return f"{number} {reports}. To upload {it} by hand, in the columns of the PARS learner template:"


def nothing(filtered: bool, group: str) -> str:
    """Say why a list of the desk is empty."""
    if filtered:
        return "No report matches."
    return "Nothing needs a look." if group == "look" else "There is no such report."


def resent(changed: int, total: int) -> str:
    """Say how many of the reports that were to be sent again are on their way."""
    on_the_way = f"{changed} of {total} {'is' if changed == 1 else 'are'} on the way again."
    others = " The others were on their way already, or their body may not be told any more."
    return on_the_way + (others if changed < total else "")
