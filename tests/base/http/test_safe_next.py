"""Going on after signing in leads to a page of ours, whatever an address asks for."""

from __future__ import annotations

import pytest

from cme.base.http.request_security import safe_next

HOSTILE = (
    "//evil.example",
    "///evil.example",
    "////evil.example/a",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "/\n/evil.example",
    " //evil.example",
    "/ /evil.example",
    "/\r\nSet-Cookie: a=b",
    "/ok\x00",
    "/ok\x7f",
    "https://evil.example",
    "HTTPS://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "data:text/html,hi",
    "evil.example",
    "@evil.example",
    "?next=//evil",
    "#//evil",
    ".//evil.example",
    "../evil",
    "／／evil.example",
    "　//evil.example",
    "/" + "a" * 2000,
    "",
    None,
)
OURS = (
    "/",
    "/cme/claim",
    "/cme/claim?entry=3&entry=4",
    "/search?q=heart%20attack",
    "/ok//evil.example",
    "/articles/a#top",
    "/a?next=https://evil.example",
    "/@evil.example",
    "/search?q=日本",
)


@pytest.mark.parametrize("target", HOSTILE)
def test_what_could_lead_away_leads_to_the_fallback(target):
    assert safe_next(target, "/fallback") == "/fallback"


@pytest.mark.parametrize("target", OURS)
def test_a_page_of_ours_stays(target):
    assert safe_next(target, "/fallback") == target


@pytest.mark.parametrize("target", HOSTILE)
def test_signing_in_never_leads_away(visitor, cast, target):
    one = visitor()
    one.post(
        "/sign-in",
        {"email": cast.physician.email, "password": "correct horse battery staple", "next": target or ""},
        follow=False,
    )
    assert one.status == 303 and one.answer.location == "/"


def test_signing_in_leads_on_to_where_one_was_going(visitor, cast):
    one = visitor().get("/cme/review?x=1")
    assert one.address.startswith("/sign-in") and one.field("next") == "/cme/review?x=1"
    one.post("/sign-in", email=cast.physician.email, password="correct horse battery staple", next=one.field("next"))
    assert one.address == "/cme/review?x=1"


def test_a_page_with_other_letters_is_reached_by_browsers_and_by_htmx(app, visitor, cast):
    form = {"email": cast.physician.email, "password": "correct horse battery staple", "next": "/search?q=日本"}
    one = visitor().post("/sign-in", form, follow=False)
    assert one.answer.location == "/search?q=%E6%97%A5%E6%9C%AC"
    other = visitor().htmx("post", "/sign-in", **form)
    assert other.answer.headers["HX-Redirect"] == "/search?q=%E6%97%A5%E6%9C%AC"
