"""Guarantee: an id in a body or a query that is another tenant's is refused, wherever the API takes one.

The API's own description says where ids are taken. Each call is made twice, with an id of one's own and with one of
another tenant in the very same place; that the two answers differ, and the second is a refusal, shows that the id was
looked at. A place where they don't differ needs a body in ``BODIES`` that comes as far as its id.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from renshi_core.testing.harness import CoreHarness
from tests.test_tenant_wall import BODY_TABLE_OF, TABLE_OF, call, path_of, routes, two

if TYPE_CHECKING:
    from tests.conftest import Catalogue, Filled

__all__ = ["two"]
Path = tuple[str, ...]
ROLES = ("admin", "payroll", "hr")
"""Who asks, until somebody comes as far as the id: nobody may do everything."""
NAMED: dict[str, str] = {
    **BODY_TABLE_OF,
    "assignee_id": "core_employee",
    "channel_id": "recruiting_ai_channel",
    "component_set": "payroll_component_set",
    "contract_ids": "contracts_contract",
    "documents": "core_file",
    "employees": "core_employee",
    "file_ids": "core_file",
    "first": "recruiting_ai_candidate",
    "keep": "recruiting_ai_candidate",
    "members": "core_employee",
    "manager_id": "manager",
    "mentions": "core_employee",
    "merge": "recruiting_ai_candidate",
    "owner_id": "core_employee",
    "panel": "core_employee",
    "people": "core_employee",
    "position_ids": "core_position",
    "root": "core_department",
    "score_id": "recruiting_ai_score",
    "second": "recruiting_ai_candidate",
    "site_ids": "attendance_site",
    "stage_id": "recruiting_ai_stage",
    "substitute_id": "manager",
    "to": "core_employee",
}
"""Which table an id in a body is of, by its name."""
IN_PLACE: dict[tuple[str, str], str] = {
    ("/api/deliveries/retry", "ids"): "core_delivery",
    ("/api/plugins/recruiting_ai/applications/move", "ids"): "recruiting_ai_application",
    ("/api/plugins/recruiting_ai/language-model", "assessment_id"): "recruiting_ai_assessment",
    ("/api/requests/bulk", "ids"): "core_request",
    ("/api/plugins/recruiting_ai/pipelines", "id"): "recruiting_ai_stage",
    ("/api/plugins/recruiting_ai/pipelines/{pipeline_id}", "id"): "recruiting_ai_stage",
    ("/api/reorganisations", "id"): "core_department",
    ("/api/reorganisations/{reorganisation_id}", "id"): "core_department",
}
"""Names that mean different things in different places."""
SAID: dict[str, Any] = {
    "period": "2026-10",
    "period_from": "2026-09",
    "into_period": "2026-10",
    "reason": "因业务需要调整",
    "signed_on": "2026-10-08",
    "formula": "1 + 1",
    "start_on": "2026-12-01",
    "end_on": "2026-12-01",
    "leave_code": "annual",
    "schedule": "roster",
    "cross_border": False,
    "component": "pay.bonus",
    "address": "https://model.example.com/v1",
    "role": "hr",
    "pay_date": "2026-10-15",
}
"""What a property of this name has to say for a body to come as far as its ids."""
EXTRA: dict[str, tuple[str, ...]] = {
    "PUT /api/headcount/plans/{plan_id}/lines": ("lines.department_id",),
    "PUT /api/headcount/plans/{plan_id}/grid": ("items.department_id",),
    "POST /api/requests/substitutes": ("employee_id",),
    "POST /api/plugins/attendance/leave/preview": ("employee_id",),
    "POST /api/plugins/payroll/retro": ("employees",),
    "POST /api/plugins/payroll/simulations": ("employees",),
    "POST /api/plugins/recruiting_ai/applications/move": ("reason",),
    "POST /api/reorganisations steps.source_ids": ("steps.into_id",),
    "PUT /api/reorganisations/{reorganisation_id} steps.source_ids": ("steps.into_id",),
}
"""What is optional and has to be there beside the id that is looked at, by route or by place."""
FIRST: dict[str, dict[str, Any]] = {
    "POST /api/plugins/payroll/runs": {"kind": "final"},
    "POST /api/plugins/payroll/facts/declarations": {"key": "deduction.additional", "rent": "1500"},
    "POST /api/users/{user_id}/grants": {"scope": "department"},
    "POST /api/employees/{employee_id}/reveal": {"field": "bank.number"},
}
"""What a body has to say on a single route."""
EACH: dict[str, str] = {
    "POST /api/requests/bulk ids": "没有这份申请",
    "POST /api/plugins/contracts/renewals/submit contract_ids": "没有这份合同",
}
"""Calls that answer each row by itself, with what they say of a stranger's."""
SCOPE = "the scope of the right is asked for this person first, and knows nobody of another tenant"
WALL = "the row is looked for behind the wall, by itself or among those of the row in the path"
UNREACHED: dict[str, str] = {
    "POST /api/employees/{employee_id}/reveal row_id": WALL,
    "POST /api/employees/me/reveal row_id": WALL,
    "PATCH /api/employees/{employee_id}/planned/{record_id} manager_id": "as in job-changes, and its key",
    "PATCH /api/employees/{employee_id}/planned/{record_id} position_id": "as in job-changes, and its key",
    "POST /api/plugins/attendance/leave/preview form.documents": "nothing is written; the request looks each file up",
    "POST /api/plugins/lifecycle/tasks/{todo_id}/done file_id": WALL,
    "POST /api/plugins/recruiting_ai/pipelines stages.id": WALL,
    "PUT /api/plugins/recruiting_ai/pipelines/{pipeline_id} stages.id": WALL,
    "POST /api/plugins/recruiting_ai/applications/{application_id}/rounds panel": "its key",
    "POST /api/plugins/payroll/facts/declarations employee_id": SCOPE,
    "POST /api/plugins/payroll/adjustments run_id": WALL,
    "POST /api/plugins/payroll/component-sets/{set_id}/formula employee_id": SCOPE,
    "POST /api/plugins/payroll/simulations department_id": WALL,
}
"""Places that the made bodies don't reach (they need rows that fit together), and what refuses an id there. They are
refused as well; only the difference isn't shown."""


class Described:
    """The places of ids in the API's description, and bodies for them."""

    def __init__(self, description: dict[str, Any]) -> None:
        self._paths, self._schemas = description["paths"], description["components"]["schemas"]

    def body_of(self, method: str, template: str) -> dict[str, Any] | None:
        """The schema of a route's JSON body."""
        operation = self._paths.get(template, {}).get(method.lower(), {})
        content = operation.get("requestBody", {}).get("content", {})
        schema: dict[str, Any] | None = content.get("application/json", {}).get("schema")
        return schema

    def queries_of(self, method: str, template: str) -> list[str]:
        """Query parameters that take ids."""
        operation = self._paths.get(template, {}).get(method.lower(), {})
        return [
            p["name"]
            for p in operation.get("parameters", [])
            if p["in"] == "query" and list(self.places(p["schema"]))
        ]

    def places(self, schema: dict[str, Any], path: Path = (), seen: Path = ()) -> Iterator[Path]:
        """Where ids are in a schema, every alternative of it; a list has the path of its items."""
        name, schema = self._followed(schema)
        if name in seen:
            return
        seen = (*seen, name) if name else seen
        if schema.get("format") == "uuid":
            yield path
        for several in ("oneOf", "anyOf", "allOf"):
            for one in schema.get(several, []):
                yield from self.places(one, path, seen)
        for key, value in schema.get("properties", {}).items():
            yield from self.places(value, (*path, key), seen)
        if "items" in schema:
            yield from self.places(schema["items"], path, seen)

    def _followed(self, schema: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        name = ""
        while "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[1]
            schema = self._schemas[name]
        return name, schema

    def made(self, schema: dict[str, Any], wanted: set[Path], ids: Any, path: Path = ()) -> Any:
        """A body with what is required and what is ``wanted``; ``ids`` gives the id of a path."""
        _, schema = self._followed(schema)
        for several in ("oneOf", "anyOf", "allOf"):
            if several in schema:
                fit = [s for s in schema[several] if s.get("type") != "null"]
                holds = [s for s in fit if wanted & set(self.places(s, path))]
                return self.made((holds or fit)[0], wanted, ids, path)
        if path and path[-1] in SAID and (schema.get("format") != "date" or len(str(SAID[path[-1]])) == 10):
            return SAID[path[-1]]
        if "const" in schema or "enum" in schema:
            return schema.get("const", schema.get("enum", [None])[0])
        if schema.get("format") == "uuid":
            return str(ids(path))
        if "properties" in schema:
            return {
                name: self.made(value, wanted, ids, (*path, name))
                for name, value in schema["properties"].items()
                if name in schema.get("required", [])
                or any(place[: len(path) + 1] == (*path, name) for place in wanted)
            }
        kind = schema.get("type")
        kind = next(k for k in kind if k != "null") if isinstance(kind, list) else kind
        if kind == "array":
            return [self.made(schema.get("items", {}), wanted, ids, path)] * max(1, schema.get("minItems", 1))
        return {
            "boolean": True,
            "integer": schema.get("minimum", 1),
            "number": schema.get("minimum", 1),
            "object": {},
            "string": {"date": "2026-12-01", "date-time": "2026-12-01T09:00:00+08:00"}.get(
                schema.get("format", ""), "a" * max(schema.get("minLength", 1), 8)
            ),
        }.get(kind)


def table_of(template: str, path: Path) -> str:
    """The table that an id in this place is of."""
    found = IN_PLACE.get((template, path[-1])) or NAMED.get(path[-1])
    assert found, f"{template} takes an id as {'.'.join(path)}: say in NAMED which table it is of"
    return found


def told(answer: Any) -> tuple[int, Any]:
    """An answer without what differs from call to call."""
    try:
        said = answer.json()
    except json.JSONDecodeError:
        return answer.status_code, answer.text
    if isinstance(said, dict):
        said.pop("request_id", None)
    return answer.status_code, said


async def _lived_in(tenant: Any, ids: dict[str, Any]) -> None:
    """Rows of a tenant that belong together, put into ``ids``."""
    person = tenant.employee_person
    ids |= {
        "core_employee": person.id,
        "core_department": tenant.departments["PROD"],
        "core_position": tenant.positions["OP"],
        "manager": tenant.manager_person.id,
    }
    async with tenant.client("admin") as admin:
        planned = await admin.post(
            f"/api/employees/{person.id}/job-changes",
            json={
                "effective_on": "2027-03-01",
                "reason": "调动",
                "department_id": str(tenant.departments["SALES"]),
            },
        )
        assert planned.status_code < 300, planned.text
        post = await admin.post(
            f"/api/employees/{person.id}/posts",
            json={
                "department_id": str(tenant.departments["HQ"]),
                "kind": "concurrent",
                "share": 20,
                "starts_on": "2026-11-23",
                "reason": "兼岗",
            },
        )
        assert post.status_code < 300, post.text
        asked = await admin.post(
            "/api/requests",
            json={"kind": "core.erasure", "form": {"reason": "不再需要"}, "employee_id": str(person.id)},
        )
        assert asked.status_code < 300, asked.text
        user = await admin.post("/api/users", json={"login": "somebody", "name": "某人"})
        assert user.status_code < 300, user.text
        file = await admin.post("/api/files", files={"data": ("a.pdf", b"%PDF-1.4 x", "application/pdf")})
        assert file.status_code < 300, file.text
    ids |= {
        "core_request": asked.json()["id"],
        "core_user": user.json()["id"],
        "core_file": file.json()["id"],
    }


def _giver(template: str, place: Path, there: Filled, elsewhere: Filled) -> Callable[[Path], Any]:
    """Gives the id of a path: from ``there`` in the place that is looked at."""
    return lambda path: (there if path == place else elsewhere).ids[table_of(template, path)]


def _did_nothing(where: str, said: Any) -> bool:
    """Whether an answer of success says that a stranger's row wasn't touched."""
    if isinstance(said, dict) and said and not any(said.values()):
        # A call over a set of rows: with another tenant's row alone the set is empty.
        return True
    if where in EACH:
        return (said.get("done", 0), said.get("sent", 0), said["failed"]) == (0, 0, 1) and EACH[where] in str(
            said
        )
    # A draft of a reorganisation may be unfinished; it is never carried out while something stands against it.
    return "/api/reorganisations" in where and said["state"] == "draft" and bool(said["blockers"])


async def test_an_id_of_another_tenant_in_a_body_is_refused(
    renshi: CoreHarness, catalogue: Catalogue, two: tuple[Filled, Filled]
) -> None:
    ours, theirs = two

    await _lived_in(ours.tenant, ours.ids)
    await _lived_in(theirs.tenant, theirs.ids)

    async def in_force(template: str) -> dict[str, Any]:
        """The row that a path means now: each correction puts another in its place."""
        for part, table, column, key, order in (
            ("/planned/{", "core_job_record", "core_employee", "id", "DESC"),
            ("/posts/{", "core_post", "core_employee", "post_id", "DESC"),
            (
                "/departments/{department_id}/records/{",
                "core_department_record",
                "core_department",
                "id",
                "ASC",
            ),
            ("/records/{", "core_job_record", "core_employee", "id", "ASC"),
        ):
            if part in template:
                found = await catalogue.owner.fetchval(
                    f"SELECT {key} FROM {table} WHERE {column.removeprefix('core_')}_id = $1"
                    f" AND superseded_at IS NULL ORDER BY valid_from {order} LIMIT 1",
                    ours.ids[column],
                )
                return {"post_id" if key == "post_id" else "record_id": found}
        return {}

    there = await catalogue.fingerprint(theirs.tenant)
    taken, unproven, asked = [], [], 0
    async with ours.tenant.client("admin") as client:
        described = Described((await client.get("/schema/openapi.json")).json())
    clients = {role: ours.tenant.client(role) for role in ROLES}
    for method, template, names in routes(renshi.app):
        schema = described.body_of(method, template)
        if schema is None:
            continue
        for place in sorted(set(described.places(schema))):
            path = path_of(template, {n: ours.ids[TABLE_OF[n]] for n in names} | await in_force(template))
            path = path.replace("/approve", "/delegate").replace("/flows/2026-10/", "/flows/core.erasure/")
            asked += 1
            route, where = f"{method} {template}", f"{method} {template} {'.'.join(place)}"
            beside = (*EXTRA.get(route, ()), *EXTRA.get(where, ()))
            wanted = {place, *(tuple(e.split(".")) for e in beside)}
            mine, other = (
                described.made(schema, wanted, _giver(template, place, one, ours)) for one in (ours, theirs)
            )
            mine, other = mine | FIRST.get(route, {}), other | FIRST.get(route, {})
            seen = []
            for client in clients.values():
                refused = told(await call(client, method, path, other))
                if refused[0] < 300:
                    if not _did_nothing(where, refused[1]):
                        taken.append((where, refused))
                    break
                answered = told(await call(client, method, path, mine))
                seen.append((refused[0], str(refused[1])[:200]))
                if answered != refused:
                    break
            else:
                unproven.append((where, seen))
    for client in clients.values():
        await client.aclose()
    assert asked > 140
    assert taken == []
    assert [u for u in unproven if u[0] not in UNREACHED] == [], (
        "a body that comes as far as its id is needed"
    )
    assert await catalogue.references_across(ours.tenant) == []
    assert await catalogue.fingerprint(theirs.tenant) == there


async def test_an_id_of_another_tenant_in_a_query_finds_nothing(
    renshi: CoreHarness, catalogue: Catalogue, two: tuple[Filled, Filled]
) -> None:
    ours, theirs = two
    found, asked = [], []
    async with ours.tenant.client("admin") as client:
        described = Described((await client.get("/schema/openapi.json")).json())
        for method, template, names in routes(renshi.app):
            for query in described.queries_of(method, template):
                path = path_of(template, {n: ours.ids[TABLE_OF[n]] for n in names})
                asked.append(f"{method} {template} {query}")
                answer = await client.request(
                    method, path, params={query: str(theirs.ids[table_of(template, (query,))])}
                )
                said = answer.text
                # Every id that isn't told back is one of ours.
                found += [
                    (asked[-1], table)
                    for table, row in theirs.ids.items()
                    if table != table_of(template, (query,)) and str(row) in said
                ]
                assert answer.status_code < 500, (asked[-1], said)
    assert found == []
    assert len(asked) >= 8
