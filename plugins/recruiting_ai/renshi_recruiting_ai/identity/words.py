"""Why nothing was compared, in words."""

from __future__ import annotations

from renshi_sdk import Text

REASONS: dict[str, Text] = {
    "not_installed": Text(
        "此安装没有人脸比对模型，请人工核验", "no model of identity is installed; please check by hand"
    ),
    "no_recognition": Text(
        "所装模型包不含人脸比对，请人工核验",
        "the installed pack has no model of identity; please check by hand",
    ),
    "photo_without_face": Text("照片中没有人脸或不止一人", "there is no face in the photo, or more than one"),
    "no_face": Text("视频中没有单独一人的画面", "no frame of the video shows one person alone"),
    "no_video": Text("视频无法解码", "the video can't be decoded"),
    "replaced": Text("已换用另一张照片", "another photo was given instead"),
}
