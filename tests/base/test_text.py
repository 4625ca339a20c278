"""What people type: cleaned before it is kept, its meaning untouched."""

from __future__ import annotations

import os
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cme.base import text

COUNT = 3000 if os.environ.get("FULL") == "1" else 80


@settings(max_examples=COUNT, deadline=None)
@given(st.text())
def test_cleaning_twice_changes_nothing_more(typed):
    line, words = text.line(typed, 10**6), text.words(typed, 10**6)
    assert text.line(line, 10**6) == line and text.words(words, 10**6) == words


@settings(max_examples=COUNT, deadline=None)
@given(st.text(alphabet=st.characters()))
def test_what_is_kept_can_be_stored_printed_and_compared(typed):
    for cleaned in (text.line(typed, 10**6), text.words(typed, 10**6)):
        cleaned.encode("utf-8")  # no lone surrogates
        assert unicodedata.is_normalized("NFC", cleaned)
        assert not {c for c in cleaned if unicodedata.category(c) == "Cc"} - {"\n", "\t"}
    assert "\n" not in text.line(typed, 10**6)


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Thị Ánh",
        "Łukasz Żółć",
        "محمد بن سلمان",
        "王伟",
        "김민준",
        "राजेश शर्मा",
        "ஸ்ரீ",
        "ปู่ย่ำ",
        "O’Neill-Smith",
        "پژمان می‌خواهد",
        "👩‍⚕️",
        "D'Angelo, Jr.",
    ],
)
def test_names_of_every_script_stay_as_they_are(name):
    assert text.line(name, 80) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("  Ann \t Lee ", "Ann Lee"),
        ("Ann Lee\n50 credits", "Ann Lee 50 credits"),
        ("Ann\x00Lee", "Ann Lee"),
        ("Ann\u2028Lee", "Ann Lee"),
        ("Ann\u00a0Lee", "Ann Lee"),
        ("\u202eeeL nnA", "eeL nnA"),
        ("A\u200bn\u200en\u2066", "Ann"),
        ("Jose\u0301", "José"),
        ("\ud800Ann", "Ann"),
        ("\u200d", ""),
        ("\u3164 \u2800", ""),
        ("\x1b[31mred", "[31mred"),
        (None, ""),
    ],
)
def test_a_line_loses_what_nobody_sees_and_what_would_break_it(typed, cleaned):
    assert text.line(typed, 80) == cleaned


def test_a_text_keeps_its_lines_and_at_most_one_empty_between():
    assert text.words("one\r\ntwo\rthree\n\n\n\nfour\n\n", 100) == "one\ntwo\nthree\n\nfour"


def test_too_long_says_both_numbers():
    with pytest.raises(text.TooLong, match="100,000 characters long; at most 4,000 fit"):
        text.words("a" * 100_000, 4000)
    with pytest.raises(text.TooLong):
        text.line("a" * 81, 80)
    assert len(text.line("a" * 80, 80)) == 80


def test_it_is_measured_as_it_is_kept():
    assert text.line(" " * 500 + "e\u0301" * 80, 80) == "é" * 80


@pytest.mark.parametrize("digits", ["²", "٣", "9" * 5000, "-1", "+1", "1.5", " 7", "1_0", "", None, "12345"])
def test_what_is_no_number_of_the_length_asked_for_is_none(digits):
    assert text.number(digits, 4) is None


@settings(max_examples=COUNT, deadline=None)
@given(st.text() | st.integers(0, 10**12).map(str))
def test_a_number_is_read_only_from_its_own_digits(digits):
    number = text.number(digits)
    assert number is None or (number == int(digits) and len(digits) <= 9 and set(digits) <= set("0123456789"))
