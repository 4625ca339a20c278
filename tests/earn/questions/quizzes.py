"""Helpers of the tests of board review; every step goes through the records or the pages."""

from __future__ import annotations

from datetime import date

from cme.earn.questions import records as answers
from cme.earn.records import Entry, Move
from cme.offer import records as offer
from cme.offer.importers.questions import Answer, Item, Words
from cme.offer.questions import records as questions


def offered(valid_from=date(2020, 1, 1), **fields):
    """Offer the activity."""
    return offer.offer_board_review(
        title="Board review questions", valid_from=valid_from, disclosures="None.", maximum="10", **fields, by="test"
    )


def item(n, category="Cardiology", right=0, stem=None):
    """Return a question with the id q<n> and three answers."""
    words = [
        Answer(Words(f"{word} {n}", "plain"), Words(f"about {word}", "plain")) for word in ("Best", "Worse", "Worst")
    ]
    return Item(
        stem=Words(stem or f"What about {n}?", "plain"),
        answers=words,
        right=right,
        id=f"q{n}",
        title=f"Title {n}",
        category=category,
        explanation=Words("Because.", "plain"),
        reference="Journal 2020;1:1.",
    )


def fill(*counts) -> None:
    """Put in questions: (("Cardiology", 4), ("Nephrology", 3))."""
    n = 0
    for category, count in counts or (("Cardiology", 8), ("Nephrology", 6)):
        for _ in range(count):
            n += 1
            questions.put(item(n, category), by="test")


def version(n):
    """Return the newest version of question n."""
    question = questions.find(f"q{n}")
    return questions.newest([question.id])[question.id]


def quiz_of(person, *ns):
    """Create a session of just these questions, in this order."""
    quiz = answers.Quiz.create(person=person, created=answers.clock.now(), categories=[])
    for at, n in enumerate(ns, start=1):
        answers.QuizQuestion.create(quiz=quiz, position=at, question=questions.find(f"q{n}"))
    return quiz


def give(person, n, right=True, student=False, shown=None, now=None):
    """Answer question n in a session of its own; return the result."""
    quiz_question = quiz_of(person, n).quiz_questions.get()
    shown = shown or version(n)
    chosen = shown.right if right else (shown.right + 1) % len(shown.answers)
    return answers.answer(quiz_question, shown, chosen, student=student, now=now, by="test")


def credits(person):
    """List the board-review credits of a person, as titles with amounts, oldest first."""
    rows = Entry.select().join(answers.Block).where(Entry.person == person).order_by(Entry.id)
    return [(row.title, Move.get(Move.entry == row, Move.kind == "earned").amount) for row in rows]


def waiting(person) -> int:
    """Return how many answers are on the way to the next credit."""
    return len(answers.on_the_way(person))
