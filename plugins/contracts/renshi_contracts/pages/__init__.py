"""Console pages."""

from renshi_contracts.pages.duties import RENEWALS, WARNINGS
from renshi_contracts.pages.register import DETAIL, IMPORT, MINE, REGISTER
from renshi_contracts.permissions import MANAGE
from renshi_sdk import Text
from renshi_sdk.contributions import MenuEntry, Page
from renshi_sdk.pages import Tab, Tabs
from renshi_sdk.web import AUTHENTICATED

CONTRACTS = Page(
    path="/contracts",
    title=Text("劳动合同", "Labour contracts"),
    permission=MANAGE,
    body=(
        Tabs(
            tabs=(
                Tab(title=Text("合同台账", "Register"), body=(REGISTER,)),
                Tab(title=Text("预警", "Warnings"), body=(WARNINGS,), permission=MANAGE),
                Tab(title=Text("续签", "Renewals"), body=(RENEWALS,), permission=MANAGE),
            )
        ),
    ),
)
PAGES = (CONTRACTS, DETAIL, IMPORT, MINE)
MENU = (
    MenuEntry(
        title=Text("劳动合同", "Contracts"),
        page="/contracts",
        permission=MANAGE,
        section="people",
        icon="file-contract",
        order=40,
    ),
    MenuEntry(
        title=Text("我的合同", "My contracts"),
        page="/mine",
        permission=AUTHENTICATED,
        section="people",
        icon="file",
        order=95,
    ),
)
