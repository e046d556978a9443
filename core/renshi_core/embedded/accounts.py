"""The operating-system user that embedded servers run as, and folders which that user can reach.

PostgreSQL refuses to run as root, and Redis should not. Started by root, both run as a user without rights.
The permissions of folders that were there before are never changed: where the user cannot reach `var/`, the
servers live in a folder of their own outside it.
"""

from __future__ import annotations

import hashlib
import logging
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from renshi_core.embedded.errors import EmbeddedError

log = logging.getLogger(__name__)

_SYSTEM_STATE = Path("/var/lib/renshi")
_PROBE_SECONDS = 20


class Identity(TypedDict, total=False):
    """Keyword arguments of `subprocess` that change the user of the child."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """A user to run servers as; `foreign` when it is not the user of this process."""

    uid: int
    gid: int
    foreign: bool

    @property
    def identity(self) -> Identity:
        """What to pass to `subprocess.Popen`; empty for the own user."""
        if not self.foreign:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_use(self, folder: Path) -> bool:
        """Whether the user can pass through every parent and enter `folder`."""
        return self.runs(["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)])

    def runs(self, command: list[str]) -> bool:
        """Whether `command` ends well when this user starts it."""
        try:
            return subprocess.run(
                command, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, timeout=_PROBE_SECONDS, check=False, **self.identity,
            ).returncode == 0  # fmt: skip
        except PermissionError:
            return False

    def make_folder(self, folder: Path) -> None:
        """Make `folder` for this user alone. Its parents must be there."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.foreign:
            try:
                os.chown(folder, self.uid, self.gid)
            except PermissionError as error:
                raise EmbeddedError(
                    f"{folder} cannot be given to user {self.uid}: {error.strerror}. Run as an ordinary "
                    "user, or set "
                    "RENSHI_DATABASE_URL and RENSHI_REDIS_URL to servers that run elsewhere."
                ) from error


def server_account(data_dir: Path) -> Account:
    """The user for the servers: the own one, or for root the owner of `data_dir`, else `nobody`."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), foreign=False)
    if data_dir.exists() and (status := data_dir.stat()).st_uid != 0:
        account = Account(status.st_uid, status.st_gid, foreign=True)
    else:
        account = _nobody()
    if not account.runs(["/bin/sh", "-c", ":"]):
        raise EmbeddedError(
            f"PostgreSQL does not run as root, and switching to user {account.uid} is not permitted here. "
            "Run as an "
            "ordinary user, or set RENSHI_DATABASE_URL and RENSHI_REDIS_URL to servers that run elsewhere."
        )
    return account


def _nobody() -> Account:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return Account(65534, 65534, foreign=True)
    return Account(entry.pw_uid, entry.pw_gid, foreign=True)


def choose_home(var_dir: Path, account: Account) -> Path:
    """A folder that `account` can reach: `var_dir` if possible, else one outside it, named in the log."""
    if account.can_use(var_dir):
        return var_dir
    digest = hashlib.sha256(os.fsencode(var_dir)).hexdigest()[:12]
    temporary = Path(tempfile.gettempdir()).absolute()
    homes = [_SYSTEM_STATE / digest, temporary / f"renshi-{digest}"]
    if var_dir.is_relative_to(temporary):
        # What is meant to pass away should leave nothing elsewhere.
        homes.reverse()
    for home in homes:
        if _make_own_folder(home) and account.can_use(home):
            log.warning(
                "User %s, who runs the embedded servers, cannot reach %s. Their data is kept in %s instead.",
                account.uid, var_dir, home,
            )  # fmt: skip
            return home
    raise EmbeddedError(
        f"PostgreSQL does not run as root, and user {account.uid}, who runs it instead, can reach neither "
        f"{var_dir} "
        f"nor {_SYSTEM_STATE} nor {tempfile.gettempdir()}. Set RENSHI_VAR_DIR to a folder that every user "
        "can enter."
    )


def _make_own_folder(folder: Path) -> bool:
    try:
        for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
            missing.mkdir()
            # The umask of root may close a new folder to everybody else.
            missing.chmod(0o755)
        # In a folder open to all, somebody may have taken the name before.
        return folder.stat().st_uid == os.geteuid() and not folder.is_symlink()
    except OSError:
        return False


def reachable_program(program: Path, account: Account, bundle: Path, parts: list[str], home: Path) -> Path:
    """`program`, or its copy under `home` where `account` cannot start it.

    `bundle` is the folder that holds the program, `parts` the entries of it that are copied together
    because the program finds its libraries by relative paths.
    """
    if account.runs([str(program), "--version"]):
        return program
    stamp = f"{bundle}:{program.stat().st_mtime_ns}:{program.stat().st_size}"
    target = home / f"programs-{hashlib.sha256(stamp.encode()).hexdigest()[:12]}"
    if not target.exists():
        log.info("User %s cannot start %s; copying it to %s.", account.uid, program, target)
        draft = Path(tempfile.mkdtemp(prefix="programs-", dir=home))
        for part in parts:
            source = bundle / part
            destination = draft / part
            destination.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, destination, symlinks=True)
            else:
                shutil.copy2(source, destination)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                executable = path.is_dir() or os.access(path, os.X_OK)
                path.chmod(0o755 if executable else 0o644)
        draft.rename(target)
    copy = target / program.relative_to(bundle)
    if not account.runs([str(copy), "--version"]):
        raise EmbeddedError(f"User {account.uid} cannot start {program}, nor its copy {copy}.")
    return copy
