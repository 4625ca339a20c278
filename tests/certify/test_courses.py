"""Certificates of courses: one for each title with its topics and values, in the claim's credit type (C1, C2, C4)."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import date

import pytest

from cme.base.domain import credit_types
from cme.certify import jobs, records, renderings
from cme.certify.pdf import engine
from cme.claim import records as claims
from cme.earn.records import Entry
from cme.offer.courses import records as offer
from tests import courses
from tests.certificate_fonts import prepare_fonts
from tests.conftest import counts
from tests.ledger_audit import assert_ledger_balances

MANY, EACH = counts(20, 5), 10  # two pages for each course


def claim_all(person, credit_type="ama-pra-1", part=None):
    """Claim all that waits of a type, each whole or a part of it (hundredths)."""
    rows = Entry.select().where(Entry.person == person, Entry.credit_type == credit_type).order_by(Entry.id)
    return claims.claim(person, f"claim of {credit_type}", credit_type, [(row.id, part) for row in rows], by="test")


def test_each_course_is_a_certificate_with_its_topics_and_what_was_claimed_of_each(cast):
    for slug in ("first-course", "second-course"):
        course = courses.offer(slug)
        for topic in ("topic-2", "topic-1"):
            courses.answer(cast.physician, course, topic)
    cast.reviewed(cast.physician)
    rows = {entry.title or "search": entry.id for entry in Entry.select()}
    requested = [(number, None if name == "search" else 75) for name, number in rows.items()]
    claim = claims.claim(cast.physician, "k" * 20, "ama-pra-1", requested, by="test")
    search, first, second = [each.words for each in records.issue(claim, by="test")]
    assert (search["activity"]["title"], search["credit"]["amount"]) == ("Internet point of care", "0.5")
    assert (first["activity"]["title"], second["activity"]["title"]) == ("The first course", "The second course")
    assert first["sentence"].startswith("has been awarded 1.5 *AMA PRA Category 1 Credits*™ for the enduring material")
    assert first["list"]["columns"] == ["Completed", "Topic", "Credits"]
    assert first["list"]["rows"] == [
        ["22 Nov 2026", "Topic 2 of first-course", "0.75"],
        ["22 Nov 2026", "Topic 1 of first-course", "0.75"],
    ]
    assert "for a maximum of 2.5 *AMA PRA Category 1 Credit(s)*™" in first["statements"][0]
    assert sum(words["credit"]["hundredths"] for words in (search, first, second)) == claim.total == 350
    assert_ledger_balances()


@pytest.mark.parametrize("code", [code for code in credit_types.CREDIT_TYPES if code != "state"])
def test_each_type_is_awarded_to_its_own_roles_and_to_others_is_participation(cast, code):
    kind = credit_types.CREDIT_TYPES[code]
    course = courses.offer(credits={code: 1.5}, topics=1)
    others = [role for role in credit_types.ROLE_NAMES if role not in kind.roles]
    for role in (*kind.roles[:1], *others[:1], *others[-1:]):
        person = cast.person(f"{role}@example.org", name="Robin Roe", role=role, country="US", zone="UTC")
        courses.answer(person, course)
        (certificate,) = records.issue(claim_all(person, code), by="test")
        words = certificate.words
        if role in kind.roles:
            assert words["kind"] == "awarded" and f"has been awarded 1.5 {kind.units}" in words["sentence"]
            assert "1.5" in words["statements"][0]
        else:
            assert words["kind"] == "participation" and words["heading"] == "Certificate of Participation"
            assert "award" not in json.dumps(words).lower()
            assert words["statements"][0] == f"This activity was designated for 1.5 {kind.units}."
            assert words["credit"]["label"].endswith("completed")


def test_a_nurse_with_a_part_of_an_ama_course_participated_in_what_the_whole_was_designated_for(cast):
    courses.answer(cast.nurse, courses.offer())
    (certificate,) = records.issue(claim_all(cast.nurse, part=50), by="test")
    assert certificate.words["credit"]["amount"] == "0.5"
    assert certificate.words["statements"][0] == "This activity was designated for 2.5 *AMA PRA Category 1 Credits*™."


def test_each_type_has_its_own_claim_and_its_own_words(cast):
    designations = {"acep-1": "Approved by ACEP for {maximum} hours."}
    course = courses.offer(credits={"ama-pra-1": 1.25, "acep-1": 1}, designations=designations)
    courses.answer(cast.physician, course)
    (ama,) = records.issue(claim_all(cast.physician, "ama-pra-1"), by="test")
    (acep,) = records.issue(claim_all(cast.physician, "acep-1"), by="test")
    assert "AMA PRA" in ama.words["statements"][0] and "maximum of 2.5" in ama.words["statements"][0]
    assert acep.words["statements"][0] == "Approved by ACEP for 2 hours." and "AMA" not in json.dumps(acep.words)
    assert acep.words["credit"]["unit"] == "ACEP Category I credit"


def test_state_required_cme_is_certified_with_state_and_topic(cast):
    worth = {"state": {"FL": {"hours": 2, "topic": "Prevention of medical errors"}}}
    courses.answer(cast.nurse, courses.offer(credits=worth, topics=1))
    (certificate,) = records.issue(claim_all(cast.nurse, "state"), by="test")
    assert certificate.words["list"]["rows"][0][1:] == [
        "Topic 1 of short-course (Florida: Prevention of medical errors)",
        "2",
    ]
    assert certificate.words["list"]["columns"][2] == "Hours" and certificate.words["kind"] == "awarded"


def test_the_preview_is_what_is_printed(cast, visitor):
    courses.answer(cast.physician, courses.offer(credits={"ama-pra-1": 1.25}))
    (entry,) = Entry.select()
    seen = visitor(cast.physician).get(f"/cme/claim/preview?type=ama-pra-1&entry={entry.id}&amount-{entry.id}=0.5")
    seen.has(
        "has been awarded 0.5 AMA PRA Category 1 Credits",
        "Topics completed",
        "Topic 1 of short-course 0.5",
        "maximum of 2.5",
    )
    claim = claims.claim(cast.physician, "k" * 20, "ama-pra-1", [(entry.id, 50)], by="test")
    seen.get(f"/claims/{claim.id}/certificate").has("Topic 1 of short-course 0.5", "maximum of 2.5")


def test_what_was_designated_when_it_was_earned_is_printed(cast, tmp_path):
    from cme.offer.importers.courses import import_course

    folder = courses.write(tmp_path)
    import_course(folder, by="test")
    courses.answer(cast.physician, offer.find("short-course"))
    settings = (folder / "course.yaml").read_text().replace("title: The short course", "title: Another name")
    (folder / "course.yaml").write_text(settings)
    import_course(folder, by="test")
    (certificate,) = records.issue(claim_all(cast.physician), by="test")
    assert certificate.title == "The short course"


@pytest.fixture
def many(app, cast):
    """A claim of ten topics in each of many courses, made of rows: passing each by its form is tested elsewhere."""
    from cme.earn import records as earn

    prepare_fonts(app)
    for n in range(MANY):
        course = courses.offer(f"course-{n:02}", topics=EACH, count=1, credits={"ama-pra-1": 1.25 + n % 3 * 0.25})
        for topic in offer.topics(course.version.id):
            earn.earn(
                cast.physician,
                course.activity,
                course.version,
                title=topic.title,
                credit_type="ama-pra-1",
                amount=offer.topic_credits(topic.id)[0].amount,
                day=date(2026, 11, 22),
                by="test",
            )
    requested = [(row.id, row.amount - 25 * (row.id % 3)) for row in Entry.select()]
    return claims.claim(cast.physician, "k" * 20, "ama-pra-1", requested, by="test")


def test_many_topics_are_one_file_made_with_progress_and_exact_sums(many, cast, visitor, work, monkeypatch, tmp_path):
    from cme.certify import pages
    from tests.counting import recorded_queries

    with recorded_queries() as queries:
        certificates = records.issue(many, by="test")
    assert len(certificates) == MANY and len(queries) < 8 * MANY, "what is read does not grow with the topics"
    calls = []
    monkeypatch.setattr(renderings, "PROGRESS_INTERVAL", 0)
    monkeypatch.setattr(pages, "WAIT", 0)
    real = renderings.progress_writer

    def watched_writer(number):
        write = real(number)

        def on_page(page, of):
            write(page, of)
            seen = visitor(cast.physician) if not calls else calls[0]
            calls.append(seen)
            row = renderings.Progress.get_by_id(number)
            calls.append(
                (
                    row.page,
                    row.pages,
                    seen.htmx("get", f"/claims/{many.id}/certificate.pdf").page if page == MANY else "",
                )
            )

        return on_page

    monkeypatch.setattr(renderings, "progress_writer", watched_writer)
    seen = visitor(cast.physician).get(f"/claims/{many.id}/certificate.pdf")
    assert seen.status == 202
    work()
    steps = [each for each in calls if isinstance(each, tuple)]
    assert [page for page, *_ in steps][: 2 * MANY] == list(range(1, 2 * MANY + 1))
    assert {pages for _, pages, _ in steps} == {2 * MANY}
    assert f"{MANY} of {2 * MANY}" in steps[MANY - 1][2], "the page that waits shows how far it is"
    seen.get(f"/claims/{many.id}/certificate.pdf")
    file = tmp_path / "all.pdf"
    file.write_bytes(seen.answer.data)
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
    for certificate in certificates:
        rows = certificate.words["list"]["rows"]
        assert len(rows) == EACH and certificate.total == sum(round(float(row[2]) * 100) for row in rows)
        assert all(re.search(rf"{re.escape(row[1])}\s+{re.escape(row[2])}\n", text) for row in rows)
        assert certificate.number in text
    assert sum(each.total for each in certificates) == many.total == -sum(line.move.amount for line in many.lines)
    assert_ledger_balances()


def test_one_of_several_can_be_had_alone(app, cast, visitor, work):
    prepare_fonts(app)
    for slug in ("first-course", "second-course"):
        courses.answer(cast.physician, courses.offer(slug, topics=1))
    claim = claim_all(cast.physician)
    one, other = records.issue(claim, by="test")
    seen = visitor(cast.physician)
    seen.get(f"/claims/{claim.id}/certificate").has("This one as PDF", one.number, other.number)
    work()
    seen.get(f"/claims/{claim.id}/certificates/{one.number}.pdf")
    work()
    answer = seen.get(f"/claims/{claim.id}/certificates/{one.number}.pdf").answer
    assert answer.mimetype == "application/pdf" and one.number in answer.headers["Content-Disposition"]


def test_with_and_without_progress_the_bytes_are_the_same(cast, app):
    prepare_fonts(app)
    certificates = records.issue(cast.claimed(cast.physician), by="test")
    reported = []
    from cme.certify.issue_pdf import _printable
    from cme.certify.pdf import render

    words = {"certificates": [_printable(c.words, app.settings.data / "fonts") for c in certificates]}
    fonts, issued = app.settings.data / "fonts", certificates[0].created
    assert render.pdf(words, fonts, issued) == render.pdf(words, fonts, issued, lambda *page: reported.append(page))
    assert reported == [(1, 1)] and engine.LOCK.acquire(blocking=False)
    engine.LOCK.release()
    assert jobs.make(certificates)
