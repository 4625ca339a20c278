"""A printed name in the two parts that boards ask for; whoever bears it can put them right in the profile."""

from __future__ import annotations

import pytest

from cme.base.domain import names


@pytest.mark.parametrize(
    ("name", "given", "family"),
    [
        ("Alice Adams", "Alice", "Adams"),
        ("  Mary  Ann   O'Brien ", "Mary Ann", "O'Brien"),
        ("Adams, Alice", "Alice", "Adams"),
        ("García Márquez, Gabriel", "Gabriel", "García Márquez"),
        ("Nguyen, Thi Van", "Thi Van", "Nguyen"),
        ("Adams", "", "Adams"),
        ("李小龍", "", "李小龍"),
        ("", "", ""),
    ],
)
def test_the_last_word_is_the_family_name_unless_a_comma_says_otherwise(name, given, family):
    assert names.split(name) == (given, family)


@pytest.mark.parametrize(
    ("name", "given", "family"),
    [
        ("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
        ("Vincent van der Gogh", "Vincent", "van der Gogh"),
        ("Juan de la Vega", "Juan", "de la Vega"),
        ("Amira El Sayed", "Amira", "El Sayed"),
        ("Mary Ben Ali", "Mary", "Ben Ali"),
        ("Van Nguyen", "Van", "Nguyen"),  # the first word is never a particle
        ("Al Gore", "Al", "Gore"),
        ("Ben Kingsley Jones", "Ben Kingsley", "Jones"),
    ],
)
def test_particles_go_with_the_family_name(name, given, family):
    assert names.split(name) == (given, family)


@pytest.mark.parametrize(
    "name",
    [
        "John Smith Jr.",
        "John Smith III",
        "Dr. John Smith",
        "Prof Dr John Smith",
        "John Smith MD PhD",
        "John Smith, MD",
        "John Smith, MD, FACP",
        "John Smith, RN, BSN",
        "John Smith RN",
        "John Smith, PA-C",
        "John Smith, DO",
        "Smith, John, MD",
        "Smith, John Jr., DO",
    ],
)
def test_titles_degrees_and_suffixes_are_left_out(name):
    assert names.split(name) == ("John", "Smith")


@pytest.mark.parametrize(
    ("name", "given", "family"),
    [
        ("Do Thi Lan", "Do Thi", "Lan"),
        ("Anh Thi Do", "Anh Thi", "Do"),
        ("Anh Do", "Anh", "Do"),
        ("Md. Abdul Karim", "Md. Abdul", "Karim"),
        ("Long V", "Long", "V"),
        ("Nok Ma", "Nok", "Ma"),
        ("Judge Reinhold", "Judge", "Reinhold"),
        ("Mary Esq", "Mary", "Esq"),
    ],
)
def test_what_is_also_a_name_is_left_in(name, given, family):
    assert names.split(name) == (given, family)
