"""The form of hiring with the company's own required fields, which are known only when it is drawn."""

from __future__ import annotations

from dataclasses import replace

from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.fields.sight import of_list
from renshi_core.people.file_pages import KINDS_OF_INPUTS
from renshi_sdk.context import Context
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Field, Table

PATH, API = "/employees", "/api/employees"


async def completed(ctx: Context, page: Page) -> Page:
    """The page with one more input for each required custom field that the reader may fill in."""
    sight = await of_list(ctx)
    wanted = [f for f in sight.catalogue.custom if f.flags.required and sight.edits(f)]
    if not wanted:
        return page
    inputs = tuple(_input(field) for field in wanted)

    def fuller(action: Action) -> Action:
        return replace(action, fields=(*action.fields, *inputs)) if action.api == API else action

    body = tuple(
        replace(block, actions=tuple(fuller(a) for a in block.actions)) if isinstance(block, Table) else block
        for block in page.body
    )
    return replace(page, body=body)


def _input(field: FieldDef) -> Field:
    choice = field.kind in ("choice", "multi")
    return Field(
        name=f"custom.{field.name}",
        label=field.title,
        kind=KINDS_OF_INPUTS[field.kind],
        required=True,
        options_api=f"/api/custom-fields/{field.custom_id}/options" if choice else None,
        help=field.help,
    )
