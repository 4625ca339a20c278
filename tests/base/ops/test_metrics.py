"""Figures for monitoring stand on an address of their own, count what was asked for, and name nobody."""

from __future__ import annotations

import socket
import urllib.request

import pytest

from tests import ports


@pytest.fixture
def figures(app_with):
    """An application that is asked and the way to read its figures."""
    port = ports.reserve()
    running_app = app_with(METRICS=f"127.0.0.1:{port}", CME_SERVING="1")

    def read() -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=300) as answer:
            return answer.read().decode()

    return running_app, read


def test_they_count_answers_by_page_and_rows_by_kind(figures, cast):
    running_app, read = figures
    cast.claimed(cast.physician)
    client = running_app.test_client()
    with running_app.app_context():
        client.get("/help?q=Alice")
        client.get("/verify/SOMECODETHATNOBODYHAS")
    figures = read()
    assert 'cme_answers_total{page="base.help",status="200"} 1.0' in figures
    assert 'page="certify.' in figures and "cme_claims_on_hold 1.0" in figures and "cme_notes_waiting" in figures
    assert "cme_answer_seconds_bucket" in figures
    for words in ("Alice", "alice", "example.org", "SOMECODE", "/verify", "question"):
        assert words not in figures


def test_the_public_address_has_none(figures, visitor):
    assert visitor().get("/metrics").status == 404


def test_an_address_that_is_taken_is_said_and_the_pages_go_on(app_with, caplog):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        running_app = app_with(METRICS=f"127.0.0.1:{other.getsockname()[1]}", CME_SERVING="1")
    with running_app.app_context():
        assert running_app.test_client().get("/healthz").status_code == 200
    assert any("cannot be used" in record.getMessage() for record in caplog.records)
