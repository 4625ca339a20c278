"""Rule packs: dated JSON files of what bodies ask for; read with every error named, stored in versions.

A pack is transcribed by us: figures and citations, never texts. docs/coordinators.md describes the file.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from functools import lru_cache
from pathlib import Path

from peewee import CharField, DateField, ForeignKeyField, fn

from cme.base import audit_log, clock
from cme.base.domain.credit_types import ROLE_NAMES
from cme.base.domain.topics import unknown
from cme.base.store.compiled_query import compiled_query
from cme.base.store.db import JsonText, Row, When, db, insert_all
from cme.track.external_credit import kinds
from cme.track.requirements.dates.rules import LONGEST
from cme.track.requirements.rules import FREQUENCIES

FOLDER = Path(__file__).parent.parent / "packs"
LARGEST = 2_000_000
ORIGINS = ("read", "secondary", "background")  # how a rule was learned: the key "said" of a pack
PACK_FIELDS = (
    "pack",
    "title",
    "dated",
    "unit",
    "roles",
    "takes",
    "equivalent",
    "source",
    "transcribed",
    "not_from_source",
    "rules",
)
RULE_FIELDS = (
    "code",
    "body",
    "names",
    "reporting_body",
    "cycle_months",
    "total",
    "category1",
    "equivalents",
    "topics",
    "carry_over",
    "citation",
    "note",
    "said",
    "takes",
    "category1_takes",
    "participation",
    "unit",
    "roles",
)
TOPIC_FIELDS = ("code", "name", "hours", "per", "months", "cycles", "counts", "condition", "note", "how_often")


class RulePack(Row):
    """One version of a pack; `about` is its head (unit, types, source, what is not from the source)."""

    code = CharField(max_length=60, index=True)
    title = CharField(max_length=200)
    dated = DateField()
    about = JsonText()
    sha256 = CharField(max_length=64, unique=True)
    loaded = When()


class Rule(Row):
    """What one body asks for in one version of a pack; `values` is the JSON of the rule as the pack has it."""

    pack = ForeignKeyField(RulePack, backref="rules")
    code = CharField(max_length=40, index=True)
    values = JsonText(column_name="said")

    class Meta:
        indexes = ((("pack", "code"), True),)


class InvalidPack(ValueError):
    """A pack that cannot be loaded; `errors` are sentences that name the rule and the field."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


def read(source: str) -> dict:
    """Read a pack from its JSON, or raise InvalidPack with every error."""
    if len(source) > LARGEST:
        raise InvalidPack([f"the file is longer than {LARGEST:,} characters"])
    try:
        pack = json.loads(source)
    except (ValueError, RecursionError) as error:
        raise InvalidPack([f"line {getattr(error, 'lineno', 1)}: this is not JSON"]) from None
    errors = list(_pack_errors(pack))
    if errors:
        raise InvalidPack(errors)
    return pack


def _pack_errors(pack):
    if not isinstance(pack, dict):
        yield "a pack is an object with the names " + ", ".join(PACK_FIELDS)
        return
    yield from _unknown_names("the pack", pack, PACK_FIELDS)
    for name, limit in (("pack", 60), ("title", 200), ("source", 1000)):
        if not _is_text(pack.get(name), limit):
            yield f"{name}: a text of at most {limit} characters is needed"
    if not _is_day(pack.get("dated")):
        yield "dated: a date such as 2025-10-01 is needed"
    yield from _list_errors("the pack", pack)
    rules = pack.get("rules")
    if not isinstance(rules, list) or not rules:
        yield "rules: a list of rules is needed"
        return
    seen: set[str] = set()
    for number, rule in enumerate(rules, start=1):
        where = f"rule {number}"
        if not isinstance(rule, dict):
            yield f"{where}: this is not an object"
            continue
        where = f"rule {number} ({rule.get('code')})"
        yield from _rule_errors(where, rule)
        code = str(rule.get("code"))
        if code in seen:
            yield f"{where}: the code is already that of another rule"
        seen.add(code)


def _rule_errors(where, rule):
    yield from _unknown_names(where, rule, RULE_FIELDS)
    for name, limit in (("code", 40), ("body", 160)):
        if not _is_text(rule.get(name), limit):
            yield f"{where}: {name} must be a text of at most {limit} characters"
    months = rule.get("cycle_months")
    if not _is_whole(months) or not 1 <= months <= LONGEST:
        yield f"{where}: cycle_months must be a whole number from 1 to {LONGEST}"
    for name, empty in (("total", True), ("category1", False), ("carry_over", True)):
        if not (rule.get(name) is None and (empty or name not in rule)) and not _is_amount(rule.get(name)):
            yield f"{where}: {name} must be a number of credits from 0 to 10000, with at most two decimals"
    if (
        _is_amount(rule.get("total"))
        and _is_amount(rule.get("category1"))
        and rule["category1"] > (rule["total"] or 10_000)
    ):
        yield f"{where}: category1 is more than the total"
    if rule.get("said", "read") not in ORIGINS:
        yield f"{where}: said is one of " + ", ".join(ORIGINS)
    yield from _list_errors(where, rule)
    topics = rule.get("topics", [])
    if not isinstance(topics, list):
        yield f"{where}: topics is not a list"
        return
    codes = [topic.get("code") for topic in topics if isinstance(topic, dict)]
    for number, topic in enumerate(topics, start=1):
        yield from _topic_errors(f"{where}, topic {number}", topic, codes)


def _topic_errors(where, topic, codes):
    if not isinstance(topic, dict):
        yield f"{where}: this is not an object"
        return
    yield from _unknown_names(where, topic, TOPIC_FIELDS)
    for name, limit in (("code", 60), ("name", 120)):
        if not _is_text(topic.get(name), limit):
            yield f"{where}: {name} must be a text of at most {limit} characters"
    if codes.count(topic.get("code")) > 1:
        yield f"{where}: {topic.get('code')} stands twice"
    if topic.get("hours") is not None and not _is_amount(topic["hours"]):
        yield f"{where}: hours is neither a number nor null"
    if topic.get("per") not in FREQUENCIES:
        yield f"{where}: per is one of " + ", ".join(FREQUENCIES)
    for per, name in (("months", "months"), ("cycles", "cycles")):
        count = topic.get(name)
        if topic.get("per") == per and not (_is_whole(count) and 1 <= count <= LONGEST):
            yield f"{where}: {name} must be a whole number from 1 to {LONGEST}"
    counts = topic.get("counts")
    if not isinstance(counts, list) or not counts:
        yield f"{where}: counts must list the topics that count"
    elif unknown_codes := unknown(counts):
        yield f"{where}: there is no topic {unknown_codes[0]!r}"


def _list_errors(where, values):
    for name in ("roles", "takes", "equivalent", "category1_takes", "names", "not_from_source"):
        value = values.get(name)
        if value is not None and not (isinstance(value, list) and all(_is_text(each, 300) for each in value)):
            yield f"{where}: {name} is not a list of texts"
        elif name == "roles" and (unknown_codes := set(value or ()) - set(ROLE_NAMES)):
            yield f"{where}: there is no role {min(unknown_codes)!r}"
        elif name in ("takes", "equivalent", "category1_takes") and (
            unknown_codes := set(value or ()) - set(kinds.types())
        ):
            yield f"{where}: {name}: there is no credit type {min(unknown_codes)!r}"


def _unknown_names(where, values, names):
    for name in values:
        if name not in names:
            yield f"{where}: {str(name)[:40]!r} means nothing here"


def _is_text(value, limit) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= limit and value.isprintable()


def _is_whole(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_amount(value) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 10_000
    return number and abs(value * 100 - round(value * 100)) < 1e-6


def _is_day(value) -> bool:
    try:
        return bool(date.fromisoformat(value))
    except (TypeError, ValueError):
        return False


def load(source: str, by: str) -> tuple[RulePack, bool]:
    """Save a pack as a version; return it and whether it is new (loading the same file twice changes nothing).

    Raise InvalidPack with every error of the file.
    """
    content = read(source)
    digest = hashlib.sha256(source.encode()).hexdigest()
    with db.atomic():
        if existing := RulePack.get_or_none(RulePack.sha256 == digest):
            return existing, False
        about = {
            name: content[name]
            for name in PACK_FIELDS
            if name in content and name not in ("pack", "title", "dated", "rules")
        }
        pack = RulePack.create(
            code=content["pack"],
            title=content["title"],
            dated=date.fromisoformat(content["dated"]),
            about=about,
            sha256=digest,
            loaded=clock.now(),
        )
        insert_all(Rule, [{"pack": pack, "code": rule["code"], "values": rule} for rule in content["rules"]])
        audit_log.note("rules.loaded", f"pack:{pack.id}", by=by, rules=len(content["rules"]), sha256=digest)
    return pack, True


def load_shipped(by: str) -> None:
    """Load the packs that come with this version, oldest first."""
    for file in sorted(FOLDER.glob("*.json"), key=lambda file: file.name[-12:]):
        load(file.read_text("utf-8"), by)


def newest() -> list[RulePack]:
    """List the version in force of each pack: the one with the latest date; of equal dates, the last loaded."""
    latest: dict[str, RulePack] = {}
    for pack in RulePack.select().order_by(RulePack.dated, RulePack.id):
        latest[pack.code] = pack
    return sorted(latest.values(), key=lambda pack: pack.code)


def in_force() -> dict[str, Rule]:
    """Map codes to the rules in force, each with its pack."""
    versions = {code: (pack_id, digest) for code, pack_id, digest in _versions()}
    return _rules(tuple(sorted(versions.values())))


@compiled_query
def _versions():
    return RulePack.select(RulePack.code, RulePack.id, RulePack.sha256).order_by(RulePack.dated, RulePack.id).tuples()


@lru_cache(8)
def _rules(versions: tuple) -> dict[str, Rule]:
    """Read the rules of these versions (id, hash), which never change: each is a page of JSON."""
    ids = [pack_id for pack_id, _ in versions] or [0]
    rows = Rule.select(Rule, RulePack).join(RulePack).where(Rule.pack.in_(ids)).order_by(Rule.id)
    return {row.code: row for row in rows}


def find(code: str) -> Rule | None:
    """Return the rule in force under a code, or None."""
    return in_force().get(code)


def previous(pack: RulePack) -> RulePack | None:
    """Return the version of a pack before this one, or None for its first."""
    versions = RulePack.select().where(RulePack.code == pack.code)
    older = [each for each in versions if (each.dated, each.id) < (pack.dated, pack.id)]
    return max(older, key=lambda each: (each.dated, each.id), default=None)


def rules_of(pack: RulePack) -> dict[str, Rule]:
    """Map codes to the rules of one version of a pack, in the order of its file."""
    return {row.code: row for row in Rule.select().where(Rule.pack == pack).order_by(Rule.id)}


def rule_counts() -> dict[int, int]:
    """Map the ids of packs to the number of their rules."""
    return dict(Rule.select(Rule.pack, fn.COUNT(Rule.id)).group_by(Rule.pack).tuples())
