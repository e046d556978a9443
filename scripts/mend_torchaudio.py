"""Make torchaudio importable beside a torch without CUDA.

    python scripts/mend_torchaudio.py            look, and mend where needed
    python scripts/mend_torchaudio.py --check    look only; 1 where it needs mending

torchaudio's wheel for Linux on PyPI is compiled against CUDA. Beside a CPU build of torch its compiled files can't be
loaded, and `import torchaudio` fails. Without them torchaudio works in pure Python, which is all that SpeechBrain asks
of it. With a CUDA torch, a CPU build of torchaudio, or neither, nothing is done. Running it again changes nothing.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

COMPILED = {".so", ".pyd", ".dylib"}


def imports() -> str | None:
    """None where torchaudio imports in a process of its own, else the last line of what it says."""
    result = subprocess.run(
        [sys.executable, "-c", "import torchaudio"], capture_output=True, text=True, check=False
    )
    return None if result.returncode == 0 else (result.stderr.strip().splitlines() or ["it ended"])[-1]


def has_cuda() -> bool:
    """Whether the torch that is installed is built with CUDA."""
    result = subprocess.run(
        [sys.executable, "-c", "import torch; print(torch.version.cuda or '')"],
        capture_output=True,
        text=True,
        check=True,
    )
    return bool(result.stdout.strip())


def compiled_files() -> list[Path]:
    """The compiled files of the installed torchaudio."""
    spec = find_spec("torchaudio")
    if spec is None or spec.origin is None:
        return []
    folder = Path(spec.origin).parent / "lib"
    return sorted(path for path in folder.glob("*") if path.suffix in COMPILED)


def main(arguments: list[str]) -> int:
    if find_spec("torch") is None or find_spec("torchaudio") is None:
        print("torch and torchaudio are not both installed: nothing to do.")
        return 0
    trouble = imports()
    if trouble is None:
        print("torchaudio imports: nothing to do.")
        return 0
    files = compiled_files()
    if has_cuda() or not files:
        print(f"torchaudio does not import, and not for want of CUDA: {trouble}", file=sys.stderr)
        return 1
    if "--check" in arguments:
        print(f"torchaudio needs mending (run without --check): {trouble}", file=sys.stderr)
        return 1
    for path in files:
        path.unlink()
    left = imports()
    if left is not None:
        print(f"torchaudio still does not import: {left}", file=sys.stderr)
        return 1
    names = ", ".join(path.name for path in files)
    print(
        f"torch has no CUDA here, so torchaudio's files that are linked against it were taken away: {names}."
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
