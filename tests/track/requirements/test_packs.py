"""The packs that come along: every jurisdiction with the figures of its source; and files with errors."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from peewee import DatabaseError

from cme.base.domain.topics import TOPICS
from cme.base.store.db import db
from cme.track.requirements import packs, rule_terms

STATES = packs.FOLDER / "us-state-medical-boards-2025-10.json"
BODIES = packs.FOLDER / "us-certifying-bodies-2026-02.json"
# what the source says, a jurisdiction a line, in its own words for topics and how often
FIGURES = Path(__file__).with_name("state_figures.txt")
HOW_OFTEN = {
    "each renewal": ("cycle", None),
    "one-time": ("once", None),
    "at CDS registration": ("once", None),
    "every 36-60 mo": ("months", 60),
    "per year of cycle": ("months", 12),
    "every 3rd renewal": ("cycles", 3),
    "first 2 renewals, then every 96 mo": ("cycle", None),
}


@cache
def rules(file):
    return {rule["code"]: rule for rule in packs.read(file.read_text("utf-8"))["rules"]}


def figures():
    head, *lines = [[cell.strip() for cell in line.split("|")] for line in FIGURES.read_text("utf-8").splitlines()]
    assert head == ["state", "hours", "months", "Category 1", "equivalents", "topics", "citation"]
    return lines


def _often(words):
    return HOW_OFTEN[words] if words in HOW_OFTEN else ("months", int(words.removeprefix("every ").removesuffix(" mo")))


@pytest.mark.parametrize("row", figures(), ids=lambda row: row[0])
def test_every_jurisdiction_has_the_figures_of_the_source(row):
    state, hours, months, category1, equivalents, topics, citation = row
    rule = rules(STATES)[f"US-{state}-MD"]
    assert [str(rule["total"]), str(rule["cycle_months"]), str(rule["category1"])] == [hours, months, category1]
    assert rule["equivalents"] is {"yes": True, "no": False, "-": None}[equivalents]
    found = []
    for each in filter(None, topics.split("; ")):
        code, number, often = each.split(" ", 2)
        per, count = _often(often)
        found.append((code.replace("_", "-"), None if number == "-" else float(number), per, count))
    assert [(t["code"], t["hours"], t["per"], t.get("months") or t.get("cycles")) for t in rule["topics"]] == found
    ours = rule.get("citation", "")
    assert (
        citation == ours or citation.startswith(f"{ours} (") or citation in ("no set number", "no general requirement")
    )


def test_all_fifty_five_and_no_more():
    assert len(figures()) == 55 == len(rules(STATES))


def test_what_is_carried_over_is_what_the_source_says():
    found = {code: rule["carry_over"] for code, rule in rules(STATES).items() if "carry_over" in rule}
    assert found == {"US-IA-MD": 20, "US-NE-MD": 25}


@pytest.mark.parametrize(
    ("code", "total", "months", "category1"),
    [
        ("ABAI", 25, 12, 0),
        ("ABA", 250, 120, 0),
        ("ABCRS", 90, 60, 0),
        ("ABD", 25, 12, 0),
        ("ABEM", 25, 12, 0),
        ("ABFM", 200, 60, 0),
        ("ABIM", 100, 60, 0),
        ("ABMGG", 250, 120, 0),
        ("ABNS", 20, 12, 0),
        ("ABNM", 125, 60, 0),
        ("ABOG", None, 12, 0),
        ("ABO", 250, 120, 0),
        ("ABOS", 120, 36, 0),
        ("ABOHNS", 25, 12, 0),
        ("ABPath", 70, 24, 0),
        ("ABP", 40, 60, 0),
        ("ABPMR", 150, 60, 0),
        ("ABPS", 150, 36, 0),
        ("ABPM", 20, 12, 0),
        ("ABPN", 90, 36, 0),
        ("ABR", 75, 36, 0),
        ("ABS", 150, 60, 0),
        ("ABTS", 150, 60, 0),
        ("ABU", 90, 36, 30),
        ("AOA", 120, 36, 30),
        ("AAFP", 150, 36, 75),
        ("NCCPA", 100, 24, 50),
        ("AANPCB", 100, 60, 0),
        ("ANCC", 75, 60, 60),
        ("DEA", None, 36, 0),
    ],
)
def test_every_board_has_its_figures(code, total, months, category1):
    rule = rules(BODIES)[f"US-{code}"]
    assert (rule["total"], rule["cycle_months"], rule["category1"]) == (total, months, category1)
    assert len(rules(BODIES)) == 30


def test_a_pack_names_its_source_its_date_and_what_is_not_from_it():
    for file in (STATES, BODIES):
        pack = packs.read(file.read_text("utf-8"))
        assert pack["source"] and date.fromisoformat(pack["dated"]) and len(pack["not_from_source"]) >= 5
        assert file.stem.endswith(pack["dated"][:7])


def test_both_are_loaded_with_the_first_migration(app):
    assert {(pack.code, str(pack.dated)) for pack in packs.newest()} == {
        ("us-state-medical-boards", "2025-10-01"),
        ("us-certifying-bodies", "2026-02-01"),
    }
    assert len(packs.in_force()) == 85


def test_the_same_file_again_changes_nothing(app):
    before = packs.RulePack.select().count()
    assert packs.load(STATES.read_text("utf-8"), by="test")[1] is False
    assert packs.RulePack.select().count() == before


def test_a_loaded_rule_is_a_fact(app):
    with pytest.raises(DatabaseError), db.atomic():  # PostgreSQL's triggers raise another exception
        packs.Rule.update(code="other").execute()


def test_every_topic_of_a_rule_can_be_carried_by_something():
    for file in (STATES, BODIES):
        for rule in rules(file).values():
            assert all(set(topic["counts"]) <= set(TOPICS) and topic["counts"] for topic in rule["topics"])


def test_equivalents_count_where_a_state_accepts_them():
    pack = packs.read(STATES.read_text("utf-8"))
    accepts = rule_terms.figures(rules(STATES)["US-MD-MD"], pack)
    assert "aafp-prescribed" in accepts["takes"] and "aoa-1a" in accepts["category1_takes"]
    assert "aafp-prescribed" not in rule_terms.figures(rules(STATES)["US-DE-MD"], pack)["takes"]


GOOD = {
    "pack": "test",
    "title": "A test",
    "dated": "2026-01-01",
    "source": "ourselves",
    "rules": [
        {
            "code": "T-1",
            "body": "A board",
            "cycle_months": 24,
            "total": 50,
            "category1": 25,
            "topics": [{"code": "pain", "name": "Pain", "hours": 2, "per": "cycle", "counts": ["pain"]}],
        }
    ],
}


def spoiled(**more):
    """A good pack with something else in its rule ("total"), its topic ("topic_hours") or itself ("pack_dated")."""
    pack = json.loads(json.dumps(GOOD))
    for name, value in more.items():
        level, _, rest = name.partition("_")
        target = pack if level == "pack" else pack["rules"][0]["topics"][0] if level == "topic" else pack["rules"][0]
        target[rest if level in ("pack", "topic") else name] = value
    return json.dumps(pack)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("{", "line 1: this is not JSON"),
        ("[" * 5000, "this is not JSON"),
        ("[]", "a pack is an object"),
        (spoiled(pack_dated="2026-02-30"), "dated: a date such as"),
        (spoiled(pack_rules=[]), "rules: a list of rules"),
        (spoiled(pack_wish="x"), "the pack: 'wish' means nothing here"),
        (spoiled(pack_title=""), "title: a text"),
        (spoiled(total="50"), "rule 1 (T-1): total must be a number"),
        (spoiled(total=-1), "total must be a number"),
        (spoiled(total=1.005), "at most two decimals"),
        (spoiled(total=True), "total must be a number"),
        (spoiled(category1=60), "category1 is more than the total"),
        (spoiled(cycle_months=0), "cycle_months must be"),
        (spoiled(cycle_months=24.5), "cycle_months must be"),
        (spoiled(body=""), "body must be a text"),
        (spoiled(said="heard"), "said is one of read, secondary, background"),
        (spoiled(takes=["gold"]), "no credit type 'gold'"),
        (spoiled(roles=["wizard"]), "no role 'wizard'"),
        (spoiled(names="A"), "names is not a list"),
        (spoiled(topic_hours="2"), "topic 1: hours is neither a number nor null"),
        (spoiled(topic_per="daily"), "per is one of cycle"),
        (spoiled(topic_counts=["magic"]), "there is no topic 'magic'"),
        (spoiled(topic_counts=[]), "counts must list"),
        (spoiled(topic_per="months"), "months must be a whole number"),
        (spoiled(topic_extra=1), "'extra' means nothing"),
        (spoiled(pack_rules=GOOD["rules"] * 2), "rule 2 (T-1): the code is already that of another rule"),
    ],
)
def test_an_error_is_named_with_its_rule_and_field(source, says):
    with pytest.raises(packs.InvalidPack) as caught:
        packs.read(source)
    assert says in str(caught.value)


def test_every_error_is_named_at_once():
    with pytest.raises(packs.InvalidPack) as caught:
        packs.read(spoiled(total="x", topic_per="x", pack_dated="x"))
    assert len(caught.value.errors) == 3


def test_a_pack_with_an_error_is_refused_whole(app, tmp_path):
    file = tmp_path / "bad.json"
    file.write_text(spoiled(total="x"))
    answer = app.test_cli_runner().invoke(args=["track", "load-packs", str(file)])
    assert (
        answer.exit_code == 1 and "bad.json: nothing was loaded" in answer.output and "total must be" in answer.output
    )
    assert packs.find("T-1") is None
    file.write_bytes(b"\xff\xfe")
    assert "not a text in UTF-8" in app.test_cli_runner().invoke(args=["track", "load-packs", str(file)]).output
