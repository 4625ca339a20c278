"""Coordinators: people who also open the office pages; the first is created from the shell (P6)."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from cme.base.http.access import coordinators
from cme.people import records
from cme.people.records import Office
from tests.cast import PASSWORD


@pytest.fixture
def office(app, monkeypatch):
    """A page of the CME office, as later steps will have them."""
    monkeypatch.setitem(app.view_functions, "base.help", coordinators(lambda: ({"office": "open"}, 200)))
    return "/help"


def test_a_coordinator_comes_in(visitor, cast, office):
    assert visitor(cast.coordinator).get(office).status == 200


def test_for_everybody_else_the_page_is_not_there(visitor, cast, office):
    for person in (cast.physician, cast.nurse, cast.newcomer, cast.stranger):
        one = visitor(person).get(office)
        assert one.status == 404 and one.has("Not found") and '"open"' not in one.page


def test_whoever_is_not_signed_in_is_asked_to(visitor, office):
    assert visitor().get(office).address == "/sign-in?next=/help"


def test_an_office_that_was_taken_away_is_closed_at_once(visitor, cast, office):
    one = visitor(cast.coordinator)
    Office.delete().execute()
    assert one.get(office).status == 404


def test_a_coordinator_is_a_person_with_a_profile_too(visitor, cast):
    one = visitor(cast.coordinator)
    for path in ("/dashboard", "/profile", "/cme/review", "/search"):
        assert one.get(path).status == 200


def test_no_page_of_an_office_is_open_to_a_physician(app, visitor, cast):
    """Office pages that later steps register are for coordinators only, too."""
    one = visitor(cast.physician)
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if view.__module__.endswith(".office") and "GET" in rule.methods and not rule.arguments:
            assert one.get(rule.rule).status == 404, rule


@pytest.fixture
def shell(app):
    run = app.test_cli_runner()
    return lambda email: run.invoke(args=["people", "add-coordinator", email])


def test_the_first_coordinator_is_made_from_the_shell_and_chooses_a_password_by_a_link(shell, visitor):
    result = shell("Boss@Example.org")
    assert result.exit_code == 0 and "boss@example.org runs the CME office" in result.output
    (link,) = re.findall(r"http://localhost(/reset/\S+)", result.output)
    one = visitor().get(link).post(link, password="three turtles read slowly")
    assert one.has("Your new password is set")
    one.post("/sign-in", email="boss@example.org", password="three turtles read slowly")
    assert one.address == "/dashboard" and records.find_by_email("boss@example.org").is_coordinator
    assert visitor().get(link).status == 410


def test_that_link_works_for_three_days(shell, visitor, clock):
    (link,) = re.findall(r"http://localhost(/reset/\S+)", shell("boss@example.org").output)
    clock.forward(hours=71, minutes=59)
    assert visitor().get(link).status == 200
    clock.forward(minutes=1)
    assert visitor().get(link).status == 410


def test_until_a_password_is_chosen_nobody_gets_in(shell, visitor):
    shell("boss@example.org")
    for password in (PASSWORD, "", "nobody's password"):
        assert visitor().post("/sign-in", email="boss@example.org", password=password).status == 422


def test_somebody_who_has_an_account_keeps_it(shell, visitor, cast):
    result = shell(cast.physician.email)
    assert result.exit_code == 0 and "signs in as before" in result.output and "/reset/" not in result.output
    assert records.find_by_email(cast.physician.email).is_coordinator
    assert shell(cast.physician.email).exit_code == 0 and Office.select().count() == 1  # twice is once
    assert visitor(cast.physician).get("/dashboard").status == 200


@pytest.mark.parametrize("email", ["boss", "boss@", "boss@example.org\nBcc: x@y.org", ""])
def test_what_is_no_address_is_refused_with_a_sentence(shell, email):
    result = shell(email)
    assert result.exit_code != 0 and "is not an e-mail address" in result.output
    assert records.Person.select().count() == 0


def test_before_the_database_is_ready_the_shell_says_what_to_run(tmp_path, clock):
    from app import create_app
    from cme.base.store.db import db
    from tests.conftest import settings_for

    app = create_app(settings_for(f"sqlite:///{tmp_path / 'new.sqlite3'}", tmp_path))
    assert isinstance(app, Flask)
    result = app.test_cli_runner().invoke(args=["people", "add-coordinator", "boss@example.org"])
    assert (
        result.exit_code == 1 and "flask --app app base migrate" in result.output and "Traceback" not in result.output
    )
    db.close()
