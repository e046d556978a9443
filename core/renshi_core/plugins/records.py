"""What the host knows about plugins: who is loaded, who was set aside and why, and who contributed what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Generic, TypeVar

from piccolo.conf.apps import AppConfig

from renshi_sdk.contributions import (
    Carrier,
    Channel,
    ConsentPurpose,
    DataClass,
    Dataset,
    HealthCheck,
    HomeCard,
    Job,
    MenuEntry,
    Page,
    Permission,
    PersonalData,
    Reception,
    Report,
    RequestKind,
    Schedule,
    SearchSource,
    Settings,
    Subscription,
)
from renshi_sdk.manifest import Manifest
from renshi_sdk.web import Routes

T = TypeVar("T")
CORE = "core"

PHASES = (
    "discover",
    "compatible",
    "import",
    "manifest",
    "register",
    "unknown hooks",
    "order",
    "contribute",
    "migrate",
    "mount",
)


@dataclass(frozen=True, slots=True)
class Owned(Generic[T]):
    """A record and the plugin that contributed it."""

    plugin: str
    record: T


@dataclass(frozen=True, slots=True)
class Quarantine:
    """A plugin that was set aside: in which phase, and a sentence that says what to do."""

    plugin: str
    distribution: str
    phase: str
    reason: str


class PluginLoadError(RuntimeError):
    """In strict mode the first quarantine is raised instead."""

    def __init__(self, quarantine: Quarantine) -> None:
        self.quarantine = quarantine
        super().__init__(f"plugin {quarantine.plugin!r} failed at {quarantine.phase!r}: {quarantine.reason}")


@dataclass(slots=True)
class Loaded:
    """A plugin that is in the process, with everything it contributes."""

    manifest: Manifest
    module: ModuleType
    distribution: str
    app: AppConfig | None = None
    routes: tuple[Routes, ...] = ()
    permissions: tuple[Permission, ...] = ()
    request_kinds: tuple[RequestKind, ...] = ()
    jobs: tuple[Job, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    pages: tuple[Page, ...] = ()
    menu: tuple[MenuEntry, ...] = ()
    home_cards: tuple[HomeCard, ...] = ()
    searches: tuple[SearchSource, ...] = ()
    settings: Settings | None = None
    reports: tuple[Report, ...] = ()
    datasets: tuple[Dataset, ...] = ()
    channels: tuple[Channel, ...] = ()
    carriers: tuple[Carrier, ...] = ()
    receptions: tuple[Reception, ...] = ()
    personal_data: PersonalData | None = None
    retention: tuple[DataClass, ...] = ()
    consents: tuple[ConsentPurpose, ...] = ()
    health: tuple[HealthCheck, ...] = ()

    @property
    def id(self) -> str:
        return self.manifest.id


@dataclass(slots=True)
class Registry:
    """Every contribution of every loaded plugin, by name. Built once, read-only afterwards."""

    plugins: dict[str, Loaded] = field(default_factory=dict)
    quarantined: dict[str, Quarantine] = field(default_factory=dict)
    request_kinds: Mapping[str, Owned[RequestKind]] = field(default_factory=dict)
    permissions: Mapping[str, Owned[Permission]] = field(default_factory=dict)
    jobs: Mapping[str, Owned[Job]] = field(default_factory=dict)
    schedules: tuple[Owned[Schedule], ...] = ()
    subscriptions: Mapping[str, tuple[Owned[Subscription], ...]] = field(default_factory=dict)
    """By event name."""
    subscription_by_name: Mapping[str, Owned[Subscription]] = field(default_factory=dict)
    pages: tuple[Owned[Page], ...] = ()
    menu: tuple[Owned[MenuEntry], ...] = ()
    home_cards: tuple[Owned[HomeCard], ...] = ()
    """In the order they are shown."""
    searches: tuple[Owned[SearchSource], ...] = ()
    reports: Mapping[str, Owned[Report]] = field(default_factory=dict)
    datasets: Mapping[str, Owned[Dataset]] = field(default_factory=dict)
    channels: tuple[Owned[Channel], ...] = ()
    """In the order they are tried."""
    carriers: tuple[Owned[Carrier], ...] = ()
    """In the order they are tried."""
    receptions: tuple[Owned[Reception], ...] = ()
    personal_data: tuple[Owned[PersonalData], ...] = ()
    retention: Mapping[str, Owned[DataClass]] = field(default_factory=dict)
    consents: Mapping[str, Owned[ConsentPurpose]] = field(default_factory=dict)
    health: tuple[Owned[HealthCheck], ...] = ()

    def rebuild(self) -> None:
        """Derive the by-name tables from ``plugins``."""
        every = list(self.plugins.values())

        def owned(pick: str) -> list[Owned[Any]]:
            return [Owned(p.id, record) for p in every for record in getattr(p, pick)]

        def by_name(pick: str) -> dict[str, Owned[Any]]:
            return {o.record.name: o for o in owned(pick)}

        self.request_kinds = by_name("request_kinds")
        self.permissions = by_name("permissions")
        self.jobs = by_name("jobs")
        self.reports = by_name("reports")
        self.datasets = by_name("datasets")
        self.subscription_by_name = by_name("subscriptions")
        subscriptions: dict[str, tuple[Owned[Subscription], ...]] = {}
        for item in owned("subscriptions"):
            name = item.record.event.event_name
            subscriptions[name] = (*subscriptions.get(name, ()), item)
        self.subscriptions = subscriptions
        self.schedules = tuple(owned("schedules"))
        self.pages = tuple(owned("pages"))
        self.menu = tuple(owned("menu"))
        self.home_cards = tuple(sorted(owned("home_cards"), key=lambda o: (o.record.order, o.record.name)))
        self.searches = tuple(owned("searches"))
        self.channels = tuple(sorted(owned("channels"), key=lambda o: (o.record.order, o.record.name)))
        self.receptions = tuple(owned("receptions"))
        self.carriers = tuple(sorted(owned("carriers"), key=lambda o: (o.record.order, o.record.name)))
        self.personal_data = tuple(Owned(p.id, p.personal_data) for p in every if p.personal_data)
        self.retention = by_name("retention")
        self.consents = by_name("consents")
        self.health = tuple(owned("health"))

    def in_order(self) -> Iterable[Loaded]:
        """Loaded plugins, requirements first."""
        return self.plugins.values()
