"""Kinds of notices and the states of one, as data."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """Why somebody is told. PAGE: an emergency, at any hour; UNREACHED: a page reached nobody, for administrators."""

    PAGE = "page", "Panggilan darurat"
    UNREACHED = "unreached", "Darurat tidak sampai"
    CLIMBED = "climbed", "Kasus naik jenjang"
    ROUTED = "routed", "Kasus dialihkan ke instansi"
    HANDOFF = "handoff", "Serah terima kasus"
    MENTIONED = "mentioned", "Disebut rekan"
    TASK = "task", "Tugas lapangan"
    APPROVAL = "approval", "Pesan menunggu persetujuan"


AT_ONCE = frozenset(
    {Kind.PAGE, Kind.UNREACHED}
)  # sent one by one and first; others are gathered into one message a way


class NoticeState(TextChoices):
    """Of one notice by one way. SENDING that lasts: its worker died, and it is sent again (twice is better than never).
    WITHDRAWN: nobody needs it any more."""

    QUEUED = "queued", "Menunggu dikirim"
    SENDING = "sending", "Sedang dikirim"
    SENT = "sent", "Terkirim"
    FAILED = "failed", "Gagal"
    WITHDRAWN = "withdrawn", "Tidak perlu lagi"


S = NoticeState
MOVES: dict[NoticeState, frozenset[NoticeState]] = {
    S.QUEUED: frozenset({S.SENDING, S.WITHDRAWN}),
    S.SENDING: frozenset({S.SENDING, S.SENT, S.QUEUED, S.FAILED}),
    S.FAILED: frozenset(),
    S.SENT: frozenset(),
    S.WITHDRAWN: frozenset(),
}
