"""Roles of a company, their permissions, and who holds them.

A permission of a role has a scope of its own; a grant of the role has one too. A grant as wide as the role is
made for (``reach``) leaves the permissions' scopes as they are, a narrower one cuts them off at its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from renshi_core.access.grants import WIDTH, Grant, narrower
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contributions import DataScope, Permission, SuggestedRole
from renshi_sdk.db import execute, fetch, fetch_row
from renshi_sdk.errors import Conflict, Invalid, NotFound
from renshi_sdk.text import Text

SUGGESTED: dict[SuggestedRole, tuple[Text, DataScope]] = {
    SuggestedRole.EMPLOYEE: (Text("员工", "Employee"), DataScope.SELF),
    SuggestedRole.MANAGER: (Text("部门主管", "Manager"), DataScope.REPORTS),
    SuggestedRole.HR: (Text("人事专员", "HR"), DataScope.COMPANY),
    SuggestedRole.PAYROLL: (Text("薪酬专员", "Payroll"), DataScope.COMPANY),
    SuggestedRole.RECRUITER: (Text("招聘专员", "Recruiter"), DataScope.COMPANY),
    SuggestedRole.FINANCE: (Text("财务", "Finance"), DataScope.COMPANY),
    SuggestedRole.ADMIN: (Text("系统管理员", "Administrator"), DataScope.COMPANY),
}


def effective(
    permission: str, scope: DataScope, *, reach: DataScope, granted: DataScope, place: Grant
) -> Grant:
    """What one permission of a granted role comes to. ``place`` carries the grant's company and department."""
    final = scope if WIDTH[granted] >= WIDTH[reach] else narrower(scope, granted)
    if place.company_id is not None:
        final = narrower(final, DataScope.COMPANY)
    department = place.department_id if final is DataScope.DEPARTMENT else None
    return Grant(permission, final, place.company_id, department)


async def seed_roles(ctx: Context, permissions: Sequence[Permission]) -> None:
    """Make the suggested roles of the context's company, and give them ``permissions`` they never had.

    What a company took away from a role stays away when a plugin is switched on again.
    """
    codes = list(SUGGESTED)
    await execute(
        "INSERT INTO core_role (id, company_id, code, title_zh, title_en, suggested, reach)"
        " SELECT r.id, $1, r.code, r.zh, r.en, true, r.reach"
        " FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[]) AS r(id, code, zh, en, reach)"
        " ON CONFLICT (tenant_id, company_id, code) DO NOTHING",
        ctx.company_id,
        [new_id() for _ in codes],
        [code.value for code in codes],
        [SUGGESTED[code][0].zh for code in codes],
        [SUGGESTED[code][0].en for code in codes],
        [SUGGESTED[code][1].value for code in codes],
    )
    widest: dict[tuple[str, str], DataScope] = {}
    for permission in permissions:
        for role, scope in permission.granted_to:
            key = (role.value, permission.name)
            if key not in widest or WIDTH[scope] > WIDTH[widest[key]]:
                widest[key] = scope
    await execute(
        "WITH wanted AS (SELECT * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[])"
        "  AS w(id, code, permission, scope)),"
        " fresh AS (INSERT INTO core_role_seed (id, role_id, permission)"
        "  SELECT w.id, r.id, w.permission FROM wanted w JOIN core_role r"
        "   ON r.company_id = $1 AND r.code = w.code AND r.suggested"
        "  ON CONFLICT (role_id, permission) DO NOTHING RETURNING id, role_id)"
        " INSERT INTO core_role_permission (id, role_id, permission, scope)"
        "  SELECT fresh.id, fresh.role_id, w.permission, w.scope FROM fresh JOIN wanted w ON w.id = fresh.id"
        " ON CONFLICT (role_id, permission) DO NOTHING",
        ctx.company_id,
        [new_id() for _ in widest],
        [code for code, _ in widest],
        [name for _, name in widest],
        [scope.value for scope in widest.values()],
    )


async def role(ctx: Context, role_id: UUID) -> dict[str, Any]:
    """A role of the context's company with its permissions. Raises ``NotFound``."""
    found = await fetch_row(
        "SELECT id, code, title_zh, title_en, suggested, reach,"
        " (SELECT count(*) FROM core_role_grant g WHERE g.role_id = r.id) AS holders"
        " FROM core_role r WHERE id = $1 AND company_id = $2",
        role_id,
        ctx.company_id,
    )
    if found is None:
        raise NotFound(Text("没有这个角色", "there is no such role"))
    rows = await fetch(
        "SELECT permission, scope FROM core_role_permission WHERE role_id = $1 ORDER BY permission", role_id
    )
    return dict(found) | {"permissions": [dict(row) for row in rows]}


async def create_role(ctx: Context, *, code: str, title_zh: str, title_en: str, reach: DataScope) -> UUID:
    """Add a role to the context's company. Raises ``Conflict`` where the code is taken."""
    made = await fetch_row(
        "INSERT INTO core_role (id, company_id, code, title_zh, title_en, reach) VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (tenant_id, company_id, code) DO NOTHING RETURNING id",
        new_id(),
        ctx.company_id,
        code,
        title_zh,
        title_en,
        reach.value,
    )
    if made is None:
        raise Conflict(Text(f"角色编码“{code}”已被使用", f"role code {code!r} is taken"), code="role.taken")
    role_id: UUID = made["id"]
    await ctx.audit.record(
        "core.role.create", subject="role", subject_id=role_id, detail={"code": code, "reach": reach.value}
    )
    return role_id


async def set_permissions(
    ctx: Context, role_id: UUID, wanted: Iterable[tuple[str, DataScope]], *, known: Iterable[str]
) -> None:
    """Replace a role's permissions. Raises ``Invalid`` for one that nobody declares."""
    before = {p["permission"]: p["scope"] for p in (await role(ctx, role_id))["permissions"]}
    after = {name: scope.value for name, scope in wanted}
    # Those of a plugin that isn't loaded at the moment are kept, not offered anew.
    unknown = sorted(set(after) - set(known) - set(before))
    if unknown:
        raise Invalid(
            Text(f"未知权限：{'、'.join(unknown)}", f"unknown permissions: {', '.join(unknown)}"),
            fields={"permissions": Text("有未知的权限", "there are unknown ones")},
        )
    await execute(
        "DELETE FROM core_role_permission WHERE role_id = $1 AND permission <> ALL($2)", role_id, list(after)
    )
    await execute(
        "INSERT INTO core_role_permission (id, role_id, permission, scope)"
        " SELECT w.id, $1, w.permission, w.scope"
        " FROM unnest($2::uuid[], $3::text[], $4::text[]) AS w(id, permission, scope)"
        " ON CONFLICT (role_id, permission) DO UPDATE SET scope = excluded.scope",
        role_id,
        [new_id() for _ in after],
        list(after),
        list(after.values()),
    )
    await ctx.audit.record(
        "core.role.change",
        subject="role",
        subject_id=role_id,
        detail={
            "given": {n: s for n, s in after.items() if before.get(n) != s},
            "taken": sorted(set(before) - set(after)),
        },
    )


async def rename_role(ctx: Context, role_id: UUID, *, title_zh: str, title_en: str) -> None:
    """Change what a role is called."""
    await role(ctx, role_id)
    await execute(
        "UPDATE core_role SET title_zh = $2, title_en = $3 WHERE id = $1", role_id, title_zh, title_en
    )
    await ctx.audit.record(
        "core.role.change", subject="role", subject_id=role_id, detail={"title_zh": title_zh}
    )


async def delete_role(ctx: Context, role_id: UUID) -> None:
    """Remove a role of the company's own that nobody holds. Raises ``Conflict``."""
    found = await role(ctx, role_id)
    if found["suggested"]:
        raise Conflict(
            Text(
                "预置角色不能删除，可以清空其权限",
                "suggested roles stay; take their permissions away instead",
            ),
            code="role.suggested",
        )
    if found["holders"]:
        raise Conflict(
            Text(
                f"还有 {found['holders']} 个账号持有此角色",
                f"{found['holders']} accounts still hold this role",
            ),
            code="role.held",
        )
    await execute("DELETE FROM core_role_permission WHERE role_id = $1", role_id)
    await execute("DELETE FROM core_role WHERE id = $1", role_id)
    await ctx.audit.record(
        "core.role.delete", subject="role", subject_id=role_id, detail={"code": found["code"]}
    )


async def grant_role(
    ctx: Context,
    *,
    user_id: UUID,
    role: str,
    scope: DataScope,
    company_id: UUID | None = None,
    department_id: UUID | None = None,
) -> UUID:
    """Give a user the role with code ``role``; returns the grant's id, the same one where it's held already.

    The role is the one of ``company_id`` (the context's where ``None``). With ``TENANT`` scope it counts in
    every company, as that company's role of the same code.

    Raises:
        NotFound: no such role or user. Invalid: a department without ``DEPARTMENT`` scope, or of another company.
    """
    company = company_id or ctx.company_id
    found = await fetch_row("SELECT id FROM core_role WHERE company_id = $1 AND code = $2", company, role)
    if found is None:
        raise NotFound(Text(f"没有角色“{role}”", f"there is no role {role!r}"), code="role.unknown")
    if await fetch_row("SELECT FROM core_user WHERE id = $1", user_id) is None:
        raise NotFound(Text("没有这个账号", "there is no such account"))
    if department_id is not None:
        await _check_department(department_id, company, scope)
    place = None if scope is DataScope.TENANT else company
    made = await fetch_row(
        "INSERT INTO core_role_grant (id, user_id, role_id, scope, company_id, department_id)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id",
        new_id(),
        user_id,
        found["id"],
        scope.value,
        place,
        department_id,
    )
    if made is None:
        held = await fetch_row(
            "SELECT id FROM core_role_grant WHERE user_id = $1 AND role_id = $2 AND scope = $3"
            " AND company_id IS NOT DISTINCT FROM $4 AND department_id IS NOT DISTINCT FROM $5",
            user_id,
            found["id"],
            scope.value,
            place,
            department_id,
        )
        if held is None:
            raise Conflict(Text("角色刚被他人修改，请重试", "the role was just changed; try again"))
        return UUID(str(held["id"]))
    grant_id: UUID = made["id"]
    await ctx.audit.record(
        "core.role.grant",
        subject="user",
        subject_id=user_id,
        detail={
            "role": role,
            "scope": scope.value,
            "company_id": str(place) if place else None,
            "department_id": str(department_id) if department_id else None,
        },
    )
    return grant_id


async def _check_department(department_id: UUID, company_id: UUID, scope: DataScope) -> None:
    if scope is not DataScope.DEPARTMENT:
        message = Text("只有部门范围才能指定部门", "only a department scope names a department")
        raise Invalid(message, fields={"department_id": message})
    found = await fetch_row(
        "SELECT FROM core_department WHERE id = $1 AND company_id = $2", department_id, company_id
    )
    if found is None:
        raise NotFound(Text("没有这个部门", "there is no such department"), code="organization.department")


async def revoke_grant(ctx: Context, grant_id: UUID) -> None:
    """Take a role back, and end the user's sessions. Raises ``NotFound``."""
    gone = await fetch_row(
        "DELETE FROM core_role_grant g USING core_role r WHERE g.id = $1 AND r.id = g.role_id"
        " RETURNING g.user_id, g.scope, r.code",
        grant_id,
    )
    if gone is None:
        raise NotFound(Text("没有这项授权", "there is no such grant"))
    await execute("DELETE FROM core_session WHERE user_id = $1", gone["user_id"])
    await ctx.audit.record(
        "core.role.revoke",
        subject="user",
        subject_id=gone["user_id"],
        detail={"role": gone["code"], "scope": gone["scope"]},
    )


async def role_holders(
    ctx: Context, role: str, employee_id: UUID, company_id: UUID | None = None
) -> list[UUID]:
    """Employees who hold ``role`` in a company with a reach that covers ``employee_id``, earliest grant first."""
    rows = await fetch(
        "WITH subject AS (SELECT c.id, c.manager_id, c.company_id, d.path FROM core_employee_current c"
        "  LEFT JOIN core_department d ON d.id = c.department_id WHERE c.id = $2)"
        " SELECT u.employee_id, min(g.created_at) AS since FROM core_role_grant g"
        " JOIN core_role r ON r.id = g.role_id AND r.code = $1"
        " JOIN core_user u ON u.id = g.user_id AND u.disabled_at IS NULL AND u.employee_id IS NOT NULL"
        " CROSS JOIN subject s"
        " WHERE (g.company_id = $3 OR g.company_id IS NULL) AND ("
        "  g.scope IN ('company', 'tenant') OR u.employee_id = s.id"
        "  OR (g.scope = 'reports' AND s.manager_id = u.employee_id)"
        "  OR (g.scope = 'department' AND (g.department_id = ANY(s.path)"
        "   OR (g.department_id IS NULL AND EXISTS (SELECT FROM core_department h"
        "    WHERE h.head_id = u.employee_id AND h.id = ANY(s.path))))))"
        " GROUP BY u.employee_id ORDER BY since, u.employee_id",
        role,
        employee_id,
        company_id or ctx.company_id,
    )
    return [row["employee_id"] for row in rows]
