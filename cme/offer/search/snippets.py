"""Cut and mark the part of a text that answers a search: everything escaped, hits in <mark>."""

from collections.abc import Iterable
from itertools import islice

from markupsafe import Markup, escape

from cme.offer.search import words

SNIPPET_WORDS = 30
MARK_EVERY = 32  # words
MAX_HITS = 400
_LONGEST = 400  # characters, for texts without spaces


def offsets(text: str) -> str:
    """Return where each 32nd token of a text begins, so that a snippet need not count from the first."""
    return " ".join(str(found.start()) for found in islice(words.TOKEN.finditer(text), 0, None, MARK_EVERY))


def hits(stems: str, wanted: Iterable[str], phrases: Iterable[tuple[str, ...]]) -> list[tuple[int, str]]:
    """Return (position, what was found) of wanted stems, and of phrases word by word, in stems joined by spaces."""
    found: dict[int, str] = {}
    text = f" {stems} "
    for phrase in [*((stem,) for stem in wanted), *phrases]:
        needle = f" {' '.join(phrase)} "
        at, number, counted = text.find(needle), 0, 0
        while at >= 0 and len(found) < MAX_HITS:
            number += text.count(" ", counted, at)
            counted = at
            for position in range(number, number + len(phrase)):
                found.setdefault(position, needle)
            at = text.find(needle, at + 1)
    return sorted(found.items())


def best_start(found: list[tuple[int, str]], length: int) -> int:
    """Return where a window of 30 words holds the most different hits, a few words before the first of them."""
    best, best_score, low = 0, (0, 0), 0
    for high, (position, _) in enumerate(found):
        while position - found[low][0] >= SNIPPET_WORDS - 6:
            low += 1
        score = (len({needle for _, needle in found[low : high + 1]}), high + 1 - low)
        if score > best_score:
            best, best_score = found[low][0], score
    return max(0, min(best - 5, length - SNIPPET_WORDS))


def snippet(text: str, stems: str, found: list[tuple[int, str]], marks: str = "") -> Markup:
    """Return about 30 words of cleaned text around its hits as safe HTML; its beginning where there are none."""
    start = best_start(found, stems.count(" ") + 1)
    known = marks.split()
    first = min(start // MARK_EVERY, len(known) - 1) if known else 0
    skip = start - first * MARK_EVERY
    tokens = words.TOKEN.finditer(text, int(known[first]) if known else 0)
    spans = [token.span() for token in islice(tokens, skip, skip + SNIPPET_WORDS)]
    if not spans:
        return escape(text[:200])
    begin = spans[0][0] if start else 0
    end = min(spans[-1][1] if len(spans) == SNIPPET_WORDS else len(text), begin + _LONGEST)
    marked = {position - start for position, _ in found}
    pieces, at = ["… "] if start else [], begin
    for number, (left, right) in enumerate(spans):
        if number in marked and right <= end:
            pieces += [_safe(text[at:left]), "<mark>", _safe(text[left:right]), "</mark>"]
            at = right
    pieces.append(_safe(text[at:end]))
    if len(text) - end > 2:
        pieces.append(" …")
    elif end < len(text):
        pieces.append(_safe(text[end:]))
    return Markup("".join(pieces))  # noqa: S704 (every piece was escaped above)


def mark_title(title: str, typed: list[str], wanted: Iterable[str], phrases: Iterable[tuple[str, ...]]) -> Markup:
    """Return a title as safe HTML: with the typed prefixes of its words and the words found otherwise marked."""
    found = dict(hits(" ".join(words.stems(title)), wanted, phrases))
    pieces, at = [], 0
    for number, token in enumerate(words.TOKEN.finditer(title)):
        left, right = token.span()
        prefix = max((len(word) for word in typed if token.group().casefold().startswith(word)), default=0)
        if not prefix and number not in found:
            continue
        stop = min(left + prefix, right) if prefix else right
        pieces += [_safe(title[at:left]), "<mark>", _safe(title[left:stop]), "</mark>"]
        at = stop
    pieces.append(_safe(title[at:]))
    return Markup("".join(pieces))  # noqa: S704 (every piece was escaped above)


def _safe(text: str) -> str:
    return str(escape(text))
