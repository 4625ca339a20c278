"""Commands of the shell: activities, the library of articles, questions, courses."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import click
from flask.cli import AppGroup

from cme.base import clock, provider
from cme.base.domain.days import read_day, read_required_day
from cme.base.domain.refusal import refuse_if
from cme.base.ops.command_line import refusals_end_it
from cme.base.store.db import db, scope
from cme.offer import demo, hooks, records, rules, search
from cme.offer.importers import articles, courses
from cme.offer.questions import records as questions
from cme.offer.questions import saving

offer_commands = AppGroup("offer", help="Activities, the library of articles, questions.")


@offer_commands.command("import-articles")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def import_articles(folder: Path) -> None:
    """Import every Markdown file below FOLDER; the same file again changes nothing."""
    with scope():
        report = articles.import_folder(folder, by="import", progress=click.echo)
    click.echo(report.summary())


@offer_commands.command("import-questions")
@click.argument(
    "paths", nargs=-1, required=True, metavar="FILE...", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--category", default="", help="Put all of them into this category, whatever the files say.")
@click.option("--dry-run", is_flag=True, help="Print what would be imported, and change nothing.")
def import_questions(paths: tuple[Path, ...], category: str, dry_run: bool) -> None:
    """Import questions with one best answer from GIFT, Aiken, CSV, QTI or a ZIP of them, told apart by content."""
    with scope():
        run = saving.Run(category=" ".join(category.split())[:120], dry=dry_run, by="shell")
        report = saving.import_files(paths, run, progress=click.echo)
    if dry_run:
        click.echo("This was a dry run: nothing was changed.")
    click.echo(report.summary())


@offer_commands.command("mend-key")
@click.argument("question")
@click.argument("letter", metavar="ANSWER")
def correct_key(question: str, letter: str) -> None:
    """Make ANSWER (a letter from A to H) the right one of QUESTION (its id, or its number in the office).

    This adds a version of the question. Everyone who had chosen this answer before is credited, once; everyone who
    was credited for the old one keeps the credit.
    """
    with scope(), refusals_end_it():
        right, row = rules.answer_position(letter), questions.get(question)
        with refusals_end_it(lambda reason: f"Nothing was changed: {reason.sentence}."):
            correction = questions.correct_key(row, right, "shell")
        credited = hooks.credit_corrected_key(correction)
    version = correction.new_version
    click.echo(f"{version.name}: the right answer is {letter.strip().upper()} ({version.right_words})")
    click.echo(f"{credited} {'person is' if credited == 1 else 'people are'} credited whom the old key had cost it")


@offer_commands.command("import-course")
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
def import_course(folder: Path) -> None:
    """Import the course in FOLDER (or a ZIP of it): course.yaml, topics as Markdown, questions as GIFT.

    Any problem refuses the whole course, and each is printed with its file and line. Importing a course again
    changes nothing; a topic that changed is a new version.
    """
    with scope():
        report = courses.import_course(folder, by="shell", progress=click.echo)
    click.echo(report.summary())
    if report.refused:
        raise SystemExit(1)


@offer_commands.command("mark-eligible")
@click.argument("slugs", nargs=-1)
@click.option("--from", "starts", help="First day, such as 2026-01-31; today by default.")
@click.option("--until", help="Last day; open by default.")
@click.option("--all", "everything", is_flag=True, help="Every article there is.")
def mark_eligible(slugs: tuple[str, ...], starts: str | None, until: str | None, everything: bool) -> None:
    """Put articles into the CME library: opening one from a search on these days can earn credit."""
    with scope(), refusals_end_it():
        rows = records.all_articles() if everything else records.find_articles(slugs)
        first, last = read_day(starts, "from") or clock.today(provider.current().zone), read_day(until, "until")
        refuse_if(rules.span_refusals(first, last, names=("--from", "--until")))
        for row in rows:
            records.mark_eligible(row, first, last, "shell")
    span = f"from {first}" + (f" until {last}" if last else "")
    click.echo(f"{len(rows)} in the CME library {span}")


@offer_commands.command("unmark-eligible")
@click.argument("slugs", nargs=-1, required=True)
@click.option("--after", help="The last day on which they count; yesterday by default.")
def unmark_eligible(slugs: tuple[str, ...], after: str | None) -> None:
    """Take articles out of the CME library; what was opened before keeps its credit."""
    with scope(), refusals_end_it():
        last = read_day(after, "after") or clock.today(provider.current().zone) - timedelta(days=1)
        changed = sum(records.end_eligibility(row, last, "shell") for row in records.find_articles(slugs))
    click.echo(f"{changed} out of the CME library after {last}")


def _valid_days(valid_from: str, valid_until: str | None, window: str) -> tuple[date, date | None]:
    """Return the first and last day of an activity; Refused if it cannot be offered on them with this window."""
    first, last = read_required_day(valid_from, "valid_from"), read_day(valid_until, "valid_until")
    refuse_if(rules.activity_refusals(first, last, window, names=("--valid-from", "--valid-until")))
    return first, last


@offer_commands.command("point-of-care")
@click.option("--title", default="Internet point of care")
@click.option("--valid-from", "valid_from", required=True, help="First day, such as 2026-01-01.")
@click.option("--valid-until", "valid_until", help="Last day; open by default.")
@click.option("--disclosures", default="", help="What the authors disclose.")
@click.option("--accme-number", "accme_number", default="", help="ACCME's number of the activity.")
@click.option("--window", default="year-end+2", help="Until when one can claim: year-end+2, or anniversary+3.")
def point_of_care(
    title: str, valid_from: str, valid_until: str | None, disclosures: str, accme_number: str, window: str
) -> None:
    """Offer the activity that searches count for, or a new version of it; what was earned keeps its version."""
    with scope(), refusals_end_it():
        first, last = _valid_days(valid_from, valid_until, window)
        records.offer_point_of_care(
            by="shell",
            title=title,
            valid_from=first,
            valid_until=last,
            disclosures=disclosures,
            accme_number=accme_number,
            window=window,
        )
    click.echo(f"{title} counts from {first}")


@offer_commands.command("board-review")
@click.option("--title", default="Board review questions")
@click.option("--valid-from", "valid_from", required=True, help="First day, such as 2026-01-01.")
@click.option("--valid-until", "valid_until", help="Last day; open by default.")
@click.option("--disclosures", default="", help="What the authors disclose.")
@click.option("--accme-number", "accme_number", default="", help="ACCME's number of the activity.")
@click.option("--window", default="year-end+2", help="Until when one can claim: year-end+2, or anniversary+3.")
@click.option("--maximum", type=int, help="Credits that it is designated for; a sixth of the questions by default.")
def board_review(
    title: str,
    valid_from: str,
    valid_until: str | None,
    disclosures: str,
    accme_number: str,
    window: str,
    maximum: int | None,
) -> None:
    """Offer the activity that questions count for, or a new version of it; what was earned keeps its version."""
    with scope(), refusals_end_it():
        first, last = _valid_days(valid_from, valid_until, window)
        credits = maximum or rules.board_review_maximum(questions.count())
        records.offer_board_review(
            by="shell",
            title=title,
            valid_from=first,
            valid_until=last,
            disclosures=disclosures,
            maximum=str(credits),
            accme_number=accme_number,
            window=window,
        )
    click.echo(f"{title} counts from {first}, for at most {credits} credits")


@offer_commands.command("load-mesh")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load_mesh(file: Path) -> None:
    """Load synonyms from a MeSH file: id, name, synonyms joined by |, tree numbers; tab-separated."""
    with scope(), db.atomic():
        count = search.load_mesh(db.obj, file)
    click.echo(f"{count} descriptors")


@offer_commands.command("demo")
def load_demo() -> None:
    """Load the demo provider, activities, articles, questions and courses; what exists already stays."""
    with scope():
        report = demo.load(by="shell")
    click.echo(report.summary())
