"""Background work of runs."""

from __future__ import annotations

from datetime import timedelta

from renshi_payroll.answers.reminders import remind_due
from renshi_payroll.outputs.making import MakeParams, make_output
from renshi_payroll.runs.calculation import CalculateParams, calculate
from renshi_payroll.slips.publishing import PublishParams, publish
from renshi_sdk import Text
from renshi_sdk.contributions import Job, Schedule

JOBS = (
    Job(
        name="payroll.calculate",
        title=Text("核算工资", "Calculate a pay run"),
        handler=calculate,
        params=CalculateParams,
        timeout=timedelta(minutes=30),
        stepwise=True,
    ),
    Job(
        name="payroll.make_output",
        title=Text("生成发放与申报文件", "Make a payment or declaration file"),
        handler=make_output,
        params=MakeParams,
        timeout=timedelta(minutes=60),
        stepwise=True,
    ),
    Job(
        name="payroll.remind",
        title=Text("提醒确认工资条", "Remind of unconfirmed slips"),
        handler=remind_due,
        timeout=timedelta(minutes=10),
        stepwise=True,
    ),
    Job(
        name="payroll.publish",
        title=Text("通知员工工资条已发布", "Tell employees about their slips"),
        handler=publish,
        params=PublishParams,
        timeout=timedelta(minutes=30),
        stepwise=True,
    ),
)

#: Office hours: a reminder of a slip is nothing to be woken by.
SCHEDULES = (Schedule(job="payroll.remind", cron="0 10 * * *"),)
