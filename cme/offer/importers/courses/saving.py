"""Save a course that was read: images, topics, then the version that holds them, in one transaction."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from cme.base import clock
from cme.base.domain.credit import Credit
from cme.base.store.db import db, insert_all
from cme.offer import records as offer
from cme.offer.courses.records import (
    COURSE,
    CourseTopic,
    CourseVersion,
    Designation,
    Image,
    Item,
    Topic,
    TopicCredit,
    TopicVersion,
)

REQUIREMENTS = (
    "Read a topic and pass its post-test: {pass_mark} % of the questions answered correctly. {attempts} "
    "{evaluation}Each topic that you pass earns its own credit."
)


def save(course: dict[str, Any], by: str, since: datetime | None = None) -> list[tuple[str, str]]:
    """Save a course; return the name and outcome of the course and of each topic ("new", "changed", "unchanged").

    ValueError with a sentence where another activity has its slug.
    """
    with db.atomic():
        activity = offer.find_activity(course["slug"])
        if activity and activity.kind != COURSE:
            raise ValueError(f"the slug {course['slug']} is that of another activity")
        activity = activity or offer.Activity.create(kind=COURSE, slug=course["slug"])
        saved = [(topic, *_save_topic(activity, topic)) for topic in course["topics"]]
        outcome = _save_course(activity, course, [version for _, version, _ in saved], by, since)
    topics = [(f"{topic['file']}: {topic['title']}", result) for topic, _, result in saved]
    return [(f"course.yaml: {course['title']}", outcome), *topics]


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def _save_topic(activity: offer.Activity, values: dict[str, Any]) -> tuple[TopicVersion, str]:
    """Save a topic; find the version again that has exactly this content."""
    items = [{key: value for key, value in item.items() if key != "location"} for item in values["items"]]
    digest = _digest([values["title"], values["minutes"], values["html"], values["about"], values["credits"], items])
    topic, is_new = Topic.get_or_create(activity=activity, slug=values["slug"])
    known = TopicVersion.get_or_none(TopicVersion.topic == topic, TopicVersion.source_hash == digest)
    if known:
        return known, "unchanged"
    now = clock.now()
    for name, picture in values["images"].items():
        Image.insert(
            sha256=name, mime=picture.mime, width=picture.width, height=picture.height, body=picture.body, created=now
        ).on_conflict_ignore().execute()
    version = TopicVersion.create(
        topic=topic,
        source_hash=digest,
        imported=now,
        title=values["title"],
        minutes=values["minutes"],
        html=values["html"],
        about=values["about"],
    )
    for credit in values["credits"]:
        TopicCredit.create(topic_version=version, **credit)
    insert_all(
        Item, [{"topic_version": version, "position": position, **item} for position, item in enumerate(items, start=1)]
    )
    return version, "new" if is_new else "changed"


def _save_course(
    activity: offer.Activity, course: dict[str, Any], topics: list[TopicVersion], by: str, since: datetime | None
) -> str:
    """Add a version of the course unless the newest one is the same."""
    settings = ("pass_mark", "attempts", "evaluation_required", "objectives", "demo")
    offered = _activity_values(course)
    digest = _digest(
        [offered, {name: course[name] for name in settings}, course["designations"], [topic.id for topic in topics]]
    )
    last = offer.current_version(activity)
    if (
        last
        and CourseVersion.select().where(CourseVersion.version == last, CourseVersion.source_hash == digest).exists()
    ):
        return "unchanged"
    version = offer.add_version(activity, by=by, since=None if last else since, **offered)
    CourseVersion.create(version=version, source_hash=digest, **{name: course[name] for name in settings})
    for position, designation in enumerate(course["designations"], start=1):
        Designation.create(version=version, position=position, **designation)
    for position, topic in enumerate(topics, start=1):
        CourseTopic.create(version=version, position=position, topic_version=topic)
    return "changed" if last else "new"


def _activity_values(course: dict[str, Any]) -> dict[str, Any]:
    first = course["designations"][0]
    attempts = (
        f"There are {course['attempts']} attempts." if course["attempts"] else "You may try as often as you like."
    )
    evaluation = (
        "The course asks for your evaluation before the credit is yours. " if course["evaluation_required"] else ""
    )
    fields = ("title", "summary", "format", "disclosures", "valid_from", "valid_until", "window", "accme_number")
    return {name: course[name] for name in fields} | {
        "credit_type": first["credit_type"],
        "unit_value": first["maximum"],
        "maximum": str(Credit(first["maximum"])),
        "designation": first["words"],
        "requirements": course["requirements"]
        or REQUIREMENTS.format(pass_mark=course["pass_mark"], attempts=attempts, evaluation=evaluation),
    }
