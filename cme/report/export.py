"""The columns of the PARS learner template, for uploads by hand (R7).

ACCME gives the template to providers only; these columns are those that public importers show (2025). PARS_COLUMNS
names a file with the columns of yours: a line for each, "Header = field", in the order of the template; a field that is
not in FIELDS is written as it is, an empty one leaves the column empty.
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
    """Return the columns as pairs of header and field; BadSetting where the file cannot be read."""
    if file is None:
        return list(COLUMNS)
    try:
        lines = [line.strip() for line in file.read_text("utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"PARS_COLUMNS: {file} cannot be read as text ({error}).") from None
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    if not pairs or any(not sign or not header.strip() for header, sign, _ in pairs):
        raise BadSetting(f"PARS_COLUMNS: each line of {file} is such as “First Name = given”.")
    return [(header.strip(), field.strip()) for header, _, field in pairs]


def record(row: DeskReport) -> dict[str, str]:
    """Return the newest revision of a report as values of FIELDS."""
    report, newest, activity = row.report, row.newest, row.activity
    # of an account that was deleted long ago nothing personal is left
    learner = dict.fromkeys(("given", "family", "birth", "npi", "number"), "") | (newest.learner or {})
    amount = _amount(newest.hundredths)
    board = bodies.counts_points(report.body)
    return {
        "action": "Add",
        "activity_number": activity.accme_number,
        "activity": activity.title,
        "completed": report.completed_on.strftime("%m/%d/%Y"),
        "given": learner["given"],
        "family": learner["family"],
        "birth": learner["birth"].replace("-", "/"),
        "state": "" if board else report.body[:2],
        "license_or_npi": learner["npi"] if board else learner["number"] or learner["npi"],
        "credits": "" if board and report.credit_type != "ama-pra-1" else amount,
        "board": report.body if board else "",
        "board_number": learner["number"] if board else "",
        "board_credits": amount if board else "",
        "board_type": bodies.category(report.credit_type) if board else "",
        "npi": learner["npi"],
        "number": learner["number"],
        "email": report.person.email,
        "ccid": newest.ccid,
    }


def _amount(hundredths: int) -> str:
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")


def rows(records: Iterable[dict[str, str]], columns: list[tuple[str, str]]) -> Iterator[list[str]]:
    """Yield the headers of the columns, then a row for each record."""
    yield [header for header, _ in columns]
    for each in records:
        yield [sheet.stripped(each[field] if field in FIELDS else field) for _, field in columns]


def text(records: Iterable[dict[str, str]], columns: list[tuple[str, str]]) -> bytes:
    """Return tab-delimited text, as Excel saves it for an upload."""
    return sheet.tab_separated(rows(records, columns))


def workbook(records: Iterable[dict[str, str]], columns: list[tuple[str, str]]) -> bytes:
    """Return an Excel workbook; the template's name is in the first row, the headers in the second."""
    return sheet.xlsx_file("Learners", [TEMPLATE], rows(records, columns))
