"""Whatever PARS answers becomes one of seven kinds, and nothing that might have arrived is called lost."""

from __future__ import annotations

import json
import time

import pytest

from cme.report.to import Answer, Unreadable, pars, pars_record, pars_xml, replies
from tests import ports
from tests.report.destinations import ANA, answer, raw, record, settings
from tests.report.test_outbound import says_nothing


def _result(call, reply, **more) -> Answer:
    with raw(reply) as machine:
        wait = 1.0 if callable(reply) else 60.0  # only what never comes is waited for
        return call(settings(pars_url=machine.url, pars_user="u", pars_password="secret", pars_timeout=wait, **more))


def _submit(pars_settings):
    return pars.submit(record(), pars_settings)


def _status(pars_settings):
    return pars.status(record(), pars_settings)


def _match(pars_settings):
    return pars.match(ANA, "ABIM", "123456", pars_settings)


ECHO = pars_record.report(record(), "add", settings())
OTHER = pars_record.report(record("ccid:cme-desk:2"), "add", settings())
PAGE = answer(200, b"<html><h1>502 Bad Gateway</h1></html>", "text/html")
SUBMITTED = (
    (answer(201, ECHO), "waiting", ""),
    (answer(200, ECHO), "waiting", ""),
    (answer(202, ECHO), "waiting", ""),
    (answer(201, OTHER), "unclear", "other-record"),
    (answer(201, b""), "unclear", "unreadable"),
    (answer(204, b""), "unclear", "unreadable"),
    (answer(201, b"[]"), "unclear", "other-record"),
    (answer(201, b'{"ACCMELearnerReports": []}'), "unclear", "other-record"),
    (answer(201, b"null"), "unclear", "unreadable"),
    (answer(201, b"NaN"), "unclear", "unreadable"),
    (answer(201, b"[" * 100_000), "unclear", "unreadable"),
    (answer(201, b"\xff\xfe"), "unclear", "unreadable"),
    (answer(201, json.dumps(ECHO).encode()[:-20]), "unclear", "unreadable"),
    (PAGE, "unclear", "unreadable"),
    (answer(400, {"errors": [{"code": 12, "message": "BirthDate has the wrong form."}]}), "refused", "400"),
    (answer(401, {"message": "No."}), "refused", "401"),
    (answer(403, b""), "refused", "403"),
    (answer(404, {"message": "No such page."}), "refused", "404"),
    (answer(409, b"x", "text/plain"), "refused", "409"),
    (answer(422, {"Error": {"Message": "No."}}), "refused", "422"),
    (answer(408, b""), "unclear", "408"),
    (answer(429, b""), "unclear", "429"),
    (answer(500, {"message": "Oh."}), "unclear", "500"),
    (answer(503, b"<html>"), "unclear", "503"),
    (answer(307, b"", Location="http://127.0.0.1:1/"), "unclear", "redirect"),
    (says_nothing, "unclear", "timeout"),
)


@pytest.mark.parametrize(("reply", "kind", "code"), SUBMITTED)
def test_a_record_that_was_sent(reply, kind, code):
    result = _result(_submit, reply)
    assert (result.kind, result.code) == (kind, code)
    assert kind == "waiting" or result.reason.endswith((".", ""))
    assert "secret" not in repr(result)


def _state(word="Accepted", **more):
    return {"moduleID": "200000001", "CreditID": "ccid:cme-desk:1", "Status": word} | more


STATES = (
    (answer(200, [_state("Accepted")]), "accepted", ""),
    (answer(200, [_state("accepted")]), "accepted", ""),
    (answer(200, [_state("Completed")]), "accepted", ""),  # the draft's only word
    (answer(200, [_state("Pending")]), "waiting", ""),
    (answer(200, [_state("Rejected", Reason="The birth month and day do not match.")]), "rejected", "birth"),
    (answer(200, [_state("Rejected", Message="License expired.")]), "rejected", "inactive"),
    (answer(200, [_state("Rejected", Reason="Something new.")]), "rejected", "other"),
    (answer(200, [_state("Rejected")]), "rejected", "other"),
    (answer(200, [_state("Deleted")]), "unknown", "deleted"),
    (answer(200, []), "unknown", ""),
    (answer(404, b""), "unknown", "404"),
    (answer(404, {"message": "Learner status not found."}), "unknown", "404"),
    (answer(404, b"<html>no such page</html>", "text/html"), "unclear", "404"),
    (answer(200, [_state(CreditID="ccid:cme-desk:2")]), "unclear", "other-record"),
    (answer(200, [_state(), _state(CreditID="ccid:cme-desk:2")]), "accepted", ""),
    (answer(200, [_state(), _state()]), "accepted", ""),  # the same twice
    (answer(200, [_state(), _state("Rejected")]), "unclear", "state"),  # two that contradict each other
    (answer(200, [_state("Wibble")]), "unclear", "state"),
    (answer(200, [_state(None)]), "unclear", "state"),
    (answer(200, [_state({"a": 1})]), "unclear", "state"),
    (answer(200, [1, "x", None]), "unclear", "other-record"),
    (answer(200, {"a": 1}), "unclear", "other-record"),
    (PAGE, "unclear", "unreadable"),
    (answer(401, b""), "refused", "401"),
    (answer(502, b""), "unclear", "502"),
)


@pytest.mark.parametrize(("reply", "kind", "code"), STATES)
def test_the_state_of_a_record(reply, kind, code):
    result = _result(_status, reply)
    assert (result.kind, result.code) == (kind, code)
    assert result.reason or kind != "rejected"


XML = "<LearnerStatuses>{}</LearnerStatuses>"
ONE = "<LearnerStatus><CreditID>ccid:cme-desk:1</CreditID><Status>{}</Status>{}</LearnerStatus>"
IN_XML = (
    (XML.format(ONE.format("Accepted", "")), "accepted", ""),
    (XML.format(ONE.format("Rejected", "<Reason>No match</Reason>")), "rejected", "no-match"),
    ('<a:LearnerStatuses xmlns:a="urn:x">' + ONE.format("Pending", "") + "</a:LearnerStatuses>", "waiting", ""),
    (XML.format(""), "unknown", ""),
    (XML.format(ONE.format("Accepted", ""))[:60], "unclear", "unreadable"),
    (
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + XML.format(ONE.format("&x;", "")),
        "unclear",
        "unreadable",
    ),
    ('<!DOCTYPE r SYSTEM "http://127.0.0.1:1/x.dtd"><LearnerStatuses/>', "unclear", "unreadable"),
    ("<a>" * 5000 + "</a>" * 5000, "unclear", "unreadable"),
    ('<?xml version="1.0" encoding="utf-99"?><a/>', "unclear", "unreadable"),
    ("[]", "unclear", "unreadable"),
)


@pytest.mark.parametrize(("text", "kind", "code"), IN_XML)
def test_the_state_of_a_record_in_xml(text, kind, code):
    result = _result(_status, answer(200, text.encode(), "application/xml"), pars_format="xml")
    assert (result.kind, result.code) == (kind, code)


def test_a_bomb_of_entities_is_refused_at_once():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    started = time.process_time()
    with pytest.raises(Unreadable):
        pars_xml.read(f'<!DOCTYPE r [<!ENTITY l0 "lol">{laughs}]><r>&l11;</r>'.encode())
    assert time.process_time() - started < 0.5


def test_a_match_is_told_and_anything_else_is_unclear():
    for body, kind, code in (
        ({"LearnerMatch": {"Matched": True}}, "accepted", ""),
        ({"LearnerMatch": {"Matched": False, "Reason": "The last name differs."}}, "rejected", "name"),
        ({"LearnerMatch": {"Matched": "perhaps"}}, "unclear", "unreadable"),
        ({"LearnerMatch": []}, "unclear", "unreadable"),
        ([], "unclear", "unreadable"),
    ):
        result = _result(_match, answer(200, body))
        assert (result.kind, result.code) == (kind, code)
    assert _result(_match, answer(404, b"")).kind == "rejected"


def test_where_nobody_is_there_nothing_was_sent():
    pars_settings = settings(pars_url=f"http://127.0.0.1:{ports.reserve()}")
    assert {_submit(pars_settings).kind, _status(pars_settings).kind, _match(pars_settings).kind} == {"down"}
    assert pars.delete(record(), pars_settings).kind == "down"
    assert pars.submit(record(), settings()).code == "no-address"  # neither PARS nor a sandbox is set


def test_credentials_go_as_headers_in_every_request_and_never_in_an_address():
    with raw(answer(404, b"")) as machine:
        pars_settings = settings(
            pars_url=machine.url + "/base/", pars_provider_number="0007777", pars_user="ü", pars_password="p w"
        )
        for call in (_submit, _status, _match):
            call(pars_settings)
        first, *headers = machine.requests[1].split(b"\r\n")
        assert first == b"GET /base/learner-activities/status?CreditId=ccid%3Acme-desk%3A1 HTTP/1.1"
        for request in machine.requests:
            assert b"ProviderId: 0007777\r\n" in request and b"Password: p w\r\n" in request
            assert "User: ü\r\n".encode() in request and b"p w" not in request.split(b"\r\n")[0]


def test_a_foreign_reason_is_one_line_that_can_be_kept_anywhere():
    result = _result(_status, answer(200, [_state("Rejected", Reason="a\x00b\x1b[31m\r\nc" + "d" * 5000)]))
    assert result.reason.startswith("ab[31m cd") and len(result.reason) == 500
    assert "\0" not in result.raw and len(result.raw) <= 4000


def test_reasons_are_sorted_by_our_own_list():
    for words, code in (
        ("Learner birth date does not match", "birth"),
        ("DOB mismatch", "birth"),
        ("License is not active", "inactive"),
        ("Activity is not registered for MOC", "activity"),
        ("This is a duplicate record", "duplicate"),
        ("The reporting year is closed", "window"),
        ("Last name does not match", "name"),
        ("No match found", "no-match"),
        ("Wibble", "other"),
        ("", "other"),
    ):
        assert replies.code_of(words) == code, words
