"""The demo's people in the courses: they pass, fail, evaluate and claim in part, with the functions of the pages."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import current_app

from cme.base import audit_log, clock
from cme.claim import records as claims
from cme.earn.courses import records as courses
from cme.earn.records import Entry
from cme.offer.courses import records as offer

# days ago, the course, the topic, how many answers were wrong
PHYSICIAN = (
    (214, "acute-care-essentials", "acute-chest-pain", 1),
    (176, "acute-care-essentials", "undifferentiated-shock", 0),
    (66, "acute-care-essentials", "rapid-sequence-intubation", 2),
    (65, "acute-care-essentials", "rapid-sequence-intubation", 1),
    (7, "acute-care-essentials", "status-epilepticus", 3),
    (90, "pediatric-essentials", "newborn-jaundice", 0),
    (88, "pediatric-essentials", "acute-otitis-media", 1),
)
NURSE = (
    (130, "safe-medication-for-nurses-and-pas", "high-alert-medications", 0),
    (129, "safe-medication-for-nurses-and-pas", "insulin-at-the-bedside", 1),
    (15, "safe-medication-for-nurses-and-pas", "opioid-sedation-monitoring", 0),
)
EVALUATED = (87, "pediatric-essentials")
# days ago, the type, the titles and how much of each (None: the whole)
PHYSICIAN_CLAIMED = (
    (
        110,
        "ama-pra-1",
        (("Acute chest pain: who may go home?", None), ("Undifferentiated shock: the first 30 minutes", 50)),
    ),
)
NURSE_CLAIMED = (
    (100, "ancc", (("High-alert medications: building a safe dose", None), ("Insulin at the bedside", 75))),
)
READING = (
    ("physician", "acute-care-essentials", "tachycardia-with-a-pulse", 45),
    ("nurse", "safe-medication-for-nurses-and-pas", "anticoagulants-five-checks", 60),
)


def study(person, who: str) -> None:
    """Add the history of a physician or a nurse (`who`) in the courses on offer."""
    for days, slug, topic, wrong in PHYSICIAN if who == "physician" else NURSE:
        _answer(person, slug, topic, wrong, _at(days, 20, person.zone))
    if who == "physician":
        days, slug = EVALUATED
        courses.evaluate(
            person,
            _course(slug).version,
            by=audit_log.by_person(person.id),
            objectives=5,
            change="yes",
            balanced="yes",
            now=_at(days, 20, person.zone),
        )
    for days, credit_type, titles in PHYSICIAN_CLAIMED if who == "physician" else NURSE_CLAIMED:
        _claim(person, credit_type, dict(titles), _at(days, 18, person.zone))
    for reader, slug, topic, percent in READING:
        if reader == who:
            _stop_reading(person, slug, topic, percent)


def _at(days_ago: int, hour: int, zone: str) -> datetime:
    day = clock.today(zone) - timedelta(days=days_ago)
    return datetime.combine(day, time(hour, 12), ZoneInfo(zone))


def _course(slug: str) -> offer.Course:
    """Return a course of the demo; LookupError where it is not on offer."""
    course = offer.find(slug)
    if course is None:
        raise LookupError(slug)
    return course


def _topic(slug: str, topic_slug: str) -> tuple[offer.Course, offer.TopicVersion]:
    """Return a course of the demo and a topic of it; LookupError where one is not on offer."""
    course = _course(slug)
    topic = offer.find_topic(course, topic_slug)
    if topic is None:
        raise LookupError(topic_slug)
    return course, topic


def _answer(person, slug, topic_slug, wrong, now) -> None:
    course, topic = _topic(slug, topic_slug)
    items = offer.items(topic.id)
    chosen = {
        item.id: (item.right + 1) % len(item.options) if at < wrong else item.right for at, item in enumerate(items)
    }
    courses.answer(
        person,
        course.version,
        topic,
        chosen,
        by=audit_log.by_person(person.id),
        key=f"demo-{topic.id}-{now:%Y%m%d}",
        now=now,
    )


def _claim(person, credit_type, parts, now) -> None:
    rows = Entry.select().where(Entry.person == person, Entry.credit_type == credit_type, Entry.title.in_(list(parts)))
    parts_claimed = [(row.id, parts[row.title]) for row in rows.order_by(Entry.id)]
    claim = claims.claim(
        person, f"demo-courses-{credit_type}", credit_type, parts_claimed, by=audit_log.by_person(person.id), now=now
    )
    claims.release(claim, by="system", now=now + timedelta(minutes=current_app.settings.claim_hold_minutes))


def _stop_reading(person, slug, topic_slug, percent) -> None:
    _, topic = _topic(slug, topic_slug)
    sections = topic.about["sections"]
    courses.save_position(person, topic.topic_id, sections[len(sections) * percent // 100][0], percent)
