"""The fonts of certificates, created once from the installed font packages.

reportlab embeds only the default instance of a variable font and reads all of its tables each time, so we
use small static copies: the scripts that are set as text, without the layout tables that it cannot use.
"""

import functools
import hashlib
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

RECIPE = "1"  # raise it when the fonts that this module creates change
PACKAGES = ("fontpkg-noto-sans", "fontpkg-noto-serif", "fontpkg-noto-sans-arabic", "fonttools")
FACES = {  # file: family, style, weight (None keeps the default instance, which costs least)
    "sans.ttf": ("Noto Sans", "normal", None),
    "bold.ttf": ("Noto Sans", "normal", 600),
    "italic.ttf": ("Noto Sans", "italic", None),
    "serif.ttf": ("Noto Serif", "normal", None),
    "arabic.ttf": ("Noto Sans Arabic", "normal", None),
}
ORNAMENT = "ornament.ttf"
SCRIPTS = (  # what is set as text: Latin with Vietnamese, Greek, Cyrillic, their marks, punctuation, signs
    (0x20, 0x7E),
    (0xA0, 0x2FF),
    (0x300, 0x36F),
    (0x370, 0x3FF),
    (0x400, 0x52F),
    (0x1E00, 0x1FFF),
    (0x2010, 0x2027),
    (0x2030, 0x205E),
    (0x2070, 0x209C),
    (0x20A0, 0x20C0),
    (0x2100, 0x215F),
    (0xFB00, 0xFB06),
)
ARABIC = ((0x20, 0x20), (0x600, 0x6FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC))
LAYOUT = ("GSUB", "GPOS", "GDEF", "HVAR", "MVAR", "STAT", "DSIG", "meta")
VARIATIONS = ("fvar", "gvar", "avar")


def prepare(folder: Path) -> None:
    """Create the fonts in `folder`, unless those of the installed packages are there already.

    Several processes may do so at once: each creates its own, and the first to rename wins.
    """
    home(Path(folder))


@functools.cache
def stamp() -> str:
    """Return the name of this set of packages and this recipe; an upgrade of either changes it."""
    parts = [RECIPE, *(f"{name} {version(name)}" for name in PACKAGES)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


@functools.cache
def home(folder: Path) -> Path:
    """Return the folder under `folder` that holds the font files; create them when they are missing."""
    font_folder = folder / stamp()
    if not font_folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix="new-", dir=folder))
        try:
            draft.chmod(0o755)
            _make(draft)
            draft.rename(font_folder)
        except OSError:
            if not font_folder.is_dir():
                raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return font_folder


def package(family: str, style: str = "normal") -> Path:
    """Return the path of a packaged font file. Raises fontpkg's FamilyNotInstalled."""
    import fontpkg

    return Path(fontpkg.path(family, style=style))


def _make(folder: Path) -> None:
    from cme.certify.pdf import ornament

    for name, face in FACES.items():
        _static(*face, arabic=name == "arabic.ttf").save(folder / name)
    ornament.make(folder / "bold.ttf").save(folder / ORNAMENT)


def _static(family, style, weight, arabic):
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font = TTFont(package(family, style), recalcTimestamp=False)
    for table in LAYOUT if weight else LAYOUT + VARIATIONS:
        if table in font:
            del font[table]  # before anything reads it: that is half of the time
    subsetter = Subsetter(Options(hinting=False, notdef_outline=True, name_IDs=[1, 2, 3, 4, 5, 6, 13, 14]))
    subsetter.populate(unicodes=[u for low, high in (ARABIC if arabic else SCRIPTS) for u in range(low, high + 1)])
    subsetter.subset(font)
    if weight is not None:
        instancer.instantiateVariableFont(font, {"wght": weight, "wdth": 100}, inplace=True)
        _name(font, f"{family} {weight}")
    if arabic:  # its own are so tall that a line with one Arabic word would be set apart
        font["hhea"].ascent = font["OS/2"].sTypoAscender = 1069
        font["hhea"].descent = font["OS/2"].sTypoDescender = -293
    return font


def _name(font, full):
    """Give an instance a PostScript name of its own: two faces of one name confuse viewers."""
    for record in font["name"].names:
        if record.nameID in (1, 4, 6):
            record.string = full.replace(" ", "") if record.nameID == 6 else full
