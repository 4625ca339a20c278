"""The page of the CME library: what counts, by specialty, since when (E3)."""

from __future__ import annotations

import re
from datetime import date

from cme.offer import records
from cme.offer.importers import articles
from tests import library


def article(slug):
    return records.Article.get(records.Article.slug == slug)


def test_it_lists_what_counts_today_by_specialty_and_since_when(visitor):
    page = visitor().get("/library")
    page.has(
        "These 4 articles count",
        "Hypertension in adults",
        "In the library since 1 Jan 2020",
        "Read here they earn nothing",
    )
    page.hasnt("Acute gout")
    assert re.findall(r'<h2 id="s-\d+">([^<]+)', page.page) == ["Cardiology", "Endocrinology"]
    cardiology = page.page[page.page.index("Cardiology</h2>") : page.page.index("Endocrinology</h2>")]
    titles = re.findall(r"<h3><a[^>]*>([^<]+)", cardiology)
    assert titles == ["Acute myocardial infarction", "Atrial fibrillation", "Hypertension in adults"]


def test_it_shows_one_specialty(visitor):
    page = visitor().get("/library?specialty=Endocrinology")
    page.has("This article counts when a search of yours leads to it", "Type 2 diabetes")
    page.hasnt("Atrial fibrillation")
    visitor().get("/library?specialty=Nothing").has("No article of this specialty", "Show all")


def test_it_follows_the_dates(clock, visitor):
    records.mark_eligible(article("gout"), date(2026, 12, 1), date(2026, 12, 31), "test")
    seen = {}
    for moment in ("2026-11-30 23:59:00", "2026-12-01 00:00:00", "2026-12-31 23:59:00", "2027-01-01 00:00:00"):
        clock.set(f"{moment}-05:00")
        page = visitor().get("/library")
        seen[moment[:10]] = "Acute gout" in page.text
        assert not seen[moment[:10]] or page.has("In the library since 1 Dec 2026 until 31 Dec 2026")
    assert list(seen.values()) == [False, True, True, False]


def test_the_day_is_the_readers_own(cast, clock, visitor):
    records.mark_eligible(article("gout"), date(2026, 12, 1), None, "test")
    clock.set("2026-12-01 06:30:00+00:00")  # in New York it is the 1st, in Los Angeles the 30th
    visitor(cast.physician).get("/library").has("Acute gout")
    visitor(cast.stranger).get("/library").hasnt("Acute gout")
    visitor().get("/library").has("Acute gout")  # the provider's day


def test_an_article_taken_out_and_put_back_says_since_when_it_is_back(clock, visitor):
    records.end_eligibility(article("hypertension"), date(2025, 6, 30), "test")
    visitor().get("/library").hasnt("Hypertension in adults")
    records.mark_eligible(article("hypertension"), date(2026, 3, 1), None, "test")
    visitor().get("/library?specialty=Cardiology").has("Hypertension in adults", "In the library since 1 Mar 2026")


def test_an_empty_library_says_so(visitor):
    records.Eligibility.delete().execute()
    visitor().get("/library").has("No article is in the CME library today, so no search earns credit.")


def test_it_leads_to_the_activities_and_to_the_search(visitor):
    page = visitor().get("/library")
    assert page.links(r"/activities/")
    assert page.links(r"/search")


def test_a_specialty_that_no_article_has_any_more_is_not_offered(app, tmp_path):
    assert records.specialties() == ["Cardiology", "Endocrinology", "Rheumatology"]
    library.write(tmp_path, "gout", "Acute gout", "Metabolism", ["gout attack"], False)
    articles.import_folder(tmp_path, by="test")
    assert records.specialties() == ["Cardiology", "Endocrinology", "Metabolism"]
