"""Names of children and of private persons, where a word before says that a name follows.

Two kinds of such words: after `bernama`, `a.n.`, `nama saya` a name comes however it is written; after `pasien`, `korban`,
`anak saya` one comes only if what is written is not a word of every day or the name of a place. Pure."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from balarea.areas import names as places

CHILD = "child"
PERSON = "person"
LONGEST = 4  # words of a name

_YOUNG = re.compile(
    r"(?i)\b(?:anak\w{0,3}|putr[ai]\w{0,3}|bayi\w{0,3}|balita|cucu\w{0,3}|keponakan\w{0,3}|adik\w{0,3}|sisw[ai]|murid|pelajar|santri\w{0,4}|bocah|budak|barudak|"
    r"incu|alo|orok|lare|larene|putu|ponakan\w{0,3}|tk|paud|sd|mi|smp|mts|sma|smk|kelas|remaja|bujang|dedek|jabang)\b"
)
# after these a name comes, in small letters too
_STRONG = re.compile(
    r"(?i)(?<![\w@])(?:bernama|namanya|namina|nami\s?na|ngaranna|ngarana|jenengé|jenenge|asmane|asmanipun|dipanggil|panggilannya|"
    r"atas\snama|a\.\s?n\.?|a/n|an\.|nama\s(?:saya|abdi|kula|aye|ane|gue|gw|lengkap|pasien|siswa|siswi|anak|korban|pelapor|pemilik|penerima|ibu|bapak|ayah|orang\stua|wali|kk)|"
    r"nami\s(?:abdi|pun\sanak|lengkap)|ngaran\s(?:kuring|urang|budak)|jeneng\s(?:kula|kulo|anakku|larene)|nama)"
    r"(?:\s?[:=]\s?|\s(?:adalah|teh|nyaeta|niku|iku|lengkap(?:nya)?\s?:?|itu|asli)\s|\s|(?<=\.)(?=\w))"
)
_BARE_NAME = re.compile(r"(?i)\bnama\s?$|\bnama\s$")  # `nama` alone needs a colon: "nama jalan ini"
# after these one comes if it is no other word
_RELATED = r"(?:saya|sy|kami|ku|gue|gw|aye|abdi|kuring|urang|kula|kulo|sampean|beliau|pertama|kedua|ketiga|bungsu|sulung|cikal|lanang|wadon|wedok|perempuan|laki-laki|lelaki|awewe|lalaki|tetangga|jenis|atas)"
_WEAK = re.compile(
    rf"(?i)(?<![\w@#-])(?:(?:anak|putra|putri|cucu|keponakan|ponakan|adik|adek|kakak|bayi|incu|alo|putu|istri|suami|mertua|orang\stua|ibu|bapak|nenek|kakek|teman|tetangga)(?:\s{_RELATED}){{1,2}}|"
    r"anakku|putraku|putriku|cucuku|adikku|istriku|suamiku|ibuku|bapakku|anak\sabdi|pun\sanak|pun\sbojo|lare\skula|anake|"
    r"pasien|siswa|siswi|murid|pelajar|santri|santriwati|korban|penderita|almarhum|almarhumah|alm|pelapor|saksi|tersangka|terduga|penyintas|balita|bayi|bocah|budak)"
    r"(?:\s(?:kami|saya|kita|perempuan|laki-laki|tewas|selamat|meninggal|luka|hilang|tenggelam|kecelakaan|anak|balita|lansia|kecil|rujukan|dbd|tbc|hiv|covid|gagal\sginjal|kanker))?"
    r"(?:\.|\s?:|\s?,)?\s(?:(?:an\.?|ny\.?|tn\.?|sdr\.?|sdri\.?|bernama|si|ibu|bu|bapak|pak|neng|nong|kang|mas|mbak|teh|mang|dek|de|kak|h\.?|hj\.?|ananda|ust\.?)\s)?"
)
_TITLE = re.compile(
    r"(?i)(?:(?:an\.?|ny\.?|tn\.?|sdr\.?|sdri\.?|si|ibu|bu|bapak|pak|neng|nong|kang|mas|mbak|teh|mang|dek|de|kak|h\.|hj\.|ananda|ust\.?)\s)?"
)
_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|['’`.-](?=[^\W\d_])){0,24}\.?")
_GAP = re.compile(r"\s")
_DERIVED = re.compile(r"\w+nya$|\w{3,}kan$|(?:ter|peng|peny|meng|meny)\w{3,}")  # words, not names, in small letters
_LINKS = frozenset(
    {"bin", "binti", "bint", "al", "el", "van", "de", "abdul", "nur", "m.", "moh.", "muh.", "m", "h.", "hj."}
)
_NEVER = frozenset(
    ["saya", "sy", "kami", "kita", "anda", "beliau", "dia", "ia", "siapa", "apa", "perusahaan", "sendiri", "orang", "warga", "rakyat", "masyarakat", "pribadi", "instansi", "dinas", "pt", "cv", "ud", "toko", "koperasi", "yayasan", "jalan", "jl", "desa", "kampung", "kp", "kota", "kabupaten", "kab", "kecamatan", "kec", "kelurahan", "kel", "rt", "rw", "sd", "sdn", "smp", "smpn", "sma", "sman", "smk", "smkn", "mi", "mts", "man", "tk", "paud", "slb", "rs", "rsud", "puskesmas", "klinik", "bpjs", "kis", "kip", "pkh", "blt", "bnpb", "bpbd", "covid", "dbd", "tbc", "hiv", "gempa", "banjir", "longsor", "kebakaran", "tsunami", "kelas", "kls", "umur", "usia", "yang", "yg", "di", "ke", "dari", "dgn", "dengan", "dan", "atau", "untuk", "karena", "sudah", "belum", "masih", "akan", "mau", "tidak", "ga", "gak", "lagi", "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november", "desember", "senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu", "kdrt", "phk", "bullying", "allah", "tuhan", "indonesia", "jabar", "jawa", "barat", "negara", "pemerintah", "pemprov", "pemkab", "pemkot", "gubernur", "bupati", "wali", "walikota", "camat", "lurah", "kades", "presiden", "menteri", "kepala", "ketua", "bupati", "bapak", "ibu", "pak", "bu", "a.n", "a/n", "an", "anak", "istri", "suami", "mertua", "akun", "program", "kegiatan", "aplikasi", "sekolah", "grup", "kelompok", "teh", "mah", "nu", "ti", "ka", "jeung", "anu", "aya", "teu", "ieu", "eta", "sing", "karo", "lan", "ora", "iki", "iku", "kang", "saking", "wonten", "iya", "nih", "dong", "tolong", "mohon", "jadi"]
)  # fmt: skip


@cache
def _common() -> frozenset[str]:
    """Words of every day in lower case, from the posts that the models are trained on."""
    return frozenset((files("balarea.conduct") / "common_words.txt").read_text(encoding="utf8").split())


@cache
def _places() -> frozenset[str]:
    return frozenset(places.names())


def find(text: str) -> Iterator[tuple[str, int, int]]:
    """Kind, start and end of every name that the words before it announce."""
    for strong, cues in ((True, _STRONG), (False, _WEAK)):
        for cue in cues.finditer(text):
            said = cue.group().lower().strip()
            if said == "nama" or (said.startswith("an.") and not cue.group().endswith(" ")):
                continue
            start = _TITLE.match(text, cue.end())
            span = _name(
                text,
                start.end() if start else cue.end(),
                strong,
                shouted=len(said) > 3 and cue.group().strip().isupper(),
            )
            if span is not None:
                yield _kind(text, cue), *span


def _kind(text: str, cue: re.Match[str]) -> str:
    """A child where a word of childhood stands in the words before or is the cue itself."""
    return CHILD if _YOUNG.search(text, max(0, cue.start() - 40), cue.end()) else PERSON


def _name(text: str, start: int, strong: bool, *, shouted: bool) -> tuple[int, int] | None:
    """The longest run of words from here that can be a name."""
    end, at, taken, sure = start, start, 0, False
    while taken < LONGEST:
        token = _TOKEN.match(text, at)
        if token is None or not _can(token.group(), strong or shouted, first=taken == 0):
            break
        word = token.group().rstrip(".")
        initial = len(word) == 1 or token.group().lower() in _LINKS
        end = token.end() if initial else token.start() + len(word)
        sure = sure or word.lower() in {"bin", "binti"} or (not initial and (strong or _alone(word)))
        at, taken = token.end(), taken + (not initial)
        gap = _GAP.match(text, at)
        if gap is None or (token.group().endswith(".") and not initial):
            break
        at = gap.end()
    return (start, end) if taken and sure and end - start > 1 else None


def _can(token: str, strong: bool, *, first: bool) -> bool:
    word = token.rstrip(".").lower()
    if word in _LINKS and (not first or token.endswith(".")):
        return True
    if word in _NEVER:
        return False
    if token[0].isupper():
        return strong or not (token.isupper() and len(word) < 4 and not token.endswith("."))
    if word in _GIVEN:
        return True
    known = word in _common() or (word in _places() and first and not strong)
    return len(word) > 2 and not known and not _DERIVED.match(word)


def _alone(word: str) -> bool:
    """Whether the word makes the run a name by itself: neither a word of every day nor a place, unless it is written large
    and known as a name."""
    plain = word.lower()
    return (word[0].isupper() and plain in _GIVEN) or (
        plain not in _common() and plain not in _places() and len(plain) > 2
    )


# given names that are words or places as well
_GIVEN = frozenset(
    ["indah", "cahaya", "cahya", "bunga", "melati", "mawar", "putri", "putra", "dewi", "bintang", "surya", "wulan", "bulan", "mentari", "fajar", "bayu", "guntur", "bumi", "langit", "embun", "permata", "intan", "mutiara", "kartika", "sari", "wati", "ratna", "ayu", "cantik", "budi", "bagus", "wahyu", "rizki", "rejeki", "rahmat", "berkah", "iman", "taufik", "hidayat", "hidayah", "amanah", "jaya", "sukma", "setia", "mulya", "mulia", "sentosa", "sejati", "abadi", "utama", "agung", "adil", "sabar", "tekun", "slamet", "waluyo", "harapan", "maya", "dian", "nur", "cinta", "kasih", "bahagia", "gembira", "fitri", "ramadhan", "ramadan", "lestari", "hari", "senja", "kirana", "pelangi", "samudra", "galih", "lingga", "gilang", "satria", "pangeran", "raden", "kembang", "dadang", "ujang", "asep", "siti", "udin", "jajang", "cecep", "neng", "euis", "agus", "sumber", "subur", "makmur", "sakti", "perdana", "pertama", "pratama", "dwi", "eka", "panji", "tirta", "gunawan", "guna", "mukti", "karya", "kusuma", "wijaya", "darma", "sukarya", "mekar", "padi", "jati", "sandi", "rani", "riska", "tini", "dini", "hani", "lina", "nina", "rina", "tina", "yani", "yuni"]
)  # fmt: skip
