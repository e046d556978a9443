"""The pages about the SDK, made from its source: hooks, records, events.

Read from the syntax tree and not from imported objects, so that annotations and defaults are shown as they
were written, and the sentence below a field belongs to that field.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import dedent

SDK = Path(__file__).resolve().parent.parent / "sdk" / "renshi_sdk"
SECTION = re.compile(r"^# --- (.+?) -+$")
# Records in the order a reader meets them; the module's docstring introduces each part.
RECORD_MODULES = (
    "web/handlers.py",
    "contributions/access.py",
    "contributions/requests.py",
    "contributions/flows.py",
    "contributions/work.py",
    "contributions/letters.py",
    "contributions/console.py",
    "pages/inputs.py",
    "pages/lists.py",
    "pages/objects.py",
    "pages/figures.py",
    "pages/layout.py",
    "contributions/care.py",
)


def hooks_page() -> str:
    """Every hook, in the groups of hookspecs.py."""
    tree = _tree("hookspecs.py")
    source = _source("hookspecs.py").splitlines()
    opening, _, rest = markdown(ast.get_docstring(tree) or "").partition("\n\n")
    lines = ["# Hooks", "", opening.replace("This file", "This page"), "", rest]
    sections = [(number, found[1]) for number, line in enumerate(source, 1) if (found := SECTION.match(line))]
    records = {record.name for name in RECORD_MODULES for record in _classes(name)}
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    for (first, title), (end, _) in zip(sections, [*sections[1:], (len(source) + 1, "")], strict=True):
        lines += ["", f"## {title[0].upper()}{title[1:]}"]
        for node in functions:
            if first < node.lineno < end:
                lines += ["", *_hook(node, source, records)]
    return "\n".join(lines) + "\n"


def records_page() -> str:
    """Every record that start-up hooks hand over, with its fields."""
    lines = [
        "# Records",
        "",
        "Start-up [hooks](hooks.md) hand these over, frozen. The console's blocks are in `renshi_sdk.pages`, `Routes`",
        "is in `renshi_sdk.web`, everything else in `renshi_sdk.contributions`. Give arguments by their names.",
    ]
    for name in RECORD_MODULES:
        opening, _, rest = markdown(ast.get_docstring(_tree(name)) or "").partition("\n\n")
        lines += ["", f"## {opening.strip().rstrip('.')}", *(["", rest] if rest else []), *_aliases(name)]
        for record in _classes(name):
            lines += ["", *_record(record)]
    return "\n".join(lines) + "\n"


def events_page() -> str:
    """Every domain event of the product, with its fields."""
    lines = ["# Events", "", markdown(ast.get_docstring(_tree("events.py")) or "")]
    for event in _classes("events.py"):
        lines += ["", *_record(event, "##")]
    return "\n".join(lines) + "\n"


def markdown(docstring: str) -> str:
    """Turn the markup of our docstrings into Markdown: literals, roles, code after ``::``, lists of names."""
    text = re.sub(r":\w+:`~?(?:[\w.]+\.)?(\w+)`", r"`\1`", docstring)
    text = text.replace("``", "`")
    done: list[str] = []
    for block in re.split(r"\n{2,}", text):
        if done and done[-1].endswith("::") and block.startswith("    "):
            done[-1] = done[-1][:-1]
            done.append(f"```python\n{dedent(block)}\n```")
        elif done and done[-1].endswith("```") and block.startswith("    "):
            code = dedent(block)
            space = "\n\n\n" if code.startswith(("@", "def ", "async def ", "class ")) else "\n\n"
            done[-1] = done[-1].removesuffix("\n```") + f"{space}{code}\n```"
        else:
            done.append(_section(block))
    return "\n\n".join(done)


def _section(block: str) -> str:
    title, _, rest = block.partition("\n")
    if title not in {"Raises:", "Returns:", "Args:", "Attributes:"} or not rest.startswith("    "):
        return block
    return "\n".join([title, "", *(f"- {name}: {words}" for name, words in _named(rest))])


def _named(text: str) -> Iterator[tuple[str, str]]:
    """Entries ``name: words`` of a docstring's section, with the lines that continue them joined."""
    for entry in re.split(r"\n(?=\S)", dedent(text)):
        name, _, words = " ".join(line.strip() for line in entry.splitlines()).partition(": ")
        yield name, words


def _hook(
    node: ast.FunctionDef | ast.AsyncFunctionDef, source: list[str], records: set[str]
) -> Iterator[str]:
    yield f"### {node.name}"
    yield ""
    yield "```python"
    yield from ("@hookimpl", *source[node.lineno - 1 : node.body[0].lineno - 2])
    yield f"{source[node.body[0].lineno - 2]} ..."
    yield "```"
    yield ""
    yield markdown(ast.get_docstring(node) or "")
    names = {item.id for item in ast.walk(node.returns or ast.Constant(None)) if isinstance(item, ast.Name)}
    for name in sorted(names & records):
        yield ""
        yield f"Record: [{name}](records.md#{name.lower()})."


def _record(node: ast.ClassDef, level: str = "###") -> Iterator[str]:
    docstring = ast.get_docstring(node) or ""
    described, without = _attributes(docstring)
    yield f"{level} {node.name}"
    yield ""
    yield markdown(without)
    fields = list(_fields(node, described))
    if fields:
        yield ""
        yield from _table(fields)
    for method in node.body:
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) and method.name[0] != "_":
            yield ""
            word = "async " if isinstance(method, ast.AsyncFunctionDef) else ""
            yield f"`{word}{method.name}({_parameters(method)})`"
            yield ""
            yield markdown(ast.get_docstring(method) or "")


def _parameters(method: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    written = ast.unparse(method.args)
    return written.removeprefix("self").removeprefix(", ").replace("=", " = ")


def _attributes(docstring: str) -> tuple[dict[str, str], str]:
    """The entries of ``Attributes:``, and the docstring without that section."""
    before, heading, after = docstring.partition("\n\nAttributes:\n")
    if not heading:
        return {}, docstring
    section, _, rest = after.partition("\n\n")
    found = {
        name: words
        for names, words in _named(section)
        for name in (part.strip() for part in names.split(","))
    }
    return found, "\n\n".join(part for part in (before, rest) if part)


@dataclass(frozen=True)
class _Field:
    name: str
    kind: str
    default: str
    words: str


def _aliases(name: str) -> Iterator[str]:
    """The names that annotations of a module use for longer types."""
    found = [
        f"- `{node.targets[0].id}` is `{ast.unparse(node.value)}`"
        for node in _tree(name).body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and re.fullmatch(r"[A-Z][a-z]\w*", node.targets[0].id)
    ]
    if found:
        yield from ("", "Short names of types:", "", *found)


def _fields(node: ast.ClassDef, described: dict[str, str]) -> Iterator[_Field]:
    for item, after in zip(node.body, [*node.body[1:], None], strict=True):
        words = ""
        if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            words = " ".join(str(after.value.value).split())
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            kind = ast.unparse(item.annotation)
            if not kind.startswith("ClassVar"):
                default, limits = _default(item.value)
                words = words or described.get(item.target.id, "")
                yield _Field(
                    item.target.id, kind, default, " ".join(part for part in (words, limits) if part)
                )
        elif isinstance(item, ast.Assign) and _is_enum(node) and isinstance(item.targets[0], ast.Name):
            yield _Field(item.targets[0].id, "", ast.unparse(item.value), words)


def _is_enum(node: ast.ClassDef) -> bool:
    return any(isinstance(base, ast.Name) and base.id.endswith("Enum") for base in node.bases)


def _default(value: ast.expr | None) -> tuple[str, str]:
    """The default as written, empty where there is none, and the limits that pydantic's ``Field`` names."""
    if value is None:
        return "", ""
    if not (
        isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id.lower() == "field"
    ):
        return ast.unparse(value), ""
    named = {word.arg or "": ast.unparse(word.value) for word in value.keywords}
    factory = named.pop("default_factory", "")
    made = factory.removeprefix("lambda: ") if factory.startswith("lambda: ") else factory and f"{factory}()"
    default = named.pop("default", made)
    limits = ", ".join(f"`{name}={written}`" for name, written in named.items())
    return default, limits and f"Limits: {limits}."


def _table(fields: Iterable[_Field]) -> Iterator[str]:
    rows = list(fields)
    if any(row.kind for row in rows):
        yield "| field | type | default | meaning |"
        yield "| --- | --- | --- | --- |"
        for row in rows:
            default = f"`{_cell(row.default)}`" if row.default else "required"
            yield f"| `{row.name}` | `{_cell(row.kind)}` | {default} | {_cell(markdown(row.words))} |"
    else:
        yield "| name | value | meaning |"
        yield "| --- | --- | --- |"
        for row in rows:
            yield f"| `{row.name}` | `{_cell(row.default)}` | {_cell(markdown(row.words))} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").strip()


@cache
def _source(name: str) -> str:
    return (SDK / name).read_text(encoding="utf-8")


@cache
def _tree(name: str) -> ast.Module:
    return ast.parse(_source(name))


def _classes(name: str) -> list[ast.ClassDef]:
    return [node for node in _tree(name).body if isinstance(node, ast.ClassDef) and node.name[0] != "_"]
