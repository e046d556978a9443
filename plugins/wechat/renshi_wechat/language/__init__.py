"""Chinese messages → typed intents, by rules. Pure: the clock is an argument, nothing is looked up.

A rule that isn't sure answers what is missing or what is odd; it never guesses a kind of leave, and its
result is shown to the employee as a filled form before anything is submitted.
"""

from renshi_wechat.language.intents import (
    Approve,
    Balances,
    Bind,
    Cancel,
    Confirm,
    Help,
    Intent,
    Leave,
    Missing,
    PaySlip,
    Problem,
    Reject,
    Unbind,
    Unknown,
    Waiting,
)
from renshi_wechat.language.kinds import LEAVE_KINDS, LeaveKind
from renshi_wechat.language.leave import amend
from renshi_wechat.language.parser import parse

__all__ = [
    "LEAVE_KINDS",
    "Approve",
    "Balances",
    "Bind",
    "Cancel",
    "Confirm",
    "Help",
    "Intent",
    "Leave",
    "LeaveKind",
    "Missing",
    "PaySlip",
    "Problem",
    "Reject",
    "Unbind",
    "Unknown",
    "Waiting",
    "amend",
    "parse",
]
