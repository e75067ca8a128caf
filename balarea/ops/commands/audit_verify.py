"""`balarea audit verify`: prove the record of every write."""

import json
from typing import Annotated

import typer

from balarea.ops import django


def audit_verify(
    data_dir: Annotated[str | None, typer.Option(help="Folder of the data; default ./data.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Recompute the hash chain; exit code 1 names the first event that was altered, removed or added.

    Example: balarea audit verify"""
    with django.migrated(django.data_dir(data_dir)):
        from balarea.audit.queries import verify

        found = verify()
    if as_json:
        print(
            json.dumps(
                {"ok": found.ok, "count": found.count, "first_bad_id": found.first_bad_id, "reason": found.fault or ""}
            )
        )
    elif found.ok:
        print(f"The chain holds: {found.count:,} events.")
    else:
        print(f"The chain is broken at {found.where}: {found.fault}. {found.count:,} events before it are proven.")
    if not found.ok:
        raise typer.Exit(1)
