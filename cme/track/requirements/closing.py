"""The shortest way to close a gap: which waiting credits would, and what here is about a topic."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from cme.base.domain import topics as codes
from cme.base.domain.credit import Credit
from cme.base.domain.credit_types import awarded
from cme.base.http import web
from cme.claim import records as claims
from cme.earn.courses.records import Passing
from cme.evaluate import records as evaluate
from cme.offer.courses import records as offered
from cme.offer.records import Article, ArticleVersion, Eligibility
from cme.offer.rules import is_valid
from cme.track import topics
from cme.track.requirements import rules

OFFERED = 5  # articles or courses named for a topic
TICKS = 100  # more do not fit into an address


@dataclass
class Way:
    """How the gap of a part can be closed: waiting credits to claim and to review, what to read, what is left then."""

    part: rules.Part
    claim: list = field(default_factory=list)
    review: list = field(default_factory=list)
    offers: list = field(default_factory=list)
    left: int = 0
    same: bool = False  # the same credits as the way before

    @property
    def numbers(self) -> list[int]:
        """List the entries that would be claimed or reviewed."""
        return [row.entry.id for row in self.claim] + [row.id for row in self.review]

    @property
    def claim_amount(self) -> Credit:
        """Sum what would be claimed."""
        return Credit(sum(row.balance.hundredths for row in self.claim))

    @property
    def review_amount(self) -> Credit:
        """Sum what would be reviewed and claimed."""
        return Credit(sum(row.amount for row in self.review))

    @property
    def claim_href(self) -> str:
        """Lead to the preview of the claim."""
        kind = self.claim[0].entry.credit_type
        return web.path_of("claim.new", type=kind, entry=[row.entry.id for row in self.claim[:TICKS]])

    @property
    def left_amount(self) -> Credit:
        """Tell what is missing after all of that."""
        return Credit(self.left)


def waiting(person, today: date):
    """Gather what waits: what can be claimed, what can be reviewed, topics by entry, course topics passed already."""
    to_claim = claims.to_claim(person, today)
    for_review = evaluate.for_review(person, today)
    about = topics.of_entries([row.entry.id for row in to_claim] + [row.id for row in for_review])
    passed = {row[0] for row in Passing.select(Passing.topic).where(Passing.person == person).tuples()}
    return to_claim, for_review, about, passed


def ways(progress: rules.Progress, role: str, today: date, waits) -> list[Way]:
    """List a way for each part of a cycle that lacks something, while the cycle lasts."""
    if today > progress.terms.ends:
        return []
    found = [
        _way(progress.terms, part, role, today, waits)
        for part in progress.parts
        if part.missing and part.state != "decide"
    ]
    for before, way in pairwise(found):
        way.same = bool(way.numbers) and way.numbers == before.numbers
    return found


def _way(terms, part, role, today, waits) -> Way:
    to_claim, for_review, about, passed = waits
    asked = next((topic for topic in terms.topics if part.kind == "topic" and topic.code == part.code), None)

    def fits(entry, credit_type) -> bool:
        one = rules.Given("", today, credit_type, 0, awarded(role, credit_type) if role else True)
        if rules.why_not(terms, one):
            return False
        if part.kind == "category1":
            return not terms.category1_takes or credit_type in terms.category1_takes
        return asked is None or bool(set(about.get(entry, ())) & set(asked.counts))

    way, missing = Way(part), part.missing
    ready = [row for row in to_claim if terms.starts <= row.completed_on <= terms.ends]
    ready = _of_one_type([row for row in ready if fits(row.entry.id, row.entry.credit_type)])
    chosen = set(rules.closing(missing, [(row.entry.id, row.balance.hundredths) for row in ready]))
    way.claim = [row for row in ready if row.entry.id in chosen]
    missing -= way.claim_amount.hundredths
    if missing > 0 and terms.starts <= today:
        could = [row for row in for_review if fits(row.id, row.credit_type)]
        chosen = set(rules.closing(missing, [(row.id, row.amount) for row in could]))
        way.review = [row for row in could if row.id in chosen]
        missing -= way.review_amount.hundredths
    way.left = max(missing, 0)
    if missing > 0 and asked is not None:
        way.offers = offers(asked.counts, today, passed)
    return way


def _of_one_type(ready) -> list:
    """Keep the type that brings the most: one claim is of one type (L2)."""
    kinds: dict[str, list] = {}
    for row in ready:
        kinds.setdefault(row.entry.credit_type, []).append(row)
    return max(kinds.values(), key=lambda rows: sum(row.balance.hundredths for row in rows), default=[])


def offers(counts, today: date, passed=()) -> list[dict]:
    """Name what is offered here about topics: courses not passed yet first, then articles of the CME library."""
    return (_courses(counts, today, passed) + _articles(counts, today))[:OFFERED]


def _courses(counts, today, passed) -> list[dict]:
    found = []
    for course in offered.courses():
        if not is_valid(course.version.valid_from, course.version.valid_until, today):
            continue
        for topic in offered.topics(course.version.id):
            if topic.topic_id not in passed and (mine := set(topics.of_article(topic.about)) & set(counts)):
                href = web.path_of("earn.topic", slug=course.activity.slug, topic_slug=topic.topic.slug)
                found.append(
                    {"title": topic.title, "href": href, "what": "course", "topics": codes.names(sorted(mine))}
                )
    return found


def _articles(counts, today) -> list[dict]:
    version = ArticleVersion
    rows = (
        version.select(version.title, version.about, version.keywords, Article.slug)
        .join(Article)
        .join(Eligibility, on=(Eligibility.article == Article.id))
        .where(
            Article.current == version.id,
            Eligibility.starts <= today,
            Eligibility.until.is_null() | (Eligibility.until >= today),
        )
        .order_by(version.title)
        .tuples()
    )
    found = []
    for title, about, keywords, slug in rows:
        if mine := set(topics.of_article(about, keywords)) & set(counts):
            found.append(
                {
                    "title": title,
                    "href": web.path_of("earn.search", q=title),
                    "what": "article",
                    "topics": codes.names(sorted(mine)),
                    "slug": slug,
                }
            )
    return found
