"""Sessions of questions, their answers, those that counted, and the credits of each six (E5)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from peewee import BooleanField, CharField, DateField, ForeignKeyField, IntegerField, fn

from cme.base import audit_log, clock, provider
from cme.base.store import db as database
from cme.base.store.db import JsonText, Row, When, db, some_of
from cme.earn import records as earn
from cme.earn.questions import rules
from cme.offer import records as offer
from cme.offer import rules as offer_rules
from cme.offer.questions.records import Category, KeyCorrection, Question, QuestionVersion, in_categories
from cme.people.records import Person


class Quiz(Row):
    """A session of questions, which can be continued later on another device; working state."""

    person = ForeignKeyField(Person, backref="quizzes")
    created = When(column_name="made")
    categories = JsonText()
    ended = When(null=True)

    class Meta:
        indexes = ((("person", "ended"), False),)


class Attempt(Row):
    """An answer to a question: the version that was shown, and the position of the chosen answer, from 0."""

    person = ForeignKeyField(Person, backref="attempts")
    question = ForeignKeyField(Question)
    version = ForeignKeyField(QuestionVersion)
    chosen = IntegerField()
    correct = BooleanField()
    verdict = CharField(max_length=10)  # see rules.verdict
    day = DateField()
    at = When()

    class Meta:
        indexes = ((("person", "question"), False),)


class QuizQuestion(Row):
    """A question of a session, and its answer."""

    quiz = ForeignKeyField(Quiz, backref="quiz_questions", on_delete="CASCADE")
    position = IntegerField()
    question = ForeignKeyField(Question)
    attempt = ForeignKeyField(Attempt, null=True, unique=True)

    class Meta:
        table_name = "place"
        indexes = ((("quiz", "position"), True),)


class Counted(Row):
    """The one answer of a person to a question that counts; the unique index admits no second."""

    person = ForeignKeyField(Person, backref="counted")
    question = ForeignKeyField(Question)
    attempt = ForeignKeyField(Attempt, unique=True)
    category = ForeignKeyField(Category)
    correction = ForeignKeyField(
        KeyCorrection, column_name="mended_id", object_id_name="correction_id", null=True
    )  # by which it was right after all
    day = DateField()
    at = When()

    class Meta:
        indexes = ((("person", "question"), True),)


class Block(Row):
    """Six counted answers, and the credit that they earned."""

    person = ForeignKeyField(Person)
    entry = ForeignKeyField(earn.Entry, unique=True)


class InBlock(Row):
    """A counted answer of a block."""

    block = ForeignKeyField(Block, backref="holds")
    counted = ForeignKeyField(Counted, unique=True)


class Settled(Row):
    """A key correction of which every answer that it made right was credited, and how many were."""

    correction = ForeignKeyField(KeyCorrection, column_name="mended_id", object_id_name="correction_id", unique=True)
    credited = IntegerField()
    at = When()


@dataclass(frozen=True)
class Answered:
    """The result of an answer: the attempt, and the credit that it completed, if any."""

    attempt: Attempt
    entry: earn.Entry | None = None


def states(person: Person, question_ids: list[int]) -> dict[int, str]:
    """Map questions (ids) to their state for a person: new, tried (not yet correct) or practice."""
    found = dict.fromkeys(question_ids, "new")
    only_first = provider.current().first_attempts_only
    for some in some_of(question_ids):
        tried = Attempt.select(Attempt.question).where(
            Attempt.person == person, Attempt.question.in_(some), Attempt.verdict != "student"
        )
        found |= {row[0]: "practice" if only_first else "tried" for row in tried.tuples()}
        done = Counted.select(Counted.question).where(Counted.person == person, Counted.question.in_(some))
        found |= {row[0]: "practice" for row in done.tuples()}
    return found


def start(person: Person, category_ids: list[int], number: int, now: datetime | None = None) -> Quiz | None:
    """Start a session of `number` questions of these categories, those that can still count first; None without any."""
    question_ids = [question for question, _ in in_categories(category_ids)]
    secrets.SystemRandom().shuffle(question_ids)
    state = states(person, question_ids)
    number = max(1, min(number, rules.MAX_QUESTIONS))
    chosen = rules.chosen([(question, state[question]) for question in question_ids], number)
    if not chosen:
        return None
    with db.atomic():
        quiz = Quiz.create(person=person, created=now or clock.now(), categories=sorted(category_ids))
        rows = [{"quiz": quiz, "position": at, "question": question} for at, question in enumerate(chosen, start=1)]
        database.insert_all(QuizQuestion, rows)
    return quiz


def answer(
    quiz_question: QuizQuestion,
    version: QuestionVersion,
    chosen: int,
    *,
    by: str,
    student: bool,
    now: datetime | None = None,
) -> Answered:
    """Save an answer to the version that was shown; where the question has one already, return that.

    The person's row is locked while it is decided what counts, so that a sixth answer earns one credit.
    """
    now = now or clock.now()
    quiz = quiz_question.quiz
    with db.atomic():
        person = Person.get_by_id(quiz.person_id)
        database.lock(person)
        before = QuizQuestion.get_by_id(quiz_question.id).attempt
        if before is not None:
            return Answered(before)
        day = clock.local_date(now, person.zone)
        activity_version = offer_on(day)
        mine = (Attempt.person == person, Attempt.question == quiz_question.question_id)
        correct = chosen == version.right
        verdict = rules.verdict(
            student=student,
            correct=correct,
            offered=activity_version is not None,
            counted=Counted.select()
            .where(Counted.person == person, Counted.question == quiz_question.question_id)
            .exists(),
            tried=Attempt.select().where(*mine, Attempt.verdict != "student").exists(),
            first_only=provider.current().first_attempts_only,
        )
        attempt = Attempt.create(
            person=person,
            question=quiz_question.question_id,
            version=version,
            chosen=chosen,
            correct=correct,
            verdict=verdict,
            day=day,
            at=now,
        )
        QuizQuestion.update(attempt=attempt).where(QuizQuestion.id == quiz_question.id).execute()
        correction = (
            _correction_since(version, chosen)
            if verdict == "wrong" and _can_count(person, quiz_question, attempt)
            else None
        )
        counts = verdict == "counts" or (correction is not None and activity_version is not None)
        entry = (
            _count(person, attempt, version.category_id, activity_version, day, now, by, correction) if counts else None
        )
        if not QuizQuestion.select().where(QuizQuestion.quiz == quiz, QuizQuestion.attempt.is_null()).exists():
            Quiz.update(ended=now).where(Quiz.id == quiz.id).execute()
    return Answered(attempt, entry)


def _correction_since(version, chosen) -> KeyCorrection | None:
    """Find the key correction by which an answer to the version that was shown is right after all."""
    words = version.answers[chosen]["words"]
    rows = KeyCorrection.select().where(
        KeyCorrection.question == version.question_id, KeyCorrection.old_version >= version.id
    )
    return next(
        (row for row in rows if row.new_version.content == version.content and row.new_version.right_words == words),
        None,
    )


def _can_count(person, quiz_question, attempt) -> bool:
    tried = Attempt.select().where(
        Attempt.person == person,
        Attempt.question == quiz_question.question_id,
        Attempt.verdict != "student",
        Attempt.id != attempt.id,
    )
    return rules.may_count(counted=False, tried=tried.exists(), first_only=provider.current().first_attempts_only)


def offer_on(day: date) -> offer.ActivityVersion | None:
    """Find the version of the activity; None where there is none or it is not valid on a day."""
    offered = offer.board_review()
    if offered is None:
        return None
    activity_version = offered[1]
    return (
        activity_version
        if offer_rules.is_valid(activity_version.valid_from, activity_version.valid_until, day)
        else None
    )


def _count(person, attempt, category_id, activity_version, day, now, by, correction=None) -> earn.Entry | None:
    Counted.create(
        person=person,
        question=attempt.question_id,
        attempt=attempt,
        category=category_id,
        correction=correction,
        day=day,
        at=now,
    )
    waiting = on_the_way(person)
    return (
        _earn_credit(person, waiting[: rules.PER_CREDIT], activity_version, day, now, by)
        if len(waiting) >= rules.PER_CREDIT
        else None
    )


def on_the_way(person: Person) -> list[Counted]:
    """List the counted answers that belong to no credit yet, oldest first."""
    used = InBlock.select(InBlock.counted).join(Block).where(Block.person == person)
    rows = Counted.select(Counted, Category).join(Category).where(Counted.person == person, Counted.id.not_in(used))
    return list(rows.order_by(Counted.at, Counted.id))


def _earn_credit(person, six, activity_version, day, now, by) -> earn.Entry:
    entry = earn.earn(
        person,
        activity_version.activity,
        activity_version,
        by=by,
        title=rules.block_title([row.category.name for row in six]),
        credit_type=activity_version.credit_type,
        amount=activity_version.unit_value,
        day=day,
        now=now,
    )
    block = Block.create(person=person, entry=entry)
    database.insert_all(InBlock, [{"block": block, "counted": row} for row in six])
    return entry


def settle(correction: KeyCorrection, now: datetime | None = None) -> int:
    """Credit each person who had chosen the answer that is right after a key correction; return how many.

    A second call credits nobody.
    """
    credited = Counted.select().where(Counted.correction == correction)
    if not Settled.select().where(Settled.correction == correction).exists():
        for person_id in _people_with_wrong_answer(correction):
            _credit(correction, person_id, now or clock.now(), correction.by)
        Settled.insert(correction=correction, credited=credited.count(), at=clock.now()).on_conflict_ignore().execute()
    return credited.count()


def _people_with_wrong_answer(correction) -> list[int]:
    rows = Attempt.select(Attempt.person).where(Attempt.question == correction.question_id, Attempt.verdict == "wrong")
    return [row[0] for row in rows.distinct().order_by(Attempt.person).tuples()]


def _credit(correction, person_id, now, by) -> None:
    with db.atomic():
        person = Person.get_by_id(person_id)
        database.lock(person)
        if Counted.select().where(Counted.person == person, Counted.question == correction.question_id).exists():
            return
        attempt = _right_after_all(correction, person)
        day = clock.local_date(now, person.zone)
        offered = offer.board_review()
        if attempt is None or offered is None:
            return
        # the log names the person for the credit, and who corrected the key for the answer that counts after all
        _count(
            person,
            attempt,
            correction.new_version.category_id,
            offered[1],
            day,
            now,
            audit_log.by_person(person.id),
            correction,
        )
        audit_log.note("question.credited", f"attempt:{attempt.id}", by=by, person=person.id, mended=correction.id)


def _right_after_all(correction, person) -> Attempt | None:
    rows = (
        Attempt.select(Attempt, QuestionVersion)
        .join(QuestionVersion)
        .where(Attempt.person == person, Attempt.question == correction.question_id, Attempt.verdict != "student")
        .order_by(Attempt.id)
    )
    mine = list(rows)
    for row in mine[:1] if provider.current().first_attempts_only else mine:
        if row.verdict == "wrong" and row.version.content == correction.new_version.content:
            if row.version.answers[row.chosen]["words"] == correction.new_version.right_words:
                return row
    return None


def credit_corrected_keys() -> None:
    """Settle the key corrections that are not settled yet."""
    rows = KeyCorrection.select().where(KeyCorrection.id.not_in(Settled.select(Settled.correction)))
    for row in list(rows.order_by(KeyCorrection.id)):
        settle(row)


def going_on(person: Person) -> list[dict]:
    """List the unfinished sessions, newest first: `quiz`, the number `answered` and the `total`."""
    rows = (
        Quiz.select(Quiz, fn.COUNT(QuizQuestion.id).alias("total"), fn.COUNT(QuizQuestion.attempt).alias("answered"))
        .join(QuizQuestion)
        .where(Quiz.person == person, Quiz.ended.is_null())
        .group_by(Quiz.id, Quiz.person, Quiz.created, Quiz.categories, Quiz.ended)
        .order_by(Quiz.created.desc(), Quiz.id.desc())
    )
    # the row carries what the query counted
    return [{"quiz": row, "answered": row.answered, "total": row.total} for row in rows]  # type: ignore[attr-defined]


def end(quiz: Quiz, now: datetime | None = None) -> None:
    """End a session before its last question; its answers stay."""
    Quiz.update(ended=now or clock.now()).where(Quiz.id == quiz.id, Quiz.ended.is_null()).execute()


def quiz_questions(quiz: Quiz) -> list[QuizQuestion]:
    """List the questions of a session in their order, each with its answer."""
    return list(
        QuizQuestion.select(QuizQuestion, Attempt)
        .left_outer_join(Attempt)
        .where(QuizQuestion.quiz == quiz)
        .order_by(QuizQuestion.position)
    )


@dataclass(frozen=True)
class CategoryPerformance:
    """The number of questions of a category, and how many were answered, correct at the first attempt, and counted."""

    category: Category
    questions: int
    answered: int
    correct: int
    counted: int


def performance(person: Person) -> list[CategoryPerformance]:
    """Return the performance of a person in each category."""
    from cme.offer.questions.records import categories

    v = QuestionVersion
    mine = Attempt.select(fn.MIN(Attempt.id)).where(Attempt.person == person, Attempt.verdict != "student")
    first = mine.group_by(Attempt.question)
    rows = (
        Attempt.select(v.category, fn.COUNT(Attempt.id), fn.SUM(Attempt.correct.cast("integer")))
        .join(Question)
        .join(v, on=(v.id == Question.current))
        .where(Attempt.id.in_(first))
        .group_by(v.category)
    )
    tried = {category: (answered, int(correct or 0)) for category, answered, correct in rows.tuples()}
    counted_rows = (
        Counted.select(v.category, fn.COUNT(Counted.id))
        .join(Question)
        .join(v, on=(v.id == Question.current))
        .where(Counted.person == person)
        .group_by(v.category)
    )
    done = dict(counted_rows.tuples())
    return [
        CategoryPerformance(row, count, *tried.get(row.id, (0, 0)), counted=done.get(row.id, 0))
        for row, count in categories()
    ]


def totals(person: Person) -> dict[str, int]:
    """Count the answers of a person that `counted`, the `credits` they earned and those `waiting` for the next."""
    counted = Counted.select().where(Counted.person == person).count()
    blocks = Block.select().where(Block.person == person).count()
    return {"counted": counted, "credits": blocks, "waiting": counted - rules.PER_CREDIT * blocks}


def questions_of(entry_ids: list[int]) -> dict[int, list[Counted]]:
    """Map credits (ids of entries) to their counted answers, oldest first, each with category, attempt and version."""
    found: dict[int, list[Counted]] = {}
    for some in some_of(entry_ids):
        rows = (
            Counted.select(Counted, Category, Attempt, QuestionVersion, InBlock, Block)
            .join(InBlock, on=(InBlock.counted == Counted.id), attr="held")
            .join(Block)
            .switch(Counted)
            .join(Category)
            .switch(Counted)
            .join(Attempt)
            .join(QuestionVersion)
            .where(Block.entry.in_(some))
            .order_by(Counted.at, Counted.id)
        )
        for row in rows:
            found.setdefault(row.held.block.entry_id, []).append(row)  # type: ignore[attr-defined] # of the join
    return found


def credit_of(counted: Counted) -> earn.Entry | None:
    """Find the credit of a counted answer; None while it waits for one."""
    return earn.Entry.select().join(Block).join(InBlock).where(InBlock.counted == counted).first()


def entry_of(person: Person, entry_id: int) -> earn.Entry | None:
    """Find a board-review credit of a person."""
    return earn.Entry.select().join(Block).where(earn.Entry.id == entry_id, earn.Entry.person == person.id).first()


def by_category(entry_ids: list[int]) -> list[tuple[str, int]]:
    """Count the answers of credits (ids of entries) by category, sorted by name."""
    found: dict[str, int] = {}
    for some in some_of(entry_ids):
        rows = (
            Category.select(Category.name, fn.COUNT(Counted.id))
            .join(Counted)
            .join(InBlock)
            .join(Block)
            .where(Block.entry.in_(some))
            .group_by(Category.name)
        )
        for name, count in rows.tuples():
            found[name] = found.get(name, 0) + count
    return sorted(found.items())
