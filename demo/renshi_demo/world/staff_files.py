"""The employee files of the history, and the fields that the group has added to them."""

from __future__ import annotations

from typing import Any

from renshi_core.people.custom.values import set_values
from renshi_demo.generator.model import Group, Person
from renshi_demo.generator.records import custom_values, record_of, words
from renshi_demo.world.desk import Desk, HistoryRefused
from renshi_sdk.context import Context
from renshi_sdk.errors import Invalid

FIELDS: tuple[dict[str, Any], ...] = (
    {
        "code": "shirt_size",
        "title_zh": "工服尺码",
        "title_en": "Work clothes size",
        "kind": "choice",
        "options": "shirts",
        "employee_edits": "direct",
        "employee_sees": True,
        "searchable": True,
    },
    {
        "code": "skill_grade",
        "title_zh": "技能等级",
        "title_en": "Skill grade",
        "kind": "choice",
        "options": "skills",
        "searchable": True,
    },
)


class StaffFiles:
    """Writes files through the platform's own checks; ``rows`` counts what was written."""

    def __init__(self, desk: Desk, group: Group) -> None:
        self._desk, self._group = desk, group
        self.rows = 0

    async def fields(self) -> None:
        """The fields that every file has beside the platform's own."""
        first = self._group.companies[0].code
        for field in FIELDS:
            body = field | {"options": words()[field["options"]]}
            await self._desk.call(self._desk.cast["hr"], first, "POST", "/api/custom-fields", body)

    async def fill(self, ctx: Context, person: Person) -> None:
        """The whole file of somebody who has just come, as HR enters it."""
        employee_id = self._desk.people[person.number].employee_id
        industry = self._group.company(person.company).industry
        for entry in record_of(person, industry, ctx.today()):
            try:
                await ctx.people.record_section(employee_id, entry.section, entry.values)
            except Invalid as error:
                raise HistoryRefused(
                    f"{person.name} {entry.section} {entry.values}：{error.text.zh} {error.fields}"
                ) from error
            self.rows += 1
        values = custom_values(person, industry)
        if values:
            await set_values(ctx, employee_id, values)
