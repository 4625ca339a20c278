"""`make run` and `make serve`: what they start, what they refuse, and that they stop it all again."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from cme.base import settings
from cme.base.ops import serve
from tests import ports

ROOT = Path(__file__).parents[3]
PATIENCE = 300  # seconds: other processes use this machine too


def _env(tmp_path, **printed):
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("CME_", "MAIL_", "DATABASE_", "BASE_"))}
    return plain | {"CME_DATA": str(tmp_path), "PORT": str(ports.reserve())} | printed


@pytest.fixture(autouse=True)
def fonts_made(tmp_path, _fonts):
    """Lend the fonts: making them takes as long as all the rest."""
    (tmp_path / "fonts").symlink_to(_fonts, target_is_directory=True)


def _serve(env, cwd=ROOT, **more):
    return subprocess.Popen(
        [sys.executable, "-m", "cme.base.ops.serve"],
        cwd=cwd,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        **more,
    )


@pytest.mark.skipif(not shutil.which("make"), reason="there is no make here")
def test_make_run_is_a_demo_and_make_serve_never_is():
    def commands(target):
        env = os.environ | {"CME_DEMO": "1"}
        return subprocess.run(["make", "-n", target], cwd=ROOT, env=env, capture_output=True, text=True).stdout

    assert "CME_DEMO=${CME_DEMO:-1} .venv/bin/python -m cme.base.ops.serve" in commands("run")
    assert "CME_DEMO= .venv/bin/python -m cme.base.ops.serve" in commands("serve")
    assert "CME_DEMO=1 CME_RELOAD=1 .venv/bin/python -m cme.base.ops.serve" in commands("dev")


def test_in_production_nothing_starts_while_the_check_finds_a_fault(tmp_path):
    server = _serve(_env(tmp_path))
    printed, _ = server.communicate(timeout=PATIENCE)
    assert server.returncode == 1
    for sentence in ("- BASE_URL is", "- MAIL_URL is not set", "- The provider has no name yet", "Not started:"):
        assert sentence in printed
    assert "Traceback" not in printed and "Sign in as" not in printed


def test_a_preparation_that_breaks_shows_what_was_said_before_and_why(tmp_path):
    (tmp_path / "cme.sqlite3").write_bytes(b"this is no database " * 100)
    server = _serve(_env(tmp_path, CME_DEMO="1", SANDBOX_PORT=str(ports.reserve())))
    printed, _ = server.communicate(timeout=PATIENCE)
    assert server.returncode == 1 and "file is not a database" in printed


def test_a_wrong_setting_is_one_sentence(tmp_path):
    server = _serve(_env(tmp_path, CLAIM_HOLD_MINUTES="soon"))
    printed, _ = server.communicate(timeout=PATIENCE)
    assert server.returncode == 1 and printed.strip() == "CLAIM_HOLD_MINUTES: 'soon' is not a whole number."


def test_a_port_that_is_taken_is_one_sentence(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        server = _serve(_env(tmp_path, PORT=str(other.getsockname()[1])))
        printed, _ = server.communicate(timeout=PATIENCE)
    assert server.returncode == 1 and "cannot be used" in printed and "PORT=" in printed and "Traceback" not in printed


def test_code_is_watched_in_make_dev_alone(tmp_path):
    env = {"CME_DATA": str(tmp_path), "CME_DEMO": "1"}
    plain, reloading = settings.read(env), settings.read(env | {"CME_RELOAD": "1"})
    for command in (serve.web_command(plain), serve.worker_command(plain)):
        assert not [word for word in command if "reload" in str(word) or "watchfiles" in str(word)]
    assert "--reload" in serve.web_command(reloading) and serve.web_command(reloading)[-1] == "app:create_asgi_app"
    assert serve.worker_command(reloading)[0].name == "watchfiles"
    assert serve.worker_command(reloading)[-2:] == ["app.py", "cme"]


@pytest.mark.full
def test_a_change_of_code_or_of_a_template_shows_at_once_in_make_dev(tmp_path):
    copy = tmp_path / "copy"
    for folder in ("cme", "templates", "static"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "app.py", copy / "app.py")
    env = _env(tmp_path, CME_DEMO="1", CME_RELOAD="1", SANDBOX_PORT=str(ports.reserve()))
    server = _serve(env, cwd=copy, start_new_session=True)
    watch = threading.Timer(2 * PATIENCE, server.kill)
    watch.start()
    _read_until(server, "Ctrl-C stops it")
    template, code = copy / "templates" / "base" / "help.html", copy / "cme" / "base" / "http" / "pages.py"
    template.write_text(template.read_text("utf-8").replace("</h1>", " of another template</h1>"), "utf-8")
    assert " of another template</h1>" in _page(env, "/help")
    with code.open("a", encoding="utf-8") as file:
        file.write('\n\n@routes.get("/of-another-code")\ndef of_another_code():\n    return "so it is"\n')
    _read_until(server, "1 change detected")  # what the worker's watcher prints
    until = time.monotonic() + PATIENCE
    while (printed := _page(env, "/of-another-code")) != "so it is" and time.monotonic() < until:
        pass
    os.kill(server.pid, signal.SIGINT)
    rest, _ = server.communicate(timeout=PATIENCE)
    watch.cancel()
    assert printed == "so it is" and server.returncode == 0 and "Stopped." in rest


def _page(env, path):
    """Fetch a page; nothing while the server starts again."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{env['PORT']}{path}", timeout=PATIENCE) as answer:
            return answer.read().decode()
    except OSError:  # HTTPError too: the page is not there yet
        return ""


def test_the_sandbox_gets_a_port_beside_ours_that_can_be_used():
    port = ports.reserve()
    with socket.socket() as other, socket.socket() as sandbox:
        beside = serve._free_port_beside(port)
        other.bind(("127.0.0.1", beside))
        again = serve._free_port_beside(port)
        assert again not in (port, beside)
        sandbox.bind(("127.0.0.1", again))


@pytest.mark.full
def test_a_demo_starts_keeps_its_data_and_stops_everything_without_a_trace(tmp_path):
    for _ in range(2):
        env = _env(tmp_path, CME_DEMO="1", SANDBOX_PORT=str(ports.reserve()))
        server = _serve(env, start_new_session=True)
        watch = threading.Timer(2 * PATIENCE, server.kill)  # so that nothing here waits for ever
        watch.start()
        printed = _read_until(server, "Ctrl-C stops it")
        assert f"http://127.0.0.1:{env['PORT']}" in printed and "physician@example.org" in printed
        with urllib.request.urlopen(f"http://127.0.0.1:{env['PORT']}/sign-in", timeout=PATIENCE) as answer:
            assert "Try the demo as" in answer.read().decode()
        os.kill(server.pid, signal.SIGINT)
        rest, _ = server.communicate(timeout=PATIENCE)
        watch.cancel()
        assert server.returncode == 0 and "Stopped." in rest and "Traceback" not in printed + rest
        with pytest.raises(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{env['PORT']}/", timeout=2)


def _read_until(server, words):
    printed = ""
    while words not in printed:
        line = server.stdout.readline()
        assert line, printed
        printed += line
    return printed
