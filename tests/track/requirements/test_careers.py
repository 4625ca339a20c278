"""Three careers of ten years, worked out by hand and compared line by line: told credit by credit, held against real rules."""

from __future__ import annotations

from datetime import date

import pytest

from cme.base.domain.credit import Credit
from cme.track.requirements import packs, progress, records
from cme.track.requirements.dates import rules as dates
from tests.track.external_credits import add_external_credit

# day | credit type | amount | topics | title, where it matters
MARYLAND = """
2016-09-30 | ama-pra-1       | 10    |                       | the day before the first cycle
2016-10-01 | ama-pra-1       | 12.5  |
2017-05-20 | ama-pra-2       | 20    |
2018-02-28 | ama-pra-1       | 15    |
2018-03-01 | ama-pra-1       | 2     | opioids
2018-09-30 | ama-pra-1       | 5     |                       | the last day
2018-10-01 | ama-pra-1       | 4     |                       | the first of the next
2019-07-04 | ama-pra-2       | 30    |
2020-02-29 | ama-pra-1       | 10    |                       | a leap day
2020-09-30 | ancc            | 8     |                       | not taken
2021-01-15 | ama-pra-1       | 25    |
2021-06-01 | ama-pra-1       | 25.25 |
2022-04-15 | ama-pra-1       | 1     | implicit-bias
2022-10-01 | state           | 6     |                       | counts in all, not for Category 1
2023-05-05 | ama-pra-1       | 24.75 |
2024-09-30 | aafp-prescribed | 20    |                       | an equivalent, which Maryland accepts
2024-10-01 | ama-pra-1       | 0.5   |
2025-03-03 | ama-pra-1       | 49.25 |
"""
# 50 in 24 months, 25 of Category 1; controlled substances 2 once; implicit bias one activity once
# cycle ends | all | of it Category 1 | controlled substances | implicit bias | missing of each
MARYLAND_BY_HAND = """
2018-09-30 | 54.5  | 34.5  | 2 | 0 | 0 0 0 1
2020-09-30 | 44    | 14    | 2 | 0 | 6 11 0 1
2022-09-30 | 51.25 | 51.25 | 2 | 1 | 0 0 0 0
2024-09-30 | 50.75 | 44.75 | 2 | 1 | 0 0 0 0
2026-09-30 | 49.75 | 49.75 | 2 | 1 | 0.25 0 0 0
"""
# 50 in 24 months, all of Category 1, at most 25 carried over (into all credit only); opioids and PDMP 3 each
NEBRASKA = """
2017-01-10 | ama-pra-1 | 40 |
2018-01-10 | ama-pra-1 | 20 |
2018-06-01 | ama-pra-1 | 3  | opioids
2019-03-03 | ama-pra-1 | 40 |
2020-01-01 | ama-pra-1 | 2  | pdmp
2021-02-02 | ama-pra-1 | 90 |
2023-07-07 | ama-pra-2 | 30 |
2026-05-05 | ama-pra-1 | 50 |
2026-06-06 | ama-pra-1 | 4  | opioids
"""
# carried into it: 0 · 63 - 50 = 13 · 55 - 50 = 5 · 95 - 50 = 45, at most 25 · a year without a cycle: 0
NEBRASKA_BY_HAND = """
2018-09-30 | 63 | 63 | 3 | 0 0 0
2020-09-30 | 55 | 42 | 2 | 0 8 1
2022-09-30 | 95 | 90 | 0 | 0 0 3
2024-09-30 | 55 | 0  | 0 | 0 50 3
2027-09-30 | 54 | 54 | 4 | 0 0 0
"""
# Florida, the American Board of Internal Medicine and a hospital count the same credits
THREE_BODIES = """
2016-03-10 | ama-pra-1 | 10 |                   | Update in internal medicine
2016-03-10 | abim-moc  | 10 |                   | Update in internal medicine
2017-02-28 | ama-pra-1 | 2  | patient-safety
2017-11-05 | ama-pra-2 | 30 |
2018-01-31 | ama-pra-1 | 1  | hiv
2019-04-01 | ama-pra-1 | 20 |
2019-12-31 | ama-pra-1 | 2  | domestic-violence
2020-01-31 | ama-pra-1 | 2  | patient-safety
2020-02-29 | ama-pra-1 | 12 |
2021-06-30 | ama-pra-1 | 30 |
2021-07-01 | ama-pra-1 | 1  | hiv
2022-01-31 | ama-pra-1 | 2  | patient-safety
2022-02-01 | ama-pra-1 | 2  | domestic-violence
2023-05-05 | ama-pra-1 | 40 |
2024-01-31 | ama-pra-1 | 1  | hiv
2025-06-06 | ama-pra-1 | 35 |
2025-12-31 | ama-pra-1 | 5  | patient-safety
2026-01-31 | ama-pra-1 | 1  | hiv
"""
# 40 in 24 months; medical errors 2, HIV 1 each; domestic violence 2 every third renewal (the last six years)
FLORIDA_BY_HAND = """
2018-01-31 | 43 | 2 | 1 | 0 | 0 0 0 2
2020-01-31 | 24 | 2 | 0 | 2 | 16 0 1 0
2022-01-31 | 45 | 2 | 1 | 2 | 0 0 0 0
2024-01-31 | 43 | 0 | 1 | 4 | 0 2 0 0
2026-01-31 | 41 | 5 | 1 | 2 | 0 0 0 0
"""
# 100 points in five years; Category 2 is not taken, and the update of 2016 counts once
ABIM_BY_HAND = """
2020-12-31 | 49  | 51
2025-12-31 | 116 | 0
"""
# the hospital takes everything: 12 each year
HOSPITAL_BY_HAND = """
2016-12-31 | 10 | 2
2017-12-31 | 32 | 0
2018-12-31 | 1  | 11
2019-12-31 | 22 | 0
2020-12-31 | 14 | 0
2021-12-31 | 31 | 0
2022-12-31 | 4  | 8
2023-12-31 | 40 | 0
2024-12-31 | 1  | 11
2025-12-31 | 40 | 0
"""


def rows(table):
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def live(person, table):
    """Tell every credit of a career."""
    for number, (day, kind, amount, topics, *title) in enumerate(rows(table)):
        add_external_credit(
            person,
            completed_on=date.fromisoformat(day),
            credit_type=kind,
            amount=Credit.parse(amount).hundredths,
            topics=topics.split(),
            title=title[0] if title and title[0] else f"credit {number}",
        )


def track(person, code, ends, **more):
    """Keep track of a body by its rule, with cycles that end on these days."""
    rule = packs.find(code)
    figures = records.rule_figures(rule) if rule else more.pop("figures")
    topics = [
        each | {"applies": "no" if each["code"] in more.get("spared", ()) else "yes"} for each in figures["topics"]
    ]
    requirement = None
    for end in ends:
        last = date.fromisoformat(end)
        values = figures | {
            "starts": dates.first_day(last, figures["months"]),
            "ends": last,
            "carried": None,
            "rule": rule,
            "topics": topics,
        }
        if requirement is None:
            requirement = records.add(person, body=code, rule=code, values=values)
        else:
            records.add_cycle(requirement, values)
    return next(row for row in records.of(person) if row.requirement.id == requirement.id)


def hold(person, requirement, by_hand):
    """Hold every cycle of a body against the table that was worked out by hand."""
    credits = progress.credits_of(person)
    for terms, (ends, *expected) in zip(requirement.cycles, rows(by_hand), strict=True):
        reached = progress.status_of(requirement, terms, credits, terms.ends).progress
        counted = [str(Credit(part.counted)) for part in reached.parts]
        missing = " ".join(str(Credit(part.missing)) for part in reached.parts)
        assert [terms.ends.isoformat(), *counted, missing] == [ends, *expected], f"the cycle that ends on {ends}"


@pytest.fixture
def alice(cast):
    return cast.physician


def test_ten_years_in_maryland(alice):
    live(alice, MARYLAND)
    hold(alice, track(alice, "US-MD-MD", [row[0] for row in rows(MARYLAND_BY_HAND)]), MARYLAND_BY_HAND)


def test_ten_years_in_nebraska_with_credit_carried_over(alice):
    live(alice, NEBRASKA)
    hold(alice, track(alice, "US-NE-MD", [row[0] for row in rows(NEBRASKA_BY_HAND)]), NEBRASKA_BY_HAND)


def test_ten_years_under_three_bodies_at_once(alice):
    live(alice, THREE_BODIES)
    florida = track(alice, "US-FL-MD", [row[0] for row in rows(FLORIDA_BY_HAND)], spared=("controlled-substances",))
    abim = track(alice, "US-ABIM", [row[0] for row in rows(ABIM_BY_HAND)])
    own = {
        "total": 1200,
        "category1": 0,
        "carry_over": None,
        "unit": "credits",
        "takes": [],
        "category1_takes": [],
        "participation": True,
        "topics": [],
        "months": 12,
    }
    hospital = track(alice, "", [row[0] for row in rows(HOSPITAL_BY_HAND)], figures=own)
    hold(alice, florida, FLORIDA_BY_HAND)
    hold(alice, abim, ABIM_BY_HAND)
    hold(alice, hospital, HOSPITAL_BY_HAND)
