"""Starting, recognising and ending server processes, children or not."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

import psutil

from renshi_core.embedded.accounts import Account

_LOG_LIMIT = 16 * 1024 * 1024
# A process is recognised by its number and its start. Clocks of boot time round differently by up to a tick.
_START_TOLERANCE = 1.0


def spawn(argv: list[str], *, account: Account, log_file: Path) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own, so that Ctrl-C in the terminal does not reach it before its
    users end.

    Its environment is bare: no setting, password or key of this process reaches it.
    """
    log_file.parent.mkdir(parents=True, exist_ok=True)
    if log_file.exists() and log_file.stat().st_size > _LOG_LIMIT:
        log_file.replace(log_file.with_suffix(".log.1"))
    descriptor = os.open(log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        return subprocess.Popen(
            argv,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=descriptor,
            stderr=descriptor,
            start_new_session=True,
            umask=0o077,
            env=bare_environment(),
            **account.identity,
        )
    finally:
        os.close(descriptor)


def bare_environment() -> dict[str, str]:
    """The few variables that a server or a client program of PostgreSQL needs."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC", "HOME": "/"}


def find(pid: int, started: float | None = None) -> psutil.Process | None:
    """The living process `pid`; None if it ended, is a zombie, or began at another time than `started`."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        if started is not None and abs(process.create_time() - started) > _START_TOLERANCE:
            return None
    except psutil.NoSuchProcess:
        return None
    return process


def end(pid: int, *steps: tuple[signal.Signals, float]) -> bool:
    """Send each signal in turn and wait its seconds; True once the process is gone."""
    for number, seconds in steps:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if find(pid) is None:
                return True
            time.sleep(0.02)
    return False
