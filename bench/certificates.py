"""Certificates: the application's renderer against plain pisa on the same HTML, and a hundred against a bare canvas."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from pathlib import Path

from bench.measure import Result, side_by_side, timed


def words(number: int, rows: int = 3) -> dict:
    """Return the words of a certificate with a few searches."""
    from cme.base import provider
    from cme.base.domain import credit_types, statements
    from cme.certify import rules

    class Activity:
        title, format, maximum, accme_number = "Internet point of care", "Internet point-of-care activity", "0.5", ""
        designation = statements.DESIGNATION

    unnamed = provider.Unnamed()
    days = [date(2026, 1, 1 + n) for n in range(rows)]
    lines = [{"completed": day, "amount": 50} for day in days]
    read = [(day, f"Article {n} on a common question", 50) for n, day in enumerate(days)]
    return rules.words(
        holder={"name": "Ana Nguyễn", "latin_name": "", "credentials": "MD"},
        awarded=True,
        lines=lines,
        credit_type=credit_types.CREDIT_TYPES["ama-pra-1"],
        provider=unnamed,
        activity=Activity,
        issued=date(2026, 11, 22),
        fill=statements.fill_statement,
        listing=rules.listing("What was completed", "Articles", read, "credit"),
        number=f"C-BENC-{number:04}",
        code="0123456789ABCDEFGHJKMNPQRS",
        verify_url="https://cme.example.org/verify/0123456789ABCDEFGHJKMNPQRS",
    )


def measure(data: Path) -> list[Result]:
    """Time certificates in this process."""
    from xhtml2pdf import pisa

    from cme.certify.pdf import engine, fonts, render

    folder = data / "fonts"
    fonts.prepare(folder)
    issued = datetime(2026, 11, 22, tzinfo=UTC)
    one = {"certificates": [words(1)]}
    html = render.html(one, folder)
    policy = engine._policy(fonts.home(folder))

    def ours():
        return timed(lambda: render.pdf(one, folder, issued))

    def plain():
        return timed(lambda: pisa.CreatePDF(html, dest=io.BytesIO(), encoding="utf-8", resource_policy=policy))

    ratio, low, high, median = side_by_side(ours, plain, rounds=7, each=6)
    found = [
        Result(
            "one certificate, unsigned / plain pisa of the same HTML",
            ratio,
            low,
            high,
            0.75,
            ratio <= 0.75,
            note=f"{median * 1000:.0f} ms",
        )
    ]
    hundred = {"certificates": [words(n) for n in range(100)]}

    def ours_100():
        return timed(lambda: render.pdf(hundred, folder, issued))

    def canvas_100():
        return timed(lambda: canvas(100, fonts.home(folder)))

    ratio, low, high, median = side_by_side(ours_100, canvas_100, rounds=3, each=1)
    found.append(
        Result(
            "100 certificates in one document / bare canvas", ratio, low, high, 10, ratio <= 10, note=f"{median:.1f} s"
        )
    )
    return found


def canvas(count: int, home: Path) -> bytes:
    """Draw the same number of pages on a bare reportlab canvas: the same font, the words, the QR code."""
    import segno
    from reportlab.lib.pagesizes import landscape, letter
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen import canvas as reportlab_canvas

    pdfmetrics.registerFont(TTFont("Bench", str(home / "sans.ttf")))
    out = io.BytesIO()
    page = reportlab_canvas.Canvas(out, pagesize=landscape(letter))
    for number in range(count):
        certificate = words(number)
        page.setFont("Bench", 28)
        page.drawString(72, 480, certificate["heading"])
        page.drawString(72, 420, certificate["holder"]["name"])
        page.setFont("Bench", 9)
        for n, text in enumerate(
            [
                certificate["sentence"],
                certificate["activity"]["title"],
                *certificate["statements"],
                certificate["completed"],
            ]
        ):
            page.drawString(72, 380 - 14 * n, text)
        for n, row in enumerate(certificate["list"]["rows"]):
            page.drawString(72, 250 - 12 * n, "   ".join(row))
        code = segno.make(certificate["verify_url"], error="m")
        for y, line in enumerate(code.matrix):
            for x, dark in enumerate(line):
                if dark:
                    page.rect(620 + 2 * x, 120 - 2 * y, 2, 2, stroke=0, fill=1)
        page.showPage()
    page.save()
    return out.getvalue()
