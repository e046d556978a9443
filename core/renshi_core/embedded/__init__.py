"""Real servers for a first start: PostgreSQL and Redis from installed packages, run in `var/`.

    with EmbeddedServers(settings) as endpoints:
        ...

Servers named in the settings are used as they are and nothing is started for them. Processes of the same
`var/` share its servers; the last one to leave stops them, and the next one takes over what a killed
process left running.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from renshi_core.embedded.accounts import choose_home, server_account
from renshi_core.embedded.errors import EmbeddedError, PortTakenError
from renshi_core.embedded.postgres import PostgresServer
from renshi_core.embedded.redis import RedisServer
from renshi_core.embedded.state import State, StateFile, User, this_process
from renshi_core.settings import Settings, load_settings

__all__ = [
    "EmbeddedError",
    "EmbeddedServers",
    "Endpoints",
    "PortTakenError",
    "running",
    "start",
    "stop",
    "stop_all",
    "temporary_var",
]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where the servers are. The URLs carry passwords: hand them on, never log them."""

    database_owner_url: str = field(repr=False)
    redis_url: str = field(repr=False)

    def environment(self) -> dict[str, str]:
        """Variables for a child process, which then uses the same servers and starts none."""
        return {"RENSHI_DATABASE_URL": self.database_owner_url, "RENSHI_REDIS_URL": self.redis_url}


class EmbeddedServers:
    """The servers of one `var/`, as used by one process."""

    def __init__(self, settings: Settings, *, postgres_port: int | None = None) -> None:
        """`postgres_port` insists on a port; by default that of the last run is used, else a free one."""
        self._settings = settings
        self._postgres_port = postgres_port
        self._file = StateFile(settings.var_dir)
        self._user: User | None = None
        self._postgres: PostgresServer | None = None
        self._redis: RedisServer | None = None

    def start(self) -> Endpoints:
        """Start what the settings do not name, or share what runs. Raises EmbeddedError."""
        if self._user is None and self._needed:
            with self._file.locked():
                self._enter()
                try:
                    self._start_missing()
                except BaseException:
                    self._leave()
                    raise
        return self._endpoints()

    def ensure(self) -> bool:
        """Start again, at the same addresses, what has died. True if anything had to be started.

        Cheap enough to be called every second.
        """
        if self._user is None or self._all_alive():
            return False
        with self._file.locked():
            if self._all_alive():
                return False
            log.warning("An embedded server has ended; starting it again.")
            self._start_missing()
        return True

    def stop(self) -> None:
        """Leave the servers; they are stopped when nobody else uses them. Harmless when not started."""
        if self._user is not None:
            with self._file.locked():
                self._leave()

    def __enter__(self) -> Endpoints:
        """Start and give the endpoints."""
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()

    @property
    def _needed(self) -> bool:
        return self._settings.database_url is None or self._settings.redis_url is None

    def _enter(self) -> None:
        state = self._file.read()
        postgres, redis = _servers(self._settings, state, self._postgres_port)
        self._user = this_process()
        self._file.write(
            State(home=postgres.home, socket_dir=redis.socket_dir, users=(*state.living_users(), self._user))
        )
        self._postgres = postgres if self._settings.database_url is None else None
        self._redis = redis if self._settings.redis_url is None else None

    def _leave(self) -> None:
        state = self._file.read()
        others = tuple(user for user in state.living_users() if user != self._user)
        self._file.write(state.model_copy(update={"users": others}))
        self._user = None
        if others:
            log.info(
                "Embedded servers go on running for process %s.", ", ".join(str(user.pid) for user in others)
            )
            return
        # Both, since the one this process did not need may have been left to the last user.
        postgres, redis = _servers(self._settings, state)
        (self._redis or redis).stop()
        (self._postgres or postgres).stop()

    def _start_missing(self) -> None:
        for server in (self._postgres, self._redis):
            if server is not None:
                server.start()

    def _all_alive(self) -> bool:
        return all(server is None or server.pid() is not None for server in (self._postgres, self._redis))

    def _endpoints(self) -> Endpoints:
        database, redis = self._settings.database_url, self._settings.redis_url
        return Endpoints(
            database_owner_url=database.get_secret_value()
            if database
            else _started(self._postgres).owner_url,
            redis_url=redis.get_secret_value() if redis else _started(self._redis).url,
        )


def start(settings: Settings) -> Endpoints:
    """Start or share the servers of `settings.var_dir` until `stop`; once in a process."""
    return _in_use.setdefault(settings.var_dir, EmbeddedServers(settings)).start()


def stop(settings: Settings) -> None:
    """Leave the servers that `start` gave this process."""
    if (servers := _in_use.pop(settings.var_dir, None)) is not None:
        servers.stop()


def stop_all(settings: Settings) -> None:
    """End the servers of `settings.var_dir` even if somebody uses them or was killed."""
    if not settings.var_dir.is_dir():
        return
    file = StateFile(settings.var_dir)
    with file.locked():
        state = file.read()
        postgres, redis = _servers(settings, state)
        redis.stop()
        postgres.stop()
        file.write(state.model_copy(update={"users": ()}))


@contextlib.contextmanager
def temporary_var() -> Iterator[Path]:
    """A `var/` for a test run, in a folder that the servers' user can enter. Ended and removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="renshi-"))
    folder.chmod(0o711)
    var_dir = folder / "var"
    try:
        yield var_dir
    finally:
        stop_all(load_settings(var_dir=var_dir, environment="test"))
        shutil.rmtree(folder)


def running(settings: Settings) -> dict[str, int | None]:
    """Process numbers of the servers of `settings.var_dir`, None for one that does not run."""
    if not settings.var_dir.is_dir():
        return {"postgres": None, "redis": None}
    file = StateFile(settings.var_dir)
    with file.locked():
        postgres, redis = _servers(settings, file.read())
        return {"postgres": postgres.pid(), "redis": redis.pid()}


_Server = TypeVar("_Server", PostgresServer, RedisServer)
_in_use: dict[Path, EmbeddedServers] = {}


def _servers(settings: Settings, state: State, port: int | None = None) -> tuple[PostgresServer, RedisServer]:
    var_dir = settings.var_dir
    account = server_account((state.home or var_dir) / "postgres")
    home = (
        state.home
        if state.home is not None and account.can_use(state.home)
        else choose_home(var_dir, account)
    )
    socket_dir = state.socket_dir if state.socket_dir is not None and state.socket_dir.is_dir() else None
    return (
        PostgresServer(
            var_dir=var_dir, home=home, account=account, port=port, durable=settings.environment != "test"
        ),
        RedisServer(var_dir=var_dir, home=home, account=account, socket_dir=socket_dir),
    )


def _started(server: _Server | None) -> _Server:
    if server is None:
        raise EmbeddedError("The embedded servers have not been started.")
    return server
