"""What is decided about claims (L2, L4, L6). Plain values in, reasons out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cme.base.domain.credit import Credit
from cme.base.domain.refusal import Reason
from cme.people.rules import in_words

DIVISIBLE = ("course",)  # kinds of activity whose entries can be claimed in parts (L2)


@dataclass(frozen=True)
class Line:
    """What a claim requests of one entry, and its facts; amounts in hundredths of a credit.

    `requested` None means all of it. `state` is where the entry stands, "" when it is not the person's.
    """

    entry_id: int
    requested: int | None
    balance: int
    state: str
    claim_by: date | None
    credit_type: str
    step: int
    divisible: bool = False


def line_refusal(line: Line, credit_type: str, today: date) -> str | None:
    """Say why one line cannot be claimed, or None."""
    if not line.state:
        return "This entry is not there."
    if line.state == "claimed" or line.balance == 0:
        return "This is already claimed."
    if line.state != "to-claim":
        return "This has not been reviewed; it stands under For review."
    if line.claim_by is not None and line.claim_by < today:
        return f"Its claim-by date, {line.claim_by.day} {line.claim_by:%B %Y}, has passed."
    if line.credit_type != credit_type:
        return "It is of another credit type; one claim is of one type."
    if line.requested is None or line.requested == line.balance:
        return None
    if not line.divisible:
        return "It is claimed whole."
    if not 0 < line.requested <= line.balance:
        return f"Enter more than 0 and at most {Credit(line.balance)}."
    if line.requested % line.step:
        return f"Claim it in steps of {Credit(line.step)}."
    return None


def claim_refusals(
    lines: list[Line], credit_type: str, today: date, missing: list[tuple[str, str]], membership: str = ""
) -> list[Reason]:
    """List why entries cannot be claimed, each reason about an entry's id or the whole claim; empty when they can.

    `missing` are the fields of the profile that a claim needs; `membership` says what is missing
    without one (P7), "" where nothing is.
    """
    found = []
    if not lines:
        found.append(Reason(None, "Tick at least one entry to claim."))
    if missing:
        found.append(Reason(None, "Your profile lacks " + in_words(missing) + "."))
    if membership:
        found.append(Reason(None, membership))
    seen = set()
    for line in lines:
        sentence = "It is named twice." if line.entry_id in seen else line_refusal(line, credit_type, today)
        seen.add(line.entry_id)
        if sentence:
            found.append(Reason(line.entry_id, sentence))
    return found


def undo_refusals(hold_until: datetime, now: datetime, outcome: str | None) -> list[Reason]:
    """List why a claim cannot be undone (L6); empty when it can."""
    if outcome == "undone":
        return [Reason(None, "This claim has been undone.")]
    if outcome == "released" or now >= hold_until:
        return [Reason(None, "The time for undoing this claim is over: it is final.")]
    return []


def hold(now: datetime, minutes: int) -> datetime:
    """Return until when a claim waits before anything is reported."""
    return now + timedelta(minutes=minutes)
