"""To claim, the preview, the confirmation and what follows it, Claimed, Undo."""

from flask import Blueprint

claim = Blueprint("claim", __name__)

from cme.claim.pages import claimed, confirmed, preview, to_claim  # noqa: E402, F401 - they hang their routes on `claim`
