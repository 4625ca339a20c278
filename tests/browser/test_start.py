"""What `make run` starts comes up with the demo, answers, and stops without a trace; the other tests start its parts by fork."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request

from tests.browser import running_app as running_apps


def test_the_demo_starts_answers_and_stops_everything(prepared, tmp_path):
    env = running_apps.environment_of(running_apps.copy(prepared, tmp_path / "data"))
    command = [sys.executable, "-m", "cme.base.ops.serve"]
    server = subprocess.Popen(
        command,
        cwd=running_apps.ROOT,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        printed = ""
        while "Ctrl-C stops it" not in printed:
            line = server.stdout.readline()
            assert line, f"it ended by itself:\n{printed}"
            printed += line
        assert f"CME Desk is at {env['BASE_URL']}" in printed
        with urllib.request.urlopen(f"http://127.0.0.1:{env['PORT']}/healthz", timeout=20) as response:
            assert response.status == 200
        server.send_signal(signal.SIGTERM)
        printed += server.communicate(timeout=running_apps.STOP_WITHIN)[0]
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
    assert server.returncode == 0, printed
    running_apps.assert_clean(printed)
    assert not running_apps.processes_of(env["CME_DATA"]), "processes were left behind"
