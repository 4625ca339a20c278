"""Who may open a page: the decorators of the routes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol

from flask import abort
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from cme.base.http.hooks import hook

View = Callable[..., Any]


class User(Protocol):
    """The person who is signed in, as far as access depends on them."""

    is_coordinator: bool


@hook
def second_factor_challenge(user: User) -> Response | None:
    """Answer with the way to a second factor that is still required of a user; None lets them in."""


@hook
def fresh_sign_in_challenge(user: User) -> Response | None:
    """Answer with the way to a full sign-in where the last one is too long ago; None lets them in."""


def signed_in(view: View) -> View:
    """Let in who is signed in, with a second factor where the provider requires one."""

    @wraps(view)
    @login_required
    def protected(*args, **kwargs):
        return second_factor_challenge(current_user) or view(*args, **kwargs)

    return protected


def coordinators(view: View) -> View:
    """Let only coordinators in; for everybody else the page is not there."""

    @wraps(view)
    @signed_in
    def protected(*args, **kwargs):
        if not current_user.is_coordinator:
            abort(404)
        return view(*args, **kwargs)

    return protected


def fresh(view: View) -> View:
    """Let in who signed in fully not long ago (Flask-Login's `fresh_login_required`, with a time limit)."""

    @wraps(view)
    @login_required
    def protected(*args, **kwargs):
        return fresh_sign_in_challenge(current_user) or view(*args, **kwargs)

    return protected
