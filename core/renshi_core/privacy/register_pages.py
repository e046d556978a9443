"""Pages of the register of processing and of impact assessments."""

from __future__ import annotations

from renshi_core.privacy.register.assessments import CASES
from renshi_core.privacy.retention.endpoints import MANAGE, READ
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Column, Detail, Field, Option, Table
from renshi_sdk.text import Text

RISKS = (
    Option(value="low", label=Text("低", "Low"), colour="success"),
    Option(value="medium", label=Text("中", "Medium"), colour="warning"),
    Option(value="high", label=Text("高", "High"), colour="danger"),
)
CONCLUSIONS = (
    Option(value="proceed", label=Text("可以处理", "Proceed"), colour="success"),
    Option(value="with_measures", label=Text("采取措施后处理", "With measures"), colour="info"),
    Option(value="stop", label=Text("停止处理", "Stop"), colour="danger"),
)
STATES = (
    Option(value="missing", label=Text("需评估", "Needed"), colour="danger"),
    Option(value="overdue", label=Text("需复评", "Review due"), colour="warning"),
    Option(value="stopped", label=Text("应停止", "To be stopped"), colour="danger"),
    Option(value="done", label=Text("已评估", "Done"), colour="success"),
    Option(value="not_needed", label=Text("无需评估", "Not needed")),
)
_DUE = (
    Option(value="true", label=Text("已到期", "Due"), colour="danger"),
    Option(value="false", label=Text("未到期", "Not yet")),
)


def _long(name: str, zh: str, en: str) -> Field:
    return Field(name=name, label=Text(zh, en), kind="textarea", required=True)


ASSESSMENTS = (
    Table(
        api="/api/privacy/assessments",
        columns=(
            Column(
                name="title", label=Text("评估", "Assessment"), link="/console/core/privacy/assessments/${id}"
            ),
            Column(name="about", label=Text("对象", "About"), width=130),
            Column(name="version", label=Text("版本", "Version"), kind="integer", width=70),
            Column(name="risk", label=Text("风险", "Risk"), options=RISKS, width=70),
            Column(name="conclusion", label=Text("结论", "Conclusion"), options=CONCLUSIONS, width=130),
            Column(name="review_on", label=Text("复评日期", "Review"), kind="date", sortable=True, width=110),
            Column(name="overdue", label=Text("复评", "Due"), options=_DUE, width=90),
            Column(name="keep_until", label=Text("保存至", "Kept until"), kind="date", width=110),
            Column(name="decided_by_name", label=Text("评估人", "By"), width=110),
        ),
        filters=(Field(name="q", label=Text("名称", "Title")),),
        actions=(
            Action(
                label=Text("新增评估", "New assessment"),
                api="/api/privacy/assessments",
                fields=(
                    Field(
                        name="subject",
                        label=Text("对象", "About"),
                        kind="choice",
                        options_api="/api/privacy/subjects",
                        required=True,
                    ),
                    Field(name="title", label=Text("名称", "Title"), required=True),
                    Field(
                        name="cases",
                        label=Text("评估情形", "Why it is needed"),
                        kind="choices",
                        options=tuple(Option(value=value, label=label) for value, label in CASES.items()),
                        required=True,
                        help=Text("个人信息保护法第五十五条", "PIPL art. 55"),
                    ),
                    _long("purpose", "处理目的与方式", "Purpose and way"),
                    _long("necessity", "合法、正当、必要性", "Lawful, fair and needed"),
                    _long("impact", "对个人权益的影响及风险", "What it does to people"),
                    _long("measures", "保护措施及其有效性", "Measures, and whether they fit"),
                    Field(
                        name="risk",
                        label=Text("风险等级", "Risk"),
                        kind="choice",
                        options=RISKS,
                        required=True,
                    ),
                    Field(
                        name="conclusion",
                        label=Text("结论", "Conclusion"),
                        kind="choice",
                        options=CONCLUSIONS,
                        required=True,
                    ),
                    Field(
                        name="review_on", label=Text("复评日期", "Next review"), kind="date", required=True
                    ),
                ),
                level="primary",
                permission=MANAGE,
                size="lg",
            ),
        ),
        empty=Text("还没有影响评估", "There is no assessment yet"),
    ),
)
REGISTER = (
    Table(
        api="/api/privacy/register",
        columns=(
            Column(name="title", label=Text("处理活动", "Processing"), width=150),
            Column(name="people", label=Text("涉及人员", "Whose data"), width=110),
            Column(name="purpose", label=Text("处理目的", "What for"), kind="textarea"),
            Column(name="categories", label=Text("个人信息种类", "Categories"), kind="textarea"),
            Column(name="sensitive", label=Text("其中敏感", "Sensitive"), kind="textarea"),
            Column(name="recipients", label=Text("接收方", "Recipients"), kind="textarea", width=140),
            Column(name="assessment_state", label=Text("影响评估", "Assessment"), options=STATES, width=110),
            Column(name="basis", label=Text("法律依据", "Lawful ground"), kind="textarea", hidden=True),
            Column(name="kept", label=Text("保存期限", "Kept for"), kind="textarea", hidden=True),
            Column(name="tables", label=Text("数据表", "Tables"), kind="integer", hidden=True, width=80),
            Column(name="sealed", label=Text("加密字段", "Sealed"), kind="integer", hidden=True, width=80),
        ),
        actions=(
            Action(
                label=Text("导出 Excel", "Workbook"),
                api="/api/privacy/register/export",
                method="get",
                download=True,
            ),
            Action(
                label=Text("导出 PDF", "PDF"),
                api="/api/privacy/register/export?layout=pdf",
                method="get",
                download=True,
            ),
        ),
        export=False,
    ),
)
ASSESSMENT = Page(
    path="/privacy/assessments/:id",
    title=Text("影响评估", "Assessment"),
    permission=READ,
    body=(
        Detail(
            api="/api/privacy/assessments/${id}",
            columns=(
                Column(name="title", label=Text("名称", "Title")),
                Column(name="version", label=Text("版本", "Version"), kind="integer"),
                Column(name="cases_shown", label=Text("评估情形", "Why it was needed")),
                Column(name="purpose", label=Text("处理目的与方式", "Purpose and way"), kind="textarea"),
                Column(
                    name="necessity",
                    label=Text("合法、正当、必要性", "Lawful, fair and needed"),
                    kind="textarea",
                ),
                Column(name="impact", label=Text("影响及风险", "What it does to people"), kind="textarea"),
                Column(name="measures", label=Text("保护措施", "Measures"), kind="textarea"),
                Column(name="risk", label=Text("风险等级", "Risk"), options=RISKS),
                Column(name="conclusion", label=Text("结论", "Conclusion"), options=CONCLUSIONS),
                Column(name="review_on", label=Text("复评日期", "Next review"), kind="date"),
                Column(name="keep_until", label=Text("保存至", "Kept until"), kind="date"),
                Column(name="decided_by_name", label=Text("评估人", "By")),
                Column(name="decided_at", label=Text("评估时间", "When"), kind="datetime"),
            ),
            per_row=1,
        ),
    ),
)
