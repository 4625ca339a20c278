"""The outbox: reports created from the snapshots of released claims, each once, in one transaction per claim."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from datetime import date

from flask import current_app
from peewee import fn

from cme.base import audit_log, clock
from cme.base.domain import bodies, names
from cme.base.store import db as database
from cme.base.store.db import db
from cme.claim.records import Claim, Line, Outcome, Recipient
from cme.earn.records import Entry
from cme.people.records import Person
from cme.report import to
from cme.report.records.models import Delivery, Included, Planned, Report, Revision, Stop


def unplanned(limit: int = 200) -> list[int]:
    """List the ids of released claims whose reports were not created yet, the oldest first."""
    planned = Planned.select(Planned.claim).where(Planned.claim == Outcome.claim)
    query = Outcome.select(Outcome.claim).where(Outcome.kind == "released", ~fn.EXISTS(planned))
    return [row[0] for row in query.order_by(Outcome.claim).limit(limit).tuples()]


def plan(claim_id: int, by: str) -> list[int]:
    """Create the reports of one released claim; return their ids, none where another process created them."""
    with db.atomic():
        claim = Claim.get_by_id(claim_id)
        database.lock(Person.get_by_id(claim.person_id))  # two claims may add to one report
        if Planned.select().where(Planned.claim == claim).exists():
            return []
        Planned.insert(claim=claim, at=clock.now()).execute()
        return [
            _report(claim, recipient, activity, day, lines, by)
            for recipient, activity, day, lines in _what_to_report(claim)
        ]


def _what_to_report(claim: Claim) -> Iterator[tuple[Recipient, int, date, list[Line]]]:
    """Yield each recipient that accepts the claim, with the activity, the day of completion and the lines."""
    days: dict[tuple[int, date], list[Line]] = {}
    for line in Line.select(Line, Entry).join(Entry).where(Line.claim == claim).order_by(Line.id):
        if claim.claimed_on <= bodies.accepted_until(line.completed_on):
            days.setdefault((line.entry.activity_id, line.completed_on), []).append(line)
    for recipient in Recipient.select().where(Recipient.claim == claim).order_by(Recipient.id):
        if recipient.consent and bodies.takes(recipient.body, claim.holder["role"], claim.credit_type):
            for (activity, day), lines in days.items():
                yield recipient, activity, day, lines


def _report(claim: Claim, recipient: Recipient, activity: int, day: date, lines: list[Line], by: str) -> int:
    key = {
        "person": claim.person_id,
        "body": recipient.body,
        "activity": activity,
        "credit_type": claim.credit_type,
        "completed_on": day,
    }
    more = {"destination": to.route(recipient.body, claim.credit_type), "created": clock.now()}
    report, is_new = Report.get_or_create(**key, defaults=more)
    sum_ = reported_amount(report) + sum(line.amount for line in lines)
    revision = revise(report, sum_, learner_at(claim, recipient), "claim", by)
    for line in lines:
        Included.insert(line=line, recipient=recipient, revision=revision).execute()
    audit_log.note(
        "report.made" if is_new else "report.replaced",
        f"report:{report.id}",
        by=by,
        claim=claim.id,
        revision=revision.number,
        total=sum_,
    )
    return report.id


def reported_amount(report: Report) -> int:
    """Return the sum of the lines of a report, in hundredths, without those of stopped revisions."""
    query = (
        Included.select(fn.SUM(Line.amount))
        .join(Line)
        .switch(Included)
        .join(Revision)
        .where(Revision.report == report, ~fn.EXISTS(Stop.select().where(Stop.revision == Revision.id)))
    )
    return int(query.scalar() or 0)


def revise(report: Report, hundredths: int, learner: dict[str, str], cause: str, by: str) -> Revision:
    """Create the next revision of a report and start its delivery; call it inside a transaction."""
    number = (Revision.select(fn.MAX(Revision.number)).where(Revision.report == report).scalar() or 0) + 1
    revision = Revision.create(
        report=report,
        number=number,
        ccid=ccid(report, number),
        hundredths=hundredths,
        learner=learner,
        cause=cause,
        by=by,
        created=clock.now(),
    )
    begin(report)
    return revision


def begin(report: Report) -> None:
    """Start the delivery of a report from the beginning, due at once and with no tries counted."""
    now = clock.now()
    fresh = {
        "state": "waiting",
        "code": "",
        "reason": "",
        "alarm": False,
        "due": now,
        "tries": 0,
        "seconds_waited": 0,
        "polls": 0,
        "since": now,
    }
    if not Delivery.update(fresh).where(Delivery.report == report).execute():
        Delivery.insert(report=report, **fresh).execute()


def ccid(report: Report, number: int) -> str:
    """Return the id of a revision: always the same for the same, so that a restored backup sends nothing twice."""
    parts = (report.person_id, report.body, report.activity_id, report.credit_type, report.completed_on, number)
    key = current_app.settings.secret_key.encode()
    return (
        "ccid:cme-desk:" + hmac.new(key, repr([str(part) for part in parts]).encode(), hashlib.sha256).hexdigest()[:40]
    )


def learner_at(claim: Claim, recipient: Recipient) -> dict[str, str]:
    """Return the learner at the time of the claim, from the claim's snapshot."""
    holder = claim.holder
    return learner(
        holder.get("latin_name") or holder["name"],
        (recipient.given, recipient.family),
        recipient.npi,
        recipient.number,
        recipient.birth_month,
        recipient.birth_day,
    )


def learner(
    name: str, board_name: tuple[str, str], npi: str, number: str, month: int | None, day: int | None
) -> dict[str, str]:
    """Return a learner as given, family, birth ("MM-DD" or ""), npi and number.

    `board_name` is the given and family name as boards have them, where the profile has both.
    """
    given, family = board_name if all(board_name) else names.split(name)
    birth = f"{month:02}-{day:02}" if month and day else ""
    return {"given": given, "family": family, "birth": birth, "npi": npi, "number": number}
