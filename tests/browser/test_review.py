"""For review, the pop-up, To claim: by keyboard, with a focus that is never lost (issue 2, line 7)."""

from __future__ import annotations

import re
import time

from playwright.sync_api import expect

DIALOG = "dialog#dialog"


def review_list(visitor, cast, *terms, **window):
    """Earn entries for a new physician and show them; return their terms in the order of the page."""
    person = cast.physician
    for term in terms:
        cast.entry(person, term)
    page = visitor(person, **window)
    page.goto("/cme/review")
    expect(page.locator("#review-list .entry-title")).to_have_count(len(terms))
    return page, page.locator("#review-list .entry-title").all_inner_texts()


def focused(page) -> str:
    """Return roughly what a screen reader reads of the focused element."""
    return page.evaluate("document.activeElement.innerText || document.activeElement.name || ''")


def test_three_entries_are_reviewed_in_three_pop_ups_in_under_a_minute_by_keyboard_alone(cast, visitor):
    page, terms = review_list(visitor, cast, "when to give aspirin", "second troponin", "door to balloon")
    began, presses = time.monotonic(), 0

    def press(*keys):
        nonlocal presses
        for key in keys:
            presses += 1
            page.keyboard.press(key)

    for _ in range(40):
        if focused(page).startswith("Review for 0.5 credits"):
            break
        press("Tab")
    for n, term in enumerate(terms):
        assert term in focused(page), "the focus stands on the next entry's button"
        press("Enter")
        expect(page.locator(DIALOG)).to_be_visible()
        expect(page.locator(f"{DIALOG} h2")).to_have_text(f"Review “{term}”")
        expect(page.locator("#f-goal")).to_be_focused()
        press("Space", "Tab")
        expect(page.locator("#f-result")).to_be_focused()
        press("Space", "Enter")
        expect(page.locator(DIALOG)).to_be_hidden()
        expect(page.locator("#n-review")).to_have_text(str(2 - n))
        expect(page.locator("#n-claim")).to_have_text(str(n + 1))
        expect(page.locator("#messages")).to_contain_text(f"Added: “{term}”, 0.5 credits, is under To claim.")
        assert page.locator("#review-list .entry-title").count() == 2 - n
    assert time.monotonic() - began < 60
    assert presses < 60, f"{presses} presses for three entries"
    assert page.evaluate("document.activeElement !== document.body"), "the focus is not lost with the last row"
    expect(page.get_by_text("Nothing waits for review")).to_be_visible()


def test_undo_of_the_message_brings_the_entry_back_by_keyboard(cast, visitor):
    page, (term,) = review_list(visitor, cast, "aspirin dose", own_clock=True)
    page.locator("a", has_text="Review for").press("Enter")
    page.locator("#f-goal").press("Space")
    page.locator("#f-result").press("Space")
    page.keyboard.press("Enter")
    undo = page.locator("#messages").get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    page.clock.run_for(600_000)
    expect(undo).to_be_visible()  # it is no toast that goes by itself
    undo.press("Enter")
    expect(page.locator("#review-list .entry-title")).to_have_text(term)
    expect(page.locator("#n-claim")).to_have_text("0")


def test_a_screen_reader_hears_of_the_added_entry(cast, visitor):
    page, _ = review_list(visitor, cast, "one", "two")
    page.evaluate("""() => {
      window.region = document.querySelector("#messages");
      new MutationObserver(() => {
        if (!document.querySelector("dialog[open]")) document.body.dataset.heard = window.region.innerText;
      })
        .observe(window.region, { childList: true, subtree: true });
    }""")
    page.locator("a", has_text="Review for").first.click()
    page.locator("#f-goal").check()
    page.locator("#f-result").check()
    page.locator("#add").click()
    expect(page.locator("#messages .message")).to_be_visible()
    # a region that is replaced is not read out, nor is one behind an open dialog
    expect(page.locator("body")).to_have_attribute("data-heard", re.compile("Added"))
    assert page.evaluate("window.region.isConnected")
    assert page.evaluate("window.region.ariaLive") == "polite"
    expect(page.locator("#messages .message")).to_have_count(1)


def test_an_answer_that_is_missing_is_said_and_what_was_typed_stays(cast, visitor):
    page, _ = review_list(visitor, cast, "aspirin dose")
    page.locator("a", has_text="Review for").click()
    page.get_by_text("Add words of your own").press("Enter")
    page.locator("#f-goal_words").fill("Which dose, and for how long?")
    page.locator("#f-goal").check()
    page.locator("#add").click()
    summary = page.locator(f"{DIALOG} .error-summary")
    expect(summary).to_be_focused()
    expect(page.locator(DIALOG)).to_be_visible()
    expect(page.locator("#f-goal_words")).to_have_value("Which dose, and for how long?")
    expect(page.locator("#f-goal")).to_be_checked()
    summary.get_by_role("link").press("Enter")
    expect(page.locator("#f-result")).to_be_focused()
    expect(page.locator("fieldset:has(#f-result) .error")).to_be_visible()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator(DIALOG)).to_be_hidden()
    expect(page.locator("#n-claim")).to_have_text("1")


def test_escape_and_cancel_and_the_cross_close_the_pop_up_and_the_focus_returns(cast, visitor):
    page, _ = review_list(visitor, cast, "one", "two")
    button = page.locator("a", has_text="Review for").last
    for close in (
        lambda: page.keyboard.press("Escape"),
        lambda: page.locator(DIALOG).get_by_role("link", name="Cancel").press("Enter"),
        lambda: page.locator(DIALOG).get_by_role("button", name="Close").press("Enter"),
    ):
        button.press("Enter")
        expect(page.locator(DIALOG)).to_be_visible()
        close()
        expect(page.locator(DIALOG)).to_be_hidden()
        expect(button).to_be_focused()
    expect(page.locator("#n-review")).to_have_text("2")


def test_the_focus_stays_within_the_open_pop_up(cast, visitor):
    page, _ = review_list(visitor, cast, "one")
    page.locator("a", has_text="Review for").press("Enter")
    expect(page.locator("#f-goal")).to_be_focused()
    for _ in range(25):
        page.keyboard.press("Tab")
        assert page.evaluate("""document.activeElement === document.body
            || document.querySelector("#dialog").contains(document.activeElement)"""), focused(page)


def test_words_that_look_like_a_patient_are_shown_and_do_not_block(cast, visitor):
    page, _ = review_list(visitor, cast, "aspirin dose")
    page.locator("a", has_text="Review for").click()
    page.locator("#f-goal").check()
    page.locator("#f-result").check()
    page.get_by_text("Add words of your own").press("Enter")
    page.locator("#f-result_words").fill("Call the daughter, 555-201-3344, on Monday")
    page.locator("#add").click()
    expect(page.locator(f"{DIALOG} mark")).to_have_text("555-201-3344")
    expect(page.locator(f"{DIALOG} [data-errors]")).to_be_focused()
    expect(page.locator("#f-result_words")).to_have_value("Call the daughter, 555-201-3344, on Monday")
    page.get_by_role("button", name="This is no patient, add").press("Enter")
    expect(page.locator(DIALOG)).to_be_hidden()
    expect(page.locator("#n-claim")).to_have_text("1")


def test_two_presses_of_add_make_one_review(cast, visitor):
    page, _ = review_list(visitor, cast, "one", "two")
    page.locator("a", has_text="Review for").first.click()
    page.locator("#f-goal").check()
    page.locator("#f-result").check()
    page.locator("#add").dblclick()
    expect(page.locator(DIALOG)).to_be_hidden()
    expect(page.locator("#n-claim")).to_have_text("1")
    expect(page.locator("#n-review")).to_have_text("1")


def test_an_entry_that_another_window_reviewed_says_so(cast, visitor):
    person = cast.physician
    entry = cast.entry(person, "one")
    page = visitor(person)
    page.goto("/cme/review")
    page.locator("a", has_text="Review for").click()
    other = page.context.new_page()
    other.goto(f"/cme/review/{entry.id}")
    other.locator("#f-goal").check()
    other.locator("#f-result").check()
    other.locator("#add").click()
    other.wait_for_url("**/cme/review")
    page.bring_to_front()
    page.locator("#f-goal").check()
    page.locator("#f-result").check()
    page.locator("#add").click()
    expect(page.locator(f"{DIALOG} h2")).to_have_text("This cannot be reviewed")
    assert page.evaluate("document.querySelector('#dialog').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(page.locator(DIALOG)).to_be_hidden()


def test_the_article_page_reviews_in_a_pop_up_and_stays(cast, visitor):
    page = visitor(cast.physician)
    page.goto("/search?q=heart+attack")
    page.locator(".hits a").first.click()
    page.locator("#review-this").press("Enter")
    expect(page.locator("#f-goal")).to_be_focused()
    page.keyboard.press("Space")
    page.locator("#f-result").press("Space")
    page.keyboard.press("Enter")
    expect(page.locator(DIALOG)).to_be_hidden()
    expect(page.locator("#messages")).to_contain_text("is under To claim")
    expect(page.get_by_role("complementary").get_by_role("link", name="To claim")).to_be_focused()
    expect(page.get_by_text("On For review")).to_have_count(0)
