"""Words that say what stands beside them: a district, a road, a person. Our own lists, Indonesian and what is spoken in
West Java (Sundanese, Javanese of the north coast, Betawi), with the short forms people type."""

REGENCY, CITY, DISTRICT, VILLAGE = 1, 2, 4, 8  # a name of this level comes next
BEFORE = 16  # a place comes next: in, to, from, the people of
ROAD = 32  # the name of a road comes next
WAY = 64  # a road named after the places it joins
NATURE = 128  # the name of a river, mountain or lake comes next
FACILITY = 256  # the name of a market, school, hospital comes next
HAMLET = 512  # the name of a neighbourhood comes next
PERSON = 1024  # the name of a person comes next
OFFICE = 2048  # whoever holds it, the place comes next
TOWARD = 4096  # where something leads to, not where it is
JOIN = 8192  # from one place to another
EITHER = 16384  # one place or the other
NOT = 32768  # not this place
REMOTE = 65536  # what is told of others: they say
PLAIN = 131072  # an everyday word, which may also be somewhere's name
KIND = 262144  # a regency or city, said after the name
TALK = 524288  # speaks to the person named next
DIRECTION = 1048576  # ends the name of a district
SELLER = 16777216  # sells food
FOOD = 8388608  # called after where it once came from
AT = 4194304  # a place comes next, and it is there
TITLE = 2097152  # the name of a person comes next where it is written with a capital

WORDS: dict[int, str] = {
    REGENCY: "kab kabupaten kbupaten kabupatén pemkab bupati regency regent",
    CITY: "kota kotamadya kodya pemkot walikota wali city mayor",
    DISTRICT: "kec kecamatan kacamatan kcmtn camat district distrik",
    VILLAGE: "desa ds kel kelurahan kalurahan lurah kades kuwu village pemdes",
    BEFORE: """di ka ke ti dari dr ning nang teng ing in at from near wilayah wil daerah drh warga wargi urang wong orang
        masyarakat petani patani nelayan pedagang buruh arah asal sekitar seputar sekitaran pusat lokasi lokasina se
        kawasan kws area around bumi maring neng sing tina dina kidul kulon wetan kaler dulur asli khas
        lereng hutan tanjakan turunan pelabuhan pantai pante jembatan jambatan simpang perempatan pertigaan bundaran
        bunderan blok kebon kebun muara sawah tpa tpst""",
    ROAD: "jl gang gg jend lorong street",
    WAY: "dalan jalan jln jlan jalur tol raya rute lintas lingkar tembus flyover underpass",
    NATURE: """sungai kali walungan gunung gn situ waduk bendungan bendung danau curug laut sesar goa gua bukit tma das
        pulau teluk""",
    FACILITY: """pasar ps rs rsu rsud rsia puskesmas pkm pustu klinik sd sdn smp smpn sma sman smk smkn mts man min mi tk paud
        slb stasiun st terminal term halte museum gor stadion masjid mesjid mushola gereja hotel kampus universitas univ
        mall mal plaza rusunawa rusun apartemen ponpes pesantren polsek polres koramil samsat kua spbu pt cv toko bank
        taman villa kosan candi keraton situs makam bandara""",
    HAMLET: """kp kampung kmp kampong dusun dsn perum perumahan perumnas komplek kompleks komp griya cluster
        permai residence""",
    PERSON: """pak bapak bpk bapa bu ibu ibuk teteh kang akang mang mamang abang mbak mba ceu ceuceu om tante
        tuan nyonya haji hj hajah ustad ustadz ust kiai kyai abah ambu nini mak emak bi bibi uwa mbok kakang
        yayu ncang ncing nyak babeh engkong saudara sdr sdri neng asep ujang dede dek adek nama namanya nami ngaran jeneng
        mr mrs ms""",
    FOOD: "nasi sambel sambal ubi soto dodol kerupuk tape peuyeum bakso baso mie sate bubur batagor siomay lontong resep",
    SELLER: "warung kedai kios tukang pabrik gerobak rumah restoran kantin",
    AT: "di ti ning nang teng in at",
    TITLE: "teh pa bang mas aki si neng wa h",
    DIRECTION: "utara selatan barat timur tengah pusat kulon wetan kaler kidul kota lor",
    OFFICE: "bupati walikota wali kota camat lurah kades kuwu gubernur polisi kapolsek kapolres kepala kantor balai dinas",
    TOWARD: "arah menuju nuju jurusan tujuan lewat liwat via ngaliwat deket dekat caket parek cedak towards to kearah",
    JOIN: "ka ke sampai sampe sampek nepi sd to tekan",
    EITHER: "atau apa atawa or utawa",
    NOT: "bukan sanes lain dudu not bukannya kaga",
    REMOTE: "cenah katanya jare katanye dengar denger",
    KIND: "kota kab kabupaten regency city",
    TALK: "tolong mohon punten maaf halo hallo hai hi tulung izin ijin assalamualaikum assalamu dear yth nuhun kepada",
}  # fmt: skip


def classes() -> dict[str, int]:
    """Every context word with all it can say."""
    found: dict[str, int] = {}
    for kind, words in WORDS.items():
        for word in words.split():
            found[word] = found.get(word, 0) | kind
    return found
