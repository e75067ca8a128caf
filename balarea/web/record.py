"""Display names of the record of writes: actions, kinds of objects, and what the proof finds."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Names = dict[str, str | Promise]

ACTION: Names = {
    "open_case": _("Membuka kasus"),
    "route_case": _("Mengalihkan kasus"),
    "answer_case": _("Menjawab kasus"),
    "answered_outside": _("Terjawab di luar Balarea"),
    "citizen_verdict": _("Tanggapan warga"),
    "note_case": _("Mencatat di kasus"),
    "close_case": _("Menutup kasus"),
    "reopen_case": _("Membuka kembali kasus"),
    "correct_case": _("Menyesuaikan kasus dengan koreksi"),
    "correct_post": _("Mengoreksi unggahan"),
    "withdraw_correction": _("Membatalkan koreksi"),
    "ingest": _("Memasukkan unggahan"),
    "draft_message": _("Menulis konsep"),
    "edit_message": _("Mengubah konsep"),
    "submit_message": _("Mengajukan pesan"),
    "withdraw_message": _("Menarik kembali pesan"),
    "approve_message": _("Menyetujui pesan"),
    "reject_message": _("Menolak pesan"),
    "erase_author": _("Menghapus data seseorang"),
    "export_author": _("Menyalin data seseorang"),
    "forget_authors": _("Menyamarkan penulis lama"),
    "forget_citizens": _("Menyamarkan warga kasus lama"),
    "look_original": _("Melihat teks asli"),
    "queue_reply": _("Mengantrekan jawaban"),
    "deliver": _("Mengirim"),
    "deliver_again": _("Mengirim ulang nanti"),
    "deliver_failed": _("Gagal mengirim"),
    "retry_delivery": _("Mengulang pengiriman"),
    "save_agency": _("Menyimpan instansi"),
    "set_duties": _("Menetapkan urusan"),
    "add_account": _("Mendaftarkan akun"),
    "verify_account": _("Memverifikasi akun"),
    "remove_account": _("Mencabut akun"),
    "set_credential": _("Menghubungkan akun"),
    "save_officer": _("Menyimpan petugas"),
    "save_programme": _("Menyimpan program"),
    "save_indicator": _("Menyimpan indikator"),
    "remove_indicator": _("Menghapus indikator"),
    "match_claim": _("Mencocokkan klaim"),
    "note_claims": _("Mencatat klaim"),
    "report": _("Mencatat laporan"),
}
OBJECT: Names = {
    "case": _("Kasus"),
    "posts": _("Kumpulan unggahan"),
    "post": _("Unggahan"),
    "message": _("Pesan"),
    "delivery": _("Pengiriman"),
    "agency": _("Instansi"),
    "account": _("Akun"),
    "user": _("Petugas"),
    "author": _("Penulis"),
    "programme": _("Program"),
    "indicator": _("Indikator"),
    "claim": _("Klaim"),
}
FAULT: Names = {
    "altered": _("isinya diubah setelah dicatat"),
    "moved": _("ada peristiwa sebelumnya yang dihapus, ditambah, atau diganti"),
    "shortened": _("peristiwa terbaru dihapus"),
}
