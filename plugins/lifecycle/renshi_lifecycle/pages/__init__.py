"""Console pages."""

from renshi_lifecycle.pages.checklists import CHECKLIST, CHECKLISTS, TASKS
from renshi_lifecycle.pages.intake import INTAKES, PAPERS, REVIEW, SECTION
from renshi_lifecycle.pages.leaving import CASE_PAGE, CASES
from renshi_lifecycle.pages.own import ANALYTICS, MINE
from renshi_lifecycle.permissions import CASE, CHECKLIST_READ, INTAKE
from renshi_sdk import Text
from renshi_sdk.contributions import MenuEntry, Page
from renshi_sdk.pages import Tab, Tabs
from renshi_sdk.web import AUTHENTICATED

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
PAGES = (ONBOARDING, REVIEW, SECTION, CHECKLISTS, CHECKLIST, TASKS, CASES, ANALYTICS, CASE_PAGE, MINE)
MENU = (
    MenuEntry(
        title=Text("入职登记", "Onboarding forms"),
        page="/intakes",
        permission=INTAKE,
        section="people",
        icon="id-card",
        order=30,
    ),
    MenuEntry(
        title=Text("入转离清单", "Checklists"),
        page="/checklists",
        permission=CHECKLIST_READ,
        section="people",
        icon="list-check",
        order=31,
    ),
    MenuEntry(
        title=Text("我的待办任务", "My tasks"),
        page="/tasks",
        permission=AUTHENTICATED,
        section="people",
        icon="square-check",
        order=32,
    ),
    MenuEntry(
        title=Text("离职办理", "Leaving"),
        page="/leaving",
        permission=CASE,
        section="people",
        icon="person-walking-arrow-right",
        order=33,
    ),
)
