"""`balarea up`: the whole product on one machine."""

import os
from typing import Annotated

import typer
from rich.console import Console

from balarea.ops import django, serve


def up(
    port: Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="Port of the web server.")] = 8000,
    data_dir: Annotated[str | None, typer.Option(help="Folder of the data; default ./data.")] = None,
    demo: Annotated[bool, typer.Option("--demo/--no-demo", help="Load the demo data.")] = True,
) -> None:
    """Run PostgreSQL, the web server and the worker until Ctrl-C.

    Example: balarea up --port 9000 --data-dir ~/balarea"""
    os.environ.setdefault(
        "BALAREA_PUBLIC_URL", f"http://localhost:{port}"
    )  # links that are shown lead to this very one
    serve.run(django.data_dir(data_dir), port, demo=demo, console=Console(stderr=True))
