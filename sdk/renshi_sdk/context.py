"""The one thing every plugin function is handed: who acts, for whom, and with which services."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel

if TYPE_CHECKING:
    from renshi_sdk.clock import Clock
    from renshi_sdk.services import (
        Access,
        Audit,
        Consents,
        Events,
        Files,
        Hooks,
        Jobs,
        Letters,
        Notices,
        Organization,
        People,
        Plugins,
        Reports,
        Requests,
        Secrets,
        Services,
    )

ActorKind = Literal["user", "api_key", "system", "plugin", "candidate"]
S = TypeVar("S", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. ``employee_id`` is set where the user is an employee of the tenant."""

    kind: ActorKind
    name: str
    id: UUID | None = None
    employee_id: UUID | None = None

    @classmethod
    def system(cls, name: str = "system") -> Actor:
        """The platform itself, or a plugin's own background work."""
        return cls(kind="system", name=name)


@dataclass(frozen=True, slots=True)
class Context:
    """Who acts, in which tenant and company, at what time; and the services of the platform.

    A context belongs to one request, job or delivery. Inside it one database transaction is open, so
    whatever the services and the plugin's own tables write is kept or lost together.
    """

    tenant_id: UUID
    company_id: UUID
    actor: Actor
    services: Services
    clock: Clock
    plugin: str | None = None
    request_id: str = ""
    locale: str = "zh-CN"
    time_zone: str = "Asia/Shanghai"

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return self.clock.now()

    def today(self) -> date:
        """The calendar day where the company is."""
        from zoneinfo import ZoneInfo

        return self.clock.today(ZoneInfo(self.time_zone))

    def acting_as(self, actor: Actor) -> Context:
        """The same context with another actor, e.g. the employee behind a bound WeChat account."""
        return replace(self, actor=actor)

    @property
    def people(self) -> People:
        return self.services.people(self)

    @property
    def organization(self) -> Organization:
        return self.services.organization(self)

    @property
    def requests(self) -> Requests:
        return self.services.requests(self)

    @property
    def events(self) -> Events:
        return self.services.events(self)

    @property
    def jobs(self) -> Jobs:
        return self.services.jobs(self)

    @property
    def notices(self) -> Notices:
        return self.services.notices(self)

    @property
    def letters(self) -> Letters:
        return self.services.letters(self)

    @property
    def access(self) -> Access:
        return self.services.access(self)

    @property
    def reports(self) -> Reports:
        return self.services.reports(self)

    @property
    def audit(self) -> Audit:
        return self.services.audit(self)

    @property
    def files(self) -> Files:
        return self.services.files(self)

    @property
    def consents(self) -> Consents:
        return self.services.consents(self)

    @property
    def secrets(self) -> Secrets:
        return self.services.secrets(self)

    @property
    def plugins(self) -> Plugins:
        return self.services.plugins(self)

    @property
    def hooks(self) -> Hooks:
        return self.services.hooks(self)

    async def settings(self, model: type[S]) -> S:
        """This company's settings of the running plugin, as an instance of ``model``."""
        return await self.services.plugins(self).settings(model)
