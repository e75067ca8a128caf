"""Files as phones and offices make them."""

from io import BytesIO

import pikepdf
from PIL import Image

NAME = "Dewi Lestari"


def photo(colour: str = "red", size: tuple[int, int] = (900, 600), kind: str = "JPEG") -> bytes:
    """A photo that says where it was taken and whose it is."""
    picture = Image.new("RGB", size, colour)
    exif = Image.Exif()
    exif[0x013B] = NAME
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "S", (6.0, 53.0, 29.0), "E", (107.0, 36.0, 38.0)
    out = BytesIO()
    picture.save(out, kind, exif=exif)
    return out.getvalue()


def document(text: str = "Berita acara selesai", pages: int = 1) -> bytes:
    """A PDF with an author, XMP, an attached file and a script that runs at opening."""
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(300, 300))
    made.pages[0].Contents = pikepdf.Stream(made, f"BT ({text}) Tj ET".encode())
    made.docinfo["/Author"] = NAME
    with made.open_metadata() as meta:
        meta["dc:creator"] = [NAME]
    made.attachments["rahasia.txt"] = pikepdf.AttachedFileSpec(made, NAME.encode(), filename="rahasia.txt")
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    out = BytesIO()
    made.save(out)
    return out.getvalue()
