"""Where the next page begins, as an opaque word: what stood last on this one."""

import base64
import binascii
import json
from datetime import datetime

from balarea.posts.queries import Place, Post
from balarea.web.api.problems import Refusal

_LARGEST = 2**63 - 1


def written(*values: object) -> str:
    """A cursor that holds some values."""
    text = json.dumps([value.isoformat() if isinstance(value, datetime) else value for value in values])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str, number: int) -> list[object]:
    try:
        values = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        if not isinstance(values, list) or len(values) != number:
            raise ValueError
    except (ValueError, binascii.Error, RecursionError):
        raise wrong() from None
    return values


def wrong() -> Refusal:
    """The refusal of a cursor that is none of ours."""
    return Refusal(400, "cursor tidak dikenal; pakai nilai next dari jawaban sebelumnya, tanpa mengubahnya.")


def case_key(cursor: str) -> int:
    """The key of the last case of the page before; 0 for the first page."""
    if not cursor:
        return 0
    (key,) = _read(cursor, 1)
    if type(key) is not int or not 0 < key <= _LARGEST:
        raise wrong()
    return key


def post_place(cursor: str) -> Place | None:
    """The place of the last post of the page before; None for the first page."""
    if not cursor:
        return None
    moment, network, external_id = _read(cursor, 3)
    if not (isinstance(moment, str) and isinstance(network, str) and isinstance(external_id, str)):
        raise wrong()
    try:
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None or "\0" in network + external_id:
            raise ValueError
        (network + external_id).encode("utf8")
    except ValueError:
        raise wrong() from None
    return at, network, external_id


def after_post(post: Post) -> str:
    """The cursor of the page behind a post."""
    return written(post.published_at, post.network, post.external_id)
