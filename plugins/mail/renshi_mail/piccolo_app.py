"""The plugin's tables, as the platform finds them."""

from renshi_mail.tables import Account, Message, SentLetter
from renshi_sdk.db import piccolo_app

APP_CONFIG = piccolo_app("mail", __file__, Account, Message, SentLetter)
