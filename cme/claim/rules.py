"""What is decided about claims (L2, L4, L6). Plain values in, reasons out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cme.base.domain.credit import Credit
from cme.people.rules import in_words

DIVISIBLE = ("course",)  # kinds of activity whose entries can be claimed in parts (L2)


@dataclass(frozen=True)
class Line:
    """What a claim asks of one entry, beside what is so: amounts in hundredths.

    `asked` None means whole. `state` is where the entry stands, "" when it is not the person's.
    """

    entry_id: int
    asked: int | None
    balance: int
    state: str
    claim_by: date | None
    credit_type: str
    step: int
    divisible: bool = False


def fault_of(line: Line, credit_type: str, today: date) -> str | None:
    """Say why one line cannot be claimed, or None."""
    if not line.state:
        return "This entry is not there."
    if line.state == "claimed" or line.balance == 0:
        return "This is already claimed."
    if line.state != "to-claim":
        return "This has not been reviewed; it stands under For review."
    if line.claim_by < today:
        return f"Its claim-by date, {line.claim_by.day} {line.claim_by:%B %Y}, has passed."
    if line.credit_type != credit_type:
        return "It is of another credit type; one claim is of one type."
    if line.asked is None or line.asked == line.balance:
        return None
    if not line.divisible:
        return "It is claimed whole."
    if not 0 < line.asked <= line.balance:
        return f"Enter more than 0 and at most {Credit(line.balance)}."
    if line.asked % line.step:
        return f"Claim it in steps of {Credit(line.step)}."
    return None


def faults(
    lines: list[Line], credit_type: str, today: date, missing: list[tuple[str, str]], membership: str = ""
) -> list[tuple[int, str]]:
    """Judge a whole claim: pairs of entry (0 for the claim itself) and reason; empty when all is well.

    `membership` says what a claim lacks without one (P7), "" where nothing is lacking.
    """
    found = []
    if not lines:
        found.append((0, "Tick at least one entry to claim."))
    if missing:
        found.append((0, "Your profile lacks " + in_words(missing) + "."))
    if membership:
        found.append((0, membership))
    seen = set()
    for line in lines:
        reason = fault_of(line, credit_type, today)
        if line.entry_id in seen:
            reason = "It is named twice."
        seen.add(line.entry_id)
        if reason:
            found.append((line.entry_id, reason))
    return found


def may_undo(hold_until: datetime, now: datetime, outcome: str | None) -> str | None:
    """Say why a claim cannot be undone, or None (L6)."""
    if outcome == "undone":
        return "This claim has been undone."
    if outcome == "released" or now >= hold_until:
        return "The time for undoing this claim is over: it is final."
    return None


def hold(now: datetime, minutes: int) -> datetime:
    """Tell until when a claim waits before anything leaves the house."""
    return now + timedelta(minutes=minutes)
