"""The engraving of the certificate, as glyphs of a small font of our own.

A border of fine interlaced lines costs a hundred milliseconds as an SVG on every page; as a glyph it is
embedded once, drawn like a letter, and stays a vector at any size. The characters are variation selectors,
which are invisible when the text of the PDF is copied or read aloud.
"""

import math
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

UNIT = 4000  # units per em
ASCENT, DESCENT = 4276, -1172  # those of Noto Sans, so that lines with a letter of this font are no taller
SIZE = 100  # points at which the glyphs are set: 40 units are a point
POINT = UNIT // SIZE
PAPER_SIZES = {"letter": (792, 612), "a4": (841.89, 595.28)}
GLYPHS = {
    "letter": 0xFE00,
    "letter-wave": 0xFE01,
    "letter-plain": 0xFE02,
    "a4": 0xFE03,
    "a4-wave": 0xFE04,
    "a4-plain": 0xFE05,
    "rosette": 0xFE06,
    "sample": 0xFE07,
    "nothing": 0xFE0F,
    "gap": 0x20,
}
SAMPLE = "SAMPLE, NOT ACCREDITED"
LINE = 0.32  # points, thickness of an engraved line
MARGIN, FOOT = 70, 132  # points; the side margins, and the rule above the foot of the page
INSET, BAND, PERIOD, STRANDS = 27, 17, 24, 6  # points; the border's distance from the edge and its width


def make(bold: Path) -> "TTFont":
    """Return the ornament font; `bold` is the font file that the word for a sample is drawn with."""
    from fontTools.fontBuilder import FontBuilder

    glyphs = _glyphs(bold)
    font = FontBuilder(UNIT, isTTF=True)
    font.setupGlyphOrder([".notdef", *[name for name in glyphs if name != ".notdef"]])
    font.setupCharacterMap({code: name for name, code in GLYPHS.items()})
    font.setupGlyf(glyphs)
    font.setupHorizontalMetrics(
        {name: (_advance(name), getattr(glyph, "xMin", 0)) for name, glyph in font.font["glyf"].glyphs.items()}
    )
    font.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    font.setupNameTable(
        {
            "familyName": "CME Ornament",
            "styleName": "Regular",
            "psName": "CMEOrnament",
            "fullName": "CME Ornament",
            "uniqueFontIdentifier": "CME Ornament",
            "version": "1.0",
        }
    )
    font.setupOS2(sTypoAscender=ASCENT, sTypoDescender=DESCENT, usWinAscent=16_000, usWinDescent=16_000, fsType=0)
    font.setupPost()
    font.font["head"].created = font.font["head"].modified = 3_850_000_000  # any fixed time
    font.font.recalcTimestamp = False
    return font.font


def _glyphs(bold):
    glyphs = {".notdef": _pen().glyph(), "nothing": _pen().glyph(), "gap": _pen().glyph(), "wide": _pen().glyph()}
    for paper, size in PAPER_SIZES.items():
        _border(glyphs, paper, size)
        glyphs[f"{paper}-plain"] = _plain(size)
    _rosette(glyphs)
    glyphs["sample"] = _sample(bold)
    return glyphs


def _advance(name):
    """Return the advance of a glyph: waves are set side by side; everything else takes no room."""
    if name == "wide":  # never set: cairo clips what lies further out than the widest advance of the font
        return 32_767
    if name == "gap":  # where a line of a script without spaces may break
        return UNIT // 50
    paper, _, kind = name.partition("-")
    if kind != "wave":
        return 0
    number, left = waves(paper)
    return round((PAPER_SIZES[paper][0] - 2 * left) / number * POINT)


def _pen(glyphs=None):
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    return TTGlyphPen(glyphs)


def _units(points):
    return [(round(x * POINT), round(y * POINT)) for x, y in points]


def _polygon(pen, points):
    points = _units(points)
    pen.moveTo(points[0])
    for point in points[1:]:
        pen.lineTo(point)
    pen.closePath()


def _stroke(pen, curve, start, end, steps, closed=False):
    """Draw the line along `curve(t)` as a thin shape, since glyphs are filled and never stroked.

    The samples are the control points of a quadratic spline, which TrueType stores as they are.
    """
    left, right = [], []
    for i in range(steps + (not closed)):
        t = start + (end - start) * i / steps
        (x, y), (x0, y0), (x1, y1) = curve(t), curve(t - 1e-4), curve(t + 1e-4)
        length = math.hypot(x1 - x0, y1 - y0)
        dx, dy = (y0 - y1) / length * LINE / 2, (x1 - x0) / length * LINE / 2
        left.append((x + dx, y + dy))
        right.append((x - dx, y - dy))
    left, right = _units(left), _units(right[::-1])
    if closed:
        for side in (left, right):
            pen.qCurveTo(*side, None)
            pen.closePath()
        return
    pen.moveTo(left[0])
    pen.qCurveTo(*left[1:])
    pen.lineTo(right[0])
    pen.qCurveTo(*right[1:])
    pen.closePath()


def _rectangle(pen, x, y, thickness):
    """Draw a frame centred on the origin, `x` and `y` points from it to its outer edge."""
    _polygon(pen, [(-x, -y), (-x, y), (x, y), (x, -y)])
    x, y = x - thickness, y - thickness
    _polygon(pen, [(-x, -y), (x, -y), (x, y), (-x, y)])


def _border(glyphs, paper, size):
    x, y = size[0] / 2 - INSET, size[1] / 2 - INSET
    frame = _pen()
    _rectangle(frame, x + 4, y + 4, 1.1)
    _rectangle(frame, x + 1.2, y + 1.2, 0.35)
    _rectangle(frame, x - BAND - 1.2, y - BAND - 1.2, 0.35)
    side, foot = size[0] / 2 - MARGIN, FOOT - size[1] / 2
    _polygon(frame, [(-side, foot), (-side, foot + 0.5), (side, foot + 0.5), (side, foot)])
    glyphs[f"{paper}.frame"] = frame.glyph()
    across, up = x - BAND, y - BAND  # half the way between the corners
    tiles = round(2 * across / PERIOD), round(2 * up / PERIOD)
    glyphs[f"{paper}.h"] = _tile(2 * across / tiles[0], upright=False)
    glyphs[f"{paper}.v"] = _tile(2 * up / tiles[1], upright=True)
    if "corner" not in glyphs:
        corner = _pen()
        for k in range(3):
            _stroke(corner, _petals(BAND / 2, 4, 0.34, k * math.pi / 6), 0, 2 * math.pi, 40, closed=True)
        _stroke(corner, _petals(BAND * 0.17, 1, 0, 0), 0, 2 * math.pi, 12, closed=True)
        glyphs["corner"] = corner.glyph()
    # The origin is the left end of the waves. They are a row of characters, each one period above and one
    # below, since poppler gives up on a single glyph with that many lines side by side.
    row, whole = _pen(glyphs), _pen(glyphs)
    whole.addComponent(f"{paper}.frame", (1, 0, 0, 1, *_units([(across, 0)])[0]))
    for sign in (-1, 1):
        _add_component(row, f"{paper}.h", 0, sign * (y - BAND / 2))
        for i in range(tiles[1]):
            _add_component(whole, f"{paper}.v", across + sign * (x - BAND / 2), -up + 2 * up * i / tiles[1])
        for other in (-1, 1):
            _add_component(whole, "corner", across + sign * (x - BAND / 2), other * (y - BAND / 2))
    glyphs[paper], glyphs[f"{paper}-wave"] = whole.glyph(), row.glyph()


def waves(paper: str) -> tuple[int, float]:
    """Return how many waves go along the long side of the border, and where they begin: points from the left."""
    width = PAPER_SIZES[paper][0] - 2 * (INSET + BAND)
    return round(width / PERIOD), INSET + BAND


def _add_component(pen, name, x, y):
    pen.addComponent(name, (1, 0, 0, 1, *_units([(x, y)])[0]))


def _tile(length, upright):
    """Draw one period of the interlaced waves; neighbours overlap by a hair so that no seam shows."""
    pen = _pen()
    for k in range(STRANDS):
        phase = 2 * math.pi * k / STRANDS

        def wave(t, phase=phase):
            angle = 2 * math.pi * t / length
            across = BAND / 2 * 0.92 * math.sin(angle + phase) * (0.74 + 0.26 * math.cos(2 * angle))
            return (across, t) if upright else (t, across)

        _stroke(pen, wave, -0.05, length + 0.05, 18)
    return pen.glyph()


def _plain(size):
    x, y = size[0] / 2 - INSET, size[1] / 2 - INSET
    pen = _pen()
    _rectangle(pen, x + 4, y + 4, 1.1)
    _rectangle(pen, x + 1.2, y + 1.2, 0.35)
    return pen.glyph()


def _petals(radius, petals, depth, turn):
    def curve(t):
        r = radius * (1 - depth + depth * math.cos(petals * t))
        return r * math.cos(t + turn), r * math.sin(t + turn)

    return curve


def _rosette(glyphs):
    """Draw the medallion behind the credits: three turned rings of petals about an empty middle."""
    rings = ((83, 12, 0.13, 6), (60.5, 12, 0.09, 4))
    pen = _pen(glyphs)
    for number, (radius, petals, depth, copies) in enumerate(rings):
        strand = _pen()
        _stroke(strand, _petals(radius, petals, depth, 0), 0, 2 * math.pi, petals * 8, closed=True)
        glyphs[f"strand{number}"] = strand.glyph()
        for k in range(copies):
            turn = 2 * math.pi / petals * k / copies
            cos, sin = math.cos(turn), math.sin(turn)
            pen.addComponent(f"strand{number}", (cos, sin, -sin, cos, 0, 0))
    glyphs["rosette"] = pen.glyph()


def _sample(bold):
    from fontTools.misc.transform import Transform
    from fontTools.pens.transformPen import TransformPen
    from fontTools.ttLib import TTFont

    font = TTFont(bold)
    cmap, shapes = font.getBestCmap(), font.getGlyphSet()
    names = [cmap[ord(letter)] for letter in SAMPLE]
    space = 60
    total = sum(shapes[name].width + space for name in names) - space
    width, height = PAPER_SIZES["letter"]
    scale = (math.hypot(width, height) - 250) * POINT / total
    turned = Transform().rotate(math.atan2(height, width)).scale(scale).translate(-total / 2, -357)
    pen = _pen()
    for name in names:
        shapes[name].draw(TransformPen(pen, turned))
        turned = turned.translate(shapes[name].width + space, 0)
    return pen.glyph()
