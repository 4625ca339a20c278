"""The demo's sign-ins exist only where CME_DEMO=1."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cme.base.ops.demo_people import PASSWORD, PEOPLE
from cme.people import passwords, records


@pytest.fixture
def in_demo(app):
    app.settings = replace(app.settings, demo=True, sandbox_url="http://127.0.0.1:5001")
    return app


@pytest.fixture
def demo_people(app):
    hashed = passwords.hash_password(PASSWORD)
    return [records.add(email, hashed) for email, _, _ in PEOPLE]


def test_there_are_the_four_of_the_issue_with_the_printed_password():
    assert PASSWORD == "demo-demo-demo"
    assert [email.partition("@")[0] for email, _, _ in PEOPLE] == ["physician", "nurse", "newcomer", "coordinator"]


def test_the_sign_in_page_of_a_demo_offers_them_as_buttons(in_demo, demo_people, visitor):
    page = visitor().get("/sign-in").page
    assert "Try the demo as" in page
    for email, label, _ in PEOPLE:
        assert f'value="{email}"' in page and f">{label}</button>" in page


@pytest.mark.parametrize("number", range(4))
def test_each_button_signs_in(in_demo, demo_people, visitor, number):
    email, _, _ = PEOPLE[number]
    one = visitor().post("/sign-in", email=email, password=PASSWORD)
    assert one.address == "/dashboard" and one.has("Demo: content is not accredited, reports go to a sandbox.")


def test_elsewhere_nothing_of_them_is_shown(visitor):
    one = visitor().get("/sign-in")
    assert one.hasnt("demo", "Demo", PASSWORD) and "example.org" not in one.page.replace("office@example.org", "")


def test_elsewhere_their_password_opens_nothing_even_when_the_demos_data_are_served(demo_people, visitor):
    for email, _, _ in PEOPLE:
        one = visitor().post("/sign-in", email=email, password=PASSWORD)
        assert one.status == 422 and one.has("do not belong together")


def test_nobody_can_choose_that_password(app):
    assert passwords.validation_error(PASSWORD, [])


def test_the_shell_makes_them_only_in_a_demo(app):
    result = app.test_cli_runner().invoke(args=["track", "demo"])
    assert result.exit_code == 1 and "CME_DEMO=1" in result.output
    assert not records.find_by_email("physician@example.org")


def test_the_catalogue_of_components_is_there_in_a_demo_and_nowhere_in_production(app, visitor):
    assert visitor().get("/ui").status == 200  # tests are development
    app.settings = replace(app.settings, testing=False)
    assert visitor().get("/ui").status == 404
    app.settings = replace(app.settings, testing=False, demo=True)
    assert visitor().get("/ui").status == 200
