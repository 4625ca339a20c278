"""Where one is signed in: listed in plain words, ended one by one (ASVS 7.4.3, 7.5.2)."""

from __future__ import annotations

import re

import pytest

from cme.people import device_names
from tests.cast import PASSWORD
from tests.people.second_factor import PHONE

KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
WINDOWS, MAC = "Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7"
IPHONE = "iPhone; CPU iPhone OS 19_0 like Mac OS X"
DESK = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
AGENTS = {
    PHONE: "Safari on iPhone",
    DESK: "Firefox on Linux",
    f"Mozilla/5.0 ({WINDOWS}) {KIT} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0": "Edge on Windows",
    f"Mozilla/5.0 ({WINDOWS}) {KIT} Chrome/142.0.0.0 Safari/537.36": "Chrome on Windows",
    f"Mozilla/5.0 ({WINDOWS}) {KIT} Chrome/142.0.0.0 Safari/537.36 OPR/126.0.0.0": "Opera on Windows",
    f"Mozilla/5.0 ({MAC}) {KIT} Version/19.0 Safari/605.1.15": "Safari on Mac",
    f"Mozilla/5.0 ({IPHONE}) {KIT} CriOS/142.0 Mobile/15E148 Safari/604.1": "Chrome on iPhone",
    f"Mozilla/5.0 (Linux; Android 15) {KIT} SamsungBrowser/29.0 Chrome/136.0 Safari/537.36": "Samsung Internet on Android",
    f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {KIT} Chrome/142.0.0.0 Safari/537.36": "Chrome on ChromeOS",
    "curl/8.5.0": "An unknown device",
    "": "An unknown device",
    "Linux": "Linux",
}


def test_a_device_is_named_in_plain_words():
    assert {agent: device_names.describe(agent) for agent in AGENTS} == AGENTS


@pytest.fixture
def three(visitor, cast, clock):
    """A phone, a desk and the browser that looks."""
    phone, desk, here = visitor(), visitor(), visitor()
    for one, agent in ((phone, PHONE), (desk, DESK)):
        one.post("/sign-in", {"email": cast.physician.email, "password": PASSWORD}, headers={"User-Agent": agent})
        clock.forward(minutes=5)
    here.sign_in(cast.physician)
    return phone, desk, here


def ends(one) -> list[str]:
    return re.findall(r'action="(/account/security/sessions/[0-9a-f]{16}/end)"', one.page)


def test_each_session_is_listed_with_its_device_and_times_and_this_one_is_marked(three):
    here = three[2].get("/account/security")
    assert here.has(
        "Where you are signed in",
        "Safari on iPhone",
        "Since 22 Nov 2026, 10:00",
        "Firefox on Linux",
        "Since 22 Nov 2026, 10:05",
        "This device",
        "Last seen 22 Nov 2026, 10:10",
    )
    assert len(ends(here)) == 3 and here.text.count("This device") == 1
    assert here.text.index("This device") < here.text.index("Firefox") < here.text.index("Safari")


def test_one_is_ended_and_the_others_go_on(three):
    phone, desk, here = three
    here.get("/account/security")
    here.post(ends(here)[2])
    assert here.has("Safari on iPhone is signed out.") and len(ends(here)) == 2
    assert phone.get("/profile").address.startswith("/sign-in?") and desk.get("/profile").address == "/profile"


def test_all_others_are_ended_at_once(three):
    phone, desk, here = three
    here.get("/account/security").post("/account/security/sessions/end-others")
    assert here.has("You are signed out everywhere else.") and len(ends(here)) == 1
    for one in (phone, desk):
        assert one.get("/profile").address.startswith("/sign-in?")


def test_ending_this_one_signs_out(three):
    here = three[2].get("/account/security")
    here.post(ends(here)[0])
    assert here.has("You are signed out.") and here.get("/profile").address.startswith("/sign-in?")
    assert three[0].get("/profile").address == "/profile"


def test_an_ended_an_old_and_somebody_elses_session_are_not_there(visitor, cast, three, clock):
    phone, desk, here = three
    mine = ends(here.get("/account/security"))
    other = visitor(cast.stranger)
    for path in mine:
        assert other.post(path).status == 404
    here.post(mine[2])
    assert here.post(mine[2]).status == 404
    assert here.post("/account/security/sessions/zzzz/end").status == 404
    clock.forward(hours=7, minutes=50)
    here.get("/account/security")
    clock.forward(minutes=14)  # the desk has been idle for eight hours
    here.get("/account/security")
    assert len(ends(here)) == 1


def test_after_a_change_of_factors_the_page_offers_to_end_the_others(three):
    here = three[2]
    here.post("/account/security/app")
    assert here.get("/account/security").has("Sign out everywhere else")
