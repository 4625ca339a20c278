"""Pages of post-tests and of the evaluation of a course: the forms, and the result with its explanations."""

from __future__ import annotations

from flask import abort, request, url_for
from flask_login import current_user
from markupsafe import Markup

from cme.base import audit_log, text
from cme.base.domain import patient_data
from cme.base.domain.plural import quantity
from cme.base.domain.refusal import Refused
from cme.base.http import web
from cme.base.http.access import signed_in
from cme.base.http.routes import Routes
from cme.earn import records as earn_records
from cme.earn.courses import records, rules, sentences, token
from cme.earn.courses.pages.courses import find, find_topic, is_open, worth
from cme.offer.courses import records as offer
from cme.offer.records import ActivityVersion
from cme.people import drafts

routes = Routes()

OBJECTIVES = ((5, "Fully"), (4, "Largely"), (3, "Partly"), (2, "Hardly"), (1, "Not at all"))
CHANGE = (("yes", "Yes"), ("no", "No, it confirms what I do"), ("unsure", "I cannot say yet"))
BALANCED = (("yes", "Yes"), ("no", "No"), ("unsure", "I cannot say"))


@routes.get("/courses/<slug>/topics/<topic_slug>/test")
@signed_in
def post_test(slug, topic_slug):
    course = find(slug)
    return _form(course, find_topic(course, topic_slug), drafts.take(current_user) or {})


def _form(course, topic, form, status=200, errors=None, shown=None):
    items = offer.items(topic.id)
    topic_status = records.topic_statuses(current_user, [topic])[topic.topic_id]
    student = bool(current_user.profile_row.student)
    practice = rules.is_practice(student, topic_status.state == "passed")
    return web.show(
        "earn/courses/test.html",
        status=status,
        course=course,
        topic=topic,
        items=[_shown_item(item) for item in items],
        chosen={item.id: form.get(f"q-{item.id}") for item in items},
        errors=errors or {},
        shown=shown or token.write(course.version.id, topic.id),
        needed=rules.needed(course.settings.pass_mark, len(items)),
        total=len(items),
        attempts=sentences.attempts_with_this(
            rules.left(course.settings.attempts, topic_status.used), course.settings.attempts
        ),
        may_try=rules.may_try(course.settings.attempts, topic_status.used, practice),
        student=student,
        topic_status=topic_status,
        worth=worth(offer.topic_credits(topic.id)),
        open=is_open(course),
    )


def _shown_item(item) -> dict:
    # sanitized when it was imported
    return {
        "row": item,
        "stem": Markup(item.stem),  # noqa: S704
        "options": [Markup(each) for each in item.options],  # noqa: S704
        "explanation": Markup(item.explanation),  # noqa: S704
    }


@routes.post("/courses/<slug>/topics/<topic_slug>/test")
@drafts.returns_to("earn.post_test")
@signed_in
def answer(slug, topic_slug):
    course = find(slug)
    shown = token.read(request.form.get("shown", ""))
    version, topic = _shown(course, topic_slug, shown)
    if topic is None:
        errors = {"_form": "This form was not as our page makes it. Here it is anew."}
        return _form(course, find_topic(course, topic_slug), {}, 422, errors)
    if error := _expiry_error(course, topic, shown):
        if offer.find_topic(course, topic_slug) is None:
            web.say("This test is too old to be counted, and its topic is no longer part of the course.", "wait")
            return web.leave(url_for(".course", slug=slug))
        return _form(course, find_topic(course, topic_slug), request.form, 422, {"_form": error})
    items = offer.items(topic.id)
    chosen = _chosen(items)
    if missing := [item for item in items if item.id not in chosen]:
        errors = {f"q-{item.id}": f"Choose an answer to question {item.position}" for item in missing}
        return _form(course, topic, request.form, 422, errors, request.form["shown"])
    try:
        post_test = records.answer(
            current_user._get_current_object(),
            version,
            topic,
            chosen,
            by=audit_log.by_person(current_user.id),
            key=shown.key,
            practice=bool(current_user.profile_row.student),
        )
    except Refused as refused:
        return _form(course, topic, request.form, 422, {"_form": str(refused)}, request.form["shown"])
    return web.leave(url_for(".result", post_test_id=post_test.id))


def _expiry_error(course, topic, shown) -> str:
    """Return why the form that was shown is no longer accepted; "" while it is, even if the test was changed since."""
    if shown.is_old:
        return f"This form is older than {token.MAX_AGE.days} days. Here is the test of today, with your answers where they fit."
    current = offer.find_topic(course, topic.topic.slug)
    if not is_open(course) and (current is None or current.id != topic.id):
        return "This test was changed and its course has ended. Here is the test as it is now, with your answers where they fit."
    return ""


def _shown(course, topic_slug, shown):
    """Find the versions that were shown, which must be of this course and topic; None and None where they are not."""
    if shown is None:
        return None, None
    version = ActivityVersion.get_or_none(ActivityVersion.id == shown.activity_version)
    topic = offer.TopicVersion.get_or_none(offer.TopicVersion.id == shown.topic_version)
    fits = version and topic and version.activity_id == course.activity.id == topic.topic.activity_id
    if not fits or topic.topic.slug != topic_slug:
        return None, None
    return version, topic


def _chosen(items) -> dict[int, int]:
    """Map items (ids) to the option chosen in the form, from 0; items without a valid one are missing."""
    found = {}
    for item in items:
        option = text.number(request.form.get(f"q-{item.id}"), 2)
        if option is not None and option < len(item.options):
            found[item.id] = option
    return found


@routes.get("/post-tests/<int:post_test_id>")
@signed_in
def result(post_test_id):
    post_test = _mine(post_test_id)
    course = offer.find(post_test.activity_version.activity.slug) or abort(404)
    topic = post_test.topic_version
    answers = {row.item_id: row for row in post_test.answers}
    topic_status = records.topic_statuses(current_user, [topic])[topic.topic_id]
    current = {t.topic_id: t for t in offer.topics(course.version.id)}
    earned = list(earn_records.Entry.select().where(earn_records.Entry.id.in_(topic_status.entries or [0])))
    is_passing = (
        topic_status.passing_id is not None
        and records.Passing.get_by_id(topic_status.passing_id).post_test_id == post_test.id
    )
    return web.show(
        "earn/courses/result.html",
        test=post_test,
        course=course,
        topic=topic,
        is_offered=topic.topic_id in current,
        items=[
            _shown_item(item) | {"chosen": answers[item.id].chosen, "is_right": answers[item.id].right}
            for item in offer.items(topic.id)
        ],
        needed=rules.needed(offer.CourseVersion.get_by_id(post_test.activity_version_id).pass_mark, post_test.total),
        left=rules.left(course.settings.attempts, topic_status.used),
        topic_status=topic_status,
        earned=worth(earned) if is_passing else [],
        waits=is_passing and not topic_status.entries,
        next=_next(current, post_test),
    )


def _next(current: dict, post_test):
    """Find the next topic that is not passed: the first after this one, else the first of the course."""
    order = list(current.values())
    states = records.topic_statuses(current_user, order)
    after = [t.topic_id for t in order].index(post_test.topic_id) + 1 if post_test.topic_id in current else 0
    return next((t for t in order[after:] + order[:after] if states[t.topic_id].state != "passed"), None)


def _mine(post_test_id: int) -> records.PostTest:
    """Find a post-test of the person who is signed in, or answer 404."""
    row = records.PostTest.get_or_none(records.PostTest.id == post_test_id, records.PostTest.person == current_user.id)
    return row or abort(404)


@routes.get("/courses/<slug>/evaluation")
@signed_in
def evaluation(slug):
    return _evaluation(find(slug), drafts.take(current_user) or {})


def _evaluation(course, form, status=200, errors=None, warnings=()):
    waiting = records.waiting_for_evaluation(current_user, course.activity.id)
    return web.show(
        "earn/courses/evaluation.html",
        status=status,
        course=course,
        form=form,
        errors=errors or {},
        warnings=warnings,
        objectives=OBJECTIVES,
        change=CHANGE,
        balanced=BALANCED,
        evaluated=records.has_evaluated(current_user, course.activity.id),
        lede=sentences.evaluation(len(waiting) if course.settings.evaluation_required else 0),
    )


@routes.post("/courses/<slug>/evaluation")
@drafts.returns_to("earn.evaluation")
@signed_in
def evaluate(slug):
    course, form = find(slug), request.form
    errors = web.form_errors(
        objectives=None
        if form.get("objectives") in ("1", "2", "3", "4", "5")
        else "Say how far the objectives were met",
        change=None if form.get("change") in dict(CHANGE) else "Say whether it changes what you do",
        balanced=None if form.get("balanced") in dict(BALANCED) else "Say whether it was free of commercial bias",
    )
    try:
        words = text.words(form.get("words"), 4000)
    except text.TooLong as error:
        errors["words"] = str(error)
    if errors:
        return _evaluation(course, form, 422, errors)
    warnings = patient_data.patient_data(words)
    if not patient_data.seen(warnings, form.get("no_patient")):
        return _evaluation(course, form, 422, warnings=warnings)
    earned = records.evaluate(
        current_user._get_current_object(),
        course.version,
        by=audit_log.by_person(current_user.id),
        objectives=int(form["objectives"]),
        change=form["change"],
        balanced=form["balanced"],
        words=words,
    )
    topics = quantity(earned, "topic")
    web.say(
        f"Thank you. The credit of {topics} stands under To claim." if earned else "Thank you. Your evaluation is kept."
    )
    return web.leave(url_for(".course", slug=slug))
