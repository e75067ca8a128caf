"""Indonesian display names of every label and state, by kind and value."""

from django.utils.translation import gettext_lazy as _

from balarea.language.labels import UNSURE
from balarea.web.network_names import NETWORK
from balarea.web.partner_names import CALL_STATE, HOOK_EVENT, SCOPE
from balarea.web.record import ACTION, FAULT, OBJECT, Names

TOPIC: Names = {
    "education": _("Pendidikan"),
    "health": _("Kesehatan"),
    "roads": _("Jalan dan jembatan"),
    "water_flood": _("Banjir dan pengairan"),
    "clean_water": _("Air bersih"),
    "housing": _("Perumahan"),
    "public_order": _("Ketertiban umum"),
    "social_aid": _("Bantuan sosial"),
    "labour": _("Ketenagakerjaan"),
    "women_children": _("Perempuan dan anak"),
    "food_livestock": _("Pangan dan peternakan"),
    "environment": _("Lingkungan hidup"),
    "civil_registry": _("Kependudukan"),
    "village": _("Pemerintahan desa"),
    "transport": _("Perhubungan"),
    "telecom": _("Jaringan dan aplikasi"),
    "sme": _("Koperasi dan UMKM"),
    "permits": _("Perizinan dan investasi"),
    "youth_sport": _("Pemuda dan olahraga"),
    "tourism_culture": _("Pariwisata dan budaya"),
    "fisheries": _("Kelautan dan perikanan"),
    "agriculture": _("Pertanian"),
    "forestry": _("Kehutanan"),
    "energy": _("Energi dan pertambangan"),
    "trade": _("Perdagangan dan industri"),
    "vehicle_tax": _("Pajak daerah dan Samsat"),
    "disaster": _("Bencana"),
    "integrity": _("Integritas dan antikorupsi"),
    "civil_service": _("Pelayanan aparatur"),
    "none": _("Bukan urusan layanan"),
}
SERVICE_GROUP: Names = {
    "infrastructure": _("Jalan, air, dan prasarana"),
    "people": _("Kesehatan, sosial, dan pendidikan"),
    "economy": _("Ekonomi, pangan, dan pajak"),
    "nature": _("Lingkungan dan hutan"),
    "government": _("Ketertiban dan pemerintahan"),
    "other": _("Lainnya"),
}
SERVICE: Names = {"other": _("Lainnya, atau tidak tahu")}
# What citizens can report, by group: every topic but `none`, and `other`, which leaves the topic to us.
SERVICES: dict[str, tuple[str, ...]] = {
    "infrastructure": ("roads", "water_flood", "clean_water", "transport", "housing", "energy", "telecom"),
    "people": (
        "health", "social_aid", "education", "women_children", "disaster", "labour", "youth_sport", "tourism_culture",
    ),
    "economy": ("sme", "permits", "trade", "agriculture", "food_livestock", "fisheries", "vehicle_tax"),
    "nature": ("environment", "forestry"),
    "government": ("public_order", "civil_registry", "village", "civil_service", "integrity"),
    "other": ("other",),
}  # fmt: skip
SENTIMENT: Names = {"positive": _("Positif"), "neutral": _("Netral"), "negative": _("Negatif")}
INTENT: Names = {
    "complaint": _("Keluhan"),
    "incident": _("Kejadian"),
    "aid_request": _("Permohonan bantuan"),
    "information_request": _("Pertanyaan"),
    "aspiration": _("Aspirasi"),
    "praise": _("Apresiasi"),
    "other": _("Lainnya"),
}
URGENCY: Names = {"emergency": _("Darurat"), "urgent": _("Mendesak"), "normal": _("Biasa")}
LANG: Names = {
    "id": _("Indonesia"),
    "su": _("Sunda"),
    "jv": _("Jawa"),
    "bew": _("Betawi"),
    "min": _("Minang"),
    "en": _("Inggris"),
    "other": _("Bahasa lain"),
}
TONE: Names = {"formal": _("resmi"), "everyday": _("sehari-hari")}
RUNG: Names = {
    "operator": _("Operator"),
    "unit_head": _("Kepala unit"),
    "agency_head": _("Kepala perangkat daerah"),
    "regional_secretary": _("Sekretaris daerah"),
    "governor": _("Gubernur"),
}
SERVICE_CLASS: Names = {
    "simple": _("Pertanyaan atau keluhan"),
    "reviewed": _("Pelanggaran, tanpa pemeriksaan lapangan"),
    "inspected": _("Perlu pemeriksaan lapangan"),
}
PROMISE_UNIT: Names = {
    "clock_hours": _("jam, siang dan malam"),
    "working_hours": _("jam kerja"),
    "working_days": _("hari kerja"),
}
MIXED: Names = {"no": _("Satu bahasa"), "yes": _("Campuran")}
ABUSE: Names = {"none": _("Tidak ada"), "abuse": _("Makian"), "hate": _("Ujaran kebencian")}
POST_LABEL: Names = {
    "lang": _("Bahasa"),
    "mixed": _("Campuran bahasa"),
    "sentiment": _("Suasana"),
    "intent": _("Maksud"),
    "urgency": _("Kemendesakan"),
    "topic": _("Topik"),
    "area_code": _("Wilayah"),
    "abuse": _("Kekasaran"),
}
ROLE: Names = {
    "analyst": _("Analis gubernur"),
    "communications": _("Humas perangkat daerah"),
    "operator": _("Operator aduan"),
    "field": _("Petugas lapangan"),
    "inspector": _("Inspektur"),
    "administrator": _("Administrator"),
}
ENDING: Names = {
    "confirmed": _("dikonfirmasi warga"),
    "unheard": _("ditutup tanpa kabar warga"),
    "unasked": _("ditutup tanpa menanyai warga"),
    "dismissed": _("ditandai bukan aduan"),
    "asked": _("warga ditanyai"),
}
STANDING: Names = {
    "open": _("Menunggu jawaban"),
    "waiting": _("Menunggu warga"),
    "answered": _("Dijawab, belum tentu selesai"),
    "fixed": _("Selesai menurut warga"),
    "silent": _("Ditutup tanpa kabar warga"),
    "unasked": _("Ditutup tanpa menanyai warga"),
}
ATTACHMENT: Names = {
    "report": _("Dari warga"),
    "before": _("Sebelum"),
    "after": _("Sesudah"),
    "document": _("Dokumen"),
    "field": _("Dari lapangan"),
}
CASE_STATE: Names = {
    "triage": _("Perlu dipilah"),
    "open": _("Ditangani"),
    "waiting": _("Menunggu warga"),
    "answered": _("Sudah dijawab"),
    "closed": _("Selesai"),
}
BATCH: Names = {
    "route": _("Dialihkan"),
    "offer": _("Ditawarkan"),
    "task": _("Petugas lapangan dikirim"),
    "close": _("Ditutup"),
    "dismiss": _("Ditandai bukan aduan"),
}
LEVEL: Names = {
    "province": _("Pemerintah provinsi"),
    "regency": _("Pemerintah kabupaten/kota"),
    "national": _("Pemerintah pusat"),
    "utility": _("Badan usaha atau badan layanan"),
}
HANDOFF_STATE: Names = {
    "offered": _("Ditawarkan"),
    "accepted": _("Diterima"),
    "refused": _("Ditolak"),
    "withdrawn": _("Ditarik kembali"),
    "expired": _("Tidak dijawab"),
    "returned": _("Dikembalikan"),
}
TRANSFER: Names = {
    "route": _("dialihkan"),
    "accept": _("diterima"),
    "return": _("dikembalikan"),
    "determine": _("ditetapkan"),
}
LEARNT: Names = {
    "holds": _("berlaku"),
    "too_few": _("belum cukup"),
    "contradicted": _("bertentangan, tidak dipakai"),
}
PART: Names = {
    "provincial_road": _("jalan provinsi"),
    "local_road": _("jalan kabupaten, kota, atau desa"),
    "national_road": _("jalan nasional atau tol"),
    "senior_school": _("SMA, SMK, dan SLB"),
    "basic_school": _("PAUD, SD, dan SMP"),
    "madrasah": _("madrasah dan pesantren"),
    "river": _("sungai, tanggul, dan bendungan"),
    "drain": _("drainase dan selokan"),
    "power": _("listrik"),
    "fuel": _("BBM dan elpiji"),
    "mining": _("pertambangan"),
    "insurance": _("jaminan kesehatan"),
}
MESSAGE_STATE: Names = {
    "draft": _("Konsep"),
    "submitted": _("Menunggu persetujuan"),
    "approved": _("Disetujui"),
    "rejected": _("Ditolak"),
    "published": _("Terbit"),
}
DELIVERY_STATE: Names = {
    "queued": _("Antre"),
    "sending": _("Sedang dikirim"),
    "sent": _("Terkirim"),
    "unknown": _("Belum pasti"),
    "failed": _("Gagal"),
    "held": _("Perlu diperiksa"),
}
ARRIVAL: Names = {
    "sent": _("Diterima jejaring"),
    "delivered": _("Sampai"),
    "read": _("Dibaca"),
    "failed": _("Gagal sampai"),
}
NOTICE_KIND: Names = {
    "page": _("Panggilan darurat"),
    "unreached": _("Darurat tidak sampai"),
    "climbed": _("Kasus naik jenjang"),
    "routed": _("Kasus dialihkan ke instansi"),
    "handoff": _("Serah terima kasus"),
    "mentioned": _("Disebut rekan"),
    "task": _("Tugas lapangan"),
    "approval": _("Pesan menunggu persetujuan"),
}
NOTICE_STATE: Names = {
    "queued": _("Antre"),
    "sending": _("Sedang dikirim"),
    "sent": _("Terkirim"),
    "failed": _("Gagal"),
    "withdrawn": _("Tidak perlu lagi"),
}
SCHEME: Names = {
    "mail": _("Surel"),
    "mailto": _("Surel lewat server sendiri"),
    "mailtos": _("Surel lewat server sendiri, tersandi"),
    "tgram": "Telegram",
    "whatsapp": "WhatsApp",
    "json": _("Webhook tanpa sandi"),
    "jsons": "Webhook",
}
ACCOUNT_STATE: Names = {
    "unverified": _("Belum diverifikasi"),
    "verified": _("Terverifikasi"),
    "removed": _("Dicabut"),
}
VERDICT: Names = {
    "agrees": _("sesuai laporan"),
    "differs": _("berbeda dari laporan"),
    "unreported": _("belum pernah dilaporkan"),
    "no_indicator": _("tidak ada indikatornya"),
}
CONTACT: Names = {
    "email": _("Surel"),
    "phone": _("Nomor telepon"),
    "first_name": _("Nama depan"),
    "last_name": _("Nama belakang"),
    "account_id": _("Akun di sistem pengirim"),
    "device_id": _("Perangkat"),
}
DIRECTION: Names = {"up": _("Lebih besar lebih baik"), "down": _("Lebih kecil lebih baik")}
TASK_STATE: Names = {
    "assigned": _("Ditugaskan"),
    "accepted": _("Diterima"),
    "started": _("Dikerjakan"),
    "done": _("Selesai"),
    "returned": _("Dikembalikan"),
    "withdrawn": _("Ditarik"),
}
DOUBT: Names = {"far": _("jauh dari titik laporan"), "late": _("waktu foto sesudah diunggah")}

KINDS: dict[str, Names] = {
    "topic": TOPIC,
    "service": SERVICE,
    "service_group": SERVICE_GROUP,
    "sentiment": SENTIMENT,
    "intent": INTENT,
    "urgency": URGENCY,
    "lang": LANG,
    "mixed": MIXED,
    "tone": TONE,
    "abuse": ABUSE,
    "post_label": POST_LABEL,
    "role": ROLE,
    "rung": RUNG,
    "service_class": SERVICE_CLASS,
    "promise_unit": PROMISE_UNIT,
    "case_state": CASE_STATE,
    "batch": BATCH,
    "attachment": ATTACHMENT,
    "ending": ENDING,
    "standing": STANDING,
    "handoff_state": HANDOFF_STATE,
    "learnt": LEARNT,
    "level": LEVEL,
    "part": PART,
    "transfer": TRANSFER,
    "task_state": TASK_STATE,
    "doubt": DOUBT,
    "message_state": MESSAGE_STATE,
    "delivery_state": DELIVERY_STATE,
    "arrival": ARRIVAL,
    "account_state": ACCOUNT_STATE,
    "notice_kind": NOTICE_KIND,
    "notice_state": NOTICE_STATE,
    "scheme": SCHEME,
    "network": NETWORK,
    "verdict": VERDICT,
    "direction": DIRECTION,
    "scope": SCOPE,
    "call_state": CALL_STATE,
    "hook_event": HOOK_EVENT,
    "contact": CONTACT,
    "action": ACTION,
    "object": OBJECT,
    "fault": FAULT,
}

# What colour a value has: tones of balarea.css (good, warn, bad, info, quiet).
TONES: dict[str, dict[str, str]] = {
    "sentiment": {"positive": "good", "neutral": "quiet", "negative": "bad"},
    "urgency": {"emergency": "alarm", "urgent": "warn", "normal": "quiet"},
    "intent": {"complaint": "bad", "incident": "warn", "aid_request": "warn", "praise": "good"},
    "case_state": {"triage": "warn", "open": "info", "waiting": "quiet", "answered": "good", "closed": "quiet"},
    "standing": {"open": "warn", "answered": "info", "fixed": "good"},
    "handoff_state": {"offered": "info", "accepted": "good", "refused": "bad", "expired": "warn", "returned": "bad"},
    "learnt": {"holds": "good", "too_few": "quiet", "contradicted": "warn"},
    "task_state": {"assigned": "warn", "accepted": "info", "started": "info", "done": "good", "returned": "bad"},
    "message_state": {"submitted": "warn", "approved": "info", "rejected": "bad", "published": "good"},
    "notice_state": {"sending": "info", "sent": "good", "failed": "bad"},
    "call_state": {"queued": "info", "sending": "info", "delivered": "good", "failed": "bad"},
    "delivery_state": {"sending": "info", "sent": "good", "unknown": "warn", "failed": "bad", "held": "alarm"},
    "arrival": {"sent": "quiet", "delivered": "info", "read": "good", "failed": "bad"},
    "account_state": {"unverified": "warn", "verified": "good", "removed": "bad"},
    "verdict": {"agrees": "good", "differs": "bad", "unreported": "warn", "no_indicator": "warn"},
    "abuse": {"none": "quiet", "abuse": "warn", "hate": "bad"},
    "topic": {},
}


def name(kind: str, value: object) -> str:
    """The display name in the language of the request; the value itself where the table has none (new labels)."""
    names = KINDS.get(kind, {})
    return str(names.get(str(value).lower(), _("Ragu") if value == UNSURE else value))


def alone(kind: str, value: object) -> str:
    """The display name where nothing beside it says of what kind it is: `Topik: ragu`."""
    if value == UNSURE and kind in POST_LABEL:
        return _("%(label)s: ragu") % {"label": POST_LABEL[kind]}
    return name(kind, value)


def tone(kind: str, value: object) -> str:
    """The tone of a badge; `quiet` where nothing is said, and where the model does not guess."""
    if value == UNSURE:
        return "quiet"
    return TONES.get(kind, {}).get(str(value).lower(), "info" if kind == "topic" else "quiet")


def share(part: int, whole: int) -> str:
    """A part of a whole as whole per cent; empty when there is no whole."""
    return f"{100 * part / whole:.0f}%" if whole else ""
