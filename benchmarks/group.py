"""A group of companies with 100,000 employed people and some who left, written once for every question about people.

People come by COPY as the tables' owner, because a benchmark's seeding is not what is measured. What the triggers would
have made of the rows, the keys that search goes by, is made by the same SQL functions in one statement; the foreign
key of those is set aside meanwhile and put back, which checks it by one join in place of a million look-ups.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import asyncpg

from benchmarks.stage import NOW
from renshi_core.people.pinyin import search_text, sort_key
from renshi_core.testing.harness import CoreHarness
from renshi_core.testing.tenant import CoreTestTenant
from renshi_sdk import new_id

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
)
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚文辉力玲桂英华建国志海燕红玉兰春梅波斌宇浩凯晨雪佳"
CITIES = ("上海", "北京", "深圳", "广州", "杭州", "南京", "苏州", "成都", "武汉", "西安", "重庆", "天津")
GRADES = ("P4", "P5", "P6", "P7", "P8", "M1", "M2")
POSITIONS = 60
LEVELS = (8, 10, 10)
"""How many departments hang below each of the level above, under the company's own."""
GONE = 0.1
"""People who left within the last year, for each one who is there."""
END_CODES = ("career", "pay", "misconduct", "term_over")
_COLUMNS: dict[str, tuple[str, ...]] = {
    "core_department": ("id", "company_id", "code", "name", "parent_id", "path"),
    "core_department_record": (
        "id", "department_id", "company_id", "valid_from", "name", "parent_id", "recorded_at", "reason",
        "recorded_by",
    ),
    "core_position": ("id", "company_id", "code", "title"),
    "core_employee": ("id", "number", "name", "name_pinyin", "search_text", "phone"),
    "core_spell": ("id", "employee_id", "company_id", "hired_on", "last_day", "end_code"),
    "core_job_record": (
        "id", "employee_id", "spell_id", "valid_from", "valid_to", "company_id", "department_id", "position_id",
        "manager_id", "grade", "city", "work_regime", "recorded_at", "reason", "recorded_by",
    ),
    "core_employee_current": (
        "id", "spell_id", "company_id", "number", "name", "name_pinyin", "search_text", "status", "hired_on",
        "left_on", "department_id", "position_id", "manager_id", "grade", "city", "work_regime", "as_of",
    ),
}  # fmt: skip
_KEY_OF_KEYS = "core_search_key_employee_id_fkey"
_KEYS = """
INSERT INTO core_search_key (id, tenant_id, employee_id, key, rank)
  SELECT gen_random_uuid(), e.tenant_id, e.id, k.key, k.rank
    FROM core_employee e, core_search_keys(e.search_text) AS k WHERE e.tenant_id = $1 AND e.number LIKE 'B%'
  UNION ALL
  SELECT gen_random_uuid(), e.tenant_id, e.id, core_search_phone(e.phone), 2 FROM core_employee e
    WHERE e.tenant_id = $1 AND e.number LIKE 'B%' AND core_search_phone(e.phone) IS NOT NULL
"""


@dataclass
class Group:
    """What was written. ``departments`` and ``heads`` (employed people by department) are of the largest company."""

    tenant: CoreTestTenant
    companies: list[UUID]
    departments: list[UUID] = field(default_factory=list)
    top: UUID | None = None
    positions: list[UUID] = field(default_factory=list)
    employed: int = 0
    left: int = 0


async def group(harness: CoreHarness, *, people: int = 100_000, enable: tuple[str, ...] = ()) -> Group:
    """Write a group: one company with 88 of 100 people and four with 3 each, 900 departments in the large one."""
    tenant = await harness.new_tenant(enable=enable)
    others = [await tenant.add_company(f"SUB{n}") for n in range(4)]
    made = Group(tenant, [tenant.company_id, *(c.id for c in others)])
    rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _COLUMNS}
    shares = [people * 88 // 100, *[people * 3 // 100] * 4]
    number = 0
    for company, share in zip(made.companies, shares, strict=True):
        large = company == tenant.company_id
        leaves = _departments(rows, company, LEVELS if large else LEVELS[:2], made if large else None)
        positions = _positions(rows, company)
        if large:
            made.departments, made.positions = leaves, positions
        number = _people(rows, made, company, share, leaves, positions, number)
    owner = await asyncpg.connect(harness.platform.database.owner_url, timeout=30)
    try:
        async with owner.transaction():
            await owner.execute("ALTER TABLE core_employee DISABLE TRIGGER USER")
            for table, columns in _COLUMNS.items():
                await owner.copy_records_to_table(
                    table,
                    columns=["tenant_id", *columns],
                    records=[(tenant.id, *row) for row in rows[table]],
                    timeout=600,
                )
            key = await owner.fetchval(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = $1", _KEY_OF_KEYS
            )
            await owner.execute(f"ALTER TABLE core_search_key DROP CONSTRAINT {_KEY_OF_KEYS}")
            await owner.execute(_KEYS, tenant.id, timeout=600)
            await owner.execute(
                f"ALTER TABLE core_search_key ADD CONSTRAINT {_KEY_OF_KEYS} {key}", timeout=600
            )
            await owner.execute("ALTER TABLE core_employee ENABLE TRIGGER USER")
        await owner.execute("VACUUM ANALYZE", timeout=600)
    finally:
        await owner.close()
    return made


def _departments(
    rows: dict[str, list[tuple[Any, ...]]], company: UUID, levels: tuple[int, ...], made: Group | None
) -> list[UUID]:
    """The company's tree; returns the departments at its ends, where the people are."""
    counted = 0

    def add(parent: UUID | None, path: list[UUID], name: str) -> tuple[UUID, list[UUID]]:
        nonlocal counted
        counted += 1
        key = new_id()
        rows["core_department"].append(
            (key, company, f"B{counted:04d}", f"{name}{counted}", parent, [*path, key])
        )
        rows["core_department_record"].append(
            (new_id(), key, company, date(1900, 1, 1), f"{name}{counted}", parent, NOW, "founded", "bench")
        )
        return key, [*path, key]

    level = [add(None, [], "总公司")]
    if made is not None:
        made.top = level[0][0]
    for width, name in zip(levels, ("事业部", "中心", "组"), strict=False):
        level = [add(key, path, name) for key, path in level for _ in range(width)]
    return [key for key, _ in level]


def _positions(rows: dict[str, list[tuple[Any, ...]]], company: UUID) -> list[UUID]:
    found = []
    for n in range(POSITIONS):
        found.append(new_id())
        rows["core_position"].append((found[-1], company, f"B{n:03d}", f"岗位{n}"))
    return found


def _people(
    rows: dict[str, list[tuple[Any, ...]]],
    made: Group,
    company: UUID,
    share: int,
    leaves: list[UUID],
    positions: list[UUID],
    number: int,
) -> int:
    """``share`` employed people and those who left; a third of them moved once. Returns the last staff number."""
    heads: dict[UUID, UUID] = {}
    for n in range(share + int(share * GONE)):
        gone, number = n >= share, number + 1
        person, spell, code = new_id(), new_id(), f"B{number:06d}"
        name = _name(number)
        pinyin, found = _read(name)
        hired = date(2014, 1, 1) + timedelta(days=number * 7919 % 4300)
        left = date(2025, 11, 24) + timedelta(days=number * 31 % 360) if gone else None
        department = leaves[number * 13 % len(leaves)]
        position, manager = positions[number % POSITIONS], heads.get(department)
        if not gone:
            heads.setdefault(department, person)
        # A department has its people in one city, as most do.
        grade, city = GRADES[number % len(GRADES)], CITIES[leaves.index(department) % len(CITIES)]
        phone = f"13{number * 7_654_321 % 10**9:09d}"
        rows["core_employee"].append(
            (person, code, name, pinyin, f"{found[0]}|{code.lower()}|{found[1]}", phone)
        )
        rows["core_spell"].append(
            (spell, person, company, hired, left, END_CODES[number % len(END_CODES)] if gone else None)
        )
        stay: list[tuple[date, date | None]] = [(hired, None)]
        if number % 3 == 0:
            moved = hired + timedelta(days=200 + number % 60)
            stay = [(hired, moved), (moved, None)] if moved < date(2025, 11, 1) else stay
        for place, (start, end) in enumerate(stay):
            where = department if end is None else leaves[(number * 13 + 1) % len(leaves)]
            until = end or (left + timedelta(days=1) if left else None)
            rows["core_job_record"].append(
                (new_id(), person, spell, start, until, company, where, position, manager, grade, city, "standard",
                 NOW, "move" if place else "hire", "bench")
            )  # fmt: skip
        rows["core_employee_current"].append(
            (person, spell, company, code, name, pinyin, rows["core_employee"][-1][4], "left" if gone else "active",
             hired, left, department, position, manager, grade, city, "standard", NOW.date())
        )  # fmt: skip
        made.left += gone
        made.employed += not gone
    return number


def _name(n: int) -> str:
    """One of 100,000 and more names of two or three characters."""
    first, second = GIVEN[n * 7 % len(GIVEN)], GIVEN[n * 11 // 13 % len(GIVEN)]
    return SURNAMES[n * 17 % len(SURNAMES)] + (first if n % 4 == 0 else first + second)


@cache
def _read(name: str) -> tuple[str, tuple[str, str]]:
    """The sort key, and the search text before and after the staff number."""
    before, _, rest = search_text(name, "\x00").partition("|")
    return sort_key(name), (before, rest.partition("|")[2])
