"""The table of docs/security.md names tests that exist, sections that exist, and every id that fits."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
IDS = dict(
    line.split() for line in Path(__file__).with_name("asvs.txt").read_text("utf-8").splitlines() if line[0] != "#"
)
ROWS = [
    [cell.strip() for cell in line.strip().strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| V")
]
TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")
SECTION = re.compile(r"\(#([\w-]+)\)")


@cache
def _tests(file: str) -> set[str]:
    path = ROOT / "tests" / file
    if not path.is_file():
        return set()
    return {node.name for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)}


def _sections() -> set[str]:
    titles = re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_id_that_fits_has_a_row_and_its_level():
    assert len(ROWS) == len(IDS) == 191
    assert {row[0]: row[1] for row in ROWS} == IDS
    assert all(len(row) == 4 and row[2] for row in ROWS)


def test_every_test_that_is_named_exists():
    named = TEST.findall(PAGE)
    gone = [f"{file}::{name}" for file, name in named if name not in _tests(file)]
    assert len(named) > 150
    assert not gone


def test_every_file_and_section_that_is_named_exists():
    files = re.findall(r"`([\w/]+\.(?:py|md))`", "".join(row[3] for row in ROWS))
    assert not [file for file in files if not (ROOT / "tests" / file).is_file()]
    assert not set(SECTION.findall(PAGE)) - _sections()


def test_every_row_names_a_test_or_a_section_or_says_why_not_yet():
    bare = [
        row[0]
        for row in ROWS
        if not TEST.search(row[3]) and not SECTION.search(row[3]) and not re.match(r"not yet: \w.{15,}", row[3])
    ]
    assert not bare


def test_the_numbers_of_the_page_are_those_of_the_code():
    """A promise that the code no longer keeps is worse than none."""
    from cme.people import mailed_links, passwords, sessions
    from cme.people.second_factor import challenges

    assert f"{passwords.MINIMUM} to {passwords.MAXIMUM:,} characters" in PAGE
    hours = {"idle": sessions.IDLE, "in all": sessions.LONGEST}
    for what, span in hours.items():
        assert f"| {what} | {span.total_seconds() / 3600:.0f} hours |" in PAGE
    assert f"{sessions.STAY_SIGNED_IN.days} days" in PAGE and sessions.FRESH.total_seconds() == 15 * 60
    assert sessions.HALF_SIGN_IN_LIFETIME.total_seconds() == 600 and challenges.LIFETIME.total_seconds() == 300
    spans = {purpose: span.total_seconds() / 3600 for purpose, span in mailed_links.LIFETIMES.items()}
    assert spans == {"sign-up": 24, "reset": 1, "first-password": 72, "address": 24}


def test_the_tries_of_the_page_are_those_of_the_code():
    source = "".join(file.read_text("utf-8") for file in (ROOT / "cme" / "people").rglob("*.py"))
    source = " ".join(source.split()).replace("( ", "(")  # however its lines are broken
    for words, code in (
        ("8 in 15 minutes", 'sign-in:to:{rules.normal_email(email)}", 8, quarter'),
        ("40 in 15 minutes", 'sign-in:from:{web.client_address()}", 40, quarter'),
        (
            "5 in 5 minutes, 20 in an hour",
            'second:{person.id}", 5, 300) and rate_limit.take(f"second:hour:{person.id}", 20, 3600',
        ),
        ("60 in 15 minutes", 'passkey:from:{web.client_address()}", 60, 900'),
        ("10 in 15 minutes", 'password:{current_user.id}", 10, 900'),
        ("5 in an hour", 'mail:to:{rules.normal_email(email)}", 5, hour'),
        ("30 in an hour", 'mail:from:{web.client_address()}", 30, hour'),
    ):
        assert words in PAGE and code in source, words
