"""Who does something: a person, another system, or a part of this one."""

from dataclasses import dataclass

from balarea.people.models import User
from balarea.people.permissions import IN_OWN_AGENCY, Permission


@dataclass(frozen=True)
class System:
    """Another system that acts by a key: what it may do, and the agency that it is bound to (None: every agency)."""

    name: str
    permissions: frozenset[Permission]
    agency_code: str | None = None

    def may(self, permission: Permission, agency_code: str | None) -> bool:
        """Whether it has the permission, for that agency when one is given."""
        if permission not in self.permissions:
            return False
        free = self.agency_code is None or agency_code is None or permission not in IN_OWN_AGENCY
        return free or agency_code == self.agency_code


Actor = User | System | str
"""A person, another system, or the name of a part of the system such as `system:worker`."""
