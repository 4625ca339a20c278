"""Rank the articles that match a plan, in the same order on both databases."""

from heapq import nlargest
from math import log
from types import ModuleType

from peewee import Database

from cme.offer.search import words
from cme.offer.search.plan import Plan
from cme.offer.search.sql import among, rows

TITLES_COMPARED = 40
HEADS_ENOUGH = 60
TOGETHER = 0.9  # nearly as much as a title that is a synonym
HEAD_COUNTS = 3.0  # how much more than a body, whose score levels off at about 2.2 for each word


def rank(database: Database, backend: ModuleType, plan: Plan, specialty: str | None) -> list[tuple[int, float]]:
    """Return (article_id, score) of all articles that match the plan, best first.

    Articles must have all terms; if none has them all, any of them, and more and rarer terms score higher. If there
    are very many articles, bodies are scored only for those with the best scores so far, and for the newest.
    """
    allowed = None
    if specialty is not None:
        text = "SELECT article_id FROM search_article WHERE specialty = ?"
        allowed = {key for (key,) in rows(database, text, [words.clean(specialty)])}
    found = _allowed(backend.matching_ids(database, plan.terms, True), allowed)
    scores: dict[int, float] = {}
    if not found and sum(len(term.all_of) for term in plan.terms) > 1:
        scores = _any(database, backend, plan, allowed)
        found = sorted(scores)
    if not found:
        return []
    heads = backend.head_scores(database, plan.terms)
    for key in heads.keys() & set(found):
        scores[key] = scores.get(key, 0.0) + HEAD_COUNTS * heads[key]
    weighed = _worth_weighing(found, scores, backend.BODIES_RANKED)
    bodies = backend.body_scores(database, plan.terms, weighed)
    for key in weighed:
        scores[key] = scores.get(key, 0.0) + bodies.get(key, 0.0)
    order = sorted(scores.items(), key=lambda pair: (-pair[1], -pair[0]))
    order[:TITLES_COMPARED] = _by_title(database, plan, order[:TITLES_COMPARED])
    return order + [(key, 0.0) for key in reversed(found) if key not in scores]


def _allowed(keys: list[int], allowed: set[int] | None) -> list[int]:
    return keys if allowed is None else [key for key in keys if key in allowed]


def _any(database: Database, backend: ModuleType, plan: Plan, allowed: set[int] | None) -> dict[int, float]:
    scores: dict[int, float] = {}
    found = [_allowed(backend.matching_ids(database, [term], False), allowed) for term in plan.terms]
    most = max(map(len, found))
    for keys in found:
        weight = 3 * log(1 + (most + 1) / (len(keys) + 0.5))
        for key in keys:
            scores[key] = scores.get(key, 0.0) + weight
    return scores


def _worth_weighing(found: list[int], scores: dict[int, float], most: int) -> list[int]:
    if len(found) <= most:
        return found
    best = nlargest(most, scores, key=scores.__getitem__)
    if len(best) < HEADS_ENOUGH:
        best = list(dict.fromkeys(best + found[-most:]))[:most]
    return best


def _by_title(database: Database, plan: Plan, scores: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """Raise the scores of titles that match the query: the same words, the words in a row, their exact forms.

    Raise those of texts, too, with the words in a row as they were typed: iron overload is not a lack of iron in
    one sentence and a fluid overload in another.
    """
    if not scores:
        return []
    condition, values = among(database, "article_id", [key for key, _ in scores])
    in_a_row = "(' ' || body_stems || ' ' LIKE ?)" if " " in plan.row else "(? <> '')"
    text = f"SELECT article_id, title_stems, title_key, {in_a_row} FROM search_article WHERE {condition}"
    found = rows(database, text, [f"% {plan.row} %" if " " in plan.row else "", *values])
    titles = {key: (f" {stems} ", f" {exact} ", together) for key, stems, exact, together in found}
    query_stems, phrases = " ".join(plan.stems), [" ".join(phrase) for phrase in plan.phrases()]
    lifted = []
    for key, score in scores:
        stems, exact, together = titles.get(key, ("", "", False))
        lift = max(_lift(stems, query_stems, plan.stems, phrases), TOGETHER if together else 0.0)
        if all(f" {word} " in exact for word in plan.typed):
            lift += 0.1
        lifted.append((key, score * (1 + lift + 0.1 / (1 + stems.count(" ")))))
    return sorted(lifted, key=lambda pair: (-pair[1], pair[0]))


def _lift(title: str, query_stems: str, stems: list[str], phrases: list[str]) -> float:
    if query_stems == title.strip():
        return 4.0
    if f" {query_stems} " in title:
        return 2.5
    if all(f" {stem} " in title for stem in stems):
        return 2.0
    if any(phrase == title.strip() for phrase in phrases):
        return 1.0
    return 0.5 if any(f" {phrase} " in title for phrase in phrases) else 0.0
