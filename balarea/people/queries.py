"""Reads of people."""

from django.contrib.auth.models import AnonymousUser

from balarea.core.errors import NotAllowed
from balarea.people.actors import Actor, System
from balarea.people.models import Role, User
from balarea.people.permissions import IN_OWN_AGENCY, TABLE, Permission, bound_to_agency
from balarea.people.rungs import AGENCY_RUNGS, Rung

__all__ = [
    "Actor",
    "Permission",
    "Role",
    "Rung",
    "System",
    "User",
    "administrators",
    "agency_of",
    "agency_rung",
    "holders",
    "ladder",
    "may",
    "may_determine",
    "must",
    "name_of",
    "people",
    "user",
    "who_may",
]


def may(user: User | AnonymousUser, permission: Permission, agency_code: str | None = None) -> bool:
    """Whether the person has the permission, for that agency when one is given.

    Officers have the permissions of IN_OWN_AGENCY only where `agency_code` is their own; without a code the answer is
    whether they have it anywhere."""
    if not isinstance(user, User) or not user.is_active or permission not in TABLE[Role(user.role)]:
        return False
    if agency_code is None or permission not in IN_OWN_AGENCY or not bound_to_agency(user.role):
        return True
    return bool(user.agency_code) and user.agency_code == agency_code


def must(by: Actor, permission: Permission, agency_code: str | None = None) -> None:
    """NotAllowed unless the actor may; parts of the system may everything."""
    if isinstance(by, User) and not may(by, permission, agency_code):
        raise NotAllowed("Peran Anda tidak mencakup tindakan ini.")
    if isinstance(by, System) and not by.may(permission, agency_code):
        raise NotAllowed("Kunci ini tidak mencakup tindakan itu, atau hanya berlaku untuk instansi lain.")


def may_determine(by: Actor) -> bool:
    """Whether the actor may say finally whose a case is: the regional secretary, the governor, an administrator."""
    if not isinstance(by, User):
        return True
    return may(by, Permission.ADMINISTER) or (by.is_active and by.rung in {Rung.REGIONAL_SECRETARY, Rung.GOVERNOR})


def agency_of(user: User) -> str | None:
    """The agency an officer is bound to; None for roles that see all."""
    return user.agency_code if bound_to_agency(user.role) else None


def name_of(actor: Actor) -> str:
    """The actor as it is written into records."""
    if isinstance(actor, User):
        return actor.username
    return actor.name if isinstance(actor, System) else actor


def user(username: str) -> User | None:
    """The person of a user name."""
    return User.objects.filter(username=username).first()


def people() -> list[User]:
    """Everybody who may log in, by agency and name."""
    return list(User.objects.filter(is_active=True).order_by("agency_code", "username"))


def administrators() -> list[str]:
    """User names of those who administer."""
    return [person.username for person in people() if person.role == Role.ADMINISTRATOR]


def who_may(permission: Permission, agency_code: str) -> list[str]:
    """User names of the officers of an agency who have the permission there."""
    return [
        each.username for each in people() if each.agency_code == agency_code and may(each, permission, agency_code)
    ]


def agency_rung(rung: str) -> bool:
    """Whether the rung is held within one agency."""
    return rung in AGENCY_RUNGS


def ladder() -> dict[tuple[str, str], list[str]]:
    """Who stands where: user names by rung and agency ("" for the province's own rungs).

    The rungs of an agency are held for cases that no agency has yet by the administrators, who sort them."""
    found: dict[tuple[str, str], list[str]] = {}
    for person in people():
        if person.rung:
            found.setdefault((person.rung, person.agency_code), []).append(person.username)
        if person.role == Role.ADMINISTRATOR:
            for rung in AGENCY_RUNGS:
                found.setdefault((rung, ""), []).append(person.username)
    return found


def holders(held: dict[tuple[str, str], list[str]], rung: str, agency_code: str | None) -> list[str]:
    """User names on a rung for a case of that agency, of what `ladder` gave."""
    return held.get((rung, agency_code or "" if agency_rung(rung) else ""), [])
