"""Turn a rule of a pack into the terms of a clinician's cycle, and describe how two rules differ."""

from __future__ import annotations

from cme.base.domain.credit import Credit

FIGURES = ("total", "category1", "carry_over")
NAMES = {"total": "credits", "category1": "of it Category 1", "carry_over": "carried over at most"}


def hundredths(amount) -> int | None:
    """Turn a pack's number of credits into hundredths; None stays None."""
    return None if amount is None else round(amount * 100)


def figures(rule: dict, about: dict) -> dict:
    """Return what a cycle asks for by a rule and the head of its pack (`about`), amounts in hundredths."""
    takes = rule["takes"] if "takes" in rule else list(about.get("takes", []))
    first = rule.get("category1_takes") or (["ama-pra-1"] if "ama-pra-1" in takes else takes)
    if rule.get("equivalents"):
        takes = takes + [each for each in about.get("equivalent", []) if each not in takes]
        first = first + [each for each in about.get("equivalent", []) if each not in first]
    return {
        "total": hundredths(rule.get("total")),
        "category1": hundredths(rule.get("category1")) or 0,
        "carry_over": hundredths(rule.get("carry_over")),
        "unit": rule.get("unit") or about.get("unit") or "credits",
        "takes": takes,
        "category1_takes": first,
        "participation": bool(rule.get("participation")),
        "topics": [topic(each) for each in rule.get("topics", [])],
    }


def topic(values: dict) -> dict:
    """Return a mandatory topic of a rule as terms hold it; whether one with a condition applies is left open."""
    return {
        "code": values["code"],
        "name": values["name"],
        "hundredths": hundredths(values.get("hours")),
        "per": values["per"],
        "months": values.get("months", 0),
        "cycles": values.get("cycles", 0),
        "counts": values["counts"],
        "condition": values.get("condition", ""),
        "note": values.get("note", ""),
        "applies": "unsaid" if values.get("condition") else "yes",
    }


def how_often(topic: dict) -> str:
    """Describe how often a topic is required: "every 2 years"."""
    if topic["per"] == "once":
        return "once"
    if topic["per"] == "cycles" and topic.get("cycles", 0) > 1:
        return f"every {topic['cycles']} cycles"
    if topic["per"] == "months" and topic.get("months"):
        years, months = divmod(topic["months"], 12)
        if months:
            return f"every {topic['months']} months"
        return "every year" if years == 1 else f"every {years} years"
    return "each cycle"


def _amount(value) -> str:
    return "no number" if value is None else str(Credit(value))


def changes(before: dict, after: dict) -> list[str]:
    """Describe how the figures of two versions of a rule differ, a sentence each."""
    differences = [
        f"{NAMES[name]}: {_amount(before.get(name))} became {_amount(after.get(name))}"
        for name in FIGURES
        if (before.get(name) or None) != (after.get(name) or None)
    ]
    if before.get("months") != after.get("months") and None not in (before.get("months"), after.get("months")):
        differences.append(f"months of a cycle: {before['months']} became {after['months']}")
    old = {each["code"]: each for each in before.get("topics", [])}
    new = {each["code"]: each for each in after.get("topics", [])}
    differences += [f"new topic: {_topic_words(each)}" for code, each in new.items() if code not in old]
    differences += [f"topic no longer asked for: {each['name']}" for code, each in old.items() if code not in new]
    for code in new.keys() & old.keys():
        if _topic_words(new[code]) != _topic_words(old[code]):
            differences.append(f"{_topic_words(old[code])} became {_topic_words(new[code])}")
    return differences


def _topic_words(each) -> str:
    hours = "no hours set" if each.get("hundredths") is None else str(Credit(each["hundredths"]))
    condition = f", if {each['condition']}" if each.get("condition") else ""
    return f"{each['name']} ({hours}, {how_often(each)}{condition})"
