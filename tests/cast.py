"""The people of the tests, and helpers for what they do; every step goes through the real records."""

from __future__ import annotations

import itertools

from cme.base import clock
from cme.claim import records as claims
from cme.earn import records as earn
from cme.evaluate import records as evaluate
from cme.offer import records as offer
from cme.people import passwords
from cme.people import records as people

PASSWORD = "correct horse battery staple"
_nonces = itertools.count(1)
_hash = None


def password_hash() -> str:
    """Return the hash of the cast's password, computed once a process: it costs 40 ms."""
    global _hash
    _hash = _hash or passwords.hash_password(PASSWORD)
    return _hash


class Cast:
    """Alice the physician, Nora the nurse, Carol the coordinator, Sam the stranger; each is created when first used."""

    def __init__(self, app):
        self.app = app
        self._people = {}

    def person(self, email, coordinator=False, **profile):
        if email not in self._people:
            self._people[email] = people.add(email, password_hash(), **profile)
            if coordinator:
                people.make_coordinator(self._people[email], by="test")
        return self._people[email]

    @property
    def physician(self):
        return self.person(
            "alice@example.org",
            name="Alice Adams",
            credentials="MD",
            role="physician",
            country="US",
            zone="America/New_York",
        )

    @property
    def nurse(self):
        return self.person(
            "nora@example.org", name="Nora Nguyễn", credentials="RN", role="nurse", country="US", zone="America/Chicago"
        )

    @property
    def coordinator(self):
        return self.person(
            "carol@example.org",
            coordinator=True,
            name="Carol Cohen",
            credentials="",
            role="other",
            country="US",
            zone="America/New_York",
        )

    @property
    def stranger(self):
        return self.person(
            "sam@example.org",
            name="Sam Stone",
            credentials="DO",
            role="physician",
            country="US",
            zone="America/Los_Angeles",
        )

    @property
    def newcomer(self):
        return self.person("newcomer@example.org")

    def search(self, person, term="heart attack", *slugs, now=None, new=True):
        """Search and open articles; return the result of the last opening."""
        searched = now or clock.now()
        nonce = f"test-{next(_nonces)}"
        opened = None
        for slug in slugs or ("acute-myocardial-infarction",):
            _, version = offer.find_article(slug)
            opened = earn.open_article(
                person,
                version,
                term=term,
                searched=searched,
                nonce=nonce,
                is_new_question=new,
                now=searched,
                by=f"person:{person.id}",
            )
        return opened

    def entry(self, person, term="heart attack", *slugs, now=None):
        """Earn an entry that waits for review, and return it."""
        return self.search(person, term, *slugs, now=now).entry

    def reviewed(self, person, term="heart attack", *slugs, now=None):
        """Earn an entry and review it, so that it is under To claim; return it."""
        entry = self.entry(person, term, *slugs, now=now)
        evaluate.add(
            entry,
            goal="treat",
            goal_words="",
            result="change",
            result_words="",
            relevant={row.id for row in entry.search.openings},
            warned=False,
            now=now,
        )
        return entry

    def claimed(self, person, count=1, now=None, key=None):
        """Earn, review and claim `count` entries; return the claim."""
        entries = [self.reviewed(person, f"question {n}", now=now) for n in range(count)]
        key = key or f"cast-key-{next(_nonces):08}"
        return claims.claim(
            person, key, "ama-pra-1", [(e.id, None) for e in entries], now=now, by=f"person:{person.id}"
        )
