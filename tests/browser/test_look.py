"""The look: themes, movement, zoom, and the ways past the header (issue 2, line 12)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.checks import wait_until_still

BACKGROUND = "getComputedStyle(document.body).backgroundColor"
MOVES = """[...document.querySelectorAll("*"), document.querySelector("dialog")].filter((each) => {
  const style = getComputedStyle(each);
  return [...style.transitionDuration.split(","), ...style.animationDuration.split(",")].some((time) => parseFloat(time) > 0);
}).length"""


def test_the_theme_follows_the_system_until_it_is_chosen_and_is_remembered(cast, visitor):
    page = visitor(cast.physician, theme="dark")
    page.goto("/dashboard")
    dark = page.evaluate(BACKGROUND)
    page.emulate_media(color_scheme="light")
    light = page.evaluate(BACKGROUND)
    assert dark != light
    page.emulate_media(color_scheme="dark")
    page.get_by_role("button", name="Theme: auto").press("Enter")
    expect(page.get_by_role("button", name="Theme: light")).to_be_visible()
    assert page.evaluate(BACKGROUND) == light
    page.get_by_role("button", name="Theme: light").click()
    page.emulate_media(color_scheme="light")
    expect(page.get_by_role("button", name="Theme: dark")).to_be_visible()
    assert page.evaluate(BACKGROUND) == dark
    page.get_by_role("button", name="Sign out").click()
    page.goto("/library")
    assert page.evaluate(BACKGROUND) == dark, "it outlives signing out"


def test_nothing_moves_for_those_who_asked_for_that(cast, visitor):
    person = cast.physician
    cast.entry(person, "aspirin dose")
    for wish, moves in (("reduce", False), ("no-preference", True)):
        page = visitor(person, reduced_motion=wish)
        page.goto("/cme/review")
        page.locator("a", has_text="Review for").click()
        expect(page.locator("#dialog")).to_be_visible()
        assert bool(page.evaluate(MOVES)) is moves
        smooth = page.evaluate("getComputedStyle(document.documentElement).scrollBehavior")
        assert smooth == "auto" or moves


@pytest.mark.full
def test_at_a_zoom_of_200_percent_the_whole_of_a_review_can_be_used(cast, visitor):
    person = cast.physician
    cast.entry(person, "aspirin dose")
    page = visitor(person, width=640, height=400, device_scale_factor=2)
    page.goto("/cme/review")
    page.locator("a", has_text="Review for").click()
    expect(page.locator("#f-goal")).to_be_focused()
    wait_until_still(page)
    for target in ("#f-goal", "#f-result", "#dialog summary", "#add"):
        page.locator(target).focus()
        box = page.locator(target).bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= 400, f"{target} is out of sight"
    page.locator("#f-goal").check()
    page.locator("#f-result").check()
    page.locator("#add").click()
    expect(page.locator("#messages")).to_contain_text("is under To claim")


def test_the_skip_link_leads_past_the_header(cast, visitor):
    page = visitor(cast.physician)
    page.goto("/cme/review")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_certificate_prints_on_paper_without_the_pages_frame(cast, visitor):
    person = cast.physician
    claim = cast.claimed(person, 2)
    page = visitor(person, theme="dark")
    page.goto(f"/claims/{claim.id}/certificate")
    page.emulate_media(media="print")
    expect(page.locator(".header")).to_be_hidden()
    expect(page.locator(".footer")).to_be_hidden()
    expect(page.locator(".certificate")).to_be_visible()
    expect(page.get_by_role("link", name="Download PDF")).to_be_hidden()
    assert page.evaluate(BACKGROUND) in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    assert page.locator("[data-copy]").first.is_hidden()
