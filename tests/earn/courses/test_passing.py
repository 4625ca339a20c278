"""Passing a post-test earns the topic's credit, once for each type, whatever is repeated or raced (E6, E7, P5)."""

from __future__ import annotations

import threading
from datetime import date

import pytest

from cme.base import clock as moment
from cme.base.domain.refusal import Refused
from cme.base.store.db import scope
from cme.claim import records as claims
from cme.earn.courses import records, rules
from cme.earn.records import Entry
from cme.evaluate import records as evaluate
from cme.offer.courses import records as offer
from tests import courses
from tests.counting import recorded_queries
from tests.ledger_audit import assert_ledger_balances

TWO = {"ama-pra-1": 1.25, "acep-1": 1}


def entries(person) -> list[tuple]:
    rows = Entry.select().where(Entry.person == person).order_by(Entry.id)
    return [(row.credit_type, row.amount, row.title) for row in rows]


@pytest.mark.parametrize(
    ("mark", "total", "needed"), [(80, 5, 4), (80, 4, 4), (70, 10, 7), (1, 3, 1), (100, 7, 7), (67, 3, 3), (66, 3, 2)]
)
def test_the_pass_mark_as_a_number_of_questions(mark, total, needed):
    assert rules.needed(mark, total) == needed
    assert rules.has_passed(needed, total, mark) and not rules.has_passed(needed - 1, total, mark)


def test_a_topic_earns_once_for_each_type_and_waits_under_to_claim(cast):
    course = courses.offer(credits=TWO)
    post_test = courses.answer(cast.physician, course, wrong=1)
    assert (post_test.passed, post_test.right, post_test.total, post_test.day) == (True, 4, 5, date(2026, 11, 22))
    assert entries(cast.physician) == [
        ("ama-pra-1", 125, "Topic 1 of short-course"),
        ("acep-1", 100, "Topic 1 of short-course"),
    ]
    (first, second) = Entry.select()
    assert first.claim_by == second.claim_by == date(2029, 11, 22) and evaluate.state(first) == "to-claim"
    assert [
        (row.entry.credit_type, str(row.balance)) for row in claims.to_claim(cast.physician, date(2026, 11, 22))
    ] == [("acep-1", "1"), ("ama-pra-1", "1.25")]
    assert_ledger_balances()


def test_below_the_pass_mark_nothing_is_earned_and_trying_again_is_allowed(cast):
    course = courses.offer()
    assert not courses.answer(cast.physician, course, wrong=2).passed and not entries(cast.physician)
    assert courses.answer(cast.physician, course).passed and len(entries(cast.physician)) == 1


def test_passing_again_earns_nothing_more(cast):
    course = courses.offer(credits=TWO)
    courses.answer(cast.physician, course)
    second = courses.answer(cast.physician, course)
    assert second.passed and second.practice and len(entries(cast.physician)) == 2
    assert records.Passing.select().count() == 1


def test_the_same_form_sent_twice_is_one_attempt(cast):
    course = courses.offer(attempts=2)
    first = courses.answer(cast.physician, course, wrong=5, key="one")
    assert courses.answer(cast.physician, course, key="one") == first, "the first one's answers stay"
    assert records.PostTest.select().count() == 1 and not entries(cast.physician)


def test_many_tabs_at_once_earn_once(app, cast):
    course, person = courses.offer(credits=TWO), cast.physician
    errors = []

    def send(n):
        try:
            with app.app_context(), scope():
                courses.answer(person, course, key=f"tab-{n // 2}")
        except Exception as error:
            errors.append(error)

    tabs = [threading.Thread(target=send, args=(n,)) for n in range(8)]
    [each.start() for each in tabs]
    [each.join() for each in tabs]
    assert not errors
    assert len(entries(person)) == 2 and records.Passing.select().count() == 1
    assert records.PostTest.select().count() == 4, "the same form twice is one"
    assert_ledger_balances()


def test_the_table_refuses_a_second_passing_and_a_second_earning(cast):
    from peewee import IntegrityError

    from cme.base.store.db import db

    course = courses.offer()
    post_test = courses.answer(cast.physician, course)
    second = courses.answer(cast.physician, course)
    with pytest.raises(IntegrityError), db.atomic():
        records.Passing.create(person=cast.physician, topic=post_test.topic, post_test=second)
    earning = records.TopicEarning.get()
    with pytest.raises(IntegrityError), db.atomic():
        records.TopicEarning.create(passing=earning.passing, credit_type="ama-pra-1", entry=earning.entry)
    with pytest.raises(Exception, match="fact"), db.atomic():
        records.Passing.delete().execute()


def test_student_mode_earns_nothing_and_uses_nothing_up(cast):
    course = courses.offer(attempts=1)
    for _ in range(3):
        assert courses.answer(cast.physician, course, practice=True).passed
    assert not entries(cast.physician)
    courses.answer(cast.physician, course)
    assert len(entries(cast.physician)) == 1


def test_attempts_are_limited_where_the_course_says_so(cast):
    course = courses.offer(attempts=2)
    courses.answer(cast.physician, course, wrong=5)
    courses.answer(cast.physician, course, wrong=5)
    with pytest.raises(Refused, match="used all attempts"):
        courses.answer(cast.physician, course)
    assert not entries(cast.physician)
    courses.answer(cast.physician, course, slug="topic-2")
    assert len(entries(cast.physician)) == 1, "the other topic has attempts of its own"


def test_every_question_needs_an_answer(cast):
    course = courses.offer()
    topic = offer.find_topic(course, "topic-1")
    item = offer.items(topic.id)[0]
    with pytest.raises(Refused, match="Answer every question"):
        records.answer(cast.physician, course.version, topic, {item.id: item.right}, key="one", by="test")


def test_what_was_shown_decides_when_a_question_is_changed_meanwhile(cast, tmp_path):
    from cme.offer.importers.courses import import_course

    folder = courses.write(tmp_path)
    import_course(folder, by="test")
    before = offer.find("short-course")
    shown = offer.find_topic(before, "topic-1")
    (folder / "1.gift").write_text(courses.questions("other", right=3), encoding="utf-8")
    settings = (folder / "course.yaml").read_text().replace("ama-pra-1: 1.25", "ama-pra-1: 2", 1)
    (folder / "course.yaml").write_text(settings)
    import_course(folder, by="test")
    post_test = courses.answer(cast.physician, before, version=shown)
    assert post_test.passed and post_test.topic_version == shown
    assert entries(cast.physician) == [("ama-pra-1", 125, "Topic 1 of short-course")], "and its value is the one shown"
    second = courses.answer(cast.physician, offer.find("short-course"))
    assert second.practice and len(entries(cast.physician)) == 1, "a topic is passed once, in whatever version"


def test_a_changed_test_has_attempts_of_its_own(cast, tmp_path):
    from cme.offer.importers.courses import import_course

    folder = courses.write(tmp_path, attempts=1)
    import_course(folder, by="test")
    courses.answer(cast.physician, offer.find("short-course"), wrong=5)
    (folder / "1.gift").write_text(courses.questions("other"), encoding="utf-8")
    import_course(folder, by="test")
    assert courses.answer(cast.physician, offer.find("short-course")).passed


@pytest.mark.parametrize(("day", "earns"), [("2023-12-31", 0), ("2024-01-01", 1), ("2028-12-31", 1), ("2029-01-01", 0)])
def test_only_while_the_course_is_valid_is_credit_earned(cast, clock, day, earns):
    course = courses.offer()
    post_test = courses.answer(cast.physician, course, now=clock.set(f"{day} 12:00:00-05:00"))
    assert post_test.passed and len(entries(cast.physician)) == earns


def test_it_is_earned_on_the_clinicians_day(cast, clock):
    course = courses.offer()
    courses.answer(cast.stranger, course, now=clock.set("2026-03-01 07:30:00+00:00"))  # still February in Los Angeles
    (entry,) = Entry.select()
    assert (entry.earned_on, entry.claim_by) == (date(2026, 2, 28), date(2029, 2, 28))


def test_earned_on_29_february_it_can_be_claimed_until_28_february(cast, clock):
    courses.answer(cast.physician, courses.offer(), now=clock.set("2028-02-29 17:00:00+00:00"))
    assert Entry.get().claim_by == date(2031, 2, 28)


def test_where_the_evaluation_is_required_the_credit_waits_for_it_with_its_day(cast, clock):
    course = courses.offer(evaluation_required=True, credits=TWO)
    courses.answer(cast.physician, course)
    assert records.Passing.select().count() == 1 and not entries(cast.physician)
    assert [
        row.post_test.topic_version.title for row in records.waiting_for_evaluation(cast.physician, course.activity.id)
    ]
    clock.forward(days=40)
    values = {"objectives": 4, "change": "yes", "balanced": "yes"}
    assert records.evaluate(cast.physician, course.version, **values, words="Good.", by="test") == 1
    assert records.evaluate(cast.physician, course.version, **values, by="test") == 0
    assert len(entries(cast.physician)) == 2 and {row.earned_on for row in Entry.select()} == {date(2026, 11, 22)}
    courses.answer(cast.physician, course, slug="topic-2")
    assert len(entries(cast.physician)) == 4, "given once, it is given for the course"
    assert records.CourseRemark.get().words == "Good."
    assert_ledger_balances()


def test_state_required_cme_says_state_and_topic_of_each_entry(cast):
    worth = {
        "state": {"FL": {"hours": 2, "topic": "Prevention of medical errors"}, "TX": {"hours": 1, "topic": "Ethics"}}
    }
    courses.answer(cast.nurse, courses.offer(credits=worth, topics=1))
    assert [(row.state, row.state_topic, row.amount) for row in Entry.select().order_by(Entry.id)] == [
        ("FL", "Prevention of medical errors", 200),
        ("TX", "Ethics", 100),
    ]


def test_the_status_of_many_topics_is_as_many_queries_as_of_one(cast):
    small, large = courses.offer("small", topics=1), courses.offer("large", topics=12)
    counts = []
    for course in (small, large):
        topics = offer.topics(course.version.id)
        courses.answer(cast.physician, course)
        with recorded_queries() as queries:
            records.topic_statuses(cast.physician, topics)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 5


def test_two_parts_of_a_topic_are_undone_in_the_order_they_were_claimed(cast):
    courses.answer(cast.physician, courses.offer(credits={"ama-pra-1": 1.25}))
    (entry,) = Entry.select()
    parts = [
        claims.claim(cast.physician, f"part-{amount:020}", "ama-pra-1", [(entry.id, amount)], by="test")
        for amount in (25, 50)
    ]
    for claim, left in zip(parts, (75, 125), strict=True):
        claims.undo(claim, by="test")
        assert_ledger_balances()
        (row,) = claims.to_claim(cast.physician, date(2026, 11, 22), "ama-pra-1")
        assert row.balance.hundredths == left
    with pytest.raises(Refused, match="has been undone"):
        claims.undo(parts[0], by="test")


def test_what_came_back_without_an_undone_claim_is_found_in_the_books(cast):
    """The power check of assert_ledger_balances."""
    courses.answer(cast.physician, courses.offer(credits={"ama-pra-1": 1.25}))
    (entry,) = Entry.select()
    claims.claim(cast.physician, "part-of-a-topic-0001", "ama-pra-1", [(entry.id, 25)], by="test")
    assert_ledger_balances()
    claims.move_all("undone", {entry.id: 25}, moment.now())
    with pytest.raises(AssertionError, match="came back"):
        assert_ledger_balances()
