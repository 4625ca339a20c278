"""The sandbox as a process: it starts in demos and tests only, keeps its records, and shows them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from cme.base.settings import BadSetting
from cme.base.settings import sandbox_port as port
from cme.report.sandbox import create_app, delay
from cme.report.to import Learner, pars
from tests import clock_file, ports
from tests.report.destinations import ROOT, record, sandbox, settings


def _start(tmp_path, **env):
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("CME_", "SANDBOX_", "DATABASE_"))}
    own = {"CME_DATA": str(tmp_path), "SANDBOX_PORT": str(ports.reserve())} | env
    return subprocess.run(
        [sys.executable, "-m", "cme.report.sandbox"],
        cwd=ROOT,
        env=plain | own,
        text=True,
        capture_output=True,
        timeout=60,
    )


def test_it_refuses_to_start_in_production(tmp_path):
    done = _start(tmp_path)
    assert done.returncode == 1 and "never in production" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "sandbox.sqlite3").exists()
    with pytest.raises(BadSetting):
        create_app({"CME_DATA": str(tmp_path)})


def test_a_port_that_is_taken_and_wrong_settings_are_one_sentence_each(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = _start(tmp_path, CME_TESTING="1", SANDBOX_PORT=str(other.getsockname()[1]))
    lines = done.stderr.strip().splitlines()
    assert done.returncode == 1 and lines[-1].startswith("SANDBOX_PORT") and "Traceback" not in done.stderr
    for read, env, word in (
        (port, {"SANDBOX_PORT": "x"}, "SANDBOX_PORT"),
        (port, {"SANDBOX_PORT": "0"}, "SANDBOX_PORT"),
        (delay, {"SANDBOX_DELAY_SECONDS": "soon"}, "SANDBOX_DELAY"),
        (delay, {"SANDBOX_DELAY_SECONDS": "nan"}, "SANDBOX_DELAY"),
    ):
        with pytest.raises(BadSetting, match=word):
            read(env)
    ports = [port(env) for env in ({}, {"PORT": "65535"}, {"PORT": "7000"}, {"SANDBOX_PORT": "7777"})]
    assert ports == [5001, 65534, 7001, 7777] and delay({}) == 5.0


def test_its_records_outlive_a_kill(tmp_path):
    with sandbox(tmp_path) as first:
        pars.submit(record(), settings(sandbox_url=first.url))
        first.process.kill()
        first.process.wait(10)
    with sandbox(tmp_path) as second:
        assert [row["ccid"] for row in second.records()] == ["ccid:cme-desk:1"]
        assert pars.submit(record(), settings(sandbox_url=second.url)).kind == "waiting"
        assert second.records()[0]["times"] == 2


def test_it_lives_by_the_test_clock(tmp_path):
    clock = tmp_path / "clock"
    clock_file.write(clock, "2026-11-22T15:00:00+00:00")
    with sandbox(tmp_path, CME_TEST_CLOCK=str(clock), SANDBOX_DELAY_SECONDS="86400") as slow:
        sandbox_settings = settings(sandbox_url=slow.url)
        pars.submit(record(), sandbox_settings)
        for moment, kind in (("2026-11-23T14:59:59+00:00", "waiting"), ("2026-11-23T15:00:00+00:00", "accepted")):
            clock_file.write(clock, moment)
            assert pars.status(record(), sandbox_settings).kind == kind


def test_the_same_record_from_many_at_once_stands_once(running):
    running.clear()
    sandbox_settings = settings(sandbox_url=running.url, pars_timeout=20.0)
    with ThreadPoolExecutor(8) as pool:
        kinds = list(
            pool.map(lambda n: pars.submit(record(f"ccid:cme-desk:{n % 2}"), sandbox_settings).kind, range(16))
        )
    assert kinds == ["waiting"] * 16
    assert [(row["times"], row["state"]) for row in running.records()] == [(8, "accepted"), (8, "rejected")]


def test_it_answers_on_this_machine_only_and_to_its_own_name(running):
    assert running.request("GET", "/records", Host="evil.example")[0] == 400
    address = socket.gethostbyname(socket.gethostname())
    if not address.startswith("127."):
        with pytest.raises(OSError):
            socket.create_connection((address, running.port), timeout=1)


def test_another_sites_page_cannot_tell_it_anything(running):
    """A form of another site sends no JSON without asking first, and it is never allowed to."""
    for path in ("/faults", "/roster"):
        assert running.request("POST", path, {"mode": "500"}, **{"Content-Type": "text/plain"})[0] == 415
    assert running.request("GET", "/faults")[1] == []


def test_the_page_shows_what_arrived_with_reasons_and_lets_nothing_foreign_in(running):
    running.clear()
    sandbox_settings = settings(sandbox_url=running.url)
    odd = Learner("<script>alert(1)</script>", "Żółć", "01-01", "")
    pars.submit(record(learner=odd, number="100001"), sandbox_settings)
    pars.submit(record("ccid:cme-desk:2", number="100000", learner=Learner("Jo", "Doe", "01-01", "")), sandbox_settings)
    status, page = running.request("GET", "/")
    assert status == 200 and "&lt;script&gt;" in page and "<script" not in page and " style=" not in page
    assert "Żółć" in page and "No match: no learner" in page and page.count("<h1") == 1
    with urllib.request.urlopen(running.url + "/", timeout=10) as answer:
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["Cache-Control"] == "no-store"


def test_people_can_be_added_to_the_roster_and_the_latest_counts(running):
    running.clear()
    sandbox_settings, new = settings(sandbox_url=running.url), Learner("Zoë", "Park", "10-01", "")
    assert pars.match(new, "ABS", "700007", sandbox_settings).kind == "accepted"  # unknown people are believed
    known = {"given": "Zoë", "family": "Park", "birth": "10-02", "numbers": {"ABS": "700007"}}
    assert running.request("POST", "/roster", known)[0] == 201
    assert pars.match(new, "ABS", "700007", sandbox_settings).code == "birth"
    assert running.request("POST", "/roster", [known | {"birth": "10-01"}])[0] == 201
    assert pars.match(new, "ABS", "700007", sandbox_settings).kind == "accepted"
    assert running.request("POST", "/roster", {"given": "x"})[0] == 400
    assert running.request("GET", "/roster")[1][0]["birth"] == "10-01"


def test_documents_of_a_wrong_shape_are_refused_with_what_is_wrong(running):
    running.clear()
    keys = {"ProviderId": "0000000", "User": "u", "Password": "p"}
    for document, words in (({}, "is missing"), ([], "is not of type"), ({"a": 1}, "is not known")):
        status, answer = running.request("POST", "/pars/learner-activities", document, **keys)
        assert status == 400 and words in answer["Error"]["Message"]
    assert running.request("POST", "/pars/learner-activities", None, **keys)[0] == 400
    xml = {"Content-Type": "application/xml"} | keys
    assert running.request("POST", "/pars/learner-activities", {"a": 1}, **xml)[0] == 400
    assert running.records() == []


def test_the_drafts_other_ways_of_asking_and_deleting(running):
    running.clear()
    keys = {"ProviderId": "0000000", "User": "u", "Password": "p"}
    pars.submit(record(), settings(sandbox_url=running.url))
    query = "?moduleID=200000001&BirthDate=04-17&CompletionDate=2026-11-20&UniqueID=123456"
    status, (state,) = running.request("GET", "/pars/learner-activities/status" + query, **keys)
    assert status == 200 and state["Status"] == "Accepted"
    assert running.request("GET", "/pars/learner-activities/status?UniqueID=123456", **keys)[0] == 404
    assert running.request("DELETE", "/pars/learner-activities/123456", **keys)[0] == 204
    assert running.request("DELETE", "/pars/learner-activities/123456", **keys)[0] == 404


def test_a_fault_that_is_none_is_refused_with_a_sentence(running):
    for wrong in (
        {},
        [],
        {"mode": "x"},
        {"mode": "500", "calls": ["y"]},
        {"mode": "500", "count": "z"},
        {"mode": "500", "a": 1},
    ):
        status, content = running.request("POST", "/faults", wrong)
        assert status == 400 and content["message"].endswith(".")
