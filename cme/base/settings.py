"""What belongs to the machine: read once from the environment, typed, wrong values said in a sentence."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


class BadSetting(SystemExit):
    """A setting that cannot be used; its text is what the operator reads."""


@dataclass(frozen=True)
class Settings:
    """The settings of one installation; see docs/operate.md for each."""

    data: Path
    database_url: str
    base_url: str
    host: str
    port: int
    demo: bool
    testing: bool
    mail_url: str
    mail_from: str
    claim_hold_minutes: int
    trusted_proxies: int
    signing_pkcs12: Path | None
    signing_passphrase: str
    web_threads: int
    secret_key: str
    verify_per_minute: int

    @property
    def https(self) -> bool:
        """Whether people reach us by https: decides cookie names, Secure and HSTS."""
        return self.base_url.startswith("https://")

    @property
    def sqlite_file(self) -> Path | None:
        """The SQLite file, or None on PostgreSQL."""
        if not self.database_url.startswith("sqlite:///"):
            return None
        return Path(self.database_url.removeprefix("sqlite:///"))


def read(env=None) -> Settings:
    """Read the settings from the environment (or a mapping); BadSetting names the first wrong one."""
    env = os.environ if env is None else env
    data = Path(env.get("CME_DATA") or "instance").resolve()
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise BadSetting(f"CME_DATA: the folder {data} cannot be made ({fault.strerror}).") from None
    host = env.get("HOST") or "127.0.0.1"
    port = _whole(env, "PORT", 5000, 1, 65535)
    return Settings(
        data=data,
        database_url=_database_url(env, data),
        base_url=_base_url(env, host, port),
        host=host,
        port=port,
        demo=_switch(env, "CME_DEMO"),
        testing=_switch(env, "CME_TESTING"),
        mail_url=_mail_url(env),
        mail_from=env.get("MAIL_FROM") or "",
        claim_hold_minutes=_whole(env, "CLAIM_HOLD_MINUTES", 10, 0, 1440),
        trusted_proxies=_whole(env, "TRUSTED_PROXIES", 0, 0, 5),
        signing_pkcs12=_file(env, "SIGNING_PKCS12"),
        signing_passphrase=env.get("SIGNING_PASSPHRASE") or "",
        web_threads=_whole(env, "WEB_THREADS", 8, 1, 64),
        secret_key=_secret(env, data),
        verify_per_minute=_whole(env, "VERIFY_PER_MINUTE", 30, 1, 10_000),
    )


def _whole(env, name, default, low, high) -> int:
    said = env.get(name)
    if said in (None, ""):
        return default
    try:
        number = int(said)
    except ValueError:
        raise BadSetting(f"{name}: {said!r} is not a whole number.") from None
    if not low <= number <= high:
        raise BadSetting(f"{name}: {number} is not between {low} and {high}.")
    return number


def _switch(env, name) -> bool:
    said = (env.get(name) or "0").lower()
    if said not in ("0", "1", "yes", "no", "true", "false"):
        raise BadSetting(f"{name}: {said!r} is neither 1 nor 0.")
    return said in ("1", "yes", "true")


def _file(env, name) -> Path | None:
    said = env.get(name)
    if not said:
        return None
    if not Path(said).is_file():
        raise BadSetting(f"{name}: there is no file {said}.")
    return Path(said)


def _database_url(env, data: Path) -> str:
    said = env.get("DATABASE_URL") or f"sqlite:///{data / 'cme.sqlite3'}"
    if not said.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise BadSetting("DATABASE_URL: it must begin with sqlite:/// or postgresql://.")
    return said


def _base_url(env, host, port) -> str:
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
    said = (env.get("BASE_URL") or f"http://{shown}:{port}").rstrip("/")
    parts = urlsplit(said)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query:
        raise BadSetting(f"BASE_URL: {said!r} is not an address such as https://cme.example.org.")
    return said


def _mail_url(env) -> str:
    said = env.get("MAIL_URL") or ""
    if said and urlsplit(said).scheme not in ("smtp", "smtps", "smtp+starttls"):
        raise BadSetting("MAIL_URL: it must begin with smtp://, smtp+starttls:// or smtps://.")
    return said


def _secret(env, data: Path) -> str:
    """The secret key: SECRET_KEY, or the one made on the first run and kept in CME_DATA."""
    if env.get("SECRET_KEY"):
        if len(env["SECRET_KEY"]) < 32:
            raise BadSetting("SECRET_KEY: it needs at least 32 characters.")
        return env["SECRET_KEY"]
    return kept_secret(data / "keys" / "session.key")


def kept_secret(path: Path) -> str:
    """Read a secret from a file, made with 256 random bits on the first run, readable by us alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        fresh = path.with_suffix(f".{secrets.token_hex(4)}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(fresh, path)  # whoever comes first wins; nobody overwrites
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()
