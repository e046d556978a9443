"""Every kind of block in a real browser, over answers that the test gives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any, Literal

import pytest
from playwright.async_api import Page as BrowserPage
from playwright.async_api import Route
from pydantic import BaseModel, Field

from renshi_core.plugins.records import CORE, Owned
from renshi_core.testing.harness import CoreHarness
from renshi_sdk import pages as p
from renshi_sdk.contributions import Page
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED

pytestmark = pytest.mark.browser

EVIL = "<img src=x onerror=\"document.title='broken in'\">"
STAGES = (
    p.Option(value="new", label=Text("新简历", "New"), colour="info"),
    p.Option(value="talk", label=Text("面试", "Interview"), colour="warning"),
)
NAME = p.Column(name="name", label=Text("姓名", "Name"))
PAY = p.Column(name="pay", label=Text("薪资", "Pay"), kind="money")
STATE = p.Column(name="stage", label=Text("阶段", "Stage"), options=STAGES)
ANSWERS: dict[str, Any] = {
    "cards": {
        "items": [
            {"id": "c1", "name": "陈一", "stage": "new", "pay": "12000.00"},
            {"id": "c2", "name": EVIL, "stage": "talk", "pay": None},
        ]
    },
    "chart": {
        "items": [
            {"id": "r", "parent_id": None, "name": "集团", "headcount": 1200, "children_count": 1},
            {"id": "a", "parent_id": "r", "name": "生产部", "headcount": 30, "children_count": 2},
        ]
    },
    "branch": {
        "items": [
            {"id": "a1", "parent_id": "a", "name": "一车间", "headcount": 12, "children_count": 0},
            {"id": "a2", "parent_id": "a", "name": "二车间", "headcount": 18, "children_count": 0},
        ]
    },
    "story": {
        "items": [
            {"on": "2026-11-02", "title": "转正", "detail": "按期转正", "kind": "up"},
            {"on": "2025-05-06T09:00:00+08:00", "title": "入职"},
        ]
    },
    "sides": {
        "items": [
            {"id": "1", "name": "甲", "score": 8.2, "city": "上海"},
            {"id": "2", "name": "乙", "score": 7.9, "city": "上海"},
        ]
    },
    "talk": {
        "source": None,
        "kind": "audio",
        "segments": [{"start": 0.0, "end": 4.0, "text": "我带过十二人的班组。", "speaker": "候选人"}],
        "evidence": [{"segment": 0, "from": 3, "to": 9, "label": "带队", "colour": "success", "note": "8.2"}],
    },
    "plan": {"items": [{"id": "p1", "name": "操作工", "planned": 10}]},
    "people": {
        "items": [{"id": "e1", "name": "王五", "pay": "1234567.5", "stage": "talk", "note": EVIL}],
        "total": 1,
        "totals": {"pay": "1234567.50"},
    },
}


class Boss(BaseModel):
    kind: Literal["boss"] = Field("boss")
    level: int = Field(1, title="级数")


class Named(BaseModel):
    kind: Literal["named"] = Field("named")
    who: str = Field(title="姓名")


class Gate(BaseModel):
    title: str = Field(title="步骤名称")
    approver: Annotated[Boss | Named, Field(discriminator="kind")] = Field(title="审批人")


class Flow(BaseModel):
    gates: list[Gate] = Field(title="步骤")


BODY: tuple[p.Block, ...] = (
    p.Callout(text=Text("请先核对", "Check first"), level="warning"),
    p.Board(
        title=Text("看板", "Board"),
        api="/api/sample/cards",
        group="stage",
        stages=STAGES,
        card=(NAME, PAY),
        move=p.Action(label=Text("移到", "Move to"), api="/api/sample/cards/${id}/move"),
    ),
    p.Tree(
        api="/api/sample/chart",
        columns=(p.Column(name="headcount", label=Text("在职", "Headcount"), kind="integer"),),
        panel=(p.Markdown(text=Text("部门说明", "About the department")),),
    ),
    p.Timeline(
        api="/api/sample/story", kinds=(p.Option(value="up", label=Text("变动", "Change"), colour="success"),)
    ),
    p.Compare(
        api="/api/sample/sides",
        rows=(
            p.Column(name="score", label=Text("得分", "Score"), kind="number"),
            p.Column(name="city", label=Text("城市", "City")),
        ),
        best=("score",),
    ),
    p.Media(api="/api/sample/talk"),
    p.Grid(
        api="/api/sample/plan",
        save_api="/api/sample/plan",
        columns=(p.Column(name="name", label=Text("岗位", "Position")),),
        inputs=(p.Field(name="planned", label=Text("编制", "Planned"), kind="integer"),),
    ),
    p.Table(
        title=Text("名单", "People"),
        api="/api/sample/people",
        columns=(NAME, PAY, STATE, p.Column(name="note", label=Text("备注", "Note"))),
        totals=True,
        row_actions=(
            p.Action(
                label=Text("删除", "Delete"),
                api="/api/sample/people/${id}",
                method="delete",
                type_to_confirm="${name}",
                level="danger",
            ),
        ),
        expand=(p.Markdown(text=Text("展开的内容", "What is inside")),),
    ),
    p.Section(
        title=Text("更多", "More"), collapsed=True, body=(p.Markdown(text=Text("折叠的内容", "Folded")),)
    ),
    p.Columns(
        columns=((p.Markdown(text=Text("左", "left")),), (p.Markdown(text=Text("右", "right")),)),
        widths=(2, 1),
    ),
    p.Tabs(
        tabs=(
            p.Tab(title=Text("可见", "Seen"), body=(p.Form(api="/api/sample/flow", schema=Flow),)),
            p.Tab(title=Text("无权", "Not seen"), body=(), permission="core.nobody.has"),
        )
    ),
    p.Wizard(
        api="/api/sample/wizard",
        steps=(
            p.WizardStep(
                title=Text("基本信息", "Basics"),
                fields=(p.Field(name="first", label=Text("名称", "Name"), required=True),),
            ),
            p.WizardStep(
                title=Text("附件", "Files"),
                fields=(p.Field(name="papers", label=Text("材料", "Papers"), kind="files", accept=".pdf"),),
            ),
        ),
    ),
    p.LinkCards(cards=(p.LinkCard(title=Text("员工", "Employees"), link="/console/core/employees"),)),
)


@pytest.fixture
def sample(renshi: CoreHarness) -> Iterator[None]:
    """A page with one of each."""
    registry = renshi.platform.registry
    before = registry.pages
    made = Page(path="/sample", title=Text("样例", "Sample"), permission=AUTHENTICATED, body=BODY)
    registry.pages = (*before, Owned(CORE, made))
    yield
    registry.pages = before


class Answers:
    """What the page asked for, and what it sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, Any]] = []
        self.refuse = False

    async def handle(self, route: Route) -> None:
        """Answer as the API would."""
        request = route.request
        path = request.url.split("/api/sample/")[1]
        if request.method != "GET":
            body = json.loads(request.post_data) if request.post_data else None
            self.sent.append((request.method, path, body))
            if self.refuse:
                problem = {"title": "Conflict", "detail": "名额已满", "status": 409}
                await route.fulfill(status=409, json=problem)
            else:
                await route.fulfill(json={})
            return
        name = "branch" if "root=a" in path else path.split("?")[0]
        await route.fulfill(json=ANSWERS[name])


@pytest.fixture
async def answers(sample: None, console: Any) -> Answers:
    """The page's API."""
    made = Answers()
    await console.page.route("**/api/sample/**", made.handle)
    return made


async def _open(renshi: CoreHarness, console: Any) -> BrowserPage:
    tenant = await renshi.new_tenant()
    await console.sign_in(tenant)
    await console.open("/console/core/sample")
    page: BrowserPage = console.page
    # A card is dragged to where it lies: every block reads for itself, and what is above it must have come.
    for drawn in (
        ".renshi-card >> text=陈一",
        ".renshi-node >> text=生产部",
        ".renshi-timeline li",
        ".renshi-compare td.best",
        ".renshi-transcript mark",
        ".renshi-grid tbody input",
        ".renshi-table td >> text=王五",
        "#page >> text=1,234,567.50",
        ".renshi-tabs .renshi-form button",
    ):
        await page.wait_for_selector(drawn)
    return page


async def test_each_block_shows_its_data_as_text(renshi: CoreHarness, console: Any, answers: Answers) -> None:
    page = await _open(renshi, console)
    assert await page.title() != "broken in"
    assert await page.locator("img[src=x]").count() == 0
    assert await page.locator(".renshi-board section").nth(0).locator(".renshi-card").count() == 1
    assert "12,000.00" in await page.locator(".renshi-card").first.inner_text()
    assert await page.locator(".renshi-compare td.best").all_inner_texts() == ["8.2"]
    assert await page.locator(".renshi-transcript mark").inner_text() == "十二人的班组"
    assert await page.locator(".renshi-timeline .renshi-year").all_inner_texts() == ["2026", "2025"]
    assert "无权" not in await page.locator(".renshi-tabs").inner_text()
    assert [c for c in console.complaints if "401" not in c] == []


async def test_a_card_is_dragged_and_goes_back_where_it_is_refused(
    renshi: CoreHarness, console: Any, answers: Answers
) -> None:
    page = await _open(renshi, console)
    columns = page.locator(".renshi-board section")
    async with page.expect_response("**/api/sample/cards/c1/move"):
        await page.locator(".renshi-card", has_text="陈一").drag_to(columns.nth(1))
    await columns.nth(1).locator(".renshi-card", has_text="陈一").wait_for()
    assert answers.sent == [("POST", "cards/c1/move", {"stage": "talk"})]
    answers.refuse = True
    await page.locator(".renshi-card", has_text="陈一").locator("button").click()
    await page.locator(".renshi-popup button", has_text="新简历").click()
    await page.wait_for_selector("text=名额已满")
    await columns.nth(1).locator(".renshi-card", has_text="陈一").wait_for()


async def test_a_branch_is_read_when_it_is_opened_and_a_box_has_a_panel(
    renshi: CoreHarness, console: Any, answers: Answers
) -> None:
    page = await _open(renshi, console)
    await page.locator(".renshi-node", has_text="生产部").locator(".renshi-node-more").click()
    for name in ("一车间", "二车间"):
        await page.wait_for_selector(f".renshi-node >> text={name}")
    assert await page.locator(".renshi-node").count() == 4
    await page.locator(".renshi-node-name", has_text="一车间").click()
    await page.wait_for_selector(".renshi-panel >> text=部门说明")


async def test_a_grid_saves_what_was_typed(renshi: CoreHarness, console: Any, answers: Answers) -> None:
    page = await _open(renshi, console)
    cell = page.locator(".renshi-grid tbody input").first
    await cell.fill("14")
    await cell.press("Tab")
    await page.locator(".renshi-grid button[type=submit]").click()
    await page.wait_for_selector("text=已保存")
    assert answers.sent == [("PUT", "plan", {"items": [{"id": "p1", "name": "操作工", "planned": 14}]})]


async def test_what_cannot_be_undone_asks_for_its_name(
    renshi: CoreHarness, console: Any, answers: Answers
) -> None:
    page = await _open(renshi, console)
    await page.locator(".renshi-table button", has_text="删除").click()
    typed = page.locator(".antd-Modal input[name=_typed]")
    await typed.fill("王六")
    await page.locator(".antd-Modal button", has_text="确定").click()
    await page.wait_for_selector("text=输入的内容不一致")
    assert answers.sent == []
    await typed.fill("王五")
    await page.locator(".antd-Modal button", has_text="确定").click()
    await page.wait_for_selector(".antd-Modal", state="detached")
    assert answers.sent == [("DELETE", "people/e1", {})]


async def test_a_union_inside_a_list_is_a_form_of_its_own(
    renshi: CoreHarness, console: Any, answers: Answers
) -> None:
    page = await _open(renshi, console)
    form = page.locator(".renshi-tabs .renshi-form")
    await form.locator("button", has_text="增加").first.click()
    await form.locator("input[name=title]").fill("直属上级")
    await page.locator(".renshi-tabs button[type=submit]").click()
    await page.wait_for_selector("text=已保存")
    assert answers.sent[-1] == (
        "POST",
        "flow",
        {"gates": [{"title": "直属上级", "approver": {"kind": "boss", "level": 1}}]},
    )
