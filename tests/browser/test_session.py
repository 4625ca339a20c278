"""What happens at a page whose session has ended (issue 2, lines 3 and 7)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from cme.people import sessions
from tests.cast import PASSWORD

NINE_HOURS = 9 * 3600


def sign_in_here(page, person):
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def fill_review(page):
    page.locator("#f-goal-2").check()
    page.locator("#f-result").check()
    page.get_by_text("Add words of your own").click()
    page.locator("#f-goal_words").fill("Which dose, and for how long?")


def expect_review(page):
    expect(page.get_by_role("heading", level=1)).to_have_text("Review “aspirin dose”")
    expect(page.locator("#f-goal-2")).to_be_checked()
    expect(page.locator("#f-result")).to_be_checked()
    expect(page.locator("#f-goal_words")).to_have_value("Which dose, and for how long?")
    expect(page.locator("#f-goal_words")).to_be_visible()


def test_a_review_half_filled_when_the_session_runs_out_is_there_after_signing_in(cast, visitor, running_app):
    person = cast.physician
    cast.entry(person, "aspirin dose")
    page = visitor(person)
    page.goto("/cme/review")
    page.locator("a", has_text="Review for").click()
    fill_review(page)
    with running_app.clock_forward(NINE_HOURS):
        page.locator("#add").click()
        page.wait_for_url("**/sign-in**")
        expect(page.locator("#messages")).to_contain_text("your form is as you left it")
        expect(page.locator("dialog[open]")).to_have_count(0)
        sign_in_here(page, person)
        expect_review(page)
        page.locator("#add").click()
        expect(page.locator("#messages")).to_contain_text("is under To claim")


@pytest.mark.full
def test_the_same_without_a_script(cast, visitor):
    person = cast.physician
    entry = cast.entry(person, "aspirin dose")
    page = visitor(person, js=False)
    page.goto(f"/cme/review/{entry.id}")
    fill_review(page)
    sessions.end_all(person)
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_url("**/sign-in**")
    sign_in_here(page, person)
    expect_review(page)


@pytest.mark.full
def test_a_profile_half_filled_is_there_too(cast, visitor):
    person = cast.newcomer
    page = visitor(person)
    page.goto("/profile")
    page.get_by_label("Name, as it is to be printed").fill("Nia Newcomer")
    page.get_by_label("Credentials").fill("MD")
    sessions.end_all(person)
    page.get_by_role("button", name="Save the profile").click()
    page.wait_for_url("**/sign-in**")
    sign_in_here(page, person)
    page.wait_for_url("**/profile")
    expect(page.get_by_label("Name, as it is to be printed")).to_have_value("Nia Newcomer")
    expect(page.get_by_label("Credentials")).to_have_value("MD")


def test_a_pop_up_asked_for_after_the_session_ended_leads_to_the_sign_in_page_and_back(cast, visitor):
    person = cast.physician
    cast.entry(person, "aspirin dose")
    page = visitor(person)
    page.goto("/cme/review")
    sessions.end_all(person)
    page.locator("a", has_text="Review for").click()
    page.wait_for_url("**/sign-in**")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.locator("dialog[open]")).to_have_count(0)
    sign_in_here(page, person)
    page.wait_for_url("**/cme/review")


@pytest.mark.full
def test_suggestions_asked_for_after_the_session_ended_do_not_land_in_the_list(cast, visitor):
    person = cast.physician
    page = visitor(person)
    page.goto("/search")
    sessions.end_all(person)
    page.get_by_role("combobox").press_sequentially("gout", delay=20)
    page.wait_for_url("**/sign-in**")
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("#f-email")).to_be_visible()


def test_signing_out_ends_the_session_and_going_back_shows_nothing_that_can_be_sent(cast, visitor):
    person = cast.physician
    page = visitor(person)
    page.goto("/profile")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    page.go_back()
    page.wait_for_url("**/sign-in?next=**")
    expect(page.locator("body")).not_to_contain_text("Alice")
    page.goto("/dashboard")
    page.wait_for_url("**/sign-in?next=**")


def test_student_mode_is_switched_beside_the_logo_told_and_remembered(cast, visitor):
    person = cast.physician
    page = visitor(person)
    page.goto("/library")
    page.get_by_role("button", name="Student").press("Enter")
    page.wait_for_url("**/library")
    expect(page.get_by_role("button", name="Student")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".student-line")).to_be_visible()
    page.goto("/search?q=heart+attack")
    page.locator(".hits h2 a").first.click()
    expect(page.get_by_role("complementary")).to_contain_text("Student mode")
    page.goto("/cme/review")
    expect(page.get_by_text("Nothing waits for review")).to_be_visible()
    page.get_by_role("button", name="Clinician").click()
    expect(page.locator(".student-line")).to_have_count(0)


def test_a_server_that_cannot_be_reached_is_said_and_nothing_is_lost(cast, visitor):
    person = cast.physician
    cast.entry(person, "aspirin dose")
    page = visitor(person, expect=("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "Failed to fetch"))
    page.goto("/cme/review")
    page.locator("a", has_text="Review for").click()
    fill_review(page)
    page.context.set_offline(True)
    page.locator("#add").click()
    expect(page.locator("#dialog").get_by_text("did not reach the server")).to_be_visible()
    expect(page.locator("#f-goal_words")).to_have_value("Which dose, and for how long?")
    page.context.set_offline(False)
    page.locator("#add").click()
    expect(page.locator("#messages")).to_contain_text("is under To claim")


def test_a_server_that_is_busy_is_said_and_nothing_is_lost(cast, visitor):
    person = cast.physician
    cast.entry(person, "aspirin dose")
    page = visitor(person, expect=("503",))
    page.goto("/cme/review")
    page.locator("a", has_text="Review for").click()
    fill_review(page)
    page.route("**/cme/review/*", lambda route: route.fulfill(status=503, body="<div id='error'>Busy</div>"))
    page.locator("#add").click()
    expect(page.locator("#dialog-status")).to_contain_text("could not be saved")
    expect(page.locator("#f-goal_words")).to_have_value("Which dose, and for how long?")
    page.unroute("**/cme/review/*")
    page.locator("#add").click()
    expect(page.locator("#messages")).to_contain_text("is under To claim")
