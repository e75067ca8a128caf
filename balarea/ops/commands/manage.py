"""`balarea manage`: Django's own commands on Balarea's database."""

import typer
from django.core.management import execute_from_command_line

from balarea.ops import django


def manage(context: typer.Context) -> None:
    """Run a Django management command, for example `balarea manage dbshell`."""
    with django.ready(django.data_dir()):
        execute_from_command_line(["balarea manage", *context.args])
