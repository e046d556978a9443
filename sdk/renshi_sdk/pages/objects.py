"""One object: its values, forms about it, where it stands, several side by side, a recording."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel

from renshi_sdk.pages.inputs import Action, Column, Field
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_sdk.pages import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One object, drawn as labelled values. ``edit`` is a button in its head whose dialog changes it."""

    api: str
    columns: tuple[Column, ...]
    title: Text | None = None
    actions: tuple[Action, ...] = ()
    edit: Action | None = None
    per_row: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form: either ``fields``, or a pydantic ``schema`` whose JSON Schema is drawn.

    A schema may hold models, lists of models and discriminated unions; each is drawn as a form inside the form.
    """

    api: str
    fields: tuple[Field, ...] = ()
    schema: type[BaseModel] | None = None
    load_api: str | None = None
    method: Literal["post", "put", "patch"] = "post"
    title: Text | None = None
    submit: Text = field(default_factory=lambda: Text("提交", "Submit"))
    done: Text | None = None
    redirect: str | None = None
    permission: str | None = None
    """Who may send it; for others the form isn't drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A question and its answer (试算): inputs sent to ``api`` by POST, and below them what came back.

    For what is computed and not kept, so the page's other blocks don't read again. The blocks of ``body`` see the
    fields of the answer: a ``Figures`` or ``Detail`` with an empty ``api`` shows them, a ``Table`` or ``Chart`` whose
    ``api`` is one field (``${lines}``) lists that field, and a ``Callout`` or ``Section`` may name them in
    ``visible_when``. Nothing of ``body`` is drawn before the first answer.
    """

    api: str
    body: tuple[Block, ...]
    fields: tuple[Field, ...] = ()
    schema: type[BaseModel] | None = None
    title: Text | None = None
    submit: Text = field(default_factory=lambda: Text("试算", "Calculate"))
    permission: str | None = None
    """Who may ask; for others nothing is drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WizardStep:
    """One step of a guided form: ``text`` explains, ``fields`` or ``schema`` ask."""

    title: Text
    fields: tuple[Field, ...] = ()
    schema: type[BaseModel] | None = None
    text: Text | None = None
    api: str | None = None
    """POST of what was filled in so far before the next step opens: a check or a preview. Its answer joins the data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wizard:
    """A form in steps; the last one sends everything to ``api``."""

    api: str
    steps: tuple[WizardStep, ...]
    method: Literal["post", "put", "patch"] = "post"
    load_api: str | None = None
    title: Text | None = None
    submit: Text = field(default_factory=lambda: Text("完成", "Finish"))
    done: Text | None = None
    redirect: str | None = None
    permission: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of a guided sequence; ``value`` is what ``field`` of the API's answer says in it."""

    value: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Where an object stands in its sequence."""

    api: str
    field: str
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """The way an object takes, as its API lists it, drawn as steps with people and times below.

    ``api`` answers ``{"items": [{"value", "title", "description"}], "statuses": {value: status}, "current": value}``
    with the status ``finish``, ``process``, ``wait`` or ``error``.
    """

    api: str
    title: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare:
    """Objects side by side: one column for each item of the list, one line for each of ``rows``.

    ``best`` marks the highest of a numeric line. Lines whose values are equal can be hidden.
    """

    api: str
    rows: tuple[Column, ...]
    name: str = "name"
    link: str | None = None
    best: tuple[str, ...] = ()
    """Names of rows in which the highest value is marked."""
    title: Text | None = None
    empty: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A recording with its transcript: a click on a sentence plays it, the sentence being played is marked.

    ``api`` answers ``{"source": address or null, "kind": "audio" | "video", "segments": [{"start", "end", "text",
    "speaker"}], "evidence": [{"segment", "from", "to", "label", "colour", "note"}]}``: times in seconds, ``segment`` an
    index into the segments, ``from``/``to`` character places in its text. Without a source the transcript stands alone.

    A segment may have ``words`` (``{"from", "start"}``, in order) and a mark of evidence ``start``: a click on a word,
    or on a mark's button, then plays from that very moment, else from the segment's.
    """

    api: str
    title: Text | None = None
    empty: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A background job's progress: ``api`` answers a job state; the page reloads when it ends."""

    api: str
    title: Text | None = None
