"""F12: every address and method, asked by everybody, answers as the table in routes.md says."""

from __future__ import annotations

import random
import re

import pytest
from flask import abort

from tests.conftest import FULL
from tests.matrix import table
from tests.matrix.payloads import seed
from tests.matrix.requests import SESSION_ENDS, Requester, outcome

ROWS = table.rows()
REFUSED = {"sign-in", "403", "404", "410", "422"}


def deviations(requester: Requester, rows=ROWS, htmx=False) -> list[str]:
    """List the cells that answer otherwise than the table says, or change what they must not."""
    found = []
    for row in rows:
        expected = row.answers[requester.who]
        response, changed = requester.ask(row, htmx)
        if outcome(response) != expected:
            found.append(f"{row} as {requester.who}: {outcome(response)}, expected {expected}")
        if changed and (expected in REFUSED or row.method == "GET"):
            found.append(f"{row} as {requester.who}: refused or only read, and yet something changed")
    return found


def test_every_route_has_a_row_and_every_row_a_route(app):
    listed = [(row.method, row.rule) for row in ROWS]
    assert len(listed) == len(set(listed)), "a row is there twice"
    missing, gone = table.routes(app) - set(listed), set(listed) - table.routes(app)
    assert not missing, f"no row in routes.md for: {sorted(missing)}"
    assert not gone, f"no such route: {sorted(gone)}"


def test_every_cell_is_filled(app):
    empty = [f"{row}: {who}" for row in ROWS for who, expected in row.answers.items() if not expected]
    assert not empty


@pytest.mark.parametrize("who", table.WHO)
def test_every_cell_answers_as_the_table_says(app, cast, clock, who):
    # whoever is signed out or locked out is turned away in one place for all: a part of the rows shows it
    some = ROWS if FULL or who not in ("expired", "locked") else ROWS[::3]
    if who == "coordinator" and not FULL:  # where the office may do what everybody may, a part of the rows, too
        some = [row for n, row in enumerate(ROWS) if n % 3 == 0 or row.answers[who] != row.answers["another"]]
    found = deviations(Requester(app, cast, clock, who), some)
    assert not found, "\n" + "\n".join(found)


def test_what_changes_how_one_signs_in_asks_for_a_full_sign_in_again(app, cast, clock):
    requester = Requester(app, cast, clock, "owner")
    clock.forward(minutes=15)
    found = []
    for row in (row for row in ROWS if row.answers["nobody"] == "sign-in" and row.rule not in SESSION_ENDS):
        response, changed = requester.ask(row)
        is_led_away = (response.location or "").startswith("/account/prove")
        if is_led_away != row.full_sign_in or (is_led_away and changed):
            found.append(f"{row}: {outcome(response)} {response.location}")
    assert not found, "\n".join(found)


def test_a_fragment_is_refused_where_its_page_is(app, cast, clock):
    private = [row for row in ROWS if row.answers["nobody"] == "sign-in"]
    found = deviations(Requester(app, cast, clock, "nobody"), private if FULL else private[::2], htmx=True)
    assert not found, "\n" + "\n".join(found)


@pytest.mark.full
def test_a_page_that_forgets_whose_it_is_would_be_seen(app, cast, clock, monkeypatch):
    """Prove that the test can fail: load by number alone, and the table is contradicted."""
    from cme.certify import pages as certify
    from cme.claim.pages import confirmed as claim
    from cme.claim.records import Claim
    from cme.earn.records import Entry
    from cme.evaluate import pages as evaluate
    from cme.people.pages import factors, profile
    from cme.people.records import Listing
    from cme.people.second_factor.passkeys import Passkey

    requester = Requester(app, cast, clock, "another")
    theirs = [row for row in ROWS if row.answers["another"] == "404"]
    for module, name, model in (
        (claim, "_mine", Claim),
        (certify, "_mine", Claim),
        (evaluate, "_mine", Entry),
        (profile, "_mine", Listing),
        (factors, "_my_passkey", Passkey),
    ):
        with monkeypatch.context() as broken:
            broken.setattr(
                module, name, lambda number, model=model, **options: model.get_or_none(model.id == number) or abort(404)
            )
            assert len(deviations(requester, theirs)) >= 3, module


def test_head_answers_as_get_does_without_a_body_and_changes_nothing(app, cast, clock):
    requester = Requester(app, cast, clock, "owner")
    for row in (row for row in ROWS if row.method == "GET"):
        objects, _ = requester.factory.get(row.needs)
        head = requester.send("HEAD", requester.address(row, objects))
        got = requester.send("GET", requester.address(row, objects))
        assert (head.status_code, head.data) == (got.status_code, b""), row


def test_every_other_method_is_refused_and_options_tells_only_the_methods(app, cast, clock):
    requester, chance = Requester(app, cast, clock, "owner"), random.Random(seed())
    methods: dict[str, set] = {}
    for row in ROWS:
        methods.setdefault(row.rule, set()).add(row.method)
    for rule, allowed in methods.items():
        row = next(row for row in ROWS if row.rule == rule)
        path = requester.address(row, requester.factory.get(row.needs)[0])
        others = sorted({"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "BREW"} - allowed)
        for method in others if FULL else chance.sample(others, 1):
            if "GET" not in allowed or method != "GET":
                assert requester.send(method, path).status_code == 405, f"{method} {rule}"
        options_response = requester.send("OPTIONS", path)
        assert (options_response.status_code, options_response.data) == (200, b""), rule
        assert {"HEAD", "OPTIONS"} | allowed >= set(options_response.headers["Allow"].split(", ")), rule


def test_what_is_not_ours_and_what_is_not_there_look_alike(app, cast, clock, visitor):
    """404 for another's object is the 404 for a number that nobody has, word for word."""
    requester = Requester(app, cast, clock, "another")
    for row in (row for row in ROWS if row.answers["another"] == "404"):
        objects, _ = requester.factory.get(row.needs)
        theirs = requester.send(row.method, requester.address(row, objects))
        none = requester.send(row.method, requester.address(row, dict.fromkeys(objects, 2**31 - 1)))
        assert theirs.status_code == none.status_code == 404, row
        assert _words(theirs) == _words(none), row


def _words(response) -> str:
    return re.sub(r'value="/[^"]*"', "", response.get_data(as_text=True))  # the forms of the header lead back here


def test_in_production_the_catalogue_of_components_is_not_there(database_url, tmp_path, clock):
    from app import create_app
    from tests.conftest import close_connections, settings_for

    real = create_app(settings_for(database_url, tmp_path, CME_TESTING="0"))
    with real.app_context():
        assert real.test_client().get("/ui").status_code == 404
    close_connections(real)
