"""Display names of what other systems deal with: scopes of keys, calls and events of webhooks."""

from django.utils.translation import gettext_lazy as _

from balarea.web.record import Names

SCOPE: Names = {
    "report": _("Mengirim laporan"),
    "update": _("Mengirim perkembangan laporan"),
    "read_cases": _("Membaca kasus"),
    "read_posts": _("Membaca unggahan"),
    "read_statistics": _("Membaca statistik"),
    "read_programmes": _("Membaca program"),
    "write_notes": _("Mencatat di kasus"),
    "write_replies": _("Menjawab warga"),
    "route_cases": _("Mengalihkan kasus"),
    "close_cases": _("Menutup kasus"),
}
CALL_STATE: Names = {
    "queued": _("Antre"),
    "sending": _("Sedang dikirim"),
    "delivered": _("Sampai"),
    "failed": _("Gagal"),
}
HOOK_EVENT: Names = {
    "case.opened": _("Kasus dibuka"),
    "case.routed": _("Kasus dialihkan"),
    "case.answered": _("Kasus dijawab"),
    "case.waiting": _("Menunggu warga"),
    "case.closed": _("Kasus ditutup"),
    "case.dismissed": _("Kasus ditandai bukan aduan"),
    "case.reopened": _("Kasus dibuka kembali"),
    "case.escalated": _("Kasus naik jenjang"),
    "case.acknowledged": _("Kasus darurat diterima"),
    "message.published": _("Pesan terbit"),
    "webhook.test": _("Kiriman uji"),
}
