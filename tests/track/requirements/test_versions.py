"""A newer version of a pack shows what changed and for whom; each takes it over or keeps what they have."""

from __future__ import annotations

import json
from datetime import date

import pytest

from cme.base import audit_log
from cme.track.requirements import packs, records, versions
from tests.track.requirements.test_packs import STATES


@pytest.fixture
def newer(app, tmp_path):
    """A pack of the states of a year later, in which Maryland asks for 60, and for pain; and Alabama is gone."""
    pack = json.loads(STATES.read_text("utf-8"))
    pack["dated"] = "2026-10-01"
    pack["rules"] = [rule for rule in pack["rules"] if rule["code"] != "US-AL-MD"]
    maryland = next(rule for rule in pack["rules"] if rule["code"] == "US-MD-MD")
    maryland["total"] = 60
    maryland["topics"][0]["hours"] = 3
    maryland["topics"].append(
        {"code": "pain", "name": "Pain management", "hours": 1, "per": "cycle", "counts": ["pain"]}
    )
    file = tmp_path / "newer.json"
    file.write_text(json.dumps(pack))
    return file


def keep(person, code="US-MD-MD", starts=date(2025, 10, 1), ends=date(2027, 9, 30)):
    rule = packs.find(code)
    values = records.rule_figures(rule) | {"starts": starts, "ends": ends, "carried": None, "rule": rule}
    return records.add(person, body=rule.values["body"], rule=code, values=values)


def load(app, file) -> str:
    return app.test_cli_runner().invoke(args=["track", "load-packs", str(file)]).output


def test_the_shell_says_what_changed_and_for_whom(app, cast, newer):
    keep(cast.physician)
    keep(cast.nurse, starts=date(2020, 10, 1), ends=date(2022, 9, 30))  # over: it concerns them no more
    records.retire(keep(cast.stranger), True)
    output = load(app, newer)
    assert "loaded     newer.json" in output and "54 rules" in output
    (line,) = [line for line in output.splitlines() if "Maryland" in line]
    assert "credits: 50 became 60" in line and "new topic: Pain management (1, each cycle)" in line
    assert "(2, once, if you register to dispense controlled dangerous substances) became" in line
    assert "(1 person: alice@example.org)" in line
    assert "Alabama Board of Medical Examiners: no longer in the pack" in output
    assert len([line for line in output.splitlines() if line.startswith("  ")]) == 2, "nothing else changed"
    audit_log.append()
    assert audit_log.LogRow.select().where(audit_log.LogRow.body.contains("rules.loaded")).count() == 3, (
        "two came along, one was loaded"
    )
    assert load(app, newer).startswith("unchanged")


def test_an_older_file_loaded_later_does_not_take_over(app, newer):
    load(app, newer)
    older = json.loads(STATES.read_text("utf-8"))
    older["dated"] = "2024-01-01"
    packs.load(json.dumps(older), by="test")
    assert packs.find("US-MD-MD").values["total"] == 60
    assert packs.find("US-AL-MD") is None


def test_the_first_version_of_a_pack_changed_nothing(app):
    assert versions.changes_of(packs.newest()[0]) == []


def test_its_owner_sees_it_and_follows(app, cast, visitor, newer):
    row = keep(cast.physician)
    alice = visitor(cast.physician)
    assert alice.get(f"/requirements/{row.id}").hasnt("The published rule changed")
    load(app, newer)
    assert alice.get("/requirements").has("Its rule changed")
    page = alice.get(f"/requirements/{row.id}")
    assert page.has("The published rule changed", "credits: 50 became 60", "of 50")
    cycle = row.cycles.get()
    page = alice.post(f"/cycles/{cycle.id}/rule", take="1")
    assert page.has("This cycle follows the newer rule", "of 60", "Pain management") and page.hasnt(
        "The published rule changed"
    )
    assert records.latest(cycle).starts == date(2025, 10, 1), "the days stay"


def test_a_cycle_of_another_length_keeps_its_days_and_says_so(app, cast, visitor, newer):
    row = keep(cast.physician)
    pack = json.loads(newer.read_text())
    next(rule for rule in pack["rules"] if rule["code"] == "US-MD-MD")["cycle_months"] = 36
    newer.write_text(json.dumps(pack))
    load(app, newer)
    alice = visitor(cast.physician)
    alice.get(f"/requirements/{row.id}").has("months of a cycle: 24 became 36")
    alice.post(f"/cycles/{row.cycles.get().id}/rule", take="1").has("follows the newer rule", "Its days stay")
    assert records.latest(row.cycles.get()).ends == date(2027, 9, 30)


@pytest.mark.parametrize(("take", "changed", "months"), [("1", None, 36), ("0", None, 24), ("1", 12, 12)])
def test_the_cycle_after_a_followed_rule_is_as_long_as_it_says(app, cast, visitor, newer, take, changed, months):
    row = keep(cast.physician)
    if changed:
        records.change(row.cycles.get(), {"months": changed, "ends": date(2026, 9, 30)})
    pack = json.loads(newer.read_text())
    next(rule for rule in pack["rules"] if rule["code"] == "US-MD-MD")["cycle_months"] = 36
    newer.write_text(json.dumps(pack))
    load(app, newer)
    alice = visitor(cast.physician)
    alice.post(f"/cycles/{row.cycles.get().id}/rule", take=take)
    form = alice.get(f"/requirements/{row.id}/cycles/new")
    ends = {36: "2030-09-30", 24: "2029-09-30", 12: "2027-09-30"}[months]
    assert (form.field("months"), form.field("ends")) == (str(months), ends)


def test_or_keeps_what_they_have_and_is_told_no_more(app, cast, visitor, newer):
    row = keep(cast.physician)
    load(app, newer)
    alice = visitor(cast.physician)
    page = alice.post(f"/cycles/{row.cycles.get().id}/rule", take="0")
    assert page.has("This cycle stays as it is", "of 50") and page.hasnt("The published rule changed")
    assert versions.changes_of(packs.find("US-MD-MD").pack)[0].people == []


def test_answers_and_topics_of_ones_own_survive_a_newer_rule(app, cast, visitor, newer):
    row = keep(cast.physician)
    cycle = row.cycles.get()
    topics = records.latest(cycle).topics
    topics[0]["applies"] = "no"
    own = topics[1] | {"code": "own-ethics", "name": "Medical ethics", "counts": ["ethics"]}
    records.change(cycle, {"topics": [*topics, own]})
    load(app, newer)
    visitor(cast.physician).post(f"/cycles/{cycle.id}/rule", take="1")
    answers = {each["code"]: each["applies"] for each in records.latest(cycle).topics}
    assert answers == {"cs-prescribing": "no", "implicit-bias": "yes", "pain": "yes", "own-ethics": "yes"}


def test_the_next_cycle_takes_the_old_figures_along_and_says_that_the_rule_changed(app, cast, visitor, newer):
    row = keep(cast.physician)
    load(app, newer)
    alice = visitor(cast.physician)
    form = alice.get(f"/requirements/{row.id}/cycles/new")
    fields = {name: form.field(name) for name in ("starts", "ends", "months", "total", "category1")}
    page = alice.post(f"/requirements/{row.id}/cycles", fields)
    page.has("1 Oct 2027 to 30 Sep 2029", "of 50", "The published rule changed", "credits: 50 became 60")


def test_the_office_sees_what_changed_and_for_whom(app, cast, visitor, newer):
    keep(cast.physician)
    carol = visitor(cast.coordinator)
    page = carol.get("/office/rules")
    page.has(
        "State medical boards of the United States (MD)",
        "As of 1 Oct 2025",
        "Federation of State Medical Boards",
        "Not from the source (11)",
    )
    assert page.hasnt("What changed since")
    load(app, newer)
    page = carol.get("/office/rules")
    page.has(
        "As of 1 Oct 2026",
        "What changed since 1 Oct 2025",
        "credits: 50 became 60",
        "Alice Adams (alice@example.org)",
        "Alabama Board of Medical Examiners no longer in the pack nobody",
    )
    assert visitor(cast.physician).get("/office/rules").status == 404
