"""Photos as iPhones write them (HEIC): registered with Pillow, and weighed before they are read. Pure.

The size that such a file states is that of its picture, not of what has to be decoded for it: a clipped picture may lie in a
huge one, and a grid may name the same tile a thousand times. So the boxes of the file are read first (ISO/IEC 23008-12:
`ispe` the size of an item, `ipma` whose it is, `dimg` what an item is made of), and what takes too much is never decoded."""

import struct
from collections import defaultdict
from collections.abc import Iterator

from pillow_heif import register_heif_opener

FORMAT = "HEIF"
STILL = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
MOVING = frozenset({b"hevc", b"hevx", b"msf1"})
DEEPEST = 4  # pictures made of pictures; a grid of tiles is one step

register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


def pixels(data: bytes) -> int:
    """The most pixels that have to be decoded for any picture in the file. ValueError when its boxes do not say."""
    try:
        meta = _only(data, b"meta")[4:]
        if b"iovl" in _only(meta, b"iinf"):  # its canvas is of any size, and stands nowhere here; no camera writes it
            raise ValueError("a picture laid together from others")
        properties = _only(meta, b"iprp")
        owners = [body for kind, body in _boxes(properties) if kind == b"ipma"]
        areas = _areas(_only(properties, b"ipco"), owners)
        made_of = _made_of(_only(meta, b"iref", b"\0" * 4))
        if not areas:
            raise ValueError("no item states a size")
        return max(_weight(item, areas, made_of, 0) for item in areas)
    except (IndexError, struct.error) as error:
        raise ValueError("the boxes of this HEIF file are broken") from error


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each box. ValueError for one that reaches beyond the end."""
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        head = 8
        if size == 1:
            size, head = struct.unpack_from(">Q", data, at + 8)[0], 16
        size = size or len(data) - at
        if size < head or at + size > len(data):
            raise ValueError("a box reaches beyond the end")
        yield kind, data[at + head : at + size]
        at += size


def _only(data: bytes, wanted: bytes, missing: bytes | None = None) -> bytes:
    """The content of the one box of that kind. ValueError when there is none, unless `missing` stands for it, or several:
    who decodes the file might read another one."""
    found = [body for kind, body in _boxes(data) if kind == wanted] or ([] if missing is None else [missing])
    if len(found) != 1:
        raise ValueError(f"not one box {wanted!r}")
    return found[0]


def _areas(described: bytes, owners: list[bytes]) -> dict[int, int]:
    """The pixels of each item that states a size."""
    sizes = {
        place: struct.unpack_from(">I", body, 4)[0] * struct.unpack_from(">I", body, 8)[0]
        for place, (kind, body) in enumerate(_boxes(described), 1)
        if kind == b"ispe"
    }
    areas: dict[int, int] = {}
    for body in owners:
        for item, place in _owned(body):
            if place in sizes:
                areas[item] = max(areas.get(item, 0), sizes[place])
    return areas


def _owned(body: bytes) -> Iterator[tuple[int, int]]:
    """Which item has which property, by its place."""
    version, wide = body[0], body[3] & 1
    count, at = struct.unpack_from(">I", body, 4)[0], 8
    for _ in range(count):
        item = struct.unpack_from(">H" if version < 1 else ">I", body, at)[0]
        at += 2 if version < 1 else 4
        some, at = body[at], at + 1
        for _ in range(some):
            place = struct.unpack_from(">H", body, at)[0] & 0x7FFF if wide else body[at] & 0x7F
            at += 2 if wide else 1
            yield item, place


def _made_of(body: bytes) -> dict[int, list[int]]:
    """The items that an item is put together from, each as often as it is named."""
    found: dict[int, list[int]] = defaultdict(list)
    name, step = (">H", 2) if body[:1] == b"\0" else (">I", 4)
    for kind, each in _boxes(body[4:]):
        if kind == b"dimg":
            origin, count = struct.unpack_from(name, each, 0)[0], struct.unpack_from(">H", each, step)[0]
            found[origin] += [struct.unpack_from(name, each, step + 2 + step * at)[0] for at in range(count)]
    return found


def _weight(item: int, areas: dict[int, int], made_of: dict[int, list[int]], depth: int) -> int:
    """What decoding one item takes. ValueError for items without a size, and those that are made of themselves."""
    if depth > DEEPEST:
        raise ValueError("pictures within pictures without end")
    if item not in areas:
        raise ValueError("an item states no size")
    counted: dict[int, int] = defaultdict(int)
    for part in made_of.get(item, ()):
        counted[part] += 1
    return max(
        areas[item], sum(times * _weight(part, areas, made_of, depth + 1) for part, times in counted.items())
    )  # fmt: skip
