"""Build the wheels of the given distributions into dist/."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(distributions: list[str]) -> int:
    """Return 0 when all were built."""
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    uv = Path(sys.executable).with_name("uv")
    for name in distributions:
        command = [
            str(uv),
            "build",
            "--quiet",
            "--wheel",
            "--python",
            sys.executable,
            "--out-dir",
            "dist",
            name,
        ]
        if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
            return 1
    for wheel in sorted((ROOT / "dist").glob("*.whl")):
        print(f"{wheel.relative_to(ROOT)}  {wheel.stat().st_size / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
