"""Downloads of badges for their holder, and what verifies them for anybody: issuer, keys, status lists."""

from __future__ import annotations

import json

from flask import Response, abort, url_for

from cme.base import provider
from cme.base.http import web
from cme.base.http.access import signed_in
from cme.base.http.routes import Routes
from cme.certify.badges import keys, records, status
from cme.certify.pages import active_claim, certificates_of

routes = Routes()


@routes.get("/claims/<int:claim_id>/certificates/<number>.jwt")
@signed_in
def download_badge(claim_id, number):
    claim = active_claim(claim_id)
    (one,) = [c for c in certificates_of(claim) if c.number == number] or abort(404)
    answer = Response(records.badge(one), mimetype=records.MEDIA)
    answer.headers["Content-Disposition"] = f'attachment; filename="badge-{number}.jwt"'
    return answer


@routes.get("/.well-known/jwks.json")
def jwks():
    return _json({"keys": keys.public_keys(records.key_address)})


@routes.get("/badges/keys/<name>")
def badge_key(name):
    found = [key for key in keys.public_keys(records.key_address) if key["kid"] == records.key_address(name)]
    return _json(found[0]) if found else abort(404)


@routes.get("/badges/issuer")
def badge_issuer():
    issuer = provider.current()
    contact = {"email": issuer.email} if issuer.email else {}
    about = {"description": "Not accredited: what it gives are samples."} if not issuer.accredited else {}
    return _json(
        {
            "@context": [
                "https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            ],
            **records.issuer(),
            **contact,
            **about,
            "jwks_uri": web.absolute(url_for(".jwks")),
        }
    )


@routes.get("/badges/status/<int:page>")
def badge_status(page):
    if not 1 <= page <= status.pages():
        abort(404)
    return Response(records.status_list(page), mimetype=records.MEDIA)


def _json(document) -> Response:
    return Response(json.dumps(document, ensure_ascii=False, indent=1), mimetype="application/json")
