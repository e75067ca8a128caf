"""What a correction may say, and how the labels that persons set are laid over rows of the store."""

from collections.abc import Iterable

from django.db import connection

from balarea import areas
from balarea.core.errors import BalareaError
from balarea.language.labels import HEADS, Mixed
from balarea.networks.values import PostRef
from balarea.posts.models import Correction, Post

AREA = "area_code"
CORRECTABLE = (*HEADS, AREA)  # the order in which they are shown
_CONFIDENCE = {"mixed": "", AREA: "area_confidence"}  # of the labels whose column is named otherwise, or is not kept
_IN_FORCE = """
SELECT id FROM posts_correction WHERE ended_at IS NULL AND network = ANY(%s) AND external_id = ANY(%s) ORDER BY id
"""
_CHANGED = """
INSERT INTO posts_changedday (day)
SELECT DISTINCT (published_at AT TIME ZONE 'Asia/Jakarta')::date FROM posts_post WHERE network = %s AND external_id = %s
"""


def checked(label: str, value: str) -> str:
    """The value as it is kept; BalareaError names the label or value that does not exist."""
    value = value.strip()
    if label == AREA:
        if value and not areas.known(value):
            raise BalareaError(f"Kode wilayah {value!r} tidak ada dalam daftar resmi; tulis misalnya 32.73.02.")
        return value
    if label not in HEADS:
        raise BalareaError(f"Label {label!r} tidak dapat dikoreksi.")
    if value not in HEADS[label]:
        raise BalareaError(f"Nilai {value!r} tidak dikenal untuk {label}.")
    return value


def current(post: Post, label: str) -> tuple[str, float]:
    """What the row says now, as text, and how sure (1 where no confidence is kept)."""
    column = _CONFIDENCE.get(label, f"{label}_confidence")
    sure = float(getattr(post, column)) if column else 1.0
    if label == "mixed":
        return str(Mixed.YES if post.mixed else Mixed.NO), sure
    return str(getattr(post, label)), sure


def lay(ref: PostRef, label: str, value: str, confidence: float = 1.0) -> None:
    """Write a label into the post's row, the regency with its area, and mark its day as changed: it is counted again."""
    values: dict[str, object] = {label: value == Mixed.YES if label == "mixed" else value}
    if column := _CONFIDENCE.get(label, f"{label}_confidence"):
        values[column] = confidence
    if label == AREA:
        values["regency_code"] = areas.regency_of(value) or "" if value else ""
    Post.objects.filter(network=ref.network, external_id=ref.external_id).update(**values)
    changed(ref)


def changed(ref: PostRef) -> None:
    """Mark the day of a post as changed: it is counted again."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, [ref.network, ref.external_id])


def keep(refs: Iterable[PostRef]) -> int:
    """Lay the corrections in force over rows that a model has just labelled; returns how many. One question to the
    database when there are none, as there are for nearly every batch."""
    wanted = set(refs)
    with connection.cursor() as cursor:  # two arrays, not a parameter a post
        cursor.execute(_IN_FORCE, [list({ref.network for ref in wanted}), [ref.external_id for ref in wanted]])
        numbers = [number for (number,) in cursor.fetchall()]
    mine = [each for each in Correction.objects.filter(pk__in=numbers) if each.ref in wanted] if numbers else []
    for each in mine:
        lay(each.ref, each.label, each.after)
    return len(mine)
