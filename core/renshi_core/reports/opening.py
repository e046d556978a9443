"""A dataset as one reader may use it: hidden fields gone, the tenant's own fields in, and the scope of its rows."""

from __future__ import annotations

import re
from dataclasses import replace

from renshi_core.people.fields.catalogue import CUSTOM
from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.fields.sight import Sight
from renshi_core.plugins.records import Owned
from renshi_sdk.context import Context
from renshi_sdk.contributions import Dataset, Dimension, Measure, OpenDataset
from renshi_sdk.contributions.datasets import DimensionKind
from renshi_sdk.errors import Forbidden
from renshi_sdk.services import Clause
from renshi_sdk.text import Text

_CODE = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
_KINDS: dict[str, DimensionKind] = {
    "text": "text",
    "choice": "choice",
    "integer": "integer",
    "number": "number",
    "money": "number",
    "percent": "number",
    "date": "date",
    "boolean": "boolean",
}
_CASTS = {"integer": "::numeric::bigint", "number": "::numeric", "date": "::date", "boolean": "::boolean"}
NUMBERS = ("integer", "number", "money", "percent")


def open_for(ctx: Context, owned: Owned[Dataset], sight: Sight) -> OpenDataset:
    """What a reader may use of a dataset.

    Raises:
        Forbidden: it holds figures of the whole company, and the reader's right doesn't reach that far.
    """
    record = owned.record
    if record.person is None:
        if not ctx.access.covers_company(record.permission):
            raise Forbidden(
                Text(
                    f"“{record.title.zh}”是全公司数据，您的数据范围不足",
                    f"{record.title.en!r} holds figures of the whole company; your scope doesn't reach that far",
                ),
                permission=record.permission,
            )
        scope = Clause("TRUE")
    else:
        scope = ctx.access.employees(record.permission, f"t.{record.person}")
    dimensions = [d for d in record.dimensions if _sees(sight, d.field)]
    measures = [m for m in record.measures if _sees(sight, m.field)]
    if record.custom is not None:
        fields = [f for f in sight.catalogue.custom if sight.sees(f) and not f.flags.sensitive]
        dimensions += [d for f in fields if (d := _dimension(f, record.custom)) is not None]
        measures += [_measure(f, record.custom) for f in fields if f.kind in NUMBERS and _CODE.match(f.name)]
    names = {d.name for d in dimensions}
    kept = replace(
        record,
        dimensions=tuple(dimensions),
        measures=tuple(measures),
        rows=tuple(n for n in record.rows if n in names),
    )
    return OpenDataset(record=kept, scope=scope, plugin=owned.plugin)


def _sees(sight: Sight, code: str | None) -> bool:
    """A masked field is as good as hidden: grouping by it would show what the mask hides."""
    if code is None:
        return True
    field = sight.catalogue.fields.get(code)
    return field is not None and sight.sees(field) and (sight.all or not field.flags.sensitive)


def _dimension(field: FieldDef, column: str) -> Dimension | None:
    kind = _KINDS.get(field.kind)
    # The code is checked when a field is made, and here again: it becomes part of a statement.
    if kind is None or not _CODE.match(field.name):
        return None
    value = f"(t.{column} ->> '{field.name}')"
    return Dimension(
        name=f"{CUSTOM[:-1]}_{field.name}",
        title=field.title,
        sql=f"{value}{_CASTS.get(kind, '')}",
        kind=kind,
        choices={v: field.choice_title(v) for v in field.allowed()},
        definition=field.help,
        field=field.code,
    )


def _measure(field: FieldDef, column: str) -> Measure:
    return Measure(
        name=f"{CUSTOM[:-1]}_{field.name}_value",
        title=field.title,
        sql=f"(t.{column} ->> '{field.name}')::numeric",
        kind="integer" if field.kind == "integer" else "money" if field.kind == "money" else "number",
        functions=("sum", "avg", "median", "min", "max"),
        definition=field.help,
        field=field.code,
    )
