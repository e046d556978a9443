"""What people are asked before their phone's place is used."""

from renshi_sdk import Text
from renshi_sdk.contributions import ConsentPurpose

LOCATION = "attendance.location"
CONSENTS = (
    ConsentPurpose(
        name=LOCATION,
        title=Text("打卡时使用位置信息", "Use of the place where one punches"),
        text=Text(
            "公司仅在您用手机打卡的当时读取位置或所连 Wi-Fi，用于判断是否在工作地点，不在其他时间收集，"
            "也不用于行踪分析。位置随打卡记录保存，到期删除。您可以随时撤回同意；撤回后可使用考勤机或补卡申请打卡，"
            "不影响劳动关系。",
            "Your phone's place or Wi-Fi is read at the moment you punch, to tell whether you are at a place of "
            "work, at no other time and for nothing else. It is kept with the punch and goes with it. You can take "
            "this back at any time and punch at a device or by request instead; nothing else of your employment "
            "depends on it.",
        ),
    ),
)
