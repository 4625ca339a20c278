"""The page of an article: safe whatever is in it, headings in order, and what it says of itself (E3, E9)."""

from __future__ import annotations

import re

from cme.offer.importers import articles

HOSTILE = """---
title: '"><script>alert("title")</script> {{ 7*7 }} & <b>bold'
slug: hostile
date: 2026-01-02
description: "<img src=x onerror=alert(1)> ' \\" &"
categories: ["<i>Cardiology"]
keywords: ["<u>zebra</u>"]
params:
  cme: true
  authors: ["<script>author</script>", "Dr. O'Neil"]
  disclosures: "None <b>at all</b>."
  objectives: ["Know <script>alert(2)</script>"]
  references: ["<a href='javascript:alert(3)'>A reference</a>"]
  source: "<b>Source</b>"
  url: "javascript:alert(4)"
  license: "CC <BY>"
  review_due: 2027-01-02
---

# The zebra

#### Deep at once

Text of the zebra. [click](javascript:alert(5)) ![remote](https://tracker.example/pixel.png)

<img src="https://tracker.example/pixel.png"><iframe src="https://tracker.example"></iframe>
<script>alert(6)</script><style>body{display:none}</style><p onclick="alert(7)" id="main">Raw text.</p>

## Next

| Drug | Dose |
|------|------|
| Alpha | 5 mg |
"""


def levels(page) -> list[int]:
    """The levels of the headings of the main part, in order."""
    main = page[page.index("<main") : page.index("</main>")]
    return [int(level) for level in re.findall(r"<h([1-6])\b", main)]


def test_whatever_stands_in_an_article_its_page_is_safe(cast, visitor, tmp_path):
    (tmp_path / "hostile.md").write_text(HOSTILE)
    assert articles.import_folder(tmp_path, by="test").summary() == "1 imported, 0 unchanged, 0 refused"
    alice = visitor(cast.physician)
    alice.get("/articles/hostile").has(
        '"><script>alert("title")</script> {{ 7*7 }} & <b>bold', "Text of the zebra", "Raw text."
    )
    assert "<script>" not in alice.page
    assert "tracker.example" not in alice.page
    assert "javascript:" not in re.sub(r"&#39;javascript:alert\(3\)&#39;", "", alice.page)
    assert "alert(6)" not in alice.page
    assert 'onclick="alert' not in alice.page
    assert alice.page.count('id="main"') == 1
    assert "49" not in alice.text
    for path in ("/library", "/search?q=zebra"):
        alice.get(path).has("<script>alert")
        assert "<script>alert" not in alice.page
    alice.htmx("get", "/search/suggest?q=script+alert")
    assert alice.page.count("<script") == 0
    assert 'role="option"' in alice.page


def test_headings_begin_below_the_title_and_skip_no_level(cast, visitor, tmp_path):
    (tmp_path / "hostile.md").write_text(HOSTILE)
    articles.import_folder(tmp_path, by="test")
    found = levels(visitor(cast.physician).get("/articles/hostile").page)
    assert found[0] == 1
    assert found.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(found, found[1:], strict=False)), found


def test_a_table_scrolls_by_itself_and_can_be_reached_by_the_keyboard(cast, visitor):
    page = visitor(cast.physician).get("/articles/gout").page
    assert '<div class="scroll" tabindex="0" role="region" aria-label="Table 1"><table>' in page
    assert '<th scope="col">Drug</th>' in page


def test_the_page_says_who_wrote_it_from_what_and_when(cast, visitor, tmp_path):
    (tmp_path / "hostile.md").write_text(HOSTILE)
    articles.import_folder(tmp_path, by="test")
    alice = visitor(cast.physician)
    alice.get("/articles/hostile").has(
        "Dr. O'Neil",
        "None <b>at all</b>.",
        "After reading you can",
        "References",
        "Next review due 2 Jan 2027",
        "CC <BY>",
    )
    alice.get("/articles/gout").has("A reference, 2025.", "Reviewed 10 Feb 2026", "Rheumatology", "About acute gout.")


def test_from_the_article_one_comes_to_the_activity_before_anything_is_earned(cast, visitor):
    alice = visitor(cast.physician)
    alice.get("/articles/gout")
    (about,) = set(alice.links(r"/activities/[a-z-]+"))
    alice.get(about).has("Internet point of care")


def test_the_review_can_be_begun_on_the_article(cast, visitor):
    from tests.earn.reading import MI, entries, read

    alice = visitor(cast.physician)
    read(alice, "heart attack", MI)
    (entry,) = entries(cast.physician)
    alice.get(alice.links(rf"/cme/review/{entry.id}")[0]).has("Review “heart attack”")


def test_a_date_without_a_review_is_not_called_one(cast, visitor, tmp_path):
    (tmp_path / "hostile.md").write_text(HOSTILE)
    articles.import_folder(tmp_path, by="test")
    alice = visitor(cast.physician)
    for path in ("/articles/hostile", "/search?q=zebra", "/library?specialty=%3Ci%3ECardiology"):
        alice.get(path).has("Dated 2 Jan 2026")
