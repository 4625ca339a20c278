"""The tables of reporting. What happened is a fact: a report, its revisions, what was sent, what was answered.

`Delivery`, `Breaker`, `MatchCheck`, `Resending` and `MailChoice` are working state: they hold what comes next, may
change, and can be derived again from the facts.
"""

from __future__ import annotations

from peewee import SQL, BooleanField, CharField, Check, DateField, ForeignKeyField, IntegerField, TextField

from cme.base.store.db import JsonText, Row, When
from cme.claim.records import Claim, Line, Recipient
from cme.offer.records import Activity
from cme.people.records import Listing, Person


class Planned(Row):
    """A released claim whose reports were created, or that needs none."""

    claim = ForeignKeyField(Claim, primary_key=True)
    at = When()


class Report(Row):
    """A completion to report to one body: a person, an activity, a day and a type of credit (R6)."""

    person = ForeignKeyField(Person)
    body = CharField(max_length=20)
    destination = CharField(max_length=20)
    activity = ForeignKeyField(Activity)
    credit_type = CharField(max_length=20)
    completed_on = DateField()
    created = When(column_name="made")
    delivery: Delivery  # of queries that join it with attr="delivery"

    class Meta:
        indexes = ((("person", "body", "activity", "credit_type", "completed_on"), True),)


class Revision(Row):
    """One version of a report: the sum of its credits, and the learner at the time.

    `learner` holds given, family, birth ("MM-DD" or ""), npi and number; `cause` is "claim" or "again".
    """

    report = ForeignKeyField(Report, backref="revisions")
    number = IntegerField()
    ccid = CharField(max_length=100, unique=True)
    hundredths = IntegerField(constraints=[Check("hundredths > 0")])
    learner = JsonText()
    cause = CharField(max_length=20)
    by = CharField(max_length=40)
    created = When(column_name="made")

    class Meta:
        indexes = ((("report", "number"), True),)


class Included(Row):
    """A line of a claim that is reported to a recipient, and the revision that added it."""

    line = ForeignKeyField(Line)
    recipient = ForeignKeyField(Recipient)
    revision = ForeignKeyField(Revision)

    class Meta:
        indexes = ((("line", "recipient"), True),)


class Transmission(Row):
    """Something that was sent about a person; written before it is sent."""

    person = ForeignKeyField(Person)
    revision = ForeignKeyField(Revision, null=True)
    body = CharField(max_length=20)
    action = CharField(max_length=10)  # add, delete, status, match or export
    destination = CharField(max_length=20)
    address = CharField(max_length=200)
    fields = JsonText()
    at = When()


class Reply(Row):
    """The reply to a transmission; one without a reply may have arrived or not. `content` is its beginning, as text."""

    transmission = ForeignKeyField(Transmission, unique=True)
    kind = CharField(max_length=10)
    code = CharField(max_length=40, default="")
    reason = TextField(default="")
    content = TextField(default="", column_name="raw")
    at = When()


class Verdict(Row):
    """The decision of a body about a revision: accepted or rejected."""

    revision = ForeignKeyField(Revision, unique=True)
    kind = CharField(max_length=10)
    code = CharField(max_length=40, default="")
    reason = TextField(default="")
    at = When()


class Stop(Row):
    """A revision that will not be sent: consent was withdrawn, or the body was removed from the profile."""

    revision = ForeignKeyField(Revision, unique=True)
    why = CharField(max_length=20)
    at = When()


class Delivery(Row):
    """The delivery of a report: its state, when it is due next, and how long it was tried."""

    report = ForeignKeyField(Report, primary_key=True)
    state = CharField(max_length=12)  # a key of rules.STATES
    code = CharField(max_length=40, default="")
    reason = TextField(default="")
    alarm = BooleanField(default=False)
    due = When(null=True)
    tries = IntegerField(default=0)
    seconds_waited = IntegerField(default=0, column_name="tried")  # between tries, in all
    polls = IntegerField(default=0)
    since = When()  # since when it is in this state

    class Meta:
        table_name = "errand"
        indexes = ((("state", "report"), False),)


Delivery.add_index(Delivery.due, where=SQL("due IS NOT NULL"), name="errand_due")


class Breaker(Row):
    """A destination ("pars"), or a body there ("pars/ABIM"), and its failures in a row."""

    name = CharField(primary_key=True, max_length=41)
    failures = IntegerField(default=0)
    reason = TextField(default="")
    opened = When(null=True)
    probe = When(null=True)
    probes = IntegerField(default=0)
    paused_by = CharField(max_length=40, default="")


class MatchCheck(Row):
    """A request to check whether a body knows a person by name, birth day and number."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    listing = ForeignKeyField(Listing, on_delete="CASCADE")
    requested = When(column_name="asked")
    due = When(null=True)
    kind = CharField(max_length=10, default="")
    code = CharField(max_length=40, default="")
    reason = TextField(default="")

    class Meta:
        indexes = ((("person", "listing"), True),)


class Resending(Row):
    """Reports that a coordinator wants to send again, and how many of them are done."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    requested = When(column_name="asked")
    reports = JsonText()
    done = IntegerField(default=0)
    changed = IntegerField(default=0)
    due = When(null=True)


class MailChoice(Row):
    """Whether a person wants mail about rejections, and the last verdict that was mailed."""

    person = ForeignKeyField(Person, primary_key=True, on_delete="CASCADE")
    off = BooleanField(default=False)
    mailed = When(null=True)
    verdict = IntegerField(default=0)
