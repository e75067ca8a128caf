"""`balarea officer`: enter a person, or change the role, agency or password of one."""

import sys
from typing import Annotated

import typer

from balarea.ops import django
from balarea.ops.errors import OpsError

ROLES = "analyst, communications, operator, field, inspector or administrator"


def officer(
    username: Annotated[str, typer.Argument(help="Login of the person.")],
    role: Annotated[str, typer.Option(help=ROLES)],
    agency: Annotated[str, typer.Option(help="Code of the agency, for communications, operator and field.")] = "",
    name: Annotated[str, typer.Option(help="Full name.")] = "",
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from stdin.")] = False,
    data_dir: Annotated[str | None, typer.Option(help="Folder of the data; default ./data.")] = None,
) -> None:
    """Enter a person who may log in, or change one; the password is asked for.

    Examples:

      balarea officer siti --role administrator --name "Siti Rahma"

      balarea officer budi --role operator --agency dbmpr"""
    with django.migrated(django.data_dir(data_dir)):
        _check(username, role, agency)
        password = sys.stdin.readline().rstrip("\n") if password_stdin else _ask()
        _save(username, role, agency, name, password)
    print(f"{username} may log in as {role}{f' of {agency}' if agency else ''}.")


def _ask() -> str:
    answer: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return answer


def _check(username: str, role: str, agency: str) -> None:
    from django.core.exceptions import ValidationError

    from balarea.people.permissions import bound_to_agency
    from balarea.people.queries import Role, User
    from balarea.registry import queries

    if role not in Role.values:
        raise OpsError(f"--role {role}: write {ROLES}")
    try:
        User._meta.get_field("username").run_validators(username)
    except ValidationError:
        raise OpsError(f"{username!r}: a login has up to 150 letters, digits and @ . + - _ only") from None
    if bound_to_agency(role) and not agency:
        raise OpsError(f"--agency: {role} works for one agency, give its code")
    if agency and not bound_to_agency(role):
        raise OpsError(f"--agency: {role} sees all agencies, leave it out")
    if agency and queries.agency(agency) is None:
        raise OpsError(f"--agency {agency}: not in the register")


def _save(username: str, role: str, agency: str, name: str, password: str) -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from balarea.people.queries import Role, User
    from balarea.registry import services

    try:
        validate_password(password, User(username=username))
    except ValidationError as error:
        raise OpsError(f"password: {' '.join(error.messages)}") from None
    services.save_officer(username, password, Role(role), agency_code=agency, name=name, by="cli:officer")
