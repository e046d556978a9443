"""The catalogue of a tenant: built-in fields with the tenant's flags over them, and the tenant's own fields.

It is kept in the process as long as the tenant's number in ``core_field_version`` stays: triggers move it on in the
transaction that changes a field, so one small query tells whether what is kept still holds.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from renshi_core.people.fields.builtin import FIELDS
from renshi_core.people.fields.definition import FLAGS, FieldDef, Flags
from renshi_sdk.db import fetch, fetch_row
from renshi_sdk.db.tables import current_tenant
from renshi_sdk.errors import NotFound
from renshi_sdk.text import Text

CUSTOM = "custom."
CACHED = 256
CUSTOM_COLUMNS = (
    "id, code, title_zh, title_en, kind, options, required, position, section, help_zh, help_en, default_value,"
    " flags, slot, indexed_by"
)
"""What :func:`custom_field` reads."""
CUSTOM_FLAGS = Flags(employee_edits="no")


@dataclass(frozen=True)
class Catalogue:
    """All fields in use, by code."""

    fields: dict[str, FieldDef]
    by_section: dict[str, tuple[FieldDef, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        grouped: dict[str, list[FieldDef]] = {}
        for one in self.fields.values():
            grouped.setdefault(one.section, []).append(one)
        object.__setattr__(self, "by_section", {n: tuple(f) for n, f in grouped.items()})

    def section(self, name: str) -> tuple[FieldDef, ...]:
        """Fields of a section in their order."""
        return self.by_section.get(name, ())

    def get(self, code: str) -> FieldDef:
        """A field by its code. Raises ``NotFound``."""
        found = self.fields.get(code)
        if found is None:
            raise no_such_field()
        return found

    @property
    def custom(self) -> tuple[FieldDef, ...]:
        """The tenant's own fields."""
        return tuple(f for f in self.fields.values() if f.is_custom)


_kept: OrderedDict[UUID, tuple[int, Catalogue]] = OrderedDict()


async def load() -> Catalogue:
    """The catalogue of the open unit's tenant."""
    tenant = current_tenant()
    row = await fetch_row(
        "SELECT version, coalesce(xmin = pg_current_xact_id_if_assigned()::xid, false) AS own FROM core_field_version"
    )
    version = row["version"] if row else 0
    if row is not None and row["own"]:
        # This very unit moved it on and may yet be undone, and another change would get the same number.
        return await _read()
    kept = _kept.get(tenant)
    if kept is not None and kept[0] == version:
        _kept.move_to_end(tenant)
        return kept[1]
    fresh = await _read()
    _kept[tenant] = (version, fresh)
    if len(_kept) > CACHED:
        _kept.popitem(last=False)
    return fresh


async def _read() -> Catalogue:
    rows = await fetch("SELECT code, flags FROM core_field_setting")
    settings = {r["code"]: json.loads(r["flags"]) for r in rows}
    found = {f.code: _with(f, settings.get(f.code)) for f in FIELDS}
    rows = await fetch(
        f"SELECT {CUSTOM_COLUMNS} FROM core_custom_field WHERE archived_at IS NULL ORDER BY position, code"
    )
    for row in rows:
        made = custom_field(dict(row))
        found[made.code] = made
    return Catalogue(found)


def custom_field(row: dict[str, Any]) -> FieldDef:
    """A row of ``core_custom_field`` as a field."""
    help_text = Text(row["help_zh"], row["help_en"] or row["help_zh"]) if row["help_zh"] else None
    flags = CUSTOM_FLAGS.changed(json.loads(row["flags"]) | {"required": row["required"]})
    return FieldDef(
        code=f"{CUSTOM}{row['code']}",
        section=row["section"],
        title=Text(row["title_zh"], row["title_en"]),
        kind=row["kind"],
        options=tuple(json.loads(row["options"])),
        longest=10_000 if row["kind"] == "longtext" else 2_000,
        help=help_text,
        flags=flags,
        position=row["position"],
        custom_id=row["id"],
        default=json.loads(row["default_value"]) if row["default_value"] is not None else None,
        slot=row.get("slot"),
        being_indexed=row.get("indexed_by") is not None,
    )


def _with(built_in: FieldDef, changes: dict[str, Any] | None) -> FieldDef:
    if not changes:
        return built_in
    allowed = {n: v for n, v in changes.items() if n in FLAGS and n not in built_in.fixed}
    return replace(built_in, flags=built_in.flags.changed(allowed))


def titled(fields: Iterable[FieldDef], locale: str) -> dict[str, str]:
    """Titles by code."""
    return {f.code: f.title.of(locale) for f in fields}


def no_such_field() -> NotFound:
    """The same for a field that isn't there and for one that the caller may not know of."""
    return NotFound(Text("没有这个字段", "there is no such field"), code="people.field")
