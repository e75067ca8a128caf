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
    "case.resumed": _("Lanjut setelah menunggu warga"),
    "case.answer_failed": _("Jawaban tidak sampai"),
    "case.proven": _("Bukti penyelesaian ditunjukkan"),
    "case.rated": _("Dinilai warga"),
    "case.reclassified": _("Kelas janji diubah"),
    "case.offered": _("Kasus ditawarkan"),
    "case.offer_withdrawn": _("Tawaran ditarik kembali"),
    "case.offer_expired": _("Tawaran tidak dijawab"),
    "case.offer_refused": _("Tawaran ditolak"),
    "case.accepted": _("Tawaran diterima"),
    "case.returned": _("Kasus dikembalikan"),
    "case.handoff_news": _("Perkembangan di luar"),
    "case.contested": _("Kasus dilempar-lempar"),
    "case.determined": _("Pemegang ditetapkan"),
    "case.task_assigned": _("Tugas lapangan diberikan"),
    "case.task_withdrawn": _("Tugas lapangan ditarik"),
    "case.task_started": _("Tugas lapangan dimulai"),
    "case.task_done": _("Tugas lapangan selesai"),
    "case.task_returned": _("Tugas lapangan dikembalikan"),
    "case.escalated": _("Kasus naik jenjang"),
    "case.acknowledged": _("Kasus darurat diterima"),
    "message.published": _("Pesan terbit"),
    "webhook.test": _("Kiriman uji"),
}
