"""Render the words of certificates to an unsigned PDF; the same words give the same bytes."""

import functools
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import jinja2
from markupsafe import Markup

from cme.certify.pdf import PdfError, engine, fonts, listing, markup, ornament, printable, qr

TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "certify" / "pdf"
COLUMN = 172  # points: what the medallion takes of the width of the text
LIST_TOP, LIST_BOTTOM = 108, 72


def pdf(words: dict, folder: Path, issued: datetime, on_page: Callable[[int, int], None] | None = None) -> bytes:
    """Render the certificates in `words` to one PDF, each beginning a page; `issued` is its creation date.

    `on_page(page, pages)` is called for each page that is set. Raises PdfError, with a plain sentence, where a
    character cannot be printed, a font would not be embedded or xhtml2pdf warns of anything.
    """
    home = fonts.home(Path(folder))
    values = _values(words, home)
    report_page = functools.partial(_report_page, on_page, values) if on_page else None
    data = engine.pdf(_page(values), about(words), home, issued, report_page)
    if _pages(data) != values["pages"]:  # statements so long that they went on to a page of their own
        values = _values(words, home, brief=False)
        values["pages"] = _pages(engine.pdf(_page(values), about(words), home, issued, report_page))
        data = engine.pdf(_page(values), about(words), home, issued, report_page)
    return data


def _report_page(on_page, values, page):
    on_page(min(page, values["pages"]), values["pages"])


def _pages(data):
    return len(re.findall(rb"/Type /Page\b", data))


def html(words: dict, folder: Path) -> str:
    """Return the HTML document that `pdf` renders."""
    return _page(_values(words, fonts.home(Path(folder))))


def about(words: dict) -> dict:
    """Return the metadata of the PDF: title, author, subject and keywords, as text in any script."""
    certificates = words["certificates"]
    names = dict.fromkeys(f"{c['heading']}: {c['holder']['name']}" for c in certificates)
    numbers = [c["number"] for c in certificates]
    heads = [f"log {c['log_head']}" for c in certificates if c.get("log_head")]
    return {
        "title": printable.normal("; ".join(names)),
        "author": printable.normal(certificates[0]["provider"]["name"]),
        "subject": printable.normal("; ".join(c["activity"]["title"] for c in certificates))[:500],
        "keywords": ", ".join(dict.fromkeys(numbers + heads)),
    }


def _page(values):
    jinja, template = _jinja(), values["certificates"][0]["template"]
    css = jinja.get_template(f"{template}.css").render(values)
    return jinja.get_template(f"{template}.html").render(values, css=Markup(css))  # noqa: S704, our own file


def _values(words, home, brief=True):
    """Return the values of the template; unless `brief`, no list is printed on a first page."""
    template, paper = words["certificates"][0]["template"], words["certificates"][0]["paper"]
    if not re.fullmatch(r"\d{4}-\d{1,2}", template) or paper not in ornament.PAPER_SIZES:
        raise PdfError(f"There is no certificate template “{template}” on paper “{paper}”.")
    width, height = ornament.PAPER_SIZES[paper]
    wide = width - 2 * ornament.MARGIN
    certificates = [_certificate(home, c, i, wide, height, brief) for i, c in enumerate(words["certificates"])]
    return {
        "certificates": certificates,
        "paper": paper,
        "size": (width, height),
        "fonts": home,
        "wide": wide,
        "main": wide - COLUMN,
        "list_top": LIST_TOP,
        "list_height": _room(height) * listing.LINE + 6,
        "leading": listing.LEADING,
        "pages": sum(1 + len(c["parts"]) for c in certificates),
        "sample": any(c["sample"] for c in certificates),
        "flows": any(c["parts"] for c in certificates),
        "glyphs": {name: chr(code) for name, code in ornament.GLYPHS.items()},
        "waves": ornament.waves(paper),
        "rise": ornament.ASCENT / ornament.POINT,
        "arabic": any(printable.is_arabic(repr(c)) for c in words["certificates"]),
        "put": functools.partial(markup.put, home),
        "say": functools.partial(markup.say, home),
    }


def _certificate(home, certificate, number, wide, height, brief):
    """Return the values of one certificate: its words, ids, font sizes by the length of texts, its list in lines."""
    room = _room(height)
    c = {**certificate, "id": f"c{number}", "qr": qr.code(certificate["verify_url"]), "short": None, "parts": []}
    length = len(c["holder"]["name"]) + len(c["holder"].get("credentials") or "")
    c["name_size"] = _step(length, ((24, 31), (36, 26), (54, 21), (9999, 17)))
    c["title_size"] = _step(len(c["activity"]["title"]), ((60, 17), (120, 14), (200, 12), (9999, 10)))
    c["credit_size"] = _step(len(c["credit"]["amount"]), ((3, 40), (4, 32), (9, 25)))
    c["verify_short"] = c["verify_url"].split("://")[-1].rpartition("/")[0] + "/"
    c["foot"] = foot = height - ornament.FOOT  # where the bottom part of the first page begins
    table = c.get("list") or {}
    if table.get("rows"):
        c["column_boxes"] = boxes = listing.columns(home, table, wide - COLUMN)
        rows = listing.broken(home, table, boxes)
        if brief and listing.short(rows):
            c["short"] = listing.stacked([listing.heads(home, table), *rows])
            c["foot"] = foot - 26 - listing.LINE * (1 + sum(len(row[0]) for row in rows))
        else:
            c["column_boxes"] = boxes = listing.columns(home, table, wide)
            c["parts"] = [listing.stacked(p) for p in listing.pages(listing.broken(home, table, boxes), room)]
    return c


def _room(height):
    return int((height - LIST_TOP - LIST_BOTTOM) / listing.LINE)


def _step(length, steps):
    return next(size for limit, size in steps if length <= limit)


@functools.cache
def _jinja():
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
