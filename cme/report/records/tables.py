"""The tables of reporting. What happened is a fact: a report, its revisions, what was sent, what was answered.

`Errand`, `Breaker`, `Check`, `Resending` and `MailChoice` are working state: they say what comes next, may change,
and can be worked out again from the facts.
"""

from __future__ import annotations

from peewee import SQL, BooleanField, CharField, Check, DateField, ForeignKeyField, IntegerField, TextField

from cme.base.store.db import JsonText, Row, When
from cme.claim.records import Claim, Line, Recipient
from cme.offer.records import Activity
from cme.people.records import Listing, Person


class Planned(Row):
    """A released claim whose reports were made, or that needs none."""

    claim = ForeignKeyField(Claim, primary_key=True)
    at = When()


class Report(Row):
    """What one body is to know: that a person completed an activity on a day, for one type of credit (R6)."""

    person = ForeignKeyField(Person)
    body = CharField(max_length=20)
    destination = CharField(max_length=20)
    activity = ForeignKeyField(Activity)
    credit_type = CharField(max_length=20)
    completed_on = DateField()
    made = When()

    class Meta:
        indexes = ((("person", "body", "activity", "credit_type", "completed_on"), True),)


class Revision(Row):
    """One version of a report: the sum of its credits, and who the learner was said to be.

    `learner` holds given, family, birth ("MM-DD" or ""), npi and number; `cause` is "claim" or "again".
    """

    report = ForeignKeyField(Report, backref="revisions")
    number = IntegerField()
    ccid = CharField(max_length=100, unique=True)
    hundredths = IntegerField(constraints=[Check("hundredths > 0")])
    learner = JsonText()
    cause = CharField(max_length=20)
    by = CharField(max_length=40)
    made = When()

    class Meta:
        indexes = ((("report", "number"), True),)


class Included(Row):
    """A line of a claim that a report tells a recipient of, and the revision with which it came in."""

    line = ForeignKeyField(Line)
    recipient = ForeignKeyField(Recipient)
    revision = ForeignKeyField(Revision)

    class Meta:
        indexes = ((("line", "recipient"), True),)


class Transmission(Row):
    """Something that left the house about a person; written before it leaves."""

    person = ForeignKeyField(Person)
    revision = ForeignKeyField(Revision, null=True)
    body = CharField(max_length=20)
    action = CharField(max_length=10)  # add, delete, status, match or export
    destination = CharField(max_length=20)
    address = CharField(max_length=200)
    fields = JsonText()
    at = When()


class Reply(Row):
    """What came back; a transmission without one may have arrived or not."""

    transmission = ForeignKeyField(Transmission, unique=True)
    kind = CharField(max_length=10)
    code = CharField(max_length=40, default="")
    reason = TextField(default="")
    raw = TextField(default="")
    at = When()


class Verdict(Row):
    """What a body decided about a revision: accepted or rejected."""

    revision = ForeignKeyField(Revision, unique=True)
    kind = CharField(max_length=10)
    code = CharField(max_length=40, default="")
    reason = TextField(default="")
    at = When()


class Stop(Row):
    """A revision that is not sent any more: consent was withdrawn, or the body taken off the profile."""

    revision = ForeignKeyField(Revision, unique=True)
    why = CharField(max_length=20)
    at = When()


class Delivery(Row):
    """What is to be done next about a report, and since when it is tried."""

    report = ForeignKeyField(Report, primary_key=True)
    state = CharField(max_length=12)  # a key of rules.STATES
    code = CharField(max_length=40, default="")
    reason = TextField(default="")
    alarm = BooleanField(default=False)
    due = When(null=True)
    tries = IntegerField(default=0)
    tried = IntegerField(default=0)  # seconds that were spent waiting between tries
    polls = IntegerField(default=0)
    since = When()  # since when it is in this state

    class Meta:
        table_name = "errand"
        indexes = ((("state", "report"), False),)


Delivery.add_index(Delivery.due, where=SQL("due IS NOT NULL"), name="errand_due")


class Breaker(Row):
    """A destination ("pars"), or a body there ("pars/ABIM"), and how often in a row it failed."""

    name = CharField(primary_key=True, max_length=41)
    failures = IntegerField(default=0)
    reason = TextField(default="")
    opened = When(null=True)
    probe = When(null=True)
    probes = IntegerField(default=0)
    paused_by = CharField(max_length=40, default="")


class MatchCheck(Row):
    """A question that somebody asked: does this body know me by my name, birth day and number?"""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    listing = ForeignKeyField(Listing, on_delete="CASCADE")
    asked = When()
    due = When(null=True)
    kind = CharField(max_length=10, default="")
    code = CharField(max_length=40, default="")
    reason = TextField(default="")

    class Meta:
        indexes = ((("person", "listing"), True),)


class Resending(Row):
    """Reports that a coordinator asked to send again, and how many of them are done."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    asked = When()
    reports = JsonText()
    done = IntegerField(default=0)
    changed = IntegerField(default=0)
    due = When(null=True)


class MailChoice(Row):
    """Whether somebody wants mail about rejections, and the last verdict that was mailed."""

    person = ForeignKeyField(Person, primary_key=True, on_delete="CASCADE")
    off = BooleanField(default=False)
    mailed = When(null=True)
    verdict = IntegerField(default=0)
