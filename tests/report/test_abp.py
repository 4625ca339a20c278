"""The direct route of ABP for MOC Part 2: same shape as PARS, its own words on the wire."""

from __future__ import annotations

import json

import pytest

from cme.report.to import Learner, abp
from tests import ports
from tests.report.destinations import answer, raw, record, settings

TOMAS = Learner("Tomás", "Herrera", "02-29", "")


def _record(ccid="ccid:cme-desk:1", **more):
    return record(ccid, **{"body": "ABP", "number": "512347", "learner": TOMAS, "category": "MOC Part 2"} | more)


@pytest.fixture
def abp_settings(running):
    """The settings; the sandbox is empty."""
    return settings(sandbox_url=running.url)


def test_points_are_received_accepted_and_stand_once(running, abp_settings):
    assert abp.status(_record(), abp_settings).kind == "unknown"
    for _ in range(2):
        assert abp.submit(_record(), abp_settings).kind == "waiting"
    assert abp.status(_record(), abp_settings).kind == "accepted"
    (row,) = running.records()
    assert (row["endpoint"], row["times"]) == ("abp", 2)
    assert row["record"] == {
        "abpId": "512347",
        "givenName": "Tomás",
        "familyName": "Herrera",
        "birthMonthDay": "02-29",
        "creditId": "ccid:cme-desk:1",
        "providerId": "0001234",
        "activityId": "200000001",
        "activityTitle": "Internet point of care",
        "creditType": "MOC Part 2",
        "completionDate": "2026-11-20",
        "points": 2.5,
    }


def test_a_day_and_activity_count_once_and_a_correction_deletes_first(running, abp_settings):
    abp.submit(_record(), abp_settings)
    abp.status(_record(), abp_settings)
    more = _record("ccid:cme-desk:2", hundredths=400)
    abp.submit(more, abp_settings)
    assert abp.status(more, abp_settings).code == "duplicate"
    assert (
        abp.delete(_record(), abp_settings).kind == "accepted" and abp.status(_record(), abp_settings).kind == "unknown"
    )
    assert abp.delete(_record("ccid:cme-desk:9"), abp_settings).kind == "unknown"
    more = _record("ccid:cme-desk:3", hundredths=400)
    abp.submit(more, abp_settings)
    assert abp.status(more, abp_settings).kind == "accepted"
    assert [row["state"] for row in running.records()] == ["deleted", "rejected", "accepted"]


def test_where_the_name_differs_the_birth_day_decides(abp_settings):
    assert abp.match(Learner("Tom", "Herrera", "02-29", ""), "ABP", "512347", abp_settings).kind == "accepted"
    assert abp.match(Learner("Tom", "Herrera", "02-28", ""), "ABP", "512347", abp_settings).code == "name"
    assert abp.match(TOMAS, "ABP", "512348", abp_settings).kind == "rejected"


def test_a_number_is_needed_and_an_npi_is_none(abp_settings):
    for answered in (abp.submit(_record(number=""), abp_settings), abp.match(TOMAS, "ABP", " ", abp_settings)):
        assert (answered.kind, answered.code) == ("rejected", "number")


def test_no_token_no_entry(running):
    running.clear()
    answered = abp.submit(_record(), settings(abp_url=running.url + "/abp"))
    assert (answered.kind, answered.code) == ("refused", "401") and not running.records()


def _answer_to(call, reply):
    with raw(reply if callable(reply) else answer(*reply)) as machine:
        return call(_record(), settings(abp_url=machine.url, abp_token="t"))


def test_whatever_is_answered_becomes_one_of_the_kinds():
    ours = {"creditId": "ccid:cme-desk:1"}
    for reply, kind in (
        ((200, ours | {"state": "Accepted"}), "accepted"),
        ((200, ours | {"state": "received"}), "waiting"),
        ((200, ours | {"state": "rejected", "reason": "DOB"}), "rejected"),
        ((200, ours | {"state": 1}), "unclear"),
        ((200, ours), "unclear"),
        ((200, {"creditId": "ccid:x:1", "state": "accepted"}), "unclear"),
        ((200, [ours]), "unclear"),
        ((200, b""), "unclear"),
        ((404, b""), "unknown"),
        ((500, b""), "unclear"),
        ((403, b""), "refused"),
        ((200, b"<html>", "text/html"), "unclear"),
    ):
        assert _answer_to(abp.status, reply).kind == kind, reply
    assert _answer_to(abp.submit, (404, json.dumps({"message": "no"}).encode())).kind == "refused"
    assert _answer_to(abp.delete, (200, ours | {"state": "accepted"})).kind == "unclear"
    assert abp.status(_record(), settings(abp_url=f"http://127.0.0.1:{ports.reserve()}", abp_token="t")).kind == "down"
    assert abp.submit(_record(), settings()).code == "no-address"
