"""States of messages and of their deliveries, and the allowed moves."""

from django.db.models import TextChoices

from balarea.core.errors import Conflict


class MessageState(TextChoices):
    """Of a message: a second person stands between SUBMITTED and APPROVED."""

    DRAFT = "draft", "Konsep"
    SUBMITTED = "submitted", "Menunggu persetujuan"
    APPROVED = "approved", "Disetujui"
    REJECTED = "rejected", "Ditolak"
    PUBLISHED = "published", "Terbit"


class DeliveryState(TextChoices):
    """Of one message on one account. UNKNOWN: nobody knows whether it arrived; the account is read before anything else.
    HELD: nobody knows, and it cannot be read there: a person looks and decides."""

    QUEUED = "queued", "Menunggu dikirim"
    SENDING = "sending", "Sedang dikirim"
    SENT = "sent", "Terkirim"
    UNKNOWN = "unknown", "Belum pasti"
    HELD = "held", "Perlu diperiksa petugas"
    FAILED = "failed", "Gagal"


M, D = MessageState, DeliveryState
MESSAGE_MOVES: dict[MessageState, frozenset[MessageState]] = {
    M.DRAFT: frozenset({M.SUBMITTED}),
    M.SUBMITTED: frozenset({M.APPROVED, M.REJECTED, M.DRAFT}),
    M.REJECTED: frozenset({M.DRAFT}),
    M.APPROVED: frozenset({M.PUBLISHED}),
    M.PUBLISHED: frozenset(),
}
DELIVERY_MOVES: dict[DeliveryState, frozenset[DeliveryState]] = {
    D.QUEUED: frozenset({D.SENDING}),
    D.SENDING: frozenset({D.SENT, D.UNKNOWN, D.FAILED, D.QUEUED}),
    D.UNKNOWN: frozenset({D.SENT, D.QUEUED, D.FAILED, D.HELD}),
    D.HELD: frozenset({D.SENT, D.QUEUED, D.UNKNOWN, D.FAILED}),
    D.FAILED: frozenset({D.QUEUED, D.SENT}),
    D.SENT: frozenset({D.FAILED}),
}


def move(old: str, new: MessageState) -> MessageState:
    """The new state of a message; Conflict when it cannot be reached from the old one."""
    if new not in MESSAGE_MOVES[MessageState(old)]:
        raise Conflict(f"Pesan berstatus {MessageState(old).label} tidak dapat menjadi {new.label}.")
    return new
