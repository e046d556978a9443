"""Write constraints.txt: one exact version of everything that the product, its tools and its tests may
install.

    python scripts/pin.py            the newest versions that fit
    python scripts/pin.py --keep     add and remove what the pyproject files ask for, move nothing else
    python scripts/pin.py --check    write nothing, exit with 1 where a pin is missing or does not fit

Resolved for every platform and every Python from 3.11 on. The distributions of this repository, addresses
of package servers and local version labels are left out, so the file serves anybody.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "constraints.txt"
OVERRIDES = ROOT / "overrides.txt"
HEADER = (
    "# Exact versions of all dependencies. Written by `make pins`; every install is held to them.\n"
    "# The optional extras of plugins are pinned too; torch without its label, so a CPU build serves.\n"
)
_LOCAL_LABEL = re.compile(r"\+[A-Za-z0-9.]+")


def requirements() -> list[str]:
    """What the distributions, the tools and the tests ask for, to be resolved together."""
    found = []
    for path in [
        ROOT / "core/pyproject.toml",
        ROOT / "demo/pyproject.toml",
        *sorted(ROOT.glob("plugins/*/pyproject.toml")),
    ]:
        project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
        found += project.get("dependencies", [])
        # Heavy libraries are extras: `make demo` does without them, `make test` installs them.
        found += [line for extra in project.get("optional-dependencies", {}).values() for line in extra]
    sdk = tomllib.loads((ROOT / "sdk/pyproject.toml").read_text(encoding="utf-8"))["project"]
    found += [
        *sdk["dependencies"],
        *(line for extra in sdk["optional-dependencies"].values() for line in extra),
    ]
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    found += [line for group in groups.values() for line in group]
    return sorted({line for line in found if not line.startswith("renshi-")})


def faults() -> Iterator[str]:
    """Requirements that no pin satisfies, one sentence each; answers without a package server."""
    pins: dict[str, list[str]] = {}
    for line in TARGET.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, version = line.partition(";")[0].strip().partition("==")
            pins.setdefault(canonicalize_name(name), []).append(version)
    for text in requirements():
        wanted = Requirement(text)
        versions = pins.get(canonicalize_name(wanted.name), [])
        if not versions:
            yield f"{text} has no pin"
        for version in versions:
            if not wanted.specifier.contains(version, prereleases=True):
                yield f"{text} does not allow the pin {version}"


def main(arguments: list[str] | None = None) -> int:
    """Return 0 when the file was written, or with ``--check`` when it covers every requirement."""
    parser = argparse.ArgumentParser()
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--keep", action="store_true", help="keep the present versions where they fit")
    choice.add_argument("--check", action="store_true", help="write nothing")
    chosen = parser.parse_args(arguments)
    if chosen.check:
        found = list(faults())
        for fault in found:
            print(f"{TARGET.name}: {fault}. Run: .venv/bin/python scripts/pin.py --keep", file=sys.stderr)
        return 1 if found else 0
    return _write(keep=chosen.keep)


def _write(*, keep: bool) -> int:
    uv = Path(sys.executable).with_name("uv")
    command = [str(uv), "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
    command += ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
    command += ["--override", str(OVERRIDES)]
    with tempfile.TemporaryDirectory() as folder:
        # The versions of a file that is there already are preferred, unless an upgrade is asked for.
        output = Path(folder) / TARGET.name
        if keep and TARGET.exists():
            shutil.copyfile(TARGET, output)
        result = subprocess.run(
            [*command, "--output-file", str(output), "-"],
            cwd=ROOT,
            input="\n".join(requirements()),
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode != 0:
            print(result.stderr, file=sys.stderr)
            return 1
        resolved = output.read_text(encoding="utf-8").splitlines()
    pins = [
        _LOCAL_LABEL.sub("", line) for line in resolved if line.strip() and not line.startswith(("#", "-"))
    ]
    TARGET.write_text(HEADER + "\n".join(pins) + "\n", encoding="utf-8")
    print(f"{len(pins)} versions in {TARGET.name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
