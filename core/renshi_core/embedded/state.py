"""What processes of one `var/` tell each other about its embedded servers: where they live and who uses them.

The servers themselves are the truth about being alive (`postmaster.pid`, the Redis socket). The file adds
the folder they live in and the processes that use them; the last one to leave stops them. Users that were
killed are forgotten.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
from pydantic import BaseModel, ConfigDict, ValidationError

from renshi_core.embedded import processes
from renshi_core.embedded.errors import EmbeddedError


class User(BaseModel):
    """A process that has the servers in use. One process may have them in use several times."""

    model_config = ConfigDict(frozen=True)

    token: str
    pid: int
    started: float


class State(BaseModel):
    """Content of `var/embedded.json`. Holds no secret."""

    home: Path | None = None
    socket_dir: Path | None = None
    users: tuple[User, ...] = ()

    def living_users(self) -> tuple[User, ...]:
        """Users whose process is still there."""
        return tuple(user for user in self.users if processes.find(user.pid, user.started) is not None)


def this_process() -> User:
    """A new entry for the calling process."""
    return User(token=secrets.token_hex(8), pid=os.getpid(), started=psutil.Process().create_time())


@dataclass(frozen=True, slots=True)
class StateFile:
    """Reads and writes the state of one `var/`, under a lock against other processes."""

    var_dir: Path

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock. Starting and stopping servers happens inside, so two starters never meet."""
        try:
            self.var_dir.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.var_dir / "embedded.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except PermissionError as error:
            raise EmbeddedError(
                f"{error.filename} cannot be opened by user {os.geteuid()}. Start the platform as the user "
                "who "
                "started it first, or choose another RENSHI_VAR_DIR."
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def read(self) -> State:
        """The recorded state. An absent or damaged file is an empty one: the servers are found without it."""
        try:
            return State.model_validate_json(self._path.read_bytes())
        except (FileNotFoundError, ValidationError):
            return State()

    def write(self, state: State) -> None:
        """Replace the recorded state in one step."""
        draft = self._path.with_suffix(".json.new")
        draft.write_text(json.dumps(state.model_dump(mode="json"), indent=2) + "\n", encoding="utf-8")
        draft.replace(self._path)

    @property
    def _path(self) -> Path:
        return self.var_dir / "embedded.json"
