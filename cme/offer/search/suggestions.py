"""Suggest articles while a term is typed: by title, by keywords, by synonyms, and last despite an error."""

from dataclasses import dataclass
from types import ModuleType

from peewee import Database

from cme.offer.search import plan, snippets, spelling, sql, synonyms, words


@dataclass(frozen=True)
class Suggestion:
    """One article; the title is safe HTML with hits in <mark>; `via` is the synonym that led to it, if one did."""

    article_id: int
    title_html: str
    via: str = ""


def suggest(database: Database, backend: ModuleType, prefix: str, limit: int) -> list[Suggestion]:
    """Return at most so many suggestions, best first."""
    tokens = plan.typed_tokens(prefix)
    typed = [words.plain(token) for token in tokens]
    if not typed or limit < 1:
        return []
    found = _found(database, backend, tokens, typed, limit)
    if not found and any(len(word) >= 5 for word in typed):
        found = _despite_errors(database, backend, typed, limit)
    return found


def _found(
    database: Database, backend: ModuleType, tokens: list[str], typed: list[str], limit: int
) -> list[Suggestion]:
    prefix = " ".join(typed)
    shown = [t.casefold() for t in tokens[:-1] if words.plain(t) not in words.STOP] + [tokens[-1].casefold()]
    text = (
        "SELECT article_id, title FROM search_article WHERE title_key >= ? AND title_key < ? ORDER BY title_key LIMIT ?"
    )
    chosen: dict[int, Suggestion] = {}
    for article_id, title in sql.rows(database, text, (prefix, prefix + spelling.LAST, limit)):
        chosen[article_id] = Suggestion(article_id, snippets.mark_title(title, shown, set(), []))
    if len(chosen) < limit:
        all_of = _required_stems(database, typed)
        wanted = {stem for stems in all_of for stem in stems}
        for article_id, title in backend.find_by_name(database, all_of, [], limit) if all(all_of) else ():
            title_html = snippets.mark_title(title, shown, wanted, [])
            chosen.setdefault(article_id, Suggestion(article_id, title_html))
    # MeSH has ten thousand terms for each first letter: it is searched only with enough letters.
    for source, letters in (("lay", 2), ("mesh", 5)):
        if len(chosen) < limit and len(prefix) >= letters:
            _by_synonym(database, backend, prefix, source, limit, chosen)
    return list(chosen.values())[:limit]


def _required_stems(database: Database, typed: list[str]) -> list[list[str]]:
    front = [[words.stem(word)] for word in typed[:-1] if word not in words.STOP]
    last = spelling.completions(database, typed[-1], in_heads=True)
    return [*front, last]


def _by_synonym(
    database: Database, backend: ModuleType, prefix: str, source: str, limit: int, chosen: dict[int, Suggestion]
) -> None:
    phrases = dict(synonyms.starting_with(database, prefix, source))
    indexed = spelling.known_stems(database, sorted({stem for phrase in phrases for stem in phrase}))
    phrases = {phrase: term for phrase, term in phrases.items() if indexed.issuperset(phrase)}
    if not phrases:
        return
    for article_id, title in backend.find_by_name(database, [], list(phrases), limit):
        if article_id not in chosen:
            title_html = snippets.mark_title(title, [], set(), list(phrases))
            chosen[article_id] = Suggestion(article_id, title_html, _via(title, phrases, prefix))


def _via(title: str, phrases: dict[tuple[str, ...], str], prefix: str) -> str:
    stems = f" {' '.join(words.stems(title))} "
    terms = [term for phrase, term in phrases.items() if f" {' '.join(phrase)} " in stems]
    return (terms or [prefix])[0]


def _despite_errors(database: Database, backend: ModuleType, typed: list[str], limit: int) -> list[Suggestion]:
    known = spelling.known(database, typed)
    corrected = [
        word if word in known or len(word) < 5 else spelling.correct(database, word) or word for word in typed[:-1]
    ]
    last, beginnings = typed[-1], [words.stem(typed[-1])]
    if len(last) >= 5:
        beginnings = spelling.correct_prefix(database, last) or beginnings
        whole = spelling.correct(database, last)
        if whole:
            tokens = [*corrected, *whole.split()]
            found = _found(database, backend, tokens, tokens, limit)
            if found:
                return found
    all_of = [[words.stem(word)] for part in corrected for word in part.split() if word not in words.STOP]
    all_of.append(beginnings)
    wanted = {stem for stems in all_of for stem in stems}
    return [
        Suggestion(article_id, snippets.mark_title(title, [], wanted, []))
        for article_id, title in backend.find_by_name(database, all_of, [], limit)
    ]
