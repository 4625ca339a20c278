"""What a clinician keeps track of: bodies, their cycles, and each cycle's terms; a later row of terms counts.

Terms and retirements are facts of their owner alone: never changed, and deleted with the account.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from peewee import BooleanField, CharField, DateField, ForeignKeyField, IntegerField

from cme.base import clock
from cme.base.domain.refusal import Reason, Refused
from cme.base.store import db as database
from cme.base.store.compiled_query import compiled_query
from cme.base.store.db import JsonText, Row, When, db
from cme.people.records import Person
from cme.track.requirements import rule_terms
from cme.track.requirements.packs import Rule, in_force
from cme.track.requirements.rules import Terms as Asked
from cme.track.requirements.rules import Topic

FIELDS = (
    "starts",
    "ends",
    "months",
    "total",
    "category1",
    "carry_over",
    "carried",
    "unit",
    "takes",
    "category1_takes",
    "participation",
    "topics",
    "rule",
)


class Requirement(Row):
    """A body that asks something of a clinician: `rule` is the code of a pack's rule, "" where it is their own."""

    person = ForeignKeyField(Person, backref="requirements", on_delete="CASCADE")
    body = CharField(max_length=160)
    rule = CharField(max_length=40, default="")
    made = When()


class Retirement(Row):
    """A licence was retired, or taken up again; the last row counts."""

    requirement = ForeignKeyField(Requirement, backref="retirements", on_delete="CASCADE")
    sequence = IntegerField()
    retired = BooleanField()
    at = When()

    class Meta:
        indexes = ((("requirement", "sequence"), True),)


class Cycle(Row):
    """A span of days in which a body asks for credit; what it asks stands in its terms."""

    requirement = ForeignKeyField(Requirement, backref="cycles", on_delete="CASCADE")
    made = When()


class Terms(Row):
    """What a cycle asks for, in hundredths, as its owner last said it; `rule` is the version it was taken from."""

    cycle = ForeignKeyField(Cycle, backref="terms", on_delete="CASCADE")
    sequence = IntegerField()
    starts = DateField()
    ends = DateField()
    months = IntegerField()
    total = IntegerField(null=True)
    category1 = IntegerField(default=0)
    carry_over = IntegerField(null=True)  # at most so much of a surplus goes on to the next cycle
    carried = IntegerField(null=True)  # what came from the cycle before, where its owner says so
    unit = CharField(max_length=30, default="credits")
    takes = JsonText(default=list)
    category1_takes = JsonText(default=list)
    participation = BooleanField(default=True)
    topics = JsonText(default=list)
    rule = ForeignKeyField(Rule, null=True)
    removed = BooleanField(default=False)
    at = When()

    class Meta:
        indexes = ((("cycle", "sequence"), True),)


def retired(requirement: Requirement) -> bool:
    """Whether a licence is retired."""
    row = Retirement.select().where(Retirement.requirement == requirement).order_by(Retirement.sequence.desc()).first()
    return bool(row and row.retired)


@dataclass(frozen=True)
class ListedRequirement:
    """What a person keeps track of; `cycles` are the newest terms of its cycles that were not removed, by day."""

    requirement: Requirement
    retired: bool
    cycles: list[Terms]


def of(person, with_retired: bool = False) -> list[ListedRequirement]:
    """List what a person keeps track of, the oldest first."""
    rows = _of(person.id)
    if not rows:
        return []
    ids = [row.id for row in rows]
    last = {}
    for row in Retirement.select().where(Retirement.requirement.in_(ids)).order_by(Retirement.sequence):
        last[row.requirement_id] = row.retired
    terms: dict[int, Terms] = {}
    query = Terms.select(Terms, Cycle).join(Cycle).where(Cycle.requirement.in_(ids)).order_by(Terms.sequence)
    for row in query:
        terms[row.cycle_id] = row
    cycles: dict[int, list[Terms]] = {}
    for each in sorted(terms.values(), key=lambda each: each.starts):
        if not each.removed:
            cycles.setdefault(each.cycle.requirement_id, []).append(each)
    listed = [ListedRequirement(row, last.get(row.id, False), cycles.get(row.id, [])) for row in rows]
    return [row for row in listed if with_retired or not row.retired]


@compiled_query
def _of(person_id: int):
    return Requirement.select().where(Requirement.person == person_id).order_by(Requirement.id)


def current(cycles: list[Terms], today: date) -> Terms | None:
    """Choose the cycle to look at: the one of today, else the next, else the last."""
    here = [each for each in cycles if each.starts <= today <= each.ends]
    ahead = [each for each in cycles if each.starts > today]
    return next(iter(here or ahead or cycles[-1:]), None)


def latest(cycle: Cycle) -> Terms:
    """Find the terms of a cycle that count."""
    return Terms.select().where(Terms.cycle == cycle).order_by(Terms.sequence.desc()).first()


def add(person, *, body: str, rule: str, said: dict) -> Requirement:
    """Keep track of a body from now on, with its first cycle; Refused where that was or is done already.

    `said` has the fields of FIELDS.
    """
    now = clock.now()
    with db.atomic():
        database.lock(person)
        _refuse_twice(person, body)
        made = Requirement.create(person=person, body=body, rule=rule, made=now)
        Terms.create(cycle=Cycle.create(requirement=made, made=now), sequence=1, at=now, **said)
    return made


def _refuse_twice(person, body: str, but: int | None = None) -> None:
    others = [row for row in of(person, with_retired=True) if row.requirement.id != but]
    alike = [row for row in others if row.requirement.body.casefold() == body.casefold()]
    if any(not row.retired for row in alike):
        raise Refused([Reason("body", "You keep track of this body already: open it and add a cycle there.")])
    if alike:
        sentence = "You retired a body of this name: open it under Retired and take it up again, its cycles are there."
        raise Refused([Reason("body", sentence)])


def add_cycle(requirement: Requirement, said: dict) -> Cycle:
    """Add a cycle; Refused where another one of the body came between."""
    now = clock.now()
    with db.atomic():
        database.lock(requirement)
        _refuse_overlap(requirement, said, None)
        made = Cycle.create(requirement=requirement, made=now)
        Terms.create(cycle=made, sequence=1, at=now, **said)
    return made


def change(cycle: Cycle, said: dict, body: str | None = None) -> Terms:
    """Say anew what a cycle asks for; fields that are not said stay. Twice where another body has the name."""
    with db.atomic():
        if body and body.casefold() != cycle.requirement.body.casefold():
            database.lock(cycle.requirement.person)
            _refuse_twice(cycle.requirement.person, body, cycle.requirement_id)
        database.lock(cycle.requirement)
        before = latest(cycle)
        after = {name: getattr(before, name) for name in FIELDS} | said
        if not after.get("removed"):
            _refuse_overlap(cycle.requirement, after, cycle.id)
        if body:
            Requirement.update(body=body).where(Requirement.id == cycle.requirement_id).execute()
        if before.removed == after.get("removed", False) and all(
            getattr(before, name) == after[name] for name in FIELDS
        ):
            return before
        return Terms.create(cycle=cycle, sequence=before.sequence + 1, at=clock.now(), **after)


def _refuse_overlap(requirement, said, but) -> None:
    others = spans(requirement, but)
    if any(said["starts"] <= ends and starts <= said["ends"] for starts, ends in others):
        raise Refused([Reason("starts", "These days meet those of another cycle of the same body.")])


def spans(requirement: Requirement, but: int | None = None) -> list[tuple[date, date]]:
    """List the days of a body's cycles, leaving one of them out."""
    newest = {}
    for row in Terms.select(Terms, Cycle).join(Cycle).where(Cycle.requirement == requirement).order_by(Terms.sequence):
        newest[row.cycle_id] = row
    return [(row.starts, row.ends) for row in newest.values() if row.cycle_id != but and not row.removed]


def retire(requirement: Requirement, is_retired: bool) -> None:
    """Retire a licence, or take it up again; twice is once. Refused where a body of its name took its place."""
    with db.atomic():
        database.lock(requirement.person)
        database.lock(requirement)
        if retired(requirement) == is_retired:
            return
        followed = {row.requirement.body.casefold() for row in of(requirement.person)}
        if not is_retired and requirement.body.casefold() in followed:
            sentence = f"You keep track of another body named {requirement.body}: give that one another name first."
            raise Refused([Reason("body", sentence)])
        last = Retirement.select().where(Retirement.requirement == requirement).count()
        Retirement.create(requirement=requirement, sequence=last + 1, retired=is_retired, at=clock.now())


def as_asked(terms: Terms, carried: int = 0) -> Asked:
    """Give the rules what they need of a row of terms."""
    return Asked(
        starts=terms.starts,
        ends=terms.ends,
        months=terms.months,
        total=terms.total,
        category1=terms.category1,
        takes=tuple(terms.takes),
        category1_takes=tuple(terms.category1_takes),
        participation=terms.participation,
        topics=tuple(_topic(each) for each in terms.topics),
        carried=carried if terms.carried is None else terms.carried,
    )


def _topic(said: dict) -> Topic:
    known = ("code", "name", "hundredths", "per", "months", "cycles", "applies")
    return Topic(counts=tuple(said["counts"]), **{name: said[name] for name in known})


def newer_rule(requirement: Requirement, terms: Terms, rules: dict[str, Rule] | None = None) -> Rule | None:
    """Find the rule that came after the one that a cycle's terms were taken from, where its figures differ."""
    if not requirement.rule or terms.rule_id is None:
        return None
    newest = (in_force() if rules is None else rules).get(requirement.rule)
    if newest is None or newest.id == terms.rule_id:
        return None
    return newest if differences(terms.rule, newest) else None


def differences(before: Rule, after: Rule) -> list[str]:
    """Say in words what a newer rule changed."""
    return rule_terms.changes(rule_figures(before), rule_figures(after))


def rule_figures(rule: Rule) -> dict:
    """Take a rule's figures as a cycle keeps them, with the months of its cycle."""
    return rule_terms.figures(rule.said, rule.pack.about) | {"months": rule.said["cycle_months"]}


def months_next(terms: Terms) -> int:
    """Tell how many months the next cycle has: those of the rule that this one follows, unless its owner changed them."""
    if terms.rule_id is None:
        return terms.months
    told = list(Terms.select().where(Terms.cycle == terms.cycle_id).order_by(Terms.sequence))
    of_rules = {row.rule.said["cycle_months"] for row in told if row.rule_id}
    taken = next((row for row in told if row.rule_id == terms.rule_id), terms)
    said = rule_figures(terms.rule)
    follows = all(
        getattr(taken, name) == said[name] for name in rule_terms.FIGURES
    )  # not where only the older one was kept
    return said["months"] if follows and terms.months in of_rules else terms.months


def concerned(code: str, but: int) -> list[Person]:
    """List whom a new version of a rule concerns: a cycle of theirs that has not ended was taken from an older one."""
    newest: dict[int, Terms] = {}
    query = (
        Terms.select(Terms, Cycle, Requirement, Person)
        .join(Cycle)
        .join(Requirement)
        .join(Person)
        .where(Requirement.rule == code)
        .order_by(Terms.sequence)
    )
    for row in query:
        newest[row.cycle_id] = row
    found = {}
    for row in newest.values():
        person = row.cycle.requirement.person
        ended = row.ends < clock.today(person.zone)
        if not (row.removed or ended or row.rule_id in (None, but) or retired(row.cycle.requirement)):
            found[person.id] = person
    return [found[number] for number in sorted(found)]
