"""By what a person is reached or recognised besides numbers: e-mail, vehicle plates, social handles."""

import re

from balarea.conduct.figures import Rule, always

_REGIONS = "A|B|D|E|F|G|H|K|L|M|N|P|R|S|T|W|Z|A[ABDEG]|B[ABDEGHKLMNPR]|D[ABCDEGHKLMNPRSTUW]|E[ABD]|K[BHTU]|P[AB]"  # of the police
_UNITS = frozenset(
    [
        "KM",
        "CM",
        "MM",
        "KG",
        "GR",
        "M",
        "L",
        "HP",
        "WIB",
        "WITA",
        "WIT",
        "JT",
        "RB",
        "RT",
        "RW",
        "SD",
        "SMP",
        "SMA",
        "GB",
        "MB",
        "KK",
        "JAM",
        "KVA",
        "KV",
        "KW",
        "V",
        "HA",
        "ORG",
        "M2",
        "MEI",
    ]
)
_WORDS = frozenset(
    [
        "di",
        "ke",
        "yg",
        "dan",
        "itu",
        "ini",
        "org",
        "thn",
        "tgl",
        "dr",
        "dg",
        "dgn",
        "no",
        "ga",
        "gk",
        "dah",
        "aja",
        "nih",
        "si",
        "sd",
        "an",
        "ya",
        "jg",
        "lg",
        "dll",
        "pas",
        "wae",
        "teh",
        "mah",
        "ti",
        "ka",
    ]
)
_PLATE_WORDS = r"(?:plat(?:\s?no(?:mor)?)?|pelat|nopol|no\.?\s?pol|nomor\spolisi|motor|mobil|angkot|truk|truck|bus|bis|pick\s?up|kendaraan|tnkb|stnk|xenia|avanza|vario|beat|innova)"
_HANDLE = r"[A-Za-z0-9_](?:[\w.-]{0,60}\w)?"
_NETWORK = r"(?:ig|instagram|insta|fb|facebook|tiktok|tik\stok|twitter|telegram|tele|line|threads|bluesky|youtube|yt)"


def _not_a_unit(match: re.Match[str]) -> bool:
    """`B 12 KM` is a distance; `kode D 12 A` is a code."""
    short = re.fullmatch(r"\w{1,2}\d\w{1,3}", match.group()) is not None  # DP3A is an agency
    return match["tail"].upper() not in _UNITS and not short


def _no_preposition(match: re.Match[str]) -> bool:
    """After `motor` any letters are a plate's, but `truk B3 di` is none."""
    return match["tail"].lower() not in _WORDS


def _no_word(match: re.Match[str]) -> bool:
    """In small letters also what is no word: `d 1234 di` is none."""
    return _not_a_unit(match) and match["tail"].lower() not in _WORDS


RULES: tuple[Rule, ...] = (
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+)+"), always),
    ("email", re.compile(r"(?i)(?<![\w.+-])[\w.+-]{1,64}+\s?(?:@|\(at\)|\[at\]|\{at\}|\bat\b|\(a\))\s?[\w-]{2,40}+\s?(?:\.|\(dot\)|\[dot\]|\bdot\b|\btitik\b|\(titik\))\s?(?:com|co\.id|co|id|net|org|go\.id|ac\.id|sch\.id|my\.id)\b"), always),
    ("plate", re.compile(rf"(?i)\b{_PLATE_WORDS}(?:[\s:.,=#()-]|\b(?:no|nomor|saya|nya|sy|abdi|kula|aye|kuring|ku|warna|merah|hitam|putih|dengan|yg|dgn|pelat|plat)\b){{1,10}}(?P<datum>(?:{_REGIONS})[ .-]{{0,3}}\d{{1,4}}[ .-]{{0,3}}(?P<tail>[A-Z]{{1,3}}))\b"), _no_preposition),
    ("plate", re.compile(rf"(?<!kode )(?<!program )(?<![-/.])\b(?:{_REGIONS})[ .-]{{0,3}}\d{{1,4}}[ .-]{{0,3}}(?P<tail>[A-Z]{{1,3}})\b(?![-/]\w)"), _not_a_unit),
    ("plate", re.compile(rf"(?i)(?<!kode )(?<!program )(?<![-/.])\b(?:{_REGIONS})[ -]?\d{{3,4}}[ -]?(?P<tail>[a-z]{{2,3}})\b(?![-/]\w)"), _no_word),
)  # fmt: skip

# Found only where the official handles are known: agencies are called by theirs in every post.
HANDLES: tuple[re.Pattern[str], ...] = (
    re.compile(rf"(?<![\w@/])@(?P<handle>{_HANDLE}(?:@[\w-]{{1,63}}(?:\.[\w-]{{1,63}})+)?)"),
    re.compile(rf"(?i)(?:https?://)?(?:www\.|m\.|web\.)?(?:instagram\.com|facebook\.com|fb\.com|tiktok\.com|t\.me|x\.com|twitter\.com|threads\.net|wa\.me|bsky\.app/profile)/@?(?P<handle>{_HANDLE})\S{{0,200}}"),
    re.compile(rf"(?i)\b(?:akun\s)?{_NETWORK}(?:\s?(?:saya|sy|abdi|kula|aye|ku|nya))?\s?[:=]\s?@?(?P<handle>{_HANDLE})"),
)  # fmt: skip
