"""The progress of a clinician in a cycle of a body: plain values in, parts with their reasons out.

It is no judgment of compliance: it is "on track" or "n short", and the body decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from cme.base.domain.credit import Credit
from cme.track.requirements.dates import rules as dates

STEP = 25  # hundredths: an even pace is rounded down to quarters of a credit
LAST_DAYS = 60  # of a cycle, in which everything missing is short
ONE_ACTIVITY = 100  # hundredths that stand for one activity, where a topic sets no hours
FREQUENCIES = ("cycle", "once", "months", "cycles")


@dataclass(frozen=True)
class CreditItem:
    """A credit: the day it was completed, its amount in hundredths of a type, and its topics.

    `learning` is the same for credits of several types that were awarded for the same learning, else "".
    """

    key: str
    completed_on: date
    credit_type: str
    hundredths: int
    awarded: bool = True
    topics: tuple[str, ...] = ()
    learning: str = ""


@dataclass(frozen=True)
class Topic:
    """A mandatory topic: hours in hundredths (None: one activity), how often, and the codes that count.

    `per`: cycle, once, months (every so many) or cycles. `applies`: yes, no, or unsaid where it has a condition.
    """

    code: str
    name: str
    hundredths: int | None
    per: str = "cycle"
    months: int = 0
    cycles: int = 0
    counts: tuple[str, ...] = ()
    applies: str = "yes"


@dataclass(frozen=True)
class Terms:
    """What a body asks for in a cycle; amounts in hundredths, `total` None where no number is set.

    `takes` are the credit types that count (none: all of them), `category1_takes` those that count for the
    minimum; `participation` whether a certificate of participation counts too. `carried` came from the cycle before.
    """

    starts: date
    ends: date
    months: int
    total: int | None
    category1: int = 0
    takes: tuple[str, ...] = ()
    category1_takes: tuple[str, ...] = ()
    participation: bool = True
    topics: tuple[Topic, ...] = ()
    carried: int = 0


@dataclass(frozen=True)
class Part:
    """One part of a requirement: what is required, what counts (credit keys with hundredths), what is missing, by when.

    `state`: done, on-track, short, decide (it may not apply), later (the cycle has not begun). `behind` is how much it
    is short: of an even pace, and in the last 60 days of everything missing.
    """

    kind: str
    code: str
    name: str
    required: int
    counted: int
    missing: int
    due: date
    state: str
    lines: tuple[tuple[str, int], ...] = ()
    unit: str = "credit"
    carried: int = 0
    behind: int = 0

    @property
    def words(self) -> str:
        """Return its state in words: "on track" or "2.5 short"."""
        if self.state == "short":
            return f"{Credit(self.behind)} short" if self.unit == "credit" else "1 activity short"
        return {"decide": "to decide", "later": "not begun"}.get(self.state, "on track")


@dataclass(frozen=True)
class Progress:
    """The progress in a cycle: its parts, and which credits of its days do not count (key, reason)."""

    terms: Terms
    parts: tuple[Part, ...]
    excluded: tuple[tuple[str, str], ...] = field(default=())

    @property
    def short(self) -> list[Part]:
        """List the parts that are short, furthest behind first."""
        return sorted((part for part in self.parts if part.state == "short"), key=lambda part: -part.behind)

    @property
    def state(self) -> str:
        """Return the worst state of the parts: short, decide, later, on-track."""
        states = {part.state for part in self.parts}
        return next((each for each in ("short", "decide", "later") if each in states), "on-track")

    @property
    def words(self) -> str:
        """Return the words of its tag: "2.5 short", "1 to decide", "on track"."""
        undecided = sum(part.state == "decide" for part in self.parts)
        if self.state == "short":
            return self.short[0].words
        return {"decide": f"{undecided} to decide", "later": "not begun"}.get(self.state, "on track")

    @property
    def open(self) -> bool:
        """Return whether anything that applies is missing."""
        return any(part.missing and part.state != "decide" for part in self.parts)


def exclusion_reason(terms: Terms, credit: CreditItem) -> str | None:
    """Return why a credit does not count for a body's total, or None; its day is not looked at."""
    if terms.takes and credit.credit_type not in terms.takes:
        return "this body does not take this credit type"
    if not credit.awarded and not terms.participation:
        return "it is a certificate of participation, and this body asks for awarded credit"
    return None


def progress(terms: Terms, credits: list[CreditItem], today: date) -> Progress:
    """Compare all credits of a person with what a body asks for in a cycle."""
    counting, excluded = _divide(terms, credits)
    parts = []
    if terms.total:
        parts.append(_amount(terms, "total", "All credit", terms.total, counting, today, terms.carried))
    if terms.category1:
        first = [credit for credit in counting if credit.awarded or terms.participation]
        first = [each for each in first if not terms.category1_takes or each.credit_type in terms.category1_takes]
        parts.append(_amount(terms, "category1", "Of it Category 1", terms.category1, first, today))
    parts += [_topic(terms, topic, counting, today) for topic in terms.topics if topic.applies != "no"]
    return Progress(terms, tuple(parts), tuple(excluded))


def _divide(terms: Terms, credits: list[CreditItem]) -> tuple[list[CreditItem], list[tuple[str, str]]]:
    """Divide credits into those that a body accepts and those of the cycle's days that it does not, with the reason."""
    counting, excluded = [], []
    seen: dict[tuple[str, date], str] = {}
    rank = {kind: position for position, kind in enumerate(terms.takes)}
    for credit in sorted(
        credits, key=lambda each: (each.completed_on, rank.get(each.credit_type, len(rank)), each.key)
    ):
        reason = exclusion_reason(terms, credit)
        day = (credit.learning, credit.completed_on)
        if reason is None and credit.learning and seen.setdefault(day, credit.credit_type) != credit.credit_type:
            reason = "the same learning already counts with another credit type"
        if reason is None:
            counting.append(credit)
        elif terms.starts <= credit.completed_on <= terms.ends:
            excluded.append((credit.key, reason))
    return counting, excluded


def _within(credits: list[CreditItem], starts: date, ends: date) -> tuple[tuple[str, int], ...]:
    return tuple((credit.key, credit.hundredths) for credit in credits if starts <= credit.completed_on <= ends)


def _sum(lines: tuple[tuple[str, int], ...]) -> int:
    return sum(amount for _, amount in lines)


def _amount(
    terms: Terms, kind: str, name: str, required: int, credits: list[CreditItem], today: date, carried: int = 0
) -> Part:
    lines = _within(credits, terms.starts, terms.ends)
    counted = _sum(lines) + carried
    missing = max(required - counted, 0)
    behind = max(expected(required, terms.starts, terms.ends, today) - counted, 0)
    behind = missing if _late(terms, today) else behind
    state = _state(terms, missing, behind, today)
    return Part(kind, kind, name, required, counted, missing, terms.ends, state, lines, carried=carried, behind=behind)


def expected(required: int, starts: date, ends: date, today: date) -> int:
    """Return what an even pace would have earned by a day, in hundredths, rounded down to quarters of a credit."""
    passed, whole = dates.elapsed(starts, ends, today)
    return required * passed // whole // STEP * STEP


def _state(terms: Terms, missing: int, behind: int, today: date) -> str:
    if not missing:
        return "done"
    if today < terms.starts:
        return "later"
    return "short" if behind else "on-track"


def _late(terms: Terms, today: date) -> bool:
    return (terms.ends - today).days < LAST_DAYS


def windows(terms: Terms, topic: Topic) -> list[tuple[date, date]]:
    """List the spans of days in each of which a topic is required once."""
    if topic.per == "once":
        return [(date.min, terms.ends)]
    if topic.per == "cycles" and topic.cycles > 1:
        return [(dates.first_day(terms.ends, topic.cycles * terms.months), terms.ends)]
    if topic.per != "months" or not topic.months or topic.months == terms.months:
        return [(terms.starts, terms.ends)]
    if topic.months > terms.months:
        return [(dates.first_day(terms.ends, topic.months), terms.ends)]
    spans, starts = [], terms.starts
    while starts <= terms.ends:
        ends = min(dates.last_day(starts, topic.months), terms.ends)
        spans.append((starts, ends))
        starts = ends + dates.ONE_DAY
    return spans


def _topic(terms: Terms, topic: Topic, credits: list[CreditItem], today: date) -> Part:
    """Count a topic in each of its windows; half of a window may pass before it is short."""
    required = ONE_ACTIVITY if topic.hundredths is None else topic.hundredths
    about = [credit for credit in credits if set(credit.topics) & set(topic.counts)]
    lines: tuple[tuple[str, int], ...] = ()
    counted, behind, due = 0, 0, terms.ends
    spans = windows(terms, topic)
    for starts, ends in reversed(spans):
        mine = _within(about, starts, ends)
        amount = (ONE_ACTIVITY if mine else 0) if topic.hundredths is None else _sum(mine)
        lines = mine + lines
        counted += min(amount, required) if len(spans) > 1 else amount
        if amount < required:
            passed, whole = dates.elapsed(max(starts, terms.starts), ends, today)
            behind += (required - amount) * (2 * passed >= whole or _late(terms, today))
            due = ends
    missing = max(required * len(spans) - counted, 0)
    state = _state(terms, missing, behind, today)
    if topic.applies == "unsaid" and missing:
        state = "decide"
    unit = "activity" if topic.hundredths is None else "credit"
    return Part(
        "topic", topic.code, topic.name, required * len(spans), counted, missing, due, state, lines, unit, behind=behind
    )


def surplus(before: Progress, limit: int) -> int:
    """Return how much of a cycle's surplus the next one may count, in hundredths."""
    total = next((part for part in before.parts if part.kind == "total"), None)
    return min(max(total.counted - total.required, 0), limit) if total else 0


def closing(missing: int, waiting: list[tuple[int, int]]) -> list[int]:
    """Return the ids of the fewest credits that close a gap; all of them, largest first, where they do not suffice.

    `missing` is in hundredths, `waiting` pairs of ids and hundredths in order of preference.
    """
    chosen, remaining = [], missing
    for entry_id, amount in sorted(waiting, key=lambda pair: -pair[1]):
        if remaining <= 0:
            break
        chosen.append(entry_id)
        remaining -= amount
    return chosen
