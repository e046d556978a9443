"""Searchable fields in slots: whatever is marked, unmarked and written, a list finds what the values themselves say."""

from __future__ import annotations

import asyncio
import json
import operator
from datetime import date
from decimal import Decimal
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from renshi_core.db.migrate import migration_modules
from renshi_core.people import current, file
from renshi_core.people.custom import changes, definitions, slots, values
from renshi_core.people.fields.catalogue import load
from renshi_core.piccolo_app import APP_CONFIG
from renshi_sdk.db import ListQuery, fetch, fetch_value

SLOTS = 3
"""Few, so that fields go without one as well."""
POOL: dict[str, list[Any]] = {
    "text": ["甲", "甲乙", "B", "b", "a:b", "x" * 250, "%", "1"],
    "integer": [-5, 0, 7, 12, 2**53 - 1],
    "number": ["-0.5", "0", "3.25", "1000000.000001"],
    "date": ["1999-12-31", "2026-01-01", "2026-11-23"],
    "boolean": [True, False],
    "choice": ["A", "B", "C"],
    "multi": [["A"], ["A", "C"], ["B"]],
}
COMPARED = {"gt": operator.gt, "ge": operator.ge, "lt": operator.lt, "le": operator.le}
KINDS = tuple(POOL)


def sortable(kind: str, value: Any) -> Any:
    """A value as it compares: numbers as numbers, texts byte by byte (their first 200 characters)."""
    if kind in ("integer", "number"):
        return Decimal(str(value))
    return value if kind == "boolean" else str(value)[:200].encode()


def expected(kind: str, op: str, wanted: Any, held: dict[str, Any]) -> list[str]:
    """Staff numbers by a naive look at everybody's value."""

    def fits(value: Any) -> bool:
        if op in ("null", "set"):
            return (value is None) == (op == "null")
        own = [sortable(kind, v) for v in value] if kind == "multi" and value is not None else None
        if op == "ne":
            return sortable(kind, wanted) not in own if own is not None else (
                value is None or sortable(kind, value) != sortable(kind, wanted))  # fmt: skip
        if value is None:
            return False
        if op == "eq":
            return (
                sortable(kind, wanted) in own
                if own is not None
                else sortable(kind, value) == sortable(kind, wanted)
            )
        return bool(COMPARED[op](sortable(kind, value), sortable(kind, wanted)))

    return sorted(number for number, value in held.items() if fits(value))


def as_text(value: Any) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def draft(code: str, kind: str, searchable: bool) -> dict[str, Any]:
    return {
        "code": code, "title_zh": code, "title_en": code, "kind": kind, "required": False, "position": 1,
        "options": ("A", "B", "C") if kind in ("choice", "multi") else (), "searchable": searchable,
    }  # fmt: skip


async def filters_agree(tenant: Any) -> int:
    """Compare every filter and both orders of every findable field with the values; returns how many were compared."""
    compared = 0
    async with tenant.context() as ctx:
        rows = await fetch(
            "SELECT c.number, e.custom FROM core_employee e JOIN core_employee_current c ON c.id = e.id"
        )
        people = {r["number"]: json.loads(r["custom"]) for r in rows}
        for field in (await load()).custom:
            if not field.flags.searchable:
                continue
            held = {number: own.get(field.name) for number, own in people.items()}
            ops = ["eq", "ne", "null", "set", *(COMPARED if field.kind not in ("multi",) else ())]
            for op in ops:
                wanted = ["A", "C"] if field.kind == "multi" else POOL[field.kind]
                for value in wanted[:2] if op not in ("null", "set") else [None]:
                    name = f"{field.code}.{'null' if op == 'set' else op}"
                    asked = {"null": "1", "set": "0"}.get(op) or as_text(value)
                    found = await file.employees(ctx, ListQuery(limit=200, filters=((name, asked),)))
                    numbers = sorted(i["number"] for i in found.items)
                    assert numbers == expected(field.kind, op, value, held), (field, op, value, held)
                    compared += 1
            if field.kind != "multi":
                found = await file.employees(ctx, ListQuery(limit=200, sort=f"-{field.code}"))
                shown = [held[i["number"]] for i in found.items if held[i["number"]] is not None]
                assert [sortable(field.kind, v) for v in shown] == sorted(
                    (sortable(field.kind, v) for v in held.values() if v is not None), reverse=True
                )
    return compared


async def slots_are_true(tenant: Any) -> None:
    """Every slot that is given holds its field's values and nothing else; those that aren't given are empty."""
    async with tenant.context():
        fields = {f.slot: f for f in (await load()).custom if f.slot is not None}
        assert all(slots.fits(f) for f in fields.values())
        waiting = [f for f in (await load()).custom if slots.fits(f) and f.slot is None]
        assert not waiting or len(fields) <= SLOTS
        for row in await fetch(
            "SELECT c.*, e.custom FROM core_employee_current c JOIN core_employee e ON e.id = c.id"
        ):
            own = json.loads(row["custom"])
            for n, name in enumerate(slots.COLUMNS, start=1):
                field = fields.get(n)
                assert row[name] == (slots._text(field, own.get(field.name)) if field else None)


async def test_any_history_of_marks_and_values_is_found_as_the_values_say(
    renshi: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "COUNT", SLOTS)
    loop = asyncio.get_running_loop()
    reached = {"compared": 0, "slots": 0, "rows": 0, "freed": 0}

    class Fields(RuleBasedStateMachine):
        tenant: Any

        def do(self, work: Any) -> Any:
            return asyncio.run_coroutine_threadsafe(work, loop).result(120)

        @initialize()
        def begin(self) -> None:
            self.tenant = self.do(renshi.new_tenant())
            self.made = 0
            self.people: list[Any] = []
            self.hire()

        @rule()
        def hire(self) -> None:
            if len(self.people) < 4:
                number = f"W{len(self.people)}"
                self.people.append(self.do(self.tenant.hire("工", number=number, starts_on=date(2024, 1, 1))))

        @rule(kind=st.sampled_from(KINDS), searchable=st.booleans())
        def add(self, kind: str, searchable: bool) -> None:
            self.made += 1

            async def run() -> None:
                async with self.tenant.context() as ctx:
                    await definitions.add_field(ctx, draft(f"f{self.made}", kind, searchable))

            self.do(run())

        @precondition(lambda self: self.made)
        @rule(pick=st.integers(0, 99), who=st.integers(0, 99), what=st.integers(0, 99), empty=st.booleans())
        def write(self, pick: int, who: int, what: int, empty: bool) -> None:
            async def run() -> None:
                async with self.tenant.context() as ctx:
                    fields = (await load()).custom
                    if fields:
                        field = fields[pick % len(fields)]
                        value = None if empty and what % 2 else POOL[field.kind][what % len(POOL[field.kind])]
                        person = self.people[who % len(self.people)]
                        await values.set_values(ctx, person.id, {field.name: value})

            self.do(run())

        @precondition(lambda self: self.made)
        @rule(pick=st.integers(0, 99), way=st.sampled_from(["mark", "unmark", "away", "back", "text"]))
        def change(self, pick: int, way: str) -> None:
            async def run() -> None:
                async with self.tenant.context() as ctx:
                    known = await definitions.fields(archived=True)
                    field = known[pick % len(known)]
                    if way == "back" and field.archived:
                        await definitions.restore_field(ctx, field.id)
                    elif field.archived:
                        return
                    elif way == "away":
                        await definitions.archive_field(ctx, field.id)
                    elif way in ("mark", "unmark"):
                        await definitions.change_field(ctx, field.id, {"searchable": way == "mark"})
                    elif way == "text" and field.kind not in ("text", "boolean", "multi"):
                        await changes.change_kind(ctx, field.id, "text", None)
                    reached["freed"] += field.searchable and way in ("unmark", "away")

            self.do(run())

        def teardown(self) -> None:
            async def run() -> None:
                await slots_are_true(self.tenant)
                reached["compared"] += await filters_agree(self.tenant)
                async with self.tenant.context():
                    fields = (await load()).custom
                    reached["slots"] += sum(f.slot is not None for f in fields)
                    reached["rows"] += sum(slots.fits(f) and f.slot is None for f in fields)

            self.do(run())

    await asyncio.to_thread(
        run_state_machine_as_test,
        Fields,
        settings=settings(
            max_examples=12, stateful_step_count=30, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    # What this proves depends on what it reached: both ways of being found, and slots given back.
    assert min(reached.values()) > 5, reached


async def test_a_new_person_has_slots_and_an_erased_one_has_none(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.context() as ctx:
        await definitions.add_field(ctx, draft("shirt", "text", True))
    person = await tenant.hire("工一", number="W1", starts_on=date(2024, 1, 1))
    async with tenant.context() as ctx:
        await values.set_values(ctx, person.id, {"shirt": "XL"})
        field = (await load()).get("custom.shirt")
        assert field.slot == 1
        assert await fetch_value("SELECT slot_01 FROM core_employee_current WHERE id = $1", person.id) == (
            slots.mark(field) + "XL"
        )
        # Somebody whose row of today is made anew has the value back.
        await fetch("DELETE FROM core_employee_current WHERE id = $1", person.id)
        await current.refresh([person.id], ctx.today())
        found = await file.employees(ctx, ListQuery(filters=(("custom.shirt", "XL"),)))
        assert [i["number"] for i in found.items] == ["W1"]
    async with tenant.client("admin") as admin:
        copied = await admin.get(f"/api/people/{person.id}/personal-data")
        assert copied.status_code == 200, copied.text
        assert "slot_01" not in copied.text
        assert "XL" in copied.text
    async with tenant.context() as ctx:
        await slots.forget(person.id)
        assert await fetch_value("SELECT slot_01 FROM core_employee_current WHERE id = $1", person.id) is None


async def test_a_value_that_was_checked_before_its_field_changed_is_refused(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.context() as ctx:
        made = await definitions.add_field(ctx, draft("level", "text", True))
    person = await tenant.hire("工一", number="W1", starts_on=date(2024, 1, 1))
    async with tenant.context():
        old = (await load()).get("custom.level")
    async with tenant.context() as ctx:
        await changes.change_kind(ctx, made.id, "integer", None)
    with pytest.raises(Exception, match="changed just now"):
        async with tenant.context() as ctx:
            await values.write(ctx, person.id, {old: "高"})
    async with tenant.context():
        assert await fetch_value("SELECT custom::text FROM core_employee WHERE id = $1", person.id) == "{}"


async def test_the_migration_fills_slots_from_what_was_there(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    people = [await tenant.hire(f"工{n}", number=f"W{n}", starts_on=date(2024, 1, 1)) for n in range(3)]
    async with tenant.context() as ctx:
        for kind in KINDS:
            await definitions.add_field(ctx, draft(f"k_{kind}", kind, True))
        await definitions.add_field(ctx, draft("unmarked", "text", False))
        for n, person in enumerate(people[:2]):
            given = {f"k_{kind}": POOL[kind][n] for kind in KINDS} | {"unmarked": "u"}
            await values.set_values(ctx, person.id, given)
        fields = {f.code: f.slot for f in (await load()).custom}
        assert sorted(n for n in fields.values() if n) == [1, 2, 3, 4, 5, 6]
        before = await _by_field(fields)
    assert len(before) == 2 * (len(KINDS) - 1)
    statements = migration_modules(APP_CONFIG)["core_0020"].STATEMENTS
    owner = await asyncpg.connect(renshi.platform.database.owner_url)
    undo = owner.transaction()
    await undo.start()
    try:
        await owner.execute("ALTER TABLE core_custom_field DROP COLUMN slot")
        await owner.execute(
            "ALTER TABLE core_employee_current " + ", ".join(f"DROP COLUMN {c}" for c in slots.COLUMNS)
        )
        await owner.execute(
            "INSERT INTO core_custom_value (id, tenant_id, employee_id, field_id, value) SELECT gen_random_uuid(), $1,"
            " e.id, f.id, 'old' FROM core_employee e, core_custom_field f WHERE e.tenant_id = $1 AND f.tenant_id = $1"
            " AND (f.flags ->> 'searchable')::boolean",
            tenant.id,
        )
        for statement in statements:
            await owner.execute(statement)
        rows = await owner.fetch("SELECT code, slot FROM core_custom_field WHERE tenant_id = $1", tenant.id)
        moved = {f"custom.{r['code']}": r["slot"] for r in rows}
        assert {c: n is None for c, n in moved.items()} == {c: n is None for c, n in fields.items()}
        columns = ", ".join(slots.COLUMNS)
        rows = await owner.fetch(
            f"SELECT number, {columns} FROM core_employee_current WHERE tenant_id = $1", tenant.id
        )
        assert _texts(rows, moved) == before
        kept = await owner.fetch(
            "SELECT DISTINCT f.code FROM core_custom_value v JOIN core_custom_field f ON f.id = v.field_id"
            " WHERE v.tenant_id = $1",
            tenant.id,
        )
        assert [r["code"] for r in kept] == ["k_multi"]
    finally:
        await undo.rollback()
        await owner.close()


async def _by_field(fields: dict[str, int | None]) -> dict[tuple[str, str], str]:
    return _texts(await fetch("SELECT * FROM core_employee_current"), fields)


def _texts(rows: list[Any], fields: dict[str, int | None]) -> dict[tuple[str, str], str]:
    return {
        (row["number"], code): row[slots.COLUMNS[n - 1]]
        for row in rows
        for code, n in fields.items()
        if n is not None and row[slots.COLUMNS[n - 1]] is not None
    }
