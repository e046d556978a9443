"""Whatever fits the API's own description, or doesn't, is answered without a fault of ours.

Every operation of the description, as an administrator of a tenant with all plugins on. A refusal is a problem
document (RFC 9457) that says in words what is wrong.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from httpx import ASGITransport, AsyncClient
from hypothesis import HealthCheck, Phase, given, settings

from renshi_core.testing.harness import CoreHarness

pytestmark = pytest.mark.slow

EXAMPLES = 3
# They would end the run: the caller's own sign-in, password, keys and account, and the plugins under test.
ENDS_THE_RUN = re.compile(
    r"^/api/(session|sessions|password|totp|api-keys|invitations)\b|^/api/users/\{user_id\}/disable"
    r"|^/api/market/\{plugin\}/(enable|disable)"
)


async def test_nothing_that_is_sent_makes_a_fault(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant(enable=[p for p in renshi.platform.registry.plugins if p != "core"])
    token = await tenant.token("admin", None)
    client = AsyncClient(
        transport=ASGITransport(app=renshi.app, raise_app_exceptions=False),  # type: ignore[arg-type]
        base_url="http://testserver",
        headers={"Authorization": f"Bearer {token}", "X-Renshi-Company": str(tenant.company_id)},
    )
    description = (await client.get("/schema/openapi.json")).json()
    schema = schemathesis.openapi.from_dict(description)
    loop = asyncio.get_running_loop()
    faults: dict[str, str] = {}
    unclear: dict[str, str] = {}
    asked: dict[str, int] = {}

    async def send(method: str, path: str, headers: dict[str, str], more: dict[str, Any]) -> Any:
        return await client.request(method, path, headers=headers, **more)

    def one(operation: Any) -> None:
        name = f"{operation.method.upper()} {operation.path}"

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def attempt(case: Any) -> None:
            path = case.formatted_path
            if case.query:
                path += "?" + urlencode(case.query, doseq=True)
            more = {"json": case.body} if type(case.body).__name__ != "NotSet" else {}
            if case.media_type and case.media_type.startswith("multipart"):
                more = {"files": {"file": ("a.txt", b"text", "text/plain")}}
            try:
                job = send(case.method, path, {}, more)
            except (ValueError, TypeError):
                return
            answer = asyncio.run_coroutine_threadsafe(job, loop).result(60)
            asked[name] = asked.get(name, 0) + 1
            # 503 is said where a company's WeChat can't be reached; a plugin that failed says so by its code.
            waiting = answer.status_code == 503 and answer.json().get("code") != "plugin_failed"
            if answer.status_code >= 500 and not waiting:
                faults.setdefault(name, f"{answer.status_code} {path[:200]} {str(more)[:300]}")
            elif answer.status_code >= 400:
                problem = answer.json()
                if not all(problem.get(k) for k in ("code", "title", "detail")) or (
                    problem["status"] != answer.status_code
                ):
                    unclear.setdefault(name, answer.text[:200])

        try:
            attempt()
        except Exception as error:
            faults.setdefault(name, f"{type(error).__name__}: {str(error)[:200]}")

    operations = [
        result.ok() for result in schema.get_all_operations() if not ENDS_THE_RUN.search(result.ok().path)
    ]
    assert len(operations) > 120
    for operation in operations:
        await asyncio.to_thread(one, operation)
    await client.aclose()
    assert faults == {}
    assert unclear == {}
    assert len(asked) == len(operations)
