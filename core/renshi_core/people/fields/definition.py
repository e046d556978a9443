"""One field of the employee file, and its flags."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal
from uuid import UUID

from renshi_core.people.fields.choices import Choices
from renshi_sdk.text import Text

Edits = Literal["no", "direct", "approval"]
EVERYBODY = "*"
"""In ``seen_by``: every role that may read the file."""
STAFF = ("hr", "admin")


@dataclass(frozen=True, slots=True)
class Flags:
    """What holds for a field.

    ``seen_by`` and ``edited_by`` are codes of roles; a role counts over the people that its own right to read files
    reaches. ``employee_edits``: whether people may change it in their own file, at once or with approval.
    ``sensitive``: shown masked everywhere, in full only by a reveal with a reason.
    """

    required: bool = False
    unique: bool = False
    seen_by: tuple[str, ...] = STAFF
    edited_by: tuple[str, ...] = STAFF
    employee_sees: bool = True
    employee_edits: Edits = "no"
    importable: bool = True
    sensitive: bool = False
    searchable: bool = False

    def changed(self, changes: dict[str, Any]) -> Flags:
        """These with ``changes`` (JSON types) over them."""
        known: dict[str, Any] = {
            n: tuple(v) if isinstance(v, list) else v for n, v in changes.items() if n in FLAGS
        }
        return replace(self, **known)

    def as_json(self) -> dict[str, Any]:
        """All flags in JSON types."""
        return {n: list(v) if isinstance(v, tuple) else v for n, v in asdict(self).items()}


FLAGS = tuple(Flags.__dataclass_fields__)


# Compared by identity: a catalogue has one record a field, and a dict of values is keyed by it.
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FieldDef:
    """A field. ``code`` is ``<section>.<name>``, of a tenant's own field ``custom.<name>``.

    ``column`` is where it is kept (a column of the section's table); ``sealed`` fields are kept as
    ``<column>_sealed``, ``_index`` and ``_tail``. ``fixed`` names the flags that no tenant may change. ``slot`` is the
    place of a searchable field of the tenant's own among the columns that hold such values;
    ``being_indexed``: a job still brings what had been entered before into the index, and no list goes by it yet.
    """

    code: str
    section: str
    title: Text
    kind: str
    column: str | None = None
    sealed: bool = False
    choices: Choices | None = None
    options: tuple[str, ...] = ()
    longest: int = 100
    lowest: int | None = None
    highest: int | None = None
    help: Text | None = None
    flags: Flags = field(default_factory=Flags)
    fixed: frozenset[str] = frozenset()
    position: int = 100
    custom_id: UUID | None = None
    default: Any = None
    slot: int | None = None
    being_indexed: bool = False

    @property
    def name(self) -> str:
        """The last part of the code."""
        return self.code.partition(".")[2]

    @property
    def is_custom(self) -> bool:
        """Whether the tenant added it."""
        return self.custom_id is not None

    def choice_title(self, value: str) -> Text:
        """The title of a choice; an unknown one speaks for itself."""
        return (self.choices or {}).get(value) or Text(value, value)

    def allowed(self) -> tuple[str, ...]:
        """Values of a choice, in their order."""
        return tuple(self.choices) if self.choices is not None else self.options


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the file. ``table`` with ``many`` rows a person, or columns of ``core_employee``."""

    name: str
    title: Text
    table: str | None = None
    order_by: str = "position, created_at, id"

    @property
    def many(self) -> bool:
        """Whether a person has several rows."""
        return self.table is not None
