"""A further company of the group, founded through the API, for a round that finds every month paid already."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from random import Random

from renshi_demo.cast import ADMIN, TENANT
from renshi_demo.generator.calendar import month_after
from renshi_demo.generator.identity import Identities
from renshi_demo.generator.model import CompanyPlan
from renshi_demo.generator.names import Names
from renshi_demo.generator.shape import companies
from renshi_demo.loop.api import Caller, Session
from renshi_demo.loop.checks import expect
from renshi_demo.loop.narrator import Narrator
from renshi_demo.world.months import INSURED_BY

PAYROLL = "/api/plugins/payroll"
PLUGINS = ("recruiting_ai", "attendance", "payroll", "training", "contracts")
SHARED = ("hr", "payroll", "finance")
"""Who looks after the new company as well; each by the role of the same name."""
_DEPARTMENTS = ("HQ", "HR", "MACH")
_POSITIONS = ("MACHM", "SUPV", "RECS")


@dataclass(frozen=True, slots=True)
class Branch:
    """The new company, and the logins of its manager and its recruiter."""

    plan: CompanyPlan
    company_id: str
    manager: str
    recruiter: str


class Founder:
    """Founds a branch of the first company, with the two people that a round needs."""

    def __init__(self, base_url: str, password: str, tell: Narrator, chance: Random) -> None:
        self._base_url, self._password, self._tell = base_url, password, tell
        self._names, self._identities = Names(chance), Identities(chance)
        self._admin = Session(base_url, TENANT, ADMIN, password)

    def found(self, today: date) -> Branch:
        """Company, departments, positions, plugins, rights, people and their pay; all over HTTP."""
        admin, tell = self._admin, self._tell
        plan = self._plan(len(admin.companies))
        made = admin.post(
            "/api/companies",
            {
                "code": plan.code,
                "name": plan.name,
                "industry": plan.industry,
                "city": plan.city,
                "public_code": plan.public_code,
            },
        )
        admin.work_in(made["id"])
        tell.fact("原因", "现有公司的工资月份都已关账，关账后的月份不能再改")
        tell.fact("新公司", f"{plan.name}（{plan.code}），{plan.city}")
        departments: dict[str, str] = {}
        for code in _DEPARTMENTS:
            known = plan.department(code)
            departments[code] = admin.post(
                "/api/departments",
                {"code": code, "name": known.name, "parent_id": departments.get(known.parent or "")},
            )["id"]
        positions = {
            code: admin.post("/api/positions", {"code": code, "title": plan.position(code).title})["id"]
            for code in _POSITIONS
        }
        for plugin in PLUGINS:
            admin.post(f"/api/market/{plugin}/enable")
        tell.fact("启用插件", "、".join(PLUGINS))
        for login in SHARED:
            found = [u for u in admin.get("/api/users", q=login)["items"] if u["login"] == login]
            expect(len(found) == 1, f"没有账号 {login}")
            admin.post(f"/api/users/{found[0]['id']}/grants", {"role": login, "scope": "company"})
        branch = Branch(plan, made["id"], f"{plan.public_code}-lead", f"{plan.public_code}-hr")
        lead = self._person(branch, departments["MACH"], positions["MACHM"], today, None)
        self._account(branch.manager, lead, "manager")
        recruiter = self._person(branch, departments["HR"], positions["RECS"], today, lead["id"])
        self._account(branch.recruiter, recruiter, "recruiter")
        self._pay(branch, {lead["id"]: 19000, recruiter["id"]: 14500}, today)
        tell.fact("人员", f"{lead['name']}（{branch.manager}）、{recruiter['name']}（{branch.recruiter}）")
        return branch

    def close(self) -> None:
        self._admin.close()

    def _plan(self, count: int) -> CompanyPlan:
        base = companies()[0]
        number = count - len(companies()) + 2
        return replace(
            base,
            code=f"{base.code}-{number}",
            public_code=f"{base.public_code}-{number}",
            name=base.name.replace("有限公司", f"{number}号工厂有限公司"),
            short=f"{base.short}{number}号工厂",
        )

    def _person(
        self, branch: Branch, department: str, position: str, today: date, manager: str | None
    ) -> dict[str, str]:
        hr = Session(self._base_url, TENANT, "hr", self._password).work_in(branch.company_id)
        try:
            born_on = date(1988, 5, 17)
            person: dict[str, str] = hr.post(
                "/api/employees",
                {
                    "name": self._names.draw("male", born_on.year),
                    "department_id": department,
                    "position_id": position,
                    "manager_id": manager,
                    "starts_on": today.isoformat(),
                    "city": branch.plan.city,
                    "phone": self._identities.phone(),
                    "identity_number": self._identities.number("31", born_on, "male"),
                    "first_work_on": "2010-07-01",
                },
            )
            return person
        finally:
            hr.close()

    def _account(self, login: str, person: dict[str, str], role: str) -> None:
        body = {"login": login, "name": person["name"], "employee_id": person["id"], "role": role}
        user = self._admin.post("/api/users", body)
        token = self._admin.post(f"/api/users/{user['id']}/invitation")["token"]
        guest = Caller(person["name"], self._base_url)
        try:
            guest.post("/api/invitations/accept", {"token": token, "password": self._password})
        finally:
            guest.close()

    def _pay(self, branch: Branch, wages: dict[str, int], today: date) -> None:
        payroll = Session(self._base_url, TENANT, "payroll", self._password).work_in(branch.company_id)
        steps = (
            [(today, "standard")]
            if today.day <= INSURED_BY
            else [(today, "none"), (month_after(today), "standard")]
        )
        try:
            for employee_id, wage in wages.items():
                for valid_from, profile in steps:
                    body = {
                        "employee_id": employee_id,
                        "valid_from": valid_from.isoformat(),
                        "monthly_wage": f"{wage}.00",
                        "profile": profile,
                        "resident": True,
                        "reason": "入职约定薪资",
                    }
                    payroll.post(f"{PAYROLL}/terms", body)
        finally:
            payroll.close()
