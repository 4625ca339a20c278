"""Search over the library's articles: ranked, with synonyms and corrected typing errors, on either database."""

from collections.abc import Iterable
from dataclasses import dataclass
from types import ModuleType

from peewee import Database, PostgresqlDatabase

from cme.offer.search import index, plan, postgres, ranking, snippets, sqlite, suggestions, synonyms
from cme.offer.search.sql import among, rows

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
    """One page of hits, how many there are in all, the corrected query (or None) and the synonyms looked for."""

    hits: list[Hit]
    total: int
    corrected: str | None
    expanded: list[str]


def backend(database: Database) -> ModuleType:
    """Return the module for this database's own text search."""
    return postgres if isinstance(database, PostgresqlDatabase) else sqlite


def put(
    database: Database,
    article_id: int,
    *,
    slug: str,
    title: str,
    keywords: Iterable[str] | None,
    specialty: str,
    description: str,
    body_text: str,
) -> None:
    """Index one article, replacing what is indexed of it. The body is plain text."""
    article = index.prepare(slug, title, keywords, specialty, description, body_text)
    index.put(database, backend(database), article_id, article)


def remove(database: Database, article_id: int) -> None:
    """Remove an article from the index; one that is not there is no error."""
    index.put(database, backend(database), article_id, None)


def find(database: Database, query: str, *, specialty: str | None = None, limit: int = 10, offset: int = 0) -> Result:
    """Return the articles for a query, best first; any text is safe.

    Articles must have all terms; if none has them all, any of them. The last word may be a prefix.
    """
    query_plan = plan.make(database, query)
    if not query_plan.terms:
        return Result([], 0, None, [])
    scores = ranking.rank(database, backend(database), query_plan, specialty)
    offset = max(0, offset)
    hits = _hits(database, query_plan, scores[offset : offset + max(0, limit)])
    return Result(hits, len(scores), query_plan.corrected, query_plan.expanded)


def suggest(database: Database, prefix: str, *, limit: int = 8) -> list[Suggestion]:
    """Return the articles whose title, keywords or synonyms have words that begin as typed, best first."""
    return suggestions.suggest(database, backend(database), prefix, limit)


def _hits(database: Database, query_plan: plan.Plan, scores: list[tuple[int, float]]) -> list[Hit]:
    if not scores:
        return []
    condition, values = among(database, "article_id", [article_id for article_id, _ in scores])
    columns = "article_id, description, description_stems, body, body_stems, body_marks"
    text = f"SELECT {columns} FROM search_article WHERE {condition}"
    texts = {row[0]: row[1:] for row in rows(database, text, values)}
    wanted, phrases = query_plan.wanted(), query_plan.phrases()
    return [
        Hit(article_id, _snippet(texts[article_id], wanted, phrases), score)
        for article_id, score in scores
        if article_id in texts  # it may have been removed a moment ago
    ]


def _snippet(text: tuple[str, ...], wanted: set[str], phrases: list[tuple[str, ...]]) -> str:
    description, description_stems, body, body_stems, body_marks = text
    found = snippets.hits(body_stems, wanted, phrases)
    if description and not found:
        found = snippets.hits(description_stems, wanted, phrases)
        return snippets.snippet(description, description_stems, found)
    return snippets.snippet(body, body_stems, found, body_marks)
