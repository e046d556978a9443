"""The form of hiring with all that the group requires, which is known only when it is drawn."""

from __future__ import annotations

from dataclasses import replace

from renshi_core.people import required
from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.fields.sight import of_list
from renshi_core.people.file_pages import KINDS_OF_INPUTS, options_of
from renshi_sdk.context import Context
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Field, Table

PATH, API = "/employees", "/api/employees"


async def completed(ctx: Context, page: Page) -> Page:
    """The page with an input for each required field that the reader may fill in."""
    sight = await of_list(ctx)
    wanted = [f for f in required.of(sight) if sight.edits(f)]
    if not wanted:
        return page
    needed = {required.named(f) for f in wanted}
    inputs = tuple(_input(f) for f in wanted if f.code not in required.ON_THE_FORM)

    def fuller(action: Action) -> Action:
        if action.api != API:
            return action
        own = tuple(replace(f, required=True) if f.name in needed else f for f in action.fields)
        return replace(action, fields=(*own, *inputs))

    body = tuple(
        replace(block, actions=tuple(fuller(a) for a in block.actions)) if isinstance(block, Table) else block
        for block in page.body
    )
    return replace(page, body=body)


def _input(field: FieldDef) -> Field:
    choice = field.kind in ("choice", "multi")
    return Field(
        name=required.named(field),
        label=field.title,
        kind=KINDS_OF_INPUTS.get(field.kind, "text"),
        required=True,
        options=options_of(field),
        options_api=f"/api/custom-fields/{field.custom_id}/options" if choice and field.is_custom else None,
        default=field.default,
        help=field.help,
    )
