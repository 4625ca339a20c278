"""The demo's content: a provider that does not exist, one activity, the articles in this folder."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from cme.base import provider
from cme.offer import records
from cme.offer.importers import Report, articles

ARTICLES = Path(__file__).parent / "articles"
DISCLOSURES = (
    "Demo content, written to show the software. The demo authors have no relevant financial relationships "
    "with ineligible companies to disclose. No commercial support was received."
)


def load() -> Report:
    """Load the demo content; a second time changes nothing."""
    if provider.current().id is None:
        provider.change(
            name="Riverbend Medical Society (demo)",
            address="12 Demo Street, Riverbend, NY 10000, United States",
            country="US",
            zone="America/New_York",
            email="cme-office@example.org",
            phone="+1 555 0100",
            hours="Monday to Friday, 9 am to 5 pm Eastern Time",
        )
    offer_point_of_care("Internet point of care", DISCLOSURES, date(2024, 1, 1))
    return articles.import_folder(ARTICLES, eligible_from_date=True)


def offer_point_of_care(title: str, disclosures: str, valid_from: date) -> None:
    """Offer the activity that searches count for, unless one is offered."""
    if records.point_of_care():
        return
    records.offer_activity(
        "point-of-care",
        records.POINT_OF_CARE,
        since=datetime(valid_from.year, valid_from.month, valid_from.day, tzinfo=UTC),
        title=title,
        format="Internet point-of-care activity",
        summary=(
            "Look up a question that came up in your practice, read what the library says, and say what you "
            "wanted to know and what came of it."
        ),
        credit_type="ama-pra-1",
        unit_value=50,
        maximum="0.5",
        window="year-end+2",
        valid_from=valid_from,
        valid_until=None,
        designation=provider.DESIGNATION,
        disclosures=disclosures,
        requirements=(
            "Search in Clinician mode, open at least one article of the CME library from the search, and answer "
            "two questions about the goal and the result of the search. Each search is worth 0.5 credits."
        ),
        accme_number="",
    )
