"""Turn a query into a plan: the terms that an article must have, with synonyms and corrected errors."""

from dataclasses import dataclass, field

from peewee import Database

from cme.offer.search import spelling, synonyms, words

MAX_WORDS = 12
MAX_LETTERS = 200


@dataclass
class Term:
    """One term of the query: all of its words (each as alternative stems), or one of the phrases."""

    all_of: list[list[str]]
    phrases: list[tuple[str, ...]] = field(default_factory=list)
    head_only: list[str] = field(default_factory=list)  # stems that count in title and keywords only


@dataclass
class Plan:
    """What to look for; `typed` and `stems` are the corrected words without stop words, `row` is all stems in a row."""

    terms: list[Term]
    typed: list[str]
    stems: list[str]
    corrected: str | None = None
    expanded: list[str] = field(default_factory=list)
    row: str = ""

    def wanted(self) -> set[str]:
        """Return the single stems that are hits wherever they are."""
        single = {stem for term in self.terms for stems in term.all_of for stem in stems}
        return single | {stem for term in self.terms for stem in term.head_only}

    def phrases(self) -> list[tuple[str, ...]]:
        """Return the synonyms that are hits where their words are next to each other."""
        return [phrase for term in self.terms for phrase in term.phrases]


def typed_tokens(query: str) -> list[str]:
    """Return at most 12 words of at most 200 characters (stop words between them do not count)."""
    found, count = [], 0
    for token in words.tokens(words.clean(str(query or "")[: MAX_LETTERS * 4])[:MAX_LETTERS]):
        if words.plain(token):
            count += words.plain(token) not in words.STOP
            if count > MAX_WORDS:
                break
            found.append(token)
    return found


def make(database: Database, query: str) -> Plan:
    """Return the plan for a query; it has no terms where the query has no words."""
    tokens = typed_tokens(query)
    typed = [words.plain(token) for token in tokens]
    covered = synonyms.expand(database, [words.stem(word) for word in typed])
    known = spelling.known(database, sorted(set(typed)))
    inside = {at for start, end, _ in covered for at in range(start, end)}
    corrected = None
    corrected_tokens = _correct(database, typed, tokens, known, inside)
    if corrected_tokens != tokens:
        corrected = " ".join(corrected_tokens)
        typed = words.plains(corrected)
        covered = synonyms.expand(database, [words.stem(word) for word in typed])
        known = spelling.known(database, sorted(set(typed)))
    return _compose(database, typed, covered, known, corrected)


def _correct(
    database: Database, typed: list[str], tokens: list[str], known: spelling.Counts, inside: set[int]
) -> list[str]:
    corrected = list(tokens)
    for at, word in enumerate(typed):
        if at in inside or word in known or word in words.STOP or word.isdigit():
            continue
        if at == len(typed) - 1 and spelling.completions(database, word, limit=1):
            continue
        corrected[at] = spelling.correct(database, word) or tokens[at]
    return corrected


def _compose(
    database: Database,
    typed: list[str],
    covered: list[synonyms.Expansion],
    known: spelling.Counts,
    corrected: str | None,
) -> Plan:
    stems = [words.stem(word) for word in typed]
    content = [at for at, word in enumerate(typed) if word not in words.STOP] or list(range(len(typed)))
    terms: list[Term] = []
    expanded: list[str] = []
    done: set[int] = set()
    for start, end, members in sorted(covered):
        inner = [at for at in range(start, end) if at in content] or list(range(start, end))
        done.update(range(start, end))
        terms.append(Term([[stems[at]] for at in inner], [phrase for phrase, _ in members]))
        expanded += [shown for _, shown in members]
    for at in content:
        if at not in done:
            terms.append(_single(database, typed[at], known, last=at == len(typed) - 1))
    return Plan(
        terms,
        [typed[at] for at in content],
        [stems[at] for at in content],
        corrected,
        list(dict.fromkeys(expanded)),
        " ".join(stems),
    )


def _single(database: Database, word: str, known: spelling.Counts, last: bool) -> Term:
    stem = words.stem(word)
    if not last or len(word) < 2:
        return Term([[stem]])
    if known.get(word, (0,))[0]:
        more = spelling.completions(database, word, in_heads=True, limit=8) if len(word) > 2 else []
        return Term([[stem]], head_only=[other for other in more if other != stem])
    return Term([list(dict.fromkeys([stem, *spelling.completions(database, word, limit=24)]))])
