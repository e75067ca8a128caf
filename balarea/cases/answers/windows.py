"""Until when a network lets us answer freely, counted from the citizen's last word; afterwards only its templates go."""

from dataclasses import dataclass
from datetime import datetime

from balarea import networks
from balarea.cases.inbox.chats import thread
from balarea.cases.models import Case
from balarea.core.clock import now
from balarea.core.errors import BalareaError
from balarea.networks.values import PostRef
from balarea.posts import queries as posts
from balarea.registry.queries import Account, credential, templates


@dataclass(frozen=True)
class Window:
    """Free answers until `closes_at`; after it, only by one of `templates`."""

    closes_at: datetime
    open: bool
    templates: tuple[str, ...]


def window(case: Case, account: Account, moment: datetime) -> Window | None:
    """The window of a case on an account; None where the network has none."""
    if networks.limits(account.network).window_hours is None:
        return None
    found = thread(case, account)
    return _window(account, found[0], moment) if found else None


def _window(account: Account, last: PostRef, moment: datetime) -> Window | None:
    said = posts.post(last)
    ends = networks.window(account.network, said.published_at) if said else None
    return Window(ends, moment < ends, templates(credential(account))) if ends else None


def must_be_open(case: Case, account: Account, last: PostRef, template: str) -> None:
    """BalareaError when an answer cannot go out now as it is: says why, and what can be done."""
    found = _window(account, last, now()) if networks.limits(account.network).window_hours else None
    if found is None:
        if template:
            raise BalareaError("Jejaring ini tidak memakai templat; kirim jawabannya tanpa templat.")
        return
    if template and template not in found.templates:
        raise BalareaError("Templat itu tidak ada pada akun ini; pilih dari daftar.")
    if not found.open and not template:
        ways = ", ".join(found.templates) or "belum ada; administrator mendaftarkannya di halaman Daftar"
        raise BalareaError(
            "Jendela 24 jam sejak pesan terakhir warga sudah lewat, sehingga jawaban biasa ditolak jejaringnya. Pilih templat"
            f" yang disetujui ({ways}), atau tunggu warga menulis lagi."
        )
