"""Questions with one best answer, each in versions that stay: what was answered keeps its own version (E5)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField, TextField, fn

from cme.base import audit_log, clock
from cme.base.domain.refusal import Refused
from cme.base.store.db import JsonText, Row, When, db, lock, some_of
from cme.offer.importers.questions import Item

NO_CATEGORY = "General"


class Category(Row):
    """A field of medicine that questions belong to."""

    name = CharField(max_length=120)
    key = CharField(max_length=160, unique=True)  # the name, case and spaces aside


class Question(Row):
    """A question, however it is worded; its text is in its versions."""

    key = CharField(max_length=140, unique=True)  # "id:" and the id that its file gave, else "content:" and a hash
    current = IntegerField(null=True)  # the newest version's id, working state


class QuestionVersion(Row):
    """A question as it was from a moment on; `answers` are dicts of html, words and feedback, `right` counts from 0."""

    question = ForeignKeyField(Question, backref="versions")
    category = ForeignKeyField(Category)
    source_hash = CharField(max_length=64)
    content = CharField(max_length=64, index=True)  # hash of stem and answers, whatever is right
    imported = When()
    title = CharField(max_length=200, default="")
    stem = TextField()
    answers = JsonText()
    right = IntegerField()
    explanation = TextField(default="")
    reference = CharField(max_length=1000, default="")
    tags = JsonText(default=list)
    demo = BooleanField(default=False)

    class Meta:
        indexes = ((("question", "source_hash"), False),)

    @property
    def right_words(self) -> str:
        """The right answer, in words."""
        return self.answers[self.right]["words"]

    @property
    def name(self) -> str:
        """What lists call it: its title, or how it begins."""
        from cme.offer import markdown

        return self.title or " ".join(markdown.plain(self.stem).split())[:80]


class KeyCorrection(Row):
    """A correction of a question's right answer; people whom the wrong key cost a point are credited (E5)."""

    question = ForeignKeyField(Question, backref="corrections")
    old_version = ForeignKeyField(QuestionVersion, column_name="was_id", object_id_name="old_version_id")
    new_version = ForeignKeyField(QuestionVersion, column_name="now_id", object_id_name="new_version_id", unique=True)
    by = CharField(max_length=40)
    at = When()

    class Meta:
        table_name = "mended_key"


@dataclass(frozen=True)
class Plan:
    """What importing an item does: new, changed or unchanged, to which question, with which values of a version."""

    outcome: str
    values: dict[str, Any]
    key: str = ""
    question: Question | None = None
    last: QuestionVersion | None = None


def version_fields(item: Item) -> dict[str, Any]:
    """Return the values of a version of an item, its texts as sanitized HTML, with the name of its category."""
    answers = [{"html": a.words.line, "words": a.words.plain, "feedback": a.feedback.html} for a in item.answers]
    values = {
        "title": item.title,
        "stem": item.stem.html,
        "answers": answers,
        "right": item.right,
        "explanation": item.explanation.html,
        "reference": item.reference,
        "tags": item.tags,
        "category": " ".join(item.category.split())[:120] or NO_CATEGORY,
    }
    content = [_key(item.stem.plain), sorted(_key(answer["words"]) for answer in answers)]
    return values | {"source_hash": _hash(values), "content": _hash(content)}


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def plan(item: Item, values: dict[str, Any] | None = None) -> Plan:
    """Return what importing an item would do; Refused with a sentence. `values` are its `version_fields`, if known."""
    values = values or version_fields(item)
    key = f"id:{item.id}" if item.id else f"content:{values['content']}"
    question = Question.get_or_none(Question.key == key) or _same_content(values["content"])
    if question and item.id and question.key.startswith("id:") and question.key != key:
        raise Refused(f"it asks the same as the question {question.key[3:]}")
    last = QuestionVersion.get_or_none(QuestionVersion.id == question.current) if question else None
    if question is None or last is None:
        return Plan("new", values, key, question)
    key = key if item.id else question.key
    if last.source_hash == values["source_hash"]:
        return Plan("unchanged", values, key, question, last)
    if correction := _correction_against(question, values):
        if correction.old_version.source_hash == values["source_hash"]:
            return Plan("unchanged", values, key, question, last)
        raise Refused(f"its right answer was mended on {correction.at:%Y-%m-%d}, and the file has the old one")
    return Plan("changed", values, key, question, last)


def _same_content(content: str) -> Question | None:
    return (
        Question.select()
        .join(QuestionVersion, on=(QuestionVersion.id == Question.current))
        .where(QuestionVersion.content == content)
        .order_by(Question.id)
        .first()
    )


def _correction_against(question: Question, values: dict[str, Any]) -> KeyCorrection | None:
    """Find the correction of a key that an old file would bring back."""
    right = values["answers"][values["right"]]["words"]
    rows = list(KeyCorrection.select().where(KeyCorrection.question == question).order_by(KeyCorrection.id.desc()))
    if not rows or rows[0].new_version.right_words == right:
        return None
    return next((row for row in rows if row.old_version.right_words == right), None)


def put(item: Item, *, demo: bool = False, by: str) -> str:
    """Import an item; return whether it is new, changed (a new version) or unchanged; Refused."""
    values = version_fields(item)
    with db.atomic():
        planned = plan(item, values)
        if planned.outcome != "unchanged":
            question = planned.question or Question.get_or_create(key=planned.key)[0]
            lock(question)
            planned = plan(item, values)  # as whoever came first left it
        if planned.question and planned.question.key != planned.key:  # it came without an id, and now has one
            Question.update(key=planned.key).where(Question.id == planned.question.id).execute()
        if planned.outcome != "unchanged":
            write(planned.question or question, planned.last, values | {"demo": demo}, by)
        return planned.outcome


def write(question: Question, last: QuestionVersion | None, values: dict[str, Any], by: str) -> QuestionVersion:
    """Write the next version of a question, and a correction of its key where only the right answer changed."""
    now = clock.now()
    version = QuestionVersion.create(
        question=question,
        imported=now,
        category=category(values["category"]),
        **{k: v for k, v in values.items() if k != "category"},
    )
    Question.update(current=version.id).where(Question.id == question.id).execute()
    if last and last.content == version.content and _key(last.right_words) != _key(version.right_words):
        correction = KeyCorrection.create(question=question, old_version=last, new_version=version, by=by, at=now)
        audit_log.note(
            "question.key_mended", f"question:{question.id}", by=by, was=last.id, now=version.id, mended=correction.id
        )
    return version


def correct_key(question: Question, right: int, by: str) -> KeyCorrection:
    """Make another answer (counted from 0) the right one, in a new version; return the correction; Refused."""
    with db.atomic():
        lock(question)
        last = newest([question.id])[question.id]
        if not 0 <= right < len(last.answers):
            raise Refused(f"it has {len(last.answers)} answers")
        if right == last.right:
            raise Refused("that is its right answer already")
        copied = ("title", "stem", "answers", "explanation", "reference", "tags", "content", "demo")
        values = {name: getattr(last, name) for name in copied} | {"right": right, "category": last.category.name}
        values["source_hash"] = _hash({k: v for k, v in values.items() if k not in ("content", "demo")})
        version = write(question, last, values, by)
        return KeyCorrection.get(KeyCorrection.new_version == version)


def category(name: str) -> Category:
    """Find or create a category by its name."""
    return Category.get_or_create(key=_key(name)[:160], defaults={"name": name})[0]


def find(key: str) -> Question | None:
    """Find a question by the id that its file gave, or by its number."""
    found = Question.get_or_none(Question.key == f"id:{key}")
    if found is None and key.isascii() and key.isdecimal() and len(key) < 10:
        found = Question.get_or_none(Question.id == int(key))
    return found


def get(key: str) -> Question:
    """Find a question that has a version, like `find`; Refused where there is none."""
    found = find(key)
    if found is None or found.current is None:
        raise Refused(f"There is no question {key}.")
    return found


def newest(question_ids: list[int]) -> dict[int, QuestionVersion]:
    """Map questions to their newest versions, each with its category."""
    v = QuestionVersion
    found: dict[int, QuestionVersion] = {}
    for some in some_of(question_ids):
        rows = (
            v.select(v, Category)
            .join(Category)
            .switch(v)
            .join(Question)
            .where(Question.id.in_(some), Question.current == v.id)
        )
        found.update({row.question_id: row for row in rows})
    return found


def in_categories(category_ids: list[int]) -> list[tuple[int, int]]:
    """List the questions of these categories as pairs of question and category, in a stable order."""
    v = QuestionVersion
    rows = (
        v.select(v.question, v.category)
        .join(Question)
        .where(Question.current == v.id, v.category.in_(category_ids or [0]))
    )
    return list(rows.order_by(v.question).tuples())


def categories() -> list[tuple[Category, int]]:
    """List the categories that have questions now, with how many, by name."""
    v = QuestionVersion
    rows: Iterable[Any] = (
        Category.select(Category, fn.COUNT(v.id).alias("count"))
        .join(v)
        .join(Question, on=(Question.current == v.id))
        .group_by(Category.id, Category.name, Category.key)
        .order_by(Category.key)
    )
    return [(row, row.count) for row in rows]


def count() -> int:
    """Count the questions there are."""
    return Question.select().where(Question.current.is_null(False)).count()
