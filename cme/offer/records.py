"""Activities and the library of articles, each in versions that stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from peewee import BooleanField, CharField, DateField, ForeignKeyField, IntegerField, ModelSelect, TextField, fn

from cme.base import audit_log, clock, provider
from cme.base.domain import statements
from cme.base.domain.refusal import refuse_if
from cme.base.store import schema
from cme.base.store.compiled_query import compiled_query
from cme.base.store.db import JsonText, Row, When, db, lock, some_of
from cme.offer import markdown, rules, search

POINT_OF_CARE = "point-of-care"
BOARD_REVIEW = "board-review"


class Activity(Row):
    """Something that earns credit; its title, dates and statements are in its versions."""

    kind = CharField(max_length=30, index=True)
    slug = CharField(max_length=80, unique=True)
    versions: ModelSelect[ActivityVersion]


class ActivityVersion(Row):
    """A version of an activity, in force from `since` until the next one (E9, O1)."""

    activity = ForeignKeyField(Activity, backref="versions")
    since = When()
    title = CharField(max_length=200)
    format = CharField(max_length=80)
    summary = TextField(default="")
    credit_type = CharField(max_length=20, default="ama-pra-1")
    unit_value = IntegerField()  # hundredths of a credit for one entry
    maximum = CharField(max_length=20)
    window = CharField(max_length=20, default="year-end+2")
    valid_from = DateField()
    valid_until = DateField(null=True)
    designation = TextField()
    disclosures = TextField(default="")
    requirements = TextField(default="")
    accme_number = CharField(max_length=20, default="")


class Article(Row):
    """An article of the library; its text is in its versions."""

    slug = CharField(max_length=160, unique=True)
    current = IntegerField(null=True)  # the newest version's id, working state
    spans: ModelSelect[Eligibility]


class ArticleVersion(Row):
    """A version of an article; what was read keeps its own version."""

    article = ForeignKeyField(Article, backref="versions")
    source_hash = CharField(max_length=64)
    imported = When()
    title = CharField(max_length=300)
    description = CharField(max_length=600, default="")
    specialty = CharField(max_length=80, index=True)
    keywords = JsonText(default=list)
    dated = DateField(null=True)
    reviewed = DateField(null=True)
    review_due = DateField(null=True)
    html = TextField()
    about = JsonText(default=dict)  # authors, disclosures, objectives, references, source, license
    demo = BooleanField(default=False)

    class Meta:
        indexes = ((("article", "source_hash"), False),)


class Eligibility(Row):
    """A span of days, both included, on which an article is in the CME library."""

    article = ForeignKeyField(Article, backref="spans")
    starts = DateField()
    until = DateField(null=True)

    class Meta:
        indexes = ((("article", "starts"), True),)


class LibraryChange(Row):
    """A change of the library: which article came in or went out, who did it, and when."""

    article = ForeignKeyField(Article)
    at = When()
    what = CharField(max_length=200)


def current_version(activity: Activity) -> ActivityVersion:
    """Return the newest version of an activity."""
    return activity.versions.order_by(ActivityVersion.id.desc()).first()


def find_activity(slug: str) -> Activity | None:
    """Find an activity by its slug."""
    return None if "\0" in slug else Activity.get_or_none(Activity.slug == slug)


def point_of_care() -> tuple[Activity, ActivityVersion] | None:
    """Find the activity that searches count for, with its newest version."""
    activity = Activity.select().where(Activity.kind == POINT_OF_CARE).order_by(Activity.id).first()
    return (activity, current_version(activity)) if activity else None


def offer_activity(slug: str, kind: str, *, by: str, **values: Any) -> ActivityVersion:
    """Offer an activity with these values of a version; values that did not change make no new version. Refused."""
    if "window" in values:
        refuse_if(rules.activity_refusals(values["valid_from"], values.get("valid_until"), values["window"]))
    with db.atomic():
        activity, _ = Activity.get_or_create(slug=slug, defaults={"kind": kind})
        since = values.pop("since", None)
        last = current_version(activity)
        if last and all(getattr(last, name) == value for name, value in values.items()):
            return last
        return add_version(activity, by=by, since=since, **values)


def add_version(activity: Activity, *, by: str, since: datetime | None = None, **values: Any) -> ActivityVersion:
    """Add a version of an activity from a moment on (now by default), inside the caller's transaction."""
    version = ActivityVersion.create(activity=activity, since=since or clock.now(), **values)
    audit_log.note("activity.changed", f"activity:{activity.id}", by=by, version=version.id)
    return version


def offer_point_of_care(
    *,
    by: str,
    title: str,
    valid_from: date,
    disclosures: str,
    valid_until: date | None = None,
    accme_number: str = "",
    window: str = "year-end+2",
    since: datetime | None = None,
) -> ActivityVersion:
    """Offer the Internet point-of-care activity, half a credit for each search (E4); changed values make a new version.

    Refused where the days or the window do not fit.
    """
    return offer_activity(
        "point-of-care",
        POINT_OF_CARE,
        by=by,
        title=title,
        format="Internet point-of-care activity",
        summary=(
            "Look up a question that came up in your practice, read what the library says, and say what you "
            "wanted to know and what came of it."
        ),
        credit_type="ama-pra-1",
        unit_value=50,
        maximum="0.5",
        window=window,
        valid_from=valid_from,
        valid_until=valid_until,
        designation=statements.DESIGNATION,
        disclosures=disclosures,
        requirements=(
            "Search in Clinician mode, open at least one article of the CME library from the search, and answer "
            "two questions about the goal and the result of the search. Each search is worth 0.5 credits."
        ),
        accme_number=accme_number,
        **({"since": since} if since else {}),
    )


def board_review() -> tuple[Activity, ActivityVersion] | None:
    """Find the activity that questions count for, with its newest version."""
    activity = Activity.select().where(Activity.kind == BOARD_REVIEW).order_by(Activity.id).first()
    return (activity, current_version(activity)) if activity else None


def offer_board_review(
    *,
    by: str,
    title: str,
    valid_from: date,
    disclosures: str,
    maximum: str,
    valid_until: date | None = None,
    accme_number: str = "",
    window: str = "year-end+2",
    since: datetime | None = None,
) -> ActivityVersion:
    """Offer the activity of board-review questions, a credit for six of them (E5); changed values make a new version.

    Refused where the days or the window do not fit.
    """
    return offer_activity(
        "board-review",
        BOARD_REVIEW,
        by=by,
        title=title,
        format="enduring material",
        summary=(
            "Questions with one best answer from the fields of medicine, with the explanation and a reference as "
            "soon as you have answered."
        ),
        credit_type="ama-pra-1",
        unit_value=100,
        maximum=maximum,
        window=window,
        valid_from=valid_from,
        valid_until=valid_until,
        designation=statements.DESIGNATION,
        disclosures=disclosures,
        requirements=(
            f"Answer questions in Clinician mode. A question counts once, the first time you answer it correctly; every "
            f"{rules.QUESTIONS_A_CREDIT} counted answers are 1 credit, whatever their categories."
        ),
        accme_number=accme_number,
        **({"since": since} if since else {}),
    )


def put_article(slug: str, *, index: dict[str, str], **values: Any) -> tuple[ArticleVersion, bool]:
    """Save an article as a new version unless the newest one has the same source; return it and whether it is new.

    `index` is what the search needs besides title, keywords, specialty and description: `body_text`.
    """
    with db.atomic():
        article, _ = Article.get_or_create(slug=slug)
        lock(article)
        article = Article.get_by_id(article.id)  # as whoever came first left it
        last = ArticleVersion.get_or_none(ArticleVersion.id == article.current)
        if last and last.source_hash == values["source_hash"]:
            return last, False
        version = ArticleVersion.create(article=article, imported=clock.now(), **values)
        Article.update(current=version.id).where(Article.id == article.id).execute()
        search.put(
            db.obj,
            article.id,
            slug=slug,
            title=version.title,
            keywords=version.keywords,
            specialty=version.specialty,
            description=version.description,
            body_text=index["body_text"],
        )
    return version, True


def find_article(slug: str) -> tuple[Article, ArticleVersion] | None:
    """Find an article and its newest version."""
    if slug != markdown.slug(slug):  # no article has such a slug, and not every database takes every character
        return None
    row = (
        ArticleVersion.select(ArticleVersion, Article)
        .join(Article)
        .where(Article.slug == slug, Article.current == ArticleVersion.id)
        .first()
    )
    return (row.article, row) if row else None


def all_articles() -> list[Article]:
    """List every article; Refused where there is none."""
    rows = list(Article.select())
    refuse_if(rules.article_refusals(len(rows), []))
    return rows


def find_articles(slugs: Iterable[str]) -> list[Article]:
    """Find articles by their slugs, in this order; Refused where one is missing or none is named."""
    slugs = list(slugs)
    rows = {row.slug: row for some in some_of(slugs) for row in Article.select().where(Article.slug.in_(some))}
    refuse_if(rules.article_refusals(len(rows), [slug for slug in slugs if slug not in rows]))
    return [rows[slug] for slug in slugs]


def newest(article_ids: list[int]) -> dict[int, ArticleVersion]:
    """Map articles to their newest versions, without their texts."""
    if not article_ids:
        return {}
    return {row.article_id: row for row in _newest(list(article_ids))}


@compiled_query
def _newest(article_ids: list[int]) -> ModelSelect[ArticleVersion]:
    v = ArticleVersion
    return (
        v.select(
            v.id, v.article, v.title, v.description, v.specialty, v.reviewed, v.dated, v.demo, Article.id, Article.slug
        )
        .join(Article)
        .where(Article.id.in_(article_ids), Article.current == v.id)
    )


def eligible_ids(article_ids: list[int], on: date) -> set[int]:
    """Return which of these articles are in the CME library on a day."""
    if not article_ids:
        return set()
    return {row[0] for row in _eligible(list(article_ids), on)}


@compiled_query
def _eligible(article_ids: list[int], on: date) -> ModelSelect[Any]:
    return (
        Eligibility.select(Eligibility.article)
        .where(
            Eligibility.article.in_(article_ids),
            Eligibility.starts <= on,
            Eligibility.until.is_null() | (Eligibility.until >= on),
        )
        .tuples()
    )


def spans(article: Article) -> list[tuple[date, date | None]]:
    """List the spans of days (first, last or None) on which an article is in the library."""
    rows = article.spans.order_by(Eligibility.starts)
    return [(row.starts, row.until) for row in rows]


def mark_eligible(article: Article, starts: date, until: date | None, by: str) -> None:
    """Put an article in the library from a day on; spans that touch the new one are merged with it. Refused."""
    refuse_if(rules.span_refusals(starts, until))
    with db.atomic():
        lock(article)
        for row in list(article.spans.order_by(Eligibility.starts)):
            if rules.meet((row.starts, row.until), (starts, until)):
                starts = min(starts, row.starts)
                until = None if until is None or row.until is None else max(until, row.until)
                row.delete_instance()
        Eligibility.create(article=article, starts=starts, until=until)
        span = f"eligible from {starts} " + (f"until {until}" if until else "on")
        LibraryChange.create(article=article, at=clock.now(), what=f"{span} ({by})")
        audit_log.note("library.changed", f"article:{article.id}", by=by, change=span)


def end_eligibility(article: Article, last_day: date, by: str) -> bool:
    """Take an article out of the library after a day; what was opened before keeps its credit (E3)."""
    with db.atomic():
        lock(article)
        rows = list(article.spans.where(Eligibility.until.is_null() | (Eligibility.until > last_day)))
        for row in rows:
            if row.starts > last_day:
                row.delete_instance()
            else:
                Eligibility.update(until=last_day).where(Eligibility.id == row.id).execute()
        if rows:
            what = f"not eligible after {last_day} ({by})"
            LibraryChange.create(article=article, at=clock.now(), what=what)
            audit_log.note("library.changed", f"article:{article.id}", by=by, change=what)
    return bool(rows)


def library(on: date, specialty: str | None = None) -> list[ArticleVersion]:
    """List what is in the library on a day, by specialty and title, each with `.since` and `.until`."""
    v = ArticleVersion
    query = (
        v.select(
            v.id,
            v.article,
            v.title,
            v.description,
            v.specialty,
            v.reviewed,
            v.dated,
            v.demo,
            Article.slug,
            Eligibility.starts.alias("since"),
            Eligibility.until.alias("until"),
        )
        .join(Article)
        .join(Eligibility, on=(Eligibility.article == Article.id))
        .where(
            Article.current == v.id, Eligibility.starts <= on, Eligibility.until.is_null() | (Eligibility.until >= on)
        )
        .order_by(v.specialty, fn.LOWER(v.title))
    )
    if specialty:
        query = query.where(v.specialty == specialty)
    return list(query.objects())


def specialties() -> list[str]:
    """List the specialties that have an article now."""
    # the names from the index alone, then one lookup for each: every search needs this
    found = db.execute_sql(
        "SELECT names.specialty FROM (SELECT DISTINCT specialty FROM article_version) names WHERE EXISTS "
        "(SELECT 1 FROM article_version v JOIN article a ON a.id = v.article_id AND a.current = v.id "
        "WHERE v.specialty = names.specialty)"
    )
    return sorted(row[0] for row in found.fetchall())


def check_activities() -> Iterator[str]:
    """Check that an activity is offered today; yield a sentence if none is."""
    if schema.pending():
        return
    today = clock.today(provider.current().zone)
    versions = [current_version(activity) for activity in Activity.select()]
    if not any(rules.is_valid(row.valid_from, row.valid_until, today) for row in versions):
        yield (
            "No activity is offered today, so nothing that anybody reads earns credit: "
            "run `flask --app app offer point-of-care --valid-from …`, or import a course."
        )


def load_lay_terms(by: str) -> None:
    """Load our own list of synonyms into the search index."""
    with db.atomic():
        search.load_lay_terms(db.obj)


def rebuild_index() -> None:
    """Build the search index anew from the newest version of every article."""
    with db.atomic():
        rows = ArticleVersion.select(ArticleVersion, Article).join(Article).where(Article.current == ArticleVersion.id)
        for row in rows:
            search.put(
                db.obj,
                row.article_id,
                slug=row.article.slug,
                title=row.title,
                keywords=row.keywords,
                specialty=row.specialty,
                description=row.description,
                body_text=markdown.plain(row.html),
            )
