"""T6: all records of a person in one archive, made in the background, opened without a network."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from cme.base import queue
from cme.base.store.db import db
from cme.certify import records as certify
from cme.track.archive import jobs, records, sheet, tables
from cme.track.external_credit import documents, rules  # noqa: F401 - their tables belong to the walk
from cme.track.external_credit import records as external_credit
from tests.matrix.objects import PDF

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)


def served(claim):
    """Save a file of a claim's certificates without setting it (that is tested in certify)."""
    certificates = certify.issue(claim, by="test")
    return certify.finish(certify.ask_for(claim, certificates), certificates, PDF + str(claim.id).encode(), by="test")


def add_credit_with_document(person, title="A lecture elsewhere"):
    """Add an external credit with a document."""
    from datetime import date

    credit = external_credit.add(
        person,
        f"form-{title}",
        {
            "title": title,
            "provider": "Elsewhere Society",
            "format": "live",
            "credit_type": "ama-pra-1",
            "type_words": "",
            "amount": 150,
            "completed_on": date(2026, 3, 4),
            "topics": [],
            "number": "",
        },
    )
    documents.add(credit, [documents.read("../proof.png", PNG)])
    return credit


@pytest.fixture
def opened(app, cast):
    """Make the archive of the physician and open it."""

    def make(person=None) -> zipfile.ZipFile:
        pack = records.ask_for(person or cast.physician, "everything")
        jobs.make(pack.id)
        pack = records.find(person or cast.physician, "everything")
        assert pack.state == "done", pack.error
        body = pack.path.read_bytes()
        assert (len(body), hashlib.sha256(body).hexdigest()) == (pack.size, pack.sha256)
        return zipfile.ZipFile(io.BytesIO(body))

    return make


def rows_of(archive, table):
    return json.loads(archive.read(f"records/{table}.json"))


def test_every_table_of_a_person_is_in_the_archive_or_named_as_left_out(app, cast, opened):
    """Later tables too: whatever has a foreign key that leads to a person."""
    archive = opened()
    names = set(archive.namelist())
    key_paths = tables.key_paths()
    assert len(key_paths) > 30
    missing = [
        table
        for table in (model._meta.table_name for model in key_paths)
        if table not in tables.LEFT_OUT and not {f"records/{table}.json", f"records/{table}.csv"} <= names
    ]
    assert not missing
    assert all(len(why.split()) >= 3 for why in (*tables.LEFT_OUT.values(), *tables.COLUMNS_LEFT_OUT.values()))
    known = {model._meta.table_name for model in key_paths}
    assert set(tables.LEFT_OUT) <= known, "a table is left out that is not there"


def test_every_column_of_bytes_becomes_a_file_or_is_named_as_left_out(app):
    undecided = [
        f"{model._meta.table_name}.{field.name}"
        for model in tables.exported()
        for field in model._meta.sorted_fields
        if tables.is_bytes(field)
        and (model._meta.table_name, field.column_name) not in tables.FILES | set(tables.COLUMNS_LEFT_OUT)
    ]
    assert not undecided


def test_it_holds_the_rows_of_its_owner_and_of_nobody_else(app, cast, opened):
    mine, theirs = cast.claimed(cast.physician, 2), cast.claimed(cast.stranger)
    served(mine)
    served(theirs)
    archive = opened()
    assert [row["id"] for row in rows_of(archive, "claim")] == [mine.id]
    assert [row["claim_id"] for row in rows_of(archive, "line")] == [mine.id, mine.id]
    assert rows_of(archive, "person") == [
        {"id": cast.physician.id, "email": "alice@example.org", "created": rows_of(archive, "person")[0]["created"]}
    ]
    whole = b"".join(archive.read(name) for name in archive.namelist())
    for word in (b"Sam Stone", b"sam@example.org", cast.physician.password_hash.encode()):
        assert word not in whole


def test_it_holds_every_certificate_as_it_was_served_and_every_document(app, cast, opened):
    document = served(cast.claimed(cast.physician))
    add_credit_with_document(cast.physician)
    archive = opened()
    pdfs = [name for name in archive.namelist() if name.startswith("certificates/")]
    assert [archive.read(name) for name in pdfs] == [bytes(document.body)]
    (name,) = [name for name in archive.namelist() if name.startswith("documents/")]
    assert name == "documents/2026-03-04-a-lecture-elsewhere.png" and archive.read(name) == PNG
    number = certify.Certificate.get().number
    assert number in pdfs[0] and number in archive.read("index.html").decode()


def test_its_page_opens_offline_links_every_file_and_runs_nothing(app, cast, opened):
    served(cast.claimed(cast.physician))
    add_credit_with_document(cast.physician, "Pain & <script>alert(1)</script>")
    archive = opened()
    page = archive.read("index.html").decode()
    assert "<script" not in page and "src=" not in page and "Pain &amp; &lt;script&gt;" in page
    links = re.findall(r'href="([^"]+)"', page)
    outward = [link for link in links if "://" in link]
    assert all(link.startswith("http://localhost/verify/") for link in outward)
    assert {link for link in links if "://" not in link} == set(archive.namelist()) - {"index.html", "SHA256SUMS"}
    assert "1.5" in page and "0.5" in page, "the credit from both sides"


def test_the_hashes_in_it_are_those_of_its_files(app, cast, opened):
    archive = opened()
    sums = dict(reversed(line.split("  ")) for line in archive.read("SHA256SUMS").decode().splitlines())
    assert sums == {
        name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist() if name != "SHA256SUMS"
    }


def test_a_formula_in_a_title_stays_a_title(app, cast, opened):
    add_credit_with_document(cast.physician, '=HYPERLINK("http://evil","x")')
    archive = opened()
    sheet_ = list(csv.DictReader(io.StringIO(archive.read("records/elsewhere_telling.csv").decode("utf-8-sig"))))
    assert sheet_[0]["title"] == '\'=HYPERLINK("http://evil","x")'
    assert rows_of(archive, "elsewhere_telling")[0]["title"].startswith("=HYPERLINK")  # JSON runs nothing


@pytest.mark.parametrize("value", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(value):
    assert sheet.cell(value) == f"'{value}"


def test_amounts_below_zero_are_numbers_and_no_formulas():
    assert sheet.cell(-50) == "-50"


def test_the_log_of_what_concerned_a_person_is_in_it_with_its_words(app, cast, opened):
    claim = cast.claimed(cast.physician)
    cast.claimed(cast.stranger)
    served(claim)
    certify.withdraw(certify.issue(claim, by="test")[0], "printed by mistake", by="test")
    archive = opened()
    whats = [(row["what"], row["text"]) for row in rows_of(archive, "log")]
    assert ("claim.made", None) in whats and ("certificate.withdrawn", "printed by mistake") in whats
    assert sum(what == "claim.made" for what, _ in whats) == 1


def test_pdfs_that_were_never_requested_are_made_first(app, cast, visitor, work, monkeypatch):
    """The archive waits for them, without holding anything, and goes on by itself."""
    from cme.certify import jobs as certify_jobs

    monkeypatch.setattr(certify_jobs, "make", lambda certificates, *arguments: PDF + certificates[0].number.encode())
    for _ in range(3):
        cast.claimed(cast.physician)
    page = visitor(cast.physician).post("/account/everything")
    assert page.address == "/account/everything"
    page.has("is being made")
    work()
    pack = records.find(cast.physician, "everything")
    assert pack.state == "done" and pack.tries == 1
    with zipfile.ZipFile(pack.path) as archive:
        assert sum(name.startswith("certificates/") for name in archive.namelist()) == 3


def test_a_pdf_that_cannot_be_made_holds_nothing_up(app, cast, opened):
    claim = cast.claimed(cast.physician)
    rendering = certify.ask_for(claim, certify.issue(claim, by="test"))
    certify.Rendering.update(tries=certify.TRIES, fault="A letter cannot be set.").where(
        certify.Rendering.id == rendering.id
    ).execute()
    assert not [name for name in opened().namelist() if name.startswith("certificates/")]


def test_it_is_requested_waited_for_and_downloaded(app, cast, visitor, work):
    alice = visitor(cast.physician)
    alice.get("/account").has("Everything of mine")
    alice.get("/account/everything").has("Make my archive")
    alice.get("/account/everything.zip")
    assert alice.status == 404
    alice.post("/account/everything").has("is being made")
    assert re.search(r'<noscript>\s*<meta http-equiv="refresh"', alice.page)
    alice.htmx("get", "/account/everything")
    assert alice.page.startswith('<div id="pack"') and 'hx-trigger="every 1s"' in alice.page
    work()
    alice.htmx("get", "/account/everything").has("is ready")
    assert "hx-trigger" not in alice.page
    alice.get("/account/everything").has("We keep it until 29 Nov 2026")
    alice.get("/account/everything.zip")
    assert alice.answer.mimetype == "application/zip"
    assert alice.answer.headers["Content-Disposition"] == "attachment; filename=everything-of-mine-2026-11-22.zip"
    assert "no-store" in alice.answer.headers["Cache-Control"]
    assert "index.html" in zipfile.ZipFile(io.BytesIO(alice.answer.data)).namelist()


def test_asking_twice_makes_one_and_asking_anew_replaces_the_file(app, cast, work):
    first = records.ask_for(cast.physician, "everything")
    assert records.ask_for(cast.physician, "everything").id == first.id
    assert records.Pack.select().count() == 1
    work()
    old = records.find(cast.physician, "everything").path
    records.ask_for(cast.physician, "everything")
    assert not old.exists()
    work()
    new = records.find(cast.physician, "everything")
    assert new.state == "done" and new.path != old
    assert len(list(records.folder().iterdir())) == 1


def test_after_a_week_it_is_removed_and_can_be_made_anew(app, cast, clock, visitor, work):
    records.ask_for(cast.physician, "everything")
    work()
    path = records.find(cast.physician, "everything").path
    clock.forward(days=6, hours=23)
    queue.tidy()
    assert path.exists()
    clock.forward(hours=2)
    queue.tidy()
    assert not path.exists() and records.find(cast.physician, "everything") is None
    visitor(cast.physician).get("/account/everything").has("Make my archive")


def test_a_killed_worker_leaves_it_to_the_next(app, cast, clock, work):
    pack = records.ask_for(cast.physician, "everything")
    assert records.take(pack.id) and records.take(pack.id) is None, "one makes it"
    work()
    assert records.find(cast.physician, "everything").state == "waiting"
    clock.forward(seconds=91)
    queue.find()
    assert records.find(cast.physician, "everything").state == "done"


def test_after_three_failures_it_says_so_and_can_be_tried_again(app, cast, visitor, monkeypatch, work):
    alice = visitor(cast.physician)
    with monkeypatch.context() as broken:
        broken.setattr(jobs.everything, "write", lambda *_: 1 / 0)
        alice.post("/account/everything")
        for _ in range(3):
            queue.find()
    alice.get("/account/everything").has("could not be made", "Try again")
    assert not list(Path(records.folder()).iterdir()), "nothing half made stays"
    alice.post("/account/everything")
    work()
    alice.get("/account/everything").has("is ready")


def test_one_that_waits_for_its_pdfs_keeps_no_other_waiting(app, cast, work, monkeypatch):
    """A PDF that is being made elsewhere, for ever: the archive of somebody else is made all the same."""
    claim = cast.claimed(cast.physician)
    rendering = certify.ask_for(claim, certify.issue(claim, by="test"))
    certify.Rendering.update(lease=rendering.requested + timedelta(days=1), tries=1).where(
        certify.Rendering.id == rendering.id
    ).execute()
    records.ask_for(cast.physician, "everything")
    records.ask_for(cast.stranger, "everything")
    work()
    assert records.find(cast.stranger, "everything").state == "done"
    assert records.find(cast.physician, "everything").finished is None


def test_so_many_are_made_in_an_hour(app, cast, clock, visitor):
    alice = visitor(cast.physician)
    for _ in range(10):
        alice.post("/account/everything")
        file = records.new_file()
        (records.folder() / file).write_bytes(b"PK")
        records.finish(records.find(cast.physician, "everything"), file, 2, "0" * 64)
    alice.post("/account/everything").has("many archives within the hour", "is ready")
    clock.forward(hours=1)
    alice.get("/").post("/sign-in", email="alice@example.org", password="correct horse battery staple")
    alice.post("/account/everything").has("is being made")


def test_it_says_how_far_it_is_and_holds_its_lease_while_it_writes(app, cast, monkeypatch):
    seen = []
    real = records.save_progress
    monkeypatch.setattr(
        records, "save_progress", lambda pack, step, steps: (seen.append((step, steps)), real(pack, step, steps))
    )
    jobs.make(records.ask_for(cast.physician, "everything").id)
    steps = seen[0][1]
    assert [step for step, _ in seen] == list(range(1, steps + 1)), "one after the other, to the end"


def test_thousands_of_rows_are_written_some_at_a_time(app, cast, opened, monkeypatch):
    """No query gives more than a few hundred rows at once, however much a person has."""
    entry = cast.entry(cast.physician)
    from cme.earn.records import Search

    Search.insert_many(
        [
            {
                "person": cast.physician.id,
                "term": f"t {n}",
                "term_key": f"t {n}",
                "searched": entry.created,
                "day": entry.earned_on,
                "zone": "UTC",
                "last_opening": entry.created,
            }
            for n in range(1500)
        ]
    ).execute()
    counts = []
    real = db.obj.execute_sql

    def watched(sql, params=None, **options):
        if ' FROM "search" AS' in sql and '"term_key"' in sql:
            counts.append(len(params or ()))
        return real(sql, params, **options)

    monkeypatch.setattr(db.obj, "execute_sql", watched)
    archive = opened()
    assert len(rows_of(archive, "search")) == 1501
    assert counts and max(counts) <= 201
