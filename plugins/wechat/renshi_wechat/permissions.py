"""The plugin's rights."""

from __future__ import annotations

from renshi_sdk import Text
from renshi_sdk.contributions import DataScope, Permission, SuggestedRole

ACCOUNT_READ = "wechat.account.read"
ACCOUNT_MANAGE = "wechat.account.manage"
BINDING_READ = "wechat.binding.read"
BINDING_MANAGE = "wechat.binding.manage"
MESSAGE_READ = "wechat.message.read"

_HR = (SuggestedRole.HR, DataScope.COMPANY)
_ADMIN = (SuggestedRole.ADMIN, DataScope.COMPANY)

PERMISSIONS = (
    Permission(ACCOUNT_READ, Text("查看公众号", "See WeChat accounts"), (_HR, _ADMIN)),
    Permission(ACCOUNT_MANAGE, Text("设置公众号", "Set up WeChat accounts"), (_ADMIN,)),
    Permission(BINDING_READ, Text("查看微信绑定", "See WeChat bindings"), (_HR, _ADMIN)),
    Permission(
        BINDING_MANAGE, Text("发放绑定码与解除绑定", "Issue binding codes, end bindings"), (_HR, _ADMIN)
    ),
    Permission(MESSAGE_READ, Text("查看微信消息记录", "See the WeChat message log"), (_HR, _ADMIN)),
)
