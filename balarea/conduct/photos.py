"""Photos without what they tell of the one who took them: metadata taken away by writing the picture anew. Pure.

Of a photo only its pixels are kept. Place, time, camera and owner (EXIF, XMP, IPTC), the small picture inside it (which may
show what was cut off), comments and texts go; so does its file name, which may be a person's."""

import contextlib
import secrets
import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import ExifTags, Image, ImageCms, ImageOps, UnidentifiedImageError

from balarea.conduct import heif
from balarea.core.errors import BalareaError

MOST_BYTES = 15_000_000
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 4096  # pixels; what is larger is made smaller
FORMATS = {"JPEG": ("jpg", "image/jpeg"), "PNG": ("png", "image/png"), "WEBP": ("webp", "image/webp")}
_KEPT_AS = {heif.FORMAT: "JPEG"}  # browsers do not show it
_AVIF = frozenset({b"avif", b"avis"})
# of a picture's own data: how to show it
_PICTURE = {"dpi", "gamma", "jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression", "adobe",
            "adobe_transform", "transparency", "loop", "background", "interlace", "srgb", "aspect", "default_image",
            "duration", "timestamp", "chromaticity", "blend", "disposal", "primary", "bit_depth", "chroma", "nclx_profile",
            "original_orientation", "thumbnails", "depth_images", "aux", "tiling"}  # fmt: skip
_NAMED = {"exif", "xmp", "XML:com.adobe.xmp", "photoshop", "comment", "icc_profile", "mp", "mpoffset"}


class BadPhoto(BalareaError):
    """A file that is not taken as a photo; the message says what to do instead."""


@dataclass(frozen=True)
class CleanPhoto:
    """A photo to keep: `data` in the format of `content_type`, under a random `name`; width and height in pixels; and what
    was `removed` from the original, in a fixed order: exif, gps, thumbnail, xmp, iptc, comment, text, colour profile, frames,
    name."""

    name: str
    content_type: str
    data: bytes
    width: int
    height: int
    removed: tuple[str, ...]


def clean(data: bytes, name: str = "") -> CleanPhoto:
    """The photo of an uploaded file, turned upright, written anew in its own format, HEIC as JPEG. BadPhoto for what is
    empty, broken, too large, moving, or of another kind than JPEG, PNG, WebP and HEIC."""
    picture = _opened(data)
    kind = _KEPT_AS.get(str(picture.format), str(picture.format))
    removed = [*_removed(picture, data), *(["name"] if name else [])]
    try:
        upright = ImageOps.exif_transpose(picture)
        plain = _plain(upright, kind)
    except (OSError, ValueError, SyntaxError, RuntimeError, Image.DecompressionBombError) as error:
        raise _broken() from error
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    ending, content_type = FORMATS[kind]
    out = BytesIO()
    plain.save(out, kind, **({"quality": 88} if kind != "PNG" else {"optimize": True}))
    return CleanPhoto(f"{secrets.token_hex(12)}.{ending}", content_type, out.getvalue(), *plain.size, tuple(removed))


def is_picture(data: bytes) -> bool:
    """Whether the first bytes are those of a picture of any kind, taken or not."""
    heads = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*", b"BM")
    return data.startswith(heads) or data[8:12] in {b"WEBP", *heif.STILL, *heif.MOVING, *_AVIF}


def _opened(data: bytes) -> Image.Image:
    """The picture before its pixels are read; every reason to refuse it that can be seen so early."""
    if not data:
        raise BadPhoto("Berkas foto kosong. Pilih foto lain.")
    if len(data) > MOST_BYTES:
        raise BadPhoto(f"Foto terlalu besar ({len(data) // 1_000_000} MB). Paling besar {MOST_BYTES // 1_000_000} MB.")
    formats = [*FORMATS, "GIF", "TIFF", "BMP"]
    if data[4:8] == b"ftyp" and _weighed(data):
        formats = [heif.FORMAT]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit below is lower
            picture = Image.open(BytesIO(data), formats=formats)
    except Image.DecompressionBombError as error:
        raise _too_many() from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, RuntimeError) as error:
        raise BadPhoto("Berkas ini bukan foto yang dapat dibaca. Kirim JPEG, PNG, WebP, atau HEIC.") from error
    if picture.width * picture.height > MOST_PIXELS:
        raise _too_many()
    if picture.format == "MPO":  # a JPEG of a phone with a second picture behind the first
        picture.format = "JPEG"
    elif picture.format != heif.FORMAT and getattr(picture, "n_frames", 1) > 1:  # a HEIC shows its first one
        raise BadPhoto("Gambar bergerak tidak diterima. Kirim foto biasa.")
    if picture.format not in {*FORMATS, *_KEPT_AS}:
        raise BadPhoto(f"Format {picture.format} tidak diterima. Simpan sebagai JPEG, PNG, atau WebP.")
    return picture


def _weighed(data: bytes) -> bool:
    """Whether it is a HEIC that may be read; what is one and cannot be taken is refused before anything of it is read."""
    if data[8:12] in _AVIF:
        raise BadPhoto("Format AVIF belum dapat dibaca. Simpan foto sebagai JPEG, lalu kirim ulang.")
    if data[8:12] in heif.MOVING:
        raise BadPhoto("Gambar bergerak tidak diterima. Kirim foto biasa.")
    if data[8:12] not in heif.STILL:
        return False
    try:
        pixels = heif.pixels(data)
    except ValueError as error:
        raise _broken() from error
    if pixels > MOST_PIXELS * 5 // 4:  # tiles reach beyond the edge of their picture
        raise _too_many()
    return True


def _broken() -> BadPhoto:
    return BadPhoto("Foto ini rusak dan tidak terbaca seluruhnya. Kirim ulang, atau ambil foto baru.")


def _too_many() -> BadPhoto:
    return BadPhoto(f"Foto ini melebihi {MOST_PIXELS // 1_000_000} megapiksel. Kirim dalam ukuran lebih kecil.")


def _removed(picture: Image.Image, data: bytes) -> list[str]:
    exif = picture.getexif()
    info = picture.info
    tests = {
        "exif": bool(exif) or bool(info.get("exif")),
        "gps": bool(exif.get_ifd(ExifTags.IFD.GPSInfo)),
        "thumbnail": bool(exif.get_ifd(ExifTags.IFD.IFD1)),
        "xmp": bool(info.get("xmp")) or "XML:com.adobe.xmp" in info or b"http://ns.adobe.com/xap/" in data,
        "iptc": "photoshop" in info or b"Photoshop 3.0" in data,
        "comment": "comment" in info,
        "text": bool({str(name) for name, value in info.items() if value} - _PICTURE - _NAMED),
        "colour profile": "icc_profile" in info,
        "frames": getattr(picture, "n_frames", 1) > 1,
    }  # fmt: skip
    return [name for name, there in tests.items() if there]


def _plain(picture: Image.Image, kind: str) -> Image.Image:
    """The pixels alone, in the colours of sRGB."""
    clear = kind != "JPEG" and ("A" in picture.getbands() or "transparency" in picture.info)
    wanted = "RGBA" if clear else "RGB"
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "CMYK"} and not clear:
        with contextlib.suppress(ImageCms.PyCMSError, OSError):  # a broken profile: the pixels as they are
            picture = _in_srgb(picture, profile)
    pixels = picture.convert(wanted)
    fresh = Image.new(wanted, pixels.size)
    fresh.paste(pixels)
    return fresh


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    done = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    return done if done is not None else picture
