"""Run mypy over each distribution, and over the tools of the repository.

One run for each, because plugins may have modules of one name (tests, data) and because a fault in one
should not hide the others'. Arguments choose distributions: `python scripts/check_types.py core
plugins/payroll`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Folders of code that are no distribution.
TOOLS = ("scripts", "benchmarks")


def distributions() -> list[Path]:
    """Folders that hold a pyproject.toml and a package, the SDK first."""
    return [
        ROOT / "sdk",
        ROOT / "core",
        *sorted(path.parent for path in ROOT.glob("plugins/*/pyproject.toml")),
        ROOT / "demo",
    ]


def packages(distribution: Path) -> list[Path]:
    """The import packages of a distribution."""
    return sorted(path.parent for path in distribution.glob("renshi_*/__init__.py"))


def main(chosen: list[str]) -> int:
    """Return 0 when every distribution is clean."""
    every = distributions()
    wanted = [ROOT / name for name in chosen] if chosen else every
    search = os.pathsep.join(str(path) for path in every)
    failed = [path for path in wanted if not _is_clean([str(package) for package in packages(path)], search)]
    if not chosen:
        failed += [ROOT / name for name in TOOLS if not _is_clean([str(ROOT / name)], search)]
    if failed:
        print("Not clean: " + ", ".join(str(path.relative_to(ROOT)) for path in failed), file=sys.stderr)
    return 1 if failed else 0


def _is_clean(targets: list[str], search: str) -> bool:
    command = [sys.executable, "-m", "mypy", *targets]
    return (
        not targets
        or subprocess.run(command, cwd=ROOT, env=os.environ | {"MYPYPATH": search}, check=False).returncode
        == 0
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
