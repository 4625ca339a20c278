"""The search page: results, filter, pages, the warning about patients, an empty result that helps (E1, V2)."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

from tests import library
from tests.earn.reading import AFIB, MI, link, search


@pytest.fixture
def many(app, tmp_path):
    """Twenty-five articles that one word finds, on three pages."""
    from cme.offer.importers import articles

    for n in range(1, 26):
        specialty = "Nephrology" if n % 5 == 0 else "Cardiology"
        library.write(
            tmp_path, f"article-{n:02}", f"Zebra sign, part {n}", specialty, [], True, "About the zebra. {title}."
        )
    assert articles.import_folder(tmp_path, by="test").imported == 25


def slugs(visitor):
    return re.findall(r'href="/articles/([a-z0-9-]+)\?from=', visitor.page)


def test_the_page_asks_what_one_wants_to_know(cast, visitor):
    alice = visitor(cast.physician)
    alice.get("/search").has(
        "What do you want to know?", "Suggestions appear while you type", "See what counts for CME"
    )
    search(alice, "   ").has("What do you want to know?")
    assert "<h1" in alice.page
    assert 'role="combobox"' in alice.page


def test_results_say_how_many_and_mark_the_hit(cast, visitor):
    alice = visitor(cast.physician)
    search(alice, "heart attack").has(
        "1 article for “heart attack”", "Also looked for", "Cardiology", "Reviewed 10 Feb 2026"
    )
    assert "<mark>" in alice.page
    search(alice, "written for a test").has("5 articles for “written for a test”")


def test_pages_hold_ten_and_lead_on_and_back(cast, visitor, many):
    alice = visitor(cast.physician)
    seen = []
    for page, count in ((1, 10), (2, 10), (3, 5)):
        search(alice, "zebra", page=page).has(f"Page {page} of 3", "25 articles")
        assert len(slugs(alice)) == count
        assert f'start="{(page - 1) * 10 + 1}"' in alice.page
        seen += slugs(alice)
    assert len(set(seen)) == 25
    (previous,) = set(alice.links(r"/search\?[^\"]*page=2"))
    alice.get(previous).has("Page 2 of 3")


def test_a_page_that_is_not_there_shows_one_that_is(cast, visitor, many):
    alice = visitor(cast.physician)
    for page in ("4", "500", "99999999", "9" * 5000, "0", "-1", "x", "1.5", "٣", "²", "\0", ""):
        search(alice, "zebra", page=page)
        assert (alice.status, bool(slugs(alice))) == (200, True), page[:10]


def test_the_specialty_filter_narrows_and_stays_on_the_way(cast, visitor, many):
    alice = visitor(cast.physician)
    search(alice, "zebra", specialty="Nephrology").has("5 articles for “zebra” in Nephrology")
    assert set(slugs(alice)) == {f"article-{n:02}" for n in (5, 10, 15, 20, 25)}
    assert '<input type="hidden" name="specialty" value="Nephrology">' in alice.page
    search(alice, "zebra", specialty="Cardiology")
    assert all("specialty=Cardiology" in address for address in alice.links(r"/search\?[^\"]*page=2"))


def test_an_empty_result_helps(cast, visitor):
    alice = visitor(cast.physician)
    search(alice, "qqqxyz").has("No article answers “qqqxyz”", "Use fewer words", "Look through the CME library")
    search(alice, "gout", specialty="Cardiology").has("No article answers", "Look in all specialties")
    alice.get(alice.links(r"/search\?q=gout")[0]).has("Acute gout")


def test_a_typing_error_is_corrected_on_the_page_and_the_entry_keeps_what_was_typed(cast, visitor):
    from tests.earn.reading import entries

    alice = visitor(cast.physician)
    search(alice, "hart atack").has("Nothing is written as “hart atack”")
    alice.get(link(alice, MI))
    assert entries(cast.physician)[0].search.term == "hart atack"


def test_a_term_that_looks_like_a_patients_warns_names_the_words_and_blocks_nothing(cast, visitor):
    alice = visitor(cast.physician)
    term = "heart attack in John Smith born 3/4/1961"
    search(alice, term).has("Does this search name a patient?", "3/4/1961", "The term is kept with your entry")
    alice.get(link(alice, MI)).has("On For review", "Does this search name a patient?")
    search(alice, "heart attack dose 12.5 mg").hasnt("name a patient")


def test_suggestions_are_a_listbox_that_marks_what_was_typed(cast, visitor):
    alice = visitor(cast.physician)
    alice.get("/search")
    alice.htmx("get", "/search/suggest?q=atri")
    assert "<mark>Atri</mark>al fibrillation" in alice.page
    assert alice.page.lstrip().startswith('<ul class="suggestions" id="suggestions" role="listbox"')
    assert alice.page.count('role="option"') == 1
    assert f'data-href="/articles/{AFIB}?from=' in alice.page
    assert "HX-Request" in alice.answer.headers["Vary"]
    alice.htmx("get", "/search/suggest?q=")
    assert 'role="option"' not in alice.page


def test_without_htmx_the_address_of_the_suggestions_is_the_search(cast, visitor):
    alice = visitor(cast.physician)
    alice.get("/search/suggest?q=afib").has("Atrial fibrillation")
    assert alice.address == "/search?q=afib"


def test_the_results_alone_come_as_a_fragment(cast, visitor):
    alice = visitor(cast.physician)
    alice.htmx("get", "/search?q=afib").has("Atrial fibrillation")
    assert alice.page.lstrip().startswith('<div id="results"')


HOSTILE = [
    "x" * 100_000,
    "heart " * 20_000,
    "a\0b",
    "\0",
    "😀" * 300,
    "👩🏽‍⚕️ heart",
    "\u202eheart attack",
    "محمد السكري",
    "王伟 高血压",
    "ß" * 200,
    "\u0958" * 200,
    "\ufb2c" * 200,
    "ﬃ" * 200,
    "'; DROP TABLE search; --",
    '"heart',
    "heart AND OR NOT (",
    "%",
    "%s%n",
    "{{7*7}}",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "\\",
    "*",
    "a*",
    "^",
    "heart\r\nSet-Cookie: x=1",
    "\ud800",
    "\U000e0001",
]


def test_no_term_however_odd_is_an_error(cast, visitor):
    alice = visitor(cast.physician)
    for term in HOSTILE:
        address = "/search?" + urlencode({"q": term.encode("utf-8", "surrogatepass")})
        assert alice.get(address).status == 200, term[:30]
        assert "<script>alert" not in alice.page
        assert "49" not in alice.text or "{{7*7}}" not in term
        assert alice.htmx("get", address.replace("/search?", "/search/suggest?")).status == 200, term[:30]


def test_odd_terms_earn_as_others_do(cast, visitor):
    from tests.earn.reading import entries

    alice = visitor(cast.physician)
    for n, odd in enumerate(("ß" * 190, "\u0958" * 95, "😀" * 180, "\u202e", "<b>"), start=1):
        read = search(alice, f"afib {odd}")
        found = read.links(rf"/articles/{AFIB}\?from=[^\"]+")
        assert found, odd[:3]
        alice.get(found[0]).has("On For review")
        assert len(entries(cast.physician)) == n
    assert all(len(entry.search.term) <= 200 for entry in entries(cast.physician))


def test_no_specialty_however_odd_is_an_error(cast, visitor):
    alice = visitor(cast.physician)
    for specialty in ("\0", "x" * 5000, "' OR 1=1", "<b>", "\ud800"):
        query = urlencode({"q": "afib", "specialty": specialty.encode("utf-8", "surrogatepass")})
        assert alice.get(f"/search?{query}").status == 200, specialty
        assert alice.get(f"/library?{query}").status == 200, specialty


def test_no_article_however_odd_its_name_is_an_error(cast, visitor):
    alice = visitor(cast.physician)
    for slug in ("nothing-here", "%00", "a%00b", "%ff%fe", "..%2f..%2fetc", "A" * 5000, "Gout", "😀"):
        assert alice.get(f"/articles/{slug}").status == 404, slug
        assert visitor().get(f"/activities/{slug}").status == 404, slug
