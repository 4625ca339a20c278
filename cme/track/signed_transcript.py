"""The signed transcript: what it prints, and the signed document that is saved and downloaded."""

from __future__ import annotations

from cme.base import clock, provider
from cme.base.domain.credit import Credit
from cme.base.domain.topics import TOPICS
from cme.certify import signed_documents
from cme.certify.rules import SAMPLE, format_day
from cme.certify.signed_documents import SignedDocument
from cme.people.records import Person
from cme.track import totals
from cme.track.transcript import Item
from cme.track.transcript_filter import Choice, listings

ACTIVITIES = 24  # lines of totals that leave room on the first page


def find_or_create(person: Person, choice: Choice, items: list[Item], by: str) -> SignedDocument:
    """Return the signed transcript with these words, saved now where there is none yet.

    Its file is requested with `certify.renderings.ask_for_signed_document` and returned by `certify.signed_documents.file_of`.
    """
    issued = format_day(clock.today(person.zone))
    return signed_documents.find_or_create(person, "transcript", words(person, choice, items), issued, by)


def words(person: Person, choice: Choice, items: list[Item]) -> dict:
    """Return everything that a transcript prints, as plain values: the same credits give the same words."""
    issuer, profile = provider.current(), person.profile_row
    here, external_credit = [item for item in items if item.here], [item for item in items if not item.here]
    sums = totals.of(items)
    return {
        "template": "transcript-1",
        "paper": issuer.paper,
        "sample": not issuer.accredited,
        "sample_text": SAMPLE,
        "heading": "Transcript of continuing education",
        "holder": {
            "name": profile.name or person.shown_name,
            "latin": profile.latin_name,
            "credentials": profile.credentials,
        },
        "provider": {"name": issuer.name, "address": issuer.address, "number": issuer.accredited_number},
        "range": _range(choice, person, items),
        "totals": {
            "columns": ["Credit type", "Activity", "From here", "From elsewhere", "Total"],
            "rows": _totals(sums),
        },
        "public_totals": [{"term": each.type_name, "value": _total_in_words(each)} for each in sums],
        "columns": ["Completed", "Activity", "Credit type", "Credits"],
        "sections": [
            {"heading": heading, "rows": [_row(item) for item in rows]}
            for heading, rows in (
                (f"Given by {issuer.name}", here),
                ("From elsewhere, as told by its holder", external_credit),
            )
            if rows
        ],
        "note": f"What is from elsewhere was told by its holder; {issuer.name} has not verified it."
        if external_credit
        else "",
        "vouches": f"What is from elsewhere was told by its holder; {issuer.name} has not verified it."
        if external_credit
        else "",
        "claims": sorted({item.claim_id for item in here}),
    }


def _row(item) -> list[str]:
    about = "" if item.here else f"{item.provider}, "
    kind = item.format[:1].lower() + item.format[1:] if not item.format.startswith(("Internet", "AMA")) else item.format
    part = "" if item.awarded else ", participation"
    day = item.completed_on
    return [f"{day.day} {day:%b %Y}", f"{item.title} ({about}{kind}{part})", item.credit_name, str(item.amount)]


def _totals(sums) -> list[list[str]]:
    rows = []
    short = sum(len(each.lines) for each in sums) > ACTIVITIES
    for each in sums:
        for line in [] if short or len(each.lines) < 2 else each.lines:
            rows.append(_line(line, line.activity))
        only = each.lines[0].activity if len(each.lines) == 1 else "All activities"
        rows.append(_line(each, only))
    return rows


def _line(one, activity) -> list[str]:
    return [
        one.type_name,
        activity,
        str(Credit(one.here)) if one.here else "",
        str(Credit(one.external_credit)) if one.external_credit else "",
        str(one.total),
    ]


def _total_in_words(each) -> str:
    if not each.external_credit:
        return str(each.total)
    return f"{each.total}: {Credit(each.here)} from here, {Credit(each.external_credit)} from elsewhere"


def _range(choice: Choice, person, items) -> str:
    """Return what a transcript covers: its days and filters."""
    if choice.since and choice.until:
        days = f"Completed {format_day(choice.since)} to {format_day(choice.until)}"
    elif choice.since:
        days = f"Completed since {format_day(choice.since)}"
    elif choice.until:
        days = f"Completed until {format_day(choice.until)}"
    else:
        days = "Everything that was completed"
    filters = [
        next((item.credit_name for item in items if item.credit_type == choice.credit_type), choice.credit_type),
        dict(listings(person)).get(choice.body, ""),
        TOPICS.get(choice.topic, choice.topic),
    ]
    return "; only ".join([days, *filter(None, filters)])
