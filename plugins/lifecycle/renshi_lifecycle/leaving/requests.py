"""An end of employment by the company, as a request: checked against the law before anybody approves it."""

from __future__ import annotations

from datetime import timedelta

from renshi_lifecycle.leaving import law
from renshi_lifecycle.leaving.schemas import TerminationForm
from renshi_lifecycle.permissions import CASE
from renshi_sdk import Conflict, Context, Invalid, Text
from renshi_sdk.contracts import EmployeeStatus, EndEmployment, RequestView
from renshi_sdk.contributions import DepartmentHead, Flow, RequestKind, RoleHolder, Step

UNILATERAL = ("probation_failed", "misconduct", "incapable", "redundancy")


async def asked(ctx: Context, request: RequestView, form: TerminationForm) -> None:
    """Refuse what the law forbids.

    Raises:
        Conflict: not employed on that day, or the end is recorded already. Invalid: by field, with the article.
    """
    employee = await ctx.people.get(request.employee_id)
    if employee.status in (EmployeeStatus.LEFT, EmployeeStatus.PENDING) or employee.left_on is not None:
        raise Conflict(
            Text("该员工不在职，或离职日期已登记", "not employed, or the end is recorded already"),
            code="lifecycle.not_employed",
        )
    wrong: dict[str, Text | str] = {}
    if form.last_day < ctx.today():
        wrong["last_day"] = Text("不能早于今天", "it can't lie in the past")
    if form.reason_code == "probation_failed" and (
        employee.status is not EmployeeStatus.PROBATION
        or employee.probation_until is None
        or form.last_day > employee.probation_until
    ):
        wrong["reason_code"] = Text(
            "仅在试用期内可以此为由解除（第三十九条第一项）", "only within the probation (art. 39 item 1)"
        )
    if form.reason_code == "incapable" and not form.pay_in_lieu:
        earliest = ctx.today() + timedelta(days=law.NOTICE_DAYS)
        if form.last_day < earliest:
            wrong["last_day"] = Text(
                f"须提前三十日书面通知（最早 {earliest}）或支付代通知金（第四十条）",
                f"thirty days' notice ({earliest} at the earliest) or a month's pay in lieu (art. 40)",
            )
    if form.reason_code in UNILATERAL and not form.union_told:
        wrong["union_told"] = Text(
            "单方解除应当事先通知工会（第四十三条）", "the union is told before (art. 43)"
        )
    if form.reason_code in ("incapable", "redundancy") and not form.protected_checked:
        wrong["protected_checked"] = Text(
            "请核实不属于医疗期、孕期产期哺乳期、工伤等情形（第四十二条）",
            "make sure that none of the cases of art. 42 applies (sick leave, pregnancy, injury …)",
        )
    if wrong:
        raise Invalid(
            Text("不符合劳动合同法的要求", "the law has something against it"),
            code="lifecycle.termination",
            fields=wrong,
        )


async def approved(ctx: Context, request: RequestView, form: TerminationForm) -> None:
    """End the employment."""
    await ctx.people.end_employment(
        EndEmployment(
            employee_id=request.employee_id,
            last_day=form.last_day,
            reason=form.facts,
            reason_code=form.reason_code,
        )
    )


def describe(form: TerminationForm) -> Text:
    """One line for lists."""
    article = law.GROUNDS[form.reason_code].article
    return Text(f"{form.last_day} 解除/终止：{article.zh}", f"Ends on {form.last_day}: {article.en}")


TERMINATION = RequestKind(
    name="lifecycle.termination",
    title=Text("公司解除或终止劳动合同", "End of employment by the company"),
    form=TerminationForm,
    flow=Flow(
        steps=(
            Step(title="部门负责人", approvers=(DepartmentHead(level=0),), timeout_hours=72),
            Step(title="人事确认", approvers=(RoleHolder(role="hr"),)),
        )
    ),
    on_submit=asked,
    on_approve=approved,
    describe=describe,
    submit_for_others=CASE,
    self_service=False,
    icon="user-xmark",
)
