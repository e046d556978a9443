"""The page of one's own company."""

from __future__ import annotations

from renshi_sdk.contributions import MenuEntry, Page
from renshi_sdk.pages import Action, Column, Detail, Field, Option, Table
from renshi_sdk.text import Text

MANAGE = "core.company.manage"
INDUSTRY_OPTIONS = (
    Option(value="manufacturing", label=Text("制造业", "Manufacturing")),
    Option(value="retail", label=Text("零售与门店", "Retail")),
    Option(value="it", label=Text("信息技术", "Information technology")),
    Option(value="finance", label=Text("金融", "Finance")),
    Option(value="services", label=Text("服务业", "Services")),
    Option(value="other", label=Text("其他", "Other")),
)
ZONE_OPTIONS = tuple(
    Option(value=zone, label=Text(f"{zh}（{zone}）", f"{en} ({zone})"))
    for zone, zh, en in (
        ("Asia/Shanghai", "北京时间", "China"),
        ("Asia/Urumqi", "乌鲁木齐", "Urumqi"),
        ("Asia/Hong_Kong", "香港", "Hong Kong"),
        ("Asia/Taipei", "台北", "Taipei"),
        ("Asia/Singapore", "新加坡", "Singapore"),
        ("Asia/Tokyo", "东京", "Tokyo"),
        ("Asia/Ho_Chi_Minh", "胡志明市", "Ho Chi Minh City"),
        ("Asia/Bangkok", "曼谷", "Bangkok"),
        ("Asia/Jakarta", "雅加达", "Jakarta"),
        ("Asia/Kolkata", "加尔各答", "Kolkata"),
        ("Asia/Dubai", "迪拜", "Dubai"),
        ("Europe/Berlin", "柏林", "Berlin"),
        ("Europe/London", "伦敦", "London"),
        ("America/New_York", "纽约", "New York"),
        ("America/Los_Angeles", "洛杉矶", "Los Angeles"),
    )
)
INDUSTRY = Column(name="industry", label=Text("行业", "Industry"), options=INDUSTRY_OPTIONS, width=120)
COMPANY = Page(
    path="/settings/company",
    title=Text("公司信息", "Company"),
    permission=MANAGE,
    body=(
        Detail(
            api="/api/company",
            title=Text("基本信息", "Facts"),
            columns=(
                Column(name="name", label=Text("公司名称", "Name")),
                Column(name="code", label=Text("编码", "Code")),
                Column(name="credit_code", label=Text("统一社会信用代码", "Credit code")),
                INDUSTRY,
                Column(name="city", label=Text("所在城市", "City")),
                Column(name="time_zone", label=Text("时区", "Time zone"), options=ZONE_OPTIONS),
                Column(
                    name="public_code",
                    label=Text("公开编码", "Public code"),
                    help=Text(
                        "用于招聘页面等对外网址，不能修改", "part of public addresses; it can't be changed"
                    ),
                ),
            ),
            edit=Action(
                label=Text("修改", "Change"),
                api="/api/company",
                method="patch",
                load_api="/api/company",
                fields=(
                    Field(name="name", label=Text("公司名称", "Name"), required=True),
                    Field(
                        name="credit_code",
                        label=Text("统一社会信用代码", "Credit code"),
                        help=Text(
                            "18 位，保存时核对校验位", "18 characters; the check character is verified"
                        ),
                    ),
                    Field(
                        name="industry",
                        label=Text("行业", "Industry"),
                        kind="choice",
                        options=INDUSTRY_OPTIONS,
                        required=True,
                        help=Text("决定推荐启用哪些插件", "decides which plugins are suggested"),
                    ),
                    Field(name="city", label=Text("所在城市", "City"), required=True),
                    Field(
                        name="time_zone",
                        label=Text("时区", "Time zone"),
                        kind="choice",
                        options=ZONE_OPTIONS,
                        required=True,
                        help=Text(
                            "“今天”、打卡时间和定时任务都按此时区计算",
                            "“today”, punches and schedules go by it",
                        ),
                    ),
                ),
                permission=MANAGE,
                done=Text("已保存", "Saved"),
            ),
        ),
        Table(
            title=Text("变更记录", "Changes"),
            api="/api/company/changes",
            columns=(
                Column(name="at", label=Text("时间", "When"), kind="datetime", width=150),
                Column(name="by", label=Text("修改人", "By"), width=140),
                Column(name="title", label=Text("项目", "What"), width=180),
                Column(name="before", label=Text("原值", "Before")),
                Column(name="after", label=Text("新值", "After")),
            ),
            empty=Text("还没有变更", "Nothing has been changed yet"),
            export=False,
        ),
    ),
)
ENTRY = MenuEntry(
    title=Text("公司信息", "Company"),
    page="/settings/company",
    permission=MANAGE,
    section="settings",
    icon="building-user",
    order=29,
)
