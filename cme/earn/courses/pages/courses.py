"""Pages of courses: the list, a course with its requirements, its topics and their images."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask import Response, abort, request, url_for
from flask_login import current_user
from markupsafe import Markup

from cme.base import clock, provider, text
from cme.base.domain import claim_window, credit_types, statements
from cme.base.domain.credit import Credit
from cme.base.domain.plural import quantity
from cme.base.http import web
from cme.base.http.access import signed_in
from cme.base.http.routes import Routes
from cme.earn.courses import records, rules, sentences
from cme.earn.records import Entry
from cme.offer import hooks
from cme.offer import rules as offer_rules
from cme.offer import sentences as offer_sentences
from cme.offer.courses import records as offer

routes = Routes()


def _person():
    return current_user if current_user.is_authenticated else None


def _role() -> str:
    return current_user.profile_row.role if current_user.is_authenticated else ""


def find(slug: str) -> offer.Course:
    """Find a course that is offered, or answer 404."""
    return offer.find(slug) or abort(404)


def find_topic(course: offer.Course, slug: str) -> offer.TopicVersion:
    """Find a topic of a course, or answer 404."""
    return offer.find_topic(course, slug) or abort(404)


def worth(rows: Iterable[offer.TopicCredit | Entry]) -> list[dict]:
    """Return amounts of credit in the order of the person's role: `amount`, `name`, `unit` and `state`, which may be ""."""
    order = {kind.code: at for at, kind in enumerate(credit_types.ordered(_role()))}
    return [
        {
            "amount": Credit(row.amount),
            "name": credit_types.CREDIT_TYPES[row.credit_type].name,
            "unit": _unit(row.credit_type, row.amount),
            "state": credit_types.state_name(row.state, row.state_topic),
        }
        for row in sorted(rows, key=lambda row: order[row.credit_type])
    ]


def _unit(code, amount) -> str:
    kind = credit_types.CREDIT_TYPES[code]
    return kind.unit if amount == 100 else kind.units


def _designations(course) -> list[dict]:
    order = {kind.code: at for at, kind in enumerate(credit_types.ordered(_role()))}
    version, current_provider = course.version, provider.current()
    return [
        {
            "name": credit_types.CREDIT_TYPES[row.credit_type].name,
            "amount": Credit(row.maximum),
            "unit": _unit(row.credit_type, row.maximum),
            "roles": credit_types.awarded_to(row.credit_type),
            "statement": statements.fill_statement(
                row.words.replace("{maximum}", str(Credit(row.maximum))), current_provider, version
            ),
        }
        for row in sorted(course.designations, key=lambda row: order[row.credit_type])
    ]


def is_open(course: offer.Course) -> bool:
    """Return whether a course can earn credit today, in the zone of who is signed in, else of the provider."""
    zone = current_user.zone if current_user.is_authenticated else provider.current().zone
    return offer_rules.is_valid(course.version.valid_from, course.version.valid_until, clock.today(zone))


@routes.get("/courses")
def courses():
    offered = offer.courses()
    done = records.topics_passed(_person(), offered)
    return web.show(
        "earn/courses/index.html",
        courses=[
            {
                "course": c,
                "credits": _designations(c),
                "done": done[c.activity.id],
                "topics": sentences.topics(done[c.activity.id][1], done[c.activity.id][0]),
                "open": is_open(c),
            }
            for c in offered
        ],
    )


@routes.get("/courses/<slug>")
def course(slug):
    found = find(slug)
    topics = offer.topics(found.version.id)
    credits = offer.credits_of([row.id for row in topics])
    statuses = records.topic_statuses(_person(), topics) if _person() else {}
    current_provider, person = provider.current(), _person()
    waiting = records.waiting_for_evaluation(person, found.activity.id) if person else []
    return web.show(
        "earn/courses/course.html",
        course=found,
        version=found.version,
        settings=found.settings,
        topics=[
            {
                "topic": t,
                "worth": worth(credits.get(t.id, [])),
                "topic_status": statuses.get(t.topic_id, records.TopicStatus()),
            }
            for t in topics
        ],
        designations=_designations(found),
        window=claim_window.in_words(found.version.window),
        accreditation=statements.fill_statement(current_provider.accreditation, current_provider, found.version)
        if current_provider.accredited
        else None,
        open=is_open(found),
        waiting=waiting,  # also where a later version requires no evaluation: these were passed under one that did
        waiting_topics=quantity(len(waiting), "topic"),
        valid=sentences.valid(found.version.valid_from, found.version.valid_until),
        valid_words=offer_sentences.validity(found.version.valid_from, found.version.valid_until),
        how_to_claim=sentences.HOW_TO_CLAIM,
        evaluated=bool(person) and records.has_evaluated(person, found.activity.id),
        passed=sum(status.state == "passed" for status in statuses.values()),
        totals=hooks.activity_totals(person, found.activity) if person else [],
        points=hooks.accepted_points(person, found.activity) if person else [],
    )


@routes.get("/courses/<slug>/topics/<topic_slug>")
@signed_in
def topic(slug, topic_slug):
    found = find(slug)
    version = find_topic(found, topic_slug)
    topic_status = records.topic_statuses(current_user, [version])[version.topic_id]
    names = dict(version.about.get("sections", []))
    total = len(offer.items(version.id))
    return web.show(
        "earn/courses/topic.html",
        course=found,
        topic=version,
        html=Markup(version.html),  # noqa: S704 - sanitized when it was imported
        worth=worth(offer.topic_credits(version.id)),
        topic_status=topic_status,
        last_section=names.get(topic_status.section) if 0 < topic_status.percent < 95 else None,
        total=total,
        needed=rules.needed(found.settings.pass_mark, total),
        attempts=sentences.attempts(rules.left(found.settings.attempts, topic_status.used), found.settings.attempts),
        reviewed=web.day(date.fromisoformat(version.about["reviewed"])) if version.about.get("reviewed") else "",
        open=is_open(found),
        student=current_user.profile_row.student,
    )


@routes.post("/courses/<slug>/topics/<topic_slug>/place")
@signed_in
def save_position(slug, topic_slug):
    """Save the reading position, which the page sends while it is read."""
    version = find_topic(find(slug), topic_slug)
    section, percent = (
        text.line(request.form.get("section", "")[:1000], 1000)[:120],
        text.number(request.form.get("percent"), 3),
    )
    if section in dict(version.about.get("sections", [])) and percent is not None:
        records.save_position(current_user, version.topic_id, section, min(percent, 100))
    return web.leave(url_for(".topic", slug=slug, topic_slug=topic_slug))


@routes.get("/course-images/<sha256>")
@signed_in
def course_image(sha256):
    found = offer.find_image(sha256) or abort(404)
    return Response(bytes(found.body), mimetype=found.mime)
