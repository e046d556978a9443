"""The plugin's door to HTTP. Needs the extra ``renshi-sdk[web]``."""

from renshi_sdk.web.handlers import (
    AUTHENTICATED,
    STEP_UP,
    Routes,
    delete,
    get,
    patch,
    post,
    public_get,
    public_post,
    put,
)
from renshi_sdk.web.schemas import Schema, page_of

__all__ = [
    "AUTHENTICATED",
    "STEP_UP",
    "Routes",
    "Schema",
    "delete",
    "get",
    "page_of",
    "patch",
    "post",
    "public_get",
    "public_post",
    "put",
]
