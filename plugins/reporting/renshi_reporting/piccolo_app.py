"""The plugin's tables, as the platform finds them."""

from renshi_reporting.boards.tables import Board, BoardTemplate
from renshi_reporting.exports.tables import Export
from renshi_reporting.saved.tables import Favourite, SavedReport, Version
from renshi_reporting.schedules.tables import ReportDelivery, ReportSchedule
from renshi_reporting.workforce.tables import Month, MonthCell
from renshi_sdk.db import piccolo_app

APP_CONFIG = piccolo_app(
    "reporting",
    __file__,
    SavedReport,
    Version,
    Favourite,
    Export,
    ReportSchedule,
    ReportDelivery,
    Month,
    MonthCell,
    Board,
    BoardTemplate,
)
