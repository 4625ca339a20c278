"""The geometry of the year's picture: stacked bars by month and credit type, and the line of a cycle's pace.

Only numbers and words; templates/ui/charts.html draws them. Sizes are in units of the SVG's view box.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from cme.base.domain.credit import Credit
from cme.track.transcript import Item

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 16, 34
PATTERNS = 6  # beyond that the patterns repeat, and only the table distinguishes them
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Picture:
    """What is drawn: bars (x, y, width, height, type's number), grid lines, the pace (y, label), and the table."""

    types: list[str]
    bars: list[dict]
    grid: list[dict]
    months: list[dict]
    pace: dict | None
    table: list[dict]
    totals: list[Credit]
    total: Credit
    summary: str
    width: int = WIDTH
    height: int = HEIGHT


def draw(items: list[Item], year: int, line: dict | None) -> Picture:
    """Return the picture of a year of transcript items against the pace of one cycle (`monthly` in hundredths)."""
    types = sorted({item.credit_name for item in items}, key=lambda name: (-_sum(items, name), name))
    sums = [[_sum([i for i in items if i.completed_on.month == m], name) for name in types] for m in range(1, 13)]
    monthly = line["monthly"] if line else 0
    top = _nice(max([monthly, *(sum(month) for month in sums), 100]))
    plot = HEIGHT - TOP - BOTTOM

    def y_of(amount):
        return round(TOP + plot * (1 - amount / top), 1)

    step = (WIDTH - LEFT - RIGHT) / 12
    bars, months = [], []
    for number, month in enumerate(sums):
        x, below = LEFT + number * step, 0
        months.append({"x": round(x + step / 2, 1), "label": MONTHS[number]})
        for kind, amount in enumerate(month):
            if amount:
                y, bottom = y_of(below + amount), y_of(below)
                bars.append(
                    {
                        "x": round(x + step * 0.18, 1),
                        "y": y,
                        "width": round(step * 0.64, 1),
                        "height": round(bottom - y, 1),
                        "kind": kind % PATTERNS,
                    }
                )
                below += amount
    grid = [{"y": y_of(top * n / 4), "label": _short(top * n / 4)} for n in range(5)]
    pace = {"y": y_of(monthly), "label": f"{line['body']}: {_short(monthly)} a month"} if line else None
    table = [
        {"month": MONTHS[n], "amounts": [Credit(a) for a in month], "sum": Credit(sum(month))}
        for n, month in enumerate(sums)
    ]
    totals = [Credit(sum(month[n] for month in sums)) for n in range(len(types))]
    total = Credit(sum(sum(month) for month in sums))
    return Picture(types, bars, grid, months, pace, table, totals, total, _summary(year, total, sums, line))


def _sum(items, name) -> int:
    return sum(item.hundredths for item in items if item.credit_name == name)


def _nice(amount) -> int:
    """Round a scale up to a number that divides by four in whole or half credits."""
    for step in (200, 400, 800, 1200, 1600, 2000, 4000):
        if amount <= step:
            return step
    return math.ceil(amount / 4000) * 4000


def _short(amount) -> str:
    return f"{amount / 100:.2f}".rstrip("0").rstrip(".")


def _summary(year, total, sums, line) -> str:
    best = max(range(12), key=lambda n: sum(sums[n]))
    sentence = f"{total} credits in {year}"
    if total:
        sentence += f", most of them in {MONTHS[best]} ({Credit(sum(sums[best]))})"
    if line:
        reached = sum(sum(month) >= line["monthly"] for month in sums)
        sentence += f"; {reached} of 12 months at or above the even pace of {line['body']}"
    return sentence + "."
