"""Passkeys in a real browser, with the authenticator that Chromium itself plays (issue 3, line 5)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from cme.people import second_factor
from tests.browser.checks import problems, too_wide, violations
from tests.browser.looks import THEMES
from tests.cast import PASSWORD
from tests.people.second_factor import code_of, give_app

TWENTY_MINUTES = 20 * 60
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Device:
    """The authenticator of one window."""

    def __init__(self, page):
        self.wire = page.context.new_cdp_session(page)
        self.wire.send("WebAuthn.enable")
        self.id = self.wire.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]

    def passkeys(self) -> list[dict]:
        """Return the credentials that it holds."""
        return self.wire.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]

    def verifies(self, yes: bool) -> None:
        """Set whether the finger is the right one."""
        self.wire.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": yes})

    def remove(self) -> None:
        """Remove it from the window, which other tests use."""
        self.wire.send("WebAuthn.disable")
        self.wire.detach()


@pytest.fixture
def device_of(visitor):
    """Give a window an authenticator until the test ends: device_of(page)."""
    devices = []

    def give(page) -> Device:
        devices.append(Device(page))
        return devices[-1]

    yield give
    for device in devices:
        device.remove()


def add(page, name="This laptop"):
    """Add a passkey on the pages."""
    page.goto("/account/security")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url(re.compile(r"/account/security(/passkeys)?$"))


def press_passkey(page, name="Sign in with a passkey"):
    page.get_by_role("button", name=name).click()


def give_password(page, person):
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/sign-in/second**")


def test_a_passkey_is_made_signs_in_alone_and_is_the_second_step(cast, visitor, device_of):
    person = cast.physician
    page = visitor(person)
    device = device_of(page)
    add(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    expect(page.locator("main ul code")).to_have_count(10)
    (held,) = device.passkeys()
    assert held["isResidentCredential"] and held["rpId"] == "localhost"
    page.get_by_role("link", name="I have kept them").click()
    expect(page.locator(".entry", has_text="This laptop")).to_contain_text("Not used yet")
    page.get_by_role("button", name="Sign out", exact=True).first.click()

    for _ in range(2):  # a counter that moves on is no replay
        page.goto("/sign-in?next=/account/security")
        press_passkey(page)
        page.wait_for_url("**/account/security")
        expect(page.locator(".entry", has_text="This laptop")).to_contain_text("Last used")
        page.locator(".menu-tools, .menu").get_by_role("button", name="Sign out", exact=True).first.click()
        page.wait_for_url("**/sign-in")

    give_password(page, person)
    press_passkey(page, "Use a passkey")
    page.wait_for_url("**/dashboard")


@pytest.mark.full
def test_the_wrong_finger_or_no_passkey_is_said_beside_the_button(cast, visitor, device_of, running_app):
    person = cast.physician
    page = visitor(person)
    device = device_of(page)
    add(page)
    device.verifies(False)
    page.context.clear_cookies()
    page.goto("/sign-in")
    press_passkey(page)
    expect(page.get_by_role("alert").filter(has_text="No passkey came back")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_enabled()
    device.verifies(True)
    press_passkey(page)
    page.wait_for_url("**/dashboard")


@pytest.mark.full
def test_a_device_that_has_one_makes_no_second(cast, visitor, device_of):
    page = visitor(cast.physician)
    device = device_of(page)
    add(page)
    page.goto("/account/security/passkeys/new")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("alert").filter(has_text="has a passkey for your account already")).to_be_visible()
    assert len(device.passkeys()) == 1


@pytest.mark.full
def test_a_removed_passkey_that_the_device_still_offers_opens_nothing(cast, visitor, device_of):
    person = cast.physician
    page = visitor(person)
    device_of(page)
    add(page)
    page.goto("/account/security")
    page.get_by_role("link", name=re.compile("^Change")).click()
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.locator("#messages")).to_contain_text("The passkey “This laptop” is removed.")
    page.context.clear_cookies()
    page.goto("/sign-in")
    press_passkey(page)
    expect(page.locator(".error-summary")).to_contain_text("That passkey did not open the door.")


@pytest.mark.full
def test_twenty_minutes_later_a_passkey_proves_again_and_leads_back(cast, visitor, device_of, running_app):
    page = visitor(cast.physician)
    device_of(page)
    add(page)
    with running_app.clock_forward(TWENTY_MINUTES):
        page.goto("/account/security/passkeys/new")
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in once more")
        press_passkey(page, "Use a passkey")
        page.wait_for_url("**/account/security/passkeys/new")


@pytest.mark.full
def test_a_sign_in_that_grew_old_while_the_page_stood_open_is_asked_for_before_the_passkey_is_made(
    cast, visitor, device_of, running_app
):
    page = visitor(cast.physician)
    device = device_of(page)
    page.goto("/account/security/passkeys/new")
    with running_app.clock_forward(TWENTY_MINUTES):
        page.get_by_role("button", name="Make the passkey").click()
        page.wait_for_url("**/account/prove**")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
        page.wait_for_url("**/account/security/passkeys/new")
        page.get_by_role("button", name="Make the passkey").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
        assert len(device.passkeys()) == 1


def test_without_a_script_the_password_and_the_app_remain(cast, visitor):
    person = cast.physician
    give_app(person)
    second_factor.totp.Totp.update(last_step=0).execute()  # the code of setting up is used
    page = visitor(js=False)
    page.goto("/sign-in")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    give_password(page, person)
    page.get_by_label("Code from your authenticator app").fill(code_of(person))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/dashboard")
    page.goto("/account/security/passkeys/new")
    expect(page.get_by_text("Passkeys need scripts")).to_be_visible()
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.locator(".error-summary")).to_contain_text("Your browser made no passkey.")


def test_the_app_is_set_up_with_a_picture_and_without_a_script(cast, visitor):
    page = visitor(cast.physician, js=False)
    page.goto("/account/security")
    page.get_by_role("button", name="Set up an app").click()
    picture = page.get_by_role("img", name="QR code")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("(it) => it.naturalWidth") > 100
    secret = second_factor.totp.pending(cast.physician).secret
    expect(page.locator("main code")).to_have_text(re.compile(r"\s?".join(secret)))
    expect(page.get_by_role("button", name="Copy the secret")).to_be_hidden()


def test_only_pages_that_need_it_load_the_script(cast, visitor):
    page = visitor(cast.physician)
    for path, loaded in (("/account/security", False), ("/account/security/passkeys/new", True), ("/dashboard", False)):
        page.goto(path)
        assert bool(page.locator('script[src*="cme-passkey"]').count()) == loaded, path


@pytest.fixture
def everything(cast, visitor, device_of):
    """Sign in a person with a passkey, an app and recovery codes."""
    page = visitor(cast.physician)
    device_of(page)
    give_app(cast.physician)
    add(page)
    return page


PAGES = ("/account/security", "/account/prove", "/account/security/passkeys/new", "/account/security/app")


@pytest.mark.full
def test_every_page_is_clean_and_fits_a_phone(everything):
    page = everything
    assert problems(page, THEMES) == []  # the recovery codes
    page.goto("/account/security")
    page.get_by_role("button", name="Move it to another phone").click()
    for path in PAGES:
        page.goto(path)
        assert problems(page, THEMES) == [], path
    page.get_by_role("button", name="Use this app").click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert problems(page, THEMES) == []
    page.goto("/account/security")
    page.get_by_role("link", name=re.compile("^Change")).click()
    expect(page.get_by_role("button", name="Remove the passkey")).to_be_visible()
    assert problems(page, THEMES) == []
    page.goto("/account/security")
    page.get_by_role("button", name="Make ten new codes").click()
    expect(page.locator("main ul code")).to_have_count(10)
    assert problems(page, THEMES) == []


@pytest.mark.full
def test_the_second_step_is_clean_and_fits_a_phone(everything, cast, visitor):
    page = visitor()
    give_password(page, cast.physician)
    assert violations(page) == []
    page.get_by_text("Use a recovery code instead").click()
    assert violations(page) == [] and too_wide(page) == []
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert violations(page) == []
