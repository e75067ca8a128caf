"""What an uploaded file is, by its content and never by its name, and the clean copies of it. Pure."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from balarea.conduct import photos
from balarea.core.errors import BalareaError
from balarea.files import pdf

PHOTO, DOCUMENT = "photo", "document"
SMALL = 640  # pixels of the longer side of a photo as it stands in a page


@dataclass(frozen=True)
class Content:
    """A file that is taken: `clean` is what may be shown, `small` a little picture of it (photos); `removed` names what the
    original told beside that."""

    kind: str
    content_type: str
    clean: bytes
    small: bytes
    width: int
    height: int
    removed: tuple[str, ...]


def read(data: bytes, *, photos_only: bool = False) -> Content:
    """Look at a file and clean it; BalareaError says what to send instead."""
    if data[:1024].lstrip().startswith(pdf.MAGIC):
        if photos_only:
            raise BalareaError("Di sini hanya foto yang diterima. Kirim JPEG, PNG, atau WebP.")
        document = pdf.clean(data)
        return Content(DOCUMENT, "application/pdf", document.data, b"", 0, 0, document.removed)
    try:
        photo = photos.clean(data)
    except photos.BadPhoto as error:
        raise error if photos_only or photos.is_picture(data) else _neither() from error
    small, width, height = _small(photo.data), photo.width, photo.height
    return Content(PHOTO, photo.content_type, photo.data, small, width, height, photo.removed)


def _neither() -> BalareaError:
    return BalareaError("Berkas ini bukan foto atau PDF yang dapat dibaca. Kirim JPEG, PNG, WebP, atau PDF.")


def _small(data: bytes) -> bytes:
    with Image.open(BytesIO(data)) as picture:
        picture.thumbnail((SMALL, SMALL))
        flat = Image.new("RGB", picture.size, "white")
        clear = picture.convert("RGBA")
        flat.paste(clear, mask=clear.getchannel("A"))
    out = BytesIO()
    flat.save(out, "JPEG", quality=80)
    return out.getvalue()
