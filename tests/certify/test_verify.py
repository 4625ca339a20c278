"""Anyone can verify: the status of a certificate, whether a file is the very one, and nothing more (C6, L6)."""

from __future__ import annotations

import io
import re

import pytest

from cme.certify import records
from cme.claim import records as claims
from tests.counting import recorded_queries

BODY = b"%PDF the very bytes"


@pytest.fixture
def claim(cast):
    return cast.claimed(cast.physician)


@pytest.fixture
def certificate(claim):
    (found,) = records.issue(claim, by="test")
    return found


@pytest.fixture
def stranger(visitor):
    return visitor()


def ask(visitor, certificate, code=None):
    return visitor.get(f"/verify/{code or certificate.code}")


def sent(visitor, certificate, body):
    data = {"file": (io.BytesIO(body), "certificate.pdf")} if body is not None else {}
    return visitor.post(f"/verify/{certificate.code}", data=data)


def test_during_the_wait_it_is_provisional_until_the_minute(stranger, certificate, clock):
    ask(stranger, certificate).has("Provisional", "It is provisional until 10:10 (New York time)")
    clock.forward(minutes=9, seconds=59)
    ask(stranger, certificate).has("Provisional")
    clock.forward(seconds=1)
    ask(stranger, certificate).has("Valid", "This certificate stands.")


def test_released_it_is_valid(stranger, certificate, clock):
    clock.forward(minutes=11)
    claims.release_what_waited(by="test")
    ask(stranger, certificate).has("Valid")
    stranger.hasnt("rovisional")


def test_undone_it_is_withdrawn_by_its_holder(stranger, claim, certificate):
    claims.undo(claim, by="test")
    ask(stranger, certificate).has("Withdrawn", "This certificate has been withdrawn by its holder.")


def test_withdrawn_by_the_provider_it_says_so(app, stranger, certificate, clock):
    clock.forward(hours=1)
    result = app.test_cli_runner().invoke(
        args=["certify", "withdraw", certificate.number.lower(), "--reason", "Not earned"]
    )
    assert result.output == f"{certificate.number.lower()} is withdrawn.\n"
    ask(stranger, certificate).has("Withdrawn", "withdrawn by the provider")
    stranger.hasnt("Not earned")


def test_it_shows_name_title_total_dates_and_number_and_nothing_more_of_the_person(cast, stranger, claim):
    from cme.people import records as people

    people.change_profile(cast.physician, npi="1234567893", birth_month=4, birth_day=17)
    people.list_body(
        cast.physician, body="ABIM", label="Board of Internal", number="998877", reporting=True, consent=True
    )
    later = cast.claimed(cast.physician)
    (found,) = records.issue(later, by="test")
    ask(stranger, found).has(
        "Name Alice Adams, MD",
        "Title Internet point of care",
        "Total 0.5 AMA PRA Category 1 Credits",
        "Completed 22 November 2026",
        "Issued 22 November 2026",
        f"Number {found.number}",
        "Provider Test Medical Society",
    )
    stranger.hasnt(
        "alice@example.org", "1234567893", "Board of Internal", "998877", "question 0", "Acute myocardial infarction"
    )
    assert 'name="robots" content="noindex"' in stranger.page


@pytest.mark.parametrize(
    "write",
    [
        str.lower,
        lambda code: "-".join(re.findall(".{1,5}", code)),
        lambda code: " ".join(code),
        lambda code: code.replace("0", "O").replace("1", "l"),
        lambda code: f"  {code.lower()} - ",
    ],
)
def test_a_code_is_read_the_way_people_write_it(stranger, certificate, write):
    answer = stranger.client.get("/verify/", query_string={"code": write(certificate.code)})
    assert answer.location.endswith(f"/verify/{certificate.code}")
    assert stranger.client.get(f"/verify/{write(certificate.code).strip()}").status_code == 200


def test_unknown_and_malformed_codes_get_the_very_same_answer(stranger, certificate):
    unknown = "Z" * 26
    answers = []
    for code in (
        unknown,
        "short",
        "U" * 26,
        certificate.code[:-1],
        certificate.code + "0",
        "%00",
        "..%2f..",
        "x" * 5000,
    ):
        page = stranger.get(f"/verify/{code}")
        own = ("Set-Cookie", "Content-Length", "X-Request-Id")
        headers = {name: value for name, value in page.answer.headers.items() if name not in own}
        answers.append((page.status, re.sub(r'name="back" value="[^"]*"', "", page.page), headers))
    assert answers[0][0] == 404
    assert all(each == answers[0] for each in answers)
    stranger.has("No such certificate")


def test_a_malformed_code_asks_the_database_no_less_than_an_unknown_one(stranger, certificate):
    counts = []
    for code in ("Z" * 26, "short", "Z" * 26, "x" * 5000):
        with recorded_queries() as queries:
            stranger.get(f"/verify/{code}")
        counts.append(len(queries))
    assert counts[1] == counts[2] == counts[3] > 0  # the first one makes the row that counts the tries


def test_the_form_leads_a_malformed_code_to_the_same_answer(stranger):
    stranger.get("/verify/?code=short").has("No such certificate")
    assert stranger.status == 404
    stranger.get("/verify/").has("Verify a certificate")
    stranger.get("/verify/?code=").has("Verify a certificate")


def test_whoever_asks_too_often_waits(app, stranger, certificate, clock):
    for _ in range(app.settings.verify_per_minute):
        assert ask(stranger, certificate, "Z" * 26).status == 404
    for code in (certificate.code, "Z" * 26):
        ask(stranger, certificate, code).has("Too many tries")
        assert stranger.status == 429 and stranger.answer.headers["Retry-After"] == "60"
    assert sent(stranger, certificate, BODY).status == 429
    clock.forward(seconds=60)
    assert ask(stranger, certificate).status == 200


def test_the_very_file_is_told_from_any_other(stranger, claim, certificate):
    records.finish(records.take(records.ask_for(claim, [certificate]).id), [certificate], BODY, by="test")
    sent(stranger, certificate, BODY).has("Yes", "byte for byte, the one that we made for this certificate")
    sent(stranger, certificate, BODY + b" ").has("No", "it was changed, or it belongs to another one")
    sent(stranger, certificate, BODY[:-1] + b"S").has("it was changed")
    for nothing in (b"", None):
        sent(stranger, certificate, nothing).has("Choose a PDF first.")


def test_the_file_of_another_certificate_is_not_this_ones(cast, stranger, claim, certificate):
    records.finish(records.take(records.ask_for(claim, [certificate]).id), [certificate], BODY, by="test")
    (other,) = records.issue(cast.claimed(cast.stranger), by="test")
    sent(stranger, other, BODY).has("it belongs to another one")


def test_every_file_that_holds_it_is_known(cast, stranger, claim, certificate):
    """One of a claim alone and the file of the whole claim are both the very file."""
    for n, body in enumerate((BODY, BODY + b"2")):
        rendering = records.Rendering.create(
            claim=claim, contents=f"{n}", certificate_ids=[certificate.id], requested=claims.clock.now()
        )
        records.finish(rendering, [certificate], body, by="test")
        sent(stranger, certificate, body).has("byte for byte")


def test_the_certificates_page_is_the_owners_alone(cast, visitor, stranger, claim):
    assert visitor(cast.stranger).get(f"/claims/{claim.id}/certificate").status == 404
    stranger.get(f"/claims/{claim.id}/certificate").has("Sign in")


def test_a_withdrawn_certificate_says_so_to_its_owner_too(alice, claim, certificate):
    records.withdraw(certificate, "Not earned", by="test")
    records.withdraw(certificate, "again", by="test")
    assert records.Withdrawal.get().reason == "Not earned"
    alice.get(f"/claims/{claim.id}/certificate").has("This certificate has been withdrawn by the provider.")
