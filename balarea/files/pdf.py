"""Documents without what they tell of their author, and without what acts by itself. Pure.

Kept is what the pages show. Names, dates and programs (document information, XMP, also of pages and pictures), attached
files, scripts, forms, notes, and earlier versions are taken away; what stands on the pages is not read."""

from dataclasses import dataclass
from io import BytesIO

import pikepdf

from balarea.core.errors import BalareaError

MAGIC = b"%PDF-"
MOST_PAGES = 500
_ROOT = ("/Metadata", "/OpenAction", "/AA", "/AcroForm", "/Outlines", "/Names", "/PieceInfo", "/Perms", "/Legal", "/AF",
         "/Collection", "/StructTreeRoot", "/Threads", "/SpiderInfo")  # fmt: skip
_PAGE = ("/Metadata", "/AA", "/PieceInfo", "/Thumb", "/LastModified", "/AF", "/Annots")
_STREAM = ("/Metadata", "/PieceInfo", "/LastModified", "/AF")


class BadDocument(BalareaError):
    """A file that is not taken as a document; the message says what to do instead."""


@dataclass(frozen=True)
class CleanDocument:
    """A document to keep: its bytes and number of pages, and what was removed: information, xmp, actions, attachments."""

    data: bytes
    pages: int
    removed: tuple[str, ...]


def clean(data: bytes) -> CleanDocument:
    """The document written anew. BadDocument for what is broken, locked by a password, or too long."""
    try:
        with pikepdf.open(BytesIO(data)) as document:
            pages = len(document.pages)
            if not 0 < pages <= MOST_PAGES:
                raise BadDocument(f"Dokumen berisi {pages} halaman; kirim 1 sampai {MOST_PAGES} halaman.")
            removed = _removed(document)
            _strip(document)
            out = BytesIO()
            document.save(out, linearize=False, deterministic_id=True)
    except pikepdf.PasswordError as error:
        raise BadDocument("Dokumen ini terkunci kata sandi. Simpan tanpa kata sandi, lalu kirim ulang.") from error
    except (pikepdf.PdfError, ValueError, TypeError, RecursionError) as error:
        raise BadDocument("Dokumen PDF ini rusak. Simpan ulang sebagai PDF, lalu kirim lagi.") from error
    return CleanDocument(out.getvalue(), pages, removed)


def _removed(document: pikepdf.Pdf) -> tuple[str, ...]:
    root = document.Root
    tests = {
        "information": "/Info" in document.trailer,
        "xmp": "/Metadata" in root,
        "actions": any(name in root for name in ("/OpenAction", "/AA", "/AcroForm")),
        "attachments": len(document.attachments) > 0 or "/AF" in root,
    }
    return tuple(name for name, there in tests.items() if there)


def _strip(document: pikepdf.Pdf) -> None:
    for name in _ROOT:
        if name in document.Root:
            del document.Root[name]
    for page in document.pages:
        for name in _PAGE:
            if name in page.obj:
                del page.obj[name]
    for each in document.objects:  # pictures and forms carry information of their own
        if isinstance(each, pikepdf.Stream):
            for name in _STREAM:
                if name in each.stream_dict:
                    del each.stream_dict[name]
    if "/Info" in document.trailer:
        del document.trailer["/Info"]
