"""A transcript as rows for a spreadsheet and as JSON; docs/formats.md describes each field."""

from __future__ import annotations

from cme.base import clock, provider
from cme.base.domain import bodies
from cme.base.domain.credit import Credit
from cme.base.http import web
from cme.certify.records import Certificate, Supersession
from cme.people import records as people
from cme.people.records import Person
from cme.track import totals
from cme.track.external_credit import documents
from cme.track.transcript import Item
from cme.track.transcript_filter import Choice

VERSION = 1
COLUMNS = [
    "Completed",
    "Title",
    "Activity",
    "Format",
    "Provider",
    "Credit type",
    "Credits",
    "From",
    "Awarded",
    "Topics",
    "Number",
    "Certificate",
    "Verify at",
    "Documents",
]


def rows(items: list[Item]) -> list[list]:
    """Return one row for each credit, in the order of COLUMNS."""
    certificates, files = _certificates(items), _documents(items)
    return [
        [
            item.completed_on,
            item.title,
            item.activity,
            item.format,
            item.provider,
            item.credit_name,
            str(item.amount),
            "here" if item.here else "elsewhere",
            "yes" if item.awarded else "participation",
            "; ".join(item.topics),
            item.number,
            "; ".join(each["number"] for each in certificates.get(item.claim_id, [])),
            "; ".join(each["verify"] for each in certificates.get(item.claim_id, [])),
            "; ".join(each["name"] for each in files.get(item.external_credit_id, [])),
        ]
        for item in items
    ]


def as_json(person: Person, choice: Choice, items: list[Item]) -> dict:
    """Return a transcript as plain values; a change of what a field means raises VERSION."""
    certificates, files = _certificates(items), _documents(items)
    issuer = provider.current()
    return {
        "format": "cme-desk-transcript",
        "version": VERSION,
        "made": clock.now().isoformat(timespec="seconds"),
        "provider": {"name": issuer.name, "accredited": issuer.accredited, "number": issuer.accredited_number},
        "person": _person(person),
        "filter": choice.query,
        "totals": [
            {
                "credit_type": each.credit_type,
                "credit_type_name": each.type_name,
                "credits": str(each.total),
                "here": str(Credit(each.here)),
                "elsewhere": str(Credit(each.external_credit)),
                "activities": [
                    {
                        "activity": line.activity,
                        "here": str(Credit(line.here)),
                        "elsewhere": str(Credit(line.external_credit)),
                    }
                    for line in each.lines
                ],
            }
            for each in totals.of(items)
        ],
        "credits": [
            {
                "id": item.key,
                "from": "here" if item.here else "elsewhere",
                "completed": item.completed_on.isoformat(),
                "title": item.title,
                "activity": item.activity,
                "format": item.format,
                "provider": item.provider,
                "credit_type": item.credit_type,
                "credit_type_name": item.credit_name,
                "credits": str(item.amount),
                "awarded": item.awarded,
                "topics": list(item.topics),
                "number": item.number,
                "certificates": certificates.get(item.claim_id, []),
                "documents": files.get(item.external_credit_id, []),
            }
            for item in items
        ],
    }


def _person(person: Person) -> dict:
    """Return the person, with licenses and boards under the field names of ACCME's draft of a learner transcript."""
    profile = person.profile_row
    listings = [
        (row, bodies.REPORTING_BODIES[row.body])
        for row in people.reporting_bodies(person)
        if row.body in bodies.REPORTING_BODIES
    ]
    return {
        "name": profile.name,
        "latin_name": profile.latin_name,
        "credentials": profile.credentials,
        "role": profile.role,
        "country": profile.country,
        "NPI": profile.npi,
        "Licensure": [
            {"StateOfLicensure": row.body[:2], "StateLicensingBoard": body.name, "StateMedicalLicenseID": row.number}
            for row, body in listings
            if body.kind == "state"
        ],
        "Certification": [
            {"CertifyingBoard": body.name, "CertifyingBoardID": row.number}
            for row, body in listings
            if body.kind == "board"
        ],
    }


def _certificates(items: list[Item]) -> dict[int | None, list[dict]]:
    """Return the certificates of claims that are not superseded, by the claim's id."""
    ids = sorted({item.claim_id for item in items if item.claim_id})
    found: dict[int | None, list[dict]] = {}
    superseded = Supersession.select(Supersession.old)
    query = Certificate.select(Certificate.claim, Certificate.number, Certificate.code).where(
        Certificate.claim.in_(ids), Certificate.id.not_in(superseded)
    )
    for row in query.order_by(Certificate.claim, Certificate.position) if ids else ():
        found.setdefault(row.claim_id, []).append({"number": row.number, "verify": web.absolute(f"/verify/{row.code}")})
    return found


def _documents(items: list[Item]) -> dict[int | None, list[dict]]:
    by_credit = documents.by_credit([item.external_credit_id for item in items if item.external_credit_id])
    return {
        credit_id: [{"name": row.name, "sha256": row.sha256, "bytes": row.size} for row in rows_]
        for credit_id, rows_ in by_credit.items()
    }
