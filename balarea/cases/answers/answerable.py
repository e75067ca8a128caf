"""Whether a case can be answered on its network at all, and if not, why: said at the desk before anybody writes.

Until when it can be answered freely is in `windows.py`."""

from dataclasses import dataclass

from balarea import networks
from balarea.cases.inbox.chats import voice
from balarea.cases.models import Case, Entry
from balarea.networks import report
from balarea.networks.errors import Unsupported


@dataclass(frozen=True)
class Answerable:
    """`reason` is why not ("" when it can be), `limit` the longest post; 0: none."""

    reason: str
    limit: int


def answerable(case: Case) -> Answerable:
    """How a case can be answered now."""
    if case.network == report.NETWORK:
        return Answerable("", 0)
    try:
        limit = networks.limits(case.network).characters
    except Unsupported:
        return Answerable(f"Belum ada penghubung untuk jejaring {case.network}.", 0)
    return Answerable(_reason(case), limit)


def why_not(case: Case) -> str:
    """The reason alone."""
    return answerable(case).reason


def _reason(case: Case) -> str:
    if voice(case) is None:
        return f"{case.agency} belum punya akun terhubung di {case.network}; hubungkan dahulu di Daftar."
    said = [each for each in case.entries.all() if each.kind == Entry.Kind.CITIZEN and each.external_id]
    if said and all(each.withdrawn_at for each in said):
        return "Warga sudah menghapus tulisannya; di jejaring itu tidak ada lagi yang dapat dijawab."
    return ""
