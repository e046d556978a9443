"""The plugin's tables, as the platform finds them."""

from renshi_contracts.register.tables import Contract, Counter, Renewal
from renshi_sdk.db import piccolo_app

APP_CONFIG = piccolo_app("contracts", __file__, Contract, Renewal, Counter)
