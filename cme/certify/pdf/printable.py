"""Which characters can be printed, and which of them can be set as text.

xhtml2pdf sets one glyph per character. That is right for Latin, Greek, Cyrillic and plain Arabic; every
other script is shaped by HarfBuzz here and placed as a drawing.
"""

import functools
import re
import unicodedata
from pathlib import Path

from cme.certify.pdf import PdfError, font_fallback, fonts

JOINERS = "\u200c\u200d"  # part of the spelling in Persian, Sinhala and Indic names, without meaning in other scripts
JOINED = {
    "Arab",
    "Syrc",
    "Mong",
    "Deva",
    "Beng",
    "Guru",
    "Gujr",
    "Orya",
    "Taml",
    "Telu",
    "Knda",
    "Mlym",
    "Sinh",
    "Khmr",
}
PLAIN_ARABIC = re.compile("[\u0621-\u063a\u0640-\u064a\u0660-\u0669\u067e\u0686\u0698\u06a9\u06af\u06cc\u060c]")
RIGHT_TO_LEFT = {"R", "AL"}
BEFORE = "\u0e40\u0e41\u0e42\u0e43\u0e44\u0ec0\u0ec1\u0ec2\u0ec3\u0ec4"  # Thai and Lao vowels written first
AFTER = (  # and last, and what begins no line in Chinese and Japanese
    "\u0e30\u0e32\u0e33\u0e45\u0e46\u0e2f\u0eb0\u0eb2\u0eb3\u0ec6\u3001\u3002\u30fc\uff0c\uff09\u300d\u300f\u3011"
)
FACES = ("sans.ttf", "bold.ttf", "italic.ttf", "serif.ttf")
REFUSED = {"Cc", "Cs", "Co", "Cn"}


def normal(text: str) -> str:
    """Return `text` composed (NFC) with its white space, line breaks included, as single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def unprintable(text: str, folder: Path) -> list[str]:
    """List the characters, as a reader sees them, that cannot be printed; empty when all can.

    Control characters, line breaks, bidirectional controls and lone surrogates never can.
    """
    folder = fonts.home(Path(folder))
    unprintable_clusters: list[str] = []
    for cluster in clusters(unicodedata.normalize("NFC", text)):
        if cluster not in unprintable_clusters and not _cluster_printable(cluster, folder):
            unprintable_clusters.append(cluster)
    return unprintable_clusters


def check(text: str, home: Path) -> None:
    """Raise PdfError for the first character of `text` that cannot be printed."""
    for cluster in clusters(text):
        if not _cluster_printable(cluster, home):
            raise PdfError(f"{spoken(cluster)} cannot be printed.")


def tidy(text: str, folder: Path) -> str:
    """Return `text` without what cannot be printed; for texts that nobody checked, such as imported ones."""
    home = fonts.home(Path(folder))
    printable_clusters = [c for c in clusters(normal(_without_controls(text))) if _cluster_printable(c, home)]
    return normal("".join(printable_clusters))


def clusters(text: str) -> list[str]:
    """Split `text` into what a reader takes for one character: a base with its marks, joined sequences."""
    found: list[str] = []
    for char in text:
        if found and not found[-1].isspace() and not char.isspace() and _joins(found[-1][-1], char):
            found[-1] += char
        else:
            found.append(char)
    return found


def _joins(before, char):
    return (
        unicodedata.category(char) in ("Mn", "Me", "Mc")
        or char in JOINERS
        or before == "\u200d"
        or unicodedata.combining(before) == 9  # a virama makes one letter of two
        or before in BEFORE
        or char in AFTER
        or 0x1F3FB <= ord(char) <= 0x1F3FF  # the colour of an emoji
    )


def _without_controls(text):
    return "".join(
        " " if c in "\t\n\r\v\f\x85\u2028\u2029" else c
        for c in text
        if unicodedata.category(c) not in REFUSED or c in "\t\n\r\v\f\x85"
    )


@functools.lru_cache(maxsize=20_000)
def _cluster_printable(cluster, folder):
    if cluster == " " or cluster == "\xa0":
        return True
    for char in cluster:
        if char in JOINERS:
            if font_fallback.script(cluster[0]) not in JOINED:
                return False
            continue
        if unicodedata.category(char) in REFUSED | {"Cf", "Zl", "Zp"} or (char.isspace() and char != " "):
            return False
    visible = cluster.replace("\u200c", "").replace("\u200d", "")
    return bool(visible) and (is_text(visible, folder) or font_fallback.face_for(visible) is not None)


@functools.cache
def _cmap(path):
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def is_text(text: str, folder: Path) -> bool:
    """Return whether `text` (NFC) is printed correctly with one glyph for each character."""
    previous = " "
    for char in text:
        if ord(char) > 0x7E or ord(char) < 0x20:
            if unicodedata.combining(char):
                # A mark's own position is that above or below one small letter; HarfBuzz knows the others.
                if not previous.islower() or previous in "bdfhklt" or ord(char) not in _cmap(folder / "sans.ttf"):
                    return False
            elif not (ord(char) in _common(folder) or PLAIN_ARABIC.match(char)):
                return False
        previous = char
    return True


def is_arabic(text: str) -> bool:
    """Return whether any character is Arabic."""
    return bool(PLAIN_ARABIC.search(text))


@functools.cache
def _common(folder):
    """Return the code points that all faces for text have."""
    return frozenset.intersection(*(_cmap(folder / name) for name in FACES))


def has_rtl(text: str) -> bool:
    """Return whether any character is written from right to left."""
    return any(unicodedata.bidirectional(c) in RIGHT_TO_LEFT for c in text)


def spoken(cluster: str) -> str:
    """Return a character for a sentence: itself in quotes, or its number where it would not show."""
    if any(unicodedata.category(c) in REFUSED | {"Cf", "Zl", "Zp"} for c in cluster if c not in JOINERS):
        return "The character " + " ".join(f"U+{ord(c):04X}" for c in cluster)
    return f"“{cluster}”"
