"""`balarea privacy erase`: remove one author's texts, handles and ids."""

from typing import Annotated

import typer

from balarea.ops import django
from balarea.ops.errors import OpsError


def privacy_erase(
    network: Annotated[str, typer.Option(help="The network, such as bluesky.")],
    author: Annotated[str, typer.Option(help="The author's id there, or @handle.")],
    reason: Annotated[str, typer.Option(help="What the request rests on; it is recorded.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data_dir: Annotated[str | None, typer.Option(help="Folder of the data; default ./data.")] = None,
) -> None:
    """Texts and handles become tombstones, the author's id a keyed hash; labels and counts stay. It cannot be undone.

    Example: balarea privacy erase --network bluesky --author did:plc:abc --reason "asked in the thread, 24 November" """
    with django.migrated(django.data_dir(data_dir)):
        from balarea.cases.sealed import privacy
        from balarea.core.errors import BalareaError

        try:
            who = privacy.subject(network=network, author=author)
            held = privacy.amount(who)
            if not yes:
                counts = f"{held.posts:,} posts, {held.cases:,} cases, {held.entries:,} entries"
                typer.confirm(f"Remove the texts and names of {counts}?", abort=True)
            privacy.erase(who, reason, by="cli:privacy")
        except BalareaError as error:
            raise OpsError(str(error)) from None
    print(f"Removed: {held.posts:,} posts, {held.cases:,} cases, {held.entries:,} entries.")
