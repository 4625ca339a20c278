"""The clinician's own pages: signing in, the account, the profile."""

from flask import Blueprint

people = Blueprint("people", __name__)

from cme.people.pages import account, profile, signing  # noqa: E402, F401 - they hang their routes on `people`
