"""F17: the time of an answer tells nothing either: requests in alternation, known and unknown take as long.

That pages, mails, hashes and rows are the same is shown in test_enumeration.py; this is the clock's word for it.
"""

from __future__ import annotations

import statistics
import time

import pytest

from cme.certify import records as certify
from cme.people import passwords
from tests.client import SAME_SITE
from tests.conftest import counts
from tests.matrix.requests import refill_buckets

# what a clock says needs many rounds
pytestmark = pytest.mark.full
ROUNDS = counts(75, 15, heavy=200)
APART = 0.25  # clocks of shared machines are noisy; a hash left out makes it 0.9
KNOWN, UNKNOWN = "alice@example.org", "nobody@example.org"


@pytest.fixture
def took(production_hasher, app):
    """Send two requests alternately; return the median CPU time of each, in seconds."""
    client = app.test_client()

    def once(method, path, form) -> float:
        refill_buckets()
        with app.app_context():
            began = time.thread_time()
            getattr(client, method)(path, data=form, headers=SAME_SITE)
            return time.thread_time() - began

    def took(one, other, rounds=ROUNDS) -> tuple[float, float]:
        times: tuple[list, list] = ([], [])
        for which in (0, 1, 0, 1):  # the first ones load what is loaded once
            once(*(one, other)[which])
        for _ in range(4):  # what looks apart may be other processes: so it is measured longer
            for number in range(rounds):
                for which in (0, 1) if number % 2 else (1, 0):
                    times[which].append(once(*(one, other)[which]))
            pair = statistics.median(times[0]), statistics.median(times[1])
            if _alike(pair):
                break
        return pair

    return took


def _alike(pair) -> bool:
    return abs(pair[0] - pair[1]) <= APART * max(pair)


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/sign-in", {"password": "not the password at all"}),
        ("/forgot", {}),
        ("/sign-up", {"password": "three turtles read slowly"}),
    ],
)
def test_an_address_that_is_known_takes_as_long_as_one_that_is_not(cast, took, path, form):
    assert cast.physician.email == KNOWN
    pair = took(("post", path, form | {"email": KNOWN}), ("post", path, form | {"email": UNKNOWN}))
    assert _alike(pair), [f"{each * 1000:.1f} ms" for each in pair]


def test_a_code_that_nobody_has_takes_as_long_as_one_that_is_no_code(cast, took):
    (certificate,) = certify.issue(cast.claimed(cast.physician), by="test")
    wrong = certificate.code[:-1] + ("0" if certificate.code[-1] != "0" else "1")  # all but the last letter is right
    pair = took(("get", f"/verify/{wrong}", None), ("get", f"/verify/{'Z' * 26}", None))
    assert _alike(pair), pair
    pair = took(("get", f"/verify/{'Z' * 26}", None), ("get", "/verify/short", None))
    assert _alike(pair), pair


def test_a_sign_in_that_hashes_for_known_addresses_only_would_be_seen(cast, took, monkeypatch):
    """The check has power."""
    assert cast.physician.email == KNOWN
    real = passwords.verify
    monkeypatch.setattr(passwords, "verify", lambda stored, password: stored is not None and real(stored, password))
    form = {"password": "not the password at all"}
    assert not _alike(
        took(("post", "/sign-in", form | {"email": KNOWN}), ("post", "/sign-in", form | {"email": UNKNOWN}), 5)
    )
