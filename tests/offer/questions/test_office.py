"""The office page of questions: preview, problems by line, an import that can be left alone, stopped and repeated (issue 5)."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest

from cme.base import audit_log
from cme.base import clock as time
from cme.offer.questions import jobs, records, saving, uploads
from cme.offer.questions.records import Question

ONE = "// [id:q{n}]\n::Title {n}::[html]<p>What about <b>{n}</b>?</p>{{\n=Best\n~Worse#Not quite.\n}}\n\n"


def gift(count, start=1):
    return "".join(ONE.format(n=n) for n in range(start, start + count))


@pytest.fixture
def carol(cast, visitor):
    return visitor(cast.coordinator)


def send(carol, body, name="questions.gift", **fields):
    body = body.encode() if isinstance(body, str) else body
    return carol.post("/office/questions", data={"file": (io.BytesIO(body), name), **fields})


def row() -> uploads.QuestionImport:
    return uploads.QuestionImport.select().order_by(uploads.QuestionImport.id.desc()).get()


def test_a_file_is_looked_at_then_imported(carol, work):
    send(carol, "$CATEGORY: Cardiology\n\n" + gift(3) + "Why?{}\n").has("questions.gift", "The file is being read")
    assert 'hx-trigger="every 1s"' in carol.page
    work()
    carol.get(carol.address).has(
        "What would come in",
        "Import 3 questions",
        "line 21: this is an essay question",
        "Title 1",
        "What about 1?",
        "Cardiology",
    )
    assert 'hx-trigger="every 1s"' not in carol.page
    assert Question.select().count() == 0
    carol.post(f"/office/questions/imports/{row().id}/start").has("The import begins in a moment")
    work()
    carol.get(carol.address).has("Imported", "3 imported, 0 unchanged, 1 refused.", "this is an essay question")
    assert [(category.name, count) for category, count in records.categories()] == [("Cardiology", 3)]
    carol.get("/office/questions").has("3 questions for board review in 1 category", "questions.gift", "Imported")
    audit_log.append()
    assert any('"questions.imported"' in each.body for each in audit_log.LogRow.select())


def test_repeated_nothing_comes_in_twice(carol, work):
    for _ in range(2):
        send(carol, gift(3))
        work()
        carol.post(f"/office/questions/imports/{row().id}/start")
        work()
    assert Question.select().count() == 3
    carol.get(carol.address).has("0 imported, 3 unchanged, 0 refused.")
    send(carol, gift(3))
    work()
    carol.get(carol.address).has("Nothing new", "Everything good in it is here already.")


def test_the_category_can_be_said_for_all(carol, work):
    send(carol, "$CATEGORY: Other\n\n" + gift(1), category=" Nephrology  ")
    work()
    carol.post(f"/office/questions/imports/{row().id}/start")
    work()
    assert [category.name for category, _ in records.categories()] == ["Nephrology"]


@pytest.mark.parametrize(
    ("body", "name", "error"), [(b"", "", "Choose a file"), (b"", "x.gift", "Choose a file that is not empty")]
)
def test_no_file_is_said_next_to_the_field(carol, body, name, error):
    send(carol, body, name, category="Cardiology")
    assert carol.status == 422
    assert carol.has(error) and carol.field("category") == "Cardiology"


def test_too_long_a_category_keeps_what_was_typed(carol):
    send(carol, "Q?{=a ~b}", category="x" * 130)
    assert carol.status == 422
    carol.has("This is 130 characters long; at most 120 fit.")


@pytest.mark.parametrize("body", [b"Dear colleagues", b"\x00\x01\x02", b"PK\x03\x04 broken", b"<quiz/>", b"<a" * 50])
def test_a_file_that_is_none_is_refused_with_a_sentence(carol, work, body):
    send(carol, body)
    work()
    carol.get(carol.address).has("Nothing new", "No question of this file can be imported.", "Refused")
    assert len(row().problems) == 1


def test_a_file_of_more_than_the_limit_is_refused(carol):
    send(carol, b"a" * (12 * 1024 * 1024 + 1))
    assert carol.status == 413


def test_an_import_can_be_stopped_and_goes_on(carol, work, monkeypatch):
    send(carol, gift(250))
    work()
    number = row().id
    carol.post(f"/office/questions/imports/{number}/start")
    real = saving.Run.import_item

    def stops(run, item):
        if item.id == "q150":
            uploads.db.after_commit(lambda: uploads.stop(row()))
        return real(run, item)

    with monkeypatch.context() as broken:
        broken.setattr(saving.Run, "import_item", stops)
        work()
    carol.get(f"/office/questions/imports/{number}").has("Stopped", "200 of 250 are done and stay", "Go on")
    assert Question.select().count() == 200
    carol.post(f"/office/questions/imports/{number}/start")
    work()
    carol.get(f"/office/questions/imports/{number}").has("250 imported, 0 unchanged, 0 refused.")
    assert Question.select().count() == 250


def test_what_a_killed_worker_left_goes_on_where_it_was(carol, work, monkeypatch, clock):
    send(carol, gift(250))
    work()
    uploads.begin(row())
    leased = uploads.take(row().id)
    real, seen = saving.Run.import_item, []

    def dies(run, item):
        seen.append(item)
        if len(seen) == 130:
            raise KeyboardInterrupt
        return real(run, item)

    with monkeypatch.context() as broken:
        broken.setattr(saving.Run, "import_item", dies)
        with pytest.raises(KeyboardInterrupt):
            uploads.work(leased, by="test")
    assert (row().state, row().position, Question.select().count()) == ("running", 100, 100)
    jobs.resume()  # somebody else's lease still holds
    assert row().state == "running"
    clock.forward(seconds=61)
    jobs.resume()
    assert (row().state, row().new, row().unchanged, Question.select().count()) == ("done", 250, 0, 250)
    assert bytes(row().body) == b""


def test_two_workers_at_one_file_import_it_once(carol, work):
    send(carol, gift(3))
    work()
    uploads.begin(row())
    assert uploads.take(row().id) is not None
    assert uploads.take(row().id) is None


def test_a_file_that_always_fails_is_given_up_with_a_sentence(carol, work, monkeypatch, clock):
    send(carol, gift(1))
    monkeypatch.setattr(uploads, "read", lambda body: 1 / 0)
    for _ in range(uploads.MAX_TRIES + 1):
        work()
        jobs.resume()
        clock.forward(seconds=61)
    carol.get(f"/office/questions/imports/{row().id}").has("This file could not be read to its end")


def test_many_problems_are_cut_and_counted(carol, work):
    send(carol, "Why?{}\n\n" * 600)
    work()
    carol.get(carol.address).has("Only the first 500 of 600 are shown.")


def test_uploads_are_forgotten_after_a_month(carol, work):
    send(carol, gift(1))
    uploads.QuestionImport.update(created=time.now() - timedelta(days=31)).execute()
    uploads.forget_old()
    assert uploads.QuestionImport.select().count() == 0
    assert carol.get("/office/questions/imports/1").status == 404


def test_the_page_is_for_coordinators_alone(cast, visitor):
    alice = visitor(cast.physician)
    assert alice.get("/office/questions").status == 404
    alice.get("/questions").hasnt("Office")
    visitor(cast.coordinator).get("/questions").has("Office", "Questions")
