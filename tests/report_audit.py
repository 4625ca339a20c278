"""The audit of reporting: what R1, R3 and R6 name is reported once, and the sandbox has what was claimed."""

from __future__ import annotations

from cme.base.domain import bodies
from cme.claim import records as claims
from cme.claim.records import Line, Recipient
from cme.earn.records import Entry
from cme.report import to
from cme.report.records.history import events_of
from cme.report.records.models import Delivery, Included, Planned, Report, Revision, Stop, Verdict
from cme.report.records.tags import of as tags
from cme.report.rules import next_step


def assert_reports(claims, outcomes) -> None:
    """Compare the claims and their outcomes with what is reported of them."""
    ids = [claim.id for claim in claims] or [0]
    planned = {row.claim_id for row in Planned.select().where(Planned.claim.in_(ids))}
    released = {claim.id for claim in claims if outcomes.get(claim.id) == "released"}
    assert planned <= released, "something is reported that was not released"
    expected, included = {}, {}
    for claim in (claim for claim in claims if claim.id in planned):
        expected |= _expected(claim)
    query = Included.select(Included, Revision, Report).join(Revision).join(Report).switch(Included).join(Line)
    for row in query.where(Line.claim.in_(ids)):
        key = (row.line_id, row.recipient_id)
        assert key not in included, f"line {row.line_id} is reported twice"
        report = row.revision.report
        included[key] = (report.person_id, report.body, report.activity_id, report.credit_type, report.completed_on)
    assert included == expected
    reports = set(included.values())
    assert len(reports) == Report.select().where(Report.person.in_({c.person_id for c in claims} or {0})).count()
    for report in Report.select().where(Report.person.in_({c.person_id for c in claims} or {0})):
        _assert_report(report)


def _expected(claim) -> dict:
    found = {}
    for recipient in Recipient.select().where(Recipient.claim == claim):
        if not (recipient.consent and bodies.takes(recipient.body, claim.holder["role"], claim.credit_type)):
            continue
        for line in Line.select(Line, Entry).join(Entry).where(Line.claim == claim):
            if claim.claimed_on <= bodies.accepted_until(line.completed_on):
                found[line.id, recipient.id] = (
                    claim.person_id,
                    recipient.body,
                    line.entry.activity_id,
                    claim.credit_type,
                    line.completed_on,
                )
    return found


def _assert_report(report) -> None:
    assert report.destination == to.route(report.body, report.credit_type)  # R1: one route
    rows = list(Revision.select().where(Revision.report == report).order_by(Revision.number))
    assert [row.number for row in rows] == list(range(1, len(rows) + 1)), f"report {report.id} misses a revision"
    stopped = {row.revision_id for row in Stop.select().where(Stop.revision.in_([r.id for r in rows]))}
    sums: dict[int, int] = {}
    for row in Included.select(Included, Line).join(Line).where(Included.revision.in_([r.id for r in rows])):
        sums[row.revision_id] = sums.get(row.revision_id, 0) + row.line.amount
    live = [row for row in rows if row.id not in stopped]
    if live:
        assert live[-1].hundredths == sum(sums.get(row.id, 0) for row in live), f"report {report.id}: a wrong sum"
    verdicts = {row.revision_id: row.kind for row in Verdict.select().where(Verdict.revision.in_([r.id for r in rows]))}
    revisions = [revision for _, revision in events_of([report.id])[report.id]]
    for revision in revisions:
        decided = {kind for action, kind in revision.events if action != "delete" and kind in ("accepted", "rejected")}
        assert decided <= ({verdicts[revision.id]} if revision.id in verdicts else set())
    delivery = Delivery.get_by_id(report.id)
    if delivery.due is None and delivery.state not in ("delayed", "failed"):
        assert delivery.state == next_step.state(revisions), f"report {report.id}: {delivery.state}"
        assert next_step.next_step(revisions).action == "done"


def assert_sandbox(records: list[dict]) -> None:
    """Compare the sandbox's records with the reports: each accepted one is there once, with its sum, and nothing else."""
    accepted = {row["ccid"]: row for row in records if row["state"] == "accepted"}
    for report in Report.select():
        rows = list(Revision.select().where(Revision.report == report).order_by(Revision.number))
        stopped = {row.revision_id for row in Stop.select().where(Stop.revision.in_([r.id for r in rows]))}
        newest = [row for row in rows if row.id not in stopped][-1:]
        found = [row for row in rows if row.ccid in accepted]
        delivery = Delivery.get_by_id(report.id)
        if delivery.state != "accepted":
            assert found == [], f"report {report.id} is {delivery.state}, and a record is there"
            continue
        assert found == newest, f"report {report.id}: {len(found)} records are there"
        fields = accepted.pop(newest[0].ccid)["fields"]
        assert round(fields["credits"] * 100) == newest[0].hundredths
        assert fields["completed"] == report.completed_on.isoformat()
    assert not accepted, "the board has what nobody claimed"


def tag_of(claim) -> str:
    """Return the text of the one tag of the lines of a claim."""
    (found,) = {tag.text for tag in tags([claim], claims.lines_of([claim.id])).values()}
    return found
