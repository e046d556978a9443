"""Guarantee: no row of one tenant is ever visible to another, even with a wrong query."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from httpx import AsyncClient

from renshi_core.db import unit_of_work
from renshi_core.jobs import run_until_idle
from renshi_core.testing.harness import CoreHarness
from renshi_sdk.db import execute, fetch, fetch_value, savepoint

if TYPE_CHECKING:
    from tests.conftest import Catalogue, Filled

REFUSED = {403, 404, 409, 422}
UUID_PATH = re.compile(r"\{(\w+)\}")
# Which table an id in a path or a body is a row of.
TABLE_OF = {
    "account_id": "wechat_account",
    "accrual_id": "attendance_accrual",
    "adjustment_id": "payroll_adjustment",
    "appeal_id": "recruiting_ai_appeal",
    "application_id": "recruiting_ai_application",
    "assessment_id": "core_assessment",
    "badge_id": "attendance_badge",
    "batch_id": "recruiting_ai_batch",
    "binding_id": "wechat_binding",
    "candidate_id": "recruiting_ai_candidate",
    "case_id": "lifecycle_case",
    "change_id": "core_profile_change",
    "channel_cost_id": "recruiting_ai_channel_cost",
    "checklist_id": "lifecycle_checklist",
    "checklist_template_id": "lifecycle_template",
    "company_id": "core_company",
    "confirmation_id": "attendance_confirmation",
    "contract_id": "contracts_contract",
    "cost_centre_id": "core_cost_centre",
    "course_id": "training_course",
    "delivery_id": "core_delivery",
    "department_id": "core_department",
    "document_id": "recruiting_ai_document",
    "employee_id": "core_employee",
    "enrolment_id": "training_enrolment",
    "exception_id": "attendance_exception",
    "dispute_id": "payroll_dispute",
    "export_id": "core_employee_export",
    "favourite_id": "core_favourite",
    "field_id": "core_custom_field",
    "file_id": "core_file",
    "frame_id": "recruiting_ai_frame",
    "grant_id": "core_role_grant",
    "group_id": "attendance_group",
    "hold_id": "core_legal_hold",
    "import_id": "attendance_import",
    "intake_id": "lifecycle_intake",
    "interview_id": "recruiting_ai_interview",
    "job_channel_id": "recruiting_ai_channel",
    "job_id": "core_job",
    "key_id": "core_api_key",
    "leave_id": "attendance_leave",
    "letter_id": "recruiting_ai_message",
    "member_id": "attendance_member",
    "merge_id": "recruiting_ai_merge",
    "message_id": "mail_message",
    "notice_id": "core_notice",
    "offer_id": "recruiting_ai_offer",
    "paper_id": "lifecycle_paper",
    "pipeline_id": "recruiting_ai_pipeline",
    "output_id": "payroll_output",
    "plan_id": "core_headcount_plan",
    "position_id": "core_position",
    "post_id": "core_post",
    "profile_id": "recruiting_ai_profile",
    "privacy_case_id": "core_privacy_case",
    "raise_id": "payroll_raise",
    "ranker_id": "recruiting_ai_ranker",
    "reason_id": "core_reason",
    "record_id": "core_job_record",
    "recording_id": "recruiting_ai_recording",
    "reorganisation_id": "core_reorganisation",
    "report_file_id": "reporting_export",
    "report_schedule_id": "reporting_schedule",
    "request_id": "core_request",
    "requisition_id": "recruiting_ai_requisition",
    "rescore_id": "recruiting_ai_rescore",
    "resume_id": "recruiting_ai_resume",
    "role_id": "core_role",
    "round_id": "recruiting_ai_round",
    "row_id": "core_employee_contact",
    "run_id": "payroll_run",
    "saved_id": "reporting_report",
    "sent_letter_id": "mail_letter",
    "session_id": "core_session",
    "set_id": "payroll_component_set",
    "shift_id": "attendance_shift",
    "site_id": "attendance_site",
    "sheet_id": "core_employee_import",
    "slip_id": "payroll_slip",
    "substitute_id": "core_substitute",
    "task_id": "recruiting_ai_task",
    "todo_id": "lifecycle_task",
    "type_id": "attendance_leave_type",
    "user_id": "core_user",
    "calibration_id": "recruiting_ai_calibration",
    "judge_id": "recruiting_ai_judge",
    "quality_run_id": "recruiting_ai_quality_run",
    "weight_proposal_id": "recruiting_ai_weight_proposal",
}
BODY_TABLE_OF = {
    **TABLE_OF,
    "copy_of": "core_headcount_plan",
    "into_id": "core_department",
    "source_id": "core_department",
    "source_ids": "core_department",
    "parent_id": "core_department",
    "head_id": "core_employee",
    "manager_id": "core_employee",
    "delegate_to": "core_employee",
    "mentor_id": "core_employee",
    "employee_ids": "core_employee",
    "course_ids": "training_course",
}
WORDS = {"section": "contact", "permission": "core.employee.read", "action": "approve"}


@pytest.fixture
async def two(renshi: CoreHarness, catalogue: Catalogue) -> tuple[Filled, Filled]:
    """Two tenants with every plugin on and rows in every table."""
    made = []
    # What an earlier test asked for may well fail, and is done before settling expects success.
    await run_until_idle(renshi.platform)
    for _ in range(2):
        tenant = await renshi.new_tenant(enable=[p for p in renshi.platform.registry.plugins if p != "core"])
        await tenant.token("admin", None)
        await renshi.settle()
        made.append(await catalogue.fill(tenant))
    return made[0], made[1]


async def test_a_query_without_a_filter_counts_its_own_rows_alone(
    catalogue: Catalogue, two: tuple[Filled, Filled]
) -> None:
    ours, theirs = two
    there, here = await catalogue.fingerprint(theirs.tenant), await catalogue.fingerprint(ours.tenant)
    assert [t for t, (rows, _) in there.items() if rows == 0] == [], "an empty table proves nothing"
    counted = {}
    async with unit_of_work(ours.tenant.id):
        for table in catalogue.tables:
            counted[table] = await fetch_value(f"SELECT count(*) FROM {table}")
        tenants = await fetch("SELECT id FROM core_tenant")
        in_views = {
            r["id"]
            for r in await fetch("SELECT id FROM renshi_employee UNION SELECT id FROM renshi_department")
        }
    assert counted == {table: rows for table, (rows, _) in here.items()}
    assert [t["id"] for t in tenants] == [ours.tenant.id]
    assert ours.tenant.employee_person.id in in_views
    assert theirs.tenant.employee_person.id not in in_views


async def test_asking_for_the_other_tenant_by_name_finds_nothing(
    catalogue: Catalogue, two: tuple[Filled, Filled]
) -> None:
    ours, theirs = two
    async with unit_of_work(ours.tenant.id):
        for table in catalogue.tables:
            found = await fetch_value(f"SELECT count(*) FROM {table} WHERE tenant_id = $1", theirs.tenant.id)
            assert (table, found) == (table, 0)


async def test_changing_everything_changes_nothing_over_there(
    catalogue: Catalogue, two: tuple[Filled, Filled]
) -> None:
    ours, theirs = two
    before = await catalogue.fingerprint(theirs.tenant)
    for table in catalogue.tables:
        for statement in (f"UPDATE {table} SET created_at = created_at", f"DELETE FROM {table}"):
            try:
                async with unit_of_work(ours.tenant.id):
                    await execute(statement)
            except asyncpg.PostgresError:
                continue  # refused altogether: append-only, or referred to
    assert await catalogue.fingerprint(theirs.tenant) == before


async def test_a_row_of_another_tenant_can_not_be_written(
    catalogue: Catalogue, two: tuple[Filled, Filled]
) -> None:
    ours, theirs = two
    before = await catalogue.fingerprint(theirs.tenant)
    written, unexpected = [], {}
    async with unit_of_work(ours.tenant.id):
        for table in catalogue.tables:
            names = [c["name"] for c in catalogue.columns[table] if not c["generated"]]
            copied = ["$1" if n == "tenant_id" else "gen_random_uuid()" if n == "id" else n for n in names]
            try:
                async with savepoint():
                    await execute(
                        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(copied)} FROM {table} LIMIT 1",
                        theirs.tenant.id,
                    )
                written.append(table)
            except asyncpg.InsufficientPrivilegeError:
                continue
            except asyncpg.PostgresError as error:
                unexpected[table] = str(error)
    assert written == []
    assert unexpected == {}
    assert await catalogue.fingerprint(theirs.tenant) == before


async def test_without_a_unit_or_a_tenant_nothing_is_visible(
    renshi: CoreHarness, catalogue: Catalogue, two: tuple[Filled, Filled]
) -> None:
    pool = renshi.platform.database.engine.pool
    assert pool is not None
    async with pool.acquire() as connection:
        for table in catalogue.tables:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.fetchval(f"SELECT count(*) FROM {table}")
        for setting in ("", "SET LOCAL renshi.tenant_id = '';"):
            for table in catalogue.tables:
                async with connection.transaction():
                    await connection.execute(f"SET LOCAL ROLE renshi_app; {setting}")
                    assert await connection.fetchval(f"SELECT count(*) FROM {table}") == 0, table


async def test_the_roles_that_serve_requests_own_nothing_and_pass_no_wall(catalogue: Catalogue) -> None:
    owner = catalogue.owner
    roles = await owner.fetch(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit FROM pg_roles"
        " WHERE rolname IN ('renshi_app', 'renshi_system', 'renshi_login') ORDER BY 1"
    )
    assert [r["rolname"] for r in roles] == ["renshi_app", "renshi_login", "renshi_system"]
    for role in roles:
        assert not any((role["rolsuper"], role["rolbypassrls"], role["rolcreaterole"], role["rolcreatedb"]))
        assert (
            await owner.fetchval(
                "SELECT count(*) FROM pg_class WHERE relowner = $1::regrole", role["rolname"]
            )
            == 0
        )
    assert [r["rolinherit"] for r in roles if r["rolname"] == "renshi_login"] == [False]


async def test_every_table_is_behind_a_forced_wall_or_closed_to_requests(catalogue: Catalogue) -> None:
    rows = await catalogue.owner.fetch(
        "SELECT c.relname AS name, c.relkind::text AS kind, c.relrowsecurity AND c.relforcerowsecurity AS walled,"
        " coalesce('security_invoker=true' = ANY(c.reloptions), false) AS invoker,"
        " has_table_privilege('renshi_app', c.oid, 'SELECT, INSERT, UPDATE, DELETE') AS open"
        " FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"
    )
    for row in rows:
        guarded = row["invoker"] if row["kind"] == "v" else row["walled"]
        assert guarded or not row["open"], f"{row['name']} is open to requests without a wall"
    definers = await catalogue.owner.fetch(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
    )
    assert list(definers) == [], "a function with its owner's rights is a door in the wall"


def routes(app: Any) -> Iterator[tuple[str, str, list[str]]]:
    """Method, path and the UUID parameters of every route."""
    for route in app.routes:
        ids = [p.name for p in route.path_components if not isinstance(p, str) and p.type is UUID]
        for method in sorted(getattr(route, "methods", set()) - {"OPTIONS", "HEAD"}):
            yield method, route.path_format, ids


def path_of(template: str, ids: dict[str, Any]) -> str:
    """The path with its parameters."""
    return UUID_PATH.sub(lambda m: str(ids.get(m[1], WORDS.get(m[1], "2026-10"))), template)


class Bodies:
    """Bodies that fit the API's own description, every id in them one of ``theirs``."""

    def __init__(self, description: dict[str, Any], theirs: Filled) -> None:
        self._description, self._theirs = description, theirs

    def of(self, method: str, template: str) -> Any:
        """A body with every property, or None where the route takes none."""
        operation = self._description["paths"].get(template, {}).get(method.lower(), {})
        content = operation.get("requestBody", {}).get("content", {})
        return (
            self._value("body", content["application/json"]["schema"])
            if "application/json" in content
            else None
        )

    def _value(self, name: str, schema: dict[str, Any]) -> Any:
        while "$ref" in schema:
            schema = self._description["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        for several in ("oneOf", "anyOf", "allOf"):
            if several in schema:
                chosen = [s for s in schema[several] if s.get("type") != "null"]
                return self._value(name, chosen[0])
        if "const" in schema or "enum" in schema:
            return schema.get("const", schema.get("enum", [None])[0])
        if schema.get("format") == "uuid":
            return str(self._theirs.ids[BODY_TABLE_OF.get(name, "core_employee")])
        if "properties" in schema:
            return {n: self._value(n, s) for n, s in schema["properties"].items()}
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = kind[0]
        return {
            "array": lambda: [self._value(name, schema.get("items", {}))],
            "boolean": lambda: True,
            "integer": lambda: schema.get("minimum", 1),
            "number": lambda: schema.get("minimum", 1),
            "object": dict,
            "string": lambda: {"date": "2026-12-01", "date-time": "2026-12-01T09:00:00+08:00"}.get(
                schema.get("format", ""), "a" * max(schema.get("minLength", 1), 8)
            ),
        }.get(kind, lambda: None)()


async def call(client: AsyncClient, method: str, path: str, body: Any) -> Any:
    """One request; a body only where there is one."""
    return (
        await client.request(method, path, json=body)
        if body is not None
        else await client.request(method, path)
    )


async def test_ids_of_another_tenant_open_nothing_over_http(
    renshi: CoreHarness, catalogue: Catalogue, two: tuple[Filled, Filled]
) -> None:
    ours, theirs = two
    before = await catalogue.fingerprint(theirs.tenant)
    wrong, asked, theirs_found = [], 0, []
    async with ours.tenant.client("admin") as client:
        bodies = Bodies((await client.get("/schema/openapi.json")).json(), theirs)
        for method, template, names in routes(renshi.app):
            if not names:
                continue
            own = {"company_code": ours.tenant.code}
            foreign = {**own, **{n: theirs.ids[TABLE_OF[n]] for n in names}}
            mixed = {**foreign, names[0]: ours.ids[TABLE_OF[names[0]]]} if len(names) > 1 else None
            for ids in filter(None, (foreign, mixed)):
                for body in {id(b): b for b in (None, bodies.of(method, template))}.values():
                    answer = await call(client, method, path_of(template, ids), body)
                    asked += 1
                    # The list of nothing's parts may be an empty list.
                    nothing = answer.status_code == 200 and answer.json().get("items") == []
                    if answer.status_code not in REFUSED and not (method == "GET" and nothing):
                        wrong.append((method, template, answer.status_code, answer.text[:120]))
    assert wrong == []
    assert await catalogue.fingerprint(theirs.tenant) == before
    assert asked > 130
    # What their own administrator reads is audited with them, so it comes after the comparison.
    async with theirs.tenant.client("admin") as rightful:
        for method, template, names in routes(renshi.app):
            if method == "GET" and names:
                own_ids = {n: theirs.ids[TABLE_OF[n]] for n in names}
                answer = await rightful.get(
                    path_of(template, {**own_ids, "company_code": theirs.tenant.code})
                )
                if answer.status_code == 200:
                    theirs_found.append(template)
    assert len(theirs_found) >= 25, "the same ids have to open something for their own administrator"


async def test_lists_and_bodies_reach_nothing_of_another_tenant(
    renshi: CoreHarness, catalogue: Catalogue, two: tuple[Filled, Filled]
) -> None:
    ours, theirs = two
    before = await catalogue.fingerprint(theirs.tenant)
    names = [str(i) for t, i in theirs.ids.items() if t != "core_company"] + [
        theirs.tenant.code,
        str(theirs.tenant.id),
    ]
    leaks, faults = [], []
    async with ours.tenant.client("admin") as client:
        bodies = Bodies((await client.get("/schema/openapi.json")).json(), theirs)
        for method, template, ids in routes(renshi.app):
            if method == "DELETE" or template.startswith(("/console", "/schema", "/public", "/api/session")):
                continue
            path = path_of(template, {n: ours.ids[TABLE_OF[n]] for n in ids})
            body = bodies.of(method, template)
            params = {n: str(theirs.ids[t]) for n, t in TABLE_OF.items() if method == "GET" and n not in ids}
            answer = await client.request(method, path, json=body, params=params)
            answers = [answer, await client.request(method, path, json=body)] if method == "GET" else [answer]
            sent = str(body) + path + str(params)
            for one in answers:
                if one.status_code >= 500:
                    faults.append((method, template, one.text[:150]))
                leaks += [(method, template, n) for n in names if n in one.text and n not in sent]
    assert leaks == []
    assert faults == []
    assert await catalogue.fingerprint(theirs.tenant) == before
    assert await catalogue.references_across(ours.tenant) == []


async def test_another_tenants_company_can_not_be_chosen(two: tuple[Filled, Filled]) -> None:
    ours, theirs = two
    async with ours.tenant.client("admin") as client:
        for company in (theirs.tenant.company_id, uuid4()):
            answer = await client.get("/api/employees", headers={"X-Renshi-Company": str(company)})
            assert answer.status_code in (403, 404)
