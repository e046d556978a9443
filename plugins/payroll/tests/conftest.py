"""Steps that many tests share: a company whose three people can be paid."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from renshi_sdk.contracts import Employee
from renshi_sdk.testing import Harness, TestTenant

API = "/api/plugins/payroll"
RATES = {
    "shanghai.housing_fund.employee_rate": "7",
    "shanghai.housing_fund.employer_rate": "7",
    "shanghai.unemployment.employee_rate": "0.5",
    "shanghai.unemployment.employer_rate": "0.5",
    "shanghai.injury.employer_rate": "0.2",
}


@dataclass
class Company:
    """A tenant with payroll on, seen through the API."""

    tenant: TestTenant
    harness: Harness

    async def send(self, role: str, method: str, path: str, expect: int = 200, **options: Any) -> Any:
        """Call the API as ``role`` and return the parsed answer after checking its status."""
        async with self.tenant.client(role) as client:
            answer = await client.request(method, f"{API}{path}", **options)
        assert answer.status_code == expect, answer.text
        return answer.json()

    async def get(self, path: str, role: str = "hr", expect: int = 200) -> Any:
        return await self.send(role, "GET", path, expect)

    async def post(self, path: str, body: Any = None, role: str = "hr", expect: int = 200) -> Any:
        return await self.send(role, "POST", path, expect, json=body)

    async def record_rates(self) -> None:
        for key, value in RATES.items():
            body = {"key": key, "value": value, "valid_from": "2025-07-01", "reference": "2025 年度核定单"}
            await self.post("/facts/parameters", body, expect=201)

    async def record_terms(self, employee: Employee, wage: str, **changes: Any) -> None:
        body = {
            "employee_id": str(employee.id),
            "valid_from": "2024-01-01",
            "monthly_wage": wage,
            "resident": True,
            "reason": "入职定薪",
        }
        await self.post("/terms", body | changes, expect=201)

    async def create(self, period: str) -> UUID:
        return UUID((await self.post("/runs", {"period": period}, expect=201))["id"])

    async def calculate(self, run_id: UUID) -> Any:
        await self.post(f"/runs/{run_id}/calculate")
        await self.harness.settle()
        return await self.get(f"/runs/{run_id}")

    async def close(self, period: str) -> UUID:
        """The whole way of a month."""
        run_id = await self.create(period)
        run = await self.calculate(run_id)
        assert (run["state"], run["errors"]) == ("calculated", 0), await self.get(f"/runs/{run_id}/problems")
        await self.post(f"/runs/{run_id}/check")
        await self.post(f"/runs/{run_id}/approve", role="finance")
        await self.post(f"/runs/{run_id}/close")
        await self.harness.settle()
        return run_id

    async def slip_of(self, run_id: UUID, employee: Employee) -> Any:
        """The employee's slip in full."""
        rows = (await self.get(f"/runs/{run_id}/slips"))["items"]
        (row,) = [row for row in rows if row["employee_id"] == str(employee.id)]
        return await self.get(f"/slips/{row['id']}")


@pytest.fixture
def company(renshi: Harness) -> Callable[..., Awaitable[Company]]:
    """Makes a company in Shanghai with payroll on, rates recorded and terms for its people."""

    async def make(
        *, rates: bool = True, wages: tuple[str, str, str] | None = ("43500", "20000", "21750")
    ) -> Company:
        tenant = await renshi.new_tenant(enable=["payroll"])
        made = Company(tenant, renshi)
        if rates:
            await made.record_rates()
        if wages:
            people = (tenant.hr_person, tenant.manager_person, tenant.employee_person)
            for person, wage in zip(people, wages, strict=True):
                await made.record_terms(person, wage)
        return made

    return make
