"""What the plugin does about what happens to people."""

from renshi_lifecycle.checklists import occasions
from renshi_lifecycle.intake import work as intake
from renshi_lifecycle.leaving import service as leaving
from renshi_sdk.contributions import Subscription
from renshi_sdk.events import (
    EmployeeEndRevoked,
    EmployeeHireCancelled,
    EmployeeHired,
    EmployeeLeft,
    EmployeeTransferCancelled,
    EmployeeTransferred,
    PostEnded,
    PostStarted,
)

SUBSCRIPTIONS = tuple(
    Subscription(event=event, handler=handler, name=name)
    for event, handler, name in (
        (EmployeeHired, intake.hired, "lifecycle.open_form"),
        (EmployeeLeft, intake.left, "lifecycle.end_form"),
        (EmployeeHireCancelled, intake.hire_cancelled, "lifecycle.close_form"),
        (EmployeeHireCancelled, occasions.hire_cancelled, "lifecycle.cancel_onboarding"),
        (EmployeeHired, occasions.hired, "lifecycle.begin_onboarding"),
        (EmployeeTransferred, occasions.transferred, "lifecycle.begin_transfer"),
        (EmployeeTransferCancelled, occasions.transfer_cancelled, "lifecycle.cancel_transfer"),
        (PostStarted, occasions.post_started, "lifecycle.begin_secondment"),
        (PostEnded, occasions.post_ended, "lifecycle.cancel_secondment"),
        (EmployeeLeft, occasions.left, "lifecycle.begin_leaving"),
        (EmployeeEndRevoked, occasions.end_revoked, "lifecycle.cancel_leaving"),
        (EmployeeLeft, leaving.left, "lifecycle.open_case"),
        (EmployeeEndRevoked, leaving.revoked, "lifecycle.withdraw_case"),
    )
)
