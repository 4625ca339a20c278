"""Families of words for the same thing: our own list of lay and clinical terms, and optionally NLM's MeSH."""

from pathlib import Path

from peewee import Database, PostgresqlDatabase

from cme.offer.search import spelling, sql, words

LAY_TERMS = Path(__file__).with_name("lay_terms.txt")
MAX_TERMS = 12
LONGEST_PHRASE = 6

Phrase = tuple[str, ...]  # stems
Expansion = tuple[int, int, list[tuple[Phrase, str]]]  # (start, end, [(phrase, as shown)])


def load_lay_terms(database: Database) -> int:
    """Replace our own families by those of lay_terms.txt (one a line, separated by |); return how many."""
    families = []
    for number, line in enumerate(LAY_TERMS.read_text(encoding="utf-8").splitlines()):
        terms = [words.clean(term) for term in line.split("#")[0].split("|")]
        terms = [term for term in terms if term]
        if terms:
            families.append((f"lay:{number}", terms))
    with database.atomic():
        _replace(database, "lay", families)
        lay = {word for _, terms in families for term in terms for word in words.plains(term)}
        spelling.count_lay_words(database, lay)
    return len(families)


def load_mesh(database: Database, path: Path) -> int:
    """Replace the MeSH families by those of a file; return how many.

    Each line: id, name, synonyms joined by "|", tree numbers (ignored), separated by tabs. Lines of another
    form are ignored. "Infarction, Myocardial" is read as "Myocardial Infarction".
    """
    families = []
    with open(path, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if len(cells) < 3 or not cells[0] or not cells[1]:
                continue
            terms = [_forward(words.clean(term)) for term in (cells[1], *cells[2].split("|"))]
            families.append((f"mesh:{cells[0]}", [term for term in dict.fromkeys(terms) if term]))
    with database.atomic():
        _replace(database, "mesh", families)
    return len(families)


def _forward(term: str) -> str:
    parts = term.split(", ")
    return f"{parts[1]} {parts[0]}" if len(parts) == 2 else term


def _replace(database: Database, source: str, families: list[tuple[str, list[str]]]) -> None:
    synonyms: list[tuple[str, str, str, str, int]] = []
    starts: set[tuple[str, str, str]] = set()
    for family, terms in families:
        seen = set()
        for position, term in enumerate(terms):
            plains = words.plains(term)
            phrase = " ".join(map(words.stem, plains))
            if not phrase or len(plains) > LONGEST_PHRASE or phrase in seen:
                continue
            seen.add(phrase)
            synonyms.append((source, family, phrase, term[:200], position))
            # Our own terms are suggested from any of their words, the many of MeSH from the first only.
            for at in range(len(plains) if source == "lay" else 1):
                if plains[at] not in words.STOP or at == 0:
                    starts.add((source, " ".join(plains[at:]), family))
    for table in ("search_synonym", "search_start"):
        database.execute_sql(sql.with_placeholders(database, f"DELETE FROM {table} WHERE source = ?"), (source,))
    sql.insert(database, "INSERT INTO search_synonym (source, family, phrase, shown, place)", synonyms)
    sql.insert(database, "INSERT INTO search_start (source, start, family)", sorted(starts))
    if isinstance(database, PostgresqlDatabase):
        # With its old statistics, the planner would read all of MeSH for every search.
        database.execute_sql("ANALYZE search_synonym")
        database.execute_sql("ANALYZE search_start")


def expand(database: Database, stems: list[str]) -> list[Expansion]:
    """Return the synonyms of the phrases in a query that have some, with their positions.

    Longest phrase first, none overlapping, one level, at most 12 terms in all, only those that articles hold.
    """
    spans = [(i, j) for i in range(len(stems)) for j in range(i + 1, min(i + LONGEST_PHRASE, len(stems)) + 1)]
    spans = [(i, j) for i, j in spans if j - i > 1 or stems[i] not in words.STOP]
    candidates = {" ".join(stems[i:j]) for i, j in spans}
    if not candidates:
        return []
    condition, values = sql.among(database, "mine.phrase", sorted(candidates))
    text = (
        "SELECT mine.phrase, other.phrase, other.shown FROM search_synonym mine"
        " JOIN search_synonym other ON other.family = mine.family"
        f" WHERE {condition} AND other.phrase <> mine.phrase"
        " ORDER BY other.source, other.place LIMIT 400"
    )
    others: dict[str, dict[Phrase, str]] = {}
    for mine, phrase, shown in sql.rows(database, text, values):
        others.setdefault(mine, {}).setdefault(tuple(phrase.split()), shown)
    return _cover(database, stems, spans, others) if others else []


def _cover(
    database: Database, stems: list[str], spans: list[tuple[int, int]], others: dict[str, dict[Phrase, str]]
) -> list[Expansion]:
    needed = sorted({stem for members in others.values() for phrase in members for stem in phrase})
    indexed = spelling.known_stems(database, needed)
    used: set[int] = set()
    covered: list[Expansion] = []
    left = MAX_TERMS
    for i, j in sorted(spans, key=lambda span: span[0] - span[1]):
        members = others.get(" ".join(stems[i:j]))
        if not members or used.intersection(range(i, j)):
            continue
        used.update(range(i, j))
        usable = [(phrase, shown) for phrase, shown in members.items() if indexed.issuperset(phrase)][:left]
        left -= len(usable)
        covered.append((i, j, usable))
    return covered


def starting_with(database: Database, start: str, source: str, limit: int = 24) -> list[tuple[Phrase, str]]:
    """Return (phrase, the term that starts so) of the families with a term that starts with `start`."""
    text = (
        "SELECT DISTINCT other.phrase, found.start, other.place FROM (SELECT family, start FROM search_start"
        " WHERE source = ? AND start >= ? AND start < ? ORDER BY start LIMIT ?) found"
        " JOIN search_synonym other ON other.family = found.family ORDER BY found.start, other.place"
    )
    found: dict[Phrase, str] = {}
    for phrase, term, _ in sql.rows(database, text, (source, start, start + spelling.LAST, limit)):
        found.setdefault(tuple(phrase.split()), term)
    return list(found.items())[:60]
