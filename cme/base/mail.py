"""Mail: by SMTP where MAIL_URL says so, into a folder where it does not."""

from __future__ import annotations

import logging
import smtplib
import ssl
import uuid
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, make_msgid
from urllib.parse import unquote, urlsplit

from flask import current_app, render_template
from peewee import CharField, IntegerField, TextField

from cme.base import clock, provider, queue
from cme.base.lease import Lease
from cme.base.store.db import JsonText, Row, When, db

log = logging.getLogger("cme.mail")
TRIES = 12
NOWHERE = "@deleted.invalid"  # the addresses of deleted accounts


class Letter(Row):
    """A mail that waits or was sent; its text goes when it is sent, since it may hold a secret link."""

    to = CharField(max_length=254)
    subject = CharField(max_length=200)
    body = TextField()
    written = When()
    due = When(index=True, null=True)  # null: done or given up
    tries = IntegerField(default=0)
    sent = When(null=True)
    headers = JsonText(default=dict)  # beside those that every mail has


LEASE = Lease(Letter.due, seconds=300)


def write(to: str, template: str, headers: dict[str, str] | None = None, **context) -> Letter | None:
    """Write a mail from templates/mail/<template>.txt (first line: the subject); the worker sends it.

    `headers` go beside those that every mail has, such as List-Unsubscribe. None is written to an account that
    was deleted: its records may still be looked after.
    """
    if to.endswith(NOWHERE):
        return None
    text = render_template(f"mail/{template}.txt", provider=provider.current(), **context)
    subject, _, body = text.partition("\n")
    now = clock.now()
    letter = Letter.create(
        to=_one_line(to),
        subject=_one_line(subject)[:200],
        body=body.strip() + "\n",
        written=now,
        due=now,
        headers={name: _one_line(value) for name, value in (headers or {}).items()},
    )
    queue.wake()
    return letter


def _one_line(text: str) -> str:
    return " ".join(text.split())


# What concerns one letter only; any other SMTP error concerns the server, and so every letter.
_OF_ONE_LETTER = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
)


def send_what_is_due() -> None:
    """Send what waits; a failure waits longer each time, up to four hours, and is given up after twelve."""
    for letter in Letter.select().where(LEASE.is_due()).order_by(Letter.id).limit(50):
        now = clock.now()
        if not LEASE.take(letter, tries=letter.tries + 1):
            continue
        try:
            deliver(letter)
        except Exception as error:
            _put_off(letter, error, now)
            if isinstance(error, OSError) and not isinstance(error, _OF_ONE_LETTER):
                return  # the server is away: the others would only wait for the same, and hold up the worker
        else:
            LEASE.release(letter.id, sent=clock.now(), body="", headers={})


def _put_off(letter: Letter, error: Exception, now) -> None:
    log.warning("mail %s not sent (%s), try %s", letter.id, type(error).__name__, letter.tries)
    if letter.tries < TRIES:
        later = now + timedelta(minutes=min(2**letter.tries, 240))
        Letter.update(due=later).where(Letter.id == letter.id).execute()
    else:
        LEASE.release(letter.id, body="", headers={})


class _Unbroken(EmailPolicy):
    """Headers for programs stand in one line: a long address would be encoded like words, and then nobody can use it."""

    def fold(self, name, value):
        return self._line(name, value) or super().fold(name, value)

    def fold_binary(self, name, value):
        line = self._line(name, value)
        return line.encode("ascii") if line else super().fold_binary(name, value)

    def _line(self, name, value) -> str | None:
        return f"{name}: {value}{self.linesep}" if name.startswith("List-") and str(value).isascii() else None


_UNBROKEN = _Unbroken()


def deliver(letter: Letter) -> None:
    """Hand one mail over: to the SMTP server, or as a file into CME_DATA/mail."""
    sender = provider.current()
    message = EmailMessage(policy=_UNBROKEN)
    message["From"] = current_app.settings.mail_from or sender.email or "cme-desk@localhost"
    message["To"] = _wire(letter.to)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.written)
    message["Message-ID"] = make_msgid(domain=urlsplit(current_app.settings.base_url).hostname or "localhost")
    for name, value in letter.headers.items():
        message[name] = value
    message.set_content(letter.body)
    url = current_app.settings.mail_url
    if url:
        _by_smtp(message, url)
    else:
        _into_folder(message)


def _wire(address: str) -> str:
    """Write an address the way it travels: a domain of other letters than ASCII's in its xn-- form."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


def _into_folder(message: EmailMessage) -> None:
    folder = current_app.settings.data / "mail"
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"{clock.now():%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:8]}.eml"
    file.write_bytes(message.as_bytes())
    log.info("no MAIL_URL: mail written to %s", file)


def _by_smtp(message: EmailMessage, url: str) -> None:
    parts = urlsplit(url)
    tls = ssl.create_default_context()
    host = str(parts.hostname)
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=20, context=tls)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=20)
    with server:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=tls)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def forget(to: str) -> None:
    """Drop every mail to an address, sent or not: its account is deleted."""
    Letter.delete().where(Letter.to == to).execute()


def forget_files(to: str) -> None:
    """Remove the mails to an address that were written into CME_DATA/mail."""
    for file in (current_app.settings.data / "mail").glob("*.eml"):
        if message_from_bytes(file.read_bytes())["To"] == _wire(to):
            file.unlink(missing_ok=True)


def forget_old_letters() -> None:
    """Drop mails that were sent or given up a month ago."""
    with db.atomic():
        Letter.delete().where(Letter.due.is_null(), Letter.written < clock.now() - timedelta(days=30)).execute()


def count_waiting() -> int:
    """Count the mails that wait to be sent."""
    return Letter.select().where(Letter.due.is_null(False)).count()
