"""Requests to build reports from: how many of which kind, how they ended, and how long they took."""

from __future__ import annotations

from renshi_core.requests.views import READ
from renshi_sdk.contributions import Dataset, Dimension, Measure
from renshi_sdk.text import Text

STATES = {
    "pending": Text("审批中", "Pending"),
    "returned": Text("已退回", "Returned"),
    "approved": Text("已通过", "Approved"),
    "rejected": Text("已驳回", "Rejected"),
    "withdrawn": Text("已撤回", "Withdrawn"),
}
REQUESTS = Dataset(
    name="core.requests",
    title=Text("申请与审批", "Requests"),
    definition=Text(
        "期间内提交的申请，一张一行，按提交日期计。办理时长为提交到办结的自然小时数，未办结的不计。",
        "Requests submitted in the period, a row each, by the day of submission. Time taken: hours from submission to"
        " the decision; undecided ones don't count in it.",
    ),
    permission=READ,
    period="range",
    time="submitted_on",
    person="employee_id",
    source="""
SELECT r.id, r.number, r.kind, r.state, r.employee_id, e.name,
  (r.submitted_at AT TIME ZONE {zone})::date AS submitted_on,
  c.department_id, d.name AS department_name,
  (extract(epoch FROM r.decided_at - r.submitted_at) / 3600)::numeric AS hours
FROM core_request r JOIN core_employee e ON e.id = r.employee_id
  JOIN core_employee_current c ON c.id = r.employee_id JOIN core_department d ON d.id = c.department_id
WHERE r.company_id = {company} AND r.submitted_at >= {first}::timestamp AT TIME ZONE {zone}
  AND r.submitted_at < ({last} + 1)::timestamp AT TIME ZONE {zone}""",
    dimensions=(
        Dimension(name="submitted_on", title=Text("提交日期", "Submitted on"), sql="t.submitted_on", kind="date"),
        Dimension(name="kind", title=Text("申请类型", "Kind"), sql="t.kind", kind="choice"),
        Dimension(name="state", title=Text("状态", "State"), sql="t.state", kind="choice", choices=STATES),
        Dimension(
            name="department", title=Text("部门", "Department"), sql="t.department_id", label="t.department_name",
            definition=Text("申请人现在的部门", "The person's department today"),
        ),
        Dimension(name="number", title=Text("单号", "Number"), sql="t.number"),
        Dimension(name="name", title=Text("申请人", "Person"), sql="t.name"),
    ),
    measures=(
        Measure(name="requests", title=Text("申请数", "Requests"), sql="1"),
        Measure(name="approved", title=Text("已通过", "Approved"), sql="(t.state = 'approved')::int"),
        Measure(name="decided", title=Text("已办结", "Decided"), sql="(t.state IN ('approved', 'rejected'))::int"),
        Measure(
            name="hours", title=Text("办理时长（小时）", "Hours taken"), sql="t.hours", kind="number",
            functions=("avg", "median", "max"),
            definition=Text("提交到办结的自然小时数", "Hours from submission to the decision"),
        ),
        Measure(name="people", title=Text("申请人数", "People"), sql="t.employee_id", functions=("distinct",)),
    ),
    rows=("number", "kind", "name", "department", "submitted_on", "state"),
)  # fmt: skip
DATASETS = (REQUESTS,)
