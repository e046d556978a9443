"""Accounts over HTTP."""

from renshi_core.identity import account_endpoints, role_endpoints, session_endpoints, step_up_endpoints
from renshi_core.identity.security import endpoints as security_endpoints
from renshi_core.identity.welcome import WELCOME

HANDLERS = (
    *security_endpoints.HANDLERS,
    *session_endpoints.HANDLERS,
    *account_endpoints.HANDLERS,
    *step_up_endpoints.HANDLERS,
    *role_endpoints.HANDLERS,
    *WELCOME,
)
