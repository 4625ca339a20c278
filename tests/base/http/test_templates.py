"""Templates are laid out for their readers; what is sent is not."""

from __future__ import annotations

import re

import pytest
from jinja2 import DictLoader


def test_a_page_is_sent_with_hardly_any_indentation(app):
    page = app.test_client().get("/sign-in").text
    spaces = sum(map(len, re.findall(r"(?<=\n)[ \t]+", page)))
    assert 0 < spaces < 2 * page.count("\n")


@pytest.mark.parametrize(
    ("source", "sent"),
    [
        ("<b{% if true %}\n     class='x'{% endif %}>", "<b class='x'>"),  # Jinja drops the line break after a block
        ("{% if true %}\n    <i>one</i>\n{% endif %}\n    <i>two</i>", " <i>one</i>\n <i>two</i>"),
        ("<p>\n\t\ttext\n</p>", "<p>\n text\n</p>"),
        ("<textarea>\n{{ typed }}</textarea>", "<textarea>\n  two  spaces\n    four</textarea>"),
    ],
)
def test_what_only_an_indentation_separates_stays_separated(app, source, sent):
    environment = app.jinja_env.overlay(loader=DictLoader({"page.html": source, "mail.txt": source}))
    typed = "  two  spaces\n    four"
    assert environment.get_template("page.html").render(typed=typed) == sent


def test_a_mail_keeps_its_indentation(app):
    environment = app.jinja_env.overlay(loader=DictLoader({"mail.txt": "Code:\n    123"}))
    assert environment.get_template("mail.txt").render() == "Code:\n    123"
