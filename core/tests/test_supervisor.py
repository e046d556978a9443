"""The supervisor keeps children running and leaves none behind."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from renshi_core.supervisor import Child, Supervisor

# Children write their number into a file, so that the test knows every process that ever ran.
SLEEPER = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(120)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPER
CRASHER = "import os, sys; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); sys.exit(3)"
UNUSABLE = "import os, sys; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); sys.exit(78)"
PARENT = (
    f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLEEPER!r}, sys.argv[1]]); {SLEEPER}"
)
ORDERLY = (
    "import os, signal, sys, time\n"
    "def end(*_):\n"
    "    open(sys.argv[2], 'a').write(sys.argv[3] + '\\n'); sys.exit(0)\n"
    "signal.signal(signal.SIGTERM, end)\n" + SLEEPER
)

RUN = """
import json, logging, sys
from renshi_core.supervisor import Child, Supervisor
logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(message)s")
seconds = float(sys.argv[2])
children = [Child(name, argv, end_seconds=seconds) for name, argv in json.loads(sys.argv[1])]
ticks = []
def tick():
    ticks.append(1)
    if len(ticks) == 1:
        raise RuntimeError("first tick fails")
    print("tick", flush=True)
raise SystemExit(Supervisor(children, tick=tick).run())
"""


class Running:
    """A supervisor in a process of its own."""

    def __init__(self, folder: Path, children: list[tuple[str, str]], end_seconds: float = 10.0) -> None:
        self.folder = folder
        argvs = [
            (name, [sys.executable, "-c", code, str(self.pid_file(name)), str(folder / "order"), name])
            for name, code in children
        ]
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUN, json.dumps(argvs), str(end_seconds)],
            stderr=(folder / "log").open("w"),
            stdout=(folder / "out").open("w"),
        )

    def pid_file(self, name: str) -> Path:
        return self.folder / f"{name}.pids"

    def pids(self, name: str) -> list[int]:
        path = self.pid_file(name)
        return [int(line) for line in path.read_text().split()] if path.exists() else []

    def log(self) -> str:
        return (self.folder / "log").read_text()

    def everybody(self) -> list[int]:
        return [int(pid) for path in self.folder.glob("*.pids") for pid in path.read_text().split()]


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    started: list[Running] = []

    def start(*children: tuple[str, str], end_seconds: float = 10.0) -> Running:
        started.append(Running(tmp_path, list(children), end_seconds))
        return started[-1]

    yield start
    for running in started:
        running.process.kill()
        running.process.wait()
        for pid in running.everybody():
            if _alive(pid):
                os.kill(pid, signal.SIGKILL)


def _alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def _until(condition: Callable[[], object], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_everything_in_reverse_order(
    launch: Callable[..., Running], number: signal.Signals
) -> None:
    running = launch(("worker", ORDERLY), ("web", ORDERLY))
    _until(lambda: running.pids("worker") and running.pids("web"))
    running.process.send_signal(number)
    assert running.process.wait(15) == 0
    assert (running.folder / "order").read_text().split() == ["web", "worker"]
    assert [pid for pid in running.everybody() if _alive(pid)] == []


def test_a_killed_child_is_started_again_and_the_others_are_left_alone(
    launch: Callable[..., Running],
) -> None:
    running = launch(("worker", SLEEPER), ("web", SLEEPER))
    _until(lambda: running.pids("worker") and running.pids("web"))
    os.kill(running.pids("web")[0], signal.SIGKILL)
    _until(lambda: len(running.pids("web")) == 2)
    assert len(running.pids("worker")) == 1
    assert "web ended with SIGKILL; starting it again in 0.5 s." in running.log()


def test_the_pause_before_a_new_start_doubles(launch: Callable[..., Running]) -> None:
    running = launch(("worker", CRASHER))
    _until(lambda: len(running.pids("worker")) == 3)
    pauses = re.findall(r"ended with status 3; starting it again in ([0-9.]+) s", running.log())
    assert pauses[:2] == ["0.5", "1.0"]
    running.process.terminate()
    assert running.process.wait(15) == 0


def test_a_child_that_says_it_cannot_run_ends_everything(launch: Callable[..., Running]) -> None:
    running = launch(("web", SLEEPER), ("worker", UNUSABLE))
    assert running.process.wait(15) == 78
    assert len(running.pids("worker")) == 1
    assert [pid for pid in running.everybody() if _alive(pid)] == []
    assert "worker cannot run with this set-up and is not started again." in running.log()


def test_a_stubborn_child_is_killed_after_its_time(launch: Callable[..., Running]) -> None:
    running = launch(("web", STUBBORN), end_seconds=0.5)
    _until(lambda: running.pids("web"))
    begin = time.monotonic()
    running.process.terminate()
    assert running.process.wait(15) == 0
    assert 0.4 < time.monotonic() - begin < 12
    assert not _alive(running.pids("web")[0])


def test_a_second_signal_does_not_wait(launch: Callable[..., Running]) -> None:
    running = launch(("web", STUBBORN), end_seconds=60)
    _until(lambda: running.pids("web"))
    running.process.terminate()
    time.sleep(0.3)
    assert running.process.poll() is None
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(10) == 0
    assert not _alive(running.pids("web")[0])


def test_what_a_child_started_ends_with_it(launch: Callable[..., Running]) -> None:
    running = launch(("worker", PARENT))
    _until(lambda: len(running.pids("worker")) == 2)
    running.process.terminate()
    assert running.process.wait(15) == 0
    _until(lambda: not any(_alive(pid) for pid in running.pids("worker")))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel ends children only on Linux")
def test_children_end_even_if_the_supervisor_is_killed(launch: Callable[..., Running]) -> None:
    running = launch(("worker", SLEEPER), ("web", SLEEPER))
    _until(lambda: running.pids("worker") and running.pids("web"))
    running.process.kill()
    running.process.wait()
    _until(lambda: not any(_alive(pid) for pid in running.everybody()))


def test_a_failing_tick_is_logged_and_comes_again(launch: Callable[..., Running]) -> None:
    running = launch(("web", SLEEPER))
    _until(lambda: (running.folder / "out").read_text().startswith("tick"))
    assert "first tick fails" in running.log()
    assert len(running.pids("web")) == 1


def test_a_program_that_is_not_there_ends_everything(tmp_path: Path) -> None:
    assert Supervisor([Child("web", [str(tmp_path / "absent")])]).run() == 78
