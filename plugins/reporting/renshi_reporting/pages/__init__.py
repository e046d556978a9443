"""Console pages: the centre, the builder, a report, files and schedules."""

from renshi_reporting.pages.boards import ARRANGE, BOARD
from renshi_reporting.pages.centre import CENTRE, FILES, SCHEDULES
from renshi_reporting.pages.reports import BUILDER, EDITOR, ROWS, SAVED
from renshi_reporting.permissions import READ, SCHEDULE
from renshi_sdk import Text
from renshi_sdk.contributions import MenuEntry

PAGES = (BOARD, ARRANGE, CENTRE, BUILDER, EDITOR, ROWS, SAVED, FILES, SCHEDULES)
MENU = (
    MenuEntry(
        title=Text("指标看板", "Key figures"),
        page="/board",
        permission=READ,
        section="insight",
        icon="gauge-high",
        order=4,
    ),
    MenuEntry(
        title=Text("报表中心", "Report centre"),
        page="/centre",
        permission=READ,
        section="insight",
        icon="chart-column",
        order=5,
    ),
    MenuEntry(
        title=Text("报表推送", "Reports by schedule"),
        page="/schedules",
        permission=SCHEDULE,
        section="insight",
        icon="clock",
        order=20,
    ),
)
