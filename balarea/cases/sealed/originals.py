"""Originals of what was masked: sealed beside the masked text, opened one by one and on record (`services.look`)."""

from typing import TypedDict

from balarea.cases.models import Entry
from balarea.conduct import mask
from balarea.registry.sealing import seal, unseal


class Kept(TypedDict):
    """How a text is kept: masked, and sealed when masking took something away."""

    text: str
    sealed: bytes | None


def kept(text: str) -> Kept:
    """A text as fields of an Entry."""
    masked = mask(text)
    return {"text": masked, "sealed": None if masked == text else seal(text)}


def original(entry: Entry) -> str:
    """The text as it was written; BalareaError when it was sealed with another key."""
    return unseal(bytes(entry.sealed)) if entry.sealed else entry.text
