"""Suggestions while typing, by the ARIA combobox pattern (issue 2, line 5)."""

from __future__ import annotations

import contextlib
import re

import pytest
from playwright.sync_api import Error, expect

ANY = re.compile(".")


def opened(page, term="atrial"):
    """Type a term and wait for its suggestions."""
    page.goto("/search")
    field = page.get_by_role("combobox")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially(term, delay=20)
    expect(page.get_by_role("option").first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    return field


def active(page, field):
    """Return the option that the field names as active."""
    return page.locator("#" + field.get_attribute("aria-activedescendant"))


def test_arrows_choose_a_suggestion_and_enter_opens_its_article_for_review(cast, visitor):
    page = visitor(cast.physician)
    field = opened(page)
    assert field.get_attribute("aria-controls") == page.get_by_role("listbox").get_attribute("id")
    assert field.get_attribute("aria-autocomplete") == "list"
    assert not field.get_attribute("aria-activedescendant"), "selection is manual: nothing is chosen by itself"
    page.keyboard.press("ArrowDown")
    first = active(page, field)
    expect(first).to_have_attribute("aria-selected", "true")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowUp")
    last = active(page, field)
    assert last.get_attribute("id") == page.get_by_role("option").last.get_attribute("id"), "it wraps around"
    page.keyboard.press("ArrowDown")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(1)
    title = first.locator("span").first.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("#credit").get_by_text("On For review")).to_be_visible()
    page.goto("/cme/review")
    expect(page.locator("#review-list .entry-title")).to_have_text("atrial")


def test_enter_without_a_choice_searches_what_was_typed(cast, visitor):
    page = visitor(cast.physician)
    opened(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=atrial**")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("trial")


def test_escape_closes_the_list_and_keeps_the_words_and_the_arrow_opens_it_again(cast, visitor):
    page = visitor(cast.physician)
    field = opened(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("atrial")
    expect(field).not_to_have_attribute("aria-activedescendant", ANY)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    expect(field).to_have_attribute("aria-activedescendant", ANY)
    page.keyboard.press("End")  # moving in the text leaves the list
    expect(field).not_to_have_attribute("aria-activedescendant", ANY)
    page.keyboard.type("x")
    expect(field).to_have_value("atrialx")


@pytest.mark.full
def test_tab_leaves_the_list_and_closes_it(cast, visitor):
    page = visitor(cast.physician)
    field = opened(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("button", name="Search", exact=True)).to_be_focused()


@pytest.mark.full
def test_a_click_on_a_suggestion_opens_its_article(cast, visitor):
    page = visitor(cast.physician)
    opened(page)
    page.get_by_role("option").first.click()
    expect(page.locator("#credit").get_by_text("On For review")).to_be_visible()


def test_suggestions_that_arrive_after_enter_do_not_open_over_the_results(cast, visitor):
    page = visitor(cast.physician)
    page.goto("/search")
    page.get_by_role("combobox").fill("hyperkal")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=hyperkal")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_an_old_answer_never_replaces_a_newer_one(cast, visitor):
    page = visitor(cast.physician)
    page.goto("/search")
    old, held, ended = "**/search/suggest?q=hyp", [], []
    page.route(old, lambda route: held.append(route))
    for event in ("requestfinished", "requestfailed"):
        page.on(event, lambda request: ended.append(request.url.rpartition("q=")[2]))
    field = page.get_by_role("combobox")
    with page.expect_request(old):
        field.fill("hyp")
    field.fill("gout")
    expect(page.get_by_role("option").first).to_contain_text("gout", ignore_case=True)
    if "hyp" in ended:  # the page let go of it, which is right
        (route,) = held
        with contextlib.suppress(Error):
            route.continue_()
    else:
        with page.expect_response(old):
            held[0].continue_()
    page.watch.read(page)  # by now the page has done what it does with an answer
    expect(page.get_by_role("option").first).to_contain_text("gout", ignore_case=True)


@pytest.mark.full
def test_the_dashboard_suggests_too(cast, visitor):
    page = visitor(cast.physician)
    page.goto("/dashboard")
    page.get_by_role("combobox").press_sequentially("sepsis", delay=20)
    expect(page.get_by_role("option").first).to_contain_text("epsis")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#credit").get_by_text("On For review")).to_be_visible()
