"""The frozen records that start-up hooks hand over."""

from renshi_sdk.contributions.access import DataScope, Permission, SuggestedRole
from renshi_sdk.contributions.care import Erasure, HealthCheck, HealthResult, PersonalData, SealedColumn
from renshi_sdk.contributions.consents import ConsentPurpose
from renshi_sdk.contributions.console import (
    HomeCard,
    HomeFigure,
    MenuEntry,
    Page,
    Report,
    ReportColumn,
    ReportResult,
    SearchHit,
    SearchSource,
    Settings,
)
from renshi_sdk.contributions.datasets import Dataset, Dimension, Measure, OpenDataset
from renshi_sdk.contributions.flows import (
    Condition,
    DepartmentHead,
    Flow,
    Group,
    HrPartner,
    Manager,
    ManagerLine,
    Person,
    PositionHolder,
    RequesterChoice,
    RoleHolder,
    Step,
)
from renshi_sdk.contributions.letters import Carrier, Fate, Letter, LetterFile, Outsider, Reception
from renshi_sdk.contributions.processing import DataCategory, Processing
from renshi_sdk.contributions.requests import RequestKind
from renshi_sdk.contributions.retention import DataClass, Purge
from renshi_sdk.contributions.work import Channel, Delivery, Job, JobRun, Notice, Schedule, Subscription

__all__ = [
    "Carrier",
    "Channel",
    "Condition",
    "ConsentPurpose",
    "DataCategory",
    "DataClass",
    "DataScope",
    "Dataset",
    "Delivery",
    "DepartmentHead",
    "Dimension",
    "Erasure",
    "Fate",
    "Flow",
    "Group",
    "HealthCheck",
    "HealthResult",
    "HomeCard",
    "HomeFigure",
    "HrPartner",
    "Job",
    "JobRun",
    "Letter",
    "LetterFile",
    "Manager",
    "ManagerLine",
    "Measure",
    "MenuEntry",
    "Notice",
    "OpenDataset",
    "Outsider",
    "Page",
    "Permission",
    "Person",
    "PersonalData",
    "PositionHolder",
    "Processing",
    "Purge",
    "Reception",
    "Report",
    "ReportColumn",
    "ReportResult",
    "RequestKind",
    "RequesterChoice",
    "RoleHolder",
    "Schedule",
    "SealedColumn",
    "SearchHit",
    "SearchSource",
    "Settings",
    "Step",
    "Subscription",
    "SuggestedRole",
]
