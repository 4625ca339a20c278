"""Alice the physician, signed in."""

import pytest


@pytest.fixture
def alice(cast, visitor):
    """A physician at her browser."""
    return visitor(cast.physician)
