"""The outbox: reports made from the snapshots that released claims kept, each once, in one transaction a claim."""

from __future__ import annotations

import hashlib
import hmac
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
from cme.report.records.tables import Delivery, Included, Planned, Report, Revision, Stop


def unplanned(limit: int = 200) -> list[int]:
    """List released claims whose reports were not made yet, first claimed first."""
    planned = Planned.select(Planned.claim).where(Planned.claim == Outcome.claim)
    query = Outcome.select(Outcome.claim).where(Outcome.kind == "released", ~fn.EXISTS(planned))
    return [row[0] for row in query.order_by(Outcome.claim).limit(limit).tuples()]


def plan(claim_id: int, by: str) -> list[int]:
    """Make the reports of one released claim; gives their numbers, none where another process made them."""
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


def _what_to_report(claim: Claim):
    """Give each recipient that takes the claim, with its activity, day of completion and lines."""
    days: dict[tuple[int, date], list[Line]] = {}
    for line in Line.select(Line, Entry).join(Entry).where(Line.claim == claim).order_by(Line.id):
        if claim.claimed_on <= bodies.accepted_until(line.completed_on):
            days.setdefault((line.entry.activity_id, line.completed_on), []).append(line)
    for recipient in Recipient.select().where(Recipient.claim == claim).order_by(Recipient.id):
        if recipient.consent and bodies.takes(recipient.body, claim.holder["role"], claim.credit_type):
            for (activity, day), lines in days.items():
                yield recipient, activity, day, lines


def _report(claim, recipient, activity, day, lines, by) -> int:
    key = {
        "person": claim.person_id,
        "body": recipient.body,
        "activity": activity,
        "credit_type": claim.credit_type,
        "completed_on": day,
    }
    more = {"destination": to.route(recipient.body, claim.credit_type), "made": clock.now()}
    report, made = Report.get_or_create(**key, defaults=more)
    sum_ = reported_amount(report) + sum(line.amount for line in lines)
    revision = revise(report, sum_, learner_at(claim, recipient), "claim", by)
    for line in lines:
        Included.insert(line=line, recipient=recipient, revision=revision).execute()
    audit_log.note(
        "report.made" if made else "report.replaced",
        f"report:{report.id}",
        by=by,
        claim=claim.id,
        revision=revision.number,
        total=sum_,
    )
    return report.id


def reported_amount(report: Report) -> int:
    """Sum the lines that a report holds, in hundredths; those of revisions that were stopped are not in it."""
    query = (
        Included.select(fn.SUM(Line.amount))
        .join(Line)
        .switch(Included)
        .join(Revision)
        .where(Revision.report == report, ~fn.EXISTS(Stop.select().where(Stop.revision == Revision.id)))
    )
    return int(query.scalar() or 0)


def revise(report: Report, hundredths: int, learner: dict, cause: str, by: str) -> Revision:
    """Write the next revision of a report and let it be sent; call it inside a transaction."""
    number = (Revision.select(fn.MAX(Revision.number)).where(Revision.report == report).scalar() or 0) + 1
    made = Revision.create(
        report=report,
        number=number,
        ccid=ccid(report, number),
        hundredths=hundredths,
        learner=learner,
        cause=cause,
        by=by,
        made=clock.now(),
    )
    begin(report)
    return made


def begin(report: Report) -> None:
    """Let a report be looked at anew, at once and with all its tries before it."""
    now = clock.now()
    fresh = {
        "state": "waiting",
        "code": "",
        "reason": "",
        "alarm": False,
        "due": now,
        "tries": 0,
        "tried": 0,
        "polls": 0,
        "since": now,
    }
    if not Delivery.update(fresh).where(Delivery.report == report).execute():
        Delivery.insert(report=report, **fresh).execute()


def ccid(report: Report, number: int) -> str:
    """Make a revision's own id: the same again for the same, so that a restored backup sends nothing twice."""
    said = (report.person_id, report.body, report.activity_id, report.credit_type, report.completed_on, number)
    key = current_app.settings.secret_key.encode()
    return "ccid:cme-desk:" + hmac.new(key, repr([str(one) for one in said]).encode(), hashlib.sha256).hexdigest()[:40]


def learner_at(claim: Claim, recipient: Recipient) -> dict:
    """Say who the learner was at the claim, as the claim's own snapshot has it."""
    holder = claim.holder
    return learner(
        holder.get("latin_name") or holder["name"],
        (recipient.given, recipient.family),
        recipient.npi,
        recipient.number,
        recipient.birth_month,
        recipient.birth_day,
    )


def learner(name: str, as_boards: tuple[str, str], npi: str, number: str, month, day) -> dict:
    """Say who a learner is; `as_boards` are given and family name where the profile says how boards have them."""
    given, family = as_boards if all(as_boards) else names.split(name)
    birth = f"{month:02}-{day:02}" if month and day else ""
    return {"given": given, "family": family, "birth": birth, "npi": npi, "number": number}
