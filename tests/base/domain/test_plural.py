"""A number stands with its noun."""

from __future__ import annotations

from cme.base.domain.plural import quantity


def test_one_is_singular_and_everything_else_is_plural():
    assert quantity(1, "report") == "1 report"
    assert [quantity(number, "report") for number in (0, 2, 11)] == ["0 reports", "2 reports", "11 reports"]


def test_a_plural_of_its_own_is_given():
    assert quantity(1, "entry", "entries") == "1 entry" and quantity(2, "entry", "entries") == "2 entries"
