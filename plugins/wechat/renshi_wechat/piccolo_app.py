"""The plugin's tables."""

from renshi_sdk.db import piccolo_app
from renshi_wechat.accounts.tables import Account
from renshi_wechat.bindings.tables import Binding, BindingCode
from renshi_wechat.conversation.tables import ApprovalCode, Draft
from renshi_wechat.guests.tables import Guest
from renshi_wechat.messages.tables import Inbound, Outbound, Window

APP_CONFIG = piccolo_app(
    "wechat",
    __file__,
    Account,
    Binding,
    BindingCode,
    Guest,
    Inbound,
    Window,
    Outbound,
    Draft,
    ApprovalCode,
)
