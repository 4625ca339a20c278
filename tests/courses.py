"""A small course for the tests, written to a folder and imported the way any folder is."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

import yaml

from cme.base import clock
from cme.earn.courses import records as courses
from cme.offer.courses import records
from cme.offer.importers.courses import import_course

QUESTION = """// [id:{key}] [reference:A reference, 2025.]
::{key}::[markdown]A patient has finding {key}. What is the best next step?{{
{options}
####Because of *{key}*.
}}

"""
TEXT = """---
title: "{title}"
lastmod: 2026-02-10
params:
  references:
    - "A reference, 2025."
  objectives:
    - "Know {title}."
---

## In short

{title} is written here for a test.

## What to do

- First, look.
- Then, act.
"""
_keys = itertools.count(1)


def questions(prefix: str, count: int = 5, right: int = 1) -> str:
    """Return questions in GIFT; `right` is the position of the right answer in each, from 0."""
    gift = ""
    for n in range(1, count + 1):
        options = "\n".join(
            ("=" if position == right else "~") + f"Answer {position} of {prefix}-{n}" for position in range(4)
        )
        gift += QUESTION.format(key=f"{prefix}-{n}", options=options)
    return gift


def write(folder: Path, slug="short-course", topics=2, credits=None, of_topics=None, count=5, **changes) -> Path:
    """Write the folder of a course with so many topics; `of_topics` changes topics by number, `changes` the course."""
    credits = credits or {"ama-pra-1": 1.25}
    course_folder = folder / slug
    course_folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for n in range(1, topics + 1):
        (course_folder / f"{n}.md").write_text(TEXT.format(title=f"Topic {n} of {slug}"), encoding="utf-8")
        (course_folder / f"{n}.gift").write_text(questions(f"{slug}-{n}", count), encoding="utf-8")
        topic = {
            "slug": f"topic-{n}",
            "title": f"Topic {n} of {slug}",
            "file": f"{n}.md",
            "questions": f"{n}.gift",
            "minutes": 30,
            "credits": dict(credits),
        }
        entries.append(topic | (of_topics or {}).get(n, {}))
    course = {
        "slug": slug,
        "title": f"The {slug.replace('-', ' ')}",
        "summary": "A course for the tests.",
        "pass_mark": 80,
        "valid_from": "2024-01-01",
        "valid_until": "2028-12-31",
        "disclosures": "Nothing to disclose.",
        "objectives": ["Pass a test."],
        "credits": list(credits),
        "topics": entries,
    } | changes
    (course_folder / "course.yaml").write_text(
        yaml.safe_dump(course, sort_keys=False, allow_unicode=True), encoding="utf-8"
    )
    return course_folder


def offer(slug="short-course", **changes) -> records.Course:
    """Write a course, import it and return it."""
    with tempfile.TemporaryDirectory() as folder:
        report = import_course(write(Path(folder), slug, **changes), by="test")
    assert not report.refused, report.lines
    return records.find(slug)


def answer(person, course, slug="topic-1", wrong=0, practice=False, now=None, key=None, version=None):
    """Submit a post-test with so many wrong answers."""
    topic = version or records.find_topic(course, slug)
    items = records.items(topic.id)
    chosen = {item.id: (item.right + 1) % 4 if number < wrong else item.right for number, item in enumerate(items)}
    return courses.answer(
        person,
        course.version,
        topic,
        chosen,
        key=key or f"test-{next(_keys)}",
        practice=practice,
        now=now or clock.now(),
        by="test",
    )
