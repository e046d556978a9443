"""Console pages."""

from renshi_lifecycle.pages.intake import INTAKES, PAPERS, REVIEW, SECTION
from renshi_lifecycle.permissions import INTAKE
from renshi_sdk import Text
from renshi_sdk.contributions import MenuEntry, Page
from renshi_sdk.pages import Tab, Tabs

ONBOARDING = Page(
    path="/intakes",
    title=Text("入职登记", "Forms of new hires"),
    permission=INTAKE,
    body=(
        Tabs(
            tabs=(
                Tab(title=Text("登记", "Forms"), body=(INTAKES,)),
                Tab(title=Text("入职材料", "Documents asked for"), body=(PAPERS,)),
            )
        ),
    ),
)
PAGES = (ONBOARDING, REVIEW, SECTION)
MENU = (
    MenuEntry(
        title=Text("入职登记", "Onboarding forms"),
        page="/intakes",
        permission=INTAKE,
        section="people",
        icon="id-card",
        order=30,
    ),
)
