"""The index on SQLite: FTS5 over the stems in search_article, of whole articles and of their heads."""

import json
from collections.abc import Iterable
from dataclasses import replace

from peewee import Database

from cme.offer.search import sql
from cme.offer.search.plan import Term

BODIES_RANKED = 150  # bm25 takes about 2 microseconds an article
SYNONYM_SCORE = 6.0  # about that of a rather rare word in a title

_HEAD = ("title_stems", "keyword_stems", "description_stems")
_WHOLE = (*_HEAD, "body_stems")
_NAMES = "{title_stems keyword_stems}"


def unindex(database: Database, article_id: int) -> None:
    """Remove the article's stems, as they are in search_article, from the index."""
    for table, columns in (("search_whole", _WHOLE), ("search_head", _HEAD)):
        names = ", ".join(columns)
        database.execute_sql(
            f"INSERT INTO {table} ({table}, rowid, {names})"
            f" SELECT 'delete', article_id, {names} FROM search_article WHERE article_id = ?",
            (article_id,),
        )


def index(database: Database, article_id: int) -> None:
    """Add the article's stems, as they are in search_article, to the index."""
    for table, columns in (("search_whole", _WHOLE), ("search_head", _HEAD)):
        names = ", ".join(columns)
        database.execute_sql(
            f"INSERT INTO {table} (rowid, {names}) SELECT article_id, {names} FROM search_article WHERE article_id = ?",
            (article_id,),
        )


def _quoted(phrase: Iterable[str]) -> str:
    return '"' + " ".join(phrase).replace('"', '""') + '"'


def _term(term: Term, every: bool) -> str:
    words = ["(" + " OR ".join(_quoted([stem]) for stem in stems) + ")" for stems in term.all_of]
    either = ["(" + (" AND " if every else " OR ").join(words) + ")"]
    either += [_quoted(phrase) for phrase in term.phrases]
    if term.head_only:
        either.append(f"({_NAMES} : ({' OR '.join(_quoted([stem]) for stem in term.head_only)}))")
    return "(" + " OR ".join(either) + ")"


def matching_ids(database: Database, terms: list[Term], every: bool) -> list[int]:
    """Return the ids, ascending, of articles with all terms: with every word of each, or with any word of each."""
    query = " AND ".join(_term(term, every) for term in terms)
    # SQLite returns one long text several times faster than thousands of rows.
    text = "SELECT group_concat(rowid) FROM search_whole WHERE search_whole MATCH ?"
    ((keys,),) = sql.rows(database, text, [query])
    return sorted(map(int, keys.split(","))) if keys else []


def head_scores(database: Database, terms: list[Term]) -> dict[int, float]:
    """Return the scores of articles by title, keywords and description, for any of the terms."""
    text = "SELECT rowid, -bm25(search_head, 10.0, 6.0, 2.0) FROM search_head WHERE search_head MATCH ?"
    query = " OR ".join(_term(replace(term, phrases=[]), True) for term in terms)
    scores = dict(sql.rows(database, text, [query]))
    phrases = " OR ".join(_quoted(phrase) for term in terms for phrase in term.phrases)
    if phrases:
        # Five synonyms in one title are no better than one: bm25 would add them up.
        text = "SELECT rowid FROM search_head WHERE search_head MATCH ?"
        for (key,) in sql.rows(database, text, [f"{_NAMES} : ({phrases})"]):
            scores[key] = max(scores.get(key, 0.0), SYNONYM_SCORE)
    return scores


def body_scores(database: Database, terms: list[Term], among: list[int]) -> dict[int, float]:
    """Return the scores of the given articles by their whole text, for any of the terms."""
    query = " OR ".join(_term(term, False) for term in terms)
    # The plus keeps SQLite from running the full-text query once for each of the ids.
    text = (
        "SELECT rowid, -bm25(search_whole, 4.0, 3.0, 2.0, 1.0) FROM search_whole WHERE search_whole MATCH ?"
        " AND +rowid IN (SELECT value FROM json_each(?))"
    )
    return dict(sql.rows(database, text, [query, json.dumps(among)]))


def find_by_name(
    database: Database, all_of: list[list[str]], phrases: Iterable[tuple[str, ...]], limit: int
) -> list[tuple[int, str]]:
    """Return (article_id, title) where title and keywords have all the stems, or one of the phrases."""
    parts = ["(" + " OR ".join(_quoted([stem]) for stem in stems) + ")" for stems in all_of]
    either = ([" AND ".join(parts)] if parts else []) + [_quoted(phrase) for phrase in phrases]
    text = (
        "SELECT a.article_id, a.title FROM (SELECT rowid AS id, -bm25(search_head, 10.0, 2.0, 0.0) AS score"
        " FROM search_head WHERE search_head MATCH ? ORDER BY 2 DESC, 1 LIMIT ?) found"
        " JOIN search_article a ON a.article_id = found.id ORDER BY found.score DESC, a.article_id"
    )
    return sql.rows(database, text, (f"{_NAMES} : ({' OR '.join(either)})", limit))
