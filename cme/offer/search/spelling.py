"""The vocabulary: the words of all articles, used to complete a prefix and to correct spelling."""

from typing import Any

from peewee import Database

from cme.offer.search import sql, words

LAST = "\U0010ffff"  # sorts after every letter in both databases
COMPLETIONS = 40
COMMON = 50  # articles

# by word: articles with it, articles with it in title or keywords, 1 where it is a lay word
Counts = dict[str, tuple[int, int, int]]


def count_words(database: Database, old: tuple[set[str], set[str]], new: tuple[set[str], set[str]]) -> None:
    """Add an article's words (all, and those of title and keywords) to the counts; subtract its former ones.

    A word that 50 articles have is common: its count stays and it is never deleted, so that indexing does not
    write the same few hundred rows over and over.
    """
    changed = {word for word in old[0] | new[0] if (word in old[0], word in old[1]) != (word in new[0], word in new[1])}
    common = {word for word, counts in known(database, sorted(changed)).items() if counts[0] >= COMMON}
    records = []
    for word in sorted(changed):
        articles = 0 if word in common else (word in new[0]) - (word in old[0])
        heads = (word in new[1]) - (word in old[1])
        if articles or heads:
            records.append((word, words.stem(word), word[::-1], articles, heads, 0))
    _merge(database, records)
    gone = sorted(old[0] - new[0])
    for start in range(0, len(gone), 5 * sql.CHUNK):
        condition, values = sql.among(database, "word", gone[start : start + 5 * sql.CHUNK])
        text = f"DELETE FROM search_word WHERE articles <= 0 AND lay = 0 AND {condition}"
        database.execute_sql(sql.with_placeholders(database, text), tuple(values))


def count_lay_words(database: Database, lay: set[str]) -> None:
    """Replace the words that are known from our list of lay terms."""
    database.execute_sql("UPDATE search_word SET lay = 0 WHERE lay <> 0")
    _merge(database, [(word, words.stem(word), word[::-1], 0, 0, 1) for word in sorted(lay) if _counts(word)])
    database.execute_sql("DELETE FROM search_word WHERE articles <= 0 AND lay = 0")


def _merge(database: Database, records: list[tuple[Any, ...]]) -> None:
    # In alphabetical order, so that two writers on PostgreSQL lock the rows in the same order.
    sql.insert(
        database,
        "INSERT INTO search_word (word, stem, reversed, articles, heads, lay)",
        records,
        "ON CONFLICT (word) DO UPDATE SET articles = search_word.articles + excluded.articles,"
        " heads = search_word.heads + excluded.heads, lay = search_word.lay + excluded.lay",
    )


def countable(plains: list[str]) -> set[str]:
    """Return the words worth counting: no numbers, no single letters."""
    return {word for word in plains if _counts(word)}


def _counts(word: str) -> bool:
    return len(word) > 1 and not word.isdigit()


def known(database: Database, wanted: list[str]) -> Counts:
    """Return the counts of those of the words that are known."""
    found: Counts = {}
    for start in range(0, len(wanted), 5 * sql.CHUNK):
        part = wanted[start : start + 5 * sql.CHUNK]
        condition, values = sql.among(database, "word", part)
        text = f"SELECT word, articles, heads, lay FROM search_word WHERE {condition}"
        found.update((word, (articles, heads, lay)) for word, articles, heads, lay in sql.rows(database, text, values))
    return found


def known_stems(database: Database, wanted: list[str]) -> set[str]:
    """Return the stems of these that are in an article."""
    if not wanted:
        return set()
    condition, values = sql.among(database, "stem", wanted)
    text = f"SELECT DISTINCT stem FROM search_word WHERE articles > 0 AND {condition}"
    return {stem for (stem,) in sql.rows(database, text, values)}


def completions(database: Database, prefix: str, in_heads: bool = False, limit: int = COMPLETIONS) -> list[str]:
    """Return the stems of the most common words with a prefix, the most common first."""
    column = "heads" if in_heads else "articles"
    text = f"SELECT stem FROM search_word WHERE word >= ? AND word < ? AND {column} > 0 ORDER BY {column} DESC LIMIT ?"
    return list(dict.fromkeys(stem for (stem,) in sql.rows(database, text, (prefix, prefix + LAST, limit))))


def distance(one: str, other: str, most: int) -> int:
    """Return the edit distance (two swapped neighbors count as one), or `most` + 1 where it is larger."""
    # What both have in common at either end changes nothing, and seldom leaves more than a few letters.
    start, end = 0, 0
    while start < len(one) and start < len(other) and one[start] == other[start]:
        start += 1
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    one, other = one[start : len(one) - end], other[start : len(other) - end]
    if abs(len(one) - len(other)) > most or min(len(one), len(other)) > 2 * most + 4:
        return most + 1
    if most == 1 and max(len(one), len(other)) > 1:
        return 1 if len(one) == len(other) == 2 and one == other[::-1] else 2
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        now = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, now[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            now.append(cost)
        if min(now) > most and min(last) > most:
            return most + 1
        before, last = last, now
    return min(last[-1], most + 1)


def correct(database: Database, word: str) -> str | None:
    """Return the known word (or two words) that was probably meant by an unknown one, or None.

    One error is corrected from 4 letters on, two from 8; the beginning or the end must be right.
    """
    if not 4 <= len(word) <= 30:
        return None
    most = 1 if len(word) < 8 else 2
    front, back = word[: min(3, len(word) // 2)], word[::-1][: min(4, len(word) // 2)]
    text = (
        "SELECT word, articles, heads, lay FROM search_word"
        " WHERE ((word >= ? AND word < ?) OR (reversed >= ? AND reversed < ?)) AND length(word) BETWEEN ? AND ?"
    )
    near = sql.rows(database, text, (front, front + LAST, back, back + LAST, len(word) - most, len(word) + most))
    letters, best = set(word), None
    for other, articles, heads, lay in near:
        if len(letters.symmetric_difference(other)) > 2 * most:
            continue
        apart = distance(word, other, most)
        if apart <= most:
            rank = (apart, other[0] != word[0], not (heads or lay), -articles, other)
            best = min(best, rank) if best else rank
    return best[-1] if best else _split(database, word)


def correct_prefix(database: Database, prefix: str) -> list[str]:
    """Return stems of title, keyword or lay words with a prefix that has at most one error.

    They begin with the first or the second letter of the prefix.
    """
    found: list[tuple[bool, int, str, str]] = []
    letters, size = set(prefix), len(prefix)
    text = "SELECT word, stem, heads FROM search_word WHERE word >= ? AND word < ? AND (heads > 0 OR lay > 0)"
    for start in dict.fromkeys((prefix[0], prefix[1])):
        for word, stem, heads in sql.rows(database, text, (start, start + LAST)):
            if len(word) >= size - 1 and len(letters.difference(word)) <= 1:
                apart = min(distance(prefix, word[:length], 1) for length in (size, size + 1, size - 1))
                if apart <= 1:
                    found.append((start != prefix[0], -heads, stem, word))
    return list(dict.fromkeys(stem for *_, stem, _word in sorted(found)))[:COMPLETIONS]


def _split(database: Database, word: str) -> str | None:
    """Return "heart attack" for "heartattack"."""
    parts = [(word[:at], word[at:]) for at in range(2, len(word) - 1)]
    seen = known(database, [part for pair in parts for part in pair])
    good = [(seen[a][0] + seen[b][0], f"{a} {b}") for a, b in parts if a in seen and b in seen and len(a + b) > 5]
    return max(good)[1] if good else None
