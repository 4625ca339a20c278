"""To claim, the preview, the confirmation and what follows it, Claimed, Undo."""

from flask import Blueprint

claim = Blueprint("claim", __name__)

from cme.claim.pages import after, choosing, claimed, confirming  # noqa: E402, F401 - they hang their routes on `claim`
