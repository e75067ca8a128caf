"""Photos lose everything but their pixels; what is no photo is refused in words."""

import struct
import zlib
from io import BytesIO

import pillow_heif
import pytest
from PIL import ExifTags, Image, PngImagePlugin
from PIL.ImageCms import ImageCmsProfile, createProfile

from balarea.conduct import heif, photos
from balarea.conduct.photos import BadPhoto, clean

SECRETS = (b"Budi Santoso", b"NIKON", b"3273014511900001", b"-6.914")


def picture(size: tuple[int, int] = (40, 20), mode: str = "RGB") -> Image.Image:
    made = Image.new(mode, size)
    made.putpixel((0, 0), tuple([255] * len(made.getbands())))
    return made


def written(made: Image.Image, kind: str, **more: object) -> bytes:
    out = BytesIO()
    made.save(out, kind, **more)
    return out.getvalue()


def of_a_phone(*, turned: bool = False) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "NIKON"
    exif[ExifTags.Base.Artist] = "Budi Santoso"
    if turned:
        exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "S", 2: (6.0, 54.0, 53.0), 3: "E", 4: (107.0, 36.0, 35.0)})
    data = written(
        picture(), "JPEG", exif=exif, comment=b"3273014511900001",
        icc_profile=ImageCmsProfile(createProfile("sRGB")).tobytes(),
        xmp=b"<x:xmpmeta>-6.914 Budi Santoso</x:xmpmeta>",
    )  # fmt: skip
    block = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x11\x1c\x02\x50\x00\x0cBudi Santoso\x00"
    return data[:2] + b"\xff\xed" + struct.pack(">H", len(block) + 2) + block + data[2:]


def test_nothing_of_the_photographer_stays() -> None:
    original = of_a_phone()
    assert all(secret in original for secret in SECRETS)
    found = clean(original, "KTP Budi Santoso.jpg")
    assert set(found.removed) == {"exif", "gps", "xmp", "iptc", "comment", "colour profile", "name"}
    assert not any(secret in found.data for secret in (*SECRETS, b"Exif", b"ICC_PROFILE", b"xap", b"Photoshop"))
    again = Image.open(BytesIO(found.data))
    assert (again.format, again.size, dict(again.getexif())) == ("JPEG", (40, 20), {})
    assert found.content_type == "image/jpeg"
    assert found.name.endswith(".jpg")
    assert "Budi" not in found.name
    assert clean(original).name != clean(original).name
    assert clean(found.data).removed == ()


def test_a_thumbnail_goes_with_the_rest() -> None:
    entry = struct.pack(
        "<HHII", ExifTags.Base.Compression, 3, 1, 6
    )  # of the second directory, where the small picture is
    tiff = b"II*\x00\x08\x00\x00\x00" + struct.pack("<HI", 0, 14) + struct.pack("<H", 1) + entry + bytes(4)
    block = b"Exif\x00\x00" + tiff
    plain = written(picture(), "JPEG")
    found = clean(plain[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + plain[2:])
    assert found.removed == ("exif", "thumbnail")
    assert b"Exif" not in found.data


def test_a_turned_photo_is_upright_afterwards() -> None:
    found = clean(of_a_phone(turned=True))
    assert (found.width, found.height) == (20, 40)
    red, green, blue = Image.open(BytesIO(found.data)).convert("RGB").getpixel((19, 0))  # type: ignore[misc]
    assert min(red, green, blue) > 100  # the corner that was left above is now right above


def test_texts_of_a_png_go_and_its_clear_parts_stay() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Budi Santoso")
    found = clean(written(picture(mode="RGBA"), "PNG", pnginfo=info))
    again = Image.open(BytesIO(found.data))
    assert found.removed == ("text",)
    assert b"Budi" not in found.data
    assert (again.mode, again.getpixel((0, 0)), again.getpixel((5, 5))) == ("RGBA", (255,) * 4, (0,) * 4)


def test_webp_stays_webp_and_the_largest_are_made_smaller() -> None:
    assert clean(written(picture(), "WEBP")).content_type == "image/webp"
    found = clean(written(Image.new("RGB", (5000, 1000)), "JPEG"))
    assert (found.width, found.height) == (photos.LONGEST_SIDE, 819)


def bomb() -> bytes:
    """A PNG that claims to be 60,000 × 60,000."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    parts = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def of_an_iphone(size: tuple[int, int] = (40, 20), *, tile: int = 0, second: bool = False) -> bytes:
    """A HEIC with all that a phone writes, in one piece or as a grid of tiles."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "NIKON"
    exif[ExifTags.Base.Artist] = "Budi Santoso"
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "S", 2: (6.0, 54.0, 53.0)})
    more = {"save_all": True, "append_images": [picture((30, 30))], "primary_index": 1} if second else {}
    half = Image.new("RGB", size)
    half.paste("white", (0, 0, size[0] // 2, size[1]))
    xmp = b"<x:xmpmeta>-6.914 Budi Santoso</x:xmpmeta>"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pillow_heif.options, "GRID_TILE_SIZE", tile)
        return written(half, "HEIF", exif=exif.tobytes(), xmp=xmp, **more)


def sized(data: bytes, was: tuple[int, int], lie: tuple[int, int]) -> bytes:
    """The same with another size stated of an item."""
    old = b"ispe" + bytes(4) + struct.pack(">II", *was)
    assert old in data
    return data.replace(old, b"ispe" + bytes(4) + struct.pack(">II", *lie))


@pytest.mark.parametrize(("size", "tile"), [((40, 20), 0), ((1500, 1100), 512)])
def test_a_photo_of_an_iphone_becomes_a_jpeg_without_what_it_told(size: tuple[int, int], tile: int) -> None:
    original = of_an_iphone(size, tile=tile)
    assert all(secret in original for secret in (b"Budi Santoso", b"NIKON", b"-6.914"))
    found = clean(original, "IMG_0001.HEIC")
    assert (found.content_type, found.name[-4:], set(found.removed)) == (
        "image/jpeg",
        ".jpg",
        {"exif", "gps", "xmp", "name"},
    )
    assert not any(secret in found.data for secret in (*SECRETS, b"Exif", b"xap"))
    again = Image.open(BytesIO(found.data))
    assert (again.format, again.size, dict(again.getexif())) == ("JPEG", size[::-1], {})
    grey = list(again.convert("L").resize((1, 2)).tobytes())
    assert grey == [pytest.approx(255, abs=30), pytest.approx(0, abs=30)]  # turned once: what was left is above
    assert photos.is_picture(original)


def test_of_several_pictures_the_one_that_is_shown() -> None:
    found = clean(of_an_iphone(second=True))
    assert ((found.width, found.height), "frames" in found.removed) == ((30, 30), True)


def test_what_a_heic_weighs() -> None:
    assert heif.pixels(of_an_iphone()) == 64 * 64
    assert heif.pixels(of_an_iphone((1500, 1100), tile=512)) == 9 * 512 * 512
    whole = of_an_iphone()
    for broken in (whole[:60], b"", whole.replace(b"ispe", b"free"), whole.replace(b"iprp", b"free"), whole * 2):
        with pytest.raises(ValueError, match=r"box|size"):
            heif.pixels(broken)


def moving(kind: str) -> bytes:
    return written(picture(), kind, save_all=True, append_images=[picture(mode="RGB").rotate(90)])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "kosong"),
        (b"%PDF-1.7", "bukan foto"),
        (b"x" * (photos.MOST_BYTES + 1), "terlalu besar"),
        (bomb(), "megapiksel"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "rusak"),
        (b"\x00\x00\x00\x18ftyphevc\x00\x00\x00\x00", "bergerak"),
        (written(picture(), "AVIF"), "AVIF belum"),
        (of_an_iphone().replace(b"ftypheic", b"ftypavcs"), "bukan foto"),
        (of_an_iphone()[:-100], "rusak"),
        (sized(of_an_iphone(), (64, 64), (30_000, 30_000)), "megapiksel"),  # clipped to 40 × 20
        (
            sized(of_an_iphone((1500, 1500), tile=512), (512, 512), (4000, 4000)),
            "megapiksel",
        ),  # nine tiles of 16 million
        (written(picture((400, 400)), "JPEG")[:900], "rusak"),
        (written(picture(), "BMP"), "BMP tidak diterima"),
        (moving("GIF"), "bergerak"),
        (moving("WEBP"), "bergerak"),
        (written(picture(), "GIF"), "GIF tidak diterima"),
    ],
)
def test_what_is_no_photo_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(BadPhoto, match=words):
        clean(data)
