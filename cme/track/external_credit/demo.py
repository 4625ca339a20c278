"""The demo's credit from elsewhere: providers and activities that do not exist, one with a document made by us."""

from __future__ import annotations

import io
from datetime import timedelta

from cme.base.domain.credit import Credit
from cme.track.external_credit import documents, kinds, records

SOCIETY = "Lakeside Teaching Hospital (demo)"
# days ago, title, who gave it, format, type, hundredths, topics, whether a certificate is kept with it
TOLD = (
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


def load(person, today) -> None:
    """Tell what the demo's physician brought along."""
    for n, (ago, title, provider, form, kind, amount, topics, kept) in enumerate(TOLD):
        day = today - timedelta(days=ago)
        told = records.add(
            person,
            f"demo-elsewhere-{n}",
            {
                "title": title,
                "provider": provider,
                "format": form,
                "credit_type": kind,
                "type_words": "",
                "amount": amount,
                "completed_on": day,
                "topics": topics,
                "number": "",
            },
        )
        if kept:
            body = certificate(
                person.profile_row.name, title, provider, f"{Credit(amount)} {kinds.type_name(kind)}", str(day)
            )
            documents.keep(told, [documents.read(f"certificate-{day}.pdf", body)])


def certificate(name: str, title: str, provider: str, credit: str, day: str) -> bytes:
    """Make the small PDF that such a provider might give; it says that it is none."""
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
