"""Copy the needed files of the console library from npm into the core.

The package is fetched with `npm pack`, so the registry and the proxy of the user's npm are respected; its
digest is compared with core/console-assets/amis.json, and only the files named there are taken. Each text
file gets a `.br` and a `.gz` beside it: the library is large, and compressing it once is better than at every start.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "core" / "console-assets"
TARGET = ROOT / "core" / "renshi_core" / "console" / "static" / "vendor"


class AssetError(RuntimeError):
    """The library could not be fetched or is not the expected one."""


def main() -> int:
    """Return 0 when the files are in place."""
    wanted = json.loads((SOURCE / "amis.json").read_text(encoding="utf-8"))
    stamp = hashlib.sha256(
        b"".join(path.read_bytes() for path in (SOURCE / "amis.json", Path(__file__)))
    ).hexdigest()
    stamp_file = TARGET / ".stamp"
    if stamp_file.exists() and stamp_file.read_text() == stamp:
        return 0
    try:
        with tempfile.TemporaryDirectory() as folder:
            archive = _fetch(wanted, Path(folder))
            draft = Path(folder) / "draft"
            _take(archive, wanted, draft)
            for name in ("NOTICE.md", "LICENSE-Apache-2.0.txt"):
                shutil.copyfile(SOURCE / name, draft / name)
            (draft / "version.txt").write_text(f"{wanted['package']} {wanted['version']}\n", encoding="utf-8")
            _compress(draft)
            (draft / ".stamp").write_text(stamp)
            shutil.rmtree(TARGET, ignore_errors=True)
            shutil.copytree(draft, TARGET)
    except AssetError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"copied {wanted['package']} {wanted['version']} to {TARGET.relative_to(ROOT)}")
    return 0


def _fetch(wanted: dict[str, Any], folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise AssetError(
            "npm is not on PATH. Install Node.js 18 or newer: the console library comes from npm."
        )
    name = f"{wanted['package']}@{wanted['version']}"
    result = subprocess.run(
        [npm, "pack", name, "--pack-destination", str(folder), "--silent"],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    archives = list(folder.glob("*.tgz"))
    if result.returncode != 0 or len(archives) != 1:
        raise AssetError(f"npm could not fetch {name}:\n{result.stderr.strip() or result.stdout.strip()}")
    digest = base64.b64encode(hashlib.sha512(archives[0].read_bytes()).digest()).decode()
    if f"sha512-{digest}" != wanted["integrity"]:
        raise AssetError(f"{name} from npm is not the package that core/console-assets/amis.json expects.")
    return archives[0]


def _take(archive: Path, wanted: dict[str, Any], target: Path) -> None:
    with tarfile.open(archive) as tar:
        for name in wanted["files"]:
            try:
                member = tar.extractfile(f"package/{wanted['folder']}/{name}")
            except KeyError:
                member = None
            if member is None:
                raise AssetError(
                    f"{wanted['package']} {wanted['version']} has no file {wanted['folder']}/{name}."
                )
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(member.read())


def _compress(folder: Path) -> None:
    """Write each text file compressed beside it. Node, which npm came with, knows Brotli."""
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in (".js", ".css")]
    for path in files:
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
    node = shutil.which("node")
    if node is None:
        return  # gzip alone is served then
    script = (
        "const fs = require('fs'), zlib = require('zlib'); for (const file of process.argv.slice(1)) {"
        " const text = fs.readFileSync(file); fs.writeFileSync(file + '.br', zlib.brotliCompressSync(text, { params: {"
        " [zlib.constants.BROTLI_PARAM_QUALITY]: 10, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: text.length } })); }"
    )
    result = subprocess.run(
        [node, "-e", script, *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if result.returncode != 0:
        raise AssetError(f"node could not compress the files:\n{result.stderr.strip()}")


if __name__ == "__main__":
    raise SystemExit(main())
