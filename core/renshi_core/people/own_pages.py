"""Console pages of people's own file, of imports, and of documents that run out."""

from __future__ import annotations

from renshi_core.people import file_pages
from renshi_core.people.fields.choices import PAPERS
from renshi_core.people.page_parts import REGIMES, STATUS
from renshi_sdk.contributions import Page
from renshi_sdk.pages import (
    Action,
    Callout,
    Column,
    Detail,
    Field,
    Figure,
    Figures,
    Markdown,
    Option,
    Progress,
    Tab,
    Table,
    Tabs,
)
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED

IMPORT = "core.employee.import"

_OWN = Detail(
    api="/api/employees/me",
    title=Text("任职信息", "Employment"),
    columns=(
        Column(name="name", label=Text("姓名", "Name")),
        Column(name="number", label=Text("工号", "Number")),
        Column(name="status", label=Text("状态", "Status"), options=STATUS),
        Column(name="company_name", label=Text("公司", "Company")),
        Column(name="department_name", label=Text("部门", "Department")),
        Column(name="position_title", label=Text("岗位", "Position")),
        Column(name="manager_name", label=Text("直属上级", "Manager")),
        Column(name="grade", label=Text("职级", "Grade")),
        Column(name="work_regime", label=Text("工时制", "Work regime"), options=REGIMES),
        Column(name="hired_on", label=Text("入职日期", "Hired on"), kind="date"),
    ),
)
MY_FILE = Page(
    path="/my-file",
    title=Text("我的档案", "My file"),
    permission=AUTHENTICATED,
    body=(
        Callout(
            text=Text(
                "您可以在此核对和更新个人信息：部分内容保存后立即生效，部分须人事审批（银行账户一律审批）。",
                "Check and update what is kept about you: some changes at once, some takes approval (accounts always).",
            )
        ),
        Tabs(
            tabs=(
                Tab(title=Text("任职信息", "Employment"), body=(_OWN,)),
                file_pages.personal_tab(own=True),
                *(file_pages.section_tab(name, own=True) for name in file_pages.ROWS),
            )
        ),
    ),
)

_STATES = (
    Option(value="checking", label=Text("校验中", "Checking"), colour="info"),
    Option(value="checked", label=Text("待确认", "To confirm"), colour="warning"),
    Option(value="writing", label=Text("写入中", "Writing"), colour="info"),
    Option(value="done", label=Text("已完成", "Done"), colour="success"),
    Option(value="failed", label=Text("失败", "Failed"), colour="danger"),
)
_ACTIONS = (
    Option(value="create", label=Text("入职", "Hire"), colour="success"),
    Option(value="update", label=Text("更新", "Update"), colour="info"),
    Option(value="same", label=Text("无变化", "The same")),
    Option(value="refuse", label=Text("有问题", "Problem"), colour="danger"),
)
IMPORTS = Page(
    path="/employee-imports",
    title=Text("导入员工", "Import employees"),
    permission=IMPORT,
    body=(
        Markdown(
            text=Text(
                "1. 下载模板并填写；2. 上传后先校验全部行；3. 核对预览后确认写入。同一文件重复导入不会产生重复人员。",
                "1. Fill in the template. 2. Upload it: all rows are checked. 3. Look at the preview and confirm."
                " The same sheet twice makes nobody twice.",
            )
        ),
        Table(
            api="/api/employee-imports",
            columns=(
                Column(name="name", label=Text("文件", "File"), link="/console/core/employee-imports/${id}"),
                Column(name="state", label=Text("状态", "State"), options=_STATES, width=100),
                Column(name="counts.rows", label=Text("行数", "Rows"), kind="integer", width=80),
                Column(name="counts.refuse", label=Text("有问题", "Problems"), kind="integer", width=80),
                Column(name="counts.written", label=Text("已写入", "Written"), kind="integer", width=80),
                Column(name="created_by_name", label=Text("上传人", "By"), width=110),
                Column(name="created_at", label=Text("上传时间", "When"), kind="datetime", width=150),
            ),
            actions=(
                Action(
                    label=Text("上传文件", "Upload"),
                    api="/api/employee-imports",
                    fields=(
                        Field(
                            name="file_id",
                            label=Text("文件", "File"),
                            kind="file",
                            required=True,
                            accept=".xlsx,.csv",
                            max_mb=20,
                        ),
                    ),
                    level="primary",
                    redirect="/console/core/employee-imports/${id}",
                ),
                Action(
                    label=Text("下载模板", "Template"),
                    api="/api/employee-imports/template",
                    method="get",
                    download=True,
                ),
            ),
            empty=Text("还没有导入记录，请先下载模板", "No import yet; download the template first"),
            export=False,
        ),
    ),
)
IMPORT_PAGE = Page(
    path="/employee-imports/:id",
    title=Text("导入预览", "Import"),
    permission=IMPORT,
    body=(
        Detail(
            api="/api/employee-imports/${id}",
            columns=(
                Column(name="name", label=Text("文件", "File")),
                Column(name="state", label=Text("状态", "State"), options=_STATES),
                Column(name="created_by_name", label=Text("上传人", "By")),
                Column(name="ignored", label=Text("未识别的列", "Columns not known"), visible_when="ignored"),
                Column(name="failure", label=Text("失败原因", "Why it failed"), visible_when="failure"),
            ),
            actions=(
                Action(
                    label=Text("确认导入", "Import"),
                    api="/api/employee-imports/${id}/confirm",
                    fields=(
                        Field(
                            name="without_wrong",
                            label=Text("跳过有问题的行", "Leave out rows with problems"),
                            kind="boolean",
                            default=False,
                        ),
                    ),
                    level="primary",
                    visible_when="state == 'checked'",
                    done=Text("已开始写入", "Writing has begun"),
                ),
                Action(
                    label=Text("下载问题行", "Rows with problems"),
                    api="/api/employee-imports/${id}/errors",
                    method="get",
                    download=True,
                    visible_when="refuse",
                ),
            ),
        ),
        Progress(api="/api/employee-imports/${id}/job", title=Text("正在处理", "Working")),
        Figures(
            api="/api/employee-imports/${id}",
            figures=(
                Figure(name="rows", label=Text("总行数", "Rows")),
                Figure(name="create", label=Text("将入职", "To hire")),
                Figure(name="update", label=Text("将更新", "To update")),
                Figure(name="same", label=Text("无变化", "The same")),
                Figure(name="refuse", label=Text("有问题", "Problems")),
                Figure(name="written", label=Text("已写入", "Written")),
            ),
        ),
        Table(
            api="/api/employee-imports/${id}/rows",
            columns=(
                Column(name="row_no", label=Text("行号", "Row"), kind="integer", width=70),
                Column(name="action", label=Text("处理", "What"), options=_ACTIONS, width=100),
                Column(name="number", label=Text("已有工号", "Known as"), width=110),
                Column(name="name", label=Text("已有姓名", "Name"), width=110),
                Column(name="said", label=Text("问题", "Problems")),
            ),
            filters=(Field(name="action", label=Text("处理", "What"), kind="choice", options=_ACTIONS),),
            export=False,
        ),
    ),
)
EXPIRING = Page(
    path="/expiring-documents",
    title=Text("到期证件", "Expiring documents"),
    permission="core.employee.change",
    body=(
        Table(
            api="/api/employee-documents/expiring",
            columns=(
                Column(
                    name="name",
                    label=Text("姓名", "Name"),
                    link="/console/core/employees/${employee_id}",
                    width=120,
                ),
                Column(name="number", label=Text("工号", "Number"), width=110),
                Column(
                    name="kind",
                    label=Text("类型", "Kind"),
                    options=tuple(Option(value=c, label=t) for c, t in PAPERS.items()),
                    width=140,
                ),
                Column(name="title", label=Text("名称", "Title")),
                Column(
                    name="expires_on",
                    label=Text("有效期至", "Expires on"),
                    kind="date",
                    sortable=True,
                    width=120,
                ),
            ),
            empty=Text("90 天内没有到期证件", "No document runs out within 90 days"),
        ),
    ),
)
