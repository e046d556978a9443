"""Rights of the plugin."""

from __future__ import annotations

from renshi_sdk import Text
from renshi_sdk.contributions import DataScope, Permission, SuggestedRole

_COMPANY = DataScope.COMPANY
_PAYROLL = (SuggestedRole.PAYROLL, _COMPANY)
_HR = (SuggestedRole.HR, _COMPANY)
_FINANCE = (SuggestedRole.FINANCE, _COMPANY)
_ADMIN = (SuggestedRole.ADMIN, _COMPANY)

RUN_READ = "payroll.run.read"
RUN_MANAGE = "payroll.run.manage"
RUN_APPROVE = "payroll.run.approve"
RUN_CLOSE = "payroll.run.close"
SLIP_READ = "payroll.slip.read"
TERM_READ = "payroll.term.read"
TERM_MANAGE = "payroll.term.manage"
FACT_MANAGE = "payroll.fact.manage"
SALARY_PROPOSE = "payroll.salary.propose"
COST_READ = "payroll.cost.read"
SETTINGS_MANAGE = "payroll.settings.manage"
DISPUTE_ANSWER = "payroll.dispute.answer"
OUTPUT_READ = "payroll.output.read"
OUTPUT_MAKE = "payroll.output.make"
TEMPLATE_MANAGE = "payroll.template.manage"
REVENUE_MANAGE = "payroll.revenue.manage"
SIMULATE = "payroll.simulation.run"

PERMISSIONS = (
    Permission(RUN_READ, Text("查看工资批次", "See pay runs"), (_PAYROLL, _HR, _FINANCE, _ADMIN)),
    Permission(RUN_MANAGE, Text("核算工资", "Calculate pay runs"), (_PAYROLL, _HR, _ADMIN)),
    Permission(RUN_APPROVE, Text("审批工资批次", "Approve pay runs"), (_FINANCE, _ADMIN)),
    Permission(
        RUN_CLOSE, Text("关账并发布工资条", "Close pay runs and publish slips"), (_PAYROLL, _HR, _ADMIN)
    ),
    Permission(SLIP_READ, Text("查看员工工资条", "Read pay slips"), (_PAYROLL, _HR), sensitive=True),
    Permission(TERM_READ, Text("查看薪资标准", "Read pay terms"), (_PAYROLL, _HR), sensitive=True),
    Permission(TERM_MANAGE, Text("维护薪资标准", "Record pay terms"), (_PAYROLL, _HR), sensitive=True),
    Permission(
        FACT_MANAGE,
        Text("维护参数与申报数据", "Record parameters and declarations"),
        (_PAYROLL, _HR),
        sensitive=True,
    ),
    Permission(
        SALARY_PROPOSE,
        Text("提出调薪", "Propose a salary change"),
        ((SuggestedRole.MANAGER, DataScope.REPORTS), _HR, _PAYROLL),
    ),
    Permission(
        COST_READ,
        Text("查看人力成本报表", "See labour cost reports"),
        (_PAYROLL, _HR, _FINANCE),
        sensitive=True,
    ),
    Permission(
        DISPUTE_ANSWER,
        Text("答复工资条异议", "Answer disputes of pay slips"),
        (_PAYROLL, _HR),
        sensitive=True,
    ),
    Permission(
        OUTPUT_READ,
        Text("下载发放与申报文件", "Take payment and declaration files"),
        (_PAYROLL, _HR, _FINANCE),
        sensitive=True,
    ),
    Permission(
        OUTPUT_MAKE,
        Text("生成发放与申报文件", "Make payment and declaration files"),
        (_PAYROLL, _HR, _FINANCE),
        sensitive=True,
    ),
    Permission(
        TEMPLATE_MANAGE,
        Text("维护银行模板与会计科目", "Keep bank templates and accounts"),
        (_PAYROLL, _FINANCE, _HR),
    ),
    Permission(REVENUE_MANAGE, Text("登记营业收入", "Record revenue"), (_PAYROLL, _FINANCE, _HR)),
    Permission(SIMULATE, Text("薪酬试算", "Simulate pay"), (_PAYROLL, _HR), sensitive=True),
    Permission(SETTINGS_MANAGE, Text("薪酬设置", "Payroll settings"), (_PAYROLL, _HR, _ADMIN)),
)
