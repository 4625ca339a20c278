"""Topics are carried by what was read, passed or answered, or are set by their owner, and mandatory ones count by them."""

from __future__ import annotations

from dataclasses import replace

from cme.base.domain import topics
from cme.claim import records as claims
from cme.earn.records import Entry
from cme.evaluate import records as evaluate
from cme.offer import records as offer
from cme.offer.questions import records as questions
from cme.track import topics as carried
from cme.track import transcript
from tests import courses
from tests.earn.questions import quizzes
from tests.track.external_credits import add_external_credit


def carry(slug, *codes, tags=()):
    """Let an article carry topics: a new version of it."""
    article, version = offer.find_article(slug)
    values = {
        name: getattr(version, name) for name in version._meta.fields if name not in ("id", "article", "imported")
    }
    values |= {
        "about": version.about | {"topics": list(codes), "tags": list(tags)},
        "source_hash": f"{slug}{codes}{tags}",
    }
    offer.put_article(slug, index={"body_text": "text"}, **values)


def claim(person, *entries):
    claims.claim(person, f"key-{entries[0].id:010}", "ama-pra-1", [(entry.id, None) for entry in entries], by="test")
    return [item for item in transcript.items(person) if item.here]


def test_words_and_tags_become_codes_once_and_others_say_nothing():
    assert topics.known(["Pain", "opioid", "opioids", "older adults", "gout"]) == ("geriatrics", "opioids", "pain")
    assert topics.known(None) == () and topics.known([""]) == ()
    assert set(topics.SAME.values()) <= set(topics.TOPICS)


def test_an_articles_topics_are_those_it_names_else_what_its_tags_say():
    assert carried.of_article({"topics": ["pain"], "tags": ["diabetes"]}) == ("pain",)
    assert carried.of_article({"topics": [], "tags": ["diabetes"]}, ["suicide prevention"]) == ("diabetes", "suicide")
    assert carried.of_article({}) == ()


def test_a_claimed_search_carries_the_topics_of_what_was_read(cast):
    carry("acute-myocardial-infarction", "cardiovascular")
    carry("atrial-fibrillation", "diabetes")
    (item,) = claim(
        cast.physician, cast.reviewed(cast.physician, "x", "acute-myocardial-infarction", "atrial-fibrillation")
    )
    assert item.topics == ("cardiovascular", "diabetes")


def test_an_article_that_was_not_relevant_or_only_consulted_carries_nothing(cast):
    carry("acute-myocardial-infarction", "cardiovascular")
    carry("atrial-fibrillation", "diabetes")
    carry("gout", "pain")  # not in the library
    entry = cast.entry(cast.physician, "x", "acute-myocardial-infarction", "atrial-fibrillation", "gout")
    relevant = {row.id for row in entry.search.openings if row.version.article.slug != "atrial-fibrillation"}
    evaluate.add(entry, goal="treat", goal_words="", result="change", result_words="", relevant=relevant, warned=False)
    assert claim(cast.physician, entry)[0].topics == ("cardiovascular",)


def test_the_version_that_was_read_decides(cast):
    carry("acute-myocardial-infarction", "cardiovascular")
    entry = cast.reviewed(cast.physician)
    carry("acute-myocardial-infarction", "pain")
    assert claim(cast.physician, entry)[0].topics == ("cardiovascular",)


def test_ones_own_word_goes_over_what_is_carried(cast, visitor):
    carry("acute-myocardial-infarction", "cardiovascular")
    (item,) = claim(cast.physician, cast.reviewed(cast.physician))
    alice = visitor(cast.physician)
    page = alice.get(f"/credits/{item.key}/topics")
    assert 'value="cardiovascular" checked' in page.page
    alice.post(f"/credits/{item.key}/topics", {"topic": ["pain", "opioids", "magic"], "back": "/requirements"})
    assert alice.address == "/requirements" and alice.has("counts for: Opioids, Pain management")
    assert transcript.items(cast.physician)[0].topics == ("opioids", "pain")
    alice.post(f"/credits/{item.key}/topics", {})
    assert transcript.items(cast.physician)[0].topics == (), "no topic at all is a word too"
    assert carried.TopicChoice.select().count() == 2


def test_a_credit_that_is_not_ones_own_is_not_there(cast, visitor):
    add_external_credit(cast.stranger)
    alice = visitor(cast.physician)
    for key in ("here-999", "elsewhere-1", "here-", "there-1", "here-1x", "here-99999999999"):
        assert alice.get(f"/credits/{key}/topics").status == 404, key
        assert alice.post(f"/credits/{key}/topics", {"topic": "pain"}).status == 404, key


def test_credit_from_elsewhere_has_the_topics_that_its_owner_told(cast):
    add_external_credit(cast.physician, topics=["suicide"])
    (item,) = transcript.items(cast.physician)
    assert item.topics == ("suicide",)
    assert carried.topics_of(cast.physician, [replace(item, topics=("magic", "pain"))])[0].topics == ("pain",)


def test_a_course_topic_carries_its_tags(cast):
    course = courses.offer(topics=2, of_topics={1: {"tags": ["opioid", "gout"]}})
    for slug in ("topic-1", "topic-2"):
        courses.answer(cast.physician, course, slug)
    first, second = Entry.select().order_by(Entry.id)
    found = carried.of_entries([first.id, second.id])
    assert (found[first.id], found.get(second.id, ())) == (("opioids",), ())


def test_a_board_review_credit_is_about_what_all_six_questions_are_about(cast):
    quizzes.offered()
    for n in range(1, 7):
        questions.put(replace(quizzes.item(n), tags=["pain", "opioid"] if n < 6 else ["pain"]), by="test")
        quizzes.give(cast.physician, n)
    entry = Entry.get(Entry.search.is_null())
    assert carried.of_entries([entry.id]) == {entry.id: ("pain",)}
