"""The list of a certificate, split into pages beforehand.

A table costs xhtml2pdf two milliseconds a row. So we break the cells into lines ourselves and hand over
whole columns: one paragraph each, however long the list is, and the number of pages is known.
"""

from pathlib import Path

from markupsafe import Markup

from cme.certify.pdf import markup, printable

SIZE, LEADING = 9, 14.5  # points
LINE = max(LEADING * 5 / 6, 1.069 * SIZE) + max(LEADING / 6, 0.293 * SIZE)  # as xhtml2pdf lays a line out
SHORT_ROWS, SHORT_LINES = 4, 6  # the longest list that still goes on the first page
SPACE = 14  # points between columns


def columns(home: Path, table: dict, room: float) -> list[tuple[float, float]]:
    """Return (left, width) of each column in points: as wide as its text; the widest gets what is left."""
    across = zip(table["columns"], *table["rows"], strict=True)
    wide = [max(markup.width(home, printable.normal(cell), SIZE) for cell in column) for column in across]
    wide = [min(w * 1.08, room / 2) for w in wide]  # the headings are bold
    widest = wide.index(max(wide)) if max(wide) > 100 else min(1, len(wide) - 1)
    wide[widest] = room - sum(wide) + wide[widest] - SPACE * (len(wide) - 1)
    return [(sum(wide[:i]) + SPACE * i, w) for i, w in enumerate(wide)]


def broken(home: Path, table: dict, boxes: list[tuple[float, float]]) -> list[list[list[Markup]]]:
    """Return each row as columns of lines, all columns of a row with as many lines as the longest."""
    rows = []
    for row in table["rows"]:
        cells = [markup.lines(home, cell, SIZE, box[1] - 1) for cell, box in zip(row, boxes, strict=True)]
        height = max(1, *(len(cell) for cell in cells))
        rows.append([cell + [Markup("")] * (height - len(cell)) for cell in cells])
    return rows


def heads(home: Path, table: dict) -> list[list[Markup]]:
    """Return the headings of the columns as a row like those of `broken`."""
    return [[Markup('<span class="by">%s</span>') % markup.put(home, name, 8.5, 300)] for name in table["columns"]]


def short(rows: list) -> bool:
    """Return whether the list still goes on the first page."""
    return len(rows) <= SHORT_ROWS and sum(len(row[0]) for row in rows) <= SHORT_LINES


def pages(rows: list, room: int) -> list[list]:
    """Cut rows into pages of at most `room` lines, never within a row unless it is longer than a page."""
    cut: list[list] = []
    used = room
    for row in rows:
        for start in range(0, len(row[0]), room):
            part = [cell[start : start + room] for cell in row]
            if used + len(part[0]) > room:
                cut.append([])
                used = 0
            cut[-1].append(part)
            used += len(part[0])
    return cut


def stacked(rows: list) -> list[Markup]:
    """Return the columns of these rows, each as one paragraph's content."""
    return [markup.BREAK.join(line for cell in column for line in cell) for column in zip(*rows, strict=True)]
