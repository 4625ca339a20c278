"""Preview, confirmation, Success!, Undo: and nothing is ever claimed twice (issue 2, line 8; L3, L4, L6)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

CONFIRM = "Claim and generate certificate"


def preview(cast, visitor, count=2, **window):
    """Show the preview of a claim of a new physician's entries."""
    person = cast.physician
    ids = [cast.reviewed(person, f"question {n + 1}").id for n in range(count)]
    page = visitor(person, **window)
    page.goto("/cme/claim/preview?type=ama-pra-1&" + "&".join(f"entry={each}" for each in ids))
    expect(page.get_by_role("button", name=CONFIRM)).to_be_visible()
    return page


def claims(page) -> int:
    page.goto("/cme/claimed")
    return page.locator(".claim-group").count()


def test_the_preview_shows_the_certificate_and_the_claim_leads_to_success(cast, visitor):
    page = preview(cast, visitor, 2)
    sheet = page.locator(".certificate")
    expect(sheet).to_have_count(1)
    expect(sheet).to_contain_text("Alice Adams, MD")
    expect(sheet.locator(".certificate-credit b")).to_have_text("1")
    expect(sheet).to_have_attribute("aria-label", "Certificate of Credit, Sample, not accredited")
    expect(page.get_by_text("No board will be told")).to_be_visible()
    page.get_by_role("button", name=CONFIRM).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 credit claimed")
    page.get_by_label("Very").check()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Success!")
    expect(page.get_by_role("link", name="Download PDF")).to_be_visible()
    page.goto("/cme/claimed")
    expect(page.locator("#n-claimed")).to_have_text("1")
    expect(page.locator("#n-claim")).to_have_text("0")


def test_a_double_click_on_the_confirmation_makes_one_claim(cast, visitor):
    page = preview(cast, visitor)
    sent = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.get_by_role("button", name=CONFIRM).dblclick()
    page.wait_for_url("**/feedback")
    assert len(sent) == 1, "the second press is ignored"
    assert claims(page) == 1


def test_two_windows_with_the_same_preview_make_one_claim_and_the_same_page(cast, visitor):
    page = preview(cast, visitor)
    other = page.context.new_page()
    other.goto(page.url)
    form = page.locator("#confirm-form")
    key = form.locator("[name=key]").get_attribute("value")
    other.locator("#confirm-form [name=key]").evaluate("(field, key) => { field.value = key }", key)
    page.get_by_role("button", name=CONFIRM).click()
    page.wait_for_url("**/feedback")
    other.get_by_role("button", name=CONFIRM).click()
    other.wait_for_url("**/feedback")
    assert other.url == page.url, "a repeated confirmation answers with the first one's result"
    assert claims(page) == 1


@pytest.mark.full
def test_a_preview_that_another_window_claimed_is_refused_line_by_line(cast, visitor):
    page = preview(cast, visitor)
    other = page.context.new_page()
    other.goto(page.url)
    page.get_by_role("button", name=CONFIRM).click()
    page.wait_for_url("**/feedback")
    other.get_by_role("button", name=CONFIRM).click()
    expect(other.locator(".error-summary")).to_contain_text("question 1")
    expect(other.locator(".error-summary")).to_be_focused()
    assert claims(page) == 1


@pytest.mark.full
def test_reloading_going_back_and_a_bookmark_claim_nothing_again(cast, visitor):
    page = preview(cast, visitor)
    before = page.url
    page.get_by_role("button", name=CONFIRM).click()
    page.wait_for_url("**/feedback")
    after = page.url
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 credit claimed")
    page.go_back()
    confirm = page.get_by_role("button", name=CONFIRM)
    if confirm.count():  # the browser may show the page from its cache
        confirm.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("1 credit claimed")
    page.goto(before)
    expect(page.get_by_role("button", name=CONFIRM)).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing left to claim")
    page.goto(after)
    expect(page.get_by_role("heading", level=1)).to_have_text("1 credit claimed")
    page.get_by_role("link", name="Leave it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Success!")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Success!")
    assert claims(page) == 1


def test_the_claim_is_undone_from_claimed_and_its_entries_are_back(cast, visitor):
    page = preview(cast, visitor, 2)
    page.get_by_role("button", name=CONFIRM).click()
    page.wait_for_url("**/feedback")
    success = page.url.removesuffix("/feedback")
    page.goto("/cme/claimed")
    page.get_by_role("link", name="Undo until").click()
    page.get_by_role("button", name="Undo the claim").dblclick()
    expect(page.locator("#messages")).to_contain_text("The claim is undone: 1 credit")
    expect(page.locator("#n-claim")).to_have_text("2")
    expect(page.locator("#n-claimed")).to_have_text("0")
    page.goto(success)
    expect(page.get_by_role("heading", level=1)).to_have_text("This claim was undone")


def test_what_the_profile_lacks_is_said_and_the_claim_goes_on_after_it_was_given(cast, visitor):
    person = cast.newcomer
    entry = cast.reviewed(person, "first question")
    page = visitor(person)
    page.goto("/cme/claim")
    page.locator(f"#e-{entry.id}").check()
    page.locator("[data-claim-button]").click()
    expect(page.get_by_role("button", name=CONFIRM)).to_have_count(0)
    page.get_by_role("link", name="Complete the profile").click()
    page.get_by_label("Name, as it is to be printed").fill("Nia Newcomer")
    page.get_by_label("Clinical role").select_option("physician")
    page.locator("#f-country").select_option("US")
    page.locator("#f-zone").select_option("America/New_York")
    page.get_by_role("button", name="Save the profile").click()
    expect(page.locator(".certificate-name")).to_contain_text("Nia Newcomer")
    page.get_by_role("button", name=CONFIRM).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("0.5 credits claimed")
