"""Board review as it is met: choosing, answering, the explanation, pausing, what is on the way (issue 5, lines 1 and 2)."""

from __future__ import annotations

import re

import pytest

from cme.base import provider
from cme.claim import records as claims
from cme.earn.questions import records
from cme.earn.records import Entry
from cme.offer import records as offer
from cme.offer.questions import records as questions
from tests.earn.questions.quizzes import credits, fill, give, item, offered, quiz_of, version, waiting


@pytest.fixture
def alice(app, cast, visitor):
    offered()
    fill(("Cardiology", 8), ("Nephrology", 8))
    return visitor(cast.physician)


def start(visitor, number=6, *names):
    ids = [row.id for row, _ in questions.categories() if not names or row.name in names]
    return visitor.post("/questions/sessions", data={"category": ids, "number": str(number)})


def reply(visitor, right=True, **values):
    """Answer the question on the page."""
    shown = questions.QuestionVersion.get_by_id(int(visitor.field("version")))
    chosen = shown.right if right else (shown.right + 1) % 3
    return visitor.post(visitor.address, {"version": str(shown.id), "answer": str(chosen)} | values)


def go_on(visitor):
    return visitor.get(visitor.links('[^"]*sessions/[^"]*')[-1])


def test_a_session_from_the_choice_to_the_credit(alice, cast):
    alice.get("/questions").has(
        "To your next credit", "0 of 6", "8 of 8 can still count", "Every 6 that you answer correctly"
    )
    start(alice, 6, "Cardiology").has("Question 1 of 6", "Cardiology", "Choose the one best answer")
    alice.hasnt("Practice", "Because.", "Title")
    for n in range(1, 7):
        reply(alice).has("Right", "Best answer", "Your answer", "about Best", "Because.", "Journal 2020;1:1.")
        if n < 6:
            alice.has(f"It counts: {n} of 6 on the way to your next credit.", "Next question")
            go_on(alice).has(f"Question {n + 1} of 6")
    alice.has(
        "This answer is one of six that made a credit.", "6 board-review questions: Cardiology (6)", "See how it went"
    )
    assert credits(cast.physician) == [("6 board-review questions: Cardiology (6)", 100)]
    go_on(alice).has("How it went", "6 of 6", "0 of 6")
    alice.get("/cme/claim").has("6 board-review questions: Cardiology (6)", "Claim by 31 Dec 2028", "The six questions")
    assert alice.links(r"/questions/credits/\d+")
    entry = records.Block.get().entry_id
    alice.get(f"/questions/credits/{entry}")
    alice.has("1 credit", "The 6 questions it stands for", "Title", "the day of the sixth answer")


def test_a_wrong_answer_shows_what_was_best_and_can_still_count(alice, cast):
    start(alice, 6, "Cardiology")
    reply(alice, right=False).has("Not right", "It can still count", "about Worse", "Best answer")
    assert waiting(cast.physician) == 0


def test_nothing_chosen_is_said_next_to_the_field(alice):
    start(alice)
    alice.post(alice.address, version=alice.field("version"))
    assert alice.status == 422
    alice.has("Choose the answer that you think is best", "There is a problem")
    assert records.Attempt.select().count() == 0


@pytest.mark.parametrize("typed", ["3", "-1", "x", "00000", "٣", "1e0"])
def test_an_answer_that_is_not_there_is_refused(alice, typed):
    start(alice)
    reply(alice, answer=typed)
    assert (alice.status, records.Attempt.select().count()) == (422, 0)


@pytest.mark.parametrize("shown", ["", "x", "999999", "2147483648", "another"])
def test_a_version_of_another_question_is_refused(alice, cast, shown):
    quiz = quiz_of(cast.physician, 1)
    other = str(version(2).id) if shown == "another" else shown
    alice.post(f"/questions/sessions/{quiz.id}/1", version=other, answer="0")
    assert (alice.status, records.Attempt.select().count()) == (422, 0)
    alice.has("This form was not as the page made it")


def test_nothing_chosen_to_start_with_keeps_what_was_chosen(alice):
    alice.post("/questions/sessions", number="12")
    assert alice.status == 422
    alice.has("Choose at least one category")
    assert re.search(r'value="12"[^>]* checked', alice.page)
    alice.post("/questions/sessions", category="1", number="7")
    assert alice.status == 422
    alice.has("Choose how many questions")


def test_practice_is_announced_before_it_starts(alice, cast):
    for n in range(1, 9):
        give(cast.physician, n)
    start(alice, 12).has("12 questions", "4 of them are practice", "8 can count", "Practice earns nothing", "Begin")
    quiz = records.Quiz.select().order_by(records.Quiz.id.desc()).get()
    practice = next(
        quiz_question
        for quiz_question in records.quiz_questions(quiz)
        if version(1).category_id == version_of(quiz_question).category_id
    )
    alice.get(f"/questions/sessions/{quiz.id}/{practice.position}").has("Practice: earns nothing")
    reply(alice).has("It counted before, so this was practice.")
    start(alice, 6, "Cardiology").has("This session is practice")
    assert waiting(cast.physician) == 2


def version_of(quiz_question):
    return questions.newest([quiz_question.question_id])[quiz_question.question_id]


def test_student_mode_is_announced_and_earns_nothing(alice, cast):
    alice.post("/mode", mode="student", back="/questions").has("Student mode", "it earns nothing and uses nothing up")
    start(alice).has("Nothing in this session earns credit", "Begin")
    go_on(alice)
    reply(alice).has("Student mode: it earns nothing and uses nothing up.")
    assert waiting(cast.physician) == 0


def test_the_mode_in_which_the_answer_is_given_decides(alice, cast):
    start(alice)
    here = alice.address
    alice.post("/mode", mode="student", back=here)
    reply(alice)
    assert records.Attempt.get().verdict == "student"


def test_a_session_goes_on_where_it_was_on_another_device(alice, cast, visitor):
    start(alice, 6, "Nephrology")
    reply(alice)
    alice.get("/questions").has("Go on", "1 of 6 answered")
    phone = visitor(cast.physician)
    phone.get("/questions").has("1 of 6 answered")
    quiz = records.Quiz.get()
    phone.get(f"/questions/sessions/{quiz.id}").has("Question 2 of 6")
    reply(phone)
    alice.get(f"/questions/sessions/{quiz.id}").has("Question 3 of 6")
    alice.get(f"/questions/sessions/{quiz.id}/1").has("Your answer")


def test_a_session_can_be_ended_and_what_was_answered_stays(alice):
    start(alice, 6)
    reply(alice)
    quiz = records.Quiz.get()
    alice.post(f"/questions/sessions/{quiz.id}/end").has("How it went", "5 of 6 were not answered.")
    alice.get("/questions").hasnt("Go on")
    alice.get(f"/questions/sessions/{quiz.id}/2").has("The session was ended before this question.")
    shown = version_of(records.quiz_questions(quiz)[1])
    alice.post(f"/questions/sessions/{quiz.id}/2", version=str(shown.id), answer="0")
    assert records.Attempt.select().count() == 1


def test_an_answer_to_a_question_that_was_changed_counts_against_what_was_shown(alice, cast):
    quiz = quiz_of(cast.physician, 1)
    alice.get(f"/questions/sessions/{quiz.id}/1").has("What about 1?")
    questions.put(item(1, right=2, stem="Now about something else?"), by="test")
    reply(alice).has("What about 1?", "Right", "1 of 6 on the way")
    alice.hasnt("Now about something else?")


def test_two_tabs_with_the_same_question_give_one_answer(alice, cast):
    quiz = quiz_of(cast.physician, 1, 2)
    here = f"/questions/sessions/{quiz.id}/1"
    shown = str(version(1).id)
    alice.post(here, version=shown, answer="1").has("Not right")
    alice.post(here, version=shown, answer="0").has("Not right")
    assert records.Attempt.select().count() == 1


def test_a_question_that_is_not_there(alice, cast):
    quiz = quiz_of(cast.physician, 1)
    for path in (f"/questions/sessions/{quiz.id}/2", f"/questions/sessions/{quiz.id}/0", "/questions/credits/1"):
        assert alice.get(path).status == 404


def test_performance_is_a_picture_with_its_table(alice, cast):
    give(cast.physician, 1)
    give(cast.physician, 2, right=False)
    page = alice.get("/questions").page
    (picture,) = re.findall(r'<svg class="chart" role="img".*?</svg>', page, re.DOTALL)
    assert "Cardiology, 1 correct at first, 1 not at first, 6 not answered" in " ".join(picture.split())
    assert re.search(
        r'<th scope="row">Cardiology</th>\s*<td class="num">8</td>\s*<td class="num">2</td>\s*<td class="num">1</td>',
        page,
    )


def test_without_questions_or_activity_it_says_so(app, cast, visitor):
    alice = visitor(cast.physician)
    alice.get("/questions").has("No questions yet")
    fill()
    alice.get("/questions").has("These questions earn no credit today", "has not offered them")
    start(alice).has("Practice only")


def test_the_activity_says_what_it_is_before_anything_is_earned(alice):
    alice.get("/activities/board-review").has(
        "Board review questions",
        "enduring material",
        "1 AMA PRA Category 1 Credit ™ for six counted answers",
        "A question counts once",
        "there is nothing to review",
        "31 December of the second year",
        "None.",
    )


def test_a_session_that_ends_keeps_the_answer_that_was_chosen(alice, cast, visitor, clock):
    quiz = quiz_of(cast.physician, 1)
    here = f"/questions/sessions/{quiz.id}/1"
    alice.get(here)
    clock.forward(hours=9)
    alice.post(here, version=str(version(1).id), answer="2").has("Sign in and your form is as you left it")
    alice.sign_in(cast.physician).get(here)
    assert re.search(r'value="2"[^>]* checked', alice.page)


def test_help_says_how_questions_count(app, visitor):
    page = visitor().get("/help")
    page.has(
        "How do board-review questions count?", "Every six counted answers are 1 credit", "rounded down to the quarter"
    )
    provider.change(first_attempts_only=True, by="test")
    visitor().get("/help").has("here only at the first attempt")


def test_the_activitys_page_shows_what_one_has_of_it(alice, cast, visitor):
    for n in range(1, 13):
        give(cast.physician, n)
    first, _ = Entry.select().order_by(Entry.id)
    claims.claim(cast.physician, "a-key-of-sixteen-letters", "ama-pra-1", [(first.id, None)], by="test")
    slug = offer.board_review()[0].slug
    alice.get(f"/activities/{slug}").has("Yours of this Earned Claimed Lapsed", "AMA PRA Category 1 Credit™ 2 1 0")
    assert visitor(cast.nurse).get(f"/activities/{slug}").hasnt("Yours of this")
