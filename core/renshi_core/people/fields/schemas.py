"""The wire of the catalogue and of custom fields."""

from typing import Annotated, Any, Literal
from uuid import UUID  # noqa: F401 - names a type of the schema

from pydantic import Field

from renshi_sdk.web import Schema

Role = Annotated[str, Field(pattern=r"^([a-z][a-z0-9_]{0,39}|\*)$")]
Roles = Annotated[tuple[Role, ...], Field(max_length=50)]
Title = Annotated[str, Field(min_length=1, max_length=60)]
Help = Annotated[str, Field(max_length=200)]
Option = Annotated[str, Field(min_length=1, max_length=60)]
Options = Annotated[tuple[Option, ...], Field(max_length=200)]
Kind = Literal[
    "text", "longtext", "integer", "number", "money", "percent", "date", "datetime", "boolean", "choice", "multi",
    "phone", "email", "url", "employee", "file",
]  # fmt: skip


class FlagsBody(Schema):
    """Flags of a field; what is left out stays as it is."""

    required: bool | None = None
    unique: bool | None = None
    seen_by: Roles | None = None
    edited_by: Roles | None = None
    employee_sees: bool | None = None
    employee_edits: Literal["no", "direct", "approval"] | None = None
    importable: bool | None = None
    sensitive: bool | None = None
    searchable: bool | None = None


class CustomFieldBody(FlagsBody):
    """A field to add to every employee's file."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    title_zh: Title
    title_en: Title
    kind: Kind = "text"
    options: Options = ()
    required: bool = False
    position: Annotated[int, Field(ge=0, le=10_000)] = 100
    section: Literal["personal", "custom"] = "custom"
    help_zh: Help | None = None
    help_en: Help | None = None
    default: Any = None


class CustomFieldChange(FlagsBody):
    """What is different from now on; what is left out stays."""

    title_zh: Title | None = None
    title_en: Title | None = None
    position: Annotated[int, Field(ge=0, le=10_000)] | None = None
    section: Literal["personal", "custom"] | None = None
    help_zh: Help | None = None
    help_en: Help | None = None
    default: Any = None


class KindBody(Schema):
    """Another kind for a field; ``options`` for a choice, taken from the values there where left out."""

    kind: Kind
    options: Options | None = None


class OptionsBody(Schema):
    """The options of a choice from now on; ``renamed`` maps old ones to new ones, so that values follow."""

    options: Annotated[Options, Field(min_length=1)]
    renamed: dict[str, str] = Field(default_factory=dict)
