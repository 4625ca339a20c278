"""The index on PostgreSQL: vectors of the same stems, title A, keywords B, description C, body D."""

from collections.abc import Iterable

from peewee import Database

from cme.offer.search import sql
from cme.offer.search.plan import Term

BODIES_RANKED = 100  # each is fetched from beside the table, about 20 microseconds

_HEAD_WEIGHTS, _WHOLE_WEIGHTS = "{0, 0.2, 0.6, 1}", "{0.3, 0.4, 0.6, 1}"  # D, C, B, A
_LAST_POSITION = 16_383
_GAP = 10  # so that no phrase is found across two fields


def unindex(database: Database, article_id: int) -> None:
    """Delete the article's vectors."""
    database.execute_sql("DELETE FROM search_vector WHERE article_id = %s", (article_id,))


def index(database: Database, article_id: int) -> None:
    """Write the article's vectors from the stems in search_article."""
    text = "SELECT title_stems, keyword_stems, description_stems, body_stems FROM search_article WHERE article_id = %s"
    fields = sql.rows(database, text, (article_id,))[0]
    database.execute_sql(
        "INSERT INTO search_vector (article_id, head, whole) VALUES (%s, %s::tsvector, %s::tsvector)",
        (article_id, _vector(fields[:3]), _vector(fields)),
    )


def _vector(fields: Iterable[str]) -> str:
    positions: dict[str, list[str]] = {}
    at = 1
    for weight, stems in zip("ABCD", fields, strict=False):
        for stem in stems.split():
            if at <= _LAST_POSITION:
                positions.setdefault(stem, []).append(f"{at}{weight}")
            at += 1
        at += _GAP
    return " ".join(f"{_quoted(stem)}:{','.join(found)}" for stem, found in positions.items())


def _quoted(stem: str, weights: str = "") -> str:
    text = stem.replace("\\", "\\\\").replace("'", "''")
    return f"'{text}'" + (f":{weights}" if weights else "")


def _joined(parts: list[str], sign: str = " | ") -> str:
    return "(" + sign.join(parts) + ")"


def _phrase(phrase: Iterable[str], weights: str = "") -> str:
    return _joined([_quoted(stem, weights) for stem in phrase], " <-> ")


def _term(term: Term, every: bool) -> str:
    words = [_joined([_quoted(stem) for stem in stems]) for stems in term.all_of]
    either = [_joined(words, " & " if every else " | ")]
    either += [_phrase(phrase) for phrase in term.phrases]
    either += [_quoted(stem, "AB") for stem in term.head_only]
    return _joined(either)


def matching_ids(database: Database, terms: list[Term], every: bool) -> list[int]:
    """Return the ids, ascending, of articles with all terms: with every word of each, or with any word of each."""
    query = _joined([_term(term, every) for term in terms], " & ")
    ((keys,),) = sql.rows(database, "SELECT search_holders(%s::tsquery)", [query])
    return sorted(keys or ())


def head_scores(database: Database, terms: list[Term]) -> dict[int, float]:
    """Return the scores of articles by title, keywords and description, for any of the terms."""
    # ts_rank adds up single words; that an article has a term as a whole counts for more.
    matches = " + ".join(["(head @@ %s::tsquery)::int"] * len(terms))
    score = f"{matches} + 2 * ts_rank(%s, head, %s::tsquery)"
    text = f"SELECT article_id, {score} FROM search_vector WHERE head @@ %s::tsquery"
    each = [_term(term, True) for term in terms]
    query = _joined(each)
    return dict(sql.rows(database, text, [*each, _HEAD_WEIGHTS, query, query]))


def body_scores(database: Database, terms: list[Term], among: list[int]) -> dict[int, float]:
    """Return the scores of the given articles by their whole text, for any of the terms."""
    query = _joined([_term(term, False) for term in terms])
    text = "SELECT article_id, ts_rank(%s, whole, %s::tsquery) FROM search_vector WHERE article_id = ANY(%s)"
    return dict(sql.rows(database, text, [_WHOLE_WEIGHTS, query, among]))


def find_by_name(
    database: Database, all_of: list[list[str]], phrases: Iterable[tuple[str, ...]], limit: int
) -> list[tuple[int, str]]:
    """Return (article_id, title) where title and keywords have all stems, or one of the phrases."""
    either = [_phrase(phrase, "AB") for phrase in phrases]
    if all_of:
        either.append(_joined([_joined([_quoted(stem, "AB") for stem in stems]) for stems in all_of], " & "))
    query = _joined(either)
    text = (
        "SELECT a.article_id, a.title FROM (SELECT article_id, ts_rank('{0, 0, 0.1, 1}', head, %s::tsquery) AS rank"
        " FROM search_vector WHERE head @@ %s::tsquery ORDER BY 2 DESC, 1 LIMIT %s) found"
        " JOIN search_article a USING (article_id) ORDER BY found.rank DESC, a.article_id"
    )
    return sql.rows(database, text, (query, query, limit))
