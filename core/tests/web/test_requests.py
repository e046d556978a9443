"""What surrounds every handler: one transaction, one first answer, and problem documents."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import pytest
from httpx import ASGITransport, AsyncClient, Response
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.handlers import HTTPRouteHandler
from litestar.params import Body
from litestar.response import Response as Answer

from renshi_core.db import after_commit, unit_of_work
from renshi_core.testing.harness import CoreHarness
from renshi_core.testing.tenant import CoreTestTenant
from renshi_core.web.app import create_app
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.db import execute, fetch_value
from renshi_sdk.errors import Conflict, Invalid, TooMany
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED, Schema, get, post

ran: list[str] = []


class Note(Schema):
    text: str
    count: int = 0
    on: date | None = None
    amount: Decimal | None = None


async def write(ctx: Context, name: str, value: int = 1) -> None:
    await execute("INSERT INTO core_counter (id, name, value) VALUES ($1, $2, $3)", new_id(), name, value)


@post("/test/write", permission=AUTHENTICATED)
async def write_note(ctx: Context, data: Note) -> dict[str, Any]:
    await write(ctx, data.text, data.count)

    async def told() -> None:
        ran.append(data.text)

    after_commit(told)
    return {"written": data.text, "amount": data.amount, "on": data.on, "by": ctx.actor.id}


@post("/test/write-then-refuse", permission=AUTHENTICATED)
async def write_then_refuse(ctx: Context, data: Note) -> Answer[dict[str, str]]:
    await write(ctx, data.text)
    return Answer({"no": "thanks"}, status_code=409)


@post("/test/write-then-raise", permission=AUTHENTICATED)
async def write_then_raise(ctx: Context, data: Note) -> None:
    await write(ctx, data.text)
    raise Conflict(Text("月份已关账", "the month is closed"), code="test.closed", month="2026-11")


@post("/test/write-then-fail", permission=AUTHENTICATED)
async def write_then_fail(ctx: Context, data: Note) -> None:
    await write(ctx, data.text)
    raise ZeroDivisionError("secret internals")


@post("/test/fail-at-commit", permission=AUTHENTICATED)
async def fail_at_commit(ctx: Context, data: Note) -> dict[str, str]:
    await execute("CREATE TEMP TABLE later (n int UNIQUE DEFERRABLE INITIALLY DEFERRED) ON COMMIT DROP")
    await write(ctx, data.text)
    await execute("INSERT INTO later VALUES (1), (1)")
    return {"claimed": "success"}


@get("/test/fields", permission=AUTHENTICATED)
async def wrong_fields(ctx: Context) -> None:
    raise Invalid(
        Text("填写有误", "something is wrong"),
        fields={"days": Text("余额不足", "too little left"), "note": "plain"},
    )


@get("/test/slow-down", permission=AUTHENTICATED)
async def slow_down(ctx: Context) -> None:
    raise TooMany(Text("太快了", "too fast"), retry_after=7)


@get("/test/types", permission=AUTHENTICATED)
async def types(ctx: Context) -> dict[str, Any]:
    return {
        "decimal": Decimal("1234.50"),
        "uuid": UUID(int=1),
        "database_uuid": await fetch_value("SELECT $1::uuid", UUID(int=2)),
        "date": date(2026, 11, 23),
        "moment": ctx.now(),
        "none": None,
    }


@post("/test/upload", permission=AUTHENTICATED)
async def upload(
    ctx: Context, data: Annotated[UploadFile, Body(media_type=RequestEncodingType.MULTI_PART)]
) -> dict[str, int]:
    return {"size": len(await data.read())}


@get("/test/undeclared", permission="core.no.such")
async def undeclared(ctx: Context) -> dict[str, str]:
    return {"reached": "it"}


HANDLERS = (
    write_note,
    write_then_refuse,
    write_then_raise,
    write_then_fail,
    fail_at_commit,
    wrong_fields,
    slow_down,
    types,
    upload,
    undeclared,
)


class Site:
    """The application with a few handlers more, and a caller."""

    def __init__(self, tenant: CoreTestTenant, client: AsyncClient) -> None:
        self.tenant, self.client = tenant, client

    async def post(self, path: str, body: Any, **headers: str) -> Response:
        return await self.client.post(
            path, json=body, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )

    async def kept(self, name: str) -> int | None:
        async with unit_of_work(self.tenant.id):
            value: int | None = await fetch_value("SELECT value FROM core_counter WHERE name = $1", name)
        return value


@pytest.fixture
async def site(renshi: CoreHarness) -> AsyncIterator[Site]:
    tenant = await renshi.new_tenant()
    app = create_app(renshi.platform, handlers=HANDLERS, routers=[])
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://testserver") as client:  # type: ignore[arg-type]
        client.headers["Authorization"] = f"Bearer {await tenant.token('admin', None)}"
        yield Site(tenant, client)


def document(answer: Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body.pop("request_id") == answer.headers["x-request-id"]
    assert body["status"] == answer.status_code
    return body


# --- one transaction ---------------------------------------------------------------------------------


async def test_an_answer_below_400_keeps_what_was_written_and_then_runs_what_waits(site: Site) -> None:
    ran.clear()
    answer = await site.post("/api/test/write", {"text": "kept", "count": 3})
    assert (answer.status_code, await site.kept("kept"), ran) == (201, 3, ["kept"])


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/test/write-then-refuse", 409),
        ("/api/test/write-then-raise", 409),
        ("/api/test/write-then-fail", 500),
        ("/api/test/fail-at-commit", 409),
    ],
)
async def test_an_answer_of_400_or_more_undoes_everything(site: Site, path: str, status: int) -> None:
    answer = await site.post(path, {"text": "undone"})
    assert (answer.status_code, await site.kept("undone")) == (status, None)
    # The connection went back to the pool in order.
    assert (await site.post("/api/test/write", {"text": "afterwards"})).status_code == 201


# --- the first answer again ---------------------------------------------------------------------------


async def test_the_same_post_again_gets_the_first_answer_and_has_no_second_effect(site: Site) -> None:
    ran.clear()
    first = await site.post("/api/test/write", {"text": "once", "count": 1}, Idempotency_Key="k-1")
    again = await site.post("/api/test/write", {"text": "once", "count": 1}, Idempotency_Key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert (first.headers.get("idempotency-replayed"), again.headers["idempotency-replayed"]) == (
        None,
        "true",
    )
    assert ran == ["once"]


async def test_what_is_kept_for_a_repeat_is_sealed(site: Site) -> None:
    first = await site.post("/api/test/write", {"text": "一次性密钥"}, Idempotency_Key="k-1")
    async with unit_of_work(site.tenant.id):
        body = await fetch_value("SELECT body FROM core_idempotency WHERE key = 'k-1'")
    assert "一次性密钥" in first.text
    assert "一次性密钥".encode() not in body
    again = await site.post("/api/test/write", {"text": "一次性密钥"}, Idempotency_Key="k-1")
    assert again.content == first.content


async def test_a_key_for_another_body_is_refused(site: Site) -> None:
    await site.post("/api/test/write", {"text": "first"}, Idempotency_Key="k-1")
    answer = await site.post("/api/test/write", {"text": "second"}, Idempotency_Key="k-1")
    assert (answer.status_code, document(answer)["code"]) == (422, "idempotency_key_reused")
    assert await site.kept("second") is None


async def test_ten_at_the_same_moment_have_one_effect_and_one_answer(site: Site) -> None:
    ran.clear()
    answers = await asyncio.gather(
        *(site.post("/api/test/write", {"text": "race"}, Idempotency_Key="k-race") for _ in range(10))
    )
    assert [a.status_code for a in answers] == [201] * 10
    assert {a.text for a in answers} == {answers[0].text}
    assert sum("idempotency-replayed" not in a.headers for a in answers) == 1
    assert ran == ["race"]


async def test_what_failed_may_be_tried_again_with_its_key(site: Site) -> None:
    await site.post("/api/test/write", {"text": "taken"})
    body = {"text": "taken"}
    failed = await site.post("/api/test/write", body, Idempotency_Key="k-2")
    assert failed.status_code == 409
    async with unit_of_work(site.tenant.id):
        await execute("DELETE FROM core_counter WHERE name = 'taken'")
    assert (await site.post("/api/test/write", body, Idempotency_Key="k-2")).status_code == 201


async def test_a_key_belongs_to_who_sent_it(site: Site) -> None:
    first = await site.post("/api/test/write", {"text": "mine"}, Idempotency_Key="shared")
    async with unit_of_work(site.tenant.id):
        await execute("DELETE FROM core_counter WHERE name = 'mine'")
    site.client.headers["Authorization"] = f"Bearer {await site.tenant.token('hr', None)}"
    second = await site.post("/api/test/write", {"text": "mine"}, Idempotency_Key="shared")
    assert (first.status_code, second.status_code) == (201, 201)
    assert "idempotency-replayed" not in second.headers
    assert first.json()["by"] != second.json()["by"]


@pytest.mark.parametrize("key", ["", "x" * 129, "tab\there"])
async def test_keys_that_can_not_be_used(site: Site, key: str) -> None:
    answer = await site.post("/api/test/write", {"text": "never"}, Idempotency_Key=key)
    assert (answer.status_code, await site.kept("never")) == (422, None)


# --- problem documents --------------------------------------------------------------------------------


async def test_expected_trouble_is_told_in_the_callers_language(site: Site) -> None:
    zh = document(await site.post("/api/test/write-then-raise", {"text": "x"}))
    en = document(
        await site.post("/api/test/write-then-raise", {"text": "x"}, Accept_Language="en-GB,en;q=0.8")
    )
    assert zh == {
        "type": "urn:renshi:test.closed",
        "title": "与当前状态冲突",
        "status": 409,
        "code": "test.closed",
        "detail": "月份已关账",
        "month": "2026-11",
    }
    assert (en["title"], en["detail"]) == ("Conflict", "the month is closed")


async def test_wrong_fields_are_named(site: Site) -> None:
    answer = document(await site.client.get("/api/test/fields", headers={"Accept-Language": "en"}))
    assert (answer["status"], answer["fields"]) == (422, {"days": "too little left", "note": "plain"})


async def test_a_body_that_does_not_fit_names_its_fields(site: Site) -> None:
    answer = document(
        await site.post("/api/test/write", {"text": 5, "count": "many", "extra": 1, "amount": "NaN"})
    )
    assert answer == {
        "type": "urn:renshi:invalid",
        "title": "填写有误",
        "status": 422,
        "code": "invalid",
        "detail": "请检查填写的内容",
        "fields": {
            "text": "应为文本",
            "count": "应为整数",
            "amount": "应为有限的数字",
            "extra": "不支持此字段",
        },
    }
    english = await site.post("/api/test/write", {"count": 1}, Accept_Language="en")
    assert document(english)["fields"] == {"text": "Field required"}


async def test_too_fast_says_when(site: Site) -> None:
    answer = await site.client.get("/api/test/slow-down")
    assert (answer.headers["retry-after"], document(answer)["retry_after"]) == ("7", 7)


async def test_a_fault_of_ours_tells_its_id_and_nothing_of_the_inside(site: Site) -> None:
    answer = await site.post("/api/test/write-then-fail", {"text": "x"})
    assert document(answer) == {
        "type": "urn:renshi:unexpected",
        "title": "系统出错",
        "status": 500,
        "code": "unexpected",
        "detail": "系统出错，请稍后重试；如仍有问题请提供请求编号",
    }
    assert "secret" not in answer.text
    assert "ZeroDivision" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/no/such/place", 404),
        ("GET", "/api/no-such", 404),
        ("DELETE", "/api/test/write", 405),
        ("GET", "/api/test/undeclared", 403),
    ],
)
async def test_wrong_places_and_methods(site: Site, method: str, path: str, status: int) -> None:
    if path == "/api/test/undeclared":
        site.client.headers["Authorization"] = f"Bearer {await site.tenant.token('hr', None)}"
    assert document(await site.client.request(method, path))["status"] == status


BODIES: list[tuple[bytes, int]] = [
    (b'{"text": "nul \\u0000 inside"}', 422),
    (b'{"text": "half \\ud800 pair"}', 400),
    (b'{"text": "x", "count": 9223372036854775808}', 422),
    (b'{"text": "x", "count": -99999999999999999999999999}', 422),
    (b'{"text": "x", "count": 1e400}', 400),
    (b'{"text": "x", "amount": 1e999999}', 400),
    (b'{"text": "\xff\xfe"}', 400),
    (b"[" * 5000, 400),
    (b"", 422),
    (b"{", 400),
    (b"null", 422),
    (b"[]", 422),
]


@pytest.mark.parametrize(("body", "status"), BODIES, ids=[str(b[:24]) for b, _ in BODIES])
async def test_bodies_that_can_not_be_stored_are_the_callers_mistake(
    site: Site, body: bytes, status: int
) -> None:
    answer = await site.client.post(
        "/api/test/write", content=body, headers={"Content-Type": "application/json"}
    )
    assert document(answer)["status"] == status


async def test_a_body_that_is_too_large_is_refused(site: Site) -> None:
    answer = await site.post("/api/test/write", {"text": "x" * 11_000_000})
    assert document(answer)["status"] == 413


PART = b'--B\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n--B--\r\n'


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (PART % (b"data", b'; filename="a.txt"', b"abc"), 201),
        (PART % (b"data", b"", b"no file"), 400),
        (PART % (b"\x1a", b"", b"{}"), 400),
        (PART % (b"data", b"", b"\xff"), 400),
        (b"--B--\r\n", 422),
        (b"--B\r\nContent-Disp", 400),
        (b"", 422),
    ],
)
async def test_a_form_needs_its_file(site: Site, body: bytes, status: int) -> None:
    answer = await site.client.post(
        "/api/test/upload", content=body, headers={"Content-Type": "multipart/form-data; boundary=B"}
    )
    assert answer.status_code == status


async def test_the_description_holds_to_json_schema(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.anonymous() as anybody:
        described = (await anybody.get("/schema/openapi.json")).json()
        pages = [
            (await anybody.get(f"/schema/{page}")).status_code for page in ("swagger", "redoc", "elements")
        ]
    assert pages == [404, 404, 404]
    assert described["openapi"].startswith("3.1")
    assert {"/api/session", "/api/users", "/api/audit"} <= set(described["paths"])

    def limits(node: Any) -> Any:
        if isinstance(node, dict):
            for key in ("maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum"):
                if key in node and not isinstance(node[key], dict):
                    yield node[key]
            for item in node.values():
                yield from limits(item)
        elif isinstance(node, list):
            for item in node:
                yield from limits(item)

    assert {type(limit) for limit in limits(described)} <= {int, float}


async def test_numbers_of_money_and_days_keep_their_form(site: Site) -> None:
    answer = (await site.client.get("/api/test/types")).json()
    assert answer == {
        "decimal": "1234.50",
        "uuid": "00000000-0000-0000-0000-000000000001",
        "database_uuid": "00000000-0000-0000-0000-000000000002",
        "date": "2026-11-23",
        "moment": "2026-11-23T01:00:00Z",
        "none": None,
    }


# --- around it ------------------------------------------------------------------------------------------


async def test_a_request_id_is_taken_over_where_it_is_harmless(site: Site) -> None:
    taken = await site.client.get("/api/test/types", headers={"X-Request-ID": "trace-1.a_B"})
    assert taken.headers["x-request-id"] == "trace-1.a_B"
    for odd in ("a b", "x" * 65, "<script>", ""):
        made = await site.client.get("/api/test/types", headers={"X-Request-ID": odd})
        assert made.headers["x-request-id"] not in ("", odd)


async def test_the_audit_row_carries_the_id_of_its_request(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("admin") as admin:
        await admin.post(
            "/api/users", json={"login": "traced", "name": "某"}, headers={"X-Request-ID": "trace-77"}
        )
    (row,) = [
        r for r in await tenant.audit("core.user.create") if json.loads(r["detail"])["login"] == "traced"
    ]
    assert row["request_id"] == "trace-77"


async def test_browsers_are_told_to_be_careful(site: Site) -> None:
    for path in ("/api/test/types", "/health", "/no/such"):
        headers = (await site.client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "script-src 'self' 'unsafe-eval';" in headers["content-security-policy"]
        assert "unsafe-inline" not in headers["content-security-policy"].split("style-src")[0]
        assert "*" not in headers["content-security-policy"]
        assert "access-control-allow-origin" not in headers
    assert (await site.client.get("/api/test/types")).headers["cache-control"] == "no-store"


async def test_health_and_figures(site: Site) -> None:
    health = await site.client.get("/health")
    assert (health.status_code, health.json()) == (200, {"status": "ok", "database": "ok", "redis": "ok"})
    await site.client.get("/api/test/types")
    figures = (await site.client.get("/metrics")).text
    assert 'renshi_http_requests_total{method="GET",route="/api/test/types",status="200"}' in figures


OPEN = {
    "/", "/console", "/console/{rest}", "/console-assets/{version}/{name}", "/health", "/health/plugins", "/metrics",
    "/api/console/export", "/api-docs", "/api-docs/{name}", "/schema", "/schema/openapi.json", "/schema/{path}",
    "/api/session", "/api/invitations/accept", "/api/welcome", "/api/welcome.js",
}  # fmt: skip


async def test_every_handler_names_a_right_that_is_declared(renshi: CoreHarness) -> None:
    declared = set(renshi.platform.registry.permissions)
    for route in renshi.app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if not isinstance(handler, HTTPRouteHandler) or handler.http_methods == {"OPTIONS"}:
                continue
            permission = handler.opt.get("permission")
            path = route.path_format
            if permission in (None, "public"):
                assert path in OPEN or path.startswith("/public/{company_code}/"), (
                    path,
                    handler.handler_name,
                )
            else:
                assert permission == AUTHENTICATED or permission in declared, (path, permission)
