"""The plugin's tables and migrations."""

from renshi_sdk.db import piccolo_app

from .badges.tables import Badge
from .balances.tables import Accrual, LeaveEntry
from .calendars.tables import CalendarDayRow
from .leave.tables import Leave, LeaveDayRow, LeaveTypeRow
from .months.tables import (
    Acceptance,
    Adjustment,
    Confirmation,
    ExceptionRow,
    Month,
    MonthRow,
    Reopening,
    Told,
)
from .overtime.tables import Overtime
from .planning.tables import Group, Member, RuleRow, Shift, Site
from .punches.tables import Import, Punch
from .trips.tables import Trip

APP_CONFIG = piccolo_app(
    "attendance",
    __file__,
    LeaveTypeRow,
    Leave,
    LeaveDayRow,
    LeaveEntry,
    CalendarDayRow,
    Punch,
    Overtime,
    Month,
    MonthRow,
    ExceptionRow,
    Adjustment,
    Told,
    Shift,
    Site,
    Group,
    RuleRow,
    Member,
    Trip,
    Import,
    Accrual,
    Confirmation,
    Acceptance,
    Badge,
    Reopening,
)
