"""The frozen records that start-up hooks hand over."""

from renshi_sdk.contributions.access import DataScope, Permission, SuggestedRole
from renshi_sdk.contributions.care import Erasure, HealthCheck, HealthResult, PersonalData
from renshi_sdk.contributions.console import MenuEntry, Page, Report, ReportColumn, ReportResult, Settings
from renshi_sdk.contributions.flows import (
    Condition,
    DepartmentHead,
    Flow,
    Manager,
    Person,
    RoleHolder,
    Step,
)
from renshi_sdk.contributions.requests import RequestKind
from renshi_sdk.contributions.work import Channel, Delivery, Job, JobRun, Notice, Schedule, Subscription

__all__ = [
    "Channel",
    "Condition",
    "DataScope",
    "Delivery",
    "DepartmentHead",
    "Erasure",
    "Flow",
    "HealthCheck",
    "HealthResult",
    "Job",
    "JobRun",
    "Manager",
    "MenuEntry",
    "Notice",
    "Page",
    "Permission",
    "Person",
    "PersonalData",
    "Report",
    "ReportColumn",
    "ReportResult",
    "RequestKind",
    "RoleHolder",
    "Schedule",
    "Settings",
    "Step",
    "Subscription",
    "SuggestedRole",
]
