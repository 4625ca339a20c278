"""A quiz by keyboard alone: digits choose while an answer has the focus, Enter answers and goes on (issue 5, line 1)."""

from __future__ import annotations

from playwright.sync_api import expect

from cme.earn.questions import records
from tests.earn.questions import quizzes


def quiz(cast, visitor, *ns):
    quizzes.offered()
    quizzes.fill()
    person = cast.physician
    row = quizzes.quiz_of(person, *ns)
    page = visitor(person)
    page.goto(f"/questions/sessions/{row.id}")
    return page, row


def chosen(page):
    return page.evaluate("document.querySelector('input[name=answer]:checked')?.value ?? null")


def test_digits_choose_and_enter_answers_and_goes_on(cast, visitor):
    page, row = quiz(cast, visitor, 1, 2)
    expect(page.locator("#f-answer")).to_be_focused()
    page.keyboard.press("7")  # there is no seventh
    assert chosen(page) is None
    page.keyboard.press("2")
    assert chosen(page) == "1"
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator("#h-verdict")).to_have_text("Right")
    expect(page.locator("#next")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Question 2 of 2")).to_be_visible()
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    expect(page.locator("#h-verdict")).to_have_text("Not right")
    given = records.Attempt.select().where(records.Attempt.person == row.person_id).order_by(records.Attempt.id)
    assert [row.chosen for row in given] == [0, 2]


def test_a_digit_does_nothing_where_no_answer_has_the_focus(cast, visitor):
    page, _ = quiz(cast, visitor, 1)
    expect(page.locator("#f-answer")).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("2")
    assert chosen(page) is None
    page.locator("#answer").focus()
    page.keyboard.press("2")
    assert chosen(page) is None


def test_without_scripts_a_question_is_answered_by_touch(cast, visitor):
    quizzes.offered()
    quizzes.fill()
    row = quizzes.quiz_of(cast.physician, 1)
    page = visitor(cast.physician, js=False)
    page.goto(f"/questions/sessions/{row.id}/1")
    page.get_by_text("Best 1").click()
    page.get_by_role("button", name="Answer").click()
    expect(page.locator("#h-verdict")).to_have_text("Right")
