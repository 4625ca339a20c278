"""Hooks: declared by an earlier step, filled by a later one, and never left empty."""

from __future__ import annotations

import pytest

from app import create_app
from cme.base.http import hooks
from cme.base.store.db import db


@pytest.fixture
def greeting(monkeypatch):
    """A hook of this test alone."""
    monkeypatch.setattr(hooks, "_declared", [])

    @hooks.hook
    def greeting(name: str) -> str:
        """Greet somebody by name."""

    return greeting


@pytest.fixture
def another_app(app, tmp_path):
    """Make an application beside that of the test, whose database stays the one in use."""
    before = db.obj
    yield lambda: create_app({"CME_DATA": str(tmp_path), "CME_TESTING": "1"})
    db.initialize(before)


def test_a_hook_answers_with_the_function_that_fills_it(app, greeting):
    greeting.fill(app, lambda name: f"Good morning, {name}")
    assert greeting("Alice") == "Good morning, Alice"
    assert greeting.__doc__ == "Greet somebody by name."
    hooks.require_all(app)


def test_an_empty_hook_is_named_and_never_answers_silently(app, greeting):
    with pytest.raises(hooks.NotFilled, match=r"no step fills tests\.base\.http\.test_hooks\..*greeting"):
        greeting("Alice")
    with pytest.raises(hooks.NotFilled, match="greeting"):
        hooks.require_all(app)


def test_a_hook_that_no_step_fills_stops_the_start_with_its_name(another_app, monkeypatch):
    monkeypatch.setattr("cme.report.register", lambda app: None)
    message = r"^no step fills cme\.offer\.hooks\.accepted_points, cme\.claim\.hooks\.reporting_tags$"
    with pytest.raises(hooks.NotFilled, match=message):
        another_app()


def test_with_every_step_the_start_succeeds(another_app):
    assert another_app().blueprints.keys() >= {"people", "track"}
