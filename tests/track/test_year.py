"""A year in pictures: the sums, the line, the table behind it, and patterns that need no colour."""

from __future__ import annotations

import re
from datetime import date

from cme.track import year_chart
from tests.track.external_credits import add_external_credit
from tests.track.reminders.test_deadlines import keep


def year(visitor, person, query=""):
    return visitor(person).get(f"/year{query}")


def fill(person):
    add_external_credit(person, amount=300, completed_on=date(2026, 1, 31))
    add_external_credit(person, amount=150, completed_on=date(2026, 1, 1), credit_type="ama-pra-2")
    add_external_credit(person, amount=25, completed_on=date(2026, 12, 31))
    add_external_credit(person, amount=900, completed_on=date(2025, 12, 31))


def test_the_table_holds_every_month_by_type_with_sums(cast, visitor):
    fill(cast.physician)
    page = year(visitor, cast.physician)
    page.has("Jan 3 1.5 4.5", "Feb 0 0 0", "Dec 0.25 0 0.25", "2026 3.25 1.5 4.75")
    page.has("4.75 credits in 2026, most of them in Jan (4.5)")
    assert year(visitor, cast.physician, "?year=2025").has("Dec 9 9", "2025 9 9")


def test_the_picture_is_one_image_with_a_title_and_a_description(cast, visitor):
    fill(cast.physician)
    svg = re.search(r"<svg viewBox.*?</svg>", year(visitor, cast.physician).page, re.DOTALL).group(0)
    assert 'role="img" aria-labelledby="chart-title chart-desc"' in svg
    assert '<title id="chart-title">Credits of each month of 2026</title>' in svg and "4.75 credits in 2026" in svg
    assert svg.count('class="year-bar"') == 3 and "style=" not in svg
    assert set(re.findall(r'fill="url\(#(bar-\d)\)"', svg)) == {"bar-0", "bar-1"}, "each type has a pattern of its own"


def test_bars_are_as_high_as_what_they_stand_for(cast):
    class Item:
        def __init__(self, month, hundredths, name):
            self.completed_on, self.hundredths, self.credit_name = date(2026, month, 5), hundredths, name

    line = {"monthly": 200, "body": "Board", "months": 12}
    drawn = year_chart.draw([Item(1, 400, "A"), Item(1, 200, "B"), Item(2, 200, "A")], 2026, line)
    high = {(round(bar["x"]), bar["kind"]): bar["height"] for bar in drawn.bars}
    (a, b, c) = high.values()
    assert abs(a - 2 * b) < 0.5 and abs(b - c) < 0.5
    first, second = drawn.bars[:2]
    assert abs(second["y"] + second["height"] - first["y"]) < 0.2, "one stands on the other"
    top, bottom = drawn.grid[-1]["y"], drawn.grid[0]["y"]
    assert top < drawn.pace["y"] < bottom and abs(drawn.pace["y"] - drawn.bars[2]["y"]) < 0.2
    assert drawn.pace["label"] == "Board: 2 a month"


def test_the_line_is_the_even_pace_of_a_cycle_that_can_be_chosen(cast, visitor):
    fill(cast.physician)
    keep(cast.physician, total=2400)
    other = keep(cast.physician, total=600, body="State")
    page = year(visitor, cast.physician)
    page.has("24 in 12 months, 1 Jan 2026 to 31 Dec 2026", "1 of 12 months at or above the even pace of City Hospital")
    assert "City Hospital: 2 a month" in page.page
    assert "State: 0.5 a month" in year(visitor, cast.physician, f"?body={other.id}").page


def test_an_empty_year_and_a_foolish_one(cast, visitor):
    assert year(visitor, cast.physician).has("Nothing was completed in 2026", "0 credits in 2026.")
    for foolish in ("?year=x", "?year=99999999999999999999", "?year=2099", "?year=1", "?body=7", "?year=٢٠٢٥"):
        assert year(visitor, cast.physician, foolish).has("2026 in pictures")


def test_the_table_distinguishes_more_types_than_there_are_patterns(cast, visitor):
    for kind in ("ama-pra-1", "ama-pra-2", "ancc", "acpe", "aapa-1", "acep-1", "aap", "state"):
        add_external_credit(cast.physician, credit_type=kind, completed_on=date(2026, 3, 3))
    page = year(visitor, cast.physician)
    assert page.page.count('class="year-bar" x=') == 8 and page.has("AAP credit", "8 credits in 2026")
