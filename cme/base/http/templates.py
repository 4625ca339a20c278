"""What every template may use: the person, the provider, the menu, and the functions that write addresses."""

from __future__ import annotations

import re

from flask import Flask, current_app, g, has_request_context
from flask_login import current_user
from jinja2.ext import Extension

from cme.base import provider
from cme.base.domain.credit import Credit
from cme.base.http import web
from cme.base.http.menu import menu_of


class ShortIndentation(Extension):
    """Shortens the indentation of HTML templates to one space: on a list of 100 rows it was a third of the page.

    One space stays, because it may be all that separates two attributes or two words after a `{% if %}`. Text that
    must keep its spaces (`<pre>`, `<textarea>`) comes from variables, which are not touched.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the source of a template as it is to be compiled; its lines keep their numbers."""
        return re.sub(r"\n[ \t]+", "\n ", source) if name and name.endswith(".html") else source


def register(app: Flask) -> None:
    """Give the templates of an app their context, globals and filters."""
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "extensions": [ShortIndentation]}
    app.context_processor(_context)
    # imported macros see globals, not the context
    app.jinja_env.globals.update(addresses=web.addresses, path_to=web.path_to, asset=web.asset)
    app.jinja_env.filters["em"] = web.emphasis
    app.jinja_env.filters["credit_text"] = lambda hundredths: str(Credit(hundredths))
    app.jinja_env.filters["day"] = web.day


def _context() -> dict:
    """Give every template what it may need; a mail that the worker writes has no person and no menu."""
    demo, sandbox = current_app.settings.demo, current_app.settings.to_sandbox
    if not has_request_context():
        return {"provider": provider.current(), "demo": demo}
    page = {"demo": demo, "sandbox": sandbox, "theme": web.theme(), "messages": web.Messages()}
    if g.get("without_database"):  # the page that says that the database failed
        return page | {"person": None, "mode": "clinician", "provider": provider.Unnamed(), "menu": []}
    person = current_user._get_current_object() if current_user and current_user.is_authenticated else None
    return page | {
        "person": person,
        "mode": "student" if person and person.profile_row.student else "clinician",
        "provider": provider.current(),
        "menu": menu_of(person),
    }
