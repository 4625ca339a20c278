"""What the provider says of itself: versions, never changed; read from the shell; shown on every page (P8)."""

from __future__ import annotations

import pytest

from cme.base import provider


@pytest.fixture
def shell(app):
    run = app.test_cli_runner()
    return lambda *words: run.invoke(args=["base", "provider", *words])


def test_every_change_is_a_version_and_the_newest_counts(app):
    first = provider.current()
    second = provider.change(phone="+1 555 0100", by="test")
    assert second.id != first.id and provider.current().phone == "+1 555 0100"
    assert provider.current().name == first.name  # what was not said stays
    assert provider.Provider.get_by_id(first.id).phone == "+1 555 0199"


def test_saying_the_same_again_makes_no_version(app):
    before = provider.current().id
    assert provider.change(name=provider.current().name, by="test").id == before


def test_until_it_has_a_number_nothing_is_accredited(app):
    assert not provider.current().accredited
    assert provider.change(accredited_number="0001234", by="test").accredited


def test_the_shell_says_who_the_provider_is(shell):
    result = shell("--name", "County  Medical Society", "--zone", "America/Chicago", "--paper", "a4", "--country", "US")
    assert result.exit_code == 0 and "County Medical Society" in result.output
    assert (provider.current().zone, provider.current().paper) == ("America/Chicago", "a4")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--zone", "America/Springfield"), "is not a time zone"),
        (("--country", "USA"), "--country: This is 3"),
        (("--country", "us"), "two letters of a country"),
        (("--name", "n" * 201), "--name: This is 201 characters long"),
        (("--name", " "), "needs a name"),
        (("--accredited-number", "1" * 21), "--accredited-number: This is 21"),
        (("--paper", "a5"), "a5"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(shell, words, sentence):
    before = provider.current().id
    result = shell(*words)
    assert result.exit_code != 0 and sentence in result.output and "Traceback" not in result.output
    assert provider.current().id == before


def test_no_line_break_gets_into_what_stands_on_one_line(shell):
    shell("--name", "Society\r\nBcc: all@example.org", "--address", "1 Street\n2 Town")
    assert provider.current().name == "Society Bcc: all@example.org"
    assert provider.current().address == "1 Street\n2 Town"


def test_a_bare_house_stands_in_for_a_provider_without_a_name():
    assert provider.Unnamed.id is None and not provider.Unnamed.accredited
    assert {"email", "phone", "hours", "address", "zone", "paper", "reporting_bodies"} <= set(vars(provider.Unnamed))


PAGES = ("/", "/help", "/library", "/activities", "/sign-in", "/sign-up", "/forgot", "/verify", "/nowhere")
OWN = ("/dashboard", "/search", "/cme/review", "/cme/claim", "/cme/claimed", "/profile", "/account")


def test_help_and_the_providers_address_are_on_every_page_in_the_same_place(visitor, cast):
    for who, pages in ((visitor(), PAGES), (visitor(cast.newcomer), OWN + PAGES)):
        for path in pages:
            page = who.get(path).page
            assert who.status in (200, 404), path
            footer = page[page.index("<footer") : page.index("</footer>")]
            for result in (
                'href="/help"',
                "Test Medical Society",
                "mailto:office@example.org",
                "+1 555 0199",
                "9 to 5",
            ):
                assert result in footer, f"{path} lacks {result}"


def test_help_answers_what_people_ask_and_says_whom_to_ask(visitor):
    visitor().get("/help").has(
        "How do I earn credit?",
        "Does every article count?",
        "How do I claim?",
        "How long do I have?",
        "I am not a physician",
        "My board is not in the list",
        "How can somebody check my certificate?",
        "office@example.org",
        "+1 555 0199",
        "9 to 5",
        "1 Test Street",
        "31 December 2026",
    )


def test_what_the_provider_changes_is_on_the_next_page(visitor):
    one = visitor()
    one.get("/help")
    provider.change(hours="10 to 4", by="test")
    assert one.get("/help").has("10 to 4")
