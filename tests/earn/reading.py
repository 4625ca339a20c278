"""Searching and opening articles by the pages, and the rows in the ledger afterwards."""

from __future__ import annotations

import html
import re
from urllib.parse import urlencode

from cme.earn.records import Entry, Move, Opening, Search

MI, AFIB, GOUT = "acute-myocardial-infarction", "atrial-fibrillation", "gout"  # gout does not count


def search(visitor, term, **query):
    """Type a term and press Enter."""
    return visitor.get("/search?" + urlencode({"q": term, **query}))


def link(visitor, slug) -> str:
    """The address behind a result on the page."""
    found = visitor.links(rf"/articles/{slug}\?from=[^\"]+")
    assert found, f"no result {slug}: {visitor.text[:800]}"
    return found[0]


def read(visitor, term, *slugs, **query):
    """Search, and open articles from that one page of results."""
    addresses = [link(search(visitor, term, **query), slug) for slug in slugs[:1]]
    page = visitor.page
    for slug in slugs[1:]:
        visitor.page = page
        addresses.append(link(visitor, slug))
    for address in addresses:
        visitor.get(address)
    return visitor


def suggested(visitor, typed, slug) -> str:
    """The address behind a suggestion that pops up while typing."""
    visitor.htmx("get", "/search/suggest?" + urlencode({"q": typed}))
    found = re.search(rf'data-href="(/articles/{slug}\?from=[^"]+)"', visitor.page)
    assert found, visitor.page
    return html.unescape(found.group(1))


def entries(person) -> list[Entry]:
    """What a person earned, oldest first."""
    return list(Entry.select(Entry, Search).join(Search).where(Entry.person == person.id).order_by(Entry.id))


def moves(person) -> list[tuple[str, int]]:
    """The moves of a person's ledger, kind and hundredths."""
    rows = Move.select().join(Entry).where(Entry.person == person.id).order_by(Move.id)
    return [(row.kind, row.amount) for row in rows]


def opened(entry_or_search) -> list[tuple[str, bool]]:
    """The articles opened from a search, and whether each counted."""
    at = getattr(entry_or_search, "search_id", None) or entry_or_search.id
    rows = Opening.select().where(Opening.search == at).order_by(Opening.id)
    return [(row.version.article.slug, row.eligible) for row in rows]
