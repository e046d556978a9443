"""Who sees and changes which field of whom.

A role says what is seen, and the role's own right to read files says of whom: a person who is HR of one branch and
interviewer everywhere sees the branch's files as HR and all others as interviewer. Both are asked of the caller's
grants, in which every role that may read files stands as ``role:<code>`` with its reach.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from renshi_core.access import Grants
from renshi_core.access.grants import EVERYTHING, ROLE, WIDTH
from renshi_core.people.fields.catalogue import Catalogue, load, no_such_field
from renshi_core.people.fields.definition import EVERYBODY, FieldDef
from renshi_core.people.fields.masks import masked
from renshi_sdk.context import Context
from renshi_sdk.contributions import DataScope
from renshi_sdk.db import fetch_row, where
from renshi_sdk.services import Clause

READ = "core.employee.read"
CHANGE = "core.employee.change"


@dataclass(frozen=True, slots=True)
class Sight:
    """What a caller may see and change: of one person, or of everybody in a list.

    ``roles``: the caller's roles that count; ``own``: it is their own file; ``all``: the platform itself.
    """

    catalogue: Catalogue
    roles: frozenset[str]
    own: bool = False
    all: bool = False

    def sees(self, field: FieldDef) -> bool:
        """Whether the field is there for the caller, perhaps masked."""
        flags = field.flags
        if self.all or (self.own and flags.employee_sees):
            return True
        if EVERYBODY in flags.seen_by:
            return bool(self.roles) or self.own
        return not self.roles.isdisjoint(flags.seen_by) or not self.roles.isdisjoint(flags.edited_by)

    def edits(self, field: FieldDef) -> bool:
        """Whether the caller may change it by their office. Their own is changed the way an employee may."""
        return self.all or (not self.own and not self.roles.isdisjoint(field.flags.edited_by))

    def seen(self, section: str) -> tuple[FieldDef, ...]:
        """Fields of a section that are there for the caller."""
        return tuple(f for f in self.catalogue.section(section) if self.sees(f))

    def field(self, code: str) -> FieldDef:
        """A field by its code; one that isn't there for the caller doesn't exist. Raises ``NotFound``."""
        found = self.catalogue.fields.get(code)
        if found is None or not self.sees(found):
            raise no_such_field()
        return found

    def shown(self, field: FieldDef, value: Any) -> Any:
        """A value as lists, files and exports give it: sensitive ones masked."""
        if value is None or not field.flags.sensitive:
            return value
        return masked(field.kind, value if isinstance(value, str) else str(value))

    def custom(self, values: dict[str, Any]) -> dict[str, Any]:
        """Of the values of custom fields, by name, those that are there for the caller."""
        kept = {}
        for name, value in values.items():
            field = self.catalogue.fields.get(f"custom.{name}")
            if field is not None and self.sees(field):
                kept[name] = self.shown(field, value)
        return kept


def grants_of(ctx: Context) -> Grants:
    """The grants behind a context of the core."""
    grants: Grants = ctx.access.grants  # type: ignore[attr-defined]
    return grants


def roles_in(ctx: Context) -> list[str]:
    """Codes of the caller's roles that may read files in the context's company."""
    names = grants_of(ctx).in_company(ctx.company_id).names
    return sorted(name.removeprefix(ROLE) for name in names if name.startswith(ROLE))


async def of_person(ctx: Context, employee_id: UUID) -> Sight:
    """What the caller sees of one person; whether they may see the person at all is checked before."""
    catalogue = await load()
    if grants_of(ctx).allows(EVERYTHING):
        return Sight(catalogue, frozenset(), all=True)
    roles = roles_in(ctx)
    counted: set[str] = set()
    if roles:
        parts, args = [], [employee_id]
        for role in roles:
            sql, more = where(ctx.access.employees(f"{ROLE}{role}", "p.id"), start=len(args) + 1)
            parts.append(f"({sql})")
            args += more
        row = await fetch_row(
            f"SELECT {', '.join(f'{p} AS r{i}' for i, p in enumerate(parts))} FROM core_employee p WHERE p.id = $1",
            *args,
        )
        counted = {role for i, role in enumerate(roles) if row is not None and row[f"r{i}"]}
    return Sight(catalogue, frozenset(counted), own=ctx.actor.employee_id == employee_id)


async def of_list(ctx: Context, *, own_company: bool = True) -> Sight:
    """What the caller sees of everybody in the list that ``core.employee.read`` gives them.

    A role counts only where it reaches as far as the list does, so that no row shows more than its person's file.
    """
    catalogue = await load()
    grants = grants_of(ctx).in_company(ctx.company_id)
    if grants.allows(EVERYTHING):
        return Sight(catalogue, frozenset(), all=True)
    needed = [g for g in grants.of(READ) if g.scope is not DataScope.SELF]
    if not needed:
        return Sight(catalogue, frozenset(roles_in(ctx)), own=True)
    widest = max(WIDTH[g.scope] for g in needed)
    if own_company:
        widest = min(widest, WIDTH[DataScope.COMPANY])
    places = {(g.scope, g.company_id, g.department_id) for g in needed}
    counted = set()
    for role in roles_in(ctx):
        held = [g for g in grants.of(f"{ROLE}{role}") if g.permission != EVERYTHING]
        wide = max((WIDTH[g.scope] for g in held), default=-1)
        far_enough = wide >= WIDTH[DataScope.COMPANY] and wide >= widest
        if far_enough or places <= {(g.scope, g.company_id, g.department_id) for g in held}:
            counted.add(role)
    return Sight(catalogue, frozenset(counted))


def scoped(ctx: Context, column: str) -> Clause:
    """The people whose files the caller may read."""
    return ctx.access.employees(READ, column)
