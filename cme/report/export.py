"""The columns of the PARS learner template, for who uploads by hand (R7).

ACCME gives the template to providers only; these columns are those that public importers show (2025). PARS_COLUMNS
names a file with the columns of yours: a line for each, "Header = field", in the order of the template; a field that
is none of FIELDS is written as it stands, an empty one leaves the column empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from cme.base import sheet
from cme.base.domain import bodies
from cme.base.settings import BadSetting
from cme.report.records.desk import DeskReport

TEMPLATE = "PARS learner template, columns as seen in 2025: check them against the template that you download from PARS"
COLUMNS = (
    ("Record Action", "action"),
    ("ACCME Activity ID", "activity_number"),
    ("Completion Date", "completed"),
    ("First Name", "given"),
    ("Last Name", "family"),
    ("Date of Birth", "birth"),
    ("Licensing State", "state"),
    ("Licensing ID or NPI", "license_or_npi"),
    ("Number of CME Credits", "credits"),
    ("Certifying Board", "board"),
    ("Certifying Board ID", "board_number"),
    ("Total Board Credits", "board_credits"),
    ("Credit Type", "board_type"),
    ("Credits Awarded for Credit Type", "board_credits"),
)
FIELDS = {
    "action",
    "activity_number",
    "completed",
    "given",
    "family",
    "birth",
    "state",
    "license_or_npi",
    "credits",
    "board",
    "board_number",
    "board_credits",
    "board_type",
    "npi",
    "number",
    "activity",
    "email",
    "ccid",
}


def columns(file: Path | None) -> list[tuple[str, str]]:
    """Read which columns there are, as pairs of header and field; BadSetting where the file cannot be read."""
    if file is None:
        return list(COLUMNS)
    try:
        lines = [line.strip() for line in file.read_text("utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as fault:
        raise BadSetting(f"PARS_COLUMNS: {file} cannot be read as text ({fault}).") from None
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    if not pairs or any(not sign or not header.strip() for header, sign, _ in pairs):
        raise BadSetting(f"PARS_COLUMNS: each line of {file} is such as “First Name = given”.")
    return [(header.strip(), field.strip()) for header, _, field in pairs]


def record(row: DeskReport) -> dict[str, str]:
    """Write a report's newest version as fields of a row."""
    report, newest, activity = row.report, row.newest, row.activity
    # of an account that was deleted long ago nothing personal is left
    who = dict.fromkeys(("given", "family", "birth", "npi", "number"), "") | (newest.learner or {})
    amount = _amount(newest.hundredths)
    board = bodies.counts_points(report.body)
    return {
        "action": "Add",
        "activity_number": activity.accme_number,
        "activity": activity.title,
        "completed": report.completed_on.strftime("%m/%d/%Y"),
        "given": who["given"],
        "family": who["family"],
        "birth": who["birth"].replace("-", "/"),
        "state": "" if board else report.body[:2],
        "license_or_npi": who["npi"] if board else who["number"] or who["npi"],
        "credits": "" if board and report.credit_type != "ama-pra-1" else amount,
        "board": report.body if board else "",
        "board_number": who["number"] if board else "",
        "board_credits": amount if board else "",
        "board_type": bodies.category(report.credit_type) if board else "",
        "npi": who["npi"],
        "number": who["number"],
        "email": report.person.email,
        "ccid": newest.ccid,
    }


def _amount(hundredths: int) -> str:
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")


def rows(records: Iterable[dict], chosen) -> Iterator[list[str]]:
    """Write records as rows of the chosen columns, the headers first."""
    yield [header for header, _ in chosen]
    for each in records:
        yield [sheet.stripped(each[field] if field in FIELDS else field) for _, field in chosen]


def text(records: Iterable[dict], chosen) -> bytes:
    """Write tab-delimited text, the way Excel saves it for an upload."""
    return sheet.tab_separated(rows(records, chosen))


def workbook(records: Iterable[dict], chosen) -> bytes:
    """Write an Excel workbook; the template's name stands in the first row, the headers in the second."""
    return sheet.xlsx_file("Learners", [TEMPLATE], rows(records, chosen))
