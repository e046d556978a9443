"""Things people ask for."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from renshi_sdk.context import Context
from renshi_sdk.contracts.requests import RequestView
from renshi_sdk.contributions.flows import Flow
from renshi_sdk.text import Text

Effect = Callable[[Context, RequestView, Any], Awaitable[None]]
NAME = re.compile(r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestKind:
    """One thing that people ask for: a form, a flow, and what happens.

    The callbacks get ``(ctx, request, form)`` with ``form`` an instance of ``form``'s class, and run in
    the transaction of the step that leads to them: where one raises, the step hasn't happened.

    Attributes:
        name: ``<plugin>.<noun>``.
        form: pydantic model; its JSON Schema draws the form in the console, on the phone and in WeChat
            (titles in Chinese through ``Field(title=…)``, English through ``json_schema_extra={"title_en": …}``).
        flow: default approval flow; a company may replace it.
        on_submit: checks and reserves (leave balance); raising refuses the request.
        on_approve: the effect, in the transaction of the last approval.
        on_reject, on_withdraw: gives back what was reserved. Also called when a request is sent back.
        on_cancel: undoes the effect of an approved request (销假, 撤销); raising refuses it. Without it an approved
            request can't be cancelled. HR cancels, and the owner where ``owner_cancels``; nobody cancels a
            request about themselves otherwise.
        owner_cancels: whether the person it is about may cancel it after approval, without a gate.
        describe: one line for lists and notices.
        submit_for_others: permission that lets somebody ask on behalf of an employee in its scope.
        self_service: whether an employee may ask for themselves.
        company: the company whose flow and plugins count: the ``employee``'s own, or the one the ``context`` is
            in, so that somebody of the group's staff can ask for something in another company.
    """

    name: str
    title: Text
    form: type[BaseModel]
    flow: Flow
    on_approve: Effect
    on_submit: Effect | None = None
    on_reject: Effect | None = None
    on_withdraw: Effect | None = None
    describe: Callable[[Any], Text] | None = None
    submit_for_others: str | None = None
    self_service: bool = True
    icon: str = "file-text"
    on_cancel: Effect | None = None
    owner_cancels: bool = False
    company: Literal["employee", "context"] = "employee"

    def __post_init__(self) -> None:
        if not NAME.match(self.name):
            raise ValueError(f"request kind {self.name!r} must read <plugin>.<noun>")
        if not self.self_service and self.submit_for_others is None:
            raise ValueError(f"request kind {self.name!r}: nobody could submit it")
        if self.owner_cancels and self.on_cancel is None:
            raise ValueError(f"request kind {self.name!r}: owner_cancels needs on_cancel")
