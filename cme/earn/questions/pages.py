"""Pages of board review: the overview, sessions, a question and the result of its answer."""

from __future__ import annotations

from flask import abort, request, url_for
from flask_login import current_user
from markupsafe import Markup

from cme.base import audit_log, clock, provider, text
from cme.base.domain.credit import Credit
from cme.base.http import web
from cme.base.http.access import signed_in
from cme.base.http.routes import Routes
from cme.earn.questions import records, rules, sentences
from cme.offer import records as offer
from cme.offer.questions import records as questions
from cme.people import drafts

routes = Routes()


@routes.get("/questions")
@signed_in
def board_review():
    return _board_review({}, drafts.take(current_user) or {})


def _board_review(errors, form, status=200):
    performance = records.performance(current_user)
    ticked = form.getlist("category") if form else [str(row.category.id) for row in performance]
    offered = offer.board_review()
    on_the_way = records.on_the_way(current_user)
    return web.show(
        "earn/questions/index.html",
        status=status,
        errors=errors,
        performance=performance,
        totals=records.totals(current_user),
        going_on=[
            row | {"words": sentences.session(web.day(row["quiz"].created), row["answered"], row["total"])}
            for row in records.going_on(current_user)
        ],
        on_the_way=on_the_way,
        on_the_way_words=sentences.on_the_way(len(on_the_way)),
        chart=[
            {
                "label": row.category.name,
                "full": row.correct,
                "half": row.answered - row.correct,
                "whole": row.questions,
            }
            for row in performance
        ],
        categories=performance,
        ticked=ticked,
        number=form.get("number", "6") if form else "6",
        numbers=[(str(number), f"{number} questions") for number in rules.NUMBERS],
        per_credit=rules.PER_CREDIT,
        activity=offered[0] if offered else None,
        valid=records.offer_on(clock.today(current_user.zone)) is not None,
        worth=Credit(offered[1].unit_value) if offered else None,
        first_only=provider.current().first_attempts_only,
    )


@routes.post("/questions/sessions")
@drafts.returns_to("earn.board_review")
@signed_in
def start_quiz():
    known = {str(row.id): row.id for row, _ in questions.categories()}
    chosen_categories = [known[each] for each in request.form.getlist("category") if each in known]
    number = request.form.get("number", "")
    errors = web.form_errors(
        category=None if chosen_categories else "Choose at least one category",
        number=None if number in {str(each) for each in rules.NUMBERS} else "Choose how many questions",
    )
    if errors:
        return _board_review(errors, request.form, 422)
    quiz = records.start(current_user._get_current_object(), chosen_categories, int(number))
    return web.leave(url_for(".quiz", quiz_id=quiz.id))


def _mine(quiz_id: int) -> records.Quiz:
    """Find a session of the person who is signed in, or answer 404."""
    return records.Quiz.get_or_none(records.Quiz.id == quiz_id, records.Quiz.person == current_user.id) or abort(404)


@routes.get("/questions/sessions/<int:quiz_id>")
@signed_in
def quiz(quiz_id):
    row = _mine(quiz_id)
    quiz_questions = records.quiz_questions(row)
    if row.ended:
        return _summary(row, quiz_questions)
    states = records.states(current_user, [quiz_question.question_id for quiz_question in quiz_questions])
    practice = sum(state == "practice" for state in states.values())
    first_only = provider.current().first_attempts_only
    begun = any(quiz_question.attempt_id for quiz_question in quiz_questions)
    can_count = not current_user.profile_row.student and records.offer_on(clock.today(current_user.zone)) is not None
    if begun or (practice == 0 and can_count):
        return web.leave(url_for(".quiz_question", quiz_id=row.id, position=_next(quiz_questions)))
    return web.show(
        "earn/questions/cover.html",
        quiz=row,
        total=len(quiz_questions),
        counting=len(quiz_questions) - practice,
        some_practice=sentences.some_practice(practice, len(quiz_questions) - practice, first_only),
        all_practice=sentences.all_practice(first_only),
        valid=can_count,
    )


def _next(quiz_questions, after=0) -> int | None:
    """Return the position of the next unanswered question, after this one or else from the start; None without any."""
    waiting = [quiz_question.position for quiz_question in quiz_questions if quiz_question.attempt_id is None]
    return next((at for at in waiting if at > after), waiting[0] if waiting else None)


def _summary(row, quiz_questions):
    answered = [quiz_question for quiz_question in quiz_questions if quiz_question.attempt_id]
    versions = {
        v.id: v
        for v in questions.QuestionVersion.select().where(
            questions.QuestionVersion.id.in_([quiz_question.attempt.version_id for quiz_question in answered] or [0])
        )
    }
    return web.show(
        "earn/questions/summary.html",
        quiz=row,
        quiz_questions=answered,
        versions=versions,
        total=len(quiz_questions),
        right=sum(quiz_question.attempt.correct for quiz_question in answered),
        counted=sum(quiz_question.attempt.verdict == "counts" for quiz_question in answered),
        totals=records.totals(current_user),
        per_credit=rules.PER_CREDIT,
    )


@routes.get("/questions/sessions/<int:quiz_id>/<int:position>")
@signed_in
def quiz_question(quiz_id, position):
    draft = drafts.take(current_user)
    return _question(_mine(quiz_id), position, {}, (draft or {}).get("answer"))


def _question(row, position, errors, chosen=None, status=200):
    quiz_questions = records.quiz_questions(row)
    quiz_question = next((each for each in quiz_questions if each.position == position), None) or abort(404)
    attempt = quiz_question.attempt
    version = attempt.version if attempt else questions.newest([quiz_question.question_id])[quiz_question.question_id]
    counted = attempt and records.Counted.get_or_none(records.Counted.attempt == attempt)
    credit = records.credit_of(counted) if counted else None
    first_only = provider.current().first_attempts_only
    return web.show(
        "earn/questions/question.html",
        status=status,
        errors=errors,
        quiz=row,
        quiz_question=quiz_question,
        version=version,
        stem=Markup(version.stem),  # noqa: S704 - sanitized when it was imported
        answers=[Markup(each["html"]) for each in version.answers],  # noqa: S704
        feedback=[Markup(each["feedback"]) for each in version.answers],  # noqa: S704
        explanation=Markup(version.explanation),  # noqa: S704
        attempt=attempt,
        chosen=chosen,
        total=len(quiz_questions),
        answered=sum(each.attempt_id is not None for each in quiz_questions),
        next=_next(quiz_questions, position),
        practice=attempt is None
        and records.states(current_user, [quiz_question.question_id])[quiz_question.question_id] == "practice",
        after_all=bool(counted and counted.correction_id),
        credit=credit,
        practice_words=sentences.practice(first_only),
        verdict_sentence=_verdict_sentence(attempt, counted, credit, first_only) if attempt else "",
    )


def _verdict_sentence(attempt, counted, credit, first_only) -> str:
    return sentences.verdict_sentence(
        attempt.verdict,
        correct=attempt.correct,
        after_all=bool(counted and counted.correction_id),
        completed_credit=bool(credit),
        waiting=records.totals(current_user)["waiting"],
        first_only=first_only,
    )


@routes.post("/questions/sessions/<int:quiz_id>/<int:position>")
@drafts.returns_to("earn.quiz_question")
@signed_in
def answer_question(quiz_id, position):
    row = _mine(quiz_id)
    quiz_question = records.QuizQuestion.get_or_none(
        records.QuizQuestion.quiz == row, records.QuizQuestion.position == position
    ) or abort(404)
    here = url_for(".quiz_question", quiz_id=row.id, position=position)
    if quiz_question.attempt_id or row.ended:
        return web.leave(f"{here}#verdict")
    version, chosen = _shown(quiz_question), text.number(request.form.get("answer"), 2)
    if version is None:
        return _question(
            row, position, {"_form": "This form was not as the page made it. Here is the question again."}, status=422
        )
    if chosen is None or chosen >= len(version.answers):
        return _question(row, position, {"answer": "Choose the answer that you think is best"}, status=422)
    records.answer(
        quiz_question,
        version,
        chosen,
        by=audit_log.by_person(current_user.id),
        student=current_user.profile_row.student,
    )
    return web.leave(f"{here}#verdict")


def _shown(quiz_question) -> questions.QuestionVersion | None:
    """Find the version that the form showed, which decides even when the question was changed since."""
    v = questions.QuestionVersion
    return v.get_or_none(v.id == text.number(request.form.get("version")), v.question == quiz_question.question_id)


@routes.post("/questions/sessions/<int:quiz_id>/end")
@signed_in
def end_quiz(quiz_id):
    row = _mine(quiz_id)
    records.end(row)
    return web.leave(url_for(".quiz", quiz_id=row.id))


@routes.get("/questions/credits/<int:entry_id>")
@signed_in
def question_credit(entry_id):
    entry = records.entry_of(current_user, entry_id) or abort(404)
    return web.show(
        "earn/questions/credit.html",
        entry=entry,
        counted=records.questions_of([entry.id])[entry.id],
        worth=Credit(entry.amount),
    )
