"""The clinician's pages of the end of the journey: the dashboard, the transcript, credit from elsewhere."""

from flask import Blueprint

track = Blueprint("track", __name__)

from cme.track.pages import dashboard, external_credit, imports, reminders, requirements, topics, transcript, year  # noqa: E402, F401
