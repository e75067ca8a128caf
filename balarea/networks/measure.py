"""How long a text is in the eyes of a network."""

import re
import unicodedata

import grapheme

from balarea.networks.values import Limits

LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
# Ranges that X counts as one; everything else (CJK, emoji) counts as two. Source: limits.toml of x.
LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))


def length(text: str, limits: Limits) -> int:
    """Length in the unit of the limits; never raises."""
    if limits.unit == "graphemes":
        return int(grapheme.length(text))
    if limits.unit == "weighted":
        return _weighted(text, limits.link_weight or 23)
    if limits.link_weight is None:
        return len(text)
    return len(LINK.sub("x" * limits.link_weight, text))


def _weighted(text: str, link: int) -> int:
    text = unicodedata.normalize("NFC", text)
    links = len(LINK.findall(text))
    return links * link + sum(_weight(cluster) for cluster in grapheme.graphemes(LINK.sub("", text)))


def _weight(cluster: str) -> int:
    """An emoji of many code points is two in all; letters with combining marks weigh what their points weigh."""
    if len(cluster) > 1 and any(ord(point) > 0x1F000 or ord(point) == 0xFE0F for point in cluster):
        return 2
    return sum(1 if any(low <= ord(point) <= high for low, high in LIGHT) else 2 for point in cluster)
