"""What a provider may say of itself."""

from __future__ import annotations

import pytest

from cme.base.domain import provider


def refusals(changes, is_described=True, **more):
    found = provider.refusals(
        changes, is_described=is_described, is_zone=lambda name: name == "America/Chicago", **more
    )
    return [(reason.about, reason.sentence) for reason in found]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"name": "Society", "country": "US", "zone": "America/Chicago", "membership_link": "https://example.org/join"},
        {"zone": "", "membership_link": "", "first_attempts_only": True},
        {"reporting_bodies": ["ABP"], "membership_link": "http://example.org"},
    ],
)
def test_what_is_as_it_should_be_is_not_refused(changes):
    assert refusals(changes) == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": ""}, ("name", "A provider needs a name.")),
        ({"country": "us"}, ("country", "us is not the two letters of a country, such as US.")),
        ({"country": ""}, ("country", " is not the two letters of a country, such as US.")),
        ({"zone": "America/Springfield"}, ("zone", "America/Springfield is not a time zone.")),
        (
            {"membership_link": "javascript:alert(1)"},
            ("membership_link", "javascript:alert(1) is not an address such as https://example.org/join."),
        ),
    ],
)
def test_each_field_is_refused_with_its_sentence(changes, reason):
    assert refusals(changes) == [reason]


def test_all_reasons_are_given_at_once():
    assert [about for about, _ in refusals({"name": "", "country": "USA", "zone": "x", "membership_link": "x"})] == [
        "membership_link",
        "name",
        "country",
        "zone",
    ]


def test_the_name_comes_first():
    assert refusals({"phone": "1"}, is_described=False) == [("name", "Say the provider's name first.")]
    assert refusals({"phone": "1"}, is_described=False, hint="--name …") == [
        ("name", "Say the provider's name first: --name …")
    ]
    assert refusals({"name": "Society", "phone": "1"}, is_described=False) == refusals({}, is_described=False) == []
