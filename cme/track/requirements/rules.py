"""How far somebody has come with what a body asks for. Plain values in, parts with their reasons out.

Never a judgement of compliance: "on track" or "n short", and the body decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from cme.base.domain.credit import Credit
from cme.track.requirements.dates import rules as dates

STEP = 25  # hundredths: an even pace is rounded down to quarters of a credit
LAST_DAYS = 60  # of a cycle, in which whatever is missing is short
ONE_ACTIVITY = 100  # where a topic has no hours, one activity is asked for
PERS = ("cycle", "once", "months", "cycles")


@dataclass(frozen=True)
class Given:
    """A credit: the day it was completed, its amount in hundredths of a type, and what it is about.

    `alike` is the same for credits of several types that were given for the same learning.
    """

    key: str
    on: date
    credit_type: str
    hundredths: int
    awarded: bool = True
    topics: tuple[str, ...] = ()
    alike: str = ""


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
    """One requirement: what it asks for, what counts (credit keys with hundredths), what is missing, by when.

    `state`: done, on-track, short, decide (it may not apply), later (the cycle has not begun). `behind` is how much
    it is short: of an even pace, and in the last 60 days of all that is missing.
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
        """Say how it stands: "on track" or "2.5 short"."""
        if self.state == "short":
            return f"{Credit(self.behind)} short" if self.unit == "credit" else "1 activity short"
        return {"decide": "to decide", "later": "not begun"}.get(self.state, "on track")


@dataclass(frozen=True)
class Progress:
    """How a cycle stands: its parts, and why credits of its days do not count (key, reason)."""

    terms: Terms
    parts: tuple[Part, ...]
    passed_over: tuple[tuple[str, str], ...] = field(default=())

    @property
    def short(self) -> list[Part]:
        """List the parts that are short, the most first."""
        return sorted((part for part in self.parts if part.state == "short"), key=lambda part: -part.behind)

    @property
    def state(self) -> str:
        """Tell the worst of the parts: short, decide, later, on-track."""
        states = {part.state for part in self.parts}
        return next((each for each in ("short", "decide", "later") if each in states), "on-track")

    @property
    def words(self) -> str:
        """Say it in a tag: "2.5 short", "1 to decide", "on track"."""
        undecided = sum(part.state == "decide" for part in self.parts)
        if self.state == "short":
            return self.short[0].words
        return {"decide": f"{undecided} to decide", "later": "not begun"}.get(self.state, "on track")

    @property
    def open(self) -> bool:
        """Whether anything is missing of what applies."""
        return any(part.missing and part.state != "decide" for part in self.parts)


def why_not(terms: Terms, given: Given) -> str | None:
    """Say why a credit does not count for a body's total, or None; its day is another matter."""
    if terms.takes and given.credit_type not in terms.takes:
        return "this body does not take this credit type"
    if not given.awarded and not terms.participation:
        return "it is a certificate of participation, and this body asks for awarded credit"
    return None


def progress(terms: Terms, given: list[Given], today: date) -> Progress:
    """Hold every credit that somebody has against what a body asks for in a cycle."""
    taken, passed = _taken(terms, given)
    parts = []
    if terms.total:
        parts.append(_amount(terms, "total", "All credit", terms.total, taken, today, terms.carried))
    if terms.category1:
        first = [one for one in taken if one.awarded or terms.participation]
        first = [one for one in first if not terms.category1_takes or one.credit_type in terms.category1_takes]
        parts.append(_amount(terms, "category1", "Of it Category 1", terms.category1, first, today))
    parts += [_topic(terms, topic, taken, today) for topic in terms.topics if topic.applies != "no"]
    return Progress(terms, tuple(parts), tuple(passed))


def _taken(terms: Terms, given: list[Given]) -> tuple[list[Given], list[tuple[str, str]]]:
    """Divide credits into those that a body takes and those passed over in the days of the cycle, with the reason."""
    taken, passed = [], []
    seen: dict[tuple[str, date], str] = {}
    rank = {kind: place for place, kind in enumerate(terms.takes)}
    for one in sorted(given, key=lambda one: (one.on, rank.get(one.credit_type, len(rank)), one.key)):
        reason = why_not(terms, one)
        if reason is None and one.alike and seen.setdefault((one.alike, one.on), one.credit_type) != one.credit_type:
            reason = "the same learning already counts with another credit type"
        if reason is None:
            taken.append(one)
        elif terms.starts <= one.on <= terms.ends:
            passed.append((one.key, reason))
    return taken, passed


def _within(given: list[Given], starts: date, ends: date) -> tuple[tuple[str, int], ...]:
    return tuple((one.key, one.hundredths) for one in given if starts <= one.on <= ends)


def _sum(lines: tuple[tuple[str, int], ...]) -> int:
    return sum(amount for _, amount in lines)


def _amount(
    terms: Terms, kind: str, name: str, required: int, given: list[Given], today: date, carried: int = 0
) -> Part:
    lines = _within(given, terms.starts, terms.ends)
    counted = _sum(lines) + carried
    missing = max(required - counted, 0)
    behind = max(expected(required, terms.starts, terms.ends, today) - counted, 0)
    behind = missing if _late(terms, today) else behind
    state = _state(terms, missing, behind, today)
    return Part(kind, kind, name, required, counted, missing, terms.ends, state, lines, carried=carried, behind=behind)


def expected(required: int, starts: date, ends: date, today: date) -> int:
    """Tell what an even pace would have counted by a day, rounded down to quarters of a credit."""
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
    """List the spans of days in each of which a topic is asked for once."""
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


def _topic(terms: Terms, topic: Topic, given: list[Given], today: date) -> Part:
    """Count a topic in each of its windows; half of a window may pass before it is short."""
    asked = ONE_ACTIVITY if topic.hundredths is None else topic.hundredths
    about = [one for one in given if set(one.topics) & set(topic.counts)]
    lines: tuple[tuple[str, int], ...] = ()
    counted, behind, due = 0, 0, terms.ends
    spans = windows(terms, topic)
    for starts, ends in reversed(spans):
        mine = _within(about, starts, ends)
        amount = (ONE_ACTIVITY if mine else 0) if topic.hundredths is None else _sum(mine)
        lines = mine + lines
        counted += min(amount, asked) if len(spans) > 1 else amount
        if amount < asked:
            passed, whole = dates.elapsed(max(starts, terms.starts), ends, today)
            behind += (asked - amount) * (2 * passed >= whole or _late(terms, today))
            due = ends
    missing = max(asked * len(spans) - counted, 0)
    state = _state(terms, missing, behind, today)
    if topic.applies == "unsaid" and missing:
        state = "decide"
    unit = "activity" if topic.hundredths is None else "credit"
    return Part(
        "topic", topic.code, topic.name, asked * len(spans), counted, missing, due, state, lines, unit, behind=behind
    )


def surplus(before: Progress, limit: int) -> int:
    """Tell how much of a cycle's surplus the next one may count, in hundredths."""
    total = next((part for part in before.parts if part.kind == "total"), None)
    return min(max(total.counted - total.required, 0), limit) if total else 0


def closing(missing: int, waiting: list[tuple[int, int]]) -> list[int]:
    """Choose the fewest waiting credits (ids and hundredths, in the order of preference) that close a gap.

    All of them, largest first, where they do not suffice.
    """
    chosen, left = [], missing
    for number, amount in sorted(waiting, key=lambda pair: -pair[1]):
        if left <= 0:
            break
        chosen.append(number)
        left -= amount
    return chosen
