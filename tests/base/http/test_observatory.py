"""What an outside scanner of headers marks down (MDN's HTTP Observatory, its rules as of 2026), asked of every page:
nothing of it is here, which is its A+. The scanner itself needs a network and npm; its rules need neither."""

from __future__ import annotations

import re

import pytest

PAGES = (
    "/",
    "/help",
    "/sign-in",
    "/sign-up",
    "/forgot",
    "/library",
    "/verify/",
    "/activities/",
    "/nowhere",
    "/dashboard",
)
HALF_A_YEAR = 15_768_000  # seconds


@pytest.fixture
def answers(app_with, cast):
    """What each page answers over https, to somebody who is signed in and to nobody; and what signing in answers."""
    running_app = app_with(BASE_URL="https://cme.example.org")
    found = []
    for person in (None, cast.physician):
        client = running_app.test_client()
        with running_app.app_context():
            if person:
                sent = {"email": person.email, "password": "correct horse battery staple"}
                origin = {"Sec-Fetch-Site": "same-origin"}
                found.append(client.post("/sign-in", data=sent, headers=origin, base_url="https://cme.example.org"))
                assert found[-1].status_code == 303
            found += [client.get(path, base_url="https://cme.example.org") for path in PAGES]
    return found


def marked_down(answer) -> list[str]:
    """Name the rules that an answer breaks."""
    policy = _policy(answer.headers.get("Content-Security-Policy", ""))
    scripts = policy.get("script-src", policy.get("default-src", []))
    styles = policy.get("style-src", policy.get("default-src", []))
    hsts = answer.headers.get("Strict-Transport-Security", "")
    age = re.search(r"max-age=(\d+)", hsts)
    cookies = answer.headers.getlist("Set-Cookie")
    body = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
    foreign = re.findall(
        r'<(?:script|link|img|iframe)[^>]+(?:src|href)="(?:https?:)?//(?!cme\.example\.org)[^"]*"', body
    )
    broken = {
        "csp: default-src is not 'none'": policy.get("default-src") != ["'none'"],
        "csp: unsafe-inline or unsafe-eval": any(word.startswith("'unsafe") for word in [*scripts, *styles]),
        "csp: scripts from everywhere": any(word in ("*", "https:", "http:", "data:", "blob:") for word in scripts),
        "csp: styles from everywhere": any(word in ("*", "https:", "http:", "data:") for word in styles),
        "csp: plugins": policy.get("object-src", policy.get("default-src")) != ["'none'"],
        "csp: base-uri": policy.get("base-uri") not in (["'none'"], ["'self'"]),
        "csp: form-action": policy.get("form-action") not in (["'none'"], ["'self'"]),
        "csp: frame-ancestors": policy.get("frame-ancestors") != ["'none'"],
        "csp: http addresses": any(word.startswith("http:") for words in policy.values() for word in words),
        "hsts: none, or shorter than half a year": not age or int(age[1]) < HALF_A_YEAR,
        "cookies: not Secure": any("; Secure" not in each for each in cookies),
        "cookies: session not HttpOnly": any(
            "session" in each.split("=")[0] and "; HttpOnly" not in each for each in cookies
        ),
        "cookies: no SameSite": any("; SameSite=" not in each for each in cookies),
        "cookies: no prefix": any(not each.startswith(("__Host-", "__Secure-")) for each in cookies),
        "cors": bool(answer.headers.get("Access-Control-Allow-Origin")),
        "redirect to http": (answer.location or "").startswith("http:"),
        "referrer policy": answer.headers.get("Referrer-Policy")
        not in ("no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"),
        "scripts of others": bool(foreign),
        "content type options": answer.headers.get("X-Content-Type-Options") != "nosniff",
        "frame options": answer.headers.get("X-Frame-Options") not in ("DENY", "SAMEORIGIN"),
        "resource policy": answer.headers.get("Cross-Origin-Resource-Policy") not in ("same-origin", "same-site"),
    }
    return [rule for rule, is_broken in broken.items() if is_broken]


def _policy(fields: str) -> dict[str, list[str]]:
    parts = [part.split() for part in fields.split(";") if part.strip()]
    return {name: words for name, *words in parts}


def test_no_page_and_no_redirect_is_marked_down(answers):
    assert {answer.status_code for answer in answers} >= {200, 303, 404}
    assert any(answer.headers.getlist("Set-Cookie") for answer in answers)
    for answer in answers:
        assert marked_down(answer) == [], answer.request.path


@pytest.mark.parametrize(
    ("header", "value", "rule"),
    [
        ("Content-Security-Policy", "", "csp: default-src"),
        ("Content-Security-Policy", "default-src 'self'; script-src 'self' 'unsafe-inline'", "csp: unsafe-inline"),
        ("Content-Security-Policy", "default-src 'none'; script-src https:", "csp: scripts from everywhere"),
        ("Strict-Transport-Security", "max-age=600", "hsts"),
        ("Set-Cookie", "session=1; Path=/", "cookies: not Secure"),
        ("Access-Control-Allow-Origin", "*", "cors"),
        ("X-Content-Type-Options", "", "content type options"),
        ("X-Frame-Options", "ALLOWALL", "frame options"),
        ("Referrer-Policy", "unsafe-url", "referrer policy"),
        ("Cross-Origin-Resource-Policy", "cross-origin", "resource policy"),
    ],
)
def test_what_the_scanner_marks_down_is_found(answers, header, value, rule):
    """The power check: the same pages with one header worse."""
    answer = next(each for each in answers if each.status_code == 200)
    answer.headers[header] = value
    assert any(broken.startswith(rule) for broken in marked_down(answer))
