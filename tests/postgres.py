"""Start a PostgreSQL server for tests in a folder, on a Unix socket, and remove it afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from tests import memory

FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_wal_size=256MB -c listen_addresses="


def programs() -> Path | None:
    """Return the folder of initdb and pg_ctl, the newest version first, or None where there is no server."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _version(folder: Path) -> float:
    name = folder.parent.name
    return float(name) if name.replace(".", "", 1).isdigit() else 0


def _parent_folder() -> Path:
    """Return the folder of servers: in memory if there is room, where a database takes a tenth of the time to create."""
    return memory.folder() or Path("/tmp")


def available() -> bool:
    """Return whether a server is installed here and there is a user who may run it."""
    return programs() is not None and (os.geteuid() != 0 or _user() is not None)


def _user():
    # PostgreSQL refuses to run as root.
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def _run(*command, user) -> None:
    owner = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    plain = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [str(part) for part in command],
        env=plain,
        cwd="/",
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        **owner,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr}")


@contextmanager
def start(folder=None, options: str = FAST):
    """Start a server and yield the URL of its empty database "test"; stop it and remove its files at the end.

    `folder`: the parent of its files, a short path (a socket's may have 107 bytes); in memory or /tmp by default.
    Durability is off by default; pass options="-c listen_addresses=" for tests that kill it.
    """
    user = _user() if os.geteuid() == 0 else None
    home = Path(tempfile.mkdtemp(prefix="pg-", dir=folder or _parent_folder()))
    try:
        if user:
            os.chown(home, user.pw_uid, user.pw_gid)
        bin_folder, data = programs(), home / "data"
        options_of_initdb = ("-D", data, "-U", "test", "-A", "trust", "-E", "UTF8", "--no-sync")
        _run(bin_folder / "initdb", *options_of_initdb, user=user)
        options_of_server = f"{options} -c unix_socket_directories={home}"
        _run(bin_folder / "pg_ctl", "-D", data, "-o", options_of_server, "-l", home / "log", "-w", "start", user=user)
        try:
            _run(bin_folder / "createdb", "-h", home, "-U", "test", "test", user=user)
            yield f"postgresql://test@/test?host={home}"
        finally:
            _run(bin_folder / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop", user=user)
    finally:
        shutil.rmtree(home, ignore_errors=True)
