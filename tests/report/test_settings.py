"""The settings of reporting: read, typed, wrong values named in a sentence; no sandbox in production."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cme.base import provider
from cme.base.domain import bodies
from cme.base.ops import check
from cme.base.settings import BadSetting, read


def settings(tmp_path, **env):
    return read({"CME_DATA": str(tmp_path), **env})


def test_what_is_said_is_read(tmp_path):
    values = settings(
        tmp_path,
        PARS_URL="https://pars.example.org/services/",
        PARS_FORMAT="XML",
        PARS_PROVIDER_NUMBER="0001234",
        PARS_USER="us er",
        PARS_PASSWORD="p:a/ss",
        PARS_BIRTH_FORMAT="--mm-dd",
        PARS_TIMEOUT="9",
        PARS_WINDOW="12-31+1",
        ABP_URL="https://abp.example.org",
        ABP_TOKEN="t",
    )
    assert (values.pars_url, values.pars_format, values.pars_birth_format) == (
        "https://pars.example.org/services",
        "xml",
        "--MM-DD",
    )
    assert (values.pars_timeout, values.pars_window, values.abp_url) == (9, (12, 31, 1), "https://abp.example.org")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PARS_URL", "pars.example.org"),
        ("PARS_URL", "ftp://pars.example.org"),
        ("PARS_URL", "https://u@pars.example.org"),
        ("PARS_URL", "https://pars.example.org/?x=1"),
        ("PARS_URL", "http://pars.example.org"),
        ("ABP_URL", "https://a b"),
        ("PARS_FORMAT", "soap"),
        ("PARS_PROVIDER_NUMBER", "12"),
        ("PARS_USER", "ü"),
        ("PARS_PASSWORD", "a\nb"),
        ("ABP_TOKEN", " t"),
        ("PARS_BIRTH_FORMAT", "YYYY"),
        ("PARS_TIMEOUT", "0"),
        ("PARS_TIMEOUT", "soon"),
        ("PARS_WINDOW", "31 March"),
        ("PARS_WINDOW", "02-30+2"),
        ("PARS_COLUMNS", "/no/such/file"),
        ("SANDBOX_URL", "x"),
    ],
)
def test_a_wrong_value_is_said_in_a_sentence_that_names_it_and_no_password(tmp_path, name, value):
    with pytest.raises(BadSetting, match=name) as error:
        settings(tmp_path, CME_DEMO="1", **{name: value})
    assert str(error.value).endswith(".") and ("PASSWORD" not in name or value not in str(error.value))


def test_a_demo_reports_to_its_sandbox_and_production_knows_none(tmp_path):
    assert settings(tmp_path, CME_DEMO="1", PORT="7000").sandbox_url == "http://127.0.0.1:7001"
    assert settings(tmp_path, CME_DEMO="1").runs_sandbox and settings(tmp_path, CME_DEMO="1").to_sandbox
    real = settings(tmp_path, SANDBOX_URL="http://127.0.0.1:5001", SANDBOX_PORT="5001")
    assert (real.sandbox_url, real.runs_sandbox, real.to_sandbox) == ("", False, False)
    demo = settings(tmp_path, CME_DEMO="1", PARS_URL="https://pars.example.org", ABP_URL="https://abp.example.org")
    assert not demo.to_sandbox and not demo.runs_sandbox


READY = {"demo": False, "testing": False, "base_url": "https://cme.example.org", "mail_url": "smtps://mail.example.org"}
PARS = {
    "pars_url": "https://pars.example.org",
    "pars_user": "u",
    "pars_password": "p",
    "pars_provider_number": "0001234",
}


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"sandbox_named": True}, "SANDBOX_URL"),
        (PARS | {"pars_url": "http://127.0.0.1:5001/pars"}, "PARS_URL names this machine"),
        ({"abp_url": "https://localhost/abp", "abp_token": "t"}, "ABP_URL names this machine"),
        (PARS | {"pars_password": ""}, "PARS_PASSWORD"),
        ({"abp_url": "https://abp.example.org"}, "ABP_TOKEN"),
    ],
)
def test_base_check_names_what_stands_between_reports_and_the_boards(app, changes, word):
    provider.change(accredited_number="0001234", by="test")
    app.settings = replace(app.settings, **READY | changes)
    (found,) = check.findings()
    assert word in found


@pytest.mark.parametrize("changes", [PARS, {"abp_url": "https://abp.example.org", "abp_token": "t"}])
def test_base_check_names_a_provider_that_reports_without_being_accredited(app, changes):
    app.settings = replace(app.settings, **READY | changes)
    (found,) = check.findings()
    assert "_URL is set, but the provider is not accredited" in found


def test_base_check_is_content_with_pars_and_without_reporting(app):
    provider.change(accredited_number="0001234", by="test")
    for changes in ({}, PARS):
        app.settings = replace(app.settings, **READY | changes)
        assert check.findings() == []


def test_every_page_says_that_reports_go_to_a_sandbox(app, visitor, cast):
    assert visitor().get("/help").hasnt("sandbox")
    app.settings = replace(app.settings, sandbox_url="http://127.0.0.1:5001")
    for path in ("/", "/help", "/library", "/sign-in", "/nowhere"):
        assert visitor().get(path).has("Reports go to a sandbox"), path
    app.settings = replace(app.settings, demo=True)
    assert visitor(cast.physician).get("/dashboard").has("Demo: content is not accredited, reports go to a sandbox.")


def test_the_sandbox_command_refuses_where_there_is_no_demo(app):
    app.settings = replace(app.settings, testing=False)
    result = app.test_cli_runner().invoke(args=["report", "sandbox"])
    assert result.exit_code == 1 and "CME_DEMO=1" in result.output


def test_the_window_is_a_setting_and_leap_years_have_an_end():
    try:
        bodies.use_window(2, 29, 1)
        assert bodies.accepted_until(date(2026, 5, 1)) == date(2027, 2, 28)
        assert bodies.accepted_until(date(2027, 5, 1)) == date(2028, 2, 29)
    finally:
        bodies.use_window(3, 31, 2)
    assert bodies.accepted_until(date(2024, 12, 31)) == date(2026, 3, 31)


def test_each_pair_of_body_and_credit_has_one_route_and_only_its_own_board_takes_moc():
    from cme.base.domain.credit_types import CREDIT_TYPES
    from cme.report import to

    pairs = {(b, t) for b in bodies.REPORTING_BODIES for t in CREDIT_TYPES if bodies.takes(b, "physician", t)}
    assert {pair for pair in pairs if pair[1] != "ama-pra-1"} == {("ABIM", "abim-moc"), ("ABP", "abp-moc-2")}
    for body, type_ in pairs:
        assert to.destination(to.route(body, type_)) and bodies.category(type_)
    assert to.route("ABP", "abp-moc-2") == "abp" and to.route("ABP", "ama-pra-1") == "pars"
    assert not any(bodies.takes("ABIM", role, "ama-pra-1") for role in ("nurse", "pharmacist", "physician-assistant"))
