"""The shortest way to close a gap: waiting credits that would count, and what is offered on a topic."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

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
from cme.people.records import Person
from cme.track import topics
from cme.track.requirements import rules

MOST_OFFERS = 5  # articles or courses listed for a topic
MOST_ENTRIES = 100  # more do not fit into an address


@dataclass
class GapPlan:
    """How to close the gap of a part: credits to claim and to review, what is offered, and hundredths left after that."""

    part: rules.Part
    claim: list[Any] = field(default_factory=list)
    review: list[Any] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    remaining: int = 0
    same_credits: bool = False  # as the plan before

    @property
    def entry_ids(self) -> list[int]:
        """List the entries that would be claimed or reviewed."""
        return [row.entry.id for row in self.claim] + [row.id for row in self.review]

    @property
    def claim_amount(self) -> Credit:
        """Return the sum of what would be claimed."""
        return Credit(sum(row.balance.hundredths for row in self.claim))

    @property
    def review_amount(self) -> Credit:
        """Return the sum of what would be reviewed and claimed."""
        return Credit(sum(row.amount for row in self.review))

    @property
    def claim_href(self) -> str:
        """Return the address of the preview of the claim."""
        kind = self.claim[0].entry.credit_type
        return web.path_of("claim.new", type=kind, entry=[row.entry.id for row in self.claim[:MOST_ENTRIES]])

    @property
    def remaining_amount(self) -> Credit:
        """Return what is missing after all of that."""
        return Credit(self.remaining)


@dataclass(frozen=True)
class Waiting:
    """What waits for a person: rows to claim and to review, topics by entry id, ids of course topics passed."""

    to_claim: list[Any] = field(default_factory=list)
    for_review: list[Any] = field(default_factory=list)
    topics: dict[int, tuple[str, ...]] = field(default_factory=dict)
    passed: set[int] = field(default_factory=set)


def waiting(person: Person, today: date) -> Waiting:
    """Return what waits for a person on a day."""
    to_claim = claims.to_claim(person, today)
    for_review = evaluate.for_review(person, today)
    by_entry = topics.of_entries([row.entry.id for row in to_claim] + [row.id for row in for_review])
    passed = {row[0] for row in Passing.select(Passing.topic).where(Passing.person == person).tuples()}
    return Waiting(to_claim, for_review, by_entry, passed)


def plans(progress: rules.Progress, role: str, today: date, waits: Waiting) -> list[GapPlan]:
    """List a plan for each part of a cycle that has a gap; none once the cycle ended."""
    if today > progress.terms.ends:
        return []
    found = [
        _plan(progress.terms, part, role, today, waits)
        for part in progress.parts
        if part.missing and part.state != "decide"
    ]
    for before, plan in pairwise(found):
        plan.same_credits = bool(plan.entry_ids) and plan.entry_ids == before.entry_ids
    return found


def _plan(terms: rules.Terms, part: rules.Part, role: str, today: date, waits: Waiting) -> GapPlan:
    topic = next((each for each in terms.topics if part.kind == "topic" and each.code == part.code), None)

    def fits(entry_id: int, credit_type: str) -> bool:
        credit = rules.CreditItem("", today, credit_type, 0, awarded(role, credit_type) if role else True)
        if rules.exclusion_reason(terms, credit):
            return False
        if part.kind == "category1":
            return not terms.category1_takes or credit_type in terms.category1_takes
        return topic is None or bool(set(waits.topics.get(entry_id, ())) & set(topic.counts))

    plan, missing = GapPlan(part), part.missing
    ready = [row for row in waits.to_claim if terms.starts <= row.completed_on <= terms.ends]
    ready = _of_one_type([row for row in ready if fits(row.entry.id, row.entry.credit_type)])
    chosen = set(rules.closing(missing, [(row.entry.id, row.balance.hundredths) for row in ready]))
    plan.claim = [row for row in ready if row.entry.id in chosen]
    missing -= plan.claim_amount.hundredths
    if missing > 0 and terms.starts <= today:
        could = [row for row in waits.for_review if fits(row.id, row.credit_type)]
        chosen = set(rules.closing(missing, [(row.id, row.amount) for row in could]))
        plan.review = [row for row in could if row.id in chosen]
        missing -= plan.review_amount.hundredths
    plan.remaining = max(missing, 0)
    if missing > 0 and topic is not None:
        plan.offers = offers(topic.counts, today, waits.passed)
    return plan


def _of_one_type(ready) -> list:
    """Return the rows of the type with the largest sum: one claim is of one type (L2)."""
    kinds: dict[str, list] = {}
    for row in ready:
        kinds.setdefault(row.entry.credit_type, []).append(row)
    return max(kinds.values(), key=lambda rows: sum(row.balance.hundredths for row in rows), default=[])


@dataclass(frozen=True)
class Offer:
    """A course topic or an article on a topic; `topics` are their names in a list."""

    title: str
    href: str
    kind: str  # course or article
    topics: str


def offers(counts: Iterable[str], today: date, passed: Collection[int] = ()) -> list[Offer]:
    """List what is offered here on topics: courses not passed yet, then articles of the CME library."""
    return (_courses(counts, today, passed) + _articles(counts, today))[:MOST_OFFERS]


def _courses(counts: Iterable[str], today: date, passed: Collection[int]) -> list[Offer]:
    found = []
    for course in offered.courses():
        if not is_valid(course.version.valid_from, course.version.valid_until, today):
            continue
        for topic in offered.topics(course.version.id):
            if topic.topic_id not in passed and (shared := set(topics.of_article(topic.about)) & set(counts)):
                href = web.path_of("earn.topic", slug=course.activity.slug, topic_slug=topic.topic.slug)
                found.append(Offer(topic.title, href, "course", codes.names(sorted(shared))))
    return found


def _articles(counts: Iterable[str], today: date) -> list[Offer]:
    version = ArticleVersion
    rows = (
        version.select(version.title, version.about, version.keywords)
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
    for title, about, keywords in rows:
        if shared := set(topics.of_article(about, keywords)) & set(counts):
            href = web.path_of("earn.search", q=title)
            found.append(Offer(title, href, "article", codes.names(sorted(shared))))
    return found
