"""Sent mail: the files that the application writes where it has no mail server."""

from __future__ import annotations

import email
import email.policy
import re


class Mailbox:
    """Reads the mail that the application sent, and follows its links."""

    def __init__(self, app, work):
        self.app, self.work = app, work

    def all(self, to=None):
        """Return the mails in the order in which they were written; with `to`, those to that address."""
        self.work()
        files = (self.app.settings.data / "mail").glob("*.eml")
        read = [email.message_from_bytes(f.read_bytes(), policy=email.policy.default) for f in files]
        return [m for m in read if to in (None, m["To"])]

    def subjects(self, to=None) -> list[str]:
        return sorted(message["Subject"] for message in self.all(to))

    def link(self, to, about) -> str:
        """Return the path of the link in the newest mail to an address whose subject contains `about`."""
        found = [m for m in self.all(to) if about in m["Subject"]]
        assert found, f"no mail about {about!r} to {to}: {self.subjects()}"
        (address,) = re.findall(r"http://localhost(/\S+)", found[-1].get_content())
        return address
