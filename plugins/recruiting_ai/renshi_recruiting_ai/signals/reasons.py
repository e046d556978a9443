"""Why something was not measured, in words."""

from __future__ import annotations

from renshi_sdk import Text

REASONS: dict[str, Text] = {
    "too_little_speech": Text(
        "有声部分不足 2 秒，不作判断", "less than two seconds of speech: nothing is said about it"
    ),
    "too_noisy": Text(
        "环境噪声过大（信噪比低于 10 分贝），不作判断", "too noisy (below 10 dB): nothing is said about it"
    ),
    "overdriven": Text("录音过载失真，不作判断", "the microphone was overdriven: nothing is said about it"),
    "no_consent": Text("候选人未同意，未分析", "the candidate did not agree: not analysed"),
    "not_installed": Text("此安装没有该分析组件", "this installation lacks the part"),
    "model_changed": Text(
        "模型文件缺失或被改动，已停用", "the model's files are missing or changed: not used"
    ),
    "model_unusable": Text("模型目录不能用于转写", "the model directory can't be used for transcription"),
    "turned_off": Text("公司未启用", "the company has not turned it on"),
    "forbidden_here": Text("适用法域禁止启用", "it may not be turned on in this jurisdiction"),
    "no_video": Text("没有画面", "there is no picture"),
    "media_refused": Text("录音未通过检查", "the recording was refused"),
    "no_photo": Text("没有证件照可比对", "there is no ID photo to compare with"),
    "no_face": Text("画面中未找到人脸", "no face was found"),
}
