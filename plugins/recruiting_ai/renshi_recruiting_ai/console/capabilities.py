"""Which parts of an interview's analysis are there, and whether a signal may count."""

from __future__ import annotations

from renshi_recruiting_ai import permissions as may
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Column, Field, Markdown, Option, Tab, Table, Tabs

PART_STATES = (
    Option(value="ready", label=Text("可用", "Ready"), colour="success"),
    Option(value="fallback", label=Text("简易方法", "Fallback"), colour="warning"),
    Option(value="absent", label=Text("未安装，不分析", "Absent: not analysed")),
    Option(value="faulty", label=Text("已停用，请处理", "Out of use"), colour="danger"),
)
SIGNAL = (
    Option(value="speech", label=Text("声音", "Voice")),
    Option(value="video", label=Text("画面", "Picture")),
)
ABOUT = Text(
    "这里列出本系统能分析什么、用的是哪个模型、许可证和文件摘要。未安装的部分不分析，报告中写明，绝不计为 0 分。"
    "模型目录只能由系统管理员在服务器上安装（命令 `renshi-models`），每个文件按 SHA-256 固定；"
    "文件缺失或被改动即停用，系统不会自行下载。",
    "What this installation can analyse, with which model, licence and hash. What is absent is not"
    " analysed; reports say so, and "
    "it is never a zero. Model directories are installed by the operator on the server (`renshi-models`) and pinned by "
    "SHA-256; a missing or changed one is not used, and nothing is fetched.",
)
WEIGHTS = Text(
    "声音与画面信号默认权重为 0，只供复核时参考。研究显示它们对预测工作表现几乎没有额外帮助，却更容易带来偏差。"
    "确有岗位需要时，由有权限的人写明理由后开启，记录永久保留；适用法域禁止的不能开启。"
    "计分规则 signals-1 只看三件事：语速、三秒以上的长停顿、是否在画面中；音高、语调、音色、口音、朝向、表情没有规则，"
    "永不计分。选择了更多时间的候选人不按时间评价。权重自下一次评分起生效，报告写明所占百分比。",
    "Signals of voice and picture have weight 0 and only help a reviewer. Research finds hardly any gain"
    " from them, and more bias. "
    "Where a job needs one, somebody with the right turns it on with a reason that is kept; what the law"
    " forbids can't be. The rules signals-1 look at three things: rate of speech, pauses of three seconds and more, and"
    " being in the picture; pitch, intonation, voice, accent, head direction and expression have no rule and never"
    " count. Who chose more time is not measured by the clock. A weight counts from the next score on, by name.",
)

CAPABILITIES = Page(
    path="/capabilities",
    title=Text("面试能力一览", "Interview capabilities"),
    permission=may.CANDIDATE_READ,
    body=(
        Tabs(
            tabs=(
                Tab(
                    title=Text("分析组件", "Parts"),
                    body=(
                        Markdown(text=ABOUT),
                        Table(
                            api="/capabilities",
                            columns=(
                                Column(name="title_shown", label=Text("组件", "Part"), width=130),
                                Column(
                                    name="state",
                                    label=Text("状态", "State"),
                                    kind="choice",
                                    options=PART_STATES,
                                ),
                                Column(name="does_shown", label=Text("做什么", "What it does")),
                                Column(name="model", label=Text("模型", "Model")),
                                Column(name="licence", label=Text("许可证", "Licence")),
                                Column(
                                    name="hash_short", label=Text("SHA-256（前 16 位）", "SHA-256 (first 16)")
                                ),
                                Column(name="add_shown", label=Text("如何添加", "How to add it")),
                            ),
                        ),
                    ),
                ),
                Tab(
                    title=Text("信号是否计分", "What may count"),
                    body=(
                        Markdown(text=WEIGHTS),
                        Table(
                            api="/signal-policy",
                            columns=(
                                Column(
                                    name="signal", label=Text("信号", "Signal"), kind="choice", options=SIGNAL
                                ),
                                Column(name="weight", label=Text("权重（%）", "Weight (%)"), kind="integer"),
                                Column(name="justification", label=Text("理由", "Justification")),
                                Column(name="jurisdiction", label=Text("适用法域", "Jurisdiction")),
                                Column(name="decided_by_name", label=Text("决定人", "By")),
                                Column(name="decided_at", label=Text("时间", "At"), kind="datetime"),
                            ),
                            actions=(
                                Action(
                                    label=Text("变更", "Change"),
                                    api="/signal-policy",
                                    permission=may.SETTINGS_EDIT,
                                    level="primary",
                                    fields=(
                                        Field(
                                            name="signal",
                                            label=Text("信号", "Signal"),
                                            kind="choice",
                                            options=SIGNAL,
                                            required=True,
                                        ),
                                        Field(
                                            name="weight",
                                            label=Text("权重（0 至 20 %）", "Weight (0 to 20 %)"),
                                            kind="integer",
                                            required=True,
                                            default=0,
                                        ),
                                        Field(
                                            name="justification",
                                            label=Text(
                                                "岗位为何需要（不少于 20 字）",
                                                "Why the job needs it (20 characters)",
                                            ),
                                            kind="textarea",
                                            required=True,
                                        ),
                                    ),
                                ),
                            ),
                            empty=Text("从未开启，权重均为 0。", "Never turned on: all weights are 0."),
                        ),
                    ),
                ),
            )
        ),
    ),
)
