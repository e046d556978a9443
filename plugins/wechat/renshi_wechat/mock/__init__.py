"""A stand-in for WeChat on this machine, for tests, demonstrations and plugin authors.

:class:`MockWeChat` is a real HTTP server on loopback that answers like ``api.weixin.qq.com``;
:class:`Platform` plays WeChat's servers against a callback address, signing and encrypting with code of
its own. Neither is used by the plugin in production.
"""

from renshi_wechat.mock.platform import Platform, Reply
from renshi_wechat.mock.server import MockWeChat
from renshi_wechat.mock.world import MockUser, Sent, World

__all__ = ["MockUser", "MockWeChat", "Platform", "Reply", "Sent", "World"]
