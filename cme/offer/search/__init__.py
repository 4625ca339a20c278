"""Search over the library's articles: ranked, with synonyms, typing errors mended, on either database."""

from dataclasses import dataclass

from peewee import PostgresqlDatabase

from cme.offer.search import index, plan, postgres, ranking, snippets, sqlite, suggestions, synonyms
from cme.offer.search.spelling import among, rows

__all__ = ["Hit", "Result", "Suggestion", "find", "load_lay_terms", "load_mesh", "put", "remove", "suggest"]

load_lay_terms = synonyms.load_lay_terms
load_mesh = synonyms.load_mesh
Suggestion = suggestions.Suggestion


@dataclass(frozen=True)
class Hit:
    """One article found; the snippet is safe HTML with its hits in <mark>."""

    article_id: int
    snippet_html: str
    score: float


@dataclass(frozen=True)
class Result:
    """One page of hits, how many there are in all, the mended query (or None) and the synonyms looked for."""

    hits: list[Hit]
    total: int
    corrected: str | None
    expanded: list[str]


def backend(database):
    """Return the module that speaks this database's own text search."""
    return postgres if isinstance(database, PostgresqlDatabase) else sqlite


def put(database, article_id: int, *, slug, title, keywords, specialty, description, body_text) -> None:
    """Index one article, or index it again; its former words are forgotten. The body is plain text."""
    article = index.prepare(slug, title, keywords, specialty, description, body_text)
    index.put(database, backend(database), article_id, article)


def remove(database, article_id: int) -> None:
    """Take an article out of the search; one that is not there is no error."""
    index.put(database, backend(database), article_id, None)


def find(database, query: str, *, specialty=None, limit=10, offset=0) -> Result:
    """Return the articles for a query, best first; any text is safe.

    All terms are wanted; where no article has them all, any of them. The last word may be a beginning.
    """
    made = plan.make(database, query)
    if not made.terms:
        return Result([], 0, None, [])
    scores = ranking.ranked(database, backend(database), made, specialty)
    offset = max(0, offset)
    hits = _hits(database, made, scores[offset : offset + max(0, limit)])
    return Result(hits, len(scores), made.corrected, made.expanded)


def suggest(database, prefix: str, *, limit=8) -> list[Suggestion]:
    """Return the articles whose title, keywords or synonyms have words that begin as typed, best first."""
    return suggestions.suggest(database, backend(database), prefix, limit)


def _hits(database, made, scores) -> list[Hit]:
    if not scores:
        return []
    condition, values = among(database, "article_id", [article_id for article_id, _ in scores])
    columns = "article_id, description, description_stems, body, body_stems, body_marks"
    text = f"SELECT {columns} FROM search_article WHERE {condition}"
    texts = {row[0]: row[1:] for row in rows(database, text, values)}
    wanted, phrases = made.wanted(), made.phrases()
    return [
        Hit(article_id, _snippet(texts[article_id], wanted, phrases), score)
        for article_id, score in scores
        if article_id in texts  # it may have been removed a moment ago
    ]


def _snippet(text, wanted, phrases) -> str:
    description, description_stems, body, body_stems, body_marks = text
    found = snippets.hits(body_stems, wanted, phrases)
    if description and not found:
        found = snippets.hits(description_stems, wanted, phrases)
        return snippets.snippet(description, description_stems, found)
    return snippets.snippet(body, body_stems, found, body_marks)
