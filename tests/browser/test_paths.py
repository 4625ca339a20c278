"""From a search to a verified certificate: without a script, at 390 px, and by keyboard alone
(issue 2, line 13)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.checks import wait_until_still
from tests.browser.hands import Keys, download, fetch
from tests.cast import PASSWORD

TERM = "heart attack"


@pytest.mark.full
def test_the_whole_path_without_a_script(cast, visitor, running_app):
    person = cast.physician
    page = visitor(js=False)
    page.goto("/search")
    page.wait_for_url("**/sign-in?next=**")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_label("Your question")).to_be_visible()
    for term in (TERM, "afib"):
        page.goto("/search")
        page.get_by_label("Your question").fill(term)
        page.get_by_role("button", name="Search", exact=True).click()
        page.locator(".hits h2 a").first.click()
        expect(page.locator("#credit").get_by_text("On For review")).to_be_visible()
    page.get_by_role("link", name="Review for 0.5 credits").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Review “afib”")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.locator("#f-goal").check()
    page.locator("#f-result").check()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("Added: “afib”")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#n-review")).to_have_text("2")
    for _ in range(2):
        page.get_by_role("link", name="Review for 0.5 credits").first.click()
        page.locator("#f-goal").check()
        page.locator("#f-result").check()
        page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("link", name="To claim").first.click()
    page.get_by_role("link", name="Select all").click()
    expect(page.locator("input[name=entry]:checked")).to_have_count(2)
    page.locator("input[name=entry]").first.uncheck()
    page.get_by_role("button", name="Update the sum").click()
    expect(page.get_by_role("button", name="Preview claim of 0.5")).to_be_visible()
    page.locator("input[name=entry]").first.check()
    page.get_by_role("button", name="Preview claim").click()
    expect(page.locator(".certificate")).to_contain_text("Alice Adams, MD")
    page.get_by_role("button", name="Claim and generate certificate").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 credit claimed")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Success!")
    success = page.url
    assert fetch(page).startswith(b"%PDF-")
    page.goto(success)
    page.get_by_role("link", name="Open the certificate").click()
    address = page.get_by_role("link", name="Verify", exact=True).get_attribute("href")
    stranger = visitor(js=False)
    stranger.goto(address)
    expect(stranger.locator(".summary")).to_contain_text("Alice Adams, MD")
    expect(stranger.locator("body")).not_to_contain_text(TERM)


def test_the_whole_path_on_a_phone(cast, visitor):
    page = visitor(cast.physician, width=390, height=844, has_touch=True, is_mobile=True, theme="dark")
    page.goto("/dashboard")
    page.locator("#q").fill(TERM)
    page.get_by_role("option").first.tap()
    expect(page.locator("#credit").get_by_text("On For review")).to_be_visible()
    page.get_by_role("link", name="Review for 0.5 credits").tap()
    sheet = page.locator("#dialog")
    expect(sheet).to_be_visible()
    wait_until_still(page)
    box = sheet.bounding_box()
    assert box["x"] == 0 and box["width"] == 390, "a sheet as wide as the phone"
    page.get_by_text("Add words of your own").tap()
    page.locator("#f-goal").check()
    page.locator("#f-result").check()
    page.get_by_role("button", name="Add", exact=True).tap()
    expect(sheet).to_be_hidden()
    page.locator(".menu-toggle summary").tap()
    page.get_by_role("link", name="Claim CME").tap()
    page.get_by_label("Select all").tap()
    bar = page.locator(".bar").bounding_box()
    assert bar["y"] + bar["height"] <= 844 + 1, "the bar stands in sight"
    page.get_by_role("button", name="Claim 0.5 credits").tap()
    page.get_by_role("button", name="Claim and generate certificate").tap()
    page.get_by_role("link", name="Leave it").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Success!")
    page.get_by_role("link", name="Open the certificate").tap()
    sheet = page.locator(".certificate").bounding_box()
    assert sheet["width"] <= 390
    small = page.evaluate("""[...document.querySelectorAll("a.button, button, summary, input:not([type=hidden])")]
      .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 24)
      .map((each) => each.outerHTML.slice(0, 80))""")
    assert not small, f"too small for a finger: {small}"


@pytest.mark.full
def test_the_whole_path_by_keyboard_alone(cast, visitor):
    person = cast.physician
    page = visitor()
    keys = Keys(page)
    page.goto("/")
    keys.press("Tab")
    assert keys.focused() == "Skip to content"
    assert page.locator(".skip").bounding_box()["y"] >= 0, "it shows itself with the focus"
    keys.to("Sign in$").enter()
    page.wait_for_url("**/sign-in")
    keys.to("E-mail address")
    keys.keyboard.type(person.email)
    keys.press("Tab")
    keys.keyboard.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_url("**/dashboard")
    keys.to("What do you want to know")
    keys.keyboard.type(TERM, delay=20)
    expect(page.get_by_role("option").first).to_be_visible()
    keys.press("ArrowDown", "Enter")
    expect(page.locator("#credit").get_by_text("On For review")).to_be_visible()
    keys.to("Review for 0.5").press("Enter")
    expect(page.locator("#f-goal")).to_be_focused()
    keys.press("Space", "Tab")
    expect(page.locator("#f-result")).to_be_focused()
    keys.press("ArrowDown", "Tab")
    assert keys.focused().startswith("Add words")
    keys.press("Enter", "Tab")
    keys.keyboard.type("When is fibrinolysis better?")
    keys.to("Add$").press("Enter")
    expect(page.locator("#dialog")).to_be_hidden()
    keys.to("To claim").enter()
    page.wait_for_url("**/cme/claim")
    keys.to("Select all").press("Space")
    keys.to("Claim 0.5 credits").enter()
    page.wait_for_url("**/cme/claim/preview**")
    keys.to("Claim and generate certificate").enter()
    page.wait_for_url("**/feedback")
    keys.to("Very").press("Space")
    keys.to("Submit").enter()
    expect(page.get_by_role("heading", level=1)).to_have_text("Success!")
    keys.to("Download PDF")
    presses = keys.presses + 1  # a page that waits for the PDF comes on a slow machine only
    download(page, lambda: keys.press("Enter"), lambda: keys.to("Download PDF").press("Enter"))
    assert presses < 160, presses


def test_the_menu_of_the_header_opens_by_keyboard_and_closes_by_escape(cast, visitor):
    page = visitor(cast.physician)
    keys = Keys(page)
    page.goto("/dashboard")
    keys.to("CME Credits").press("Enter")
    expect(page.get_by_role("link", name="Claimed", exact=True)).to_be_visible()
    keys.press("Tab", "Tab")
    assert keys.focused() == "Claim CME"
    keys.press("Escape")
    expect(page.get_by_role("link", name="Claim CME")).to_be_hidden()
    assert keys.focused() == "CME Credits"
