"""The demo's content: a fictitious provider, its activities, and the articles, courses and questions of this folder."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from cme.base import provider
from cme.offer import records, rules
from cme.offer.importers import Report, articles, courses, files
from cme.offer.questions import records as questions
from cme.offer.questions import saving

ACCME_NUMBER = "200000001"  # of no real activity
ARTICLES = Path(__file__).parent / "articles"
COURSES = Path(__file__).parent / "courses"
QUESTIONS = Path(__file__).parent / "questions"
DISCLOSURES = (
    "Demo content, written to show the software. The demo authors have no relevant financial relationships "
    "with ineligible companies to disclose. No commercial support was received."
)


def load(by: str) -> Report:
    """Load the demo content; a second time changes nothing."""
    if provider.current().id is None:
        provider.change(
            by=by,
            name="Riverbend Medical Society (demo)",
            address="12 Demo Street, Riverbend, NY 10000, United States",
            country="US",
            zone="America/New_York",
            email="cme-office@example.org",
            phone="+1 555 0100",
            hours="Monday to Friday, 9 am to 5 pm Eastern Time",
        )
    offer_point_of_care("Internet point of care", DISCLOSURES, date(2024, 1, 1), ACCME_NUMBER, by=by)
    report = articles.import_folder(ARTICLES, by="import", eligible_from_date=True)
    _load_questions(report, date(2024, 1, 1), by)
    return _load_courses(report, datetime(2024, 1, 1, tzinfo=UTC), by)


def offer_point_of_care(title: str, disclosures: str, valid_from: date, accme_number: str = "", *, by: str) -> None:
    """Offer the activity that searches count for, unless there is one."""
    if not records.point_of_care():
        since = datetime(valid_from.year, valid_from.month, valid_from.day, tzinfo=UTC)
        records.offer_point_of_care(
            by=by, title=title, disclosures=disclosures, valid_from=valid_from, since=since, accme_number=accme_number
        )


def _load_courses(report: Report, since: datetime, by: str) -> Report:
    for folder in sorted(path for path in COURSES.iterdir() if path.is_dir()):
        result = courses.import_course(folder, by=by, since=since)
        report.imported += result.imported
        report.unchanged += result.unchanged
        report.refused += result.refused
        report.lines += result.lines
    return report


def _load_questions(report: Report, valid_from: date, by: str) -> Report:
    for path in files.below(QUESTIONS, (".gift",)):
        saving.import_file(path, saving.Run(demo=True, by="demo"), report)
    if not records.board_review():
        since = datetime(valid_from.year, valid_from.month, valid_from.day, tzinfo=UTC)
        records.offer_board_review(
            by=by,
            title="Board review questions",
            valid_from=valid_from,
            disclosures=DISCLOSURES,
            since=since,
            maximum=str(rules.board_review_maximum(questions.count())),
            accme_number="200000002",
        )
    return report
