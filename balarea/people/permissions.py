"""What each role may do, as data."""

from enum import StrEnum

from balarea.people.models import AGENCY_ROLES, Role


class Permission(StrEnum):
    """One ability; every view and API call names the one it needs."""

    SEE_SITUATION = "see_situation"
    SEE_POSTS = "see_posts"
    CORRECT_POSTS = "correct_posts"
    SEE_DESK = "see_desk"
    SEE_ALL_DESKS = "see_all_desks"
    WORK_CASES = "work_cases"
    FIELD_WORK = "field_work"  # tasks on the spot: his own and the free ones of his agency, nothing else of its desk
    SEE_ORIGINALS = "see_originals"  # what was masked in a case; each look is recorded
    PRIVACY = "privacy"  # requests of citizens about their own data
    SEE_PROGRAMMES = "see_programmes"
    REPORT_PROGRAMMES = "report_programmes"
    SEE_REGISTER = "see_register"
    EDIT_REGISTER = "edit_register"
    WRITE_MESSAGES = "write_messages"
    APPROVE_MESSAGES = "approve_messages"
    SEE_AUDIT = "see_audit"
    ADMINISTER = "administer"


_P = Permission
TABLE: dict[Role, frozenset[Permission]] = {
    Role.ANALYST: frozenset(
        {
            _P.SEE_SITUATION, _P.SEE_POSTS, _P.CORRECT_POSTS, _P.SEE_DESK, _P.SEE_ALL_DESKS, _P.SEE_PROGRAMMES,
            _P.SEE_REGISTER,
        }
    ),
    Role.COMMUNICATIONS: frozenset(
        {
            _P.SEE_SITUATION, _P.SEE_DESK, _P.SEE_PROGRAMMES, _P.REPORT_PROGRAMMES, _P.SEE_REGISTER,
            _P.WRITE_MESSAGES, _P.APPROVE_MESSAGES,
        }
    ),
    Role.OPERATOR: frozenset(
        {
            _P.SEE_POSTS, _P.CORRECT_POSTS, _P.SEE_DESK, _P.WORK_CASES, _P.SEE_ORIGINALS, _P.SEE_PROGRAMMES,
            _P.SEE_REGISTER,
        }
    ),
    Role.FIELD: frozenset({_P.FIELD_WORK}),
    Role.INSPECTOR: frozenset(
        {
            _P.SEE_SITUATION, _P.SEE_POSTS, _P.SEE_DESK, _P.SEE_ALL_DESKS, _P.SEE_ORIGINALS, _P.SEE_PROGRAMMES,
            _P.SEE_REGISTER, _P.SEE_AUDIT,
        }
    ),
    Role.ADMINISTRATOR: frozenset(Permission),
}  # fmt: skip

# Abilities that an officer of one agency has only for that agency (of a post: the agency whose desk its case lies on).
IN_OWN_AGENCY = frozenset(
    {
        _P.SEE_POSTS, _P.CORRECT_POSTS, _P.SEE_DESK, _P.WORK_CASES, _P.FIELD_WORK, _P.SEE_ORIGINALS,
        _P.REPORT_PROGRAMMES, _P.WRITE_MESSAGES, _P.APPROVE_MESSAGES, _P.EDIT_REGISTER,
    }
)  # fmt: skip


def bound_to_agency(role: str) -> bool:
    """Whether the role acts for one agency only."""
    return role in AGENCY_ROLES
