"""Whether the network lets a case be answered now, and if not, why: said at the desk before anybody writes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from balarea import networks
from balarea.cases.models import Case, Entry
from balarea.core.clock import now
from balarea.networks import report
from balarea.networks.errors import Unsupported
from balarea.registry import queries as registry


@dataclass(frozen=True)
class Answerable:
    """`reason` is why not ("" when it can be), `until` the end of the network's window, `limit` the longest post; 0: none."""

    reason: str
    until: datetime | None
    limit: int


def answerable(case: Case, moment: datetime | None = None) -> Answerable:
    """How a case can be answered at a moment."""
    if case.network == report.NETWORK:
        return Answerable("", None, 0)
    until, limit = None, 0
    try:
        rule = networks.limits(case.network)
        until, limit = _window(case, rule.reply_hours), rule.characters
    except Unsupported:
        return Answerable(f"Belum ada penghubung untuk jejaring {case.network}.", None, 0)
    return Answerable(_reason(case, until, moment or now()), until, limit)


def why_not(case: Case) -> str:
    """The reason alone."""
    return answerable(case).reason


def account_of(case: Case) -> registry.Account | None:
    """The account by which the case's agency answers there: the one it came to, where that is its own."""
    own = registry.connected().filter(agency_id=case.agency_id, network=case.network)
    return own.filter(pk=case.account_id or 0).first() or own.first()


def _reason(case: Case, until: datetime | None, moment: datetime) -> str:
    if account_of(case) is None:
        return f"{case.agency} belum punya akun terhubung di {case.network}; hubungkan dahulu di Daftar."
    said = case.entries.filter(kind=Entry.Kind.CITIZEN).exclude(external_id="")
    if said.exists() and not said.filter(withdrawn_at__isnull=True).exists():
        return "Warga sudah menghapus tulisannya; di jejaring itu tidak ada lagi yang dapat dijawab."
    if until is not None and until <= moment:
        return f"{networks.title(case.network)} hanya mengizinkan jawaban dalam waktu tertentu sejak warga terakhir menulis."
    return ""


def _window(case: Case, hours: int | None) -> datetime | None:
    last = case.entries.filter(kind=Entry.Kind.CITIZEN).order_by("-at").first()
    return last.at + timedelta(hours=hours) if hours and last else None
