"""Text answers travel compressed to whoever says that it can read them."""

from __future__ import annotations

import gzip

import pytest


@pytest.fixture
def ask(app):
    def ask(path, accept="gzip, deflate, br", **headers):
        with app.app_context():
            return app.test_client().get(path, headers={"Accept-Encoding": accept, **headers})

    return ask


@pytest.mark.parametrize("path", ["/help", "/nowhere", "/static/cme.css", "/static/cme.js", "/static/icons.svg"])
def test_pages_errors_and_static_texts_are_compressed(ask, path):
    packed, plain = ask(path), ask(path, "")
    assert packed.headers["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain.headers
    assert len(packed.data) < len(plain.data)
    assert int(packed.headers["Content-Length"]) == len(packed.data)
    if path.startswith("/static"):
        assert gzip.decompress(packed.data) == plain.data
    for answer in (packed, plain):
        assert "Accept-Encoding" in answer.vary


@pytest.mark.parametrize("accept", ["", "identity", "br", "gzip;q=0", "x-gzip-not"])
def test_whoever_cannot_read_it_gets_it_plain(ask, accept):
    assert "Content-Encoding" not in ask("/help", accept).headers


def test_what_is_short_is_not_worth_it(ask):
    assert "Content-Encoding" not in ask("/healthz").headers


def test_a_file_that_the_browser_has_is_not_sent_again(ask):
    first = ask("/static/cme.css")
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')  # the bytes differ by encoding, what they say does not
    again = ask("/static/cme.css", **{"If-None-Match": tag})
    assert again.status_code == 304 and not again.data


def test_a_part_of_a_file_is_sent_as_it_is(ask):
    part = ask("/static/cme.css", Range="bytes=0-9")
    assert part.status_code == 206 and len(part.data) == 10 and "Content-Encoding" not in part.headers


def test_the_weight_of_a_page_stays_within_its_budget(ask):
    """facts/ux.md B3: HTML 14 KB, CSS 12, our script 4, all compressed."""
    assert len(ask("/help").data) < 14_000
    assert len(ask("/static/cme.css").data) < 13_000
    assert len(ask("/static/cme.js").data) < 5_500
    for some_pages_only in ("cme-learn.js", "cme-files.js", "cme-passkey.js"):
        assert len(ask(f"/static/{some_pages_only}").data) < 1_500
