"""Everybody's own page about their data."""

from __future__ import annotations

from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Callout, Cards, Column, Field, Option, Tab, Table, Tabs
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED

KINDS = (
    Option(value="copy", label=Text("查阅复制", "Copy")),
    Option(value="erasure", label=Text("删除", "Erasure"), colour="warning"),
)
STATES = (
    Option(value="working", label=Text("处理中", "Under way"), colour="info"),
    Option(value="done", label=Text("已完成", "Done"), colour="success"),
)
ANSWERS = (
    Option(value="open", label=Text("待选择", "To answer"), colour="warning"),
    Option(value="given", label=Text("已同意", "Given"), colour="success"),
    Option(value="refused", label=Text("未同意", "Not given")),
    Option(value="withdrawn", label=Text("已撤回", "Taken back")),
    Option(value="outdated", label=Text("内容已更新", "New words"), colour="warning"),
)


def _answer(label: Text, given: bool, state: str, level: str) -> Action:
    return Action(
        label=label,
        api="/api/privacy/mine/consents/${name}",
        fields=(
            Field(name="given", label=Text("选择", "Answer"), kind="hidden", default=given),
            Field(name="version", label=Text("版本", "Version"), kind="hidden"),
        ),
        confirm=Text("${text}", "${text}"),
        visible_when=state,
        level=level,  # type: ignore[arg-type]
        done=Text("已记录您的选择", "Your answer was kept"),
    )


MINE = Page(
    path="/my-privacy",
    title=Text("我的隐私", "My privacy"),
    permission=AUTHENTICATED,
    body=(
        Callout(
            text=Text(
                "您可以在此查看和撤回同意、复制公司保存的您的个人信息，或申请删除。您的选择不影响劳动关系。",
                "See and take back consents, copy what is kept about you, or ask for its erasure. Nothing else of your "
                "employment depends on it.",
            )
        ),
        Tabs(
            tabs=(
                Tab(
                    title=Text("同意事项", "Consents"),
                    body=(
                        Cards(
                            api="/api/privacy/mine/consents",
                            text_field="text",
                            badge=Column(name="state", label=Text("状态", "State"), options=ANSWERS),
                            columns=(
                                Column(name="version", label=Text("版本", "Version"), kind="integer"),
                                Column(name="at", label=Text("时间", "When"), kind="datetime"),
                            ),
                            actions=(
                                _answer(Text("同意", "Agree"), True, "state != 'given'", "primary"),
                                _answer(Text("不同意", "Refuse"), False, "state == 'open'", "default"),
                                _answer(Text("撤回同意", "Take back"), False, "state == 'given'", "default"),
                            ),
                            empty=Text("目前没有需要您同意的事项", "You aren't asked for anything"),
                        ),
                    ),
                ),
                Tab(
                    title=Text("我的数据", "My data"),
                    body=(
                        Table(
                            api="/api/privacy/mine",
                            columns=(
                                Column(name="kind", label=Text("类型", "Kind"), options=KINDS, width=110),
                                Column(name="state", label=Text("状态", "State"), options=STATES, width=110),
                                Column(name="created_at", label=Text("提出时间", "Asked"), kind="datetime"),
                                Column(name="due_on", label=Text("答复期限", "Due"), kind="date"),
                            ),
                            actions=(
                                Action(
                                    label=Text("复制我的数据", "Copy my data"),
                                    api="/api/privacy/mine/copy",
                                    level="primary",
                                    done=Text(
                                        "已开始生成，完成后可下载，七天内有效",
                                        "Under way; download it within seven days when it is done",
                                    ),
                                ),
                                Action(
                                    label=Text("申请删除", "Ask for erasure"),
                                    link="/console/core/requests/new/core.erasure",
                                ),
                            ),
                            row_actions=(
                                Action(
                                    label=Text("下载", "Download"),
                                    api="/api/privacy/cases/${id}/file",
                                    method="get",
                                    download=True,
                                    visible_when="kind == 'copy' && state == 'done'",
                                    level="link",
                                ),
                            ),
                            export=False,
                            poll_seconds=15,
                            empty=Text("您还没有提出过请求", "You haven't asked for anything"),
                        ),
                    ),
                ),
            )
        ),
    ),
)
