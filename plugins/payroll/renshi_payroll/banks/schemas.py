"""The wire of bank templates."""

from __future__ import annotations

from renshi_payroll.banks.template import BankTemplate
from renshi_sdk.web import Schema


class TemplateIn(Schema):
    """A template to keep or to try."""

    document: BankTemplate


class TemplateName(Schema):
    """Which template."""

    name: str
