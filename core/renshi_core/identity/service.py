"""What others call: accounts, roles, keys and the founding of groups."""

from renshi_core.identity.invitations import invite
from renshi_core.identity.keys import create_api_key, revoke_api_key
from renshi_core.identity.roles import grant_role, revoke_grant, role_holders, seed_roles
from renshi_core.identity.tenants import create_tenant
from renshi_core.identity.users import create_user, disable_user, enable_user, set_password

__all__ = [
    "create_api_key",
    "create_tenant",
    "create_user",
    "disable_user",
    "enable_user",
    "grant_role",
    "invite",
    "revoke_api_key",
    "revoke_grant",
    "role_holders",
    "seed_roles",
    "set_password",
]
