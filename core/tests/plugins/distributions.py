"""Tiny real distributions: a package and its metadata in a folder of the import path."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

HEAD = """
from renshi_sdk import Manifest, Text, hookimpl
MANIFEST = Manifest(id="{plugin}", title=Text("测试", "Test"), version="1.0", summary=Text("测试", "Test"){more})
"""


def install(
    site: Path,
    plugin: str,
    code: str = "",
    *,
    manifest: bool = True,
    more: str = "",
    requires: tuple[str, ...] = (),
    distribution: str | None = None,
    files: dict[str, str] | None = None,
) -> None:
    """Install a plugin made of ``code`` (after the manifest) into ``site``."""
    distribution = distribution or f"acme-{plugin}"
    package = site / f"{distribution.replace('-', '_')}_pkg"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    head = HEAD.format(plugin=plugin, more=", " + more if more else "") if manifest else ""
    (package / "plugin.py").write_text(head + dedent(code))
    for name, text in (files or {}).items():
        file = package / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text))
    info = site / f"{distribution.replace('-', '_')}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n"
        + "".join(f"Requires-Dist: {r}\n" for r in requires)
    )
    (info / "entry_points.txt").write_text(f"[renshi.plugins]\n{plugin} = {package.name}.plugin\n")
