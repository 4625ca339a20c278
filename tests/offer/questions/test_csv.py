"""CSV: columns by name, the answer as a letter, number or words, problems by line (issue 5: Import)."""

from __future__ import annotations

import pytest

from cme.offer.importers.questions import read as read_file
from cme.offer.importers.questions import table

HEAD = "id,category,stem,a,b,c,d,e,answer,explanation,reference\n"


def read(text):
    items, problems = table.read(text)
    return items, [str(error) for error in problems]


def test_a_row_is_a_question():
    (item,), problems = read(
        HEAD + 'q1,Cardiology,"A man, 50, has pain. What next?",Wait,ECG,,,,b,"It is quick.\nAnd safe.",Heart 2020\n'
    )
    assert not problems
    assert (item.id, item.category, item.right, item.reference) == ("q1", "Cardiology", 1, "Heart 2020")
    assert item.stem.plain == "A man, 50, has pain. What next?"
    assert item.explanation.plain == "It is quick.\nAnd safe."
    assert [answer.words.plain for answer in item.answers] == ["Wait", "ECG"]


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Question,Option A,Option B,Correct Answer\n", "Q?,yes,no,A"),
        ("stem;a;b;answer\n", "Q?;yes;no;1"),
        ("stem\ta\tb\tanswer\n", "Q?\tyes\tno\tyes"),
        ("answer,b,a,stem\n", "(a),no,yes,Q?"),
        ("question,option_a,option_b,correct_option\n", "Q?,yes,no,Option A"),
        ("Question,Answer Option 1,Answer Option 2,Right answer\n", "Q?,yes,no,A) yes"),
        ("Question Text,Answer 1,Answer 2,Answer 3,Key\n", "Q?,yes,no,,A."),
    ],
)
def test_columns_go_by_their_names_in_any_order(head, row):
    (item,), problems = table.read(head + row)
    assert not problems
    assert item.answers[item.right].words.plain == "yes"


def test_the_words_of_an_answer_may_be_the_answer_and_a_number_that_is_one_too():
    (item,), _ = table.read("stem,a,b,c,answer\nHow many?,2,3,1,3\n")
    assert item.answers[item.right].words.plain == "3"


ROWS = {
    "q,C,Q?,one,two,,,,f,,": "the answer 'f' is none of the answers",
    "q,C,Q?,one,two,,,,,,": "the column answer is empty",
    'q,C,Q?,one,two,,,,"a, b",,': "several answers are right (a, b): this is a multiple-answer question",
    "q,C,Q?,one,,,,,a,,": "it has only one answer",
    "q,C,,one,two,,,,a,,": "there is no question before the answers",
    "q,C,Q?,one,,two,,,a,,": "answer 2 is empty",
    "q,C,A man, of 50?,one,two,,,,a,,": "there are 12 cells, more than the 11 columns: is a comma not within quotes?",
}


@pytest.mark.parametrize("row", ROWS)
def test_problems_are_reported_by_line_and_good_ones_come_in(row):
    if row.startswith("q,C,A man"):
        row = row + "x"
    good = "g,C,Q?,one,two,,,,a,,\n"
    items, problems = read(HEAD + good + row + "\n\n" + good)
    assert len(items) == 2
    assert problems == [f"line 3: {ROWS[row.removesuffix('x')]}"]


def test_the_line_of_a_row_is_where_it_begins():
    _, problems = read(HEAD + '1,C,"Q\nof\nthree",one,two,,,,a,,\n2,C,Q?,one,two,,,,z,,\n')
    assert problems == ["line 5: the answer 'z' is none of the answers"]


def test_missing_columns_are_named():
    assert read("stem,a,answer\nQ?,x,a\n") == ([], ["line 1: there is no column b"])


def test_a_quote_that_is_not_closed_ends_what_can_be_read():
    items, problems = read(HEAD + "1,C,Q?,one,two,,,,a,,\n" + '2,C,"Q?,one,two,,,,a,,\n3,C,Q?,one,two,,,,a,,\n')
    assert len(items) == 1
    assert problems == ["line 3: this is not CSV from here on (unexpected end of data)"]


def test_another_type_of_question_is_refused_by_name():
    _, problems = read("type,stem,a,b,answer\nmatching,Q?,x,y,a\nsingle choice,Q?,x,y,a\n")
    assert problems == ["line 2: this is a question of the type matching, which has no one best answer"]


def test_utf_8_with_a_mark_and_utf_16_are_read_and_others_named():
    text = "stem,a,b,answer\r\nÉtat?,oui,non,a\r\n"
    for data in (text.encode("utf-8-sig"), text.encode("utf-16")):
        (item,), problems = read_file(data)
        assert item.stem.plain == "État?"
    items, problems = read_file(text.encode("latin-1"))
    assert (items, [str(error) for error in problems]) == ([], ["line 2: this is not UTF-8 text"])
