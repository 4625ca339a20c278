"""Words and lines as outlines, shaped by HarfBuzz, for what xhtml2pdf would set wrongly or not at all."""

import functools
from typing import NamedTuple

from cme.certify.pdf import PdfError, font_fallback, printable

SPREAD = {"Hani", "Hira", "Kana", "Thai", "Laoo", "Khmr", "Mymr", "Tibt"}  # written without spaces
DEPTH = 0.2  # ems: where xhtml2pdf puts an image of vertical-align text-bottom


class Drawing(NamedTuple):
    """An outlined word or line: SVG path data in points with y downwards."""

    path: str
    width: float
    height: float


@functools.lru_cache(maxsize=1_000)
def draw(text: str, size: float, serif: bool = False) -> Drawing:
    """Return `text` (NFC) on one line as an outline at `size` points, bidirectional text in its visual order.

    The box is `size` high and reaches DEPTH below the baseline, as xhtml2pdf sets an image beside text: all
    lines are alike, and tall or deep letters reach out of it into the space that lines have between them.
    Raises PdfError where no font has a character.
    """
    return _outline(_visual_runs(text) if printable.has_rtl(text) else [(text, False)], size, serif)


def _visual_runs(text):
    """Split a line into (run in logical order, right to left?) in the order in which they are drawn.

    A cluster goes by its first character, so that marks and joins stay with their letters.
    """
    parts, runs = printable.clusters(text), []
    for index, backwards in _visual_order("".join(part[0] for part in parts)):
        if runs and runs[-1][1] == backwards:
            runs[-1][0].append(index)
        else:
            runs.append(([index], backwards))
    return [("".join(parts[i] for i in (sorted(ids) if back else ids)), back) for ids, back in runs]


def _visual_order(text):
    """Return (index, right to left?) of each character in visual order, by the levels of UAX #9.

    From python-bidi's steps, as its get_display gives the characters alone.
    """
    from bidi.algorithm import (
        explicit_embed_and_overrides,
        get_base_level,
        get_embedding_levels,
        get_empty_storage,
        resolve_implicit_levels,
        resolve_neutral_types,
        resolve_weak_types,
    )

    storage = get_empty_storage()
    storage["base_level"] = get_base_level(text)
    storage["base_dir"] = ("L", "R")[storage["base_level"]]
    get_embedding_levels(text, storage)
    explicit_embed_and_overrides(storage)
    resolve_weak_types(storage)
    resolve_neutral_types(storage, False)
    resolve_implicit_levels(storage, False)
    levels = [c["level"] for c in storage["chars"]]
    order = list(range(len(levels)))
    for level in range(max(levels), 0, -1):  # rule L2: turn every stretch of at least this level round
        start = 0
        while start < len(order):
            if levels[order[start]] < level:
                start += 1
                continue
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = end
    return [(i, levels[i] % 2 == 1) for i in order]


def breakable(word: str, size: float, room: float, serif: bool = False) -> list[str]:
    """Split a word that is wider than a line, or written in a script without spaces, into parts that fit.

    Widths are those of the letters alone: a word of thousands is measured once, not once for each letter.
    """
    room = room if font_fallback.script(word[0]) not in SPREAD else room / 6
    parts, used = [], room
    for cluster in printable.clusters(word):
        width = draw(cluster, size, serif).width
        if used + width > room:
            parts.append("")
            used = 0.0
        parts[-1] += cluster
        used += width
    return parts


def _outline(visual, size, serif):
    from fontTools.pens.recordingPen import RecordingPen
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.pens.transformPen import TransformPen

    record, x = RecordingPen(), 0.0
    for run, backwards in visual:
        pieces = _by_face(run, serif)
        for face, part in reversed(pieces) if backwards else pieces:
            x = _shape(record, face, part, backwards, x, size)
    pen = SVGPathPen(None, lambda value: f"{value:.2f}".rstrip("0").rstrip("."))
    record.replay(TransformPen(pen, (1, 0, 0, -1, 0, (1 - DEPTH) * size)))
    return Drawing(pen.getCommands(), max(x, 0.01), size)


def _by_face(run, serif):
    pieces, before = [], None
    japanese = any(font_fallback.script(c) in ("Hira", "Kana") for c in run)
    for cluster in printable.clusters(run):
        face = before if cluster == " " and before else font_fallback.face_for(cluster, serif, japanese, before)
        if face is None:
            raise PdfError(f"{printable.spoken(cluster)} cannot be printed.")
        if pieces and pieces[-1][0] == face:
            pieces[-1] = (face, pieces[-1][1] + cluster)
        else:
            pieces.append((face, cluster))
        before = face
    return pieces


def _shape(pen, face, part, backwards, x, size):
    """Add the glyphs of one run in one face from `x` on; return where it ends."""
    import uharfbuzz as hb
    from fontTools.pens.transformPen import TransformPen

    font = font_fallback.shaper(*face)
    scale = size / font.face.upem
    buffer = hb.Buffer()
    buffer.add_str(part)
    buffer.guess_segment_properties()
    if backwards != (buffer.direction == "rtl"):
        buffer.direction = "rtl" if backwards else "ltr"
    hb.shape(font, buffer)
    for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        move = (scale, 0, 0, scale, x + at.x_offset * scale, at.y_offset * scale)
        font.draw_glyph_with_pen(info.codepoint, TransformPen(pen, move))
        x += at.x_advance * scale
    return x


def svg(drawing: Drawing, colour: str) -> str:
    """Return the drawing as an SVG document, sized in points."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{drawing.width:.2f}" height="{drawing.height:.2f}" '
        f'viewBox="0 0 {drawing.width:.2f} {drawing.height:.2f}">'
        f'<path fill="{colour}" fill-rule="nonzero" d="{drawing.path}"/></svg>'
    )
