"""F13: no page of another site changes anything here, whatever its form or script sends; it fails closed."""

from __future__ import annotations

import pytest

from cme.base.http import request_security
from tests.conftest import FULL
from tests.matrix import table
from tests.matrix.forms import fields
from tests.matrix.requests import Requester, fingerprint

# Routes that ignore the session and carry a secret of their own: any program may post to them.
OWN_SECRET = {"/digests/off/<token>"}
POSTS = [row for row in table.rows() if row.method == "POST" and row.rule not in OWN_SECRET]
# What browsers send along with a form or a script of somebody else's page, and what old ones and programs do not.
FOREIGN = {
    "another site": {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    "another site that names us": {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    "a sibling's subdomain": {"Sec-Fetch-Site": "same-site", "Origin": "http://evil.localhost"},
    "a sandboxed frame": {"Origin": "null"},
    "no header at all": {},
    "a look-alike host, without Fetch Metadata": {"Origin": "http://localhost.evil.example"},
    "our host by the other scheme": {"Origin": "https://localhost"},
    "a value that no browser sends": {"Sec-Fetch-Site": "same origin"},
    "two values": {"Sec-Fetch-Site": "same-origin, cross-site"},
    "an empty origin": {"Origin": ""},
}


def attack(requester, row, *origins: str) -> list[str]:
    """Send the form of a row with its session from each of these origins; list those not refused, or all after a change."""
    objects = requester.objects(row)
    form, before = fields(row, objects, requester.person), requester.fingerprint
    status = {
        origin: requester.send("POST", requester.address(row, objects), form, FOREIGN[origin]).status_code
        for origin in origins
    }
    changed = requester.has_changed(before)
    return [f"{row}, {origin}: {status[origin]}" for origin in origins if changed or status[origin] != 403]


@pytest.fixture
def owner(app, cast, clock):
    return Requester(app, cast, clock, "owner")


def test_a_form_of_somebody_elses_page_is_refused_everywhere_and_changes_nothing(owner):
    assert len(POSTS) > 20 and len(FOREIGN) == 10
    chosen = [
        list(FOREIGN) if FULL else [each for i, each in enumerate(FOREIGN) if (i + n) % 3 == 0]
        for n in range(len(POSTS))
    ]
    found = [line for row, some in zip(POSTS, chosen, strict=True) for line in attack(owner, row, *some)]
    assert not found, "\n".join(found)


def test_a_get_in_place_of_a_post_changes_nothing(owner):
    """405 where there is no page; where there is one it is shown, whatever the form holds."""
    pages = {row.rule for row in table.rows() if row.method == "GET"}
    found = []
    for row in POSTS:
        objects = owner.objects(row)
        before = owner.fingerprint
        status = owner.send("GET", owner.address(row, objects), fields(row, objects, owner.person)).status_code
        expected = {200, 303, 404} if row.rule in pages else {405}
        if owner.has_changed(before) or status not in expected:
            found.append(f"GET {row.rule}: {status}")
    assert not found, found


def test_a_method_named_in_the_form_or_a_header_is_ignored(owner):
    row = table.row("POST", "/claims/<int:claim_id>/undo")
    for sent in ({"headers": {"X-HTTP-Method-Override": "POST"}}, {"form": {"_method": "POST"}}):
        objects = owner.factory.make(row.needs)
        before = fingerprint()
        assert owner.send("GET", owner.address(row, objects), **sent).status_code == 200
        assert fingerprint() == before


def test_our_own_pages_are_let_through(owner):
    """The same forms with what a browser sends from our own page, with Fetch Metadata and without."""
    row = table.row("POST", "/cme/review/<int:entry_id>/dismissal")
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://localhost"}):
        response, changed = owner.ask(row, headers=headers)
        assert (response.status_code, changed) == (303, True)


def test_by_https_only_our_own_origin_counts(database_url, tmp_path, clock):
    from app import create_app
    from tests.conftest import close_connections, settings_for

    app = create_app(settings_for(database_url, tmp_path, BASE_URL="https://cme.example.org"))
    status = {}
    for origin, host in (
        ("https://cme.example.org", "cme.example.org"),
        ("http://cme.example.org", "cme.example.org"),
        ("https://evil.example", "evil.example"),
        ("https://cme.example.org.evil.example", "cme.example.org"),
        ("https://cme.example.org:8443", "cme.example.org"),
        ("https://CME.example.org", "cme.example.org"),
    ):
        with app.app_context():
            response = app.test_client().post("/sign-out", headers={"Origin": origin, "Host": host})
        status[origin] = response.status_code
    close_connections(app)
    assert status.pop("https://cme.example.org") == 303
    assert set(status.values()) == {403}, status


@pytest.mark.full
def test_without_the_check_these_requests_would_do_their_harm(owner, monkeypatch):
    """Prove that the test can fail."""
    monkeypatch.setattr(request_security, "SAFE_METHODS", {"GET", "HEAD", "OPTIONS", "POST"})
    assert all(attack(owner, row, "another site") for row in POSTS)


def test_what_is_exempt_is_exempt_by_name_and_looks_at_no_session(app, cast, owner):
    exempt = {
        rule.rule for rule in app.url_map.iter_rules() if getattr(app.view_functions[rule.endpoint], "own_secret", 0)
    }
    assert exempt == OWN_SECRET
    from cme.track.reminders import digests

    secret = digests.secret_of(cast.stranger)
    response = owner.send(
        "POST", f"/digests/off/{secret}", {"List-Unsubscribe": "One-Click"}, {"Origin": "https://mail.example"}
    )
    assert response.status_code == 200
    assert digests.wanted(owner.person) and not digests.wanted(cast.stranger), (
        "the secret decides, whoever is signed in"
    )
