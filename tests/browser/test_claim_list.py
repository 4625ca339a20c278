"""To claim: ticks, "all", ranges, the total that follows, the bar that hides nothing (issue 2, line 8)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from cme.offer.importers.courses import import_course
from tests import courses


def claim_list(cast, visitor, count=5, **window):
    """Review entries for a new physician and show them under To claim."""
    person = cast.physician
    for n in range(count):
        cast.reviewed(person, f"question {n + 1}")
    page = visitor(person, **window)
    page.goto("/cme/claim")
    expect(page.locator("input[name=entry]")).to_have_count(count)
    return page


def boxes(page):
    return page.locator("input[name=entry]")


def ticked(page) -> list[bool]:
    return page.evaluate("[...document.querySelectorAll('input[name=entry]')].map((box) => box.checked)")


def button(page):
    return page.locator("[data-claim-button]")


def test_the_button_follows_every_tick(cast, visitor):
    page = claim_list(cast, visitor, 3)
    expect(button(page)).to_have_text("Claim credits")
    for n, text in enumerate(("Claim 0.5 credits", "Claim 1 credit", "Claim 1.5 credits")):
        boxes(page).nth(n).check()
        expect(button(page)).to_have_text(text)
        expect(page.locator("[data-total]")).to_have_text(text.removeprefix("Claim "))
    boxes(page).nth(1).press("Space")
    expect(button(page)).to_have_text("Claim 1 credit")
    expect(page.locator("[data-status]")).to_have_text("2 of 3 selected, 1 credit")


def test_the_topmost_box_ticks_all_and_shows_when_only_some_are_ticked(cast, visitor):
    page = claim_list(cast, visitor, 5)
    top = page.get_by_label("Select all")
    top.press("Space")
    assert ticked(page) == [True] * 5
    expect(button(page)).to_have_text("Claim 2.5 credits")
    boxes(page).nth(2).uncheck()
    assert top.evaluate("(box) => [box.indeterminate, box.checked]") == [True, False]
    boxes(page).nth(2).check()
    assert top.evaluate("(box) => [box.indeterminate, box.checked]") == [False, True]
    top.press("Space")
    assert ticked(page) == [False] * 5
    expect(button(page)).to_have_text("Claim credits")


@pytest.mark.full
def test_shift_and_a_click_tick_everything_between_by_mouse_and_by_keyboard(cast, visitor):
    page = claim_list(cast, visitor, 5)
    boxes(page).nth(1).click()
    boxes(page).nth(3).click(modifiers=["Shift"])
    assert ticked(page) == [False, True, True, True, False]
    expect(button(page)).to_have_text("Claim 1.5 credits")
    boxes(page).nth(2).click(modifiers=["Shift"])
    assert ticked(page) == [False, True, False, False, False]
    page.locator("label.entry").nth(4).click(modifiers=["Shift"], position={"x": 80, "y": 12})
    assert ticked(page) == [False, True, True, True, True], "on the words of a row it does the same"
    assert page.evaluate("getSelection().toString()") == "", "and selects no text"
    boxes(page).nth(4).focus()
    page.keyboard.press("Shift+Space")
    assert ticked(page)[4] is False


def test_nothing_ticked_is_refused_with_a_sentence_and_the_focus(cast, visitor):
    page = claim_list(cast, visitor, 2)
    button(page).click()
    expect(page.locator(".error-summary")).to_contain_text("Tick at least one entry")
    expect(page.locator(".error-summary")).to_be_focused()
    assert page.title().startswith("Error: ")


@pytest.mark.full
def test_enter_in_a_box_goes_to_the_preview_and_sends_nothing_back(cast, visitor):
    page = claim_list(cast, visitor, 2)
    boxes(page).first.check()
    boxes(page).first.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Claim 0.5 credits?")


def test_cancel_and_change_my_details_lead_back_with_the_ticks_kept(cast, visitor):
    page = claim_list(cast, visitor, 3)
    boxes(page).nth(0).check()
    boxes(page).nth(2).check()
    button(page).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Claim 1 credit?")
    page.get_by_role("link", name="Change my details").click()
    page.get_by_label("Name, as it is to be printed").fill("Alice Beatrice Adams")
    page.get_by_role("button", name="Save the profile").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Claim 1 credit?")
    expect(page.locator(".certificate-name")).to_contain_text("Alice Beatrice Adams, MD")
    page.get_by_role("link", name="Cancel").click()
    assert ticked(page) == [True, False, True]
    expect(button(page)).to_have_text("Claim 1 credit")


@pytest.mark.full
def test_the_browsers_own_way_back_keeps_the_ticks_too(cast, visitor):
    page = claim_list(cast, visitor, 3)
    boxes(page).nth(1).check()
    boxes(page).nth(2).check()
    button(page).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Claim 1 credit?")
    page.go_back()
    assert ticked(page) == [False, True, True]
    expect(button(page)).to_have_text("Claim 1 credit")
    page.reload()
    assert ticked(page) == [False, True, True]


def test_an_entry_goes_back_to_review_and_the_others_stay(cast, visitor):
    page = claim_list(cast, visitor, 2)
    page.get_by_role("button", name="Back to review").first.press("Enter")
    page.wait_for_url("**/cme/review")
    expect(page.locator("#n-review")).to_have_text("1")
    expect(page.locator("#n-claim")).to_have_text("1")


@pytest.mark.parametrize(
    ("width", "height"),
    [(390, 640), pytest.param(1280, 620, marks=pytest.mark.full), pytest.param(320, 480, marks=pytest.mark.full)],
)
def test_the_bar_never_hides_what_has_the_focus(cast, visitor, width, height):
    page = claim_list(cast, visitor, 12, width=width, height=height)
    covered = _walk(page, "Tab") + _walk(page, "Shift+Tab")
    assert not covered, covered
    page.get_by_label("Select all").check()
    button(page).click()
    covered = _walk(page, "Tab", 25)
    assert not covered, covered


def _walk(page, key, steps=40) -> list[str]:
    """Press a key again and again; list what had the focus under the bar or out of sight."""
    covered = []
    for _ in range(steps):
        page.keyboard.press(key)
        position = page.evaluate("""() => {
          const it = document.activeElement, bar = document.querySelector(".bar");
          if (!it || it === document.body || it.closest(".skip") || bar.contains(it)) return "";
          const box = it.getBoundingClientRect(), hides = bar.getBoundingClientRect();
          const under = box.bottom > hides.top && box.top < hides.bottom;
          const outside = box.top < 0 || box.bottom > innerHeight;
          return under || outside ? `${it.tagName} ${it.id} ${it.innerText.slice(0, 30)} at ${Math.round(box.top)} to `
            + `${Math.round(box.bottom)}, the bar at ${Math.round(hides.top)} to ${Math.round(hides.bottom)}` : "";
        }""")
        if position:
            covered.append(position)
    return covered


def test_the_total_follows_the_part_of_a_topic_and_only_what_is_lowered_is_sent(cast, visitor):
    course = courses.offer("course-in-parts", topics=2)
    for topic in ("topic-1", "topic-2"):
        courses.answer(cast.physician, course, topic)
    page = visitor(cast.physician)
    page.goto("/cme/claim")
    parts = page.locator("[data-part]")
    parts.nth(0).fill("0.5")
    expect(boxes(page).nth(0)).to_be_checked()
    expect(button(page)).to_have_text("Claim 0.5 credits")
    page.locator("[data-all]").check()
    expect(page.locator("[data-total]")).to_have_text("1.75 credits")
    parts.nth(0).press("ArrowUp")
    expect(button(page)).to_have_text("Claim 2 credits")
    parts.nth(0).fill("")
    expect(button(page)).to_have_text("Claim 2.5 credits")
    parts.nth(0).fill("9")
    button(page).click()
    expect(page.locator(".error-summary a")).to_have_text(
        "Topic 2 of course-in-parts: Enter more than 0 and at most 1.25."
    )
    page.locator(".error-summary a").click()
    expect(page.locator("[data-part]").nth(0)).to_be_focused()
    page.locator("[data-part]").nth(0).fill("0.25")
    button(page).click()
    expect(page.locator("h1")).to_have_text("Claim 1.5 credits?")
    assert page.url.count("amount-") == 1, "the whole of the other topic need not be said"
    page.go_back()
    expect(page.locator("[data-part]").nth(0)).to_have_value("0.25")
    expect(button(page)).to_have_text("Claim 1.5 credits")


def test_where_a_reader_stopped_is_kept_when_the_page_is_left(cast, visitor, tmp_path):
    folder = courses.write(tmp_path, "long-course", topics=1)
    text = (folder / "1.md").read_text()
    (folder / "1.md").write_text(text + "".join(f"\n## Part {n}\n\n" + "Words to read. " * 400 for n in range(6)))
    import_course(folder, by="test")
    page = visitor(cast.physician, width=390)
    page.goto("/courses/long-course/topics/topic-1")
    page.locator("#s-part-3").scroll_into_view_if_needed()
    with page.expect_response("**/place"):
        page.evaluate("Object.defineProperty(document, 'visibilityState', {value: 'hidden'})")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    second_page = visitor(cast.physician)
    second_page.goto("/courses/long-course/topics/topic-1")
    second_page.locator(".notice a", has_text="Go on there").click()
    assert "#s-part-" in second_page.url
