"""The WeChat wire protocol: callbacks in, API calls out.

Wraps wechatpy 1.8.18 (the newest stable release) and mends what it leaves open; nothing outside this
package imports wechatpy. Pure apart from :mod:`client`, which talks HTTP.
"""

from renshi_wechat.protocol.behaviour import (
    Behaviour,
    Effect,
    ErrorClass,
    Retry,
    behaviour_of,
    template_outcome,
)
from renshi_wechat.protocol.callback import Callback, CallbackSecrets
from renshi_wechat.protocol.client import AccessPoint, WeChatApi
from renshi_wechat.protocol.errors import ApiError, BadCallback, BadConfiguration, Refusal
from renshi_wechat.protocol.inbound import Inbound, parse_inbound
from renshi_wechat.protocol.reply import MAX_REPLY_BYTES, cut_utf8, safe_text, text_reply

__all__ = [
    "MAX_REPLY_BYTES",
    "AccessPoint",
    "ApiError",
    "BadCallback",
    "BadConfiguration",
    "Behaviour",
    "Callback",
    "CallbackSecrets",
    "Effect",
    "ErrorClass",
    "Inbound",
    "Refusal",
    "Retry",
    "WeChatApi",
    "behaviour_of",
    "cut_utf8",
    "parse_inbound",
    "safe_text",
    "template_outcome",
    "text_reply",
]
