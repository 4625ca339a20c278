"""REQUIRE_SECOND_FACTOR: those concerned set one up before anything else; with what they have it is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cme.base import settings
from cme.base.settings import BadSetting
from cme.people import rules, second_factor
from tests.cast import PASSWORD
from tests.people.second_factor import by_passkey, code_of, give_app, give_passkey, with_app, with_passkey


@pytest.fixture
def require(app):
    """Return a function that sets REQUIRE_SECOND_FACTOR."""

    def set_to(setting):
        app.settings = replace(app.settings, require_second_factor=setting)

    return set_to


def test_the_setting_is_none_by_default_and_a_wrong_one_ends_with_a_sentence(tmp_path):
    def read(**env):
        return settings.read({"CME_DATA": str(tmp_path), **env}).require_second_factor

    assert read() == read(REQUIRE_SECOND_FACTOR="") == "none"
    assert read(REQUIRE_SECOND_FACTOR="Coordinators") == "coordinators" and read(REQUIRE_SECOND_FACTOR="all") == "all"
    for wrong in ("yes", "1", "everybody", "coordinator"):
        with pytest.raises(BadSetting, match=f"REQUIRE_SECOND_FACTOR: '{wrong}' is none of none, coordinators, all."):
            read(REQUIRE_SECOND_FACTOR=wrong)


def test_whom_it_concerns():
    assert [
        rules.requires_second_factor(of, office) for of in ("none", "coordinators", "all") for office in (False, True)
    ] == [False, False, False, True, True, True]


def test_a_coordinator_without_one_is_led_to_set_one_up_and_a_clinician_is_not(visitor, cast, require):
    require("coordinators")
    one = visitor().sign_in_by_form(cast.coordinator)
    assert one.address == "/account/security" and one.has(
        "Set up a second step to go on", "Test Medical Society asks for one"
    )
    for path in ("/dashboard", "/profile", "/account", "/cme/review", "/cme/claim", "/search?q=gout"):
        assert one.get(path).address == "/account/security", path
    for path in ("/profile", "/mode", "/cme/claims", "/account/password"):
        assert one.post(path).address == "/account/security", path
    assert one.htmx("get", "/cme/review").answer.headers["HX-Redirect"] == "/account/security"
    assert visitor(cast.physician).get("/dashboard").address == "/dashboard"


def test_what_needs_no_sign_in_help_and_the_way_out_stay_open(visitor, cast, require):
    require("all")
    one = visitor(cast.physician)
    for path in ("/help", "/library", "/activities/", "/verify/"):
        assert one.get(path).address == path
    one.post("/sign-out")
    assert one.has("You are signed out.")


def test_setting_one_up_opens_the_page_that_was_asked_for(visitor, cast, require):
    require("all")
    one = visitor(cast.physician).get("/cme/claimed?sort=credits")
    with_app(one, cast.physician)
    assert 'href="/cme/claimed?sort=credits"' in one.page
    assert one.get("/cme/claimed?sort=credits").address == "/cme/claimed?sort=credits"


def test_a_passkey_will_do_and_signing_in_with_it_is_enough(visitor, cast, require):
    require("all")
    one = visitor(cast.physician)
    phone = with_passkey(one)
    assert one.get("/dashboard").address == "/dashboard"
    assert by_passkey(visitor(), phone).address == "/dashboard"


def test_a_session_from_before_has_to_show_what_was_set_up_in_another(visitor, cast, require, clock):
    one = visitor(cast.physician)
    give_app(cast.physician)
    require("all")
    clock.forward(minutes=5)
    assert one.get("/profile").address == "/account/prove?next=/profile"
    one.post("/account/prove", password=PASSWORD, code=code_of(cast.physician), next=one.field("next"))
    assert one.address == "/profile"


def test_the_last_one_cannot_be_removed_another_can(app, visitor, cast, require, clock):
    require("all")
    give_app(cast.physician)
    phone = give_passkey(app, cast.physician)
    one = by_passkey(visitor(), phone)
    one.post("/account/security/app/removal")
    assert one.has("An authenticator app is removed.")
    one.post("/account/security/passkeys/1/removal")
    assert one.has("set up another one before you remove this") and second_factor.has_one(cast.physician)


def test_a_session_that_showed_a_factor_is_asked_again_once_none_is_left(visitor, cast, require):
    one = visitor(cast.physician)
    with_app(one, cast.physician)
    one.post("/account/security/app/removal")
    require("all")
    assert one.get("/dashboard").address == "/account/security"
