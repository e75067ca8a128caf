"""Proof as an officer shows it: a photo of before and one of after."""

from balarea.cases.services import Evidence
from balarea.files import services as files
from tests.files.pictures import photo

WHY = "Pelapor sudah berterima kasih lewat telepon."  # why a citizen is not asked


def shown(text: str = "Sudah ditambal") -> Evidence:
    """Enough for a repair."""
    before = files.keep(photo("brown", (80, 60)), by="test", part="before")
    return Evidence(text, (before, files.keep(photo("grey", (80, 60)), by="test", part="after")))
