"""`balarea registry import`: agencies and their duties from CSV tables."""

from pathlib import Path
from typing import Annotated

import typer

from balarea.core.errors import BalareaError
from balarea.ops import django
from balarea.ops.errors import OpsError


def registry_import(
    agencies: Annotated[Path | None, typer.Option(help="CSV: code,name,kind,level,area,site.")] = None,
    duties: Annotated[Path | None, typer.Option(help="CSV: agency,topic,part,area.")] = None,
    west_java: Annotated[bool, typer.Option("--west-java", help="The tables that come with Balarea.")] = False,
    data_dir: Annotated[str | None, typer.Option(help="Folder of the data; default ./data.")] = None,
) -> None:
    """Add or change agencies, and give those named in the second table exactly its duties; others stay as they are.

    Levels: province, regency, national, utility. A part divides a topic (docs/routing.md); an empty area is the whole
    province. Any error is named with its line, and nothing is changed.

    Examples:

      balarea registry import --west-java

      balarea registry import --agencies instansi.csv --duties urusan.csv"""
    if west_java == bool(agencies or duties):
        raise OpsError("Give --west-java, or --agencies and --duties with your own tables.")
    texts = tuple(_read(path) for path in (agencies, duties))
    names = tuple(path.name if path else "" for path in (agencies, duties))
    with django.migrated(django.data_dir(data_dir)):
        from balarea.registry import services

        try:
            done = services.import_tables(
                *(services.west_java() if west_java else texts), by="cli:registry", names=(names[0], names[1])
            )
        except BalareaError as error:
            raise OpsError(f"nothing was changed:\n{error}") from None
    print(f"{done.agencies} agencies and {done.duties} duties are in the register.")


def _read(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return path.read_text(encoding="utf8")
    except (OSError, UnicodeDecodeError) as error:
        raise OpsError(f"{path}: {error}; give a CSV file in UTF-8.") from None
