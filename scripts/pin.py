"""Write constraints.txt: one exact version of everything that the product, its tools and its tests may
install.

Resolved for every platform and every Python from 3.11 on. The distributions of this repository, addresses
of package servers and local version labels are left out, so the file serves anybody.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "constraints.txt"
HEADER = (
    "# Exact versions of all dependencies. Written by `make pins`; every install is held to them.\n"
    "# The optional extras of plugins (speech, vision, ranking) are not pinned: they depend on the machine.\n"
)
_LOCAL_LABEL = re.compile(r"\+[A-Za-z0-9.]+")


def requirements() -> list[str]:
    """What the distributions, the tools and the tests ask for, to be resolved together."""
    found = []
    for path in [ROOT / "core/pyproject.toml", *sorted(ROOT.glob("plugins/*/pyproject.toml"))]:
        found += tomllib.loads(path.read_text(encoding="utf-8"))["project"].get("dependencies", [])
    sdk = tomllib.loads((ROOT / "sdk/pyproject.toml").read_text(encoding="utf-8"))["project"]
    found += [
        *sdk["dependencies"],
        *(line for extra in sdk["optional-dependencies"].values() for line in extra),
    ]
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    found += [line for group in groups.values() for line in group]
    return [line for line in found if not line.startswith("renshi-")]


def main() -> int:
    """Return 0 when the file was written."""
    uv = Path(sys.executable).with_name("uv")
    command = [str(uv), "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--upgrade"]
    command += ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "-"]
    result = subprocess.run(
        command, cwd=ROOT, input="\n".join(requirements()), capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        print(result.stderr, file=sys.stderr)
        return 1
    pins = [
        _LOCAL_LABEL.sub("", line)
        for line in result.stdout.splitlines()
        if line.strip() and not line.startswith(("#", "-"))
    ]
    TARGET.write_text(HEADER + "\n".join(pins) + "\n", encoding="utf-8")
    print(f"{len(pins)} versions in {TARGET.name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
