"""The table of routes.md: what each requester gets at each address."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("routes.md")
WHO = ("nobody", "owner", "another", "coordinator", "locked", "expired")


@dataclass(frozen=True)
class Row:
    """An address and method, the object that it needs, whether it needs a recent full sign-in, the answer to each requester."""

    method: str
    rule: str
    needs: str
    full_sign_in: bool
    answers: dict[str, str]

    def __str__(self):
        return f"{self.method} {self.rule}"


def rows() -> list[Row]:
    """List the rows of the table."""
    found = []
    for line in FILE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if len(cells) == 4 + len(WHO) and cells[1].startswith("`"):
            method, rule, needs, full_sign_in, *answers = cells
            found.append(
                Row(method, rule.strip("`"), needs, full_sign_in == "yes", dict(zip(WHO, answers, strict=True)))
            )
    return found


def row(method: str, rule: str) -> Row:
    """Return the row of an address and method."""
    return next(each for each in rows() if (each.method, each.rule) == (method, rule))


def routes(app) -> set[tuple[str, str]]:
    """List the addresses and methods of an app, without HEAD and OPTIONS."""
    return {(method, rule.rule) for rule in app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"}}


def endpoint(app, row: Row) -> str:
    """Return the endpoint of a row."""
    found = [r for r in app.url_map.iter_rules() if r.rule == row.rule and row.method in r.methods]
    return found[0].endpoint
