"""What the pages of For review say."""

from __future__ import annotations

from cme.evaluate import sentences


def test_other_words_are_asked_for_where_a_term_looks_like_patient_data():
    assert sentences.reword_term([]) == ""
    warnings = [("a date of birth", "3/4/1950"), ("a name", "Mr. Miller")]
    words = "“3/4/1950” looks like a date of birth. Reword the term if it tells who a patient is."
    assert sentences.reword_term(warnings) == words
