"""Mail: by SMTP where MAIL_URL says so, into a folder where it does not."""

from __future__ import annotations

import logging
import smtplib
import ssl
import uuid
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from flask import current_app, render_template
from peewee import CharField, IntegerField, TextField

from cme.base import clock, provider, queue
from cme.base.db import Row, When, db

log = logging.getLogger("cme.mail")
TRIES = 12


class Letter(Row):
    """A mail that waits or was sent; its text goes when it is sent, since it may hold a secret link."""

    to = CharField(max_length=254)
    subject = CharField(max_length=200)
    body = TextField()
    written = When()
    due = When(index=True, null=True)  # null: done or given up
    tries = IntegerField(default=0)
    sent = When(null=True)


def write(to: str, template: str, **context) -> Letter:
    """Write a mail from templates/mail/<template>.txt (first line: the subject); the worker sends it."""
    text = render_template(f"mail/{template}.txt", provider=provider.current(), **context)
    subject, _, body = text.partition("\n")
    now = clock.now()
    letter = Letter.create(
        to=_one_line(to), subject=_one_line(subject)[:200], body=body.strip() + "\n", written=now, due=now
    )
    queue.wake()
    return letter


def _one_line(text: str) -> str:
    return " ".join(text.split())


@queue.finder
def send_what_is_due() -> None:
    """Send what waits; a failure waits longer each time, up to a day, and is given up after twelve."""
    from datetime import timedelta

    for letter in Letter.select().where(Letter.due <= clock.now()).order_by(Letter.id).limit(50):
        now = clock.now()
        # the lease: whoever moves `due` sends
        taken = (
            Letter.update(due=now + timedelta(minutes=5), tries=Letter.tries + 1)
            .where(Letter.id == letter.id, Letter.due == letter.due)
            .execute()
        )
        if not taken:
            continue
        try:
            deliver(letter)
        except (OSError, smtplib.SMTPException) as fault:
            tries = letter.tries + 1
            log.warning("mail %s not sent (%s), try %s", letter.id, type(fault).__name__, tries)
            wait = timedelta(minutes=min(2**tries, 240))
            due = None if tries >= TRIES else now + wait
            Letter.update(due=due).where(Letter.id == letter.id).execute()
        else:
            Letter.update(due=None, sent=clock.now(), body="").where(Letter.id == letter.id).execute()


def deliver(letter: Letter) -> None:
    """Hand one mail over: to the SMTP server, or as a file into CME_DATA/mail."""
    said = provider.current()
    message = EmailMessage()
    message["From"] = current_app.settings.mail_from or said.email or "cme-desk@localhost"
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = formatdate(letter.written.timestamp())
    message["Message-ID"] = make_msgid(domain=urlsplit(current_app.settings.base_url).hostname or "localhost")
    message.set_content(letter.body)
    url = current_app.settings.mail_url
    if url:
        _by_smtp(message, url)
    else:
        _into_folder(message)


def _into_folder(message: EmailMessage) -> None:
    folder = current_app.settings.data / "mail"
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"{clock.now():%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:8]}.eml"
    file.write_bytes(message.as_bytes())
    log.info("no MAIL_URL: mail written to %s", file)


def _by_smtp(message: EmailMessage, url: str) -> None:
    parts = urlsplit(url)
    tls = ssl.create_default_context()
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(parts.hostname, parts.port or 465, timeout=20, context=tls)
    else:
        server = smtplib.SMTP(parts.hostname, parts.port or 587, timeout=20)
    with server:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=tls)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


@queue.nightly
def forget_old_letters() -> None:
    """Drop mails that were sent or given up a month ago."""
    from datetime import timedelta

    with db.atomic():
        Letter.delete().where(Letter.due.is_null(), Letter.written < clock.now() - timedelta(days=30)).execute()
