"""The shortest way to close a gap: the fewest waiting credits that count there, then what here is about a topic."""

from __future__ import annotations

from datetime import date

import pytest

from cme.base.domain import topics
from cme.earn import records as earn
from cme.offer import records as offer
from cme.track.requirements import closing, rules
from tests import courses
from tests.track.external_credits import add_external_credit
from tests.track.reminders.test_deadlines import keep, topic
from tests.track.requirements.test_topics import carry

TODAY = date(2026, 11, 22)


def terms(**more):
    values = {"starts": date(2026, 1, 1), "ends": date(2026, 12, 31), "months": 12, "total": 1000}
    return rules.Terms(**values | more)


def plans(person, cycle, role="physician", credits=()):
    progress = rules.progress(cycle, list(credits), TODAY)
    return closing.plans(progress, role, TODAY, closing.waiting(person, TODAY))


def course_credit(person, amount, kind="ama-pra-1"):
    """Earn what is completed at once, as a course does."""
    activity, version = offer.point_of_care()
    return earn.earn(
        person, activity, version, title=f"{amount}", credit_type=kind, amount=amount, day=TODAY, by="test"
    )


def test_the_fewest_waiting_credits_that_suffice_are_named_with_the_way_to_their_preview(cast, visitor):
    for n in range(3):
        cast.reviewed(cast.physician, f"question {n}")
    large = course_credit(cast.physician, 200)
    (plan,) = plans(cast.physician, terms(total=150))
    assert [row.entry.id for row in plan.claim] == [large.id] and (plan.review, plan.remaining) == ([], 0)
    keep(cast.physician, total=150)
    alice = visitor(cast.physician)
    page = alice.get("/requirements/1")
    page.has("The shortest way", "Claim 2 that waits")
    assert alice.get(page.links(r"/cme/claim/preview\?[^\"]*")[0]).has("Claim 2 credits?")


def test_then_what_waits_for_review_then_what_is_left(cast, visitor):
    cast.reviewed(cast.physician, "to claim")
    cast.entry(cast.physician, "for review")
    (plan,) = plans(cast.physician, terms(total=400))
    assert (str(plan.claim_amount), str(plan.review_amount), plan.remaining) == ("0.5", "0.5", 300)
    keep(cast.physician, total=400)
    visitor(cast.physician).get("/requirements/1").has("Claim 0.5", "Review and claim 0.5", "Then 3 are left")


def test_what_a_body_does_not_take_is_no_way(cast):
    cast.reviewed(cast.nurse)
    assert plans(cast.nurse, terms(takes=("ancc",)), "nurse")[0].claim == []
    assert plans(cast.nurse, terms(participation=False), "nurse")[0].claim == [], (
        "a nurse gets a certificate of participation"
    )
    assert len(plans(cast.nurse, terms(participation=True), "nurse")[0].claim) == 1


def test_what_was_completed_outside_the_cycle_is_no_way(cast, clock):
    clock.set("2025-12-30 12:00-05:00")
    cast.reviewed(cast.physician, "last year")
    clock.set("2026-11-22 15:00")
    assert plans(cast.physician, terms())[0].claim == []


def test_one_claim_is_of_one_type_so_the_one_that_brings_the_most(cast):
    cast.reviewed(cast.physician)
    course_credit(cast.physician, 75, "acep-1")
    (plan,) = plans(cast.physician, terms())
    assert [row.entry.credit_type for row in plan.claim] == ["acep-1"]


def test_a_topic_is_closed_by_what_is_about_it(cast):
    carry("acute-myocardial-infarction", "pain")
    about = cast.reviewed(cast.physician, "one", "acute-myocardial-infarction")
    cast.reviewed(cast.physician, "two", "atrial-fibrillation")
    (plan,) = plans(cast.physician, terms(total=None, topics=(rules.Topic("x", "Pain", 50, counts=("pain",)),)))
    assert [row.entry.id for row in plan.claim] == [about.id] and plan.offers == []


def test_else_courses_and_articles_about_it_are_offered(cast, visitor):
    courses.offer(topics=1, of_topics={1: {"tags": ["pain"]}})
    carry("hypertension", "pain")
    carry("gout", "pain")  # which is not in the library
    assert [(each.kind, each.title) for each in closing.offers(("pain",), TODAY)] == [
        ("course", "Topic 1 of short-course"),
        ("article", "Hypertension in adults"),
    ]
    keep(cast.physician, total=None, topics=[topic(per="cycle", months=0)])
    alice = visitor(cast.physician)
    page = alice.get("/requirements/1")
    page.has("Topic 1 of short-course", "course: Pain management", "Hypertension in adults")
    assert page.links(r"/courses/short-course/topics/topic-1") and page.links(r"/search\?q=Hypertension[^\"]*")


def test_a_course_topic_that_was_passed_earns_no_more_and_is_not_offered(cast):
    course = courses.offer(topics=1, of_topics={1: {"tags": ["pain"]}})
    courses.answer(cast.physician, course)
    passed = closing.waiting(cast.physician, TODAY).passed
    assert closing.offers(("pain",), TODAY, passed) == []


def test_a_course_that_is_over_is_not_offered(cast):
    courses.offer(topics=1, of_topics={1: {"tags": ["pain"]}}, valid_until="2026-11-21")
    assert closing.offers(("pain",), TODAY) == []


def test_nothing_here_about_it_says_so(cast, visitor):
    keep(cast.physician, total=None, topics=[topic(per="cycle", months=0)])
    visitor(cast.physician).get("/requirements/1").has(
        "Nothing here is about it: take a course elsewhere and add its credit"
    )


@pytest.mark.parametrize("ends", [date(2026, 11, 21), date(2026, 1, 2)])
def test_a_cycle_that_is_over_has_no_way(cast, ends):
    cast.reviewed(cast.physician)
    assert plans(cast.physician, terms(ends=ends)) == []


def test_what_may_not_apply_has_no_way_until_it_is_decided(cast):
    undecided = rules.Topic("x", "X", 100, counts=("pain",), applies="unsaid")
    assert plans(cast.physician, terms(total=None, topics=(undecided,))) == []


def test_the_same_credits_are_named_once(cast, visitor):
    cast.reviewed(cast.physician)
    keep(cast.physician, total=1000, category1=500, category1_takes=["ama-pra-1"])
    page = visitor(cast.physician).get("/requirements/1")
    assert page.text.count("Claim 0.5 that waits") == 1 and page.has("The same credits count")


def test_a_gap_that_is_closed_has_no_way(cast):
    add_external_credit(cast.physician, amount=1000, completed_on=TODAY)
    from cme.track.requirements.progress import credits_of

    assert plans(cast.physician, terms(), credits=credits_of(cast.physician)) == []


def test_every_code_has_a_name_and_the_list_is_in_the_order_of_names():
    assert [name for _, name in topics.CHOICES] == sorted(topics.TOPICS.values(), key=str.lower)
