"""Choose an installed font for characters that cannot be set as text."""

import contextlib
import functools
from pathlib import Path
from typing import TYPE_CHECKING

from cme.certify.pdf import fonts

if TYPE_CHECKING:
    import uharfbuzz

Face = tuple[Path, int]  # a font file, and the index of the face in it
CJK = {"Kana": 0, "Hira": 0, "Hang": 1, "Hani": 2, "Bopo": 3}  # script: face in the collection
PACKAGED = {
    "Deva": "Noto Sans Devanagari",
    "Taml": "Noto Sans Tamil",
    "Thai": "Noto Sans Thai",
    "Khmr": "Noto Sans Khmer",
    "Arab": "Noto Sans Arabic",
}
SYSTEM = [
    Path(p)
    for p in (
        "/usr/share/fonts/truetype/noto",
        "/usr/share/fonts/noto",
        "/usr/share/fonts/google-noto",
        "/usr/local/share/fonts/noto",
    )
]
SIGNS = ("NotoSansMath-Regular.ttf", "NotoSansSymbols-Regular.ttf", "NotoSansSymbols2-Regular.ttf")


@functools.lru_cache(maxsize=20_000)
def script(char: str) -> str:
    """Return the four-letter script of a character (ISO 15924); common signs are "Zyyy"."""
    from fontTools import unicodedata as names

    return names.script(char)


@functools.cache
def shaper(path: Path, index: int = 0) -> "uharfbuzz.Font":
    """Return the HarfBuzz font of a file's face."""
    import uharfbuzz as hb

    return hb.Font(hb.Face(hb.Blob.from_file_path(str(path)), index))


@functools.cache
def has(path: Path, index: int) -> frozenset:
    """Return the code points that a file's face has glyphs for."""
    import uharfbuzz as hb

    return frozenset(hb.Face(hb.Blob.from_file_path(str(path)), index).unicodes)


def _cjk():
    try:
        import noto_cjk_sans_otc
    except ImportError:
        return None
    return Path(noto_cjk_sans_otc.__file__).with_name("NotoSansCJK-Regular.ttc")


@functools.cache
def _candidates(code, serif):
    """List the faces (font file, index) that may have the letters of a script, best first."""
    from fontpkg import FontpkgError
    from fontTools import unicodedata as names

    found = []
    if code in PACKAGED:
        with contextlib.suppress(LookupError, FontpkgError):  # a package that is not installed
            found.append((fonts.package(PACKAGED[code]), 0))
    latin = [(fonts.package("Noto Serif" if serif else "Noto Sans"), 0)]
    if code in ("Latn", "Grek", "Cyrl", "Zyyy", "Zinh"):
        found += latin
    if (code in CJK or code == "Zyyy") and _cjk():
        found.append((_cjk(), CJK.get(code, 2)))
    name = names.script_name(code, default="").replace("_", "").replace(" ", "")
    wanted = [f"NotoSans{name}-Regular.ttf", f"NotoSerif{name}-Regular.ttf"]
    for folder in SYSTEM:
        for file in wanted if code not in ("Zyyy", "Zinh") else SIGNS:
            if (folder / file).is_file():
                found.append((folder / file, 0))
    if code not in ("Latn", "Grek", "Cyrl", "Zyyy", "Zinh"):
        found += latin  # for the marks and digits of a mixed cluster
    return found


@functools.lru_cache(maxsize=20_000)
def face_for(cluster: str, serif: bool = False, japanese: bool = False, before: Face | None = None) -> Face | None:
    """Return the font file and the index of the face in it that print a cluster; None where no font does.

    `before` is the face of the text before it, which punctuation and digits keep.
    """
    codes = [script(c) for c in cluster]
    code = next((c for c in codes if c not in ("Zyyy", "Zinh")), codes[0])
    if code == "Hani" and japanese:
        code = "Kana"
    need = {ord(c) for c in cluster if c not in "\u200c\u200d"}
    options = _candidates(code, serif)
    if before in options or (before and code in ("Zyyy", "Zinh")):
        options = [before, *options]  # a point or a digit looks best in the face beside it
    return next((option for option in options if need <= has(*option)), None)
