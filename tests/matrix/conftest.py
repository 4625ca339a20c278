"""Failures here are lists of cells; the line that the app logs for each answer would bury them."""

import logging

import pytest


@pytest.fixture(autouse=True)
def _quiet(request):
    if "app" in request.fixturenames:
        request.getfixturevalue("app")
    loggers = [logging.getLogger(name) for name in ("cme.answers", "cme.auth")]
    before = [each.level for each in loggers]
    for each in loggers:
        each.setLevel(logging.ERROR)
    yield
    for each, level in zip(loggers, before, strict=True):
        each.setLevel(level)
