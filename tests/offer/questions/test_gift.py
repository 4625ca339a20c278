# ruff: noqa: E501 - samples of files have long lines
"""GIFT: as Moodle writes it, as people write it, and what is refused by name with its line (issue 5: Import)."""

from __future__ import annotations

import pytest

from cme.offer.importers.questions import gift, read

ONE = "::Chest pain::A man has chest pain. What next?{\n~Wait\n=Record an ECG#Yes.\n~Discharge#No.\n####An ECG within ten minutes.\n}"


def only(text):
    items, problems = gift.read(text)
    assert not problems, [str(error) for error in problems]
    assert len(items) == 1
    return items[0]


def refusal(text):
    items, problems = gift.read(text)
    assert not items
    assert len(problems) == 1, problems
    return str(problems[0])


def choices(item):
    return [answer.words.plain for answer in item.answers]


def test_title_stem_answers_feedback_and_explanation():
    item = only(ONE)
    assert (item.title, item.stem.plain, item.right, item.line) == (
        "Chest pain",
        "A man has chest pain. What next?",
        1,
        1,
    )
    assert choices(item) == ["Wait", "Record an ECG", "Discharge"]
    assert [answer.feedback.plain for answer in item.answers] == ["", "Yes.", "No."]
    assert item.explanation.plain == "An ECG within ten minutes."


def test_id_tags_and_reference_stand_in_the_comment_and_the_category_above():
    text = (
        "$CATEGORY: $course$/top/Cardiology\n\n// question: 7  name: x\n"
        "// [id:card-7] [tag:ecg] [tag:pain] [reference:Smith J \\[ed\\]. Heart 2024;1:2-3.]\n" + ONE
    )
    item = only(text)
    assert (item.category, item.id, item.tags) == ("Cardiology", "card-7", ["ecg", "pain"])
    assert item.reference == "Smith J [ed]. Heart 2024;1:2-3."
    assert item.line == 5


def test_what_a_comment_says_is_for_the_next_question_alone():
    items, _ = gift.read(f"// [id:one]\n{ONE}\n\n{ONE}\n")
    assert [item.id for item in items] == ["one", ""]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("$course$/Heart", "Heart"),
        ("top/Heart/Valves", "Heart / Valves"),
        ("$system$/top/A//B", "A/B"),
        ("Heart", "Heart"),
        ("$course$", ""),
    ],
)
def test_a_category_is_a_path_without_moodles_own_words(path, name):
    assert only(f"$CATEGORY: {path}\n{ONE}").category == name


def test_escapes_are_what_they_stand_for():
    item = only("::pH \\: 7\\=7::Is \\{x\\} \\~ 3 \\# 4 \\\\ 5?\\nSecond line {=a\\=b ~c\\:d}")
    assert item.title == "pH : 7=7"
    assert item.stem.text == "Is {x} ~ 3 # 4 \\ 5?\nSecond line"
    assert choices(item) == ["a=b", "c:d"]


def test_html_and_markdown_are_read_as_such_and_cleaned():
    item = only(
        '[html]<p>Na<sup>+</sup> is <b>low</b>?<script>alert(1)</script></p>{=<p>Yes</p> ~<p onclick\\="x">No</p>}'
    )
    assert item.stem.html == "<p>Na<sup>+</sup> is <strong>low</strong>?</p>" or "<b>" not in item.stem.html
    assert "alert" not in item.stem.html and "<script" not in item.stem.html
    assert [answer.words.line for answer in item.answers] == ["Yes", "No"]
    item = only("[markdown]It is **low**.\n{=*Yes* ~No}")
    assert item.stem.html == "<p>It is <strong>low</strong>.</p>"
    assert item.answers[0].words.line == "<em>Yes</em>"


def test_plain_text_stays_plain_text():
    item = only("[plain]Is 3 < 4 & 5 > 4? <b>{=yes ~no}")
    assert item.stem.html == "<p>Is 3 &lt; 4 &amp; 5 &gt; 4? &lt;b&gt;</p>"
    assert only("Is K < 3.5?{=yes ~no}").stem.html == "<p>Is K &lt; 3.5?</p>"


def test_the_format_of_an_answer_can_be_its_own():
    item = only("[html]<p>Q?</p>{=[plain]1 < 2 ~%0%[html]<em>no</em>#[markdown]*why*}")
    assert item.answers[0].words.line == "1 &lt; 2"
    assert item.answers[1].words.line == "<em>no</em>"
    assert item.answers[1].feedback.html == "<p><em>why</em></p>"


@pytest.mark.parametrize(
    "text",
    [
        "Q?{=yes ~no}",
        "Q? {\n\t=yes\n\t~no\n}",
        "Q?\n{\n  ~no\n\n  =yes\n}",  # an empty line within the answers
        "Q?{~%100%yes ~%0%no ~%-50%perhaps}",
        "Q?{=%100%yes ~%50%partly ~no}",  # partial marks of the second best
        "\n\n\nQ?{=yes#good ~no#bad####all}\n",
        "Q?{= yes\n~ no}",
        "// a comment\nQ?{\n// another within\n=yes\n~no\n}",
        "::T::\n[html]Q?{=yes~no}",
    ],
)
def test_the_ways_of_writing_one_best_answer(text):
    item = only(text)
    assert choices(item)[item.right] == "yes"


def test_questions_need_no_empty_line_between_them():
    items, problems = gift.read("::A::Q?{=yes ~no}\n::B::R?{\n=yes\n~no\n}\n// [id:c]\nS?{=yes ~no}\nT?{=1 ~2}")
    assert not problems
    assert [item.stem.plain for item in items] == ["Q?", "R?", "S?", "T?"]
    assert [item.id for item in items] == ["", "", "c", ""]


def test_a_missing_word_is_shown_as_a_blank():
    assert only("The drug of choice is {=warfarin ~aspirin} in this patient.").stem.plain == (
        "The drug of choice is _____ in this patient."
    )


def test_a_sign_of_equality_within_a_line_is_no_answer_where_answers_stand_on_lines():
    item = only("Which is acidosis?{\n=pH = 7.1 and pCO2 = 60\n~pH=7.4\n~pH = 7.6\n}")
    assert choices(item) == ["pH = 7.1 and pCO2 = 60", "pH=7.4", "pH = 7.6"]


def test_an_entity_is_no_feedback():
    item = only("[html]Crohn&#39;s?{=It&#39;s so ~No&#x2019;t#Crohn&#39;s}")
    assert choices(item) == ["It's so", "No’t"]
    assert item.answers[1].feedback.plain == "Crohn's"


@pytest.mark.parametrize(
    ("text", "right"), [("Q?{T}", "True"), ("Q?{FALSE}", "False"), ("Q?{true#no#yes}", "True"), ("Q?{F#no}", "False")]
)
def test_true_or_false_is_a_choice_of_two(text, right):
    item = only(text)
    assert choices(item) == ["True", "False"]
    assert choices(item)[item.right] == right


def test_feedback_of_true_or_false_is_first_for_the_wrong_one():
    item = only("Q?{TRUE#wrong#right####general}")
    assert [answer.feedback.plain for answer in item.answers] == ["right", "wrong"]
    assert item.explanation.plain == "general"


KINDS = {
    "Q?{}": "this is an essay question, which has no one best answer",
    "Q?{####feedback}": "this is an essay question, which has no one best answer",
    "Q?{#3.14:0.01}": "this is a numeric question, which has no answers to choose from",
    "Q?{# =1822:0 =%50%1822:2}": "this is a numeric question, which has no answers to choose from",
    "Q?{=cat -> cat food =dog -> dog food}": "this is a matching question, which has no one best answer",
    "Q?{=four =4}": "this is a short-answer question, whose answer is typed",
    "Q?{~%50%a ~%50%b ~%-100%c}": "this is a multiple-answer question (its marks are shared by several answers)",
    "Q?{=a =b ~c}": "several answers are right (A and B): this is a multiple-answer question",
    "Only read this.": "this is a text without answers (a description)",
    "{=one ~two} and {=three ~four}": "this has several blanks to fill in (several answers in braces), not one best answer",
    "Q?{~a ~b}": "no answer is marked as right by =",
    "Q?{words}": "no answer is marked by = (right) or ~ (wrong)",
    "Q?{=one ~two": "the { of the answers is not closed by }",
    "Q? =one}": "a } has no { before it",
    "::T: Q?{=a ~b}": "the title is not closed by ::",
    "Q?{=1 ~2 ~3 ~4 ~5 ~6 ~7 ~8 ~9}": "it has 9 answers; at most eight can be shown",
    "Q?{=same ~same}": "two answers are the same (same)",
    "Q?{=yes ~}": "answer 2 is empty",
    "{=yes ~no}": "there is no question before the answers",
    '[html]<img src="@@PLUGINFILE@@/ecg.png">What is it?{=a ~b}': "it shows a picture, sound or video, which does not come along",
    "[markdown]![ECG](ecg.png) What is it?{=a ~b}": "it shows a picture, sound or video, which does not come along",
}


@pytest.mark.parametrize("text", KINDS)
def test_what_has_no_one_best_answer_is_refused_by_name_with_its_line(text):
    assert refusal(f"\n\n{text}\n") == f"line 3: {KINDS[text]}"


def test_a_brace_that_is_not_closed_costs_its_own_question_alone():
    items, problems = gift.read("::A::Q?{\n=yes\n~no\n\n::B::R?{\n=yes\n~no\n}\n\nS?{=yes ~no}\n")
    assert [item.stem.plain for item in items] == ["R?", "S?"]
    assert [str(error) for error in problems] == ["line 1: the { of the answers is not closed by }"]


def test_good_ones_come_in_beside_refused_ones():
    items, problems = gift.read(f"{ONE}\n\nQ?{{}}\n\n{ONE}\n")
    assert (len(items), [error.where for error in problems]) == (2, ["line 8"])


def test_a_hostile_file_is_read_quickly():
    for text in (
        "{" * 100_000,
        "::" * 100_000,
        "~" * 100_000,
        "// [id:" * 50_000,
        "[html]" * 50_000,
        "Q?{" + "=a" * 50_000 + "}",
        "Q{\n\n" * 20_000,
        "#" * 200_000,
        "\\" * 200_001,
        "$CATEGORY:" * 20_000,
    ):
        items, _ = gift.read(text)
        assert not items
    for text in (
        "\n" * 400_000,
        " \n" * 200_000,
        " " * 400_000,
        "{\n" * 100_000,
        "ANSWER" * 60_000,
        "a,b\n" * 100_000,
        "<" * 300_000,
    ):
        assert read(text.encode())[0] == []
