"""Settings: read once, typed; a wrong one stops the start with a sentence that names it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cme.base import settings
from cme.base.settings import BadSetting

ROOT = Path(__file__).parents[2]


def read(tmp_path, **values):
    return settings.read({"CME_DATA": str(tmp_path), **values})


WRONG = {
    "PORT": ("five", "0", "65536", "-1"),
    "WEB_THREADS": ("0", "65", "many"),
    "CLAIM_HOLD_MINUTES": ("-1", "1441", "ten", "1.5"),
    "TRUSTED_PROXIES": ("6", "yes"),
    "VERIFY_PER_MINUTE": ("0",),
    "CME_DEMO": ("2", "on", "demo"),
    "CME_TESTING": ("maybe",),
    "CME_RELOAD": ("1", "maybe"),  # in a demo only
    "SECRET_KEY": ("short",),
    "SIGNING_PKCS12": ("/nowhere/key.p12",),
    "DATABASE_URL": (
        "mysql://root@localhost/cme",
        "cme.sqlite3",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:////nowhere/at/all/cme.sqlite3",
        "postgresql://",
        "postgresql://user@host",
        "postgresql://user@host:port/cme",
        "postgresql://[half/cme",
    ),
    "BASE_URL": (
        "cme.example.org",
        "ftp://cme.example.org",
        "https://",
        "https://cme.example.org/path",
        "https://cme.example.org?a=b",
        "https://cme.example.org#top",
        "https://user:secret@cme.example.org",
        "https://cme.example.org:port",
        "https://[half",
        "https://cme example.org",
        "http:\\\\cme.example.org",
    ),
    "MAIL_URL": ("http://mail.example.org", "mail.example.org:25", "smtp://", "smtps://mail.example.org:high"),
    "MAIL_FROM": ("nobody", "CME <office>", "office@example.org\nBcc: all@example.org"),
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_value_ends_with_a_sentence_that_names_its_setting(tmp_path, name, value):
    with pytest.raises(BadSetting) as fault:
        read(tmp_path, **{name: value})
    sentence = str(fault.value)
    assert sentence.startswith(f"{name}: ") and sentence.endswith(".")


def test_a_password_in_an_address_is_never_repeated(tmp_path):
    for name, value in (
        ("DATABASE_URL", "postgresql://user:hunter2-and-more@host:port/cme"),
        ("MAIL_URL", "smtps://user:hunter2-and-more@host:port"),
        ("DATABASE_URL", "postgresql://user:hunter2-and-more@host/"),
    ):
        with pytest.raises(BadSetting) as fault:
            read(tmp_path, **{name: value})
        assert "hunter2" not in str(fault.value)


def test_a_data_folder_that_cannot_be_is_told(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    for wrong in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(BadSetting, match="CME_DATA: "):
            settings.read({"CME_DATA": str(wrong)})


def test_with_nothing_said_everything_has_its_default(tmp_path):
    values = read(tmp_path)
    assert (values.port, values.host, values.demo, values.testing) == (5000, "127.0.0.1", False, False)
    assert values.claim_hold_minutes == 10
    assert (
        values.database_url == f"sqlite:///{tmp_path / 'cme.sqlite3'}"
        and values.sqlite_file == tmp_path / "cme.sqlite3"
    )
    assert values.base_url == "http://127.0.0.1:5000" and not values.https
    assert values.mail_url == "" and values.trusted_proxies == 0


def test_an_empty_value_is_the_same_as_none(tmp_path):
    names = ("PORT", "HOST", "BASE_URL", "DATABASE_URL", "MAIL_URL", "CME_DEMO", "SECRET_KEY", "SIGNING_PKCS12")
    assert read(tmp_path, **dict.fromkeys(names, "")) == read(tmp_path)


@pytest.mark.parametrize(
    ("values", "meant"),
    [
        ({"HOST": "0.0.0.0"}, "http://127.0.0.1:5000"),
        ({"HOST": "::"}, "http://127.0.0.1:5000"),
        ({"HOST": "::1", "PORT": "8000"}, "http://[::1]:8000"),
        ({"HOST": "10.0.0.7"}, "http://10.0.0.7:5000"),
        ({"BASE_URL": "https://CME.Example.org/"}, "https://cme.example.org"),
        ({"BASE_URL": "https://cme.example.org:443"}, "https://cme.example.org"),
        ({"BASE_URL": "http://cme.example.org:80"}, "http://cme.example.org"),
        ({"BASE_URL": "https://cme.example.org:8443"}, "https://cme.example.org:8443"),
    ],
)
def test_the_address_is_written_the_way_browsers_write_an_origin(tmp_path, values, meant):
    assert read(tmp_path, **values).base_url == meant


def test_switches_take_words_too(tmp_path):
    assert read(tmp_path, CME_DEMO="yes").demo and read(tmp_path, CME_DEMO="TRUE").demo
    assert not read(tmp_path, CME_DEMO="no").demo


def test_a_shell_that_says_something_wrong_reads_one_sentence_and_no_trace(tmp_path):
    env = os.environ | {"CME_DATA": str(tmp_path), "PORT": "none"}
    done = subprocess.run(
        [Path(sys.executable).parent / "flask", "--app", "app", "base", "check"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "PORT: 'none' is not a whole number." in done.stderr
    assert "Traceback" not in done.stderr
