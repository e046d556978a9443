"""The review page of an interview: recording beside scores, people's values, blind marks, files; and the comparison."""

from __future__ import annotations

from renshi_recruiting_ai import permissions as may
from renshi_recruiting_ai.console.choices import DECIDE, HONEST, SCORED, STAGES
from renshi_recruiting_ai.console.second_looks import IDENTITY, OPINIONS
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import (
    Action,
    Column,
    Columns,
    Compare,
    Detail,
    Field,
    Markdown,
    Media,
    Option,
    Tab,
    Table,
    Tabs,
)

CALIBRATION = (
    Option(
        value="uncalibrated, rule v1",
        label=Text("未校准（规则第 1 版），仅供参考", "uncalibrated, rule v1"),
        colour="warning",
    ),
)
KINDS = (
    Option(value="audio", label=Text("录音", "Sound"), colour="info"),
    Option(value="video", label=Text("录像", "Video"), colour="info"),
)
_HEAD = Detail(
    api="/interviews/${id}",
    columns=(
        Column(
            name="name",
            label=Text("姓名", "Name"),
            link="/console/recruiting_ai/candidates/${application_id}",
        ),
        Column(name="requisition_title", label=Text("应聘岗位", "Job")),
        Column(name="stage", label=Text("阶段", "Stage"), kind="choice", options=STAGES),
        Column(name="match_percent", label=Text("岗位匹配（%）", "Match (%)"), kind="integer"),
        Column(name="match_band", label=Text("误差范围", "Band")),
        Column(name="match_by_people", label=Text("人工调整后（%）", "By people (%)"), kind="integer"),
        Column(name="formula", label=Text("计算式", "Formula")),
        Column(name="reasons", label=Text("理由", "Reasons")),
        Column(name="calibration", label=Text("校准", "Calibration"), options=CALIBRATION),
        Column(name="report_intact", label=Text("报告未被改动", "Report intact"), kind="boolean"),
    ),
    actions=(
        Action(
            label=Text("作出决定", "Decide"),
            api="/applications/${application_id}/decisions",
            fields=DECIDE,
            level="primary",
            permission=may.CANDIDATE_DECIDE,
        ),
        Action(
            label=Text("生成 PDF 报告", "Make the PDF"),
            api="/interviews/${id}/documents",
            download=True,
        ),
        Action(
            label=Text("调整得分", "Change a score"),
            api="/interviews/${id}/overrides",
            fields=(
                Field(
                    name="dimension",
                    label=Text("维度", "Dimension"),
                    kind="choice",
                    required=True,
                    options_api="/interviews/${id}/dimension-options",
                ),
                Field(
                    name="score",
                    label=Text("人工得分（0–10，一位小数）", "Own score (0–10, one decimal)"),
                    kind="number",
                    required=True,
                ),
                Field(name="reason", label=Text("理由", "Reason"), kind="textarea", required=True),
            ),
            visible_when="score_id",
            permission=may.CANDIDATE_DECIDE,
        ),
        Action(
            label=Text("重新评分", "Score again"),
            api="/interviews/${id}/rescore",
            confirm=Text("旧版本会保留。继续？", "The version there is stays. Go on?"),
            permission=may.CANDIDATE_DECIDE,
        ),
        Action(
            label=Text("按最新权重重新评分", "Score by the newest weights"),
            api="/interviews/${id}/rescore?newest_profile=true",
            confirm=Text(
                "按岗位画像最新版本的权重重新评分，旧分数保留。请对同一岗位的候选人一视同仁。继续？",
                "Scores by the newest version of the job profile; the score there is stays. Treat all candidates of a"
                " job alike. Go on?",
            ),
            permission=may.CANDIDATE_DECIDE,
        ),
    ),
)
_DIMENSIONS = Tab(
    title=Text("各维度", "Dimensions"),
    body=(
        Table(
            api="/interviews/${id}/standing",
            columns=(
                Column(name="label", label=Text("维度", "Dimension"), width=120),
                Column(name="status", label=Text("状态", "Status"), kind="choice", options=SCORED, width=90),
                Column(name="score", label=Text("得分", "Score"), kind="number", decimals=1, width=70),
                Column(name="band", label=Text("误差范围", "Band"), width=90),
                Column(
                    name="by_person", label=Text("人工", "By people"), kind="number", decimals=1, width=70
                ),
                Column(name="why_changed", label=Text("调整理由", "Why changed")),
                Column(name="anchor", label=Text("量表描述", "Anchor")),
                Column(name="missing", label=Text("未谈到", "Not spoken of")),
                Column(name="weight", label=Text("权重", "Weight"), kind="integer", width=60),
            ),
            export=False,
            empty=Text("没有评分。", "There are no scores."),
        ),
        Table(
            title=Text("人工调整记录", "Changes by people"),
            api="/interviews/${id}/overrides",
            columns=(
                Column(name="score_version", label=Text("评分版本", "Version"), kind="integer", width=90),
                Column(name="dimension", label=Text("维度", "Dimension")),
                Column(name="score_before", label=Text("原分", "Before"), kind="number", decimals=1),
                Column(name="score_after", label=Text("人工", "After"), kind="number", decimals=1),
                Column(name="reason", label=Text("理由", "Reason")),
                Column(name="decided_by_name", label=Text("调整人", "By")),
                Column(name="decided_at", label=Text("时间", "At"), kind="datetime"),
            ),
            export=False,
            empty=Text("没有人工调整。", "Nobody has changed a score."),
        ),
    ),
)
_TRANSCRIPT = Tab(
    title=Text("问答与依据", "Transcript and evidence"),
    body=(
        Columns(
            columns=(
                (
                    Media(
                        api="/interviews/${id}/player",
                        title=Text(
                            "问答原文（标出评分所依据的原话）",
                            "Transcript, with the words that scores rest on",
                        ),
                    ),
                ),
                (
                    Table(
                        title=Text("各维度得分", "Scores"),
                        api="/interviews/${id}/standing",
                        columns=(
                            Column(name="label", label=Text("维度", "Dimension")),
                            Column(
                                name="score", label=Text("得分", "Score"), kind="number", decimals=1, width=60
                            ),
                            Column(name="band", label=Text("误差范围", "Band"), width=90),
                            Column(
                                name="by_person",
                                label=Text("人工", "By people"),
                                kind="number",
                                decimals=1,
                                width=60,
                            ),
                        ),
                        export=False,
                        empty=Text("没有评分。", "There are no scores."),
                    ),
                ),
            ),
            widths=(2, 1),
        ),
    ),
)
_RECORDINGS = Tab(
    title=Text("录音录像", "Recordings"),
    body=(
        Table(
            api="/interviews/${id}/recordings",
            columns=(
                Column(name="turn_no", label=Text("第几问", "Turn"), kind="integer", width=80),
                Column(name="attempt", label=Text("第几次", "Attempt"), kind="integer", width=80),
                Column(name="kind", label=Text("类型", "Kind"), kind="choice", options=KINDS),
                Column(name="seconds", label=Text("时长（秒）", "Seconds"), kind="number", decimals=1),
                Column(name="fault", label=Text("问题", "Problem")),
                Column(name="keep_until", label=Text("保存到", "Kept until"), kind="date"),
            ),
            expand=(Media(api="/recordings/${id}/player"),),
            export=False,
            empty=Text("没有录音录像。展开一行可播放。", "There are no recordings."),
        ),
        Table(
            title=Text("计分的声音与画面信号", "Signals of voice and picture that count"),
            api="/interviews/${id}/signal-scores",
            columns=(
                Column(name="label", label=Text("信号", "Signal"), width=120),
                Column(name="measure", label=Text("测量", "Measured"), width=110),
                Column(name="score", label=Text("得分", "Score"), kind="number", decimals=1, width=70),
                Column(name="weight", label=Text("占匹配（%）", "Of the match (%)"), width=100),
                Column(name="anchor", label=Text("说明", "Anchor")),
                Column(name="where", label=Text("依据的时段", "Moments")),
            ),
            export=False,
            empty=Text("声音与画面不计分。", "Voice and picture do not count."),
        ),
    ),
)
_QUOTES = Tab(
    title=Text("原话依据", "Quotes"),
    body=(
        Table(
            api="/interviews/${id}/evidence",
            columns=(
                Column(name="dimension", label=Text("维度", "Dimension"), width=120),
                Column(name="words", label=Text("原话", "Words")),
                Column(name="why", label=Text("依据", "Why")),
                Column(name="turn_no", label=Text("第几问", "Turn"), kind="integer", width=70),
                Column(name="start", label=Text("起", "From"), kind="integer", width=60),
                Column(name="end", label=Text("止", "To"), kind="integer", width=60),
            ),
        ),
    ),
)
_FLAGS = Tab(
    title=Text("需人工查看", "To look at"),
    body=(
        Table(
            api="/interviews/${id}/flags",
            columns=(
                Column(name="message", label=Text("提示", "What")),
                Column(name="words", label=Text("原话", "Words")),
                Column(name="question", label=Text("题目", "Question")),
            ),
            export=False,
            empty=Text("没有需要特别查看的地方。", "Nothing particular to look at."),
        ),
    ),
)
_MARKS = Tab(
    title=Text("人工盲评", "Blind marks"),
    body=(
        Markdown(
            text=Text(
                "为了校准，请由两人各自打分，且在打开报告之前。提交自己的评分后才能看到别人的。",
                "For calibration two people mark the answers, each alone and before opening the report. Others' marks"
                " are shown after your own are in.",
            )
        ),
        Table(
            api="/interviews/${id}/marks",
            columns=(
                Column(name="question", label=Text("题目", "Question")),
                Column(name="rater_name", label=Text("评分人", "By"), width=100),
                Column(name="mark", label=Text("评分", "Mark"), kind="integer", width=70),
                Column(name="words", label=Text("依据", "Why")),
                Column(name="blind", label=Text("盲评", "Blind"), kind="boolean", width=70),
            ),
            actions=(
                Action(
                    label=Text("去打分", "Mark the answers"),
                    link="/console/recruiting_ai/marks/${id}",
                    permission=may.CANDIDATE_DECIDE,
                ),
            ),
            export=False,
            empty=Text("还没有可看的人工评分。", "There are no marks to see yet."),
        ),
    ),
)
_VERSIONS = Tab(
    title=Text("版本与文件", "Versions and files"),
    body=(
        Table(
            title=Text("评分版本", "Score versions"),
            api="/interviews/${id}/scores",
            columns=(
                Column(name="version", label=Text("版本", "Version"), kind="integer", width=70),
                Column(name="scorer", label=Text("评分规则", "Scorer")),
                Column(name="match_percent", label=Text("匹配", "Match"), kind="integer", width=70),
                Column(name="input_digest", label=Text("输入摘要", "Input digest")),
                Column(name="report_digest", label=Text("报告摘要", "Report digest")),
                Column(name="created_at", label=Text("时间", "At"), kind="datetime"),
            ),
            export=False,
        ),
        Table(
            title=Text("报告文件", "Report files"),
            api="/interviews/${id}/documents",
            columns=(
                Column(name="made_at", label=Text("生成时间", "Made at"), kind="datetime"),
                Column(name="made_by_name", label=Text("生成人", "By")),
                Column(name="score_version", label=Text("评分版本", "Version"), kind="integer"),
                Column(
                    name="sha256", label=Text("SHA-256（审计记录中有同一值）", "SHA-256 (as in the audit)")
                ),
            ),
            row_actions=(
                Action(
                    label=Text("下载", "Download"),
                    api="/documents/${id}",
                    method="get",
                    download=True,
                    visible_when="kept",
                    level="link",
                ),
            ),
            export=False,
            empty=Text("还没有生成报告文件。", "No report file has been made."),
        ),
    ),
)
INTERVIEW = Page(
    path="/interviews/:id",
    title=Text("面试复核", "Interview review"),
    permission=may.CANDIDATE_READ,
    body=(
        Markdown(text=HONEST),
        _HEAD,
        Tabs(
            tabs=(
                _DIMENSIONS,
                _TRANSCRIPT,
                _RECORDINGS,
                _QUOTES,
                OPINIONS,
                IDENTITY,
                _FLAGS,
                _MARKS,
                _VERSIONS,
            )
        ),
    ),
)
COMPARE = Page(
    path="/compare/:id",
    title=Text("候选人比较", "Compare candidates"),
    permission=may.CANDIDATE_READ,
    body=(
        Markdown(text=HONEST),
        Compare(
            api="/compare/${id}",
            link="/console/recruiting_ai/interviews/${interview_id}",
            rows=(
                Column(name="stage", label=Text("阶段", "Stage"), kind="choice", options=STAGES),
                Column(name="match_percent", label=Text("匹配（%）", "Match (%)"), kind="integer"),
                Column(name="match_band", label=Text("误差范围", "Band")),
                Column(name="needs_person", label=Text("需人工查看", "Look at it"), kind="boolean"),
                *(
                    Column(name=f"dimension_{number}", label=Text(f"维度 {number}", f"Dimension {number}"))
                    for number in range(1, 7)
                ),
            ),
            empty=Text("还没有已评分的候选人。", "Nobody has been scored yet."),
        ),
    ),
)
