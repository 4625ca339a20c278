"""The words and the status of certificates (C2 to C8). Plain values in, words out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cme.base.domain.credit import Credit, counted
from cme.base.domain.credit_types import CreditType
from cme.base.domain.refusal import Reason
from cme.earn.questions import rules as question_rules

SAMPLE = "Sample, not accredited"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
CODE_LENGTH = 26  # 130 bits


@dataclass(frozen=True)
class DesignatedActivity:
    """What a certificate prints of an activity; `designation` and `maximum` ("0.5") are those of one credit type."""

    title: str
    format: str
    accme_number: str
    designation: str
    maximum: str


def code_from(number: int) -> str:
    """Write 130 random bits as a verification code, without dashes."""
    letters = []
    for _ in range(CODE_LENGTH):
        number, digit = divmod(number, 32)
        letters.append(_ALPHABET[digit])
    return "".join(letters)


def number_from(number: int) -> str:
    """Write 40 random bits as a certificate number, such as C-7K3F-9Q2M."""
    letters = "".join(_ALPHABET[(number >> shift) & 31] for shift in range(35, -1, -5))
    return f"C-{letters[:4]}-{letters[4:]}"


def tidy_code(text: str) -> str:
    """Read a code the way people write it: in any case, with dashes and spaces, O for 0; "" when it is not a code."""
    code = "".join(c for c in (text or "")[:200].upper().translate(_MISREAD) if c.isascii() and c.isalnum())
    return code if len(code) == CODE_LENGTH and all(c in _ALPHABET for c in code) else ""


def grouped(code: str) -> str:
    """Write a code in groups that can be read aloud."""
    return "-".join(code[n : n + 5] for n in range(0, len(code), 5))


def format_day(day: date) -> str:
    """Write a date the way certificates do: 3 January 2026."""
    return f"{day.day} {day:%B %Y}"


def format_days(days: list[date]) -> str:
    """Write the first and last of some dates."""
    first, last = min(days), max(days)
    return format_day(first) if first == last else f"{format_day(first)} to {format_day(last)}"


def words(
    *,
    holder: dict[str, Any],
    awarded: bool,
    credit_type: CreditType,
    provider: Any,
    activity: DesignatedActivity,
    lines: list[dict[str, Any]],
    issued: date,
    fill: Callable[[str, Any, Any], str],
    listing: dict[str, Any],
    designated: int | None = None,
    number: str = "",
    code: str = "",
    verify_url: str = "",
) -> dict[str, Any]:
    """Return everything that one certificate prints, as plain values (C2, C4, C8).

    `lines` are dicts of completed (date) and amount (hundredths), `listing` is what the certificate lists.
    `provider` is a versioned row, `fill` puts its words and the activity's into a statement, which keeps its
    *italics* marks. `designated` (hundredths) is what the whole activity was designated for, where the lines
    are parts of it, as the topics of a course are.
    """
    total = Credit(sum(line["amount"] for line in lines))
    heading = "Certificate of Credit" if awarded else "Certificate of Participation"
    done = f"has been awarded {_counted(total, credit_type)} for" if awarded else "has participated in"
    if awarded:
        statements = [fill(activity.designation, provider, activity)]
    else:
        of = total if designated is None else Credit(designated)
        statement = provider.participation.replace("{amount}", str(of)).replace("{unit}", _unit(of, credit_type))
        statements = [fill(statement, provider, activity)]
    statements.append(fill(provider.accreditation, provider, activity) if provider.accredited else SAMPLE + ".")
    return {
        "template": provider.template,
        "paper": provider.paper,
        "kind": "awarded" if awarded else "participation",
        "sample": not provider.accredited,
        "sample_text": SAMPLE,
        "number": number,
        "code": grouped(code),
        "verify_url": verify_url,
        "heading": heading,
        "holder": {
            "name": holder["name"],
            "latin": holder.get("latin_name", ""),
            "credentials": holder.get("credentials", ""),
        },
        "sentence": f"{done} the {activity.format} titled",
        "provider": {"name": provider.name, "address": provider.address, "number": provider.accredited_number},
        "activity": {"title": activity.title, "format": activity.format, "number": activity.accme_number},
        "completed": format_days([line["completed"] for line in lines]),
        "credit": {
            "amount": str(total),
            "hundredths": total.hundredths,
            "type": credit_type.code,
            "unit": _unit(total, credit_type),
            "label": f"{credit_type.noun.capitalize()}s {_verb(awarded, designated)}",
        },
        "maximum": activity.maximum,
        "statements": statements,
        "list": listing,
        "issued": format_day(issued),
        "log_head": "",
    }


def _verb(awarded: bool, designated: int | None) -> str:
    if awarded:
        return "claimed"
    return "designated" if designated is None else "completed"


def _unit(amount: Credit, credit_type: CreditType) -> str:
    return credit_type.unit if amount.hundredths == 100 else credit_type.units


def _counted(amount: Credit, credit_type: CreditType) -> str:
    return f"{amount} {_unit(amount, credit_type)}"


def listing(heading: str, column: str, rows: list[tuple[date, str, int]], noun: str) -> dict[str, Any]:
    """Return the list of a certificate; `rows` are day of completion, title and amount claimed (hundredths)."""
    return {
        "heading": heading,
        "columns": ["Completed", column, f"{noun.capitalize()}s"],
        "rows": [[f"{day.day} {day:%b %Y}", title, str(Credit(amount))] for day, title, amount in rows],
        "note": "",
    }


def categories_listing(categories: list[tuple[str, int]], total: int) -> dict[str, Any]:
    """Return the list of a board-review certificate: the counted answers by category, rounded down to the quarter (C5).

    `categories` are pairs of name and number of answers, `total` is what the certificate is for, in hundredths.
    """
    return {
        "heading": "Questions by category",
        "columns": ["Category", "Questions", "Credits"],
        "rows": [[name, str(count), str(Credit(question_rules.category_credit(count)))] for name, count in categories],
        "note": (
            "Each category shows a sixth of a credit for each of its questions, rounded down to the quarter of a credit. "
            f"The categories may not add up to the total; the total of {counted(Credit(total))} is what counts."
        ),
    }


def status(now: datetime, hold_until: datetime, outcome: str | None, withdrawn: bool, superseded: bool) -> str:
    """Return the status of a certificate: withdrawn-by-holder, withdrawn, superseded, provisional or valid."""
    if outcome == "undone":
        return "withdrawn-by-holder"
    if withdrawn:
        return "withdrawn"
    if superseded:
        return "superseded"
    return "provisional" if outcome is None and now < hold_until else "valid"


def correction_refusals(holder: dict[str, str], names: str = "the name or the credentials") -> list[Reason]:
    """Return why a certificate cannot be corrected to these fields of its holder; `names` says what can be."""
    return [] if holder else [Reason(None, f"Say what to correct: {names}.")]
