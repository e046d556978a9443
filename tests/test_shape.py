"""Truths of the code base."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import renshi_sdk
from renshi_sdk import hookspecs

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES = 400
LONG_FILES: dict[str, str] = {
    "sdk/renshi_sdk/services.py": "the doors behind the context, one Protocol each: an author reads them as one page",
}
"""Product files that may be longer, each with its reason."""
UNFINISHED = re.compile(r"#.*\b(TODO|FIXME|XXX|HACK)\b|\braise NotImplementedError\b")
MACHINE = re.compile(r"(?<![\w.])/(work/|root/|home/(?!counts|cards|favourites)|Users/|tmp/bash_jobs/)")
HOOKS = {
    "renshi_routes": (),
    "renshi_permissions": (),
    "renshi_request_kinds": (),
    "renshi_jobs": (),
    "renshi_schedules": (),
    "renshi_subscriptions": (),
    "renshi_pages": (),
    "renshi_menu": (),
    "renshi_home_cards": (),
    "renshi_search_sources": (),
    "renshi_settings": (),
    "renshi_reports": (),
    "renshi_datasets": (),
    "renshi_channels": (),
    "renshi_carriers": (),
    "renshi_receptions": (),
    "renshi_personal_data": (),
    "renshi_retention": (),
    "renshi_consents": (),
    "renshi_health": (),
    "on_enable": ("ctx",),
    "on_disable": ("ctx",),
    "before_job_change": ("ctx", "change"),
    "collect_pay_items": ("ctx", "company_id", "period", "employee_ids"),
    "collect_balances": ("ctx", "employee_id"),
    "collect_pay_slips": ("ctx", "employee_id", "period"),
    "collect_timeline": ("ctx", "employee_id"),
    "collect_absences": ("ctx", "employee_ids", "day"),
    "collect_roster": ("ctx", "company_id", "employee_ids", "first", "last"),
    "collect_outcomes": ("ctx", "company_id", "employee_ids", "first", "last", "purpose"),
    "collect_labour_contracts": ("ctx", "employee_ids", "day"),
}
"""Frozen: a parameter may be added at the end, never renamed or moved, so that no plugin outside breaks."""


def product_files() -> list[Path]:
    """Python that ships: no tests, no scaffolding of this machine."""
    folders = [ROOT / "sdk/renshi_sdk", ROOT / "core/renshi_core", *sorted(ROOT.glob("plugins/*/renshi_*"))]
    found = [path for folder in folders for path in sorted(folder.rglob("*.py"))]
    assert len(found) > 200
    return found


def plugins() -> list[Path]:
    """The folders of the plugins that are a distribution."""
    found = sorted(path.parent for path in ROOT.glob("plugins/*/pyproject.toml"))
    assert {"payroll", "recruiting_ai", "training", "wechat"} <= {p.name for p in found}
    return found


def name(path: Path) -> str:
    """The path from the root of the repository."""
    return path.relative_to(ROOT).as_posix()


def test_no_product_file_is_longer_than_a_reader_can_hold() -> None:
    lines = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in product_files()}
    assert {n: count for n, count in lines.items() if count > MOST_LINES and n not in LONG_FILES} == {}
    assert [n for n in LONG_FILES if lines.get(n, 0) <= MOST_LINES] == [], "exempt without need"


def test_nothing_in_the_product_is_left_unfinished() -> None:
    found = [
        f"{name(path)}:{number}"
        for path in product_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if UNFINISHED.search(line)
    ]
    assert found == []


def test_no_path_of_somebodys_machine_is_in_the_product() -> None:
    found = [
        f"{name(path)}:{number}"
        for path in product_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if MACHINE.search(line)
    ]
    assert found == []


def test_there_is_no_drawer_for_anything() -> None:
    assert [name(p) for p in product_files() if p.stem in ("utils", "helpers", "common", "misc")] == []


@pytest.mark.parametrize("plugin", plugins(), ids=lambda p: p.name)
def test_a_plugin_is_a_whole_distribution(plugin: Path) -> None:
    project = tomllib.loads((plugin / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    package = f"renshi_{plugin.name}"
    assert project["name"].replace("-", "_") == package
    assert project["entry-points"]["renshi.plugins"] == {plugin.name: f"{package}.plugin"}
    assert (plugin / package / "plugin.py").is_file()
    assert len((plugin / "README.md").read_text(encoding="utf-8")) > 200
    tests = [path.read_text(encoding="utf-8") for path in sorted((plugin / "tests").rglob("test_*.py"))]
    assert any(f'conformance("{plugin.name}")' in text for text in tests), "it runs the conformance suite"


@pytest.mark.parametrize("plugin", plugins(), ids=lambda p: p.name)
def test_a_table_of_contents_holds_no_logic(plugin: Path) -> None:
    tree = ast.parse((plugin / f"renshi_{plugin.name}" / "plugin.py").read_text(encoding="utf-8"))
    loose = (ast.For, ast.While, ast.If, ast.Try, ast.With, ast.ClassDef)
    assert [node.lineno for node in ast.walk(tree) if isinstance(node, loose)] == []


def test_imports_keep_their_direction() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts/check_imports.py")], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def sdk_modules() -> list[str]:
    """Every module of the SDK."""
    return [
        "renshi_sdk",
        *(m.name for m in pkgutil.walk_packages(renshi_sdk.__path__, "renshi_sdk.") if "._" not in m.name),
    ]


@pytest.mark.parametrize("module", sdk_modules())
def test_everything_public_in_the_sdk_says_what_it_is(module: str) -> None:
    made = importlib.import_module(module)
    silent = [] if (made.__doc__ or "").strip() else [module]
    for label, thing in vars(made).items():
        own = getattr(thing, "__module__", None) == module
        if label.startswith("_") or not own or not (inspect.isclass(thing) or inspect.isfunction(thing)):
            continue
        # dataclasses and pydantic write a docstring of their own; only one that was written counts.
        written = ast.get_docstring(_definition(thing)) if inspect.isclass(thing) else thing.__doc__
        if not (written or "").strip():
            silent.append(f"{module}.{label}")
    assert silent == []


def _definition(thing: type) -> ast.ClassDef:
    tree = ast.parse(Path(inspect.getfile(thing)).read_text(encoding="utf-8"))
    return next(n for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and n.name == thing.__name__)


def test_the_hooks_are_frozen() -> None:
    found = {
        label: tuple(inspect.signature(thing).parameters)
        for label, thing in vars(hookspecs).items()
        if inspect.isfunction(thing) and thing.__module__ == hookspecs.__name__
    }
    assert found == HOOKS
    assert set(hookspecs.STARTUP) | set(hookspecs.RUNTIME) == set(HOOKS)


def test_every_hook_is_used_by_a_real_plugin() -> None:
    used = {
        node.name
        for plugin in plugins()
        for node in ast.walk(
            ast.parse((plugin / f"renshi_{plugin.name}" / "plugin.py").read_text(encoding="utf-8"))
        )
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert sorted(set(HOOKS) - used - UNUSED_HOOKS.keys()) == []
    assert sorted(UNUSED_HOOKS.keys() & used) == [], "exempt without need"


UNUSED_HOOKS = {
    "on_disable": "the way out of on_enable; what is switched on has to be able to tidy up",
    "collect_roster": "attendance asks it; whoever plans shifts answers, and attendance plans fixed weeks by itself",
}
"""Hooks without a plugin, each with its reason."""


def test_the_changelog_knows_the_version_that_is_shipped() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    for pyproject in ("sdk/pyproject.toml", "core/pyproject.toml"):
        version = tomllib.loads((ROOT / pyproject).read_text(encoding="utf-8"))["project"]["version"]
        assert f"## {version}" in changes
    assert f"SDK generation {renshi_sdk.SDK_API}" in changes
