"""Adding external credit: six fields, files by content, nothing lost when something is wrong (T2)."""

from __future__ import annotations

import io
import re

import pytest

from cme.track.external_credit import documents, records
from tests.track.external_credits import add_external_credit, image, pdf

NEW = "/transcript/elsewhere"
SIX = {
    "title": "Grand rounds",
    "provider": "City Hospital",
    "completed_on": "2026-03-04",
    "amount": "1.5",
    "credit_type": "ama-pra-1",
    "format": "live",
}


@pytest.fixture
def alice(cast, visitor):
    return visitor(cast.physician)


def send(alice, path=NEW, files=(), **fields):
    values = {**SIX, **fields}
    return alice.post(
        path, data=values | ({"files": [(io.BytesIO(body), name) for name, body in files]} if files else {})
    )


def test_six_fields_are_enough(alice):
    key = alice.get(f"{NEW}/new").field("key")
    send(alice, key=key).has("“Grand rounds” is on your transcript.", "From elsewhere", "City Hospital")
    (row,) = records.current_versions(records.ExternalCredit.get().person)
    assert (row.amount, row.completed_on.isoformat(), row.format) == (150, "2026-03-04", "live")


def test_the_form_sent_twice_adds_one(alice):
    key = alice.get(f"{NEW}/new").field("key")
    send(alice, key=key)
    send(alice, key=key)
    assert records.ExternalCredit.select().count() == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", " ", "Enter the title of the activity."),
        ("provider", "", "Enter who gave the credit."),
        ("completed_on", "2026-11-23", "This day is in the future."),
        ("completed_on", "2025-02-29", "There is no such day as 2025-02-29."),
        ("completed_on", "1900-01-01", "This is before 1950."),
        ("amount", "a few", "Enter an amount such as 0.5 or 12.25."),
        ("amount", "0", "Enter more than 0."),
        ("amount", "501", "This is more than 500 credits"),
        ("credit_type", "none", "Choose the type of credit."),
        ("credit_type", "other", "Say which type of credit it is."),
        ("format", "", "Choose the format."),
        ("title", "x" * 301, "at most 300 fit"),
    ],
)
def test_what_is_wrong_is_said_next_to_its_field_and_nothing_typed_is_lost(alice, field, value, sentence):
    send(alice, **{field: value})
    assert alice.status == 422 and alice.has("There is a problem", sentence)
    assert f'id="f-{"type_words" if value == "other" else field}-error"' in alice.page
    for name in {"title", "provider", "amount"} - {field}:
        assert f'value="{SIX[name]}"' in alice.page
    assert not records.ExternalCredit.select().exists()


def test_files_that_came_with_a_wrong_form_need_not_be_chosen_again(alice):
    key = alice.get(f"{NEW}/new").field("key")
    send(alice, key=key, title="", files=[("scan.pdf", pdf()), ("photo.jpg", image())])
    assert alice.status == 422 and alice.has("Kept from before: “scan.pdf”, “photo.jpg”")
    assert alice.field("key") == key
    send(alice, key=key)
    saved = documents.by_credit([records.ExternalCredit.get().id])[records.ExternalCredit.get().id]
    assert [each.name for each in saved] == ["scan.pdf", "photo.jpg"]
    assert not documents.Upload.select().exists()


def test_files_of_a_form_that_never_came_again_are_forgotten_after_a_day(alice, clock):
    send(alice, key="k" * 20, title="", files=[("scan.pdf", pdf())])
    clock.forward(hours=23)
    documents.forget_pending()
    assert documents.Upload.select().count() == 1
    clock.forward(hours=2)
    documents.forget_pending()
    assert not documents.Upload.select().exists()


def test_a_pdf_that_is_none_is_refused_and_the_good_file_is_kept(alice):
    send(alice, key="k" * 20, files=[("letter.pdf", b"%PDF-1.7 none"), ("scan.pdf", pdf())])
    assert alice.status == 422 and alice.has(
        "“letter.pdf” begins like a PDF but cannot be opened", "Kept from before: “scan.pdf”"
    )


def test_a_document_is_given_to_its_owner_as_an_attachment_that_cannot_run(alice, cast, visitor):
    body = pdf()
    send(alice, files=[("Zertifikat für Ana.pdf", body)])
    link = f"/transcript/documents/{documents.Document.get().id}"
    answer = alice.get(link).answer
    assert answer.data == body and answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''Zertifikat%20f%C3%BCr%20Ana.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"].endswith("; sandbox")
    other = visitor(cast.stranger)
    assert other.get(link).status == 404 and other.get(f"{link}/preview.jpg").status == 404


def test_a_file_named_like_a_page_is_sent_as_what_it_is(alice):
    send(alice, files=[("page.html", image("PNG"))])
    answer = alice.get(f"/transcript/documents/{documents.Document.get().id}").answer
    assert answer.mimetype == "image/png" and "page.html.png" in answer.headers["Content-Disposition"]


def test_a_photo_has_an_upright_preview_on_its_page(alice):
    send(alice, files=[("photo.jpg", image(orientation=6))])
    external_credit = records.ExternalCredit.get()
    alice.get(f"{NEW}/{external_credit.id}").has("photo.jpg", "SHA-256")
    (src,) = re.findall(r'<img class="preview" src="([^"]+)"', alice.page)
    answer = alice.get(src).answer
    assert answer.mimetype == "image/jpeg" and answer.headers["Content-Security-Policy"].endswith("; sandbox")


def test_it_is_changed_by_a_later_version_and_documents_are_added(alice, cast):
    external_credit = add_external_credit(cast.physician)
    alice.get(f"{NEW}/{external_credit.id}")
    assert alice.field("title") == "Grand rounds: sepsis" and alice.field("amount") == "1"
    send(
        alice,
        f"{NEW}/{external_credit.id}",
        files=[("a.pdf", pdf())],
        title="Grand rounds: sepsis and shock",
        topics="pain",
    )
    alice.has("“Grand rounds: sepsis and shock” is saved.", "1 document")
    assert records.latest(external_credit).topics == ["pain"] and records.latest(external_credit).sequence == 2


def test_removed_and_put_back(alice, cast):
    external_credit = add_external_credit(cast.physician)
    alice.post(f"{NEW}/{external_credit.id}/removal").has("is off your transcript", "Put it back")
    alice.get(f"{NEW}/{external_credit.id}").has("This credit is off your transcript")
    alice.post(f"{NEW}/{external_credit.id}/restoration").has("is on your transcript again")
    assert len(records.current_versions(cast.physician)) == 1


def test_a_document_is_deleted_for_good(alice, cast):
    external_credit = add_external_credit(cast.physician)
    documents.add(external_credit, [documents.read("a.pdf", pdf())])
    alice.post(f"/transcript/documents/{documents.Document.get().id}/removal").has("“a.pdf” is deleted.", "None yet")
    assert not documents.Document.select().exists()


def test_more_files_than_fit_are_refused_and_the_credit_is_kept(alice, cast):
    external_credit = add_external_credit(cast.physician)
    documents.add(external_credit, [documents.File(f"{n}", "pdf", b"%d" % n, None) for n in range(20)])
    send(alice, f"{NEW}/{external_credit.id}", files=[("more.pdf", pdf())])
    assert alice.status == 422 and alice.has("At most 20 files fit with one credit.")


def many(count, start=0):
    return [documents.File(f"{n}.pdf", "pdf", b"%d" % n, None) for n in range(start, start + count)]


def test_pending_files_outlive_a_refusal_and_can_be_left_out(alice, cast):
    external_credit = add_external_credit(cast.physician)
    documents.add(external_credit, many(19))
    send(alice, f"{NEW}/{external_credit.id}", title="", files=[("one.pdf", pdf()), ("two.jpg", image())])
    alice.has("Kept from before: “one.pdf”, “two.jpg”")
    send(alice, f"{NEW}/{external_credit.id}")
    assert alice.status == 422 and alice.has(
        "At most 20 files fit", "Kept from before: “one.pdf”, “two.jpg”", "Leave them out"
    )
    send(alice, f"{NEW}/{external_credit.id}", leave="1", files=[("one.pdf", pdf())])
    assert alice.has("is saved") and not documents.Upload.select().exists()
    assert len(documents.by_credit([external_credit.id])[external_credit.id]) == 20


def test_too_many_pending_files_of_a_new_credit_wait_for_its_form(alice, cast):
    key = alice.get(f"{NEW}/new").field("key")
    documents.save_pending(cast.physician, key, many(20))
    send(alice, key=key, files=[("scan.pdf", pdf())])
    assert alice.status == 422
    alice.has(
        "At most 20 files fit", "“scan.pdf” could not be kept until then: choose again", "Kept from before: “0.pdf”"
    )
    assert [row.key for row in documents.Upload.select(documents.Upload.key).distinct()] == [
        f"edit-{records.ExternalCredit.get().id}"
    ]


def test_an_error_while_pending_files_are_saved_loses_nothing(cast, monkeypatch):
    external_credit = add_external_credit(cast.physician)
    documents.save_pending(cast.physician, "k" * 20, many(2))
    monkeypatch.setattr(documents.Document, "create", lambda **values: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        documents.add_from_form(external_credit, "k" * 20, [])
    assert documents.Upload.select().count() == 2


def test_the_quota_of_a_person_limits_documents_and_pending_files_alike(alice, cast, monkeypatch):
    body = pdf()
    external_credit, other = add_external_credit(cast.physician), add_external_credit(cast.stranger)
    documents.add(other, [documents.File("theirs.pdf", "pdf", b"0" * 5000, None)])
    assert documents.free_space(cast.physician) == documents.QUOTA == 500 * 1024 * 1024
    monkeypatch.setattr(documents, "QUOTA", len(body) + 10)
    send(alice, f"{NEW}/{external_credit.id}", title="", files=[("scan.pdf", body), ("more.jpg", image())])
    alice.has("Kept from before: “scan.pdf”", "“more.jpg” could not be kept until then")
    send(alice, f"{NEW}/{external_credit.id}", files=[("more.jpg", image())])
    assert alice.status == 422
    alice.has("Your documents fill the", "Delete what you need no more", "Kept from before: “scan.pdf”")
    send(alice, f"{NEW}/{external_credit.id}").has("is saved")
    assert documents.free_space(cast.physician) == 10


def test_files_are_sent_so_many_times_an_hour(alice, monkeypatch):
    monkeypatch.setattr("cme.track.pages.external_credit.MAX_UPLOADS", 1)
    send(alice, files=[("a.pdf", pdf())]).has("is on your transcript")
    send(alice, files=[("b.pdf", pdf())])
    assert alice.status == 422 and alice.has("You sent files very often within the hour")
    send(alice).has("is on your transcript")


def test_another_types_words_name_it_and_states_say_their_topic(alice):
    send(alice, credit_type="other", type_words="CPD points (Kenya)").has("CPD points (Kenya)")
    send(alice, credit_type="state", type_words="Florida: medical errors").has(
        "State-required CME: Florida: medical errors"
    )
    send(alice, credit_type="ama-pra-1", type_words="ignored").hasnt("ignored")


def test_a_session_that_ends_meanwhile_keeps_what_was_typed(alice, cast, clock):
    alice.get(f"{NEW}/new")
    clock.forward(hours=9)
    send(alice, key="k" * 20)
    alice.sign_in(cast.physician)
    alice.get(f"{NEW}/new")
    assert alice.field("title") == "Grand rounds" and alice.field("key") == "k" * 20
