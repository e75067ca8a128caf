"""A corrected post as a training row: the labels persons set over the model's, without anything personal. Pure."""

import re
from collections.abc import Sequence
from typing import Any

from balarea.conduct import mask
from balarea.language.labels import HEADS
from balarea.posts.correcting import AREA, current
from balarea.posts.models import Correction, Post

ACCOUNT = "@akun"  # what every handle becomes: also those of agencies, whose names would give the topic away
_HANDLE = re.compile(r"(?<![\w@])@\w[\w.-]*(?:@[\w-]+(?:\.[\w-]+)+)?(?<![.-])")


def training_row(post: Post, corrections: Sequence[Correction], identity: str) -> dict[str, Any]:
    """The row in the format of `train.jsonl`, with `corrected`: the fields that a person set, and only they can be
    trusted. `identity` stands for the post, whose own id may name its author."""
    text, places = anonymous(post.text, post.places)
    labels: dict[str, Any] = {head: current(post, head)[0] for head in HEADS}
    labels |= {"area": post.area_code, "places": places}
    labels |= {_field(each.label): each.after for each in corrections}
    labels |= {"mixed": labels["mixed"] == "yes", "area": labels["area"] or None}
    return {"id": identity, "text": text} | labels | {"corrected": sorted(_field(each.label) for each in corrections)}


def anonymous(text: str, places: Sequence[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """The text with personal data masked and handles replaced, and the places that are still written in it."""
    hidden = mask(text)  # as long as the text: positions hold
    handles = [match.span() for match in _HANDLE.finditer(text)]
    kept = [
        {"text": place["text"], "code": place["code"]}
        for place in places
        if hidden[place["start"] : place["end"]] == place["text"]
        and all(place["end"] <= start or place["start"] >= end for start, end in handles)
    ]
    parts, last = [], 0
    for start, end in handles:
        parts += [hidden[last:start], ACCOUNT]
        last = end
    return "".join([*parts, hidden[last:]]), kept


def _field(label: str) -> str:
    return "area" if label == AREA else label
