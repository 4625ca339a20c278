"""Clinicians and their profiles, and the two lists of bodies (P1 to P6)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flask_login import UserMixin
from peewee import JOIN, BooleanField, CharField, ForeignKeyField, IntegerField

from cme.base import audit_log, clock
from cme.base.domain.refusal import Reason, Refused
from cme.base.once import unless_exists
from cme.base.store import db as database
from cme.base.store.compiled_query import compiled_query
from cme.base.store.db import Row, When, db
from cme.people import rules

if TYPE_CHECKING:
    from cme.people.sessions import SignIn


class Person(Row, UserMixin):
    """Somebody who can sign in; the address is verified before the row exists."""

    email = CharField(max_length=254, unique=True)
    password_hash = CharField(max_length=200)
    created = When()

    sign_in: SignIn  # the session of this request; only whoever is signed in has one
    sign_in_token: str | None = None  # what its cookie holds

    def get_id(self) -> str | None:
        return self.sign_in_token

    @property
    def shown_name(self) -> str:
        return self.profile_row.name or self.email.partition("@")[0]

    @cached_property
    def profile_row(self) -> Profile:
        return Profile.get(Profile.person == self.id)

    @cached_property
    def is_coordinator(self) -> bool:
        return bool(_office(self.id))

    @property
    def zone(self) -> str:
        """The time zone of the profile; before there is one, the provider's."""
        from cme.base import provider

        return self.profile_row.zone or provider.current().zone


class Office(Row):
    """A coordinator of the CME office, and since when."""

    person = ForeignKeyField(Person, unique=True, on_delete="CASCADE")
    since = When()


@compiled_query
def _office(person_id: int):
    return Office.select(Office.id).where(Office.person == person_id).tuples()


class Lock(Row):
    """A locked account; the lock is active until it has an `Unlocking`."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    reason = CharField(max_length=300)
    by = CharField(max_length=40)  # "shell" or "person:3"
    at = When()


class Unlocking(Row):
    """The end of a lock."""

    lock = ForeignKeyField(Lock, unique=True, on_delete="CASCADE")
    by = CharField(max_length=40)
    at = When()


class Profile(Row):
    """The CME profile; a claim has its own copy of it."""

    person = ForeignKeyField(Person, primary_key=True, backref="profiles", on_delete="CASCADE")
    name = CharField(max_length=80, default="")
    latin_name = CharField(max_length=80, default="")
    credentials = CharField(max_length=40, default="")
    role = CharField(max_length=30, default="")
    country = CharField(max_length=2, default="")
    zone = CharField(max_length=64, default="")
    birth_month = IntegerField(null=True)
    birth_day = IntegerField(null=True)
    npi = CharField(max_length=20, default="")
    given = CharField(max_length=80, default="")  # as the boards have it, where that is not what is printed
    family = CharField(max_length=80, default="")
    student = BooleanField(default=False)
    changed = When(null=True)


class Listing(Row):
    """A body that a person listed: for reporting (`body` is a reporting body), or for tracking only."""

    person = ForeignKeyField(Person, backref="listings", on_delete="CASCADE")
    body = CharField(max_length=20, default="")
    label = CharField(max_length=160)
    number = CharField(max_length=40, default="")
    reporting = BooleanField(column_name="told")
    added = When()
    removed = When(null=True)

    class Meta:
        indexes = ((("person", "body", "label", "removed"), False),)


class Consent(Row):
    """Consent to report to one body, given or withdrawn; the last row counts."""

    listing = ForeignKeyField(Listing, backref="consents", on_delete="CASCADE")
    given = BooleanField()
    at = When()


def find_by_email(email: str) -> Person | None:
    """Find the person of an e-mail address, in any case and Unicode form."""
    return Person.get_or_none(Person.email == rules.normal_email(email))


def get_by_email(email: str) -> Person:
    """Return the person of an e-mail address; raises Refused where nobody has it."""
    person = find_by_email(email)
    if person is None:
        raise Refused([Reason("email", f"Nobody signs in as {email}.")])
    return person


def add(email: str, password_hash: str, **profile: Any) -> Person:
    """Add a person with a verified address and a profile."""
    now = clock.now()
    with db.atomic():
        person = Person.create(email=rules.normal_email(email), password_hash=password_hash, created=now)
        Profile.create(person=person, changed=now, **profile)
    return person


def join(email: str, password_hash: str) -> Person | None:
    """Add a person who confirmed an address; None when the address has an account by now."""
    return unless_exists(lambda: add(email, password_hash))


def make_coordinator(person: Person, by: str) -> None:
    """Make a person a coordinator; `by` is "shell" or "person:3"."""
    with db.atomic():
        Office.insert(person=person, since=clock.now()).on_conflict_ignore().execute()
        audit_log.note("office.granted", f"person:{person.id}", by=by)


def active_lock(person: Person) -> Lock | None:
    """Find the lock of a person that has no `Unlocking`."""
    query = Lock.select().join(Unlocking, JOIN.LEFT_OUTER)
    return query.where(Lock.person == person.id, Unlocking.id.is_null()).order_by(Lock.id.desc()).first()


def is_locked(person: Person) -> bool:
    """Return whether a person's account is locked."""
    return active_lock(person) is not None


def set_password(person: Person, password_hash: str) -> None:
    """Save the hash of a new password."""
    Person.update(password_hash=password_hash).where(Person.id == person.id).execute()


def change_email(person: Person, email: str) -> bool:
    """Change a person's e-mail address; False when somebody else has it."""
    address = rules.normal_email(email)
    if unless_exists(Person.update(email=address).where(Person.id == person.id).execute) is None:
        return False
    person.email = address
    return True


def change_profile(person: Person, **values: Any) -> Profile:
    """Update fields of the profile; dates already earned do not move with the zone (Words)."""
    with db.atomic():
        Profile.update(changed=clock.now(), **values).where(Profile.person == person).execute()
    person.profile_row = Profile.get(Profile.person == person.id)
    return person.profile_row


@compiled_query
def _listings(person_id: int):
    return Listing.select().where(Listing.person == person_id, Listing.removed.is_null()).order_by(Listing.id)


@dataclass(frozen=True)
class ListedBody:
    """A body in a profile; `reporting` is False for one that is listed for tracking only."""

    id: int  # of the Listing
    body: str
    label: str
    number: str
    reporting: bool
    consented: bool


def listings(person: Person | int) -> list[ListedBody]:
    """List the bodies in the profile, oldest first."""
    rows = _listings(getattr(person, "id", person))
    given: dict[int, bool] = {}
    consents = Consent.select().where(Consent.listing.in_([r.id for r in rows])).order_by(Consent.id)
    for consent in consents if rows else ():
        given[consent.listing_id] = consent.given
    return [
        ListedBody(row.id, row.body, row.label, row.number, row.reporting, given.get(row.id, False)) for row in rows
    ]


def reporting_bodies(person: Person | int) -> list[ListedBody]:
    """List the reporting bodies in the profile."""
    return [row for row in listings(person) if row.reporting]


def list_body(person: Person, *, body: str, label: str, number: str, reporting: bool, consent: bool) -> Listing:
    """Add a body to the profile; the same body twice is one row, its number the later one."""
    now = clock.now()
    with db.atomic():
        database.lock(person)
        row = _active_listing(person, body, label)
        if row:
            Listing.update(number=number).where(Listing.id == row.id).execute()
        else:
            row = Listing.create(person=person, body=body, label=label, number=number, reporting=reporting, added=now)
        if reporting:
            Consent.create(listing=row, given=consent, at=now)
    return row


def give_consent(listing: Listing | ListedBody, given: bool) -> None:
    """Give or withdraw consent to report to a body; it counts for what is sent later."""
    Consent.create(listing=listing.id, given=given, at=clock.now())


def unlist(listing: Listing | ListedBody) -> None:
    """Remove a body from the profile; the row stays, since claims may name it."""
    Listing.update(removed=clock.now()).where(Listing.id == listing.id).execute()


def relist(listing: Listing) -> None:
    """Undo the removal of a body; where it was listed anew meanwhile, that row stays the active one."""
    with db.atomic():
        database.lock(listing.person)
        if not _active_listing(listing.person, listing.body, listing.label):
            Listing.update(removed=None).where(Listing.id == listing.id).execute()


def _active_listing(person: Person, body: str, label: str) -> Listing | None:
    same = (Listing.body == body) if body else (Listing.body == "") & (Listing.label == label)
    return Listing.get_or_none(same, Listing.person == person, Listing.removed.is_null())


def change_number(listing: Listing | ListedBody, number: str) -> None:
    """Change the number that a body has for the person."""
    Listing.update(number=number).where(Listing.id == listing.id).execute()
