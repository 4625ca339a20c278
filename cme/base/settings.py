"""What belongs to the machine: read once from the environment, typed; a wrong value is a sentence."""

from __future__ import annotations

import os
import re
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
    database_wait_ms: int
    sender_seconds: int
    secret_key: str
    verify_per_minute: int
    require_second_factor: str
    metrics: str
    serving: bool
    reload: bool
    pars_url: str
    pars_format: str
    pars_provider_number: str
    pars_user: str
    pars_password: str
    pars_birth_format: str
    pars_timeout: int
    pars_window: tuple[int, int, int]
    pars_columns: Path | None
    abp_url: str
    abp_token: str
    sandbox_url: str
    sandbox_named: bool

    @property
    def https(self) -> bool:
        """Return whether people reach us by https: decides cookie names, Secure and HSTS."""
        return self.base_url.startswith("https://")

    @property
    def to_sandbox(self) -> bool:
        """Return whether some reports go to the sandbox that comes along; every page says so."""
        return bool(self.sandbox_url) and not (self.pars_url and self.abp_url)

    @property
    def runs_sandbox(self) -> bool:
        """Return whether the sandbox is to run beside the demo, on this machine."""
        return self.demo and not self.sandbox_named and self.to_sandbox

    @property
    def sqlite_file(self) -> Path | None:
        """The SQLite file, or None on PostgreSQL."""
        if not self.database_url.startswith("sqlite:///"):
            return None
        return Path(self.database_url.removeprefix("sqlite:///"))


def read(env=None) -> Settings:
    """Read the settings from the environment (or a mapping); BadSetting names the first wrong one."""
    env = os.environ if env is None else env
    data = _data(env)
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
        mail_from=_mail_from(env),
        claim_hold_minutes=_whole(env, "CLAIM_HOLD_MINUTES", 10, 0, 1440),
        trusted_proxies=_whole(env, "TRUSTED_PROXIES", 0, 0, 5),
        signing_pkcs12=_file(env, "SIGNING_PKCS12"),
        signing_passphrase=env.get("SIGNING_PASSPHRASE") or "",
        web_threads=_whole(env, "WEB_THREADS", 8, 1, 64),
        database_wait_ms=_whole(env, "DATABASE_WAIT_MS", 5000, 50, 60_000),
        sender_seconds=_whole(env, "SENDER_SECONDS", 15, 1, 60),  # granian takes no more
        secret_key=_secret(env, data),
        verify_per_minute=_whole(env, "VERIFY_PER_MINUTE", 30, 1, 10_000),
        require_second_factor=_choice(env, "REQUIRE_SECOND_FACTOR", ("none", "coordinators", "all")),
        metrics=_address(env, "METRICS"),
        serving=_switch(env, "CME_SERVING"),  # set by serve.py for the web server alone
        reload=_reload(env),
        pars_url=_destination(env, "PARS_URL"),
        pars_format=_choice(env, "PARS_FORMAT", ("json", "xml")),
        pars_provider_number=_pattern(env, "PARS_PROVIDER_NUMBER", r"[0-9]{7}", "ACCME's number of seven digits"),
        pars_user=_header(env, "PARS_USER"),
        pars_password=_header(env, "PARS_PASSWORD"),
        pars_birth_format=_birth_format(env),
        pars_timeout=_whole(env, "PARS_TIMEOUT", 15, 1, 60),
        pars_window=_window(env),
        pars_columns=_file(env, "PARS_COLUMNS"),
        abp_url=_destination(env, "ABP_URL"),
        abp_token=_header(env, "ABP_TOKEN"),
        sandbox_url=_sandbox_url(env),
        sandbox_named=bool(env.get("SANDBOX_URL")),
    )


def _data(env) -> Path:
    data = Path(env.get("CME_DATA") or "instance").resolve()
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(f"CME_DATA: the folder {data} cannot be made ({error.strerror}).") from None
    if not os.access(data, os.W_OK | os.X_OK):
        raise BadSetting(f"CME_DATA: nothing can be written into the folder {data}.")
    return data


def _whole(env, name, default, low, high) -> int:
    value = env.get(name)
    if value in (None, ""):
        return default
    try:
        number = int(value)
    except ValueError:
        raise BadSetting(f"{name}: {value!r} is not a whole number.") from None
    if not low <= number <= high:
        raise BadSetting(f"{name}: {number} is not between {low} and {high}.")
    return number


def _switch(env, name) -> bool:
    value = (env.get(name) or "0").lower()
    if value not in ("0", "1", "yes", "no", "true", "false"):
        raise BadSetting(f"{name}: {value!r} is neither 1 nor 0.")
    return value in ("1", "yes", "true")


def _reload(env) -> bool:
    reload = _switch(env, "CME_RELOAD")
    if reload and not _switch(env, "CME_DEMO"):
        raise BadSetting("CME_RELOAD: code is reloaded in a demo only, as `make dev` does; set CME_DEMO=1 too.")
    return reload


def _choice(env, name, choices) -> str:
    value = (env.get(name) or choices[0]).lower()
    if value not in choices:
        raise BadSetting(f"{name}: {value!r} is none of {', '.join(choices)}.")
    return value


def _pattern(env, name, pattern, what) -> str:
    value = env.get(name) or ""
    if value and not re.fullmatch(pattern, value):
        raise BadSetting(f"{name}: {value!r} is not {what}.")
    return value


def _header(env, name) -> str:
    value = env.get(name) or ""
    if not re.fullmatch(r"(?:[!-~](?:[ -~]*[!-~])?)?", value):  # its words are not repeated: it may be a password
        raise BadSetting(f"{name}: it may hold letters, digits and signs of ASCII only, with no space around them.")
    return value


def _destination(env, name) -> str:
    """Read the address that reports go to; https, since names and a password travel."""
    value = (env.get(name) or "").rstrip("/")
    if not value:
        return ""
    parts = _parts(name, value)
    wrong = parts.query or parts.fragment or "@" in parts.netloc or re.search(r"[\s\x00-\x1f\\]", value)
    if parts.scheme not in ("http", "https") or not parts.hostname or wrong:
        raise BadSetting(f"{name}: {value!r} is not an address such as https://reports.example.org/services.")
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise BadSetting(f"{name}: names and a password would travel in the open; use an https:// address.")
    return value


def _birth_format(env) -> str:
    value = (env.get("PARS_BIRTH_FORMAT") or "MM-DD").upper()
    if value not in ("MM-DD", "--MM-DD", "1900-MM-DD"):
        raise BadSetting(f"PARS_BIRTH_FORMAT: {value!r} is none of MM-DD, --MM-DD, 1900-MM-DD.")
    return value


def _window(env) -> tuple[int, int, int]:
    """Read until when PARS takes a completion: month, day, and how many years after it (R6)."""
    value = env.get("PARS_WINDOW") or "03-31+2"
    found = re.fullmatch(r"(\d\d)-(\d\d)\+(\d)", value)
    month, day, years = map(int, found.groups()) if found else (0, 0, 0)
    if not (1 <= month <= 12 and 1 <= day <= 28 + (month != 2) * 2 + (month in (1, 3, 5, 7, 8, 10, 12))):
        raise BadSetting(f"PARS_WINDOW: {value!r} is not such as 03-31+2: 31 March of the second year after.")
    return month, day, years


def sandbox_port(env) -> int:
    """Read SANDBOX_PORT, where the sandbox listens: the one after PORT unless set."""
    beside = _whole(env, "PORT", 5000, 1, 65535)
    return _whole(env, "SANDBOX_PORT", beside + 1 if beside < 65535 else beside - 1, 1, 65535)


def _sandbox_url(env) -> str:
    """Where the sandbox is: in a demo on this machine, in tests where they say, in production nowhere."""
    demo, testing = _switch(env, "CME_DEMO"), _switch(env, "CME_TESTING")
    if not (demo or testing):
        return ""
    return _destination(env, "SANDBOX_URL") or (f"http://127.0.0.1:{sandbox_port(env)}" if demo else "")


def _file(env, name) -> Path | None:
    value = env.get(name)
    if not value:
        return None
    if not Path(value).is_file():
        raise BadSetting(f"{name}: there is no file {value}.")
    return Path(value)


def _address(env, name) -> str:
    value = env.get(name) or ""
    if value and not value.rpartition(":")[2].isdecimal():
        raise BadSetting(f"{name}: {value!r} is not an address such as 127.0.0.1:9464.")
    return value


def _database_url(env, data: Path) -> str:
    value = env.get("DATABASE_URL") or f"sqlite:///{data / 'cme.sqlite3'}"
    if not value.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise BadSetting("DATABASE_URL: it must begin with sqlite:/// or postgresql://.")
    if value.startswith("sqlite:///"):
        file = Path(value.removeprefix("sqlite:///"))
        if file.name in ("", ":memory:") or file.is_dir() or not file.parent.is_dir():
            raise BadSetting("DATABASE_URL: sqlite:/// needs the path of a file, in a folder that exists.")
    elif not _parts("DATABASE_URL", value).path.strip("/"):
        raise BadSetting("DATABASE_URL: it names no database, such as postgresql://user@host/cme.")
    return value


def _parts(name, value):
    """Split an address; what cannot be one ends with a sentence (that does not repeat a password)."""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - reading it checks it
    except ValueError as error:
        raise BadSetting(f"{name}: it is not an address ({error}).") from None
    return parts


def _base_url(env, host, port) -> str:
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host  # noqa: S104 - compared
    value = (env.get("BASE_URL") or f"http://{shown}:{port}").rstrip("/")
    parts = _parts("BASE_URL", value)
    beyond = parts.path or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in ("http", "https") or not parts.hostname or beyond or re.search(r"[\s\x00-\x1f\\]", value):
        raise BadSetting(f"BASE_URL: {value!r} is not an address such as https://cme.example.org.")
    # the way browsers write an origin: small letters, no default port
    netloc = parts.netloc.lower().removesuffix({"http": ":80", "https": ":443"}[parts.scheme])
    return f"{parts.scheme}://{netloc}"


def _mail_url(env) -> str:
    value = env.get("MAIL_URL") or ""
    if not value:
        return ""
    parts = _parts("MAIL_URL", value)
    if parts.scheme not in ("smtp", "smtps", "smtp+starttls"):
        raise BadSetting("MAIL_URL: it must begin with smtp://, smtp+starttls:// or smtps://.")
    if not parts.hostname:
        raise BadSetting("MAIL_URL: it names no server, such as smtps://user:password@mail.example.org.")
    return value


def _mail_from(env) -> str:
    value = env.get("MAIL_FROM") or ""
    if value and not re.fullmatch(r"[^\x00-\x1f\x7f]*[^\s@<>]+@[^\s@<>]+>?", value):
        raise BadSetting(f"MAIL_FROM: {value!r} is not an address such as CME Office <office@example.org>.")
    return value


def _secret(env, data: Path) -> str:
    """The secret key: SECRET_KEY, or the one generated on the first run and stored in CME_DATA."""
    if env.get("SECRET_KEY"):
        if len(env["SECRET_KEY"]) < 32:
            raise BadSetting("SECRET_KEY: it needs at least 32 characters.")
        return env["SECRET_KEY"]
    return stored_secret(data / "keys" / "session.key")


def stored_secret(path: Path) -> str:
    """Read a secret from a file, generated with 256 random bits on the first run, readable by us alone."""
    try:
        return _read_secret(path)
    except OSError as error:
        raise BadSetting(f"CME_DATA: the secret {path} cannot be written or read ({error.strerror}).") from None


def _read_secret(path: Path) -> str:
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
    value = path.read_text().strip()
    if len(value) < 32:
        raise BadSetting(f"CME_DATA: the secret in {path} is too short to be one; delete the file to make another.")
    return value
