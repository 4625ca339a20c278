"""The bodies that a clinician keeps track of, their cycles, and the terms of each cycle, of which the last row counts.

Rows of terms and retirements are never changed; they are deleted with the account.
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
from cme.track.requirements import rule_terms, rules
from cme.track.requirements.packs import Rule, in_force

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
    """A body that asks a clinician for credit; `rule` is the code of a pack's rule, "" where they entered it themselves."""

    person = ForeignKeyField(Person, backref="requirements", on_delete="CASCADE")
    body = CharField(max_length=160)
    rule = CharField(max_length=40, default="")
    created = When(column_name="made")


class Retirement(Row):
    """A license was retired, or resumed; the last row counts."""

    requirement = ForeignKeyField(Requirement, backref="retirements", on_delete="CASCADE")
    sequence = IntegerField()
    retired = BooleanField()
    at = When()

    class Meta:
        indexes = ((("requirement", "sequence"), True),)


class Cycle(Row):
    """A span of days in which a body asks for credit; its terms say how much."""

    requirement = ForeignKeyField(Requirement, backref="cycles", on_delete="CASCADE")
    created = When(column_name="made")


class Terms(Row):
    """What a cycle asks for, amounts in hundredths; `rule` is the version of the rule that it was copied from."""

    cycle = ForeignKeyField(Cycle, backref="terms", on_delete="CASCADE")
    sequence = IntegerField()
    starts = DateField()
    ends = DateField()
    months = IntegerField()
    total = IntegerField(null=True)
    category1 = IntegerField(default=0)
    carry_over = IntegerField(null=True)  # at most this much of a surplus counts in the next cycle
    carried = IntegerField(null=True)  # from the cycle before, where the clinician entered it
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


def is_retired(requirement: Requirement) -> bool:
    """Return whether a license is retired."""
    row = Retirement.select().where(Retirement.requirement == requirement).order_by(Retirement.sequence.desc()).first()
    return bool(row and row.retired)


@dataclass(frozen=True)
class ListedRequirement:
    """A requirement with the newest terms of each cycle that was not removed, ordered by first day."""

    requirement: Requirement
    retired: bool
    cycles: list[Terms]


def of(person: Person, with_retired: bool = False) -> list[ListedRequirement]:
    """List the requirements of a person, oldest first."""
    rows = _of(person.id)
    if not rows:
        return []
    ids = [row.id for row in rows]
    last: dict[int, bool] = {}
    for change in Retirement.select().where(Retirement.requirement.in_(ids)).order_by(Retirement.sequence):
        last[change.requirement_id] = change.retired
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
    """Choose the cycle to show: the one of today, else the next, else the last."""
    here = [each for each in cycles if each.starts <= today <= each.ends]
    ahead = [each for each in cycles if each.starts > today]
    return next(iter(here or ahead or cycles[-1:]), None)


def latest(cycle: Cycle) -> Terms:
    """Return the newest terms of a cycle."""
    return Terms.select().where(Terms.cycle == cycle).order_by(Terms.sequence.desc()).first()


def add(person: Person, *, body: str, rule: str, values: dict) -> Requirement:
    """Add a body with its first cycle; `values` has the keys of FIELDS.

    Raise Refused where the person has a body of this name already, retired or not.
    """
    now = clock.now()
    with db.atomic():
        database.lock(person)
        _refuse_duplicate(person, body)
        requirement = Requirement.create(person=person, body=body, rule=rule, created=now)
        Terms.create(cycle=Cycle.create(requirement=requirement, created=now), sequence=1, at=now, **values)
    return requirement


def _refuse_duplicate(person: Person, body: str, except_id: int | None = None) -> None:
    others = [row for row in of(person, with_retired=True) if row.requirement.id != except_id]
    same_name = [row for row in others if row.requirement.body.casefold() == body.casefold()]
    if any(not row.retired for row in same_name):
        raise Refused([Reason("body", "You keep track of this body already: open it and add a cycle there.")])
    if same_name:
        sentence = "You retired a body of this name: open it under Retired and take it up again, its cycles are there."
        raise Refused([Reason("body", sentence)])


def add_cycle(requirement: Requirement, values: dict) -> Cycle:
    """Add a cycle; raise Refused where its days overlap those of another cycle of the body."""
    now = clock.now()
    with db.atomic():
        database.lock(requirement)
        _refuse_overlap(requirement, values, None)
        cycle = Cycle.create(requirement=requirement, created=now)
        Terms.create(cycle=cycle, sequence=1, at=now, **values)
    return cycle


def change(cycle: Cycle, values: dict, body: str | None = None) -> Terms:
    """Save new terms of a cycle, and a new name of its body; what `values` does not name stays.

    Raise Refused where another body of the person has the name, or the days overlap those of another cycle.
    """
    with db.atomic():
        if body and body.casefold() != cycle.requirement.body.casefold():
            database.lock(cycle.requirement.person)
            _refuse_duplicate(cycle.requirement.person, body, cycle.requirement_id)
        database.lock(cycle.requirement)
        before = latest(cycle)
        after = {name: getattr(before, name) for name in FIELDS} | values
        if not after.get("removed"):
            _refuse_overlap(cycle.requirement, after, cycle.id)
        if body:
            Requirement.update(body=body).where(Requirement.id == cycle.requirement_id).execute()
        if before.removed == after.get("removed", False) and all(
            getattr(before, name) == after[name] for name in FIELDS
        ):
            return before
        return Terms.create(cycle=cycle, sequence=before.sequence + 1, at=clock.now(), **after)


def _refuse_overlap(requirement: Requirement, values: dict, except_id: int | None) -> None:
    others = spans(requirement, except_id)
    if any(values["starts"] <= ends and starts <= values["ends"] for starts, ends in others):
        raise Refused([Reason("starts", "These days meet those of another cycle of the same body.")])


def spans(requirement: Requirement, except_id: int | None = None) -> list[tuple[date, date]]:
    """List the first and last days of a body's cycles, leaving out the cycle `except_id`."""
    newest: dict[int, Terms] = {}
    for row in Terms.select(Terms, Cycle).join(Cycle).where(Cycle.requirement == requirement).order_by(Terms.sequence):
        newest[row.cycle_id] = row
    return [(row.starts, row.ends) for row in newest.values() if row.cycle_id != except_id and not row.removed]


def retire(requirement: Requirement, retired: bool) -> None:
    """Retire a license, or resume it; doing so twice changes nothing.

    Raise Refused where it is to be resumed and another body has its name by now.
    """
    with db.atomic():
        database.lock(requirement.person)
        database.lock(requirement)
        if is_retired(requirement) == retired:
            return
        tracked = {row.requirement.body.casefold() for row in of(requirement.person)}
        if not retired and requirement.body.casefold() in tracked:
            sentence = f"You keep track of another body named {requirement.body}: give that one another name first."
            raise Refused([Reason("body", sentence)])
        last = Retirement.select().where(Retirement.requirement == requirement).count()
        Retirement.create(requirement=requirement, sequence=last + 1, retired=retired, at=clock.now())


def terms_for_rules(terms: Terms, carried: int = 0) -> rules.Terms:
    """Return a row of terms as the rules need it; `carried` hundredths come from the cycle before."""
    return rules.Terms(
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


def _topic(values: dict) -> rules.Topic:
    names = ("code", "name", "hundredths", "per", "months", "cycles", "applies")
    return rules.Topic(counts=tuple(values["counts"]), **{name: values[name] for name in names})


def newer_rule(requirement: Requirement, terms: Terms, current_rules: dict[str, Rule] | None = None) -> Rule | None:
    """Return the rule in force if its figures differ from those of the version that a cycle's terms were copied from."""
    if not requirement.rule or terms.rule_id is None:
        return None
    newest = (in_force() if current_rules is None else current_rules).get(requirement.rule)
    if newest is None or newest.id == terms.rule_id:
        return None
    copied = terms.rule
    return newest if copied is not None and differences(copied, newest) else None


def differences(before: Rule, after: Rule) -> list[str]:
    """Describe what a newer version of a rule changed, a sentence each."""
    return rule_terms.changes(rule_figures(before), rule_figures(after))


def rule_figures(rule: Rule) -> dict:
    """Return a rule's figures as terms of a cycle hold them, with the months of its cycle."""
    return rule_terms.figures(rule.values, rule.pack.about) | {"months": rule.values["cycle_months"]}


def months_next(terms: Terms) -> int:
    """Return the months of the next cycle: those of the rule that this one follows, unless the clinician changed them."""
    rule = terms.rule
    if rule is None:
        return terms.months
    versions = list(Terms.select().where(Terms.cycle == terms.cycle_id).order_by(Terms.sequence))
    months_of_rules = {row.rule.values["cycle_months"] for row in versions if row.rule}
    copied = next((row for row in versions if row.rule_id == terms.rule_id), terms)
    figures = rule_figures(rule)
    # not so where the clinician chose to keep the older figures
    follows = all(getattr(copied, name) == figures[name] for name in rule_terms.FIGURES)
    return figures["months"] if follows and terms.months in months_of_rules else terms.months


def people_concerned(code: str, except_id: int) -> list[Person]:
    """List the people whose running cycles were copied from another version of a rule than `except_id`."""
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
    found: dict[int, Person] = {}
    for row in newest.values():
        person = row.cycle.requirement.person
        ended = row.ends < clock.today(person.zone)
        if not (row.removed or ended or row.rule_id in (None, except_id) or is_retired(row.cycle.requirement)):
            found[person.id] = person
    return [found[person_id] for person_id in sorted(found)]
