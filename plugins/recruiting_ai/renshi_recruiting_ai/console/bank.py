"""The question bank."""

from __future__ import annotations

from renshi_recruiting_ai import permissions as may
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Column, Field, Option, Table

INDUSTRIES = (
    Option(value="manufacturing", label=Text("制造", "Manufacturing")),
    Option(value="retail", label=Text("零售", "Retail")),
    Option(value="it", label=Text("信息技术", "IT")),
    Option(value="finance", label=Text("金融", "Finance")),
)
INTENTS = (
    Option(value="behavioural", label=Text("行为", "Behavioural"), colour="info"),
    Option(value="case", label=Text("案例", "Case"), colour="success"),
    Option(value="knowledge", label=Text("知识", "Knowledge")),
    Option(value="motivation", label=Text("意愿", "Motivation")),
)
LANGUAGES = (
    Option(value="zh", label=Text("中文", "Chinese")),
    Option(value="en", label=Text("英文", "English")),
)

BANK = Page(
    path="/question-bank",
    title=Text("面试题库", "Question bank"),
    permission=may.PROFILE_READ,
    body=(
        Table(
            api="/question-bank",
            columns=(
                Column(name="key", label=Text("编号", "Key"), width=130),
                Column(name="text", label=Text("题目（中文）", "Question (Chinese)")),
                Column(name="text_en", label=Text("题目（英文）", "Question (English)")),
                Column(name="intent", label=Text("类型", "Kind"), kind="choice", options=INTENTS, width=90),
                Column(name="competency_label", label=Text("考察能力", "Competency"), width=110),
                Column(name="points_shown", label=Text("期望要点", "What a good answer speaks of")),
                Column(name="seconds", label=Text("限时（秒）", "Seconds"), kind="integer", width=90),
                Column(name="own", label=Text("自有", "Own"), kind="boolean", width=70),
                Column(name="version", label=Text("版本", "Version"), kind="integer", hidden=True),
            ),
            row_actions=(
                Action(
                    label=Text("移出题库", "Take out"),
                    api="/question-bank/${key}",
                    method="delete",
                    confirm=Text(
                        "已组卷的岗位画像不受影响，历史版本保留。确定移出？",
                        "Plans keep it and its versions stay. Take it out?",
                    ),
                    visible_when="own",
                    permission=may.PROFILE_EDIT,
                    level="link",
                ),
            ),
            filters=(
                Field(name="industry", label=Text("行业", "Industry"), kind="choice", options=INDUSTRIES),
                Field(name="intent", label=Text("类型", "Kind"), kind="choice", options=INTENTS),
            ),
            actions=(
                Action(
                    label=Text("下载题库（xlsx）", "Download (xlsx)"),
                    api="/question-bank/sheet",
                    method="get",
                    download=True,
                ),
                Action(
                    label=Text("导入题目", "Import"),
                    api="/question-bank/import",
                    fields=(
                        Field(
                            name="file_id",
                            label=Text("工作簿（xlsx，格式同下载的文件）", "Workbook (xlsx, as downloaded)"),
                            kind="file",
                            required=True,
                            accept=".xlsx",
                            max_mb=5,
                            help=Text(
                                "编号已有的题目另存为新版本；有一行不合格则全部不导入。",
                                "A key that is there makes a new version; one bad line and nothing is taken.",
                            ),
                        ),
                    ),
                    permission=may.PROFILE_EDIT,
                    done=Text("已导入", "Taken in"),
                ),
                Action(
                    label=Text("组卷为岗位画像", "Make a plan"),
                    api="/question-bank/plans",
                    level="primary",
                    permission=may.PROFILE_EDIT,
                    fields=(
                        Field(
                            name="key", label=Text("画像编号（小写英文）", "Key (lower case)"), required=True
                        ),
                        Field(name="title", label=Text("岗位", "Job"), required=True),
                        Field(name="summary", label=Text("说明", "Summary"), required=True),
                        Field(
                            name="language",
                            label=Text("面试语言", "Language"),
                            kind="choice",
                            options=LANGUAGES,
                            default="zh",
                            required=True,
                        ),
                        Field(
                            name="questions",
                            label=Text(
                                "题目编号，按提问顺序以逗号分隔", "Keys in the order asked, by commas"
                            ),
                            kind="textarea",
                            required=True,
                        ),
                    ),
                ),
            ),
        ),
    ),
)
