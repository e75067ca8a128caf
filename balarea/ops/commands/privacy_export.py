"""`balarea privacy export`: everything held on one author."""

import json
import sys
from typing import Annotated

import typer

from balarea.ops import django
from balarea.ops.commands.labels_export import sink


def privacy_export(
    network: Annotated[str, typer.Option(help="The network, such as bluesky.")],
    author: Annotated[str, typer.Option(help="The author's id there, or @handle.")],
    out: Annotated[str, typer.Option(help="File to write; - for stdout.")] = "-",
    data_dir: Annotated[str | None, typer.Option(help="Folder of the data; default ./data.")] = None,
) -> None:
    """Write posts, corrections, cases and what was said in them as JSON, as they were written. The export is on record.

    Example: balarea privacy export --network bluesky --author @warga.example --out warga.json"""
    with django.migrated(django.data_dir(data_dir)), sink(out) as write:
        from django.core.serializers.json import DjangoJSONEncoder

        from balarea.cases.sealed import privacy
        from balarea.core.errors import BalareaError
        from balarea.ops.errors import OpsError

        try:
            found = privacy.export(privacy.subject(network=network, author=author), by="cli:privacy")
        except BalareaError as error:
            raise OpsError(str(error)) from None
        write(json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1) + "\n")
    counts = [f"{len(found[name]):,} {name}" for name in ("posts", "cases", "entries")]
    print(f"{', '.join(counts)}.", file=sys.stderr)
