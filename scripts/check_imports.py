"""Hold the direction of imports.

The contracts of the core are in pyproject.toml. Those that follow from the folders are made here: a plugin
imports the SDK and neither the core nor another plugin; inside a plugin imports go plugin ▸ endpoints ▸
service ▸ repository ▸ tables; its engine does no I/O; the SDK's contract modules need no library of the
web, the database or the queue; and only `renshi_core.jobs` knows the queue.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
INFRASTRUCTURE = ["litestar", "piccolo", "asyncpg", "redis", "arq"]
# Parts of the SDK that are behind an extra, or for tests.
SDK_WITH_LIBRARIES = {"db", "web", "documents", "testing"}
PLUGIN_LAYERS = ["plugin", "endpoints", "service", "repository", "tables"]
IO_LIBRARIES = [*INFRASTRUCTURE, "requests", "httpx", "wechatpy", "renshi_sdk.web", "renshi_sdk.db"]

Contract = dict[str, Any]


def plugin_packages() -> list[Path]:
    """The import packages of the plugins."""
    return sorted(path.parent for path in ROOT.glob("plugins/*/renshi_*/__init__.py"))


def contracts() -> list[Contract]:
    """The contracts that depend on what there is."""
    return [*_sdk_contracts(), *_queue_contract(), *_plugin_contracts(plugin_packages())]


def _sdk_contracts() -> list[Contract]:
    return [
        {
            "id": "sdk-contract-modules",
            "name": "The SDK's contract modules need no infrastructure",
            "type": "forbidden",
            "source_modules": _children(ROOT / "sdk/renshi_sdk", without=SDK_WITH_LIBRARIES),
            "forbidden_modules": INFRASTRUCTURE,
        }
    ]


def _queue_contract() -> list[Contract]:
    return [
        {
            "id": "queue-in-one-folder",
            "name": "Only renshi_core.jobs knows the queue",
            "type": "forbidden",
            "source_modules": _children(ROOT / "core/renshi_core", without={"jobs"}),
            "forbidden_modules": ["arq"],
            "allow_indirect_imports": True,
        }
    ]


def _plugin_contracts(packages: list[Path]) -> list[Contract]:
    names = [package.name for package in packages]
    if not names:
        return []
    made: list[Contract] = [
        {
            "id": "plugins-import-the-sdk-only",
            "name": "No plugin imports the core",
            "type": "forbidden",
            "source_modules": names,
            "forbidden_modules": ["renshi_core"],
        },
        {
            "id": "plugins-apart",
            "name": "No plugin imports another",
            "type": "independence",
            "modules": names,
        },
    ]
    rooms = [_module(folder) for package in packages for folder in _rooms(package)]
    if rooms:
        made.append(
            {
                "id": "plugin-rooms",
                "name": "Inside a plugin: plugin > endpoints > service > repository > tables",
                "type": "layers",
                "containers": rooms,
                "layers": [f"({layer})" for layer in PLUGIN_LAYERS],
            }
        )
    engines = [f"{package.name}.engine" for package in packages if (package / "engine").is_dir()]
    if engines:
        made.append(
            {
                "id": "engines-do-no-io",
                "name": "Engines of plugins do no I/O",
                "type": "forbidden",
                "source_modules": engines,
                "forbidden_modules": IO_LIBRARIES,
            }
        )
    return made


def _rooms(package: Path) -> list[Path]:
    """Folders that hold at least two of the layers."""
    folders = [
        package,
        *(path.parent for path in sorted(package.rglob("__init__.py")) if path.parent != package),
    ]
    return [
        folder for folder in folders if sum((folder / f"{layer}.py").exists() for layer in PLUGIN_LAYERS) > 1
    ]


def _module(folder: Path) -> str:
    parts = folder.parts
    first = next(number for number, part in enumerate(parts) if part.startswith("renshi_"))
    return ".".join(parts[first:])


def _children(package: Path, *, without: set[str]) -> list[str]:
    names = {path.stem for path in package.glob("*.py")} | {
        path.parent.name for path in package.glob("*/__init__.py")
    }
    return [f"{package.name}.{name}" for name in sorted(names - without - {"__init__"})]


def configuration() -> str:
    """The whole configuration as TOML."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    every = [*settings.pop("contracts"), *contracts()]
    settings["root_packages"] += [package.name for package in plugin_packages()]
    lines = ["[tool.importlinter]", *_items(settings)]
    for contract in every:
        lines += ["[[tool.importlinter.contracts]]", *_items(contract)]
    return "\n".join(lines) + "\n"


def _items(table: dict[str, Any]) -> list[str]:
    # Strings, booleans and lists of strings are written alike in JSON and TOML.
    return [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in table.items()]


def main() -> int:
    """Return 0 when every contract is kept."""
    paths = [ROOT / "sdk", ROOT / "core", *(package.parent for package in plugin_packages())]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(str(path) for path in paths)}
    command = Path(sys.executable).with_name("lint-imports")
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "importlinter.toml"
        config.write_text(configuration(), encoding="utf-8")
        return subprocess.run(
            [str(command), "--config", str(config), "--no-cache"], cwd=folder, env=environment, check=False
        ).returncode


if __name__ == "__main__":
    raise SystemExit(main())
