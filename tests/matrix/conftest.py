"""What the tests of every address share: printed fonts, and failures that nothing buries."""

import logging

import pytest

from tests.press import lend_fonts


@pytest.fixture(autouse=True)
def _ready(request):
    """Lend the fonts of certificates; hush the line that the app logs for each answer."""
    logger = logging.getLogger("cme.answers")
    before = logger.level
    if "app" in request.fixturenames:
        lend_fonts(request.getfixturevalue("app"), request.getfixturevalue("tmp_path_factory"))
    logger.setLevel(logging.ERROR)
    yield
    logger.setLevel(before)
