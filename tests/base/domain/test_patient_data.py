"""V2: free text warns when it looks like patient data and shows which words it means."""

from __future__ import annotations

import time

import pytest

from cme.base.domain.patient_data import patient_data
from tests.base.domain.patient_sentences import CLEAN, PLANTED


def test_of_the_sentences_with_planted_identifiers_nine_in_ten_are_seen_with_the_words_meant():
    missed = [text for text, planted in PLANTED if not any(planted in words for _, words in patient_data(text))]
    recall = 1 - len(missed) / len(PLANTED)
    print(f"recall {recall:.0%} of {len(PLANTED)}")
    assert recall >= 0.9, missed


def test_of_the_clean_clinical_sentences_at_most_one_in_ten_is_a_false_alarm():
    alarms = [(text, patient_data(text)) for text in CLEAN if patient_data(text)]
    print(f"false alarms {len(alarms) / len(CLEAN):.0%} of {len(CLEAN)}")
    assert len(alarms) / len(CLEAN) <= 0.1, alarms


@pytest.mark.parametrize(
    ("text", "what", "words"),
    [
        ("MRN 00482913 trough too high", "a record number", "MRN 00482913"),
        ("write to jane@example.org", "an e-mail address", "jane@example.org"),
        ("call (555) 201-3345", "a phone number", "(555) 201-3345"),
        ("dob 4/5/71", "a date of birth", "dob 4/5/71"),
        ("seen on 12 March 2025", "a full date", "12 March 2025"),
        ("Mrs. Alvarez", "a name", "Mrs. Alvarez"),
        ("93-year-old woman", "an age over 89", "93-year-old"),
    ],
)
def test_it_says_what_it_may_be_and_which_words(text, what, words):
    assert (what, words) in patient_data(text)


def test_nothing_is_named_twice_and_at_most_eight_are():
    found = patient_data(" and ".join(f"person{n}@example.org" for n in range(30)))
    assert len(found) == 8 == len({words for _, words in found})


def test_it_reads_what_the_person_reads():
    assert patient_data("") == []
    assert patient_data("mrn\t00482913\nnext line")[0][1] == "mrn\t00482913"


@pytest.mark.parametrize(
    "hostile",
    [
        "a" * 100_000,
        "1" * 100_000,
        "1-" * 50_000,
        "A a " * 25_000,
        "Aa " * 30_000,
        "+1 " * 30_000,
        "a@" * 50_000,
        "https://" + "a" * 100_000,
        "mrn " + "-1" * 50_000,
        "pt " * 30_000,
        "12 Aa " * 15_000,
        "Aa, Aa 1/" * 10_000,
    ],
)
def test_no_text_makes_it_slow(hostile):
    start = time.process_time()
    patient_data(hostile)
    assert time.process_time() - start < 2
