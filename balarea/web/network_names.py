"""What networks are called, and what the forms that connect accounts of them ask for."""

from django.utils.translation import gettext_lazy as _

from balarea.web.record import Names

NETWORK: Names = {
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "x": "X",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "threads": "Threads",
    "email": _("Surel"),
    "telegram": "Telegram",
    "whatsapp": "WhatsApp",
    "feed": _("Umpan berita"),
    "fake": _("Jaringan peragaan"),
    "report": _("Laporan langsung"),
}
CONNECTING: Names = {
    "server": _("Server"),
    "identifier": _("Pengenal tetap (DID)"),
    "secret": _("Sandi aplikasi"),
    "bluesky.identifier": _("Nama akun atau pengenal tetap (DID)"),
    "bluesky.chat": _("Layanan pesan langsung, atau “tidak”"),
    "email.server": _("Server surat masuk (IMAP)"),
    "email.smtp": _("Server surat keluar (SMTP)"),
    "email.identifier": _("Alamat surel"),
    "email.login": _("Nama masuk, bila bukan alamatnya"),
    "email.secret": _("Sandi"),
    "email.name": _("Nama pengirim"),
    "email.plus": _("Alamat bertanda tambah (ya)"),
    "telegram.secret": _("Token bot"),
    "whatsapp.identifier": _("Pengenal nomor (Phone number ID)"),
    "whatsapp.secret": _("Token akses"),
    "whatsapp.app_secret": _("Rahasia aplikasi (App secret)"),
    "whatsapp.templates": _("Nama templat yang disetujui"),
    "feed.identifier": _("Alamat umpan (RSS atau Atom)"),
}


def connecting(network: str, field: str) -> str:
    """What a field of the form that connects an account asks for."""
    return str(CONNECTING.get(f"{network}.{field}") or CONNECTING.get(field) or field)
