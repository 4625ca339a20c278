"""The mail of the application, and a count of the hashes that a request costs."""

from __future__ import annotations

import pytest

from cme.people import passwords
from tests.people.mailbox import Mailbox


@pytest.fixture
def mailbox(app, work):
    return Mailbox(app, work)


@pytest.fixture
def hashes():
    """Count the hashes that something costs: hashes(lambda: …)."""

    def count(function) -> int:
        before = passwords.hashed
        function()
        return passwords.hashed - before

    return count
