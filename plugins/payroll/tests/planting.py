"""Bugs planted in the source of the engine, one at a time, and the test that notices each first.

``python plugins/payroll/tests/planting.py`` copies the package to a folder of its own, plants one bug there, evaluates
all worked cases with the copy and, where they are all exact, runs the engine's tests on it. It takes some minutes and
prints the second table of ``README.md``; a bug that nobody notices ends it with 1. Names given as arguments run those
alone.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import multiprocessing
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing.connection import Connection
from pathlib import Path

import yaml

HERE = Path(__file__).parent
CASES = tuple(
    str(HERE / "data" / name) for name in ("goldens.json", "boundary_goldens.json", "law_goldens.json")
)
#: In the order they are asked, the quickest first.
TESTS = (
    "test_goldens.py",
    "test_traps.py",
    "test_refusals.py",
    "test_engine.py",
    "test_further_rules.py",
    "test_assembly.py",
    "test_retro_differences.py",
    "test_parameters_by_city.py",
    "test_properties.py",
    "test_formula_language.py",
    "test_plain_months.py",
    "payroll_law",
)
FLAGS = (
    "-x",
    "-q",
    "--no-header",
    "-p",
    "no:cacheprovider",
    "--hypothesis-profile=planting",
    # Long, and what it notices others notice before.
    "--deselect=plugins/payroll/tests/test_formula_language.py::test_twins_agree_on_many_random_slips",
)


@dataclass(frozen=True, slots=True)
class Bug:
    """``right`` stands once in ``file``; ``wrong`` takes its place."""

    name: str
    file: str
    right: str
    wrong: str


BUGS = tuple(
    Bug(**row) for row in yaml.safe_load((HERE / "data" / "planted_bugs.yaml").read_text(encoding="utf-8"))
)


def package() -> Path:
    """Where the engine lies; it is not imported here, only the copies are, each in a process of its own."""
    spec = find_spec("renshi_payroll")
    if spec is None or spec.origin is None:
        raise LookupError("renshi_payroll is not installed")
    return Path(spec.origin).parent


def plant(bug: Bug, copy: Path) -> None:
    """Put one bug into a copy of the package."""
    file = copy / bug.file
    text = file.read_text(encoding="utf-8")
    if text.count(bug.right) != 1:
        raise LookupError(f"{bug.name}: {bug.right!r} stands {text.count(bug.right)} times in {bug.file}")
    file.write_text(text.replace(bug.right, bug.wrong), encoding="utf-8")


def noticed_by(bug: Bug, tests: Sequence[str] = TESTS) -> str:
    """The worked cases, or else the first test, that fails with the bug planted; empty where none does."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "renshi_payroll"
        shutil.copytree(package(), copy, ignore=shutil.ignore_patterns("__pycache__"))
        plant(bug, copy)
        fork = multiprocessing.get_context("fork")
        mine, theirs = fork.Pipe(duplex=False)
        child = fork.Process(target=_judge, args=(folder, tests, theirs))
        child.start()
        theirs.close()
        try:
            said = mine.recv()
        except EOFError:
            said = "a crash"
        child.join()
    return str(said)


def _judge(folder: str, tests: Sequence[str], answer: Connection) -> None:
    """In the child: everything of the engine comes from the copy."""
    sys.path.insert(0, folder)
    sys.dont_write_bytecode = True
    main = importlib.import_module("renshi_payroll.goldens.__main__").main
    if not sys.modules["renshi_payroll"].__file__.startswith(folder):  # type: ignore[union-attr]
        raise RuntimeError("the copy is not what is imported")
    wrong: list[str] = []
    for file in CASES:
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            main([file])
        wrong += re.findall(r"^WRONG (\S+):", printed.getvalue(), re.MULTILINE)
    if wrong:
        answer.send(
            f"{len(wrong)} worked cases, e.g. {wrong[0]}" if len(wrong) > 1 else f"the worked case {wrong[0]}"
        )
        return
    import pytest

    with contextlib.redirect_stdout(io.StringIO()) as printed:
        code = pytest.main([*FLAGS, *(str(HERE / test) for test in tests)])
    found = re.search(r"^(?:FAILED|ERROR) \S*/tests/(\S+?)(?:\[| - |$)", printed.getvalue(), re.MULTILINE)
    if code and not found:
        sys.stderr.write(printed.getvalue()[-3000:])
    answer.send(f"`{found[1]}`" if found else "tests that could not run" if code else "")


def _get_ready() -> None:
    """What every child needs is loaded once, before they part: all but the engine."""
    from hypothesis import Phase, settings

    settings.register_profile("planting", phases=(Phase.explicit, Phase.generate), deadline=None)
    for name in ("numpy", "pytest", "renshi_core.testing.harness", "renshi_sdk"):
        importlib.import_module(name)
    if "renshi_payroll" in sys.modules:
        raise RuntimeError("the engine is loaded already")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--tests", nargs="+", default=TESTS, help="ask these test files alone")
    options = parser.parse_args()
    chosen = [bug for bug in BUGS if not options.names or bug.name in options.names]
    sys.stdout.write("| planted bug | in | noticed by |\n| --- | --- | --- |\n")
    survivors = 0
    _get_ready()
    for bug in chosen:
        test = noticed_by(bug, options.tests)
        survivors += not test
        sys.stdout.write(f"| {bug.name} | {bug.file} | {test or '**nobody**'} |\n")
        sys.stdout.flush()
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
