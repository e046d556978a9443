"""What the conformance suite looks at, one aspect a function; each returns findings in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import asyncpg
from pydantic import BaseModel

from renshi_core.console.render import render_page
from renshi_core.db.migrate import migration_modules
from renshi_core.plugins.checks import problems
from renshi_core.plugins.records import Loaded

if TYPE_CHECKING:
    from renshi_core.testing.harness import CoreHarness
    from renshi_core.testing.tenant import CoreTestTenant

CHINESE = re.compile(r"[\u4e00-\u9fff]")
PERSON_COLUMNS = {"employee_id", "candidate_id", "openid", "phone", "email"}
METHODS_WITH_BODY = {"POST", "PUT", "PATCH"}
JUNK: tuple[Any, ...] = ({"__unexpected__": "\u0000"}, [], "text", None, {"id": 10**40})


class Inspector:
    """Looks a plugin over."""

    def __init__(self, harness: CoreHarness) -> None:
        self._harness = harness

    async def findings(self, plugin: str, aspect: str, *arguments: Any) -> list[str]:
        """Findings of one aspect; an empty list is a pass."""
        registry = self._harness.platform.registry
        if plugin not in registry.plugins:
            aside = registry.quarantined.get(plugin)
            return [
                f"set aside at {aside.phase}: {aside.reason}"
                if aside
                else f"plugin {plugin!r} is not installed"
            ]
        loaded = registry.plugins[plugin]
        result = getattr(self, f"_{aspect}")(loaded, *arguments)
        return [item async for item in result] if hasattr(result, "__aiter__") else list(result)

    def _loading(self, loaded: Loaded) -> Iterator[str]:
        if loaded.module.__name__ != f"renshi_{loaded.id}.plugin" and not loaded.module.__name__.endswith(
            ".plugin"
        ):
            yield f"its hooks live in {loaded.module.__name__}; call the module plugin.py"

    def _names(self, loaded: Loaded) -> Iterator[str]:
        yield from problems(loaded, self._harness.platform.registry.plugins.values())

    def _permissions(self, loaded: Loaded) -> Iterator[str]:
        for permission in loaded.permissions:
            if not CHINESE.search(permission.title.zh):
                yield f"permission {permission.name} has no Chinese title"

    def _migrations(self, loaded: Loaded) -> Iterator[str]:
        if loaded.app is None:
            return
        for index, migration in enumerate(migration_modules(loaded.app), start=1):
            if migration != f"{loaded.id}_{index:04d}":
                yield f"migration {index} has the ID {migration!r}, expected {loaded.id}_{index:04d}"

    async def _tables(self, loaded: Loaded) -> Any:
        connection = await asyncpg.connect(self._harness.platform.database.owner_url)
        try:
            rows = await connection.fetch(
                "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AS walled,"
                " EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid) AS policy,"
                " array(SELECT attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND attnum > 0"
                "   AND NOT attisdropped) AS columns,"
                " array(SELECT confrelid::regclass::text FROM pg_constraint k WHERE k.conrelid = c.oid"
                "   AND contype = 'f' AND confdeltype = 'c') AS cascades,"
                " array(SELECT k.conname::text FROM pg_constraint k WHERE k.conrelid = c.oid AND contype = 'f'"
                "   AND EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = k.confrelid AND t.attname = 'tenant_id')"
                "   AND NOT EXISTS (SELECT FROM unnest(k.conkey, k.confkey) AS n(child, parent)"
                "     JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = n.child AND a.attname = 'tenant_id'"
                "     JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = n.parent"
                "       AND b.attname = 'tenant_id')) AS open_keys"
                " FROM pg_class c WHERE relkind IN ('r', 'p') AND relname LIKE $1",
                f"{loaded.id}\\_%",
            )
        finally:
            await connection.close()
        tables = {r["relname"]: r for r in rows}
        for name, row in tables.items():
            if "tenant_id" not in row["columns"] or not row["walled"] or not row["policy"]:
                yield f"table {name} isn't behind the tenant wall; make it with renshi_sdk.db.tenant_table"
            for target in row["cascades"]:
                if target.startswith("core_"):
                    yield f"table {name}: deleting from {target} would delete its rows; state ON DELETE RESTRICT"
            for key in row["open_keys"]:
                yield f"table {name}: the foreign key {key} would take another tenant's row; migrate through the host"
        declared = {t._meta.tablename: t for t in loaded.app.table_classes} if loaded.app else {}
        for name, table in declared.items():
            if name not in tables:
                yield f"table class {table.__name__} has no table {name}; is its migration missing?"
                continue
            there, here = set(tables[name]["columns"]), {c._meta.db_column_name for c in table._meta.columns}
            if here - there:
                yield f"table {name} lacks the columns {sorted(here - there)} of its class"
            if there - here:
                yield f"table {name} has the columns {sorted(there - here)} that its class doesn't know"
        for name in tables.keys() - declared.keys():
            yield f"table {name} has no class in APP_CONFIG"

    async def _personal_data(self, loaded: Loaded) -> Any:
        if loaded.app is None:
            return
        declared = set(loaded.personal_data.tables) if loaded.personal_data else set()
        known = {t._meta.tablename for t in loaded.app.table_classes}
        for name in declared - known:
            yield f"personal data names {name}, which is no table of the plugin"
        for table in loaded.app.table_classes:
            columns = {c._meta.db_column_name for c in table._meta.columns}
            if columns & PERSON_COLUMNS and table._meta.tablename not in declared:
                yield (
                    f"table {table._meta.tablename} keeps {sorted(columns & PERSON_COLUMNS)} and is missing from "
                    "personal data"
                )

    def _pages(self, loaded: Loaded) -> Iterator[str]:
        for page in loaded.pages:
            for locale in ("zh-CN", "en-US"):
                drawn = render_page(loaded.id, page, locale=locale, allows=lambda _: True)
                if drawn.get("type") != "page":
                    yield f"page {page.path} can't be drawn"
        for kind in loaded.request_kinds:
            yield from _untitled(f"request kind {kind.name}", kind.form)
        if loaded.settings is not None:
            yield from _untitled("settings", loaded.settings.model)

    async def _routes_off(self, loaded: Loaded, tenant: CoreTestTenant) -> Any:
        async with tenant.client("admin") as admin, tenant.anonymous() as anybody:
            for method, path in self._routes(loaded, tenant):
                client = anybody if path.startswith("/public/") else admin
                answer = await client.request(method, path, json={} if method in METHODS_WITH_BODY else None)
                if answer.status_code != 404:
                    yield f"{method} {path} answers {answer.status_code} where the plugin is off, expected 404"

    async def _routes_on(self, loaded: Loaded, tenant: CoreTestTenant) -> Any:
        async with tenant.client("admin") as admin, tenant.anonymous() as anybody:
            for method, path in self._routes(loaded, tenant):
                public = path.startswith("/public/")
                if not public:
                    refused = await anybody.request(
                        method, path, json={} if method in METHODS_WITH_BODY else None
                    )
                    if refused.status_code != 401:
                        yield f"{method} {path} answers {refused.status_code} to nobody, expected 401"
                for junk in JUNK if method in METHODS_WITH_BODY else (None,):
                    client = anybody if public else admin
                    answer = await client.request(
                        method,
                        path,
                        json=junk if method in METHODS_WITH_BODY else None,
                        params={"limit": "x"},
                    )
                    if answer.status_code >= 500:
                        yield f"{method} {path} answers {answer.status_code} to {junk!r}: {answer.text[:200]}"

    def _routes(self, loaded: Loaded, tenant: CoreTestTenant) -> Iterator[tuple[str, str]]:
        api, public = f"/api/plugins/{loaded.id}", f"/public/{{company_code:str}}/{loaded.id}"
        for route in self._harness.app.routes:
            if not route.path_format.startswith((api, public.replace(":str", ""))):
                continue
            path = route.path_format.replace("{company_code}", tenant.code)
            path = re.sub(r"\{[^}]+\}", str(uuid4()), path)
            for method in sorted(getattr(route, "methods", ())):
                if method not in ("OPTIONS", "HEAD"):
                    yield method, path


def _untitled(where: str, model: type[BaseModel]) -> Iterator[str]:
    model.model_json_schema()
    for name, info in model.model_fields.items():
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        if not info.title or not CHINESE.search(info.title):
            yield f"{where}: field {name} needs a Chinese title, Field(title=…)"
        if not extra.get("title_en"):
            yield f'{where}: field {name} needs an English title, Field(json_schema_extra={{"title_en": …}})'
