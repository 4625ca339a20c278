"""The log only grows, and whatever is done to it shows: edited, deleted, swapped, inserted, cut off, made again (O5)."""

from __future__ import annotations

import threading

import pytest
from peewee import DatabaseError, fn

from cme.base import audit_log
from cme.base.audit_log import LogRow, LogText, Note
from cme.base.store import db as database
from cme.base.store.db import db, is_postgres
from cme.certify import records as certify
from cme.claim import records as claims
from tests.ledger_audit import assert_ledger_balances

FACTS = (
    "log",
    "move",
    "claim",
    "line",
    "recipient",
    "outcome",
    "evaluation",
    "relevance",
    "sent_back",
    "dismissal",
    "restoration",
    "opening",
    "entry",
    "certificate",
    "supersession",
    "withdrawal",
    "document",
    "contained",
    "activity_version",
    "article_version",
    "provider",
    "feedback",
)


@pytest.fixture
def lived(cast):
    """A log of some length, and the head that a certificate carries."""
    for _ in range(3):
        cast.claimed(cast.physician, 2)
    audit_log.append()
    printed = certify.issue(cast.claimed(cast.nurse), by="test")[0].words["log_head"]
    for _ in range(3):
        claims.undo(cast.claimed(cast.physician), by="test")
    audit_log.append()
    return printed


@pytest.fixture
def hand():
    """Somebody with a database shell, who takes the triggers off first."""
    for verb in ("update", "delete"):
        on = ' ON "log"' if is_postgres() else ""
        db.execute_sql(f"DROP TRIGGER log_no_{verb}{on}")


def _rows() -> list[LogRow]:
    return list(LogRow.select().order_by(LogRow.number))


def test_every_change_to_a_claim_and_a_certificate_is_a_row_and_holds_no_name(lived, cast):
    rows = _rows()
    assert audit_log.errors([lived]) == [] and Note.select().count() == 0
    bodies = " ".join(row.body for row in rows)
    for what in ("claim.made", "claim.undone", "certificate.made"):
        assert f'"what":"{what}"' in bodies
    assert not any(words in bodies for words in ("Alice", "Nora", "heart", "question 0", "example.org"))


def test_the_database_itself_refuses_to_change_or_delete_a_fact(app, lived):
    broken = [
        error for table in FACTS for verb in ("UPDATE", "DELETE") if (error := _what_a_change_breaks(table, verb))
    ]
    assert not broken
    assert sum(_count(table) > 0 for table in FACTS) > 5


def _what_a_change_breaks(table, verb) -> str:
    """Try to change or delete the rows of a table of facts; names what that breaks, "" where it is refused."""
    rows = _count(table)
    if not rows and not is_postgres():
        there = db.execute_sql(
            "SELECT sql FROM sqlite_master WHERE name = ?", (f"{table}_no_{verb.lower()}",)
        ).fetchone()
        return "" if there and "never changed or deleted" in there[0] else f"{table}: nothing refuses {verb}"
    column = db.get_columns(table)[0].name
    sql = f'UPDATE "{table}" SET "{column}" = "{column}"' if verb == "UPDATE" else f'DELETE FROM "{table}"'
    if rows:
        with pytest.raises(DatabaseError, match="is a fact"), db.atomic():
            db.execute_sql(sql)
    return "" if _count(table) == rows else f"{table}: {verb} was done"


def _count(table) -> int:
    return db.execute_sql(f'SELECT count(*) FROM "{table}"').fetchone()[0]


def test_each_row_that_is_edited_deleted_swapped_or_inserted_shows(lived, hand):
    rows = _rows()
    for row in rows[:-1]:  # what the chain alone shows
        with db.atomic() as undone:
            LogRow.update(body=row.body.replace('"at":"20', '"at":"19')).where(LogRow.number == row.number).execute()
            assert f"row {row.number} was changed" in audit_log.errors()
            undone.rollback()
        with db.atomic() as undone:
            LogRow.delete().where(LogRow.number == row.number).execute()
            assert f"row {row.number} is missing" in audit_log.errors()
            undone.rollback()
        with db.atomic() as undone:
            other = rows[row.number]  # the next one
            for one, its in ((row, other), (other, row)):
                LogRow.update(body=its.body).where(LogRow.number == one.number).execute()
            assert audit_log.errors()
            undone.rollback()
    with db.atomic() as undone:
        LogRow.insert(number=len(rows) + 1, body="{}", before="0" * 64, hash="1" * 64).execute()
        assert audit_log.errors()
        undone.rollback()
    assert audit_log.errors([lived]) == []


def test_an_end_that_was_cut_off_shows_by_the_head_that_a_certificate_carries(lived, hand):
    number = int(lived.partition(" ")[0].removeprefix("#"))
    LogRow.delete().where(LogRow.number >= number).execute()
    assert audit_log.errors() == [], "the power check: the chain by itself cannot know how long it was"
    assert any("its end was cut" in error for error in audit_log.errors([lived]))


def test_a_log_that_was_made_again_shows_by_the_same_head(lived, hand):
    before = audit_log.FIRST
    for row in _rows():
        body = row.body.replace('"what":"claim.undone"', '"what":"claim.undoin"') if row.number > 1 else row.body + " "
        digest = audit_log._digest(before, body)
        LogRow.update(body=body, before=before, hash=digest).where(LogRow.number == row.number).execute()
        before = digest
    assert audit_log.errors() == [], "the power check: whoever hashes anew deceives the chain by itself"
    assert any("made again" in error for error in audit_log.errors([lived]))


def test_several_writers_append_each_note_once(cast):
    cast.claimed(cast.physician, 3)
    notes, before = Note.select().count(), LogRow.select().count()
    assert notes > 0
    barrier, errors = threading.Barrier(4), []

    def write():
        try:
            barrier.wait(300)
            with database.scope():
                audit_log.append()
        except Exception as error:
            errors.append(error)
        finally:
            db.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(300)
    assert not errors and Note.select().count() == 0
    assert LogRow.select(fn.MAX(LogRow.number)).scalar() == before + notes
    assert audit_log.errors() == []
    assert_ledger_balances()


def test_personal_text_can_be_erased_and_the_chain_stays_whole(cast):
    with db.atomic():
        audit_log.note("person.locked", f"person:{cast.nurse.id}", text="Wrote from Nora's old address", by="test")
    audit_log.append()
    row = LogText.get()
    assert row.text.startswith("Wrote") and row.hash in _rows()[-1].body and "Wrote" not in _rows()[-1].body
    audit_log.erase(row.hash)
    assert LogText.select().count() == 0 and audit_log.errors() == []


def test_the_head_stands_on_the_verification_page_and_in_the_file(cast, visitor, work):
    claim = cast.claimed(cast.physician, 2)
    audit_log.append()
    certificate = certify.issue(claim, by="test")[0]
    head = certificate.words["log_head"]
    assert audit_log.contains(head)
    page = visitor().get(f"/verify/{certificate.code}")
    assert head.split()[1] in page.page
    alice = visitor(cast.physician)
    alice.get(f"/claims/{claim.id}/certificate.pdf")
    work()
    answer = alice.get(f"/claims/{claim.id}/certificate.pdf").answer
    assert answer.mimetype == "application/pdf"
    import io

    from pypdf import PdfReader

    assert head.split()[1] in str(PdfReader(io.BytesIO(answer.data)).metadata)


def test_the_shell_says_ready_or_names_each_fault_and_ends_with_1(app, lived, hand):
    runner = app.test_cli_runner()
    good = runner.invoke(args=["base", "verify-log"])
    assert good.exit_code == 0 and f"{LogRow.select().count()} rows, head #" in good.output
    LogRow.delete().where(LogRow.number == 3).execute()
    bad = runner.invoke(args=["base", "verify-log"])
    assert bad.exit_code == 1 and "row 3 is missing" in bad.output
