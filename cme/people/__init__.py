"""Who: clinicians and coordinators, signing in, the CME profile."""

from __future__ import annotations

from flask import Flask
from flask_login import LoginManager


def register(app: Flask) -> None:
    """Add signing in, accounts, profiles and memberships."""
    from cme.base import registry
    from cme.base.http import access, routes
    from cme.people import challenges, commands, drafts, mailed_links, membership, office, sessions
    from cme.people.pages import account, factors, profile, proof, second, security, signing
    from cme.people.second_factor import challenges as passkey_challenges
    from cme.people.second_factor import totp

    login = LoginManager(app)
    # The addresses of people on phones change; a session bound to one would end between two patients.
    login.session_protection = None
    login.user_loader(sessions.load)
    login.unauthorized_handler(challenges.to_sign_in)
    access.second_factor_challenge.fill(app, challenges.second_factor_challenge)
    access.fresh_sign_in_challenge.fill(app, challenges.fresh_sign_in_challenge)

    pages = (account, factors, profile, proof, second, security, signing, office)
    app.register_blueprint(routes.blueprint("people", *pages))
    app.cli.add_command(commands.people_commands)
    registry.add(
        app,
        nightly=[
            drafts.forget_old,
            mailed_links.forget_old,
            membership.send_end_notices,
            passkey_challenges.forget_old,
            sessions.forget_old,
            totp.forget_old,
        ],
        checks=[commands.no_demo_people],
    )
