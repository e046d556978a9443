"""Rights."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from renshi_sdk.text import Text

NAME = re.compile(r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){2}$")


class DataScope(StrEnum):
    """How far a role's right reaches over people, narrowest first."""

    SELF = "self"
    REPORTS = "reports"
    """The direct reports of the user, and the user."""
    DEPARTMENT = "department"
    """The department subtree that the user heads or belongs to, as the grant says."""
    COMPANY = "company"
    TENANT = "tenant"


class SuggestedRole(StrEnum):
    """Roles every new company has; a permission names those that hold it from the start."""

    EMPLOYEE = "employee"
    MANAGER = "manager"
    HR = "hr"
    PAYROLL = "payroll"
    RECRUITER = "recruiter"
    FINANCE = "finance"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Permission:
    """A right, named ``<plugin>.<noun>.<verb>``.

    ``granted_to`` maps suggested roles to the scope they get when the plugin is enabled; a company can
    change that afterwards. ``sensitive`` marks pay and identity data: its reads are audited, by the
    platform (``<plugin>.<noun>.seen``) where the handler doesn't say more.
    """

    name: str
    title: Text
    granted_to: tuple[tuple[SuggestedRole, DataScope], ...] = ()
    sensitive: bool = False

    def __post_init__(self) -> None:
        if not NAME.match(self.name):
            raise ValueError(f"permission {self.name!r} must read <plugin>.<noun>.<verb>")
