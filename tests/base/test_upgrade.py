"""An older installation is brought up to date: nothing is lost, the books balance, work goes on (F23).

Each release has a file of every row of a small installation as that release wrote it. first_release.json: two
clinicians with entries, reviews, claims (one undone, one released, its file made), a coordinator, the log.
release_0_1_0.json (of commit 4237eb9): a physician with something in every table (a corrected certificate, accepted
and rejected reports, a course, board review, external credit, requirements, second factors), a nurse, a coordinator,
somebody locked, and two deleted accounts, one of them erased. Its rule packs have two rules each, and its files
are short stand-ins.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playhouse.schema_diff import diff_models

from cme.base import audit_log, queue, registry
from cme.base.ops import backup, check
from cme.base.store import db as database
from cme.base.store import schema
from cme.base.store.db import db
from cme.certify import records as certify
from cme.certify.signed_documents import SignedDocument
from cme.claim import records as claims
from cme.offer.questions.uploads import QuestionImport
from cme.people import records as people
from cme.report.records.models import Included, Report, Revision
from cme.track.archive import records as archives
from cme.track.deletion.records import Deletion
from tests.cast import Cast
from tests.client import Visitor
from tests.conftest import settings_for
from tests.ledger_audit import assert_ledger_balances

LAST = {"first_release": "0002_titles", "release_0_1_0": "0080_leaving_reports"}  # the last migration of each
# to which bodies Alice's next claim goes; the first release wrote a code that none has
BODIES = {"first_release": set(), "release_0_1_0": {"ABIM", "MD"}}
STATE = {"rendering", "hold", "visit", "bucket"}  # working state, which may change
DROPPED = {("provider", "board_years")}  # columns that later versions dropped, since nothing read them
GROWING = {"rule_pack", "rule", "note"}  # a start loads the rule packs that came with its version, and logs it


@dataclass(frozen=True)
class Installation:
    """An app on a database as a release left it; nothing was brought up to date yet."""

    app: Flask
    release: str
    tables: dict[str, dict]  # {"columns": [...], "rows": [...]} by name

    def rows(self, table: str) -> list[tuple]:
        """Return a table's rows as they are now, with the columns that the release had and that are still there."""
        there = [column for column in self.tables[table]["columns"] if (table, column) not in DROPPED]
        columns = ", ".join(f'"{column}"' for column in there)
        return db.execute_sql(f'SELECT {columns} FROM "{table}" ORDER BY 1').fetchall()

    def migrate(self) -> list[str]:
        """Bring it up to date as `base migrate` does; returns the migrations that were applied."""
        return schema.migrate(self.app.settings.data, registry.of(self.app).loaders, by="test")

    def visitor(self, email: str) -> Visitor:
        """Sign somebody in."""
        return Visitor(self.app).sign_in(people.find_by_email(email))


newer = pytest.mark.parametrize("release", ["release_0_1_0"], indirect=True)


@pytest.fixture(params=LAST)
def release(request):
    return request.param


@pytest.fixture
def old(release, tmp_path, clock, _fonts):
    """An installation of each release, on SQLite."""
    from app import create_app

    (tmp_path / "fonts").symlink_to(_fonts, target_is_directory=True)
    app = create_app(settings_for(f"sqlite:///{tmp_path / 'cme.sqlite3'}", tmp_path))
    app.testing = False
    clock.set("2026-11-22 15:00:00")
    tables = json.loads((Path(__file__).parent / f"{release}.json").read_text("utf-8"))
    with app.app_context(), database.scope():
        schema.runner().up(LAST[release])
        db.execute_sql("PRAGMA foreign_keys=0")
        for table, content in tables.items():
            _insert(table, content["columns"], content["rows"])
        db.execute_sql("PRAGMA foreign_keys=1")
        yield Installation(app, release, tables)
        database.release()
    db.close()


def _insert(table: str, columns: list[str], rows: list[list]) -> None:
    marks = ", ".join(["?"] * len(columns))
    names = ", ".join(f'"{column}"' for column in columns)
    for row in rows:
        values = [bytes.fromhex(value["hex"]) if isinstance(value, dict) else value for value in row]
        db.execute_sql(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', values)


def test_it_is_brought_up_to_date_and_every_row_is_as_it_was(old):
    before = {table: old.rows(table) for table in old.tables.keys() - STATE}
    later = [each.name for each in schema.runner().migrations() if each.name > LAST[old.release]]
    assert old.migrate() == later
    assert schema.pending() == [] and not diff_models(db.obj, schema.models())
    assert db.execute_sql("PRAGMA foreign_key_check").fetchall() == []
    assert db.execute_sql("PRAGMA integrity_check").fetchall() == [("ok",)]
    for table, rows in before.items():
        there = old.rows(table)
        assert there == rows or (table in GROWING and there[: len(rows)] == rows), f"rows of {table} changed"
    assert_ledger_balances()
    assert audit_log.errors([certificate.words["log_head"] for certificate in certify.Certificate.select()]) == []


@newer
def test_the_newer_installation_has_rows_in_every_table(old):
    """So nothing that a release could write is left out of what the tests here look at."""
    there = {table for table in db.get_tables() if not table.startswith("search_")}
    assert there - old.tables.keys() == {"schema_migration", "erasing", "progress"}


def test_work_goes_on_where_it_stood(old, clock):
    old.migrate()
    alice = people.find_by_email("alice@example.org")
    page = old.visitor("alice@example.org")
    assert page.get("/cme/review").has("waits for review")
    assert page.get("/cme/claim").has("waits for a claim")
    first = claims.Claim.select().where(claims.Claim.person == alice).order_by(claims.Claim.id).first()
    assert page.get(f"/claims/{first.id}").status == 200
    files = certify.Document.select().join(claims.Claim).where(claims.Claim.person == alice)
    released = files.order_by(certify.Document.id.desc()).first()
    assert page.get(f"/claims/{released.claim_id}/certificate.pdf").answer.data == bytes(released.body)
    entry = Cast(old.app).reviewed(alice, "after the upgrade")
    claim = claims.claim(alice, "after-the-upgrade-0001", "ama-pra-1", [(entry.id, None)], by="test")
    clock.forward(minutes=11)
    queue.find()
    assert claims.outcome(claim) == "released"
    (certificate,) = certify.issue(claim, by="test")
    assert Visitor(old.app).get(f"/verify/{certificate.code}").has("Valid", "Alice Adams")
    included = Report.select(Report.body).join(Revision).join(Included).join(claims.Line)
    assert {report.body for report in included.where(claims.Line.claim == claim)} == BODIES[old.release]
    assert_ledger_balances()
    assert audit_log.errors() == []


@newer
def test_what_waited_for_the_worker_is_done(old):
    """A certificate's file, the archive of everything that its owner has, a file of questions to look into."""
    old.migrate()
    for _ in range(3):
        queue.find()
    alice = people.find_by_email("alice@example.org")
    corrected = certify.Supersession.get().new
    assert bytes(certify.document(corrected.claim, [corrected]).body).startswith(b"%PDF")
    assert archives.find(alice, "everything").state == "done"
    assert QuestionImport.get().state == "preview"


@newer
def test_pages_show_what_the_release_wrote(old):
    old.migrate()
    alice, carol, anybody = old.visitor("alice@example.org"), old.visitor("carol@example.org"), Visitor(old.app)
    for page, path, words in (
        (alice, "/dashboard", ["City Hospital"]),
        (alice, "/profile", ["City Hospital", "American Board of Internal Medicine"]),
        (alice, "/account/security", ["Alice's phone"]),
        (alice, "/cme/claimed", ["Rejected", "Accepted, 21 Nov 2026"]),
        (alice, "/claims/4", ["Topic 1 of short-course", "6 board-review questions: Cardiology"]),
        (alice, "/reports/2", ["Maryland Board of Physicians", "D0012354"]),
        (alice, "/questions", ["Cardiology"]),
        (alice, "/courses/short-course", ["Topic 2 of short-course"]),
        (alice, "/transcript", ["Grand rounds: sepsis and shock", "Topic 1 of short-course"]),
        (alice, "/transcript/elsewhere/1", ["Grand rounds: sepsis and shock", "proof.png"]),
        (alice, "/transcript/import/1", ["This looks like CME Passport.", "Ready 2"]),
        (alice, "/requirements", ["City Hospital", "Maryland Board of Physicians"]),
        (alice, "/requirements/1", ["carried over"]),
        (alice, "/cycles/1/audit-pack", []),
        (carol, "/office/reports", ["Rejected 4", "Accepted 3", "Stopped 1"]),
        (carol, "/office/reports/2", ["no-match", "D0012354"]),
        (carol, "/office/memberships", ["Alice Adams"]),
        (carol, "/office/questions", ["more.gift"]),
        (carol, "/office/rules", ["State medical boards of the United States", "As of 1 Feb 2026"]),
        (anybody, f"/verify/{certify.Certificate.get_by_id(1).code}", ["Erased: the account was deleted"]),
        (anybody, f"/verify/{certify.Certificate.get_by_id(2).code}", ["Superseded"]),
        (anybody, f"/verify/{certify.Certificate.get_by_id(5).code}", ["Valid", "Alice Adams, MD, PhD"]),
        (anybody, f"/verify/{certify.Certificate.get_by_id(8).code}", ["Withdrawn"]),
        (anybody, f"/verify/{SignedDocument.get().code}", ["Valid", "Alice Adams, MD"]),
    ):
        assert page.get(path).status == 200 and page.has(*words), path
    for kind in ("csv", "json", "xlsx"):
        assert alice.get(f"/transcript.{kind}").status == 200


def test_a_backup_that_the_release_made_is_restored(old, tmp_path):
    """Its copy is brought up to date first, the database that it is restored into was made by this version."""
    file = tmp_path / "of-the-release.zip"
    _backup_of_the_release(file, tmp_path / "copy.sqlite3")
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    here = db.obj
    db.close()
    with closing(database.open_database(f"sqlite:///{fresh / 'cme.sqlite3'}")), database.scope():
        counts = backup.restore(file, fresh)
        written = {table: len(content["rows"]) for table, content in old.tables.items() if table not in STATE}
        assert written.items() <= counts.items()
        assert_ledger_balances()
        Cast(old.app).reviewed(people.find_by_email("nora@example.org"), "after it was restored")
    db.initialize(here)
    db.connect(reuse_if_open=True)


def _backup_of_the_release(file: Path, copy: Path) -> None:
    """Write the ZIP that `base backup` of that release wrote: its database as it stood, and a manifest."""
    with closing(sqlite3.connect(copy)) as target:
        db.connection().backup(target)
    with zipfile.ZipFile(file, "w") as bundle:
        bundle.write(copy, "cme.sqlite3")
        bundle.writestr("manifest.json", json.dumps({"sha256": hashlib.sha256(copy.read_bytes()).hexdigest()}))


@newer
def test_whoever_left_before_is_erased_when_the_time_has_come(old, clock):
    old.migrate()
    newest = (
        claims.Claim.select().join(Deletion, on=Deletion.person == claims.Claim.person).order_by(Deletion.id.desc())
    )
    claim = newest.first()
    assert claim.holder["name"] == "Leo Leaver"
    clock.set("2032-12-01 08:17:00")
    queue.tidy()
    assert claims.Claim.get_by_id(claim.id).holder["name"] == ""
    assert_ledger_balances()


def test_to_go_back_the_backup_of_before_is_restored_and_brought_along_again(old, tmp_path):
    """Migrations are not run backwards: whoever goes back restores the backup that was made before the upgrade."""
    old.migrate()
    file = tmp_path / "before.zip"
    counts = backup.backup(file, old.app.settings.data)
    Cast(old.app).reviewed(people.find_by_email("nora@example.org"), "after the backup")
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    here = db.obj
    db.close()
    with closing(database.open_database(f"sqlite:///{fresh / 'cme.sqlite3'}")), database.scope():
        assert backup.restore(file, fresh) == counts
        assert_ledger_balances()
        assert not db.execute_sql("SELECT 1 FROM search WHERE term = 'after the backup'").fetchall()
    db.initialize(here)
    db.connect(reuse_if_open=True)


def test_an_older_version_does_not_touch_a_newer_database(old):
    """The tables of a later version are not this one's to use: it says so and stops, and nothing is changed."""
    old.migrate()
    db.execute_sql("INSERT INTO schema_migration (name, applied) VALUES ('9999_later', '2030-01-01 00:00:00')")
    with pytest.raises(schema.TooNew, match="a later version"):
        old.migrate()
    done = old.app.test_cli_runner().invoke(args=["base", "migrate"])
    assert done.exit_code == 1 and "9999_later" in done.output and "Traceback" not in done.output
    done = old.app.test_cli_runner().invoke(args=["base", "prepare"])
    assert done.exit_code == 1 and "9999_later" in done.output
    assert done.output.endswith("Not started: `flask --app app base migrate` found the fault above.\n")
    assert any("later version" in sentence for sentence in check.findings())
