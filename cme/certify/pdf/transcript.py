"""Render the words of a transcript to an unsigned PDF: totals on the first page, then the credits they add up.

Like the list of a certificate, the credits are broken into lines here and handed over as whole columns, so
that ten years of them cost little and the number of pages is known.
"""

import functools
import re
from datetime import datetime
from pathlib import Path

import jinja2
from markupsafe import Markup

from cme.certify.pdf import PdfError, engine, fonts, listing, markup, ornament, printable, qr, render

SIZES = {name: (size[1], size[0]) for name, size in ornament.PAPER_SIZES.items()}  # upright
SIDE, TOP, BOTTOM = 48, 84, 66  # points: the margins of the pages after the first
HEAD, FOOT = 168, 132  # points of the first page above the totals and below the list
LEAST = 6  # lines of the list: where fewer fit on the first page, it begins on the next
HEADING = Markup('<span class="by">%s</span>')


def pdf(words: dict, folder: Path, issued: datetime) -> bytes:
    """Render the transcript in `words`; the same words give the same bytes. Raises PdfError like `render.pdf`."""
    home = fonts.home(Path(folder))
    values = _values(words, home)
    about = {
        "title": printable.normal(f"{words['heading']}: {words['holder']['name']}"),
        "author": printable.normal(words["provider"]["name"]),
        "subject": printable.normal(words["range"]),
        "keywords": ", ".join(filter(None, (words["number"], words["log_head"] and f"log {words['log_head']}"))),
    }
    data = engine.pdf(_page(values), about, home, issued)
    if len(re.findall(rb"/Type /Page\b", data)) != values["pages"]:
        raise PdfError("The transcript does not come out on the pages that were counted.")
    return data


def _values(words, home):
    """Return the values of the template: columns of lines, their positions, and how many pages there are."""
    if words["template"] != "transcript-1" or words["paper"] not in SIZES:
        raise PdfError(f"There is no template “{words['template']}” on paper “{words['paper']}”.")
    width, height = SIZES[words["paper"]]
    wide = width - 2 * SIDE
    totals = listing.broken(home, words["totals"], total_boxes := listing.columns(home, words["totals"], wide))
    list_top = HEAD + listing.LINE * (1 + sum(len(row[0]) for row in totals)) + 34
    rows, boxes = _credits(words, home, wide)
    first = int((height - FOOT - list_top) / listing.LINE)
    parts = cut(rows, first if first >= LEAST else 0, int((height - TOP - BOTTOM) / listing.LINE))
    return {
        "t": words,
        "size": (width, height),
        "wide": wide,
        "side": SIDE,
        "fonts": home,
        "leading": listing.LEADING,
        "totals": listing.stacked([listing.heads(home, words["totals"]), *totals]),
        "total_boxes": total_boxes,
        "head": HEAD,
        "foot": height - FOOT,
        "list_top": list_top,
        "top": TOP,
        "bottom": height - BOTTOM,
        "first": listing.stacked(parts[0]) if parts and parts[0] else None,
        "column_boxes": boxes,
        "parts": [listing.stacked(part) for part in parts[1:]],
        "pages": max(1, len(parts)),
        "qr": qr.code(words["verify_url"]),
        "verify_short": words["verify_url"].split("://")[-1].rpartition("/")[0] + "/",
        "glyphs": {name: chr(code) for name, code in ornament.GLYPHS.items()},
        "rise": ornament.ASCENT / ornament.POINT,
        "arabic": printable.is_arabic(repr(words)),
        "line": listing.LINE,
        "put": functools.partial(markup.put, home),
        "say": functools.partial(markup.say, home),
    }


def _credits(words, home, wide):
    """Break the sections' credits into lines, each section under its heading, all in the same columns."""
    every = [row for section in words["sections"] for row in section["rows"]]
    boxes = listing.columns(home, {"columns": words["columns"], "rows": every}, wide)
    rows = []
    for section in words["sections"]:
        lines = markup.lines(home, section["heading"], listing.SIZE, boxes[1][1] - 1)
        blank = [[Markup("")] * len(lines) for _ in words["columns"]]
        rows.append([[HEADING % line for line in lines] if n == 1 else cell for n, cell in enumerate(blank)])
        rows += listing.broken(home, {"columns": words["columns"], "rows": section["rows"]}, boxes)
    return rows, boxes


def cut(rows: list, first: int, room: int) -> list[list]:
    """Cut rows into pages: at most `first` lines on the first page, `room` on each other; a page may be empty."""
    pages: list[list] = [[]]
    left = first
    for row in rows:
        if len(row[0]) > left and left < room:
            pages.append([])
            left = room
        for start in range(0, len(row[0]), room):
            part = [cell[start : start + room] for cell in row]
            if len(part[0]) > left:
                pages.append([])
                left = room
            pages[-1].append(part)
            left -= len(part[0])
    return pages


def _page(values):
    jinja = _jinja()
    css = jinja.get_template("transcript-1.css").render(values)
    return jinja.get_template("transcript-1.html").render(values, css=Markup(css))  # noqa: S704, our own file


@functools.cache
def _jinja():
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(render.TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
