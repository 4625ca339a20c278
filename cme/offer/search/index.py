"""Create the search's tables and keep one row for each article, with its words counted in the vocabulary."""

from peewee import SqliteDatabase

from cme.offer.search import snippets, spelling, words

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

# Compared by bytes on both databases, so that a beginning is a range.
_TABLES = (
    "CREATE TABLE IF NOT EXISTS search_word (word {text} PRIMARY KEY, stem {text} NOT NULL, reversed {text}"
    " NOT NULL, articles INTEGER NOT NULL, heads INTEGER NOT NULL, lay INTEGER NOT NULL)",
    "CREATE INDEX IF NOT EXISTS search_word_stem ON search_word (stem)",
    "CREATE INDEX IF NOT EXISTS search_word_reversed ON search_word (reversed)",
    "CREATE TABLE IF NOT EXISTS search_synonym (source TEXT NOT NULL, family {text} NOT NULL, phrase {text}"
    " NOT NULL, shown TEXT NOT NULL, place INTEGER NOT NULL)",
    "CREATE INDEX IF NOT EXISTS search_synonym_phrase ON search_synonym (phrase)",
    "CREATE INDEX IF NOT EXISTS search_synonym_family ON search_synonym (family)",
    "CREATE TABLE IF NOT EXISTS search_start (source TEXT NOT NULL, start {text} NOT NULL, family {text} NOT NULL)",
    "CREATE INDEX IF NOT EXISTS search_start_start ON search_start (source, start)",
)


def create(database, backend) -> None:
    """Create the tables that both databases share, and the backend's own."""
    text = "TEXT" if isinstance(database, SqliteDatabase) else 'TEXT COLLATE "C"'
    for statement in (*_TABLES, *backend.TABLES):
        database.execute_sql(statement.format(text=text))


def drop(database, backend) -> None:
    """Drop all tables of the search."""
    for statement in backend.DROPS:
        database.execute_sql(statement)
    for table in ("search_word", "search_synonym", "search_start"):
        database.execute_sql(f"DROP TABLE IF EXISTS {table}")


def prepare(slug, title, keywords, specialty, description, body_text) -> dict[str, str]:
    """Return an article's row: its texts cleaned, and their stems."""
    title, description, body = words.clean(title), words.clean(description), words.clean(body_text)
    keywords = " | ".join(filter(None, (words.clean(keyword) for keyword in keywords or ())))
    return {
        "slug": words.clean(slug),
        "title": title,
        "title_key": " ".join(words.plains(title)),
        "specialty": words.clean(specialty),
        "keywords": keywords,
        "description": description,
        "title_stems": " ".join(words.stems(title)),
        # The word between keywords keeps a phrase from matching across two of them.
        "keyword_stems": " zz ".join(" ".join(words.stems(keyword)) for keyword in keywords.split(" | ")),
        "description_stems": " ".join(words.stems(description)),
        "body": body,
        "body_marks": snippets.offsets(body),
        "body_stems": " ".join(words.stems(body)[:INDEXED_WORDS]),
    }


def put(database, backend, article_id: int, article: dict[str, str] | None) -> None:
    """Write an article's row, or take it away, in one transaction with its words."""
    sqlite = isinstance(database, SqliteDatabase)
    new = (set(), set())
    if article:
        new = _words(*(article[name] for name in ("title", "keywords", "description", "body")))
    # It reads before it writes: without the lock from the start SQLite could refuse the second step.
    with database.atomic(*(["IMMEDIATE"] if sqlite else [])):
        if not sqlite:
            # Two servers that index the same new article take turns.
            database.execute_sql("SELECT pg_advisory_xact_lock(hashtext('cme search'), %s)", (article_id,))
        text = "SELECT title, keywords, description, body FROM search_article WHERE article_id = ?"
        found = spelling.rows(database, text, (article_id,))
        old = _words(*found[0]) if found else (set(), set())
        if found:
            backend.unindex(database, article_id)
            database.execute_sql(
                spelling.sql(database, "DELETE FROM search_article WHERE article_id = ?"), (article_id,)
            )
        if article:
            values = (article_id, *(article[name] for name in FIELDS))
            names = ", ".join(("article_id", *FIELDS))
            spelling.insert(database, f"INSERT INTO search_article ({names})", [values])
            backend.index(database, article_id)
        spelling.count_words(database, old, new)


def _words(title: str, keywords: str, description: str, body: str) -> tuple[set[str], set[str]]:
    head = spelling.countable(words.plains(f"{title} {keywords}"))
    body = spelling.countable(words.plains(f"{description} {body}"))
    return head | body, head
