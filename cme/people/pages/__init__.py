"""The clinician's own pages: signing in, the account, its security, the profile."""

from flask import Blueprint

people = Blueprint("people", __name__)

from cme.people.pages import (  # noqa: E402, F401 - they hang their routes on `people`
    account,
    factors,
    profile,
    proof,
    second,
    security,
    signing,
)
