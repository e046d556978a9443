"""What a reorganisation is made of, and what it does to the tree, without a database.

Steps are worked off in their order on one effective day. The outcome is an edit of the department histories and a
table of moves: whoever is in a source department on that day or later, goes to the target from that day on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from renshi_core.organization.dated import History
from renshi_core.organization.forest import DepartmentFacts, first_problem
from renshi_core.organization.schemas import Code, Name
from renshi_core.organization.stretches import Stretch, at, change, close
from renshi_sdk import new_id
from renshi_sdk.text import Text
from renshi_sdk.web import Schema


def _said(zh: str, en: str, **extra: Any) -> Any:
    """Words for forms drawn from these models."""
    return {"title": zh, "json_schema_extra": {"title_en": en, **extra}}


_ONE = {"x-kind": "department"}
_MANY = {"x-options-api": "/api/departments/choices"}


class NewDepartment(Schema):
    """A department that a reorganisation founds. ``employee_ids`` and ``position_ids`` move into it (split only)."""

    id: Annotated[UUID, Field(json_schema_extra={"x-kind": "hidden"})] = Field(default_factory=new_id)
    code: Annotated[Code, Field(**_said("编码", "Code"))]
    name: Annotated[Name, Field(**_said("名称", "Name"))]
    parent_id: UUID | None = Field(None, **_said("上级部门", "Parent", **_ONE))
    head_id: UUID | None = Field(None, **_said("负责人", "Head", **{"x-kind": "employee"}))
    employee_ids: tuple[UUID, ...] = Field(
        (), max_length=20_000, **_said("划入的员工", "People", **{"x-kind": "employees"})
    )
    position_ids: tuple[UUID, ...] = Field(
        (),
        max_length=2_000,
        **_said("划入的岗位", "Positions", **{"x-options-api": "/api/positions/options"}),
    )


class Merge(Schema):
    """Departments go up in another one, an existing or a new one, with people and sub-departments (合并)."""

    model_config = ConfigDict(title="合并部门", json_schema_extra={"title_en": "Merge"})
    kind: Literal["merge"]
    source_ids: tuple[UUID, ...] = Field(
        min_length=1, max_length=500, **_said("被合并的部门", "Departments that go", **_MANY)
    )
    into_id: UUID | None = Field(None, **_said("并入已有部门", "Into this department", **_ONE))
    into: NewDepartment | None = Field(None, **_said("或并入新部门", "Or into a new one"))

    @model_validator(mode="after")
    def _one_target(self) -> Merge:
        if (self.into_id is None) == (self.into is None):
            raise ValueError("请指定并入的部门：已有部门或新部门之一 (name either into_id or into)")
        return self


class Split(Schema):
    """New departments beside a department take some of its people and positions (拆分)."""

    model_config = ConfigDict(title="拆分部门", json_schema_extra={"title_en": "Split"})
    kind: Literal["split"]
    source_id: UUID = Field(**_said("被拆分的部门", "Department", **_ONE))
    into: tuple[NewDepartment, ...] = Field(
        min_length=1, max_length=50, **_said("拆出的新部门", "New departments")
    )


class Move(Schema):
    """A department hangs under another one (划转)."""

    model_config = ConfigDict(title="划转部门", json_schema_extra={"title_en": "Move"})
    kind: Literal["move"]
    department_id: UUID = Field(**_said("部门", "Department", **_ONE))
    parent_id: UUID | None = Field(None, **_said("新的上级部门", "New parent", **_ONE))


class Rename(Schema):
    """A department is called otherwise (更名)."""

    model_config = ConfigDict(title="部门更名", json_schema_extra={"title_en": "Rename"})
    kind: Literal["rename"]
    department_id: UUID = Field(**_said("部门", "Department", **_ONE))
    name: Annotated[Name, Field(**_said("新名称", "New name"))]


class Abolish(Schema):
    """A department goes; people and sub-departments go to another one (撤销)."""

    model_config = ConfigDict(title="撤销部门", json_schema_extra={"title_en": "Abolish"})
    kind: Literal["abolish"]
    department_id: UUID = Field(**_said("被撤销的部门", "Department that goes", **_ONE))
    into_id: UUID = Field(**_said("人员划入", "People go to", **_ONE))


StepBody = Annotated[Merge | Split | Move | Rename | Abolish, Field(discriminator="kind")]


class Proposal(Schema):
    """A reorganisation: its steps, worked off in order on one day."""

    title: Name
    effective_on: date
    steps: Annotated[tuple[StepBody, ...], Field(min_length=1, max_length=100)]


class Steps(Schema):
    """The steps alone, for the second page of the wizard."""

    steps: tuple[StepBody, ...] = Field(
        min_length=1, max_length=100, **_said("步骤", "Steps", **{"x-add": ["增加一步", "Add a step"]})
    )


@dataclass(frozen=True, slots=True)
class Blocker:
    """Why it can't be done."""

    code: str
    message: Text


@dataclass(frozen=True, slots=True)
class PeopleMove:
    """Whoever is in ``source`` goes to ``target``; only ``employee_ids`` where there are any."""

    source: UUID
    target: UUID
    employee_ids: tuple[UUID, ...] = ()
    position_ids: tuple[UUID, ...] = ()
    whole: bool = True


@dataclass(slots=True)
class Outcome:
    """What the steps make of the tree."""

    before: dict[UUID, History]
    after: dict[UUID, History]
    founded: dict[UUID, NewDepartment] = field(default_factory=dict)
    moves: list[PeopleMove] = field(default_factory=list)
    blockers: list[Blocker] = field(default_factory=list)

    @property
    def changed(self) -> dict[UUID, tuple[History, History]]:
        """Departments whose history is another one."""
        return {
            key: (self.before.get(key, []), row)
            for key, row in self.after.items()
            if row != self.before.get(key, [])
        }


def plan(proposal: Proposal, histories: dict[UUID, History]) -> Outcome:
    """Work the steps off on the tree. What can't be done is a blocker; the rest goes on, to find all of them."""
    out = Outcome(dict(histories), dict(histories))
    day, title = proposal.effective_on, proposal.title
    for number, step in enumerate(proposal.steps, start=1):
        try:
            match step:
                case Merge():
                    target = _target(out, step, day, title)
                    for source in step.source_ids:
                        _merge(out, source, target, day, title)
                case Abolish():
                    _merge(out, step.department_id, step.into_id, day, title)
                case Split():
                    _split(out, step, day, title)
                case Move():
                    _edit(out, step.department_id, {"parent_id": step.parent_id}, day, title)
                case Rename():
                    _edit(out, step.department_id, {"name": step.name}, day, title)
        except _CannotError as error:
            text: Text = error.args[0]
            out.blockers.append(
                Blocker("step", Text(f"第 {number} 步：{text.zh}", f"step {number}: {text.en}"))
            )
    problem = first_problem(out.after, day)
    if problem is not None:
        row = out.after[problem.department_id]
        there = at(row, problem.day) or row[-1]
        out.blockers.append(
            Blocker(
                problem.kind,
                Text(
                    f"{problem.day} 起“{there.facts.name}”的上级关系不成立（成环、超过 15 级或上级已停用）",
                    f"from {problem.day} on {there.facts.name!r} has no proper place: a circle, more than 15 levels,"
                    " or a parent out of use",
                ),
            )
        )
    return out


class _CannotError(Exception):
    pass


def _there(out: Outcome, department_id: UUID, day: date) -> Stretch[DepartmentFacts]:
    found = at(out.after.get(department_id, []), day)
    if found is None:
        raise _CannotError(
            Text(
                f"{day} 没有这个部门，或前面的步骤已将其撤销",
                f"there is no such department on {day} (any more)",
            )
        )
    return found


def _edit(out: Outcome, department_id: UUID, changes: dict[str, object], day: date, title: str) -> None:
    _there(out, department_id, day)
    parent = changes.get("parent_id")
    if isinstance(parent, UUID):
        _there(out, parent, day)
    out.after[department_id] = change(out.after[department_id], day, changes, title)


def _found(out: Outcome, new: NewDepartment, day: date, title: str, parent_id: UUID | None) -> UUID:
    if parent_id is not None:
        _there(out, parent_id, day)
    out.founded[new.id] = new
    out.after[new.id] = [Stretch(day, None, DepartmentFacts(new.name, parent_id, new.head_id), title)]
    return new.id


def _target(out: Outcome, step: Merge, day: date, title: str) -> UUID:
    if step.into is not None:
        return _found(out, step.into, day, title, step.into.parent_id)
    if step.into_id is None:  # the model lets nothing like this in
        raise _CannotError(Text("没有指定并入的部门", "no department to merge into"))
    return step.into_id


def _merge(out: Outcome, source: UUID, target: UUID, day: date, title: str) -> None:
    gone = _there(out, source, day)
    _there(out, target, day)
    if source == target:
        raise _CannotError(Text("不能并入自身", "a department can't go up in itself"))
    for key, row in out.after.items():
        # Below the source hangs below the target now; the target itself takes the source's place.
        above = gone.facts.parent_id if key == target else target
        out.after[key] = _remap(row, day, source, above, title)
    out.after[source] = close(out.after[source], day)
    out.moves.append(PeopleMove(source, target))


def _split(out: Outcome, step: Split, day: date, title: str) -> None:
    source = _there(out, step.source_id, day)
    taken: set[UUID] = set()
    for new in step.into:
        twice = taken & set(new.employee_ids)
        if twice:
            raise _CannotError(
                Text("同一员工被分到两个部门", "the same person is put into two of the new departments")
            )
        taken |= set(new.employee_ids)
        _found(out, new, day, title, new.parent_id or source.facts.parent_id)
        out.moves.append(PeopleMove(step.source_id, new.id, new.employee_ids, new.position_ids, whole=False))


def _remap(row: History, day: date, old: UUID, new: UUID | None, title: str) -> History:
    """Parents ``old`` are ``new`` from ``day`` on, in what is planned for later too."""
    if not any(s.facts.parent_id == old and (s.end is None or s.end > day) for s in row):
        return row
    made: History = []
    for s in row:
        if s.facts.parent_id != old or (s.end is not None and s.end <= day):
            made.append(s)
            continue
        if s.start < day:
            made.append(replace(s, end=day, id=None))
        start = max(s.start, day)
        made.append(Stretch(start, s.end, replace(s.facts, parent_id=new), title))
    return made


def names_of(rows: Sequence[Stretch[DepartmentFacts]], day: date) -> str:
    """What a department is called on a day."""
    found = at(rows, day) or (rows[-1] if rows else None)
    return found.facts.name if found else "?"
