"""Official demo accounts on the demo network, and citizens who write to them: read by the product like any network."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from balarea.cases.jobs import pull_account
from balarea.core.clock import now
from balarea.networks.fake.connector import write
from balarea.networks.values import Author
from balarea.registry import queries as registered
from balarea.registry import services as registry

# agency, hours ago, text: invented; the fourth reply shows what the answer to an answer looks like
LETTERS: list[tuple[str, float, str]] = [
    ("dbmpr", 2.5, "@dbmpr.demo tolong jalan provinsi di Lembang berlubang parah, tadi motor saya hampir masuk lubang"),
    ("dbmpr", 5, "Min @dbmpr.demo lampu jalan di Jalan Raya Cibadak Sukabumi mati semua sudah seminggu"),
    ("dbmpr", 27, "@dbmpr.demo jembatan di Cikalong Wetan retak, truk masih lewat. Bahaya kalau ambruk!"),
    ("dbmpr", 60, "@dbmpr.demo iraha jalan ka Pangalengan didangdosan? Tos lami pisan butut"),
    ("dbmpr", 100, "Nuhun @dbmpr.demo jalan Cagak ayeuna tos lemes deui"),
    ("dinkes", 3, "@dinkes.demo puskesmas Coblong antre dari subuh, obat hipertensi kosong dua minggu"),
    ("dinkes", 20, "@dinkes.demo cara daftar vaksin anak di Garut gimana ya?"),
    (
        "dinsos",
        9,
        "@dinsos.demo tolong nenek Icih di Cikelet Garut, rumahnya ambruk dan belum makan. Hubungi 0812-3456-7890",
    ),
    (
        "dsda",
        1,
        "@dsda.demo tanggul Citarum di Dayeuhkolot jebol, air masuk rumah sepinggang, warga butuh perahu sekarang!",
    ),
    ("bpbd", 0.7, "@bpbd.demo longsor di Cisarua Bogor menutup jalan, ada dua orang tertimbun, tolong cepat"),
    ("disdik", 30, "@disdik.demo ijazah anak saya ditahan SMA karena tunggakan, padahal sekolah negeri"),
    ("bapenda", 15, "@bapenda.demo antrean Samsat Depok tiga jam, loket cuma satu yang buka"),
]
REPORTS: list[tuple[str, float, str]] = [
    ("dbmpr", 50, "Sampai pekan ini 84 km jalan provinsi telah diperbaiki dan 2.950 titik lubang jalan ditutup. #demo"),
    ("dinkes", 70, "Sebanyak 1.810 posyandu aktif dibina tahun ini. Terima kasih para kader! #demo"),
    ("bpbd", 40, "97 desa tangguh bencana telah dibentuk di Jawa Barat. #demo"),
]


def load(by: str) -> None:
    """Enter and connect the accounts, let the citizens write, and read what they wrote."""
    server = str(Path(settings.DATA_DIR) / "jejaring-demo.sqlite")
    start = now()
    for agency in sorted({row[0] for row in LETTERS}):
        _connect(agency, server, by)
    for number, (_, hours, text) in enumerate(LETTERS):
        author = Author(f"warga-{number}", f"warga.demo.{number}", f"Warga Demo {number}")
        write(server, author, text, at=_ago(start, hours), external_id=f"letter-{number}")
    for number, (agency, hours, text) in enumerate(REPORTS):
        author = Author(f"{agency}.demo", f"{agency}.demo", agency)
        write(server, author, text, at=_ago(start, hours), external_id=f"report-{number}")
    for account in registered.connected().filter(network="fake"):
        pull_account(account)


def _connect(agency: str, server: str, by: str) -> None:
    handle = f"{agency}.demo"
    account = registered.official_account("fake", handle)
    if account is None:
        account = registry.add_account(agency, "fake", handle, external_id=handle, demo=True, by=by)
        registry.verify_account(account.pk, by=by)
    if registered.credential(account) is None:
        registry.set_credential(account.pk, server, handle, f"demo-{handle}", by=by)


def _ago(start: datetime, hours: float) -> datetime:
    return start - timedelta(hours=hours)
