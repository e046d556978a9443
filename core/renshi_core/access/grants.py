"""Rights, as they stand for one actor in one company."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from renshi_sdk.contributions import DataScope

EVERYTHING = "*"
ROLE = "role:"
"""``role:<code>`` stands for a role that may read employee files, as far as its right to read them reaches.

It is no right of its own: fields of the employee file are shown by role, over the people whom the role reaches.
"""
WIDTH = {scope: width for width, scope in enumerate(DataScope)}
"""How far a scope reaches, narrowest 0; the order in which ``DataScope`` lists them."""


def narrower(left: DataScope, right: DataScope) -> DataScope:
    """The one of two scopes that reaches less far."""
    return left if WIDTH[left] <= WIDTH[right] else right


@dataclass(frozen=True, slots=True)
class Grant:
    """One right and its reach.

    ``company_id`` ``None``: in every company of the tenant. ``department_id`` names the root of the subtree
    of a ``DEPARTMENT`` scope; without one it's the departments that the user heads, or else belongs to.
    """

    permission: str
    scope: DataScope
    company_id: UUID | None = None
    department_id: UUID | None = None

    def holds_in(self, company_id: UUID) -> bool:
        """Whether it counts in a company."""
        return self.company_id is None or self.company_id == company_id


@dataclass(frozen=True)
class Grants:
    """All rights of an actor; the union counts."""

    entries: tuple[Grant, ...] = ()
    _by_permission: dict[str, tuple[Grant, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[str, tuple[Grant, ...]] = {}
        for entry in self.entries:
            found[entry.permission] = (*found.get(entry.permission, ()), entry)
        object.__setattr__(self, "_by_permission", found)

    @classmethod
    def system(cls) -> Grants:
        """Every right, everywhere in the tenant: the platform itself."""
        return _SYSTEM

    @classmethod
    def none(cls) -> Grants:
        """No right at all: candidates and other visitors."""
        return _NONE

    def of(self, permission: str) -> tuple[Grant, ...]:
        """The grants that hold ``permission``."""
        return (*self._by_permission.get(permission, ()), *self._by_permission.get(EVERYTHING, ()))

    def allows(self, permission: str) -> bool:
        """Whether ``permission`` is held in any scope."""
        return permission in self._by_permission or EVERYTHING in self._by_permission

    def reach(self, permission: str) -> DataScope | None:
        """The widest scope in which ``permission`` is held; ``None`` where it isn't."""
        return max((grant.scope for grant in self.of(permission)), key=WIDTH.__getitem__, default=None)

    def in_company(self, company_id: UUID) -> Grants:
        """What of this counts in a company."""
        return Grants(tuple(grant for grant in self.entries if grant.holds_in(company_id)))

    @property
    def permissions(self) -> frozenset[str]:
        """Names of all permissions held, ``*`` among them for the platform itself."""
        return frozenset(name for name in self._by_permission if not name.startswith(ROLE))

    @property
    def names(self) -> frozenset[str]:
        """Names of permissions and roles held."""
        return frozenset(self._by_permission)


_SYSTEM = Grants((Grant(EVERYTHING, DataScope.TENANT),))
_NONE = Grants()
