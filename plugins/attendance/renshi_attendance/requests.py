"""The things people ask for: leave, a missing punch, overtime."""

from __future__ import annotations

from renshi_sdk import Text
from renshi_sdk.contributions import Condition, Flow, Manager, RequestKind, RoleHolder, Step

from .leave import away
from .leave import service as leave
from .leave.schemas import LEAVE_LABELS, LeaveForm
from .overtime import service as overtime
from .overtime.schemas import OvertimeForm
from .punches import service as punches
from .punches.schemas import MissingPunchForm
from .trips import service as trips
from .trips.schemas import TRIP_LABELS, TripForm

SUBMIT_FOR_OTHERS = "attendance.leave.manage"
LABELS = {code.value: words for code, words in LEAVE_LABELS.items()}
NEEDS_PAPERS = ["marriage", "maternity", "paternity", "parental", "bereavement", "work_injury"]
"""Leave for which HR looks at a certificate."""


def _leave_line(form: LeaveForm) -> Text:
    # A company's own type is shown by its code here; the lists show its name.
    zh, en = LABELS.get(form.leave_code, (form.leave_code, form.leave_code))
    if form.start_time and form.end_time:
        start, end = f"{form.start_on} {form.start_time}", f"{form.end_on} {form.end_time}"
        return Text(f"{zh}：{start} 至 {end}", f"{en}: {start} to {end}")
    halves = {"am": "上午", "pm": "下午"}
    return Text(
        f"{zh}：{form.start_on} {halves[form.start_half]} 至 {form.end_on} {halves[form.end_half]}",
        f"{en}: {form.start_on} {form.start_half} to {form.end_on} {form.end_half}",
    )


LEAVE = RequestKind(
    name="attendance.leave",
    title=Text("请假", "Leave"),
    form=LeaveForm,
    flow=Flow(
        steps=(
            Step(title="直属上级", approvers=(Manager(),), timeout_hours=24, on_timeout="remind"),
            Step(
                title="人事",
                approvers=(RoleHolder(role="hr"),),
                when=(Condition(field="form.leave_code", op="in", value=NEEDS_PAPERS),),
            ),
        )
    ),
    on_submit=leave.submit,
    on_approve=leave.approve,
    on_reject=leave.release,
    on_withdraw=leave.release,
    on_cancel=away.undo,
    describe=_leave_line,
    submit_for_others=SUBMIT_FOR_OTHERS,
    icon="calendar",
)
MISSING_PUNCH = RequestKind(
    name="attendance.missing_punch",
    title=Text("补卡", "Missing punch"),
    form=MissingPunchForm,
    flow=Flow(steps=(Step(title="直属上级", approvers=(Manager(),)),)),
    on_submit=punches.submit_correction,
    on_approve=punches.approve_correction,
    describe=lambda form: Text(f"补卡：{form.day} {form.time}", f"Punch of {form.day} {form.time}"),
    submit_for_others=SUBMIT_FOR_OTHERS,
    icon="clock",
)
OVERTIME = RequestKind(
    name="attendance.overtime",
    title=Text("加班", "Overtime"),
    form=OvertimeForm,
    flow=Flow(steps=(Step(title="直属上级", approvers=(Manager(),)),)),
    on_submit=overtime.submit,
    on_approve=overtime.approve,
    on_reject=overtime.release,
    on_withdraw=overtime.release,
    describe=lambda form: Text(
        f"加班：{form.day} {form.start_time}—{form.end_time}",
        f"Overtime: {form.day} {form.start_time}–{form.end_time}",
    ),
    submit_for_others=SUBMIT_FOR_OTHERS,
    icon="moon",
)
TRIP = RequestKind(
    name="attendance.trip",
    title=Text("出差与外勤", "Trip or work outside"),
    form=TripForm,
    flow=Flow(steps=(Step(title="直属上级", approvers=(Manager(),)),)),
    on_submit=trips.submit,
    on_approve=trips.approve,
    on_reject=trips.release,
    on_withdraw=trips.release,
    describe=lambda form: Text(
        f"{TRIP_LABELS[form.kind][0]}：{form.start_on} 至 {form.end_on} {form.place}",
        f"{TRIP_LABELS[form.kind][1]}: {form.start_on} to {form.end_on}, {form.place}",
    ),
    submit_for_others=SUBMIT_FOR_OTHERS,
    icon="briefcase",
)
KINDS = (LEAVE, MISSING_PUNCH, OVERTIME, TRIP)
