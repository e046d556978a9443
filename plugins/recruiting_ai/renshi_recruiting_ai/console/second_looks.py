"""Tabs of the review page beside the rules' own: a language model's opinions, the identity check."""

from __future__ import annotations

from renshi_recruiting_ai import permissions as may
from renshi_sdk import Text
from renshi_sdk.pages import Action, Column, Field, Markdown, Option, Tab, Table

_GIVEN_BY = (
    Option(value="candidate", label=Text("候选人", "Candidate")),
    Option(value="hr", label=Text("招聘人员", "Recruiter")),
)
_COMPARED = (
    Option(value="waiting", label=Text("等待视频", "Waiting for a video"), colour="info"),
    Option(value="compared", label=Text("已比对", "Compared"), colour="success"),
    Option(value="not_compared", label=Text("未比对", "Not compared")),
)
_BANDS = (
    Option(value="alike", label=Text("相似", "Alike"), colour="success"),
    Option(value="unclear", label=Text("不明确", "Unclear"), colour="warning"),
    Option(value="unlike", label=Text("不相似", "Unlike"), colour="danger"),
)
_DECIDED = (
    Option(value="same", label=Text("是本人", "The same person"), colour="success"),
    Option(value="other", label=Text("不是本人", "Somebody else"), colour="danger"),
    Option(value="unclear", label=Text("无法判断", "Can't tell"), colour="warning"),
)
OPINIONS = Tab(
    title=Text("大模型意见", "Language model"),
    body=(
        Markdown(
            text=Text(
                "大模型逐题给出的参考意见，由人工智能生成。只有引用了候选人原话、几次判断一致"
                "且与规则评分相差不超过 3 分的才计入，其余仅供查看。规则评分始终保留。",
                "Opinions on each answer, made by a language model. Only those count that quote the candidate's own"
                " words, agree with themselves and are within 3 points of the rules; the rules' score is always kept.",
            )
        ),
        Table(
            api="/interviews/${id}/opinions",
            columns=(
                Column(name="question", label=Text("题目", "Question")),
                Column(name="rules", label=Text("规则", "Rules"), kind="number", decimals=1, width=70),
                Column(name="median", label=Text("大模型", "Model"), kind="number", decimals=1, width=80),
                Column(name="samples", label=Text("各次判断", "Samples"), width=90),
                Column(name="counts", label=Text("计入", "Counts"), kind="boolean", width=70),
                Column(name="reason", label=Text("理由（大模型生成）", "Reason (made by the model)")),
                Column(name="quotes", label=Text("引用的原话", "Quoted words")),
                Column(name="note_shown", label=Text("说明", "Note")),
            ),
            export=False,
            empty=Text(
                "没有大模型意见：公司未启用，或候选人未同意。",
                "None: no language model is on, or the candidate did not agree.",
            ),
        ),
    ),
)
IDENTITY = Tab(
    title=Text("本人核验", "Identity"),
    body=(
        Markdown(
            text=Text(
                "与证件照比对一次，须候选人另行同意；照片比对后即删除，不保存人脸特征，不参与评分。相似度只供参考，"
                "是否为本人由人判断；未同意的由招聘人员人工核验，不影响应聘。",
                "Compared with an ID photo once, with a consent of its own; the photo is deleted afterwards, no feature"
                " of the face is kept, and no score depends on it. People decide; whoever does not agree is checked by"
                " hand, with no disadvantage.",
            )
        ),
        Table(
            api="/interviews/${id}/identity",
            columns=(
                Column(name="created_at", label=Text("提交时间", "Given at"), kind="datetime", width=150),
                Column(
                    name="given_by", label=Text("照片来源", "Photo from"), kind="choice", options=_GIVEN_BY
                ),
                Column(name="state", label=Text("状态", "State"), kind="choice", options=_COMPARED),
                Column(
                    name="similarity", label=Text("相似度", "Likeness"), kind="number", decimals=2, width=80
                ),
                Column(
                    name="threshold", label=Text("阈值", "Threshold"), kind="number", decimals=2, width=70
                ),
                Column(name="band", label=Text("区间", "Band"), kind="choice", options=_BANDS),
                Column(name="reason_shown", label=Text("说明", "Note")),
                Column(name="decision", label=Text("人工判断", "Decided"), kind="choice", options=_DECIDED),
                Column(name="decision_reason", label=Text("判断理由", "Why")),
                Column(name="decided_by_name", label=Text("判断人", "By")),
            ),
            actions=(
                Action(
                    label=Text("用手头的照片比对", "Compare with a photo at hand"),
                    api="/interviews/${id}/identity",
                    fields=(
                        Field(
                            name="file_id",
                            label=Text("证件照", "Photo"),
                            kind="file",
                            accept=".jpg,.jpeg,.png",
                            max_mb=5,
                            required=True,
                        ),
                    ),
                    permission=may.CANDIDATE_DECIDE,
                ),
                Action(
                    label=Text("记录判断", "Record what you found"),
                    api="/interviews/${id}/identity/decision",
                    fields=(
                        Field(
                            name="decision",
                            label=Text("是否本人", "The same person?"),
                            kind="choice",
                            options=_DECIDED,
                            required=True,
                        ),
                        Field(name="reason", label=Text("理由", "Why"), kind="textarea", required=True),
                    ),
                    level="primary",
                    permission=may.CANDIDATE_DECIDE,
                ),
            ),
            export=False,
            empty=Text(
                "没有本人核验：未启用，或候选人未提供照片。", "None: not turned on, or no photo was given."
            ),
        ),
    ),
)
