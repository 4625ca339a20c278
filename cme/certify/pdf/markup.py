"""Text as markup for the PDF: escaped where it is set as text, drawings where it is shaped."""

import base64
import functools
import re
from pathlib import Path

from markupsafe import Markup, escape

from cme.certify.pdf import ornament, outline, printable

INK = "#16241f"
# xhtml2pdf drops a space that comes after nothing but an image; a letter without ink before both keeps it.
START = Markup('<span class="z">%s</span>') % chr(ornament.GLYPHS["nothing"])
GAP = Markup('<span class="z"> </span>')  # a hair wide: where a script without spaces may break
BREAK = Markup("<br>")
ARABIC = re.compile(r"([\u0600-\u06ff]+(?:\s+[\u0600-\u06ff]+)*)")


def put(home: Path, text: str, size: float, width: float, serif: bool = False, colour: str = INK) -> Markup:
    """Return `text` as markup that xhtml2pdf breaks into lines of `width` points.

    Raises PdfError where a character cannot be printed.
    """
    text = printable.normal(text)
    if printable.is_text(text, home):
        return _arabic(_cut(text, size, width, home))
    printable.check(text, home)
    if printable.has_rtl(text):
        return START + BREAK.join(_image(line, size, serif, colour) for line in _wrap(text, size, width, home, serif))
    return START + Markup(" ").join(_word(word, size, width, home, serif, colour) for word in text.split(" "))


def say(home: Path, text: str, size: float, width: float) -> Markup:
    """Return a statement as markup, with `*words*` between asterisks in italics."""
    marked = Markup("")
    for i, part in enumerate(re.split(r"\*([^*]+)\*", printable.normal(text))):
        words = part.strip()
        before, after = " " if part[:1] == " " else "", " " if words and part[-1:] == " " else ""
        inner = escape(before) + (put(home, words, size, width) if words else "") + after
        marked += Markup("<i>%s</i>") % inner if i % 2 else inner
    return marked


def lines(home: Path, text: str, size: float, width: float) -> list[Markup]:
    """Return `text` as lines of markup, each at most `width` points wide."""
    text = printable.normal(text)
    drawn = not printable.is_text(text, home) and printable.has_rtl(text)
    return [
        START + _image(line, size, False, INK) if drawn else put(home, line, size, width * 2)  # is cut already
        for line in _wrap(text, size, width, home, False)
    ]


def width(home: Path, text: str, size: float) -> float:
    """Return the width of `text` (normal, on one line, sans) in points."""
    if printable.is_text(text, home) and not printable.is_arabic(text):
        table = _advances(home)
        return sum(table[ord(c)] for c in text) * size
    return sum(_word_width(word, size, home, False) for word in text.split(" ")) + text.count(" ") * 0.26 * size


def _wrap(text, size, room, home, serif):
    """Break text into lines, measured as they will be drawn."""
    parts, used = [], 0.0
    for word in text.split(" "):
        long = _word_width(word, size, home, serif)
        for number, part in enumerate(outline.breakable(word, size, room, serif) if long > room else [word]):
            gap = " " if number == 0 else ""
            needed = _word_width(part, size, home, serif)
            if parts and used + 0.26 * size * len(gap) + needed <= room:
                parts[-1] += gap + part
                used += 0.26 * size * len(gap) + needed
            else:
                parts.append(part)
                used = needed
    return parts


def _word_width(word, size, home, serif):
    if not serif and not printable.is_arabic(word) and printable.is_text(word, home):
        table = _advances(home)
        return sum(table[ord(c)] for c in word) * size
    return outline.draw(word, size, serif).width if word else 0


@functools.cache
def _advances(home):
    from fontTools.ttLib import TTFont

    font = TTFont(home / "sans.ttf")
    return {code: font["hmtx"][name][0] / font["head"].unitsPerEm for code, name in font.getBestCmap().items()}


def _cut(text, size, room, home):
    """Put spaces into words that are wider than the line: xhtml2pdf would let them run off the page."""
    words = [
        " ".join(outline.breakable(word, size, room * 0.9, True))
        if len(word) * size > room and _word_width(word, size, home, True) > room * 0.9
        else word
        for word in text.split(" ")
    ]
    return " ".join(words)


def _arabic(text):
    """Escape text and name the Arabic face for its Arabic runs, whose joined forms the others lack."""
    if not printable.is_arabic(text):
        return escape(text)
    span = Markup('<span class="ar">%s</span>')
    return Markup("").join(span % run if i % 2 else escape(run) for i, run in enumerate(ARABIC.split(text)))


def _word(word, size, room, home, serif, colour):
    if printable.is_text(word, home):
        return escape(word)
    return GAP.join(_image(part, size, serif, colour) for part in outline.breakable(word, size, room, serif))


def _image(text, size, serif, colour):
    drawing = outline.draw(text, size, serif)
    data = base64.b64encode(outline.svg(drawing, colour).encode()).decode()
    return Markup('<img src="data:image/svg+xml;base64,%s" alt="%s" class="o" style="width:%.2fpt;height:%.2fpt">') % (
        data,
        text,
        drawing.width,
        drawing.height,
    )
