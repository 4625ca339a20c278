"""C7: an account is deleted, its records stay six years after the activity, and then the words in them go too."""

from __future__ import annotations

import hashlib
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
from peewee import DatabaseError

from cme.base import audit_log, mail, queue, registry
from cme.base.http import rate_limit
from cme.base.store import erasure
from cme.base.store.db import db
from cme.certify import records as certify
from cme.certify.records import Certificate, Document
from cme.claim import records as claims
from cme.claim.records import Claim, Feedback, Recipient
from cme.earn.records import Search
from cme.evaluate import records as evaluate
from cme.people import mailed_links, sessions
from cme.people import records as people
from cme.people.records import Person
from cme.people.second_factor import recovery, totp
from cme.report.records import outbox
from cme.report.records import tags as report_tags
from cme.report.records.models import Stop, Transmission
from cme.track.archive import records as archives
from cme.track.archive import tables
from cme.track.deletion import records, retention, rules
from tests.cast import PASSWORD, password_hash
from tests.ledger_audit import assert_ledger_balances
from tests.matrix.objects import PDF
from tests.track.test_everything import add_credit_with_document

COMPLETED = date(2026, 11, 22)  # where the clock of the tests stands
END = date(2032, 11, 22)
# What belongs to this person alone: name, address, numbers, and what was typed.
NAME, EMAIL, NPI, NUMBER = "Zebulon Quixwort", "zebulon@example.org", "1234567893", "BOARD-77441"
TYPED = (
    "pheochromocytoma of my own uncle",
    "goal words of mine",
    "feedback words of mine",
    "Zebulonhospital",
    "A lecture that Zebulon heard",
    "reason that names Zebulon",
)


@pytest.fixture
def leaver(app, cast):
    """A physician with something personal in every table that holds text."""
    person = people.add(
        EMAIL,
        password_hash(),
        name=NAME,
        latin_name=NAME,
        credentials="MD",
        role="physician",
        country="US",
        zone="America/New_York",
        birth_month=4,
        birth_day=17,
        npi=NPI,
    )
    people.list_body(
        person, body="ABIM", label="American Board of Internal Medicine", number=NUMBER, reporting=True, consent=True
    )
    people.list_body(person, body="", label=TYPED[3], number="17", reporting=False, consent=False)
    entry = cast.entry(person, TYPED[0])
    evaluate.add(
        entry, goal="treat", goal_words=TYPED[1], result="change", result_words="", relevant=set(), warned=False
    )
    claim = claims.claim(person, "leaver-key", "ama-pra-1", [(entry.id, None)], by="test")
    claims.release(claim, by="test")
    claims.save_feedback(claim, claims.activities(claim)[0], 4, "yes", TYPED[2])
    issued = certify.issue(claim, by="test")
    certify.finish(certify.ask_for(claim, issued), issued, PDF + NAME.encode(), by="test")
    certify.correct(issued[0], TYPED[5], credentials="MD, PhD", by="test")
    cast.entry(person, f"{TYPED[0]} again")
    add_credit_with_document(person, TYPED[4])
    totp.begin(person)
    recovery.make(person)
    mailed_links.make("reset", EMAIL)
    mailed_links.make("address", "zebulon-new@example.org", str(person.id))
    rate_limit.take(f"sign-in:to:{EMAIL}", 8, 900)
    mail.write(EMAIL, "password_changed", link="/")
    audit_log.append()
    return person


def everywhere(*words) -> dict[str, list[str]]:
    """Find words in every cell of every table, and in every file of CME_DATA except keys and fonts; tables by word."""
    from flask import current_app

    found: dict[str, list[str]] = {}
    for table in db.get_tables():
        if table.startswith(("article", "search_", "suggest", "word")):
            continue
        for row in db.execute_sql(f'SELECT * FROM "{table}"').fetchall():
            text = " ".join(bytes(c).decode("latin-1") if isinstance(c, (bytes, memoryview)) else str(c) for c in row)
            for word in words:
                if word in text or word.encode().decode("latin-1") in text:
                    found.setdefault(word, []).append(table)
    for file in current_app.settings.data.rglob("*"):
        if file.is_file() and "keys" not in file.parts and "fonts" not in file.parts and "queue" not in file.name:
            body = file.read_bytes()
            for word in words:
                if word.encode() in body:
                    found.setdefault(word, []).append(file.name)
    return found


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 3, 17, tzinfo=UTC)


def test_every_table_of_a_person_has_a_retention(app):
    """Later tables too: what is neither deleted with its owner nor named, with the columns that hold words, fails."""
    key_paths = tables.key_paths()
    assert retention.undecided(key_paths) == []
    known = {model._meta.table_name: model for model in key_paths}
    for columns_by_table in (retention.AT_ONCE, retention.IN_THE_END):
        for table, columns in columns_by_table.items():
            assert set(columns) <= set(known[table]._meta.columns), table
    assert set(retention.NOTHING_PERSONAL) | retention.ROWS_GO <= set(known)


def test_what_a_table_of_tomorrow_would_do_is_seen(app):
    """The check has power: a table without CASCADE that nobody decided about is named."""
    key_paths = tables.key_paths()
    assert "move" not in retention.undecided(key_paths)
    with pytest.MonkeyPatch.context() as broken:
        broken.delitem(retention.NOTHING_PERSONAL, "move")
        assert retention.undecided(key_paths) == ["move"]


def test_what_is_not_retained_is_deleted_at_once(app, leaver, clock):
    assert everywhere(*TYPED, EMAIL), "it was there"
    records.delete(leaver, by="test")
    assert everywhere(*TYPED[:5], EMAIL, "zebulon-new@example.org") == {}
    for model in (
        sessions.SignIn,
        totp.Totp,
        recovery.RecoveryCode,
        people.Listing,
        people.Consent,
        mailed_links.Link,
        archives.Pack,
    ):
        assert not model.select().exists(), model
    profile = people.Profile.get(people.Profile.person == leaver.id)
    assert (profile.name, profile.npi, profile.birth_month) == ("", "", None)


def test_the_books_and_the_log_stay_as_they_are(app, leaver, clock):
    before = [tuple(row) for row in claims.Line.select().tuples()]
    records.delete(leaver, by="test")
    clock.set(morning(END + timedelta(days=30)))
    queue.tidy()
    queue.find()
    assert [tuple(row) for row in claims.Line.select().tuples()] == before
    assert_ledger_balances()
    audit_log.append()
    assert audit_log.errors([head for give in registry.current().log_heads for head in give()]) == []
    whats = [row.body for row in audit_log.LogRow.select()]
    assert any('"account.deleted"' in body for body in whats) and any('"account.erased"' in body for body in whats)


@pytest.mark.parametrize(("days", "there"), [(-1, True), (0, True), (1, False)])
def test_name_and_numbers_stay_until_six_years_after_the_activity(app, leaver, clock, days, there):
    queue.find()  # reports are made, and tried
    records.delete(leaver, by="test")
    clock.set(morning(END + timedelta(days=days)))
    queue.tidy()
    found = everywhere(NAME, NPI, NUMBER, EMAIL, *TYPED)
    if there:
        assert set(found) == {NAME, NPI, NUMBER, TYPED[5]}
        assert {"claim", "certificate", "document"} <= set(found[NAME]) and {"recipient", "revision"} <= set(
            found[NUMBER]
        )
    else:
        assert found == {}
        assert Recipient.get().birth_month is None
        assert Claim.get().holder["role"] == "physician", "what the figures count by names nobody"


def test_accounts_that_are_not_deleted_lose_nothing_however_old(app, leaver, clock):
    clock.set(morning(END + timedelta(days=800)))
    queue.tidy()
    assert NAME in everywhere(NAME)


def test_each_activity_has_six_years_of_its_own(app, cast, leaver, clock):
    clock.forward(days=400)
    later = cast.claimed(leaver, key="later-key-1")
    claims.release(later, by="test")
    certify.issue(later, by="test")
    records.delete(leaver, by="test")
    clock.set(morning(END + timedelta(days=1)))
    queue.tidy()
    holders = {row.id: row.holder["name"] for row in Claim.select()}
    assert holders[later.id] == NAME and [name for pk, name in holders.items() if pk != later.id] == [""]
    clock.forward(days=400)
    queue.tidy()
    assert everywhere(NAME) == {}


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 11, 22), date(2032, 11, 22)),
        (date(2024, 2, 29), date(2030, 3, 1)),
        (date(2026, 2, 28), date(2032, 2, 28)),
    ],
)
def test_six_years_are_never_shorter(day, last):
    assert rules.retained_until(day) == last
    assert not rules.is_due(day, last) and rules.is_due(day, last + timedelta(days=1))


def test_its_certificates_and_archived_files_still_verify(app, leaver, clock, visitor, work):
    archives.ask_for(leaver, "everything")
    work()
    with zipfile.ZipFile(archives.find(leaver, "everything").path) as archive:
        file = next(archive.read(name) for name in archive.namelist() if name.startswith("certificates/"))
    corrected = Certificate.select().where(Certificate.position > 1000).get()
    first = Certificate.select().where(Certificate.position < 1000).get()
    records.delete(leaver, by="test")
    page = visitor()
    page.get(f"/verify/{corrected.code}").has("Valid", NAME)
    clock.set(morning(END + timedelta(days=1)))
    queue.tidy()
    page.get(f"/verify/{corrected.code}").has("Valid", "Erased: the account was deleted", "0.5")
    page.hasnt(NAME)
    page.get(f"/verify/{first.code}").has("Superseded")
    import io

    page.post(f"/verify/{first.code}", data={"file": (io.BytesIO(file), "certificate.pdf")}).has("byte for byte")
    assert bytes(Document.get().body) == b"" and Document.get().sha256 == hashlib.sha256(file).hexdigest()


def test_facts_are_changed_by_the_erasure_alone_and_only_in_their_words(app, leaver):
    """The triggers let one thing through: named columns, inside a sanctioned transaction."""

    def refused(change):
        with pytest.raises(DatabaseError, match="is a fact"), db.atomic():
            change()

    claim = Claim.get()
    refused(lambda: Claim.update(holder={}).where(Claim.id == claim.id).execute())
    refused(lambda: Feedback.update(words="").execute())

    def sanctioned(change):
        with erasure.sanctioned():
            change()

    refused(lambda: sanctioned(lambda: Claim.update(total=claim.total + 1).where(Claim.id == claim.id).execute()))
    refused(lambda: sanctioned(lambda: Document.update(body=b"", sha256="0" * 64).execute()))
    refused(lambda: sanctioned(lambda: Claim.delete().where(Claim.id == claim.id).execute()))
    refused(lambda: sanctioned(lambda: claims.Line.update(amount=1).execute()))
    refused(lambda: sanctioned(lambda: audit_log.LogRow.update(body="{}").execute()))
    assert not erasure.Erasing.select().exists()
    sanctioned(lambda: Feedback.update(words="").execute())
    assert not erasure.Erasing.select().exists() and Feedback.get().words == ""
    refused(lambda: Feedback.update(words="again").execute())


def test_reports_that_were_not_sent_are_not_sent_any_more(app, leaver):
    """The consent goes with the profile, and that stops what waits (R3)."""
    claimed = claims.claimed(leaver)
    lines = claims.lines_of([claim.id for claim in claimed])

    def tags():
        return {tag.key for tag in report_tags.of(claimed, lines).values()}

    assert tags() == {"submitting"}
    records.delete(leaver, by="test")
    assert tags() == {"not-submitted"}
    queue.find()
    queue.find()
    assert tags() == {"not-submitted"} and not Transmission.select().exists()


def test_a_report_that_was_planned_and_not_sent_is_stopped_at_once(app, leaver):
    outbox.plan(Claim.get(Claim.person == leaver).id, by="test")
    records.delete(leaver, by="test")
    assert [row.why for row in Stop.select()] == ["removed"]


def test_a_claim_that_waits_when_its_holder_leaves_is_released_as_it_is(app, cast, leaver, clock, work):
    held = cast.claimed(leaver, key="held-key-1")
    records.delete(leaver, by="test")
    clock.forward(minutes=11)
    queue.find()
    assert claims.outcome(held) == "released"
    assert_ledger_balances()


def test_the_page_asks_for_a_full_sign_in_says_what_goes_and_takes_no_slip(app, leaver, cast, clock, visitor):
    totp.Totp.delete().execute()
    me, external_credit = visitor(leaver), visitor(leaver)
    clock.forward(minutes=16)
    me.get("/account/deletion")
    assert me.address.startswith("/account/prove")
    me.post("/account/prove", password=PASSWORD, next="/account/deletion")
    me.has(
        "What goes at once",
        "What stays, for six years after each activity",
        "1 search that waits",
        "23 Nov 2032",
        "1 claimed entry on the way to your boards",
    )
    me.post("/account/deletion")
    assert me.status == 422
    me.has("Tick the box")
    assert Person.get_by_id(leaver.id).email == EMAIL
    me.post("/account/deletion", sure="1")
    assert me.address == "/"
    me.has("Your account is deleted. The last of its records goes on 23 Nov 2032.")
    for browser in (me, external_credit):
        browser.get("/dashboard")
        assert browser.address.startswith("/sign-in")
    me.post("/sign-in", email=EMAIL, password=PASSWORD)
    assert me.status == 422
    me.post("/sign-in", email=f"deleted-{leaver.id}@deleted.invalid", password=PASSWORD)
    assert me.status == 422
    assert people.add(EMAIL, password_hash(), name="Somebody new"), "the address is free again"


def test_the_only_coordinator_cannot_leave(app, cast, visitor):
    carol = visitor(cast.coordinator)
    carol.get("/account/deletion").has("You are the only one who runs the CME office")
    carol.post("/account/deletion", sure="1")
    assert carol.status == 422
    people.make_coordinator(cast.physician, by="test")
    carol.post("/account/deletion", sure="1").has("Your account is deleted")


def test_nobody_writes_to_an_account_that_was_deleted(app, leaver, clock):
    """Rejections, digests and whatever else still looks after its records."""
    records.delete(leaver, by="test")
    clock.forward(days=40)
    queue.tidy()
    queue.find()
    assert mail.write(Person.get_by_id(leaver.id).email, "password_changed", link="/") is None
    assert people.is_locked(Person.get_by_id(leaver.id)) and not mail.Letter.select().exists()


def test_two_clicks_delete_once(app, leaver):
    records.delete(leaver, by="test")
    records.delete(leaver, by="test")
    assert records.Deletion.select().count() == 1


@pytest.mark.database("sqlite")  # PostgreSQL frees it by its vacuum
def test_what_was_erased_does_not_linger_in_the_file(app, leaver):
    records.delete(leaver, by="test")
    from flask import current_app

    file = current_app.settings.sqlite_file
    for part in (file, file.with_name(file.name + "-wal")):
        assert not part.exists() or TYPED[1].encode() not in part.read_bytes()


def test_searches_of_others_keep_their_terms(app, cast, leaver):
    cast.entry(cast.stranger, "theirs")
    records.delete(leaver, by="test")
    assert sorted(row.term for row in Search.select()) == ["", "", "theirs"]
