"""What the fixture ``renshi`` is. The core implements it (entry point group ``renshi.harness``)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from renshi_sdk.clock import FrozenClock
from renshi_sdk.context import Actor, Context
from renshi_sdk.contracts.organization import Company
from renshi_sdk.contracts.people import Employee
from renshi_sdk.contributions.work import Notice

if TYPE_CHECKING:
    from httpx import AsyncClient


class TestTenant(Protocol):
    """A fresh group of companies with one company, made for one test.

    ``departments`` are keyed by code: ``HQ`` (root), ``PROD`` and ``SALES`` below it. ``hr_person``,
    ``manager_person`` (head of PROD, manager of ``employee_person``) and ``employee_person`` are employed since
    2024-01-01 and have users with the roles ``hr``, ``manager`` and ``employee``.
    """

    __test__: bool = False

    id: UUID
    company: Company
    departments: dict[str, UUID]
    positions: dict[str, UUID]
    hr_person: Employee
    manager_person: Employee
    employee_person: Employee

    def client(self, role: str = "hr", *, employee: Employee | None = None) -> AsyncClient:
        """An HTTP client signed in as a user with ``role``.

        ``hr``, ``manager`` and ``employee`` are the persons above; any other role of the company (``payroll``,
        ``recruiter``, ``finance``, ``admin``) gets a user of its own. With ``employee`` that person's user is used
        (made with role ``employee`` where there is none).
        """
        ...

    def anonymous(self) -> AsyncClient:
        """An HTTP client without credentials; public paths start with ``public_path(plugin)``."""
        ...

    def public_path(self, plugin: str) -> str:
        """``/public/<company code>/<plugin>``."""
        ...

    def context(
        self, plugin: str | None = None, *, actor: Actor | None = None, company: Company | None = None
    ) -> AbstractAsyncContextManager[Context]:
        """A context inside a unit of work, committed at the end of the block (rolled back on an exception)."""
        ...

    async def enable(self, plugin: str, *, settings: dict[str, Any] | None = None) -> None:
        """Switch a plugin on for the company, with what it requires."""
        ...

    async def disable(self, plugin: str) -> None:
        """Switch it off."""
        ...

    async def hire(self, name: str, *, starts_on: date | None = None, **facts: Any) -> Employee:
        """Hire somebody (``facts``: other fields of ``contracts.Hire``); department PROD where none is said."""
        ...

    async def add_company(self, code: str, *, industry: str = "retail", city: str = "上海") -> Company:
        """Another company of the same group."""
        ...

    async def notices(self, employee: Employee) -> list[Notice]:
        """The in-app notices of an employee, newest first."""
        ...

    async def audit(self, action: str) -> list[dict[str, Any]]:
        """Audit rows of ``action``, oldest first."""
        ...


class Harness(Protocol):
    """The platform under test, started once per test session.

    ``clock`` stands at 2026-11-23 09:00 in Shanghai at the start of each test.
    """

    clock: FrozenClock

    async def new_tenant(self, *, enable: Sequence[str] = (), industry: str = "manufacturing") -> TestTenant:
        """A fresh tenant (see :class:`TestTenant`), company in 上海."""
        ...

    async def settle(self, *, rounds: int = 50) -> int:
        """Deliver events, run due jobs and notices in this process until nothing is left; returns how many ran.

        Raises:
            AssertionError: where a delivery or job failed for good, with its error.
        """
        ...

    async def run_schedule(self, job: str, tenant: TestTenant) -> None:
        """Fire a schedule's job for the tenant's company now, then :meth:`settle`."""
        ...
