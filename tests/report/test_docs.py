"""The worked example of docs/another-body.md is a route that works."""

from __future__ import annotations

import re
import textwrap
from dataclasses import replace

import pytest

from cme.report import to
from tests.report.destinations import ROOT, answer, raw, record, settings


@pytest.fixture
def bwm(monkeypatch):
    page = (ROOT / "docs/another-body.md").read_text("utf-8")
    code = textwrap.dedent(
        re.search(r'^       """The Board of Wilderness.*?(?=^5\. )', page, re.DOTALL | re.MULTILINE).group()
    )
    monkeypatch.setitem(to.DIRECT, ("BWM", "bwm-points"), "bwm")
    module = {}
    exec(compile(code, "bwm.py", "exec"), module)
    return module


def test_it_has_the_shape_of_the_others(bwm):
    for name in ("base", "missing", "fields", "submit", "status", "delete", "match"):
        assert bwm[name].__doc__, name
        assert all(hasattr(to.destination(each), name) for each in ("pars", "abp")), name
    assert to.route("BWM", "bwm-points") == "bwm" and to.route("ABIM", "ama-pra-1") == "pars"


@pytest.mark.parametrize(
    ("response", "kind"),
    [
        (answer(201, {"id": "ccid:cme-desk:1", "state": "queued"}), "waiting"),
        (answer(200, {"id": "ccid:cme-desk:1", "state": "ok"}), "accepted"),
        (answer(200, {"id": "ccid:cme-desk:1", "state": "no", "reason": "No match was found."}), "rejected"),
        (answer(200, {"id": "another"}), "unclear"),
        (answer(500), "unclear"),
        (answer(400), "refused"),
        (answer(404), "unknown"),
        (answer(200, b"<html>", "text/html"), "unclear"),
        (b"", "unclear"),
    ],
)
def test_it_reads_what_a_board_may_answer(bwm, response, kind):
    with raw(response) as board:
        ours = settings(bwm_url=board.url, bwm_token="t")
        one = replace(record(), body="BWM")
        assert bwm["missing"](one, ours) is None and bwm["base"](ours) == board.url
        assert bwm["status"](one, ours).kind == kind
        assert b"Bearer t" in board.requests[0]
        assert "Given name" in bwm["fields"](one, "add") and list(bwm["fields"](one, "status")) == [
            "Number of the record"
        ]
