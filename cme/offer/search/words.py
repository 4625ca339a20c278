"""Normalize words for comparison: American spelling for British too, no accents, light English stems.

Both databases index and search what this module returns, so they find and mark the same words.
"""

import re
import unicodedata
from functools import lru_cache

LONGEST_WORD = 40
TOKEN = re.compile(r"[^\W_]+(?:['\u2019\u02bc][^\W_]+)*")

STOP = frozenset(
    re.findall(
        r"\w+",
        "a about an and any are as at be been but by can could did do does for from had has have having he her"
        " his how i if in into is it its me my no nor not of on or our she should so such than that the their"
        " them then there these they this those to us was we were what when where which who whom whose why will"
        " with would you your",
    )
)

_GREEK = str.maketrans(
    {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "κ": "kappa", "λ": "lambda", "μ": "micro"}
)

# American spelling is the common form. Whole families of words, then endings that are safe to change.
_SPELLINGS = [
    (re.compile(pattern), form)
    for pattern, form in (
        (r"aem", "em"),
        (r"paed", "ped"),
        (r"gynae", "gyne"),
        (r"aesth", "esth"),
        (r"caec", "cec"),
        (r"faec", "fec"),
        (r"^aeti", "eti"),
        (r"naev", "nev"),
        (r"caes", "ces"),
        (r"phaeo", "pheo"),
        (r"^oe(?=[dst])", "e"),
        (r"foet", "fet"),
        (r"noea", "nea"),
        (r"rhoe", "rhe"),
        (r"coeli", "celi"),
        (r"homoeo", "homeo"),
        (r"amoeb", "ameb"),
        (r"sulph", "sulf"),
        (r"leuco", "leuko"),
        (r"manoeuv", "maneuv"),
        (r"aluminium", "aluminum"),
        (r"^ageing", "aging"),
        (r"^grey", "gray"),
        (r"^mould", "mold"),
        (r"^programme", "program"),
        (r"^practise", "practice"),
        (r"(tum|col|behavi|lab|od|vap|hum|fav|neighb|rig|vig|hon|harb)our", r"\1or"),
        (r"isation(s?)$", r"ization\1"),
        (r"((?:al|er|il|im|um|(?<!pr)om|or|et|an|(?<=..)ar|gn|un|id)i)s(e[drs]?|ing)$", r"\1z\2"),
        (r"lys(e[drs]?|ing)$", r"lyz\1"),
        (r"(cent|fib|lit|met|goit)re(s?)$", r"\1er\2"),
        (r"(label|counsel|travel|model|signal|cancel)l(ed|ing|or)", r"\1\2"),
    )
]

_IRREGULAR = {
    "bacteria": "bacterium",
    "children": "child",
    "feet": "foot",
    "teeth": "tooth",
    "men": "man",
    "women": "woman",
    "vertebrae": "vertebra",
    "criteria": "criterion",
    "fungi": "fungus",
    "lice": "louse",
    "mice": "mouse",
    "stimuli": "stimulus",
    "emboli": "embolus",
    "thrombi": "thrombus",
    "bronchi": "bronchus",
    "nuclei": "nucleus",
}
_UNCHANGED = frozenset("aids gas lens news mers sars pcos series species bias atlas pancreas always".split())
_ENDINGS = tuple(
    (ending, len(ending) + rest)
    for ending, rest in (
        ("ically", 5),
        ("ical", 5),
        ("ments", 5),
        ("ment", 5),
        ("ness", 4),
        ("ial", 5),
        ("ium", 5),
        ("ion", 4),
        ("ive", 5),
        ("ory", 5),
        ("al", 6),
        ("ic", 5),
        ("ly", 4),
    )
)
_VOWEL = re.compile("[aeiouy]")


def clean(text: str) -> str:
    """Return the text in composed form on one line, without control characters and lone surrogates."""
    text = str(text or "").encode("utf-8", "ignore").decode("utf-8")
    text = "".join(text.split("\0"))
    return " ".join(unicodedata.normalize("NFC", text).split())


@lru_cache(maxsize=60_000)
def plain(token: str) -> str:
    """Return one token as a word to compare: lower case, no accents, no possessive, American spelling."""
    word = token.casefold().replace("\u2019", "'").replace("\u02bc", "'")
    if not word.isascii():
        word = unicodedata.normalize("NFKD", word.translate(_GREEK))
        word = "".join(c for c in word if c.isalnum() or c == "'").casefold()
    word = word.removesuffix("'s").replace("'", "")[:LONGEST_WORD]
    for pattern, form in _SPELLINGS:
        word = pattern.sub(form, word)
    return word


@lru_cache(maxsize=60_000)
def stem(word: str) -> str:
    """Return the light English stem of a plain word; short words and unknown scripts stay as they are."""
    if len(word) < 4 or not word.isascii() or word in _UNCHANGED:
        return word
    word = _singular(_IRREGULAR.get(word, word))
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= 3 and _VOWEL.search(rest):
            word = rest[:-1] if rest[-1] == rest[-2] and rest[-1] not in "ls" else rest
            break
    for ending, length in _ENDINGS:
        if len(word) >= length and word.endswith(ending) and (ending != "ion" or word[-4] in "st"):
            word = word.removesuffix(ending)
            break
    if len(word) >= 5 and word[-1] in "ey":
        word = word[:-1]
    return word


def _singular(word: str) -> str:
    if word.endswith(("oses", "yses", "stases", "theses")) and len(word) > 6:
        return word[:-2] + "is"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def tokens(text: str) -> list[str]:
    """Return the tokens of cleaned text as they are written."""
    return TOKEN.findall(text)


def plains(text: str) -> list[str]:
    """Return the plain words of cleaned text, one for each token (a token may become an empty word: "_")."""
    return [plain(token) or "_" for token in TOKEN.findall(text)]


def stems(text: str) -> list[str]:
    """Return the stems of cleaned text, one for each token."""
    return [stem(word) for word in plains(text)]
