"""Keep one row of the search's tables for each article, with its words counted in the vocabulary.

The tables come from migrations; their words are compared by bytes on both databases, so that a prefix is a range.
"""

from collections.abc import Iterable
from types import ModuleType

from peewee import Database, SqliteDatabase

from cme.offer.search import snippets, spelling, sql, words

INDEXED_WORDS = 16_000  # what a tsvector has positions for
FIELDS = (
    "slug",
    "title",
    "title_key",
    "specialty",
    "keywords",
    "description",
    "title_stems",
    "keyword_stems",
    "description_stems",
    "body",
    "body_marks",
    "body_stems",
)


def prepare(
    slug: str, title: str, keywords: Iterable[str] | None, specialty: str, description: str, body_text: str
) -> dict[str, str]:
    """Return an article's row: its texts cleaned, and their stems."""
    title, description, body = words.clean(title), words.clean(description), words.clean(body_text)
    keyword_text = " | ".join(filter(None, (words.clean(keyword) for keyword in keywords or ())))
    return {
        "slug": words.clean(slug),
        "title": title,
        "title_key": " ".join(words.plains(title)),
        "specialty": words.clean(specialty),
        "keywords": keyword_text,
        "description": description,
        "title_stems": " ".join(words.stems(title)),
        # The word between keywords keeps a phrase from matching across two of them.
        "keyword_stems": " zz ".join(" ".join(words.stems(keyword)) for keyword in keyword_text.split(" | ")),
        "description_stems": " ".join(words.stems(description)),
        "body": body,
        "body_marks": snippets.offsets(body),
        "body_stems": " ".join(words.stems(body)[:INDEXED_WORDS]),
    }


def put(database: Database, backend: ModuleType, article_id: int, article: dict[str, str] | None) -> None:
    """Write an article's row, or delete it where there is no article, in one transaction with its words."""
    sqlite = isinstance(database, SqliteDatabase)
    new: tuple[set[str], set[str]] = (set(), set())
    if article:
        new = _words(*(article[name] for name in ("title", "keywords", "description", "body")))
    # It reads before it writes: without the lock from the start SQLite could refuse the second step.
    with database.atomic(*(["IMMEDIATE"] if sqlite else [])):
        if not sqlite:
            # Two servers that index the same new article take turns.
            database.execute_sql("SELECT pg_advisory_xact_lock(hashtext('cme search'), %s)", (article_id,))
        text = "SELECT title, keywords, description, body FROM search_article WHERE article_id = ?"
        found = sql.rows(database, text, (article_id,))
        old = _words(*found[0]) if found else (set(), set())
        if found:
            backend.unindex(database, article_id)
            database.execute_sql(
                sql.with_placeholders(database, "DELETE FROM search_article WHERE article_id = ?"), (article_id,)
            )
        if article:
            values = (article_id, *(article[name] for name in FIELDS))
            names = ", ".join(("article_id", *FIELDS))
            sql.insert(database, f"INSERT INTO search_article ({names})", [values])
            backend.index(database, article_id)
        spelling.count_words(database, old, new)


def _words(title: str, keywords: str, description: str, body: str) -> tuple[set[str], set[str]]:
    head = spelling.countable(words.plains(f"{title} {keywords}"))
    return head | spelling.countable(words.plains(f"{description} {body}")), head
