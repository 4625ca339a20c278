"""From a rule as a pack says it to what a clinician's cycle asks for, and what differs between two rules."""

from __future__ import annotations

from cme.base.domain.credit import Credit

FIGURES = ("total", "category1", "carry_over")
NAMES = {"total": "credits", "category1": "of it Category 1", "carry_over": "carried over at most"}


def hundredths(amount) -> int | None:
    """Turn a pack's number of credits into hundredths; None stays None."""
    return None if amount is None else round(amount * 100)


def figures(rule: dict, about: dict) -> dict:
    """Take what a cycle asks for from a rule and what its pack says of itself; amounts in hundredths."""
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


def topic(said: dict) -> dict:
    """Take a mandatory topic of a rule as a cycle keeps it: one with a condition waits for its owner's word."""
    return {
        "code": said["code"],
        "name": said["name"],
        "hundredths": hundredths(said.get("hours")),
        "per": said["per"],
        "months": said.get("months", 0),
        "cycles": said.get("cycles", 0),
        "counts": said["counts"],
        "condition": said.get("condition", ""),
        "note": said.get("note", ""),
        "applies": "unsaid" if said.get("condition") else "yes",
    }


def how_often(said: dict) -> str:
    """Say how often a topic is asked for."""
    if said["per"] == "once":
        return "once"
    if said["per"] == "cycles" and said.get("cycles", 0) > 1:
        return f"every {said['cycles']} cycles"
    if said["per"] == "months" and said.get("months"):
        years, months = divmod(said["months"], 12)
        if months:
            return f"every {said['months']} months"
        return "every year" if years == 1 else f"every {years} years"
    return "each cycle"


def _amount(value) -> str:
    return "no number" if value is None else str(Credit(value))


def changes(before: dict, after: dict) -> list[str]:
    """Say what differs between two figures of a rule, in words."""
    said = [
        f"{NAMES[name]}: {_amount(before.get(name))} became {_amount(after.get(name))}"
        for name in FIGURES
        if (before.get(name) or None) != (after.get(name) or None)
    ]
    if before.get("months") != after.get("months") and None not in (before.get("months"), after.get("months")):
        said.append(f"months of a cycle: {before['months']} became {after['months']}")
    old = {each["code"]: each for each in before.get("topics", [])}
    new = {each["code"]: each for each in after.get("topics", [])}
    said += [f"new topic: {_topic_words(each)}" for code, each in new.items() if code not in old]
    said += [f"topic no longer asked for: {each['name']}" for code, each in old.items() if code not in new]
    for code in new.keys() & old.keys():
        if _topic_words(new[code]) != _topic_words(old[code]):
            said.append(f"{_topic_words(old[code])} became {_topic_words(new[code])}")
    return said


def _topic_words(each) -> str:
    hours = "no hours set" if each.get("hundredths") is None else str(Credit(each["hundredths"]))
    condition = f", if {each['condition']}" if each.get("condition") else ""
    return f"{each['name']} ({hours}, {how_often(each)}{condition})"
