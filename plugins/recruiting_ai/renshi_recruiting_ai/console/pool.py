"""The talent pool and its people."""

from __future__ import annotations

from renshi_recruiting_ai import permissions as may
from renshi_recruiting_ai.console.choices import STAGES
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Column, Detail, Field, Option, Tab, Table, Tabs

DEGREES = tuple(
    Option(value=name, label=Text(name, name)) for name in ("高中", "大专", "本科", "硕士", "博士")
)

_PAIR = (
    Column(name="first_name", label=Text("候选人甲", "One"), link="/console/recruiting_ai/pool/${first_id}"),
    Column(name="first_phone", label=Text("手机号", "Phone")),
    Column(
        name="second_name", label=Text("候选人乙", "Other"), link="/console/recruiting_ai/pool/${second_id}"
    ),
    Column(name="second_phone", label=Text("手机号", "Phone")),
    Column(name="why", label=Text("依据", "Why")),
)

_PAIR_ACTIONS = (
    Action(
        label=Text("合并（保留甲）", "Merge (keep one)"),
        api="/pool/merges",
        fields=(
            Field(name="keep", label=Text("保留", "Keep"), kind="hidden", default="${first_id}"),
            Field(name="merge", label=Text("并入", "Merge"), kind="hidden", default="${second_id}"),
        ),
        confirm=Text(
            "合并后两份记录视为同一人，可随时撤销。", "Both rows become one person; it can be undone."
        ),
        permission=may.CANDIDATE_DECIDE,
        level="primary",
    ),
    Action(
        label=Text("不是同一人", "Two people"),
        api="/pool/distinct",
        fields=(
            Field(name="first", label=Text("甲", "One"), kind="hidden", default="${first_id}"),
            Field(name="second", label=Text("乙", "Other"), kind="hidden", default="${second_id}"),
        ),
        permission=may.CANDIDATE_DECIDE,
    ),
)

POOL = Page(
    path="/pool",
    title=Text("人才库", "Talent pool"),
    permission=may.CANDIDATE_READ,
    body=(
        Tabs(
            tabs=(
                Tab(
                    title=Text("人才", "People"),
                    body=(
                        Table(
                            api="/pool",
                            columns=(
                                Column(
                                    name="name",
                                    label=Text("姓名", "Name"),
                                    sortable=True,
                                    link="/console/recruiting_ai/pool/${id}",
                                ),
                                Column(name="skills", label=Text("技能", "Skills"), kind="tags"),
                                Column(
                                    name="years",
                                    label=Text("年限", "Years"),
                                    kind="number",
                                    sortable=True,
                                    decimals=1,
                                ),
                                Column(name="degree", label=Text("学历", "Degree")),
                                Column(name="city", label=Text("意向城市", "City")),
                                Column(
                                    name="applications",
                                    label=Text("应聘次数", "Applications"),
                                    kind="integer",
                                ),
                                Column(name="last_job", label=Text("最近应聘", "Last job")),
                                Column(
                                    name="last_stage",
                                    label=Text("最近阶段", "Last stage"),
                                    kind="choice",
                                    options=STAGES,
                                ),
                                Column(
                                    name="keep_until",
                                    label=Text("保存至", "Keep until"),
                                    kind="date",
                                    sortable=True,
                                ),
                                Column(
                                    name="do_not_contact",
                                    label=Text("不再联系", "No contact"),
                                    kind="boolean",
                                ),
                                Column(name="phone", label=Text("手机号", "Phone"), hidden=True),
                            ),
                            filters=(
                                Field(name="q", label=Text("姓名、手机号、邮箱", "Name, phone, mail")),
                                Field(name="skills", label=Text("技能（逗号分隔）", "Skills (by commas)")),
                                Field(name="city", label=Text("城市", "City")),
                                Field(
                                    name="years.ge", label=Text("至少年限", "Years at least"), kind="number"
                                ),
                                Field(
                                    name="degree",
                                    label=Text("学历", "Degree"),
                                    kind="choice",
                                    options=DEGREES,
                                ),
                            ),
                            actions=(
                                Action(
                                    label=Text("导入历史候选人", "Import past candidates"),
                                    api="/pool/import",
                                    fields=(
                                        Field(
                                            name="text",
                                            label=Text("CSV 内容（含表头）", "CSV with its header"),
                                            kind="textarea",
                                            required=True,
                                            help=Text(
                                                "表头：姓名, 手机号, 邮箱, 毕业院校, 城市, 工作年限, 学历, 技能, "
                                                "同意方式, 保存至。须有候选人同意入库的依据。",
                                                "Header: 姓名, 手机号, 邮箱, 毕业院校, 城市, 工作年限, 学历, 技能, "
                                                "同意方式, 保存至. Each line needs the consent it rests on.",
                                            ),
                                        ),
                                        Field(
                                            name="apply",
                                            label=Text("写入（不选为试算）", "Write (else a trial)"),
                                            kind="boolean",
                                            default=False,
                                        ),
                                    ),
                                    done=Text("已处理，新增 ${counts.new} 人", "Done, ${counts.new} new"),
                                    permission=may.CANDIDATE_DECIDE,
                                    size="lg",
                                ),
                            ),
                            empty=Text("人才库为空。", "The pool is empty."),
                        ),
                    ),
                ),
                Tab(
                    title=Text("疑似重复", "Look alike"),
                    body=(
                        Table(
                            api="/pool/duplicates",
                            columns=_PAIR,
                            row_actions=_PAIR_ACTIONS,
                            empty=Text("没有疑似重复的候选人。", "Nobody looks like somebody else."),
                        ),
                    ),
                ),
            ),
        ),
    ),
)

PERSON = Page(
    path="/pool/:id",
    title=Text("人才档案", "Person"),
    permission=may.CANDIDATE_READ,
    body=(
        Detail(
            api="/pool/${id}",
            columns=(
                Column(name="name", label=Text("姓名", "Name")),
                Column(name="phone", label=Text("手机号", "Phone")),
                Column(name="email", label=Text("邮箱", "Mail")),
                Column(name="city", label=Text("意向城市", "City")),
                Column(name="years", label=Text("年限", "Years"), kind="number", decimals=1),
                Column(name="degree", label=Text("学历", "Degree")),
                Column(name="school", label=Text("院校（不计分）", "School (not scored)")),
                Column(name="skills", label=Text("技能", "Skills"), kind="tags"),
                Column(name="tags", label=Text("标签", "Tags"), kind="tags"),
                Column(name="keep_until", label=Text("保存至", "Keep until"), kind="date"),
                Column(name="do_not_contact", label=Text("不再联系", "No contact"), kind="boolean"),
            ),
            edit=Action(
                label=Text("更正", "Correct"),
                api="/pool/${id}",
                method="put",
                fields=(
                    Field(name="city", label=Text("意向城市", "City")),
                    Field(name="years", label=Text("年限", "Years"), kind="number"),
                    Field(name="degree", label=Text("学历", "Degree"), kind="choice", options=DEGREES),
                    Field(name="school", label=Text("院校", "School")),
                    Field(name="skills", label=Text("技能", "Skills"), kind="tags"),
                    Field(name="tags", label=Text("标签", "Tags"), kind="tags"),
                ),
                permission=may.CANDIDATE_DECIDE,
            ),
            actions=(
                Action(
                    label=Text("邀请应聘", "Ask for a job"),
                    api="/pool/${id}/reactivate",
                    fields=(
                        Field(
                            name="requisition_id",
                            label=Text("岗位", "Job"),
                            kind="choice",
                            required=True,
                            options_api="/requisitions/options",
                        ),
                        Field(
                            name="notify",
                            label=Text("发送消息", "Write to them"),
                            kind="boolean",
                            default=True,
                        ),
                    ),
                    permission=may.CANDIDATE_DECIDE,
                    level="primary",
                ),
                Action(
                    label=Text("登记入库同意", "Consent to the pool"),
                    api="/pool/${id}/keep",
                    fields=(
                        Field(name="until", label=Text("保存至", "Keep until"), kind="date", required=True),
                        Field(name="consent", label=Text("同意方式与时间", "How and when"), required=True),
                    ),
                    permission=may.CANDIDATE_DECIDE,
                ),
                Action(
                    label=Text("不再联系", "No contact"),
                    api="/pool/${id}/do-not-contact",
                    fields=(
                        Field(name="on", label=Text("不再联系", "No contact"), kind="boolean", default=True),
                        Field(name="reason", label=Text("原因", "Reason"), required=True),
                    ),
                    permission=may.CANDIDATE_DECIDE,
                    level="danger",
                ),
            ),
        ),
        Table(
            title=Text("应聘记录", "Applications"),
            api="/pool/${id}/applications",
            columns=(
                Column(
                    name="requisition_title",
                    label=Text("岗位", "Job"),
                    link="/console/recruiting_ai/candidates/${id}",
                ),
                Column(name="stage", label=Text("阶段", "Stage"), kind="choice", options=STAGES),
                Column(name="channel", label=Text("渠道", "Channel")),
                Column(name="created_at", label=Text("时间", "At"), kind="datetime"),
            ),
        ),
        Table(
            title=Text("疑似同一人", "Looks like"),
            api="/pool/${id}/duplicates",
            columns=_PAIR,
            row_actions=_PAIR_ACTIONS,
            export=False,
        ),
        Table(
            title=Text("合并记录", "Merges"),
            api="/pool/${id}/merges",
            columns=(
                Column(name="name", label=Text("并入的记录", "Merged row")),
                Column(name="reasons", label=Text("依据", "Why")),
                Column(name="merged_by_name", label=Text("操作人", "By")),
                Column(name="merged_at", label=Text("时间", "At"), kind="datetime"),
                Column(name="undone_at", label=Text("撤销时间", "Undone"), kind="datetime"),
            ),
            row_actions=(
                Action(
                    label=Text("撤销合并", "Undo"),
                    api="/pool/merges/${id}/undo",
                    visible_when="!undone_at",
                    confirm=Text("撤销后两份记录恢复原样。", "Both rows will be as they were."),
                    permission=may.CANDIDATE_DECIDE,
                ),
            ),
            export=False,
        ),
    ),
)
