"""Bindings on the wire."""

from __future__ import annotations

from uuid import UUID

from renshi_sdk.web import Schema


class CodeFor(Schema):
    """Whose code is asked for."""

    employee_id: UUID
