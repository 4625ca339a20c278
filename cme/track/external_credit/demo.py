"""The demo's external credit: providers and activities that do not exist, some with a certificate made by us."""

from __future__ import annotations

import io
from datetime import date, timedelta

from cme.base.domain.credit import Credit
from cme.people.records import Person
from cme.track.external_credit import documents, kinds, records

SOCIETY = "Lakeside Teaching Hospital (demo)"
# days ago, title, provider, format, type, hundredths, topics, whether it has a certificate
CREDITS: tuple[tuple[int, str, str, str, str, int, list[str], bool], ...] = (
    (640, "Grand rounds: recognizing sepsis early", SOCIETY, "live", "ama-pra-1", 100, ["infectious-diseases"], True),
    (
        505,
        "Safe opioid prescribing and its alternatives",
        "Demo Medical Academy",
        "enduring",
        "ama-pra-1",
        300,
        ["opioids", "pain", "controlled-substances"],
        True,
    ),
    (350, "Two days of internal medicine", "Demo Medical Academy", "live", "ama-pra-1", 1200, [], False),
    (
        190,
        "Journal club: anticoagulation after stroke",
        SOCIETY,
        "journal",
        "ama-pra-1",
        100,
        ["cardiovascular"],
        False,
    ),
    (
        85,
        "Implicit bias in clinical decisions",
        "Demo Medical Academy",
        "live-internet",
        "ama-pra-1",
        200,
        ["implicit-bias"],
        True,
    ),
    (30, "European congress of internal medicine", "Demo Congress Europe", "live", "ecmec", 600, [], False),
)


def load(person: Person, today: date) -> None:
    """Add the external credit of the demo's physician."""
    for n, (ago, title, provider, format_, kind, amount, topics, with_certificate) in enumerate(CREDITS):
        day = today - timedelta(days=ago)
        external_credit = records.add(
            person,
            f"demo-elsewhere-{n}",
            {
                "title": title,
                "provider": provider,
                "format": format_,
                "credit_type": kind,
                "type_words": "",
                "amount": amount,
                "completed_on": day,
                "topics": topics,
                "number": "",
            },
        )
        if with_certificate:
            body = certificate(
                person.profile_row.name, title, provider, f"{Credit(amount)} {kinds.type_name(kind)}", str(day)
            )
            documents.add(external_credit, [documents.read(f"certificate-{day}.pdf", body)])


def certificate(name: str, title: str, provider: str, credit: str, day: str) -> bytes:
    """Return a small PDF such as a provider might give; it says that no credit was given."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 420), invariant=1)
    plain = [
        text.encode("latin-1", "ignore").decode("latin-1")
        for text in (provider, name, title, credit, f"Completed {day}")
    ]
    for size, top, text in zip((14, 24, 18, 13, 12), (350, 270, 215, 175, 145), plain, strict=True):
        canvas.setFont("Helvetica", size)
        canvas.drawCentredString(297, top, text)
    canvas.setFont("Helvetica-Oblique", 10)
    canvas.drawCentredString(297, 60, "Demo document: this provider does not exist and no credit was given.")
    canvas.save()
    return out.getvalue()
