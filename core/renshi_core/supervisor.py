"""Runs the processes of `renshi up` (web, worker, …) as children and keeps them running.

For one machine without a service manager. Under systemd or in containers each process is a unit of its own
and this module is not used.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

log = logging.getLogger(__name__)

EXIT_UNUSABLE = 78
"""Exit status (EX_CONFIG of sysexits.h) by which a child says that starting it again is no use."""

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0
"""A child that ran this long is well: the pause before its next start begins at FIRST_PAUSE again."""

_POLL_SECONDS = 0.05
_TICK_SECONDS = 1.0
_PR_SET_PDEATHSIG = 1
_END_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Child:
    """A process to keep running. `environment` is added to that of the supervisor."""

    name: str
    argv: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    end_seconds: float = 15.0
    """How long it may take to end after SIGTERM before it is killed."""


class Supervisor:
    """Starts children in the given order, restarts those that end, and ends all in reverse order.

    Nothing outlives it: each child leads a process group that is ended with it, and on Linux the kernel
    sends children SIGTERM even if the supervisor itself is killed.
    """

    def __init__(self, children: Sequence[Child], *, tick: Callable[[], object] | None = None) -> None:
        """`tick` is called about once a second, to look after what the children need."""
        self._slots = [_Slot(child) for child in children]
        self._tick = tick
        self._asked_to_end = 0
        self._exit_status = 0

    def run(self) -> int:
        """Run until SIGTERM, SIGINT or SIGHUP, or until a child ends with EXIT_UNUSABLE. Main thread only.

        Returns 0, or EXIT_UNUSABLE. A second signal kills what has not ended yet.
        """
        before = {number: signal.signal(number, self._on_signal) for number in _END_SIGNALS}
        try:
            self._watch()
        finally:
            self._end_all()
            for number, handler in before.items():
                signal.signal(number, handler)
        return self._exit_status

    def _watch(self) -> None:
        next_tick = time.monotonic() + _TICK_SECONDS
        while not self._asked_to_end:
            for slot in self._slots:
                if slot.look_after() == EXIT_UNUSABLE:
                    self._exit_status = EXIT_UNUSABLE
                    return
            if self._tick is not None and time.monotonic() >= next_tick:
                try:
                    self._tick()
                except Exception:
                    log.exception("Looking after the servers failed; trying again.")
                next_tick = time.monotonic() + _TICK_SECONDS
            time.sleep(_POLL_SECONDS)

    def _end_all(self) -> None:
        for slot in reversed(self._slots):
            slot.end(hurry=lambda: self._asked_to_end > 1)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        self._asked_to_end += 1


class _Slot:
    """A child, its process if it runs, and when it may be started next."""

    def __init__(self, child: Child) -> None:
        self._child = child
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._not_before = 0.0
        self._pause = FIRST_PAUSE

    def look_after(self) -> int | None:
        """Start the child if it is due; give its exit status if it has just ended."""
        now = time.monotonic()
        if self._process is None:
            return self._start(now) if now >= self._not_before else None
        status = self._process.poll()
        if status is None:
            return None
        self._end_group()
        self._process = None
        if status == EXIT_UNUSABLE:
            log.error("%s cannot run with this set-up and is not started again.", self._child.name)
            return status
        if now - self._started_at >= STEADY_SECONDS:
            self._pause = FIRST_PAUSE
        self._not_before = now + self._pause
        log.warning(
            "%s ended with %s; starting it again in %.1f s.", self._child.name, _in_words(status), self._pause
        )
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
        return status

    def end(self, *, hurry: Callable[[], bool]) -> None:
        """SIGTERM, wait, SIGKILL to the whole group. `hurry` cuts the wait short."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.terminate()
        deadline = time.monotonic() + self._child.end_seconds
        while self._process.poll() is None:
            if time.monotonic() >= deadline or hurry():
                log.warning("%s did not end in time and is killed.", self._child.name)
                break
            time.sleep(_POLL_SECONDS)
        self._end_group()
        self._process.wait()
        self._process = None

    def _start(self, now: float) -> int | None:
        try:
            self._process = subprocess.Popen(
                list(self._child.argv),
                env=os.environ | self._child.environment,
                stdin=subprocess.DEVNULL,
                # Ctrl-C in the terminal reaches the supervisor alone, which then ends the children in order.
                start_new_session=True,
                preexec_fn=_ending_with_parent(),
            )
        except OSError as error:
            log.error("%s cannot be started: %s", self._child.name, error)
            return EXIT_UNUSABLE
        self._started_at = now
        log.info("%s runs as process %d.", self._child.name, self._process.pid)
        return None

    def _end_group(self) -> None:
        # What a child started and left behind when it crashed would hold ports and locks against its
        # successor.
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)


def _ending_with_parent() -> Callable[[], None] | None:
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def ask_kernel() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        # The parent may have died before the kernel was asked.
        if os.getppid() != parent:
            os._exit(1)

    return ask_kernel


def _in_words(status: int) -> str:
    if status >= 0:
        return f"status {status}"
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"
