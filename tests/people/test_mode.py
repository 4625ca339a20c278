"""The Clinician/Student switch: beside the logo on every page, remembered, telling (P5)."""

from __future__ import annotations

import pytest

PAGES = ("/dashboard", "/search", "/library", "/cme/review", "/cme/claim", "/profile", "/help", "/nowhere")


def _pressed(page):
    return "student" if 'value="student" aria-pressed="true"' in page else "clinician"


def test_a_newcomer_is_in_clinician_mode(visitor, cast):
    one = visitor(cast.newcomer).get("/dashboard")
    assert _pressed(one.page) == "clinician" and one.hasnt("Student mode:")


def test_the_switch_is_at_the_top_of_every_page_beside_the_logo(visitor, cast):
    one = visitor(cast.physician)
    for path in PAGES:
        page = one.get(path).page
        header = page[page.index("<header") : page.index("</header>")]
        assert header.index('class="logo"') < header.index('action="/mode"') < header.index('class="menu"')


def test_switching_says_so_there_and_on_every_page_and_stays_where_one_was(visitor, cast):
    one = visitor(cast.physician).post("/mode", mode="student", back="/library?specialty=Cardiology")
    assert one.address == "/library?specialty=Cardiology"
    assert one.has("Student mode: you can read and answer everything, and nothing earns credit.")
    for path in PAGES:
        assert one.get(path).has("Student mode: read and answer everything; nothing earns credit.")
        assert _pressed(one.page) == "student"
    assert one.post("/mode", mode="clinician").has("Clinician mode: what you look up can earn credit.")
    assert one.get("/dashboard").hasnt("Student mode:")


def test_it_is_remembered_on_other_devices_and_later(visitor, cast, clock):
    visitor(cast.physician).post("/mode", mode="student")
    clock.forward(days=20)
    assert _pressed(visitor(cast.physician).get("/dashboard").page) == "student"
    assert _pressed(visitor(cast.nurse).get("/dashboard").page) == "clinician"


@pytest.mark.parametrize("mode", ["", "teacher", "STUDENT"])
def test_there_is_no_third_mode(visitor, cast, mode):
    one = visitor(cast.physician)
    assert one.post("/mode", mode=mode).status == 422
    assert _pressed(one.get("/dashboard").page) == "clinician"


def test_a_stranger_has_no_switch(visitor, cast):
    one = visitor().get("/library")
    assert 'action="/mode"' not in one.page
    assert one.post("/mode", mode="student").address.startswith("/sign-in")


def test_the_way_back_never_leads_away(visitor, cast):
    one = visitor(cast.physician).post("/mode", {"mode": "student", "back": "//evil.example"}, follow=False)
    assert one.answer.location == "/"


def test_in_student_mode_nothing_is_earned_and_what_was_earned_can_be_reviewed(visitor, cast):
    alice = cast.physician
    entry = cast.entry(alice, "earned before")
    one = visitor(alice).post("/mode", mode="student")
    one.get("/search?q=gout+or+heart")
    for link in one.links(r"/articles/[^\"]+"):
        one.get(link)
    one.get("/cme/review")
    assert one.has("earned before") and one.page.count("data-row") <= 1
    one.post(f"/cme/review/{entry.id}", goal="treat", result="change")
    assert one.has("is under To claim")
