"""Loading, phase by phase. A plugin that fails in one is set aside with a sentence, alone.

pluggy's own ``load_setuptools_entrypoints`` stops at the first broken plugin, hence this loop.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import Distribution, EntryPoint, PackageNotFoundError, entry_points, version
from types import ModuleType
from typing import Any

import pluggy
from packaging.requirements import InvalidRequirement, Requirement
from piccolo.conf.apps import AppConfig

from renshi_core.plugins.checks import problems
from renshi_core.plugins.records import Loaded, PluginLoadError, Quarantine, Registry
from renshi_sdk import contributions, hookspecs
from renshi_sdk.manifest import SDK_API, Manifest
from renshi_sdk.markers import PROJECT
from renshi_sdk.web import Routes

log = logging.getLogger(__name__)
GROUP = "renshi.plugins"

LISTS: dict[str, tuple[str, type[Any]]] = {
    "renshi_routes": ("routes", Routes),
    "renshi_permissions": ("permissions", contributions.Permission),
    "renshi_request_kinds": ("request_kinds", contributions.RequestKind),
    "renshi_jobs": ("jobs", contributions.Job),
    "renshi_schedules": ("schedules", contributions.Schedule),
    "renshi_subscriptions": ("subscriptions", contributions.Subscription),
    "renshi_pages": ("pages", contributions.Page),
    "renshi_menu": ("menu", contributions.MenuEntry),
    "renshi_home_cards": ("home_cards", contributions.HomeCard),
    "renshi_search_sources": ("searches", contributions.SearchSource),
    "renshi_reports": ("reports", contributions.Report),
    "renshi_datasets": ("datasets", contributions.Dataset),
    "renshi_channels": ("channels", contributions.Channel),
    "renshi_carriers": ("carriers", contributions.Carrier),
    "renshi_receptions": ("receptions", contributions.Reception),
    "renshi_retention": ("retention", contributions.DataClass),
    "renshi_consents": ("consents", contributions.ConsentPurpose),
    "renshi_health": ("health", contributions.HealthCheck),
}
SINGLES: dict[str, tuple[str, type[Any]]] = {
    "renshi_settings": ("settings", contributions.Settings),
    "renshi_personal_data": ("personal_data", contributions.PersonalData),
}


class _Failed(Exception):
    def __init__(self, phase: str, reason: str) -> None:
        self.phase, self.reason = phase, reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class _Candidate:
    name: str
    distribution: str
    entry: EntryPoint | None
    module: ModuleType | None = None


class Loader:
    """Loads plugins into a registry."""

    def __init__(self, *, strict: bool = False) -> None:
        self.strict = strict
        self.registry = Registry()
        self.manager = pluggy.PluginManager(PROJECT)
        self.manager.add_hookspecs(hookspecs)

    def load(self, builtin: Sequence[Loaded] = (), extra: Iterable[ModuleType] = ()) -> Registry:
        """Load ``builtin`` records, then every installed plugin, then ``extra`` modules (tests).

        Raises:
            PluginLoadError: in strict mode, at the first plugin that fails.
        """
        for own in builtin:
            self.registry.plugins[own.id] = own
        found: dict[str, tuple[Manifest, _Candidate, ModuleType]] = {}
        for candidate in [*self._discover(), *(_Candidate(m.__name__, m.__name__, None, m) for m in extra)]:
            self._attempt(candidate.name, candidate.distribution, lambda c=candidate: self._prepare(c, found))
        for plugin_id in self._order(found):
            manifest, candidate, module = found[plugin_id]
            self._attempt(
                plugin_id,
                candidate.distribution,
                lambda m=manifest, c=candidate, o=module: self._take(m, c, o),
            )
        self.registry.rebuild()
        return self.registry

    def set_aside(self, plugin: str, phase: str, reason: str) -> None:
        """Quarantine a plugin that is loaded, with those that can't do without it."""
        loaded = self.registry.plugins.pop(plugin, None)
        if loaded is None:
            return
        if self.manager.get_plugin(plugin) is not None:
            self.manager.unregister(name=plugin)
        self._quarantine(Quarantine(plugin, loaded.distribution, phase, reason))
        for other in list(self.registry.plugins.values()):
            if plugin in other.manifest.requires:
                self.set_aside(other.id, phase, f"it requires {plugin!r}, which failed at {phase!r}")
        self.registry.rebuild()

    def _attempt(self, plugin: str, distribution: str, step: Any) -> None:
        try:
            step()
        except _Failed as failure:
            self._quarantine(Quarantine(plugin, distribution, failure.phase, failure.reason))

    def _quarantine(self, quarantine: Quarantine) -> None:
        if self.strict:
            raise PluginLoadError(quarantine)
        log.error(
            "plugin_set_aside plugin=%s phase=%s reason=%s",
            quarantine.plugin,
            quarantine.phase,
            quarantine.reason,
        )
        self.registry.quarantined[quarantine.plugin] = quarantine

    def _discover(self) -> list[_Candidate]:
        entries = sorted(entry_points(group=GROUP), key=lambda e: (e.name, e.dist.name if e.dist else ""))
        return [_Candidate(entry.name, entry.dist.name if entry.dist else "?", entry) for entry in entries]

    def _prepare(
        self, candidate: _Candidate, found: dict[str, tuple[Manifest, _Candidate, ModuleType]]
    ) -> None:
        if candidate.entry is not None:
            _check_compatible(candidate.entry.dist)
        module = candidate.module or _import(candidate.entry)
        manifest = getattr(module, "MANIFEST", None)
        if not isinstance(manifest, Manifest):
            raise _Failed("manifest", f"{module.__name__} has no MANIFEST = Manifest(…)")
        if manifest.sdk_api != SDK_API:
            raise _Failed(
                "manifest",
                f"it was written for generation {manifest.sdk_api} of the SDK; this platform has {SDK_API}",
            )
        if candidate.entry is not None and candidate.entry.name != manifest.id:
            raise _Failed(
                "manifest",
                f"its entry point is named {candidate.entry.name!r} and its manifest {manifest.id!r};"
                " make them the same",
            )
        if manifest.id in found or manifest.id in self.registry.plugins:
            other = found[manifest.id][1].distribution if manifest.id in found else "the platform"
            raise _Failed(
                "manifest",
                f"plugin {manifest.id!r} is provided by {other} already; remove {candidate.distribution} or that one",
            )
        unknown = sorted(set(_hook_names(module)) - set(hookspecs.STARTUP) - set(hookspecs.RUNTIME))
        if unknown:
            raise _Failed(
                "unknown hooks",
                f"there is no hook {', '.join(unknown)}; see renshi_sdk.hookspecs for those there are",
            )
        found[manifest.id] = (manifest, candidate, module)

    def _order(self, found: dict[str, tuple[Manifest, _Candidate, ModuleType]]) -> list[str]:
        """Requirements first, then alphabetical; what can't be ordered is set aside."""
        waiting = dict(found)
        while True:
            sorter: TopologicalSorter[str] = TopologicalSorter()
            for plugin_id in sorted(waiting):
                manifest = waiting[plugin_id][0]
                sorter.add(
                    plugin_id, *sorted(d for d in (*manifest.requires, *manifest.after) if d in waiting)
                )
            try:
                return list(sorter.static_order())
            except CycleError as error:
                circle: list[str] = error.args[1]
                for plugin_id in sorted(set(circle)):
                    _, candidate, _ = waiting.pop(plugin_id)
                    self._quarantine(
                        Quarantine(
                            plugin_id,
                            candidate.distribution,
                            "order",
                            f"each of {' → '.join(circle)} wants the next one first; drop one `after` or `requires`",
                        )
                    )

    def _take(self, manifest: Manifest, candidate: _Candidate, module: ModuleType) -> None:
        for needed in manifest.requires:
            if needed not in self.registry.plugins:
                why = "was set aside" if needed in self.registry.quarantined else "isn't installed"
                raise _Failed("order", f"it requires the plugin {needed!r}, which {why}")
        try:
            self.manager.register(module, name=manifest.id)
        except Exception as error:
            if self.manager.get_plugin(manifest.id) is not None:
                self.manager.unregister(name=manifest.id)
            raise _Failed(
                "register", f"a hook doesn't fit its specification: {error}".replace("\n", " ")
            ) from error
        try:
            loaded = self._contributions(manifest, candidate, module)
            wrong = list(problems(loaded, self.registry.plugins.values()))
            if wrong:
                raise _Failed("contribute", "; ".join(wrong))
            check_mountable(loaded)
        except _Failed:
            self.manager.unregister(name=manifest.id)
            raise
        self.registry.plugins[manifest.id] = loaded

    def _contributions(self, manifest: Manifest, candidate: _Candidate, module: ModuleType) -> Loaded:
        loaded = Loaded(manifest=manifest, module=module, distribution=candidate.distribution)
        for hook, (attribute, kind) in LISTS.items():
            setattr(loaded, attribute, tuple(self._call(module, hook, kind)))
        for hook, (attribute, kind) in SINGLES.items():
            values = list(self._call(module, hook, kind, single=True))
            if values:
                setattr(loaded, attribute, values[0])
        if manifest.piccolo_app:
            loaded.app = _app(manifest.piccolo_app)
        return loaded

    def _call(self, module: ModuleType, hook: str, kind: type[Any], *, single: bool = False) -> Iterator[Any]:
        for implementation in getattr(self.manager.hook, hook).get_hookimpls():
            if implementation.plugin is not module:
                continue
            try:
                answer = implementation.function()
                records = ([] if answer is None else [answer]) if single else list(answer or ())
            except BaseException as error:
                raise _Failed("contribute", f"{hook} raised {type(error).__name__}: {error}") from error
            for record in records:
                if not isinstance(record, kind):
                    raise _Failed(
                        "contribute", f"{hook} handed over {type(record).__name__}, expected {kind.__name__}"
                    )
                yield record


def check_mountable(loaded: Loaded) -> None:
    """Build the plugin's routes alone, so that what Litestar refuses doesn't stop the whole application."""
    from renshi_core.plugins.mounting import trial

    try:
        trial(loaded)
    except Exception as error:
        raise _Failed("mount", f"its routes can't be mounted: {type(error).__name__}: {error}") from error


def _hook_names(module: ModuleType) -> Iterator[str]:
    for name in dir(module):
        options = getattr(getattr(module, name, None), f"{PROJECT}_impl", None)
        if isinstance(options, dict):
            yield options.get("specname") or name


def _check_compatible(distribution: Distribution | None) -> None:
    for text in (distribution.requires or []) if distribution else []:
        try:
            requirement = Requirement(text)
        except InvalidRequirement:
            continue
        if requirement.name not in ("renshi-sdk", "renshi-core"):
            continue
        try:
            have = version(requirement.name)
        except PackageNotFoundError:
            continue
        if not requirement.specifier.contains(have, prereleases=True):
            raise _Failed(
                "compatible", f"it needs {requirement.name}{requirement.specifier}, and {have} is installed"
            )


def _import(entry: EntryPoint | None) -> ModuleType:
    if entry is None:
        raise _Failed("import", "no entry point")
    try:
        module = entry.load()
    except BaseException as error:  # a plugin may call sys.exit() while it is imported
        raise _Failed("import", f"importing {entry.value} raised {type(error).__name__}: {error}") from error
    if not isinstance(module, ModuleType):
        raise _Failed("import", f"entry point {entry.value} must name a module")
    return module


def _app(path: str) -> AppConfig:
    try:
        config = importlib.import_module(path).APP_CONFIG
    except BaseException as error:
        raise _Failed("contribute", f"importing {path} raised {type(error).__name__}: {error}") from error
    if not isinstance(config, AppConfig):
        raise _Failed("contribute", f"{path}.APP_CONFIG must be made by renshi_sdk.db.piccolo_app")
    return config
