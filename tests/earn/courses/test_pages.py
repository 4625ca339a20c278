"""What a clinician sees of courses: before anything is earned, while reading, at the post-test, after it (E6, E9, P5)."""

from __future__ import annotations

import re

from cme.earn.courses import records
from cme.earn.records import Entry
from cme.offer.courses import records as offer
from tests import courses

TEST = "/courses/short-course/topics/topic-1/test"
TWO = {"ama-pra-1": 1.25, "acep-1": 1}


def form(seen, wrong=0, skip=0) -> dict:
    """Fill in the form on the page: so many wrong, so many left out."""
    topic = offer.find_topic(offer.find("short-course"), "topic-1")
    items = offer.items(topic.id)
    values = {f"q-{item.id}": str((item.right + 1) % 4 if at < wrong else item.right) for at, item in enumerate(items)}
    return {"shown": seen.field("shown"), **dict(list(values.items())[skip:])}


def test_the_course_page_says_all_before_anything_is_earned(cast, visitor):
    courses.offer(credits=TWO, attempts=3, evaluation_required=True)
    for seen in (visitor(), visitor(cast.physician)):
        seen.get("/courses").has("The short course", "2 topics", "Up to 2.5", "Up to 2 ACEP Category I credits")
        seen.get("/courses/short-course").has(
            "Up to 2.5 AMA PRA Category 1 Credits",
            "Up to 2 ACEP Category I credits",
            "physicians, residents and fellows",
            "80 % of the questions answered correctly",
            "There are 3 attempts.",
            "asks for your evaluation",
            "How to claim",
            "until the third anniversary",
            "From 1 Jan 2024 until 31 Dec 2028",
            "Nothing to disclose.",
            "Pass a test.",
            "Test Medical Society designates this enduring material for a maximum of 2.5",
            "Topic 2 of short-course",
        )


def test_its_activity_page_is_the_course_page_and_shows_what_one_has(cast, visitor):
    course = courses.offer(credits=TWO)
    courses.answer(cast.physician, course)
    seen = visitor(cast.physician).get("/activities/short-course")
    assert seen.address == "/courses/short-course"
    seen.has(
        "Yours of this Earned Claimed Lapsed",
        "AMA PRA Category 1 Credit™ 1.25 0 0",
        "ACEP Category I 1 0 0",
        "Passed 22 Nov 2026",
    )
    visitor(cast.nurse).get("/courses/short-course").hasnt("Yours of this", "Passed 22")


def test_a_topic_is_read_with_its_references_and_shows_the_pass_mark(cast, visitor):
    courses.offer(attempts=3)
    seen = visitor(cast.physician).get("/courses/short-course/topics/topic-1")
    seen.has(
        "Then, act.", "A reference, 2025.", "Know Topic 1", "answer 4 of them correctly (80 %)", "3 of 3 attempts left"
    )
    seen.get(TEST).has("answer 4 of 5 questions correctly (80 %)", "this is one", "Question 5 of 5")
    seen.hasnt("Because of short-course-1-1", "Best answer")


def test_passing_by_the_form_earns_and_says_so_with_explanations(cast, visitor):
    courses.offer(credits=TWO)
    seen = visitor(cast.physician).get(TEST)
    seen.post(TEST, form(seen, wrong=1))
    assert re.fullmatch(r"/post-tests/\d+", seen.address)
    seen.has(
        "Passed: 4 of 5 correct",
        "It stands under To claim, once for each credit type",
        "Because of short-course-1-1",
        "Next topic: Topic 2",
        "Best answer",
        "Your answer",
        "Not correct",
        "A reference, 2025.",
    )
    assert Entry.select().count() == 2
    seen.get("/cme/claim").has("Topic 1 of short-course", "To claim 2")


def test_failing_says_what_to_do_next(cast, visitor):
    courses.offer(attempts=2)
    seen = visitor(cast.physician).get(TEST)
    seen.post(TEST, form(seen, wrong=2))
    seen.has(
        "Not passed yet: 3 of 5 correct",
        "4 of 5 were needed",
        "1 of 2 attempts left",
        "Try again",
        "Read the topic again",
    )
    seen.get("/courses/short-course").has("Best so far 60 %")
    seen.get(TEST)
    seen.post(TEST, form(seen, wrong=5)).hasnt("Try again")
    seen.get(TEST).has("No attempt is left", "office@example.org")
    seen.hasnt("Question 1 of 5")


def test_an_answer_left_out_is_named_and_nothing_typed_is_lost(cast, visitor):
    courses.offer(attempts=1)
    seen = visitor(cast.physician).get(TEST)
    values = form(seen, skip=2)
    seen.post(TEST, values)
    assert seen.status == 422 and seen.field("shown") == values["shown"]
    seen.has("Choose an answer to question 1", "Choose an answer to question 2")
    assert seen.page.count(" checked") == 3 and 'href="#f-q-' in seen.page
    assert not records.PostTest.select().exists(), "no attempt is used"
    seen.post(TEST, {**values, **form(seen)})
    assert seen.status == 200 and Entry.select().count() == 1


def test_a_double_click_and_a_second_tab_count_once(cast, visitor):
    courses.offer()
    seen = visitor(cast.physician).get(TEST)
    values = form(seen)
    one = seen.post(TEST, values).address
    assert seen.post(TEST, values).address == one and records.PostTest.select().count() == 1
    other = visitor(cast.physician).get(TEST)
    other.has("This is practice", "You passed this topic on 22 Nov 2026")
    other.post(TEST, form(other)).has("This was practice")
    assert Entry.select().count() == 1


def test_student_mode_is_practice_and_says_so(cast, visitor):
    courses.offer(attempts=1)
    seen = visitor(cast.physician)
    seen.post("/mode", mode="student", back="/help")
    seen.get("/courses/short-course/topics/topic-1").has("Student mode", "uses no attempt")
    seen.get(TEST).has("This is practice: it earns nothing")
    seen.post(TEST, form(seen)).has("This earned nothing and used no attempt")
    assert not Entry.select().exists()
    # the mode in which the answer is given decides, not that in which the form was opened
    seen.get(TEST)
    values = form(seen)
    seen.post("/mode", mode="clinician", back="/help")
    seen.post(TEST, values).has("It stands under To claim")
    assert Entry.select().count() == 1


def test_what_waits_for_an_evaluation_is_shown_after_the_course_stopped_asking_for_one(cast, visitor, tmp_path):
    from cme.offer.importers.courses import import_course

    folder = courses.write(tmp_path, evaluation_required=True)
    import_course(folder, by="test")
    courses.answer(cast.physician, offer.find("short-course"))
    courses.write(tmp_path, evaluation_required=False)
    import_course(folder, by="test")
    seen = visitor(cast.physician).get("/courses/short-course")
    seen.has("Your credit waits for your evaluation", "You passed 1 topic")
    seen.post("/courses/short-course/evaluation", objectives="4", change="yes", balanced="yes")
    assert Entry.select().count() == 1
    assert seen.get("/courses/short-course").hasnt("Your credit waits")


def test_a_form_that_is_forged_or_anothers_is_refused(cast, visitor):
    courses.offer()
    seen, other = visitor(cast.physician).get(TEST), visitor(cast.nurse).get(TEST)
    for shown in ("", "nonsense", other.field("shown")):
        seen.get(TEST)
        seen.post(TEST, {**form(seen), "shown": shown})
        assert seen.status == 422
        seen.has("This form was not as our page makes it")
    seen.get(TEST)
    seen.post(TEST.replace("topic-1", "topic-2"), form(seen))
    assert seen.status == 422 and not records.PostTest.select().exists()


def test_what_was_shown_counts_when_the_course_changes_meanwhile(cast, visitor, tmp_path):
    from cme.offer.importers.courses import import_course

    folder = courses.write(tmp_path)
    import_course(folder, by="test")
    seen = visitor(cast.physician).get(TEST)
    values = form(seen)
    (folder / "1.gift").write_text(courses.questions("other", right=3), encoding="utf-8")
    import_course(folder, by="test")
    seen.post(TEST, values).has("Passed: 5 of 5 correct", "Answer 1 of short-course-1-1")
    assert Entry.select().count() == 1


def test_a_form_of_more_than_seven_days_is_refused_and_its_answers_stay(cast, visitor, clock):
    courses.offer()
    seen = visitor(cast.physician).get(TEST)
    old = form(seen)
    clock.forward(days=7, minutes=1)
    seen = visitor(cast.physician)
    seen.post(TEST, old).has("This form is older than 7 days", "Question 5 of 5")
    assert seen.status == 422 and seen.page.count(" checked") == 5 and not records.PostTest.select().exists()
    seen.post(TEST, old | {"shown": seen.field("shown")}).has("Passed: 5 of 5 correct")


def test_an_old_form_of_a_topic_that_is_gone_leads_to_its_course(cast, visitor, tmp_path, clock):
    from cme.offer.importers.courses import import_course

    import_course(courses.write(tmp_path), by="test")
    test = TEST.replace("topic-1", "topic-2")
    seen = visitor(cast.physician).get(test)
    shown = seen.field("shown")
    import_course(courses.write(tmp_path, topics=1), by="test")
    clock.forward(days=8)
    seen = visitor(cast.physician)
    assert seen.post(test, {"shown": shown}).has("its topic is no longer part of the course")
    assert seen.address == "/courses/short-course"


def test_a_form_of_nearly_seven_days_counts_though_its_question_was_changed(cast, visitor, tmp_path, clock):
    from cme.offer.importers.courses import import_course

    folder = courses.write(tmp_path)
    import_course(folder, by="test")
    values = form(visitor(cast.physician).get(TEST))
    (folder / "1.gift").write_text(courses.questions("other", right=3), encoding="utf-8")
    import_course(folder, by="test")
    clock.forward(days=6, hours=23)
    visitor(cast.physician).post(TEST, values).has("Passed: 5 of 5 correct")


def test_a_changed_test_of_a_course_that_ended_is_refused(cast, visitor, tmp_path):
    from cme.offer.importers.courses import import_course

    folder = courses.write(tmp_path)
    import_course(folder, by="test")
    seen = visitor(cast.physician).get(TEST)
    values = form(seen)
    (folder / "1.gift").write_text(courses.questions("other", right=3), encoding="utf-8")
    about = folder / "course.yaml"
    about.write_text(about.read_text().replace("2028-12-31", "2026-01-31"))
    import_course(folder, by="test")
    seen.post(TEST, values).has("This test was changed and its course has ended", "No credit can be earned today")
    assert seen.status == 422 and not records.PostTest.select().exists()


def test_the_evaluation_comes_before_the_credit_where_it_is_required(cast, visitor):
    courses.offer(evaluation_required=True)
    seen = visitor(cast.physician).get(TEST)
    seen.post(TEST, form(seen)).has("Your credit waits for your evaluation", "Evaluate the course")
    seen.get("/courses/short-course").has("You passed 1 topic.")
    seen.get("/cme/claim").hasnt("Topic 1 of short-course")
    seen.get("/courses/short-course/evaluation").has("Pass a test.", "With it the credit of 1 topic is yours")
    seen.post("/courses/short-course/evaluation", objectives="4", words="Kept.")
    assert seen.status == 422 and "Kept." in seen.page
    seen.has("Say whether it changes what you do", "Say whether it was free of commercial bias")
    seen.post(
        "/courses/short-course/evaluation",
        objectives="4",
        change="yes",
        balanced="yes",
        words="John Smith born 3/4/1956",
    )
    assert seen.status == 422
    seen.has("Does this name a patient?")
    seen.post("/courses/short-course/evaluation", objectives="4", change="yes", balanced="yes", words="Good.")
    seen.has("The credit of 1 topic stands under To claim")
    seen.get("/cme/claim").has("Topic 1 of short-course")
    seen.get("/courses/short-course/evaluation").has("You have evaluated this course")


def test_where_one_stopped_reading_is_kept_for_the_next_device(cast, visitor):
    courses.offer()
    address = "/courses/short-course/topics/topic-1/place"
    seen = visitor(cast.physician)
    seen.get("/courses/short-course/topics/topic-1").hasnt("You were reading")
    seen.post(address, section="s-what-to-do", percent="60")
    other = visitor(cast.physician).get("/courses/short-course/topics/topic-1")
    other.has("You were reading “What to do”")
    assert 'href="#s-what-to-do">Go on there' in other.page
    other.get("/courses/short-course").has("Read to 60 %")
    for section, percent in (("s-nowhere", "10"), ("s-in-short", "x"), ("<script>", "10"), ("s-in-short", "9" * 9)):
        other.post(address, section=section, percent=percent)
    assert records.ReadingPosition.get().section == "s-what-to-do"
    visitor(cast.nurse).get("/courses/short-course/topics/topic-1").hasnt("You were reading")


def test_a_course_that_is_not_valid_says_so_and_earns_nothing(cast, visitor):
    courses.offer(valid_until="2025-12-31")
    seen = visitor(cast.physician)
    seen.get("/courses").has("No credit today")
    seen.get("/courses/short-course").has("No credit can be earned today")
    seen.get(TEST).has("passing earns nothing")
    seen.post(TEST, form(seen)).has("No credit was earned", "The course was not valid on 22 Nov 2026")
    assert not Entry.select().exists()


def test_a_nurse_sees_her_own_types_first(cast, visitor):
    courses.offer(credits={"ama-pra-1": 1, "ancc": 1})
    text = visitor(cast.nurse).get("/courses/short-course").text
    assert text.index("ANCC contact hours") < text.index("AMA PRA Category 1 Credits")
    text = visitor(cast.physician).get("/courses/short-course").text
    assert text.index("AMA PRA Category 1 Credits") < text.index("ANCC contact hours")


def test_what_is_not_there_is_404(cast, visitor):
    courses.offer()
    for path in (
        "/courses/none",
        "/courses/short-course/topics/none",
        "/courses/short-course/topics/none/test",
        "/courses/none/evaluation",
        "/course-images/" + "0" * 64,
        "/course-images/nothing",
        "/courses/é",
    ):
        assert visitor(cast.physician).get(path).status == 404, path
