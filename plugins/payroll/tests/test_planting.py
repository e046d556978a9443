"""The bugs of ``planting.py`` can still be planted, and the table in README.md is what was measured."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("payroll_planting", HERE / "planting.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


planting = _load()
README = (HERE / "README.md").read_text(encoding="utf-8")
ROWS = {
    line.split(" | ")[0].removeprefix("| "): line for line in README.splitlines() if line.count(" | ") == 2
}


@pytest.mark.parametrize("bug", planting.BUGS, ids=lambda bug: bug.name)
def test_a_bug_can_be_planted_and_is_in_the_table(bug: object) -> None:
    """What it replaces stands once in the source; whoever rewrites that line plants the bug anew."""
    source = (planting.package() / bug.file).read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert source.count(bug.right) == 1  # type: ignore[attr-defined]
    assert bug.right != bug.wrong  # type: ignore[attr-defined]
    row = ROWS[bug.name]  # type: ignore[attr-defined]
    assert f" | {bug.file} | " in row  # type: ignore[attr-defined]
    assert "nobody" not in row


def test_some_are_planted_here_and_noticed_as_the_table_says() -> None:
    """All of them take minutes: ``python plugins/payroll/tests/planting.py``."""
    names = ["a refund in payroll", "floor missing", "cost base without the housing fund"]
    run = subprocess.run(
        [sys.executable, str(HERE / "planting.py"), *names],
        cwd=HERE.parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    printed = run.stdout.splitlines()[2:]
    assert printed == [ROWS[name] for name in names]
