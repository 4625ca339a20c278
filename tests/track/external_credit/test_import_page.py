"""Importing a table: columns are recognized, rows previewed, errors named, duplicates shown, the whole undone (T2)."""

from __future__ import annotations

import io
import re
import time
import zipfile
from datetime import date

import pytest

from cme.base.domain.refusal import Refused
from cme.track.external_credit import imports, mapping, records, spreadsheet
from tests.conftest import counts
from tests.track.external_credits import add_external_credit

PASSPORT = (
    "Activity Title,Activity Provider,Activity Type,Completion Date,Credit Type,Credits Earned\n"
    "Sepsis update,City Hospital,Enduring Material,01/15/2026,AMA PRA Category 1,1.50\n"
    '"Pain, and its treatment",State University,Internet Live Course,02/01/2026,ABIM MOC,2\n'
)
BROKER = (
    "Name: Alice Adams\n\n"
    "Course Name,Provider,Date Completed,Hours,Subject Area,CE Broker Tracking Number\n"
    "Medical errors,County Society,2026-01-05,2.0,Errors,20-123\n"
)
PARS = (
    "Record Action\tACCME Activity ID\tCompletion Date\tFirst Name\tLast Name\tNumber of CME Credits\tCredit Type\n"
    "Add\t200123456\t2026-02-03\tAlice\tAdams\t1\tAMA\n"
    "Delete\t200123457\t2026-02-04\tAlice\tAdams\t1\tAMA\n"
)


@pytest.fixture
def alice(cast, visitor):
    return visitor(cast.physician)


def upload(alice, body, name="list.csv"):
    body = body if isinstance(body, bytes) else body.encode()
    return alice.post("/transcript/import", data={"table": (io.BytesIO(body), name)})


def workbook(rows) -> bytes:
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def take(alice, **fields):
    return alice.post(alice.address.partition("?")[0], data=fields)


def credits_of(person) -> list[tuple]:
    fields = ("title", "provider", "credit_type", "amount", "completed_on", "format")
    return [tuple(getattr(row, field) for field in fields) for row in records.current_versions(person)]


def test_a_transcript_of_cme_passport_is_recognized_and_imported(alice, cast):
    upload(alice, PASSPORT).has(
        "This looks like CME Passport.", "Ready 2", "Import 2 credits", "Pain, and its treatment"
    )
    assert credits_of(cast.physician) == []  # nothing before it is confirmed
    take(alice).has("2 credits are on your transcript.", "Undo the import")
    assert credits_of(cast.physician) == [
        ("Sepsis update", "City Hospital", "ama-pra-1", 150, date(2026, 1, 15), "enduring"),
        ("Pain, and its treatment", "State University", "abim-moc", 200, date(2026, 2, 1), "live-internet"),
    ]


def test_a_history_of_ce_broker_with_lines_above_has_no_type_and_its_owner_chooses_one(alice, cast):
    upload(alice, BROKER).has("This looks like CE Broker.", "the type of credit is missing", "Ready 0")
    alice.has("The table does not say the type of credit. Say it below")
    number = re.search(r"import/(\d+)", alice.address).group(1)
    columns = imports.Sheet.get().mapping["columns"]
    chosen = {f"column-{field}": str(n) if n >= 0 else "" for field, n in columns.items()}
    alice.post(
        f"/transcript/import/{number}/mapping", data=chosen | {"credit_type": "ama-pra-1", "format": "live"}
    ).has("Ready 1")
    take(alice)
    assert credits_of(cast.physician) == [
        ("Medical errors", "County Society", "ama-pra-1", 200, date(2026, 1, 5), "live")
    ]
    assert records.current_versions(cast.physician)[0].number == "20-123"


def test_a_pars_template_knows_activities_by_number_and_its_deletions_are_no_credit(alice, cast):
    upload(alice, PARS, "pars.txt").has("the PARS learner template")
    sheet = imports.Sheet.get()
    imports.set_mapping(sheet, {"provider": "County Society"})
    alice.get(f"/transcript/import/{sheet.id}").has(
        "Ready 1", "Row 3 (ACCME activity 200123457): this row asks to delete a credit"
    )
    take(alice)
    assert credits_of(cast.physician)[0][:2] == ("ACCME activity 200123456", "County Society")


def test_our_own_export_comes_back_in_as_it_was(alice, cast):
    add_external_credit(cast.physician, title="Rounds, with a comma", amount=225)
    body = alice.get("/transcript.csv").answer.data
    upload(alice, body).has("a transcript of ours", "Ready 0", "There already 1", "on your transcript")


def test_a_workbook_is_read_with_its_dates_and_numbers(alice, cast):
    upload(
        alice,
        workbook(
            [
                ["Title", "Date", "Credits", "Type", "Provider"],
                ["Rounds", date(2026, 4, 5), 1.25, "AMA PRA Category 1 Credit", "City"],
            ]
        ),
        "mine.xlsx",
    ).has("Ready 1")
    take(alice)
    assert credits_of(cast.physician) == [("Rounds", "City", "ama-pra-1", 125, date(2026, 4, 5), "other")]


def test_the_owner_chooses_unknown_columns(alice, cast):
    upload(alice, "Was;Wann;Wie viel\nKongress;3.4.2026;6\n").has("We did not find title and completed on and credits")
    number = re.search(r"import/(\d+)", alice.address).group(1)
    alice.post(
        f"/transcript/import/{number}/mapping",
        data={
            "column-title": "0",
            "column-completed_on": "1",
            "column-amount": "2",
            "provider": "Kammer",
            "credit_type": "ecmec",
        },
    ).has("Ready 1", "European CME credits (ECMEC®)")
    take(alice)
    assert credits_of(cast.physician) == [("Kongress", "Kammer", "ecmec", 600, date(2026, 4, 3), "other")]


def test_days_come_first_where_the_table_shows_it_or_its_owner_says_so(alice):
    head = "Title,Date,Credits,Type,Provider\n"
    shows = mapping.guess(spreadsheet.read((head + "A,3/4/2026,1,AMA,B\nC,25/4/2026,1,AMA,D\n").encode()))
    assert shows["day_first"]
    upload(alice, head + "A,3/4/2026,1,AMA,B\n").has("4 Mar 2026", "A date such as 3/4/2026 is")
    number, columns = re.search(r"import/(\d+)", alice.address).group(1), imports.Sheet.get().mapping["columns"]
    alice.post(
        f"/transcript/import/{number}/mapping",
        data={f"column-{f}": str(n) for f, n in columns.items()} | {"days": "day"},
    )
    alice.has("3 Apr 2026")


def test_duplicates_are_shown_with_where_and_left_out_unless_chosen(alice, cast):
    add_external_credit(cast.physician, title="Sepsis update", amount=150, completed_on=date(2026, 1, 15))
    rows = (
        PASSPORT
        + "SEPSIS UPDATE!,X,Course,01/15/2026,AMA,1.5\n"
        + "Pain and its treatment,Y,Course,02/01/2026,ABIM,2\n"
    )
    upload(alice, rows).has(
        "There already 3", "Row 2: Sepsis update", "on your transcript", "as row 3", "Import 1 credit"
    )
    take(alice).has("1 credit is on your transcript.")
    upload(alice, rows)
    take(alice, twins="1").has("4 credits are on your transcript.")


def test_thousands_of_rows_with_some_faulty_ones(alice, cast):
    size = counts(5000, 1000)
    invalid, ready = size // 125, size - size // 125
    lines = ["Title,Provider,Date Completed,Credits,Credit Type"]
    for n in range(size):
        day = "2026-13-45" if n % 125 == 7 else f"2025-{n % 12 + 1:02}-{n % 28 + 1:02}"
        lines.append(f"Activity {n},City,{day},{n % 8 + 1},AMA")
    began = time.process_time()
    upload(alice, "\n".join(lines)).has(f"Ready {ready}", f"With faults {invalid}", f"the first 12 of {ready}")
    named = re.findall(r"Row (\d+) \(Activity (\d+)\)", alice.text)
    assert [(int(row), int(n)) for row, n in named] == [(n + 2, n) for n in range(7, size, 125)]
    assert "There is no such day as 2026-13-45." in alice.text
    take(alice).has(f"{ready:,} credits are on your transcript.")
    assert time.process_time() - began < 20
    assert len(records.current_versions(cast.physician)) == ready
    import_ = records.Import.get()
    alice.get(f"/transcript/imports/{import_.id}/undo").has(f"{ready} credits from it")
    alice.post(f"/transcript/imports/{import_.id}/undo").has(f"{ready:,} credits are off your transcript.")
    assert records.current_versions(cast.physician) == []


def test_confirmed_twice_it_is_imported_once(alice, cast):
    upload(alice, PASSPORT)
    sheet = imports.Sheet.get()
    today = date(2026, 11, 22)
    assert imports.confirm(sheet, cast.physician, today, False)
    assert imports.confirm(sheet, cast.physician, today, True) is None
    assert len(credits_of(cast.physician)) == 2


def test_not_imported_nothing_is_left(alice, cast):
    upload(alice, PASSPORT)
    alice.post(alice.address + "/removal").has("Nothing was imported.")
    assert not imports.Sheet.select().exists() and credits_of(cast.physician) == []


def test_a_table_that_nobody_came_back_for_is_forgotten(alice, clock):
    upload(alice, PASSPORT)
    clock.forward(hours=25)
    imports.forget_sheets()
    assert not imports.Sheet.select().exists()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (101 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "The file is empty."),
        (b"Title,Date\n", "needs a row of headings and at least one credit"),
        (b"just words\nand more words\n", "There are no columns in this file."),
        (b"%PDF-1.7, a, b\n1,2,3\n", "This is no table that we read."),
        (b"\xd0\xcf\x11\xe0old,xls\n,", "This is no table that we read."),
        (b"PK\x03\x04 no workbook", "This workbook cannot be read."),
        (b"a,b\n" * 5100, "at most 5,000 fit"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(alice, body, sentence):
    upload(alice, body)
    assert alice.status == 422 and alice.has(sentence)


def test_a_workbook_that_unpacks_to_a_hundred_megabytes_is_refused(alice):
    upload(alice, bomb(), "bomb.xlsx")
    assert alice.status == 422 and alice.has("too large once it is unpacked")


@pytest.mark.full
@pytest.mark.parametrize("line", [b"\n", b",\n", b"\r"])
def test_millions_of_empty_lines_are_not_held(line):
    import tracemalloc

    table = b"Title,Date\nA,1\n"
    size = 4_000_000
    empty = line * (size // len(line))
    tracemalloc.start()
    try:
        assert spreadsheet.read(table + empty) == [["Title", "Date"], ["A", "1"]]
        assert tracemalloc.get_traced_memory()[1] < 25 * size, "beside the file and its text"
    finally:
        tracemalloc.stop()
    with pytest.raises(Refused, match="more than 50,000 rows"):
        spreadsheet.read(table + empty + b"B,2\n")


def test_of_very_many_faulty_rows_the_first_are_named(alice):
    upload(alice, "Title,Date,Credits,Type,Provider\n" + "A,2026-13-01,1,AMA,B\n" * 400).has(
        "With faults 400", "and 100 more"
    )


def test_no_file_asks_for_one(alice):
    alice.post("/transcript/import")
    assert alice.status == 422 and alice.has("Choose a file first.")


def test_letters_of_older_spreadsheets_come_out_right():
    rows = spreadsheet.read("Title,Date\nCafé,1\n".encode("cp1252"))
    assert rows[1][0] == "Café"
    assert spreadsheet.read("Title\tDate\nCafé\t1\n".encode("utf-16"))[1][0] == "Café"


def test_a_formula_in_a_title_is_kept_as_text_and_leaves_as_text(alice, cast):
    upload(alice, "Title,Date,Credits,Type,Provider\n=cmd|' /C calc'!A0,2026-01-02,1,AMA,City\n")
    take(alice)
    assert credits_of(cast.physician)[0][0] == "=cmd|' /C calc'!A0"
    assert "'=cmd|" in alice.get("/transcript.csv").answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("AMA PRA Category 1 Credit(s)™", "ama-pra-1"),
        ("Category 1", "ama-pra-1"),
        ("AMA PRA Category 2", "ama-pra-2"),
        ("AAFP Prescribed", "aafp-prescribed"),
        ("AAFP Elective", "aafp-elective"),
        ("AAPA Category 1 CME", "aapa-1"),
        ("ANCC Contact Hours", "ancc"),
        ("ACPE", "acpe"),
        ("AOA Category 1-A", "aoa-1a"),
        ("AOA 2-B", "aoa-2b"),
        ("ABIM MOC", "abim-moc"),
        ("ECMEC®", "ecmec"),
        ("Royal College MOC Section 3", "rcpsc-3"),
        ("Certificate of Attendance", "participation"),
        ("Something else", "other"),
        ("ama-pra-1", "ama-pra-1"),
    ],
)
def test_types_are_known_by_what_tables_call_them(cell, code):
    assert mapping.find_type(cell)[0] == code


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Internet Live Course", "live-internet"),
        ("Enduring Material", "enduring"),
        ("Journal-Based CME", "journal"),
        ("PI CME", "pi"),
        ("Regularly Scheduled Series", "live"),
        ("Internet Searching and Learning", "poc"),
        ("Live", "live"),
        ("???", "other"),
        ("Test Item Writing", "test-items"),
        ("Manuscript Review", "manuscript"),
        ("Learning from Teaching", "teaching"),
    ],
)
def test_formats_are_known_by_what_tables_call_them(cell, code):
    assert mapping.find_format(cell) == code
