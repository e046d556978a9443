"""Guarantee: an identity, account or paper number leaves the platform in full by the doors made for it alone.

The numbers are planted in a person's file. Then everybody asks every route for them: as each role, with ids of rows
about this person, and as a search. What comes back, what the chain, events and jobs keep, and what is written to the
log is looked through for the numbers.
"""

from __future__ import annotations

import io
import logging
import zipfile
from typing import Any

import pytest

from renshi_core.jobs import run_until_idle
from renshi_core.testing.harness import CoreHarness
from renshi_sdk.db import fetch
from tests.test_reads_are_audited import all_rights
from tests.test_tenant_wall import TABLE_OF, path_of, routes

NUMBERS = {
    "identity": "32031119770625470X",
    "bank": "6212264000018734653",
    "document": "E73519284",
}
"""None of them is in an example, a template or another test; the characters that check them are right."""
ROLES = ("employee", "manager", "hr", "payroll")


def found_in(content: bytes | str) -> list[str]:
    """Which numbers are in an answer, those inside a workbook or an archive too."""
    raw = content.encode() if isinstance(content, str) else content
    pieces = [raw]
    if raw[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            pieces += [archive.read(name) for name in archive.namelist()]
    return [name for name, number in NUMBERS.items() if any(number.encode() in piece for piece in pieces)]


async def planted(renshi: CoreHarness, tenant: Any) -> Any:
    """A person whose file holds every kind of number."""
    person = tenant.employee_person
    async with tenant.client("hr") as hr:
        path = f"/api/employees/{person.id}"
        answers = [
            await hr.put(f"{path}/identity", json={"identity_number": NUMBERS["identity"]}),
            await hr.post(
                f"{path}/sections/bank",
                json={"purpose": "salary", "bank": "工商银行", "holder": "张员工", "number": NUMBERS["bank"]},
            ),
            await hr.post(
                f"{path}/sections/document", json={"kind": "passport", "number": NUMBERS["document"]}
            ),
        ]
    assert [a.status_code < 300 for a in answers] == [True] * len(answers), [a.text for a in answers]
    await renshi.settle()
    return person


async def test_no_route_answers_with_a_number_in_full(
    renshi: CoreHarness, catalogue: Any, caplog: pytest.LogCaptureFixture
) -> None:
    tenant = await renshi.new_tenant(enable=[p for p in renshi.platform.registry.plugins if p != "core"])
    await run_until_idle(renshi.platform)
    person = await planted(renshi, tenant)
    filled = await catalogue.fill(tenant, about=person.id)
    ids = {name: filled.ids[table] for name, table in TABLE_OF.items() if table in filled.ids}
    ids |= {"company_code": tenant.code, "employee_id": person.id}
    told: dict[str, set[str]] = {}
    answered = 0
    caplog.set_level(logging.DEBUG)
    clients = {role: tenant.client(role) for role in ROLES} | {"everything": await all_rights(renshi, tenant)}
    for role, client in clients.items():
        for method, template, _ in routes(renshi.app):
            if method != "GET":
                continue
            for query in ({}, {"q": NUMBERS["identity"]}) if role == "everything" else ({},):
                answer = await client.get(path_of(template, ids), params=query)
                answered += answer.status_code == 200
                # What was asked for may be said back, in a message or in the words of a search.
                for name in found_in(answer.content):
                    if not (query and name == "identity" and answer.status_code != 200):
                        told.setdefault(template, set()).add(f"{role}:{name}")
        await client.aclose()
    assert answered > 300
    assert told == {}
    # The client of this test writes down what it asks for; the platform's own loggers have the word here.
    logged = [r.getMessage() for r in caplog.records if r.name.startswith(("renshi", "litestar", "uvicorn"))]
    assert len(logged) > 300
    assert found_in("\n".join(logged)) == []
    async with tenant.context():
        for table, column in (
            ("core_audit", "record"),
            ("core_event", "payload::text"),
            ("core_job", "params::text"),
        ):
            kept = await fetch(f"SELECT {column} AS said FROM {table}")
            assert found_in("\n".join(str(row["said"]) for row in kept)) == [], table
