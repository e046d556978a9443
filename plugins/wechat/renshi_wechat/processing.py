"""What WeChat bindings are processed for."""

from __future__ import annotations

from renshi_sdk import Text
from renshi_sdk.contributions import DataCategory, Processing

PROCESSING = Processing(
    purpose=Text(
        "员工自愿绑定微信，接收通知和办理事项",
        "notices and self-service over WeChat, bound by people's own choice",
    ),
    basis=Text("个人同意（绑定时给出，解绑即撤回）", "consent: given by binding, taken back by unbinding"),
    categories=(DataCategory.ACCOUNT, DataCategory.MESSAGES),
    people=Text("绑定微信的员工", "employees who bound WeChat"),
    recipients=Text("腾讯（微信公众平台）", "Tencent (WeChat platform)"),
)
