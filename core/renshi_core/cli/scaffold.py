"""Writes a new plugin from the template beside this file."""

from __future__ import annotations

from pathlib import Path

TEMPLATE = Path(__file__).parent / "template"


def write_plugin(folder: Path, name: str) -> None:
    """Write plugin ``name`` into ``folder``, which must not exist yet."""
    words = {
        "{{name}}": name,
        "{{dist}}": name.replace("_", "-"),
        "{{Name}}": "".join(part.capitalize() for part in name.split("_")),
        "{{title}}": name.replace("_", " ").capitalize(),
    }
    for source in sorted(TEMPLATE.rglob("*.tmpl")):
        relative = source.relative_to(TEMPLATE).with_suffix("")
        parts = [
            f"renshi_{name}" if part == "package" else part.replace("NAME", name) for part in relative.parts
        ]
        target = folder.joinpath(*parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text(encoding="utf-8")
        for mark, word in words.items():
            text = text.replace(mark, word)
        target.write_text(text, encoding="utf-8")
