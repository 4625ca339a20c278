"""The demo's content holds what is promised of it: how much there is, how long, with references and a date of review."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from cme.offer import demo
from cme.offer.importers import articles, front_matter

FOLDER = Path(demo.__file__).parent
ARTICLES = [articles.read_file(path) for path in sorted(demo.ARTICLES.glob("*.md"))]
COURSES = sorted(FOLDER.glob("courses/*"))
TOPICS = sorted(FOLDER.glob("courses/*/topics/*.md"))
QUESTIONS = sorted(FOLDER.rglob("*.gift"))
_QUESTION = re.compile(r"^// (\[id:.+\])\n::(.+?)::\[markdown\](.+)\{\n((?:[~=].+\n)+)####(.+)\n\}$", re.MULTILINE)
_YEAR = re.compile(r"\b(19|20)\d\d\b")


def questions(path) -> list[tuple[str, ...]]:
    """Cut a file of ours into (comment, title, vignette, answers, explanation); nothing may be left over."""
    text = path.read_text("utf-8")
    found = _QUESTION.findall(text)
    assert len(found) == text.count("[id:") == text.count("\n}\n"), path.name
    return found


def test_there_are_enough_articles_of_enough_specialties_and_most_count():
    assert len(ARTICLES) >= 40
    assert len({article["specialty"] for article in ARTICLES}) >= 10
    assert 30 <= sum(article["cme"] for article in ARTICLES) < len(ARTICLES)
    assert len({article["slug"] for article in ARTICLES}) == len(ARTICLES)


@pytest.mark.parametrize("article", ARTICLES, ids=[article["slug"] for article in ARTICLES])
def test_an_article_is_short_dated_referenced_and_marked_as_demo(article):
    assert article["demo"]
    assert 400 <= len(article["body_text"].split()) <= 900
    assert article["dated"] <= article["reviewed"] < article["review_due"]
    assert article["specialty"] != "General"
    assert len(article["keywords"]) >= 5, "other words that it is found by"
    assert article["description"]
    about = article["about"]
    assert about["authors"] and about["objectives"] and about["disclosures"]
    assert len(about["references"]) >= 3
    assert all(_YEAR.search(reference) for reference in about["references"])


@pytest.mark.parametrize("path", TOPICS, ids=[f"{path.parts[-3]}-{path.stem}" for path in TOPICS])
def test_a_topic_has_references_objectives_and_a_date_of_review(path):
    head, body, _ = front_matter.split(path.read_text("utf-8"))
    assert head["title"] and head["lastmod"]
    assert head["params"]["objectives"] and len(head["params"]["references"]) >= 3
    assert all(_YEAR.search(reference) for reference in head["params"]["references"])
    assert 400 <= len(body.split()) <= 1100


@pytest.mark.parametrize("folder", COURSES, ids=[folder.name for folder in COURSES])
def test_a_course_is_marked_as_demo_and_each_topic_ends_with_five_questions(folder):
    course = yaml.safe_load((folder / "course.yaml").read_text("utf-8"))
    assert course["demo"] is True and "not accredited" in course["disclosures"]
    assert {topic["file"] for topic in course["topics"]} == {
        f"topics/{path.name}" for path in folder.glob("topics/*.md")
    }
    assert [len(questions(folder / topic["questions"])) for topic in course["topics"]] == [5] * len(course["topics"])


def test_there_are_78_vignettes_in_six_categories():
    board = [path for path in QUESTIONS if path.parent.name == "questions" and path.parent.parent == FOLDER]
    assert [len(questions(path)) for path in board] == [13] * 6


@pytest.mark.parametrize("path", QUESTIONS, ids=[f"{path.parts[-3]}-{path.stem}" for path in QUESTIONS])
def test_a_question_has_one_best_answer_a_reason_and_a_reference(path):
    assert "not accredited" in path.read_text("utf-8").split("\n")[0].lower()
    keys = Counter()
    for comment, title, stem, lines, explanation in questions(path):
        answers = lines.splitlines()
        assert _YEAR.search(comment.partition("[reference:")[2]), title
        assert len(stem.split()) >= 20 and stem.endswith("?"), title
        assert 4 <= len(answers) <= 5 and {answer[0] for answer in answers} == {"~", "="}, title
        right = [position for position, answer in enumerate(answers) if answer[0] == "="]
        assert len(right) == 1 and len({answer[1:] for answer in answers}) == len(answers), title
        assert len(explanation.split()) >= 40, title
        keys[right[0]] += 1
    assert len(keys) >= 3, "the key has the same position too often"
    assert max(keys.values()) <= max(2, sum(keys.values()) // 3)


def test_no_two_questions_share_their_id():
    ids = Counter(name for path in QUESTIONS for name in re.findall(r"\[id:(.+?)\]", path.read_text("utf-8")))
    assert len(ids) == 153 and set(ids.values()) == {1}
