"""A course that was read is taken in: images, topics, then the version that holds them, in one transaction."""

from __future__ import annotations

import hashlib
import json

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


def take(course: dict, by: str, since=None) -> list[tuple[str, str]]:
    """Take a course in: gives what became of the course and of each topic ("new", "changed", "unchanged")."""
    with db.atomic():
        activity = offer.find_activity(course["slug"])
        if activity and activity.kind != COURSE:
            raise ValueError(f"the slug {course['slug']} is that of another activity")
        activity = activity or offer.Activity.create(kind=COURSE, slug=course["slug"])
        done = [(topic, *_topic(activity, topic)) for topic in course["topics"]]
        did = _course(activity, course, [version for _, version, _ in done], by, since)
    return [(f"course.yaml: {course['title']}", did), *((f"{t['file']}: {t['title']}", what) for t, _, what in done)]


def _digest(said) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def _topic(activity, said) -> tuple[TopicVersion, str]:
    """Take a topic in; the version with this very content is found again."""
    items = [{key: value for key, value in item.items() if key != "place"} for item in said["items"]]
    digest = _digest([said["title"], said["minutes"], said["html"], said["about"], said["credits"], items])
    topic, fresh = Topic.get_or_create(activity=activity, slug=said["slug"])
    known = TopicVersion.get_or_none(TopicVersion.topic == topic, TopicVersion.source_hash == digest)
    if known:
        return known, "unchanged"
    now = clock.now()
    for name, picture in said["images"].items():
        Image.insert(
            sha256=name, mime=picture.mime, width=picture.width, height=picture.height, body=picture.body, kept=now
        ).on_conflict_ignore().execute()
    made = TopicVersion.create(
        topic=topic,
        source_hash=digest,
        imported=now,
        title=said["title"],
        minutes=said["minutes"],
        html=said["html"],
        about=said["about"],
    )
    for worth in said["credits"]:
        TopicCredit.create(topic_version=made, **worth)
    insert_all(Item, [{"topic_version": made, "position": at, **item} for at, item in enumerate(items, start=1)])
    return made, "new" if fresh else "changed"


def _course(activity, said, topics, by, since) -> str:
    """Say what the course is from now on, unless it is said already."""
    settings = ("pass_mark", "attempts", "evaluation_required", "objectives", "demo")
    offered = _offered(said)
    digest = _digest(
        [offered, {name: said[name] for name in settings}, said["designations"], [each.id for each in topics]]
    )
    last = offer.current_version(activity)
    if (
        last
        and CourseVersion.select().where(CourseVersion.version == last, CourseVersion.source_hash == digest).exists()
    ):
        return "unchanged"
    made = offer.say(activity, by=by, since=None if last else since, **offered)
    CourseVersion.create(version=made, source_hash=digest, **{name: said[name] for name in settings})
    for at, each in enumerate(said["designations"], start=1):
        Designation.create(version=made, position=at, **each)
    for at, topic in enumerate(topics, start=1):
        CourseTopic.create(version=made, position=at, topic_version=topic)
    return "changed" if last else "new"


def _offered(said) -> dict:
    first = said["designations"][0]
    attempts = f"There are {said['attempts']} attempts." if said["attempts"] else "You may try as often as you like."
    evaluation = (
        "The course asks for your evaluation before the credit is yours. " if said["evaluation_required"] else ""
    )
    fields = ("title", "summary", "format", "disclosures", "valid_from", "valid_until", "window", "accme_number")
    return {name: said[name] for name in fields} | {
        "credit_type": first["credit_type"],
        "unit_value": first["maximum"],
        "maximum": str(Credit(first["maximum"])),
        "designation": first["words"],
        "requirements": said["requirements"]
        or REQUIREMENTS.format(pass_mark=said["pass_mark"], attempts=attempts, evaluation=evaluation),
    }
