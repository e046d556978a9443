"""AES envelope of the safe mode (安全模式): wechatpy's, with a strict decoder and real random bytes."""

from __future__ import annotations

import base64
import binascii
import re
import secrets
import struct

from wechatpy.crypto import PrpCrypto

from renshi_wechat.protocol.errors import BadCallback, BadConfiguration, Refusal

_BLOCK = 32
_PREFIX = 16
_AES_KEY = re.compile(r"[A-Za-z0-9+/]{43}")


def decode_aes_key(encoding_aes_key: str) -> bytes:
    """The 32 key bytes of a 43-character EncodingAESKey, or :class:`BadConfiguration`."""
    if not _AES_KEY.fullmatch(encoding_aes_key):
        raise BadConfiguration("消息加解密密钥（EncodingAESKey）须为 43 位英文字母或数字")
    return base64.b64decode(encoding_aes_key + "=")


class _Prp(PrpCrypto):  # type: ignore[misc]
    def get_random_string(self) -> bytes:
        return secrets.token_bytes(_PREFIX)


class Envelope:
    """Encrypts and decrypts for one appid."""

    def __init__(self, key: bytes, appid: str) -> None:
        self._prp = _Prp(key)
        self._appid = appid

    def encrypt(self, text: str) -> str:
        return str(self._prp.encrypt(text, self._appid).decode("ascii"))

    def decrypt(self, encrypted: str) -> str:
        """The plain text, or :class:`BadCallback`: every length is checked before it is used."""
        try:
            data = base64.b64decode(encrypted, validate=True)
        except (binascii.Error, ValueError):
            raise BadCallback(Refusal.CIPHER) from None
        if not data or len(data) % _BLOCK:
            raise BadCallback(Refusal.CIPHER)
        plain: bytes = self._prp.cipher.decrypt(data)
        pad = plain[-1]
        if not 1 <= pad <= _BLOCK or plain[-pad:] != bytes([pad]) * pad:
            raise BadCallback(Refusal.CIPHER)
        content = plain[_PREFIX:-pad]
        if len(content) < 4:
            raise BadCallback(Refusal.CIPHER)
        (length,) = struct.unpack(">I", content[:4])
        if length > len(content) - 4:
            raise BadCallback(Refusal.CIPHER)
        if content[4 + length :] != self._appid.encode():
            raise BadCallback(Refusal.APPID)
        try:
            return content[4 : 4 + length].decode("utf-8")
        except UnicodeDecodeError:
            raise BadCallback(Refusal.CIPHER) from None
