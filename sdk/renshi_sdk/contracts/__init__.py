"""Types that cross a border: between the core and plugins, and between plugins."""

from renshi_sdk.contracts.files import StoredFile
from renshi_sdk.contracts.labour import LabourContract
from renshi_sdk.contracts.organization import Company, Department, Headcount, Position
from renshi_sdk.contracts.outcomes import Outcome
from renshi_sdk.contracts.pay import PayItem, PayItemKind, PayPeriod, PaySlipLine, PaySlipSummary
from renshi_sdk.contracts.people import (
    BankAccount,
    Employee,
    EmployeeStatus,
    EndEmployment,
    FileField,
    Hire,
    IdentityPaper,
    JobChange,
    JobRecord,
    Post,
    Roll,
    TimelineEntry,
)
from renshi_sdk.contracts.requests import RequestAction, RequestState, RequestStep, RequestView
from renshi_sdk.contracts.time import Absence, Balance, RosterShift

__all__ = [
    "Absence",
    "Balance",
    "BankAccount",
    "Company",
    "Department",
    "Employee",
    "EmployeeStatus",
    "EndEmployment",
    "FileField",
    "Headcount",
    "Hire",
    "IdentityPaper",
    "JobChange",
    "JobRecord",
    "LabourContract",
    "Outcome",
    "PayItem",
    "PayItemKind",
    "PayPeriod",
    "PaySlipLine",
    "PaySlipSummary",
    "Position",
    "Post",
    "RequestAction",
    "RequestState",
    "RequestStep",
    "RequestView",
    "Roll",
    "RosterShift",
    "StoredFile",
    "TimelineEntry",
]
