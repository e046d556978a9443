"""Loading by phases: a broken plugin is set aside with its phase and a sentence, and its neighbours load."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from renshi_core.plugins.loader import GROUP, Loader
from renshi_core.plugins.records import PluginLoadError, Registry

spec = importlib.util.spec_from_file_location("distributions", Path(__file__).parent / "distributions.py")
assert spec is not None
assert spec.loader is not None
distributions: ModuleType = importlib.util.module_from_spec(spec)
spec.loader.exec_module(distributions)

GOOD = """
from renshi_sdk.contributions import Permission
@hookimpl
def renshi_permissions():
    yield Permission("good.thing.read", Text("查看", "Read"))
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder of installed distributions, alone on the path for entry points of plugins."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for name in set(sys.modules) - before:
        if name.startswith("acme_"):
            del sys.modules[name]


def load(site: Path) -> Registry:
    """Load what is installed in ``site``, leaving the product's own plugins out."""
    loader = Loader()
    own = loader._discover
    loader._discover = lambda: [c for c in own() if c.distribution.startswith("acme-")]  # type: ignore[method-assign]
    return loader.load()


def aside(registry: Registry, plugin: str) -> tuple[str, str]:
    return registry.quarantined[plugin].phase, registry.quarantined[plugin].reason


def test_the_group_of_entry_points_is_the_documented_one() -> None:
    assert GROUP == "renshi.plugins"


def test_an_import_error_sets_one_plugin_aside(site: Path) -> None:
    distributions.install(site, "good", GOOD)
    distributions.install(site, "broken", "import no_such_module_anywhere")
    registry = load(site)
    assert list(registry.plugins) == ["good"]
    assert aside(registry, "broken") == (
        "import",
        "importing acme_broken_pkg.plugin raised ModuleNotFoundError: No module named 'no_such_module_anywhere'",
    )


def test_sys_exit_while_importing_doesnt_end_the_process(site: Path) -> None:
    distributions.install(site, "broken", "raise SystemExit(3)")
    assert aside(load(site), "broken") == ("import", "importing acme_broken_pkg.plugin raised SystemExit: 3")


def test_a_wrong_argument_of_a_hook(site: Path) -> None:
    distributions.install(site, "good", GOOD)
    distributions.install(site, "broken", "@hookimpl\ndef renshi_routes(app):\n    return ()\n")
    registry = load(site)
    assert list(registry.plugins) == ["good"]
    phase, reason = aside(registry, "broken")
    assert phase == "register"
    assert "app" in reason


def test_an_unknown_hook(site: Path) -> None:
    distributions.install(site, "broken", "@hookimpl\ndef renshi_rotues():\n    return ()\n")
    assert aside(load(site), "broken") == (
        "unknown hooks",
        "there is no hook renshi_rotues; see renshi_sdk.hookspecs for those there are",
    )


def test_a_thief_of_another_plugins_name(site: Path) -> None:
    distributions.install(site, "good", GOOD)
    distributions.install(
        site,
        "thief",
        GOOD,  # declares good.thing.read
    )
    registry = load(site)
    assert list(registry.plugins) == ["good"]
    assert aside(registry, "thief") == (
        "contribute",
        "permission 'good.thing.read' must begin with 'thief'; it would take another owner's name",
    )
    assert registry.permissions["good.thing.read"].plugin == "good"


def test_two_distributions_of_one_plugin_name_both_sides(site: Path) -> None:
    distributions.install(site, "good", GOOD)
    distributions.install(site, "good", GOOD, distribution="acme-zgood")
    registry = load(site)
    assert registry.plugins["good"].distribution == "acme-good"
    assert aside(registry, "good") == (
        "manifest",
        "plugin 'good' is provided by acme-good already; remove acme-zgood or that one",
    )


def test_requirements_come_first_whatever_the_names(site: Path) -> None:
    distributions.install(site, "aaa", more='requires=("zzz",), after=("mmm",)')
    distributions.install(site, "mmm")
    distributions.install(site, "zzz")
    assert list(load(site).plugins) == ["mmm", "zzz", "aaa"]


def test_what_requires_a_broken_plugin_is_set_aside_with_it(site: Path) -> None:
    distributions.install(site, "base", "1/0")
    distributions.install(site, "upper", more='requires=("base",)')
    registry = load(site)
    assert aside(registry, "upper") == ("order", "it requires the plugin 'base', which was set aside")


def test_a_circle_is_named(site: Path) -> None:
    distributions.install(site, "one", more='after=("two",)')
    distributions.install(site, "two", more='after=("one",)')
    distributions.install(site, "good", GOOD)
    registry = load(site)
    assert list(registry.plugins) == ["good"]
    assert set(registry.quarantined) == {"one", "two"}
    assert "wants the next one first" in registry.quarantined["one"].reason


def test_a_record_of_the_wrong_type(site: Path) -> None:
    distributions.install(site, "broken", '@hookimpl\ndef renshi_jobs():\n    yield "payroll.run"\n')
    assert aside(load(site), "broken") == ("contribute", "renshi_jobs handed over str, expected Job")


def test_an_undeclared_permission(site: Path) -> None:
    distributions.install(
        site,
        "broken",
        """
        from renshi_sdk.web import Routes, get
        @get("/x", permission="broken.thing.read")
        async def thing() -> dict[str, int]:
            return {}
        @hookimpl
        def renshi_routes():
            yield Routes(handlers=(thing,))
        """,
    )
    assert aside(load(site), "broken") == (
        "contribute",
        "handler thing asks for 'broken.thing.read', which renshi_permissions doesn't declare",
    )


def test_two_handlers_of_one_path(site: Path) -> None:
    distributions.install(
        site,
        "broken",
        """
        from renshi_sdk.contributions import Permission
        from renshi_sdk.web import Routes, get
        @get("/x", permission="broken.thing.read")
        async def one() -> dict[str, int]:
            return {}
        @get("/x", permission="broken.thing.read")
        async def two() -> dict[str, int]:
            return {}
        @hookimpl
        def renshi_permissions():
            yield Permission("broken.thing.read", Text("查看", "Read"))
        @hookimpl
        def renshi_routes():
            yield Routes(handlers=(one, two))
        """,
    )
    assert aside(load(site), "broken") == ("contribute", "GET /x is handled by one and by two; drop one")


def test_routes_that_litestar_refuses(site: Path) -> None:
    distributions.install(
        site,
        "broken",
        """
        from renshi_sdk.contributions import Permission
        from renshi_sdk.web import Routes, get
        @get("/x/{number:int}", permission="broken.thing.read")
        async def one(socket: int) -> "NoSuchType":
            return {}
        @hookimpl
        def renshi_permissions():
            yield Permission("broken.thing.read", Text("查看", "Read"))
        @hookimpl
        def renshi_routes():
            yield Routes(handlers=(one,))
        """,
    )
    phase, reason = aside(load(site), "broken")
    assert phase == "mount"
    assert "NoSuchType" in reason


def test_another_generation_of_the_sdk(site: Path) -> None:
    distributions.install(site, "broken", more="sdk_api=99")
    assert aside(load(site), "broken") == (
        "manifest",
        "it was written for generation 99 of the SDK; this platform has 1",
    )


def test_a_version_that_does_not_fit(site: Path) -> None:
    distributions.install(site, "broken", requires=("renshi-sdk>=7",))
    assert aside(load(site), "broken") == ("compatible", "it needs renshi-sdk>=7, and 0.1.0 is installed")


def test_strict_mode_raises_instead(site: Path) -> None:
    distributions.install(site, "broken", "1/0")
    loader = Loader(strict=True)
    with pytest.raises(PluginLoadError, match="plugin 'broken' failed at 'import'"):
        loader.load()
