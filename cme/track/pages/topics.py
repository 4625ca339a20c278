"""The topics of a credit, which its owner can set."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask import abort, request, url_for
from flask_login import current_user

from cme.base.domain import topics
from cme.base.http import request_security, web
from cme.base.http.access import signed_in
from cme.base.http.routes import Routes
from cme.track import topics as topic_choices
from cme.track import transcript

routes = Routes()


def _mine(key: str) -> transcript.Item:
    """Return a credit of the signed-in person by its key on the transcript, or 404."""
    if not re.fullmatch(r"(here|elsewhere)-\d{1,10}", key, re.ASCII):
        abort(404)
    return next((item for item in transcript.items(current_user) if item.key == key), None) or abort(404)


@routes.get("/credits/<key>/topics")
@signed_in
def topics_of_credit(key):
    item = _mine(key)
    return web.show("track/requirements/topics.html", item=item, choices=topics.CHOICES, back=_back(request.args))


def _back(values: Mapping[str, str]) -> str:
    return request_security.safe_next(values.get("back"), url_for(".requirements"))


@routes.post("/credits/<key>/topics")
@signed_in
def set_topics(key):
    item = _mine(key)
    chosen = set(request.form.getlist("topic"))
    codes = [code for code in topics.TOPICS if code in chosen]
    topic_choices.choose(current_user._get_current_object(), item.key, codes)
    web.say(f"“{item.title}” counts for: {topics.names(codes)}." if codes else f"“{item.title}” counts for no topic.")
    return web.leave(_back(request.form))
