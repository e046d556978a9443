"""``ctx.people``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from renshi_core.people import facts, file_door, hiring, payees, posts, repository, service
from renshi_sdk.context import Context
from renshi_sdk.contracts import (
    BankAccount,
    Employee,
    EndEmployment,
    FileField,
    Hire,
    IdentityPaper,
    JobChange,
    JobRecord,
    Post,
    Roll,
)
from renshi_sdk.services import People

if TYPE_CHECKING:
    from renshi_core.platform import Platform


class PeopleFacade(People):
    """Implements :class:`renshi_sdk.services.People`."""

    def __init__(self, ctx: Context, platform: Platform) -> None:
        self._ctx, self._platform = ctx, platform

    async def get(self, employee_id: UUID, *, as_of: date | None = None) -> Employee:
        return await service.get(self._ctx, employee_id, as_of)

    async def by_ids(
        self, employee_ids: Iterable[UUID], *, as_of: date | None = None
    ) -> dict[UUID, Employee]:
        return await service.by_ids(self._ctx, employee_ids, as_of)

    async def by_number(self, number: str) -> Employee | None:
        found = await repository.id_by_number(number, self._ctx.company_id)
        return await self.get(found) if found else None

    async def employed_between(
        self,
        first: date,
        last: date,
        *,
        company_id: UUID | None = None,
        employee_ids: Sequence[UUID] | None = None,
    ) -> list[Employee]:
        return await facts.employed_between(first, last, company_id or self._ctx.company_id, employee_ids)

    async def roll(
        self,
        first: date,
        last: date,
        *,
        company_id: UUID | None = None,
        seen_from: date | None = None,
        known_at: datetime | None = None,
        after: UUID | None = None,
        upto: UUID | None = None,
    ) -> Roll:
        return await facts.roll(
            first,
            last,
            company_id or self._ctx.company_id,
            seen_from=seen_from or first,
            known_at=known_at,
            after=after,
            upto=upto,
        )

    async def history(self, employee_id: UUID) -> list[JobRecord]:
        found = (await facts.records([employee_id], None, None, None))[employee_id]
        if not found and await repository.person(employee_id) is None:
            raise service.no_such_employee()
        return found

    async def history_between(
        self, employee_ids: Sequence[UUID], first: date, last: date, *, known_at: datetime | None = None
    ) -> dict[UUID, list[JobRecord]]:
        return await facts.records(employee_ids, first, last, known_at)

    async def changed_since(self, employee_ids: Sequence[UUID], moment: datetime) -> set[UUID]:
        return await facts.changed_since(employee_ids, moment)

    async def reports_of(self, manager_id: UUID, *, as_of: date | None = None) -> list[Employee]:
        return await facts.reports_of(manager_id, as_of or self._ctx.today())

    async def posts_of(self, employee_id: UUID, *, as_of: date | None = None) -> list[Post]:
        return await posts.posts_of(employee_id, as_of or self._ctx.today())

    async def hire(self, command: Hire) -> Employee:
        return await hiring.hire(self._ctx, command)

    async def change_job(self, command: JobChange) -> Employee:
        return await service.change_job(self._ctx, self._platform, command)

    async def regularise(self, employee_id: UUID, effective_on: date) -> Employee:
        return await service.regularise(self._ctx, employee_id, effective_on)

    async def end_employment(self, command: EndEmployment) -> Employee:
        return await service.end_employment(self._ctx, self._platform, command)

    async def papers(self, employee_ids: Sequence[UUID], *, purpose: str) -> dict[UUID, IdentityPaper]:
        return await payees.papers(self._ctx, employee_ids, purpose=purpose)

    async def bank_accounts(
        self, employee_ids: Sequence[UUID], *, purpose: str, kind: str = "salary"
    ) -> dict[UUID, BankAccount]:
        return await payees.accounts(self._ctx, employee_ids, purpose=purpose, kind=kind)

    async def shared_bank_accounts(
        self, employee_ids: Sequence[UUID], *, kind: str = "salary"
    ) -> list[list[UUID]]:
        return await payees.shared_accounts(employee_ids, kind=kind)

    async def genders(self, employee_ids: Sequence[UUID]) -> dict[UUID, Literal["male", "female"]]:
        return await payees.genders(employee_ids)

    async def file_fields(self, section: str) -> list[FileField]:
        return await file_door.fields(section)

    async def check_section(self, section: str, values: Mapping[str, Any]) -> dict[str, Any]:
        return await file_door.check(self._ctx, section, values)

    async def record_section(self, employee_id: UUID, section: str, values: Mapping[str, Any]) -> None:
        await file_door.record(self._ctx, employee_id, section, values)
