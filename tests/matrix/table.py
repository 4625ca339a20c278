"""Reads the table of who gets what (routes.md)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("routes.md")
WHO = ("nobody", "owner", "another", "coordinator", "locked", "expired")


@dataclass(frozen=True)
class Row:
    """One address and method, what stands in the address, whether a full sign-in is asked for again, the answer to each."""

    method: str
    rule: str
    made: str
    again: bool
    answers: dict[str, str]

    def __str__(self):
        return f"{self.method} {self.rule}"


def rows() -> list[Row]:
    """List the rows of the table."""
    found = []
    for line in FILE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if len(cells) == 4 + len(WHO) and cells[1].startswith("`"):
            method, rule, made, again, *answers = cells
            found.append(Row(method, rule.strip("`"), made, again == "yes", dict(zip(WHO, answers, strict=True))))
    return found


def row(method: str, rule: str) -> Row:
    """Find one row."""
    return next(each for each in rows() if (each.method, each.rule) == (method, rule))


def routes(app) -> set[tuple[str, str]]:
    """List every address and method of an app; HEAD and OPTIONS come along with the others."""
    return {(method, rule.rule) for rule in app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"}}


def endpoint(app, row: Row) -> str:
    """Name the function behind a row."""
    found = [r for r in app.url_map.iter_rules() if r.rule == row.rule and row.method in r.methods]
    return found[0].endpoint
