"""`base check` names what is not ready for production; each fault is seen, and its mending too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cme.base import provider
from cme.base.ops import check
from cme.offer.records import offer_point_of_care

READY = {"demo": False, "testing": False, "base_url": "https://cme.example.org", "mail_url": "smtps://mail.example.org"}


@pytest.fixture
def findings_of(app):
    """Return the findings of an application with these settings."""

    def findings(**settings):
        app.settings = replace(app.settings, **READY | settings)
        return check.findings()

    return findings


def test_an_application_that_is_ready_has_no_finding(findings_of):
    assert findings_of() == []


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"demo": True}, "CME_DEMO"),
        ({"testing": True}, "CME_TESTING"),
        ({"base_url": "http://cme.example.org"}, "https://"),
        ({"base_url": "https://localhost"}, "this machine only"),
        ({"base_url": "https://127.0.0.1:5000"}, "this machine only"),
        ({"base_url": "https://[::1]:5000"}, "this machine only"),
        ({"mail_url": ""}, "MAIL_URL"),
    ],
)
def test_each_setting_that_is_not_for_production_is_named(findings_of, settings, sentence):
    (found,) = findings_of(**settings)
    assert sentence in found and found.endswith(".")


def test_the_demos_provider_is_named(findings_of):
    provider.change(name="Riverbend (demo)", by="test")
    assert any("demo's" in sentence for sentence in findings_of())


def test_the_demos_people_are_named(findings_of, cast):
    cast.person("physician@example.org")
    (found,) = findings_of()
    assert "The demo's people are in this database" in found


def test_a_house_that_offers_nothing_is_named(findings_of, clock):
    offer_point_of_care(
        title="Internet point of care",
        disclosures="",
        valid_from=date(2020, 1, 1),
        valid_until=date(2026, 11, 22),
        by="test",
    )
    assert findings_of() == []
    clock.forward(days=1)
    (found,) = findings_of()
    assert "No activity is offered today" in found and "offer point-of-care" in found


def test_the_shell_ends_with_1_and_the_sentences_or_with_ready(app, findings_of):
    run = app.test_cli_runner()
    findings_of(mail_url="")
    result = run.invoke(args=["base", "check"])
    assert result.exit_code == 1 and "- MAIL_URL is not set" in result.output and "1 faults" in result.output
    findings_of()
    result = run.invoke(args=["base", "check"])
    assert result.exit_code == 0 and result.output.strip() == "ready"
