"""Numbers that identify a person, in a reading (`spelling.reading`): what they look like and what stands around them.

Forms: NIK and KK are region, date of birth or of issue (ddmmyy, 40 added to a woman's day) and a serial (Permendagri
identity numbers); NIP is birth yyyymmdd, appointment yyyymm, sex, serial; NPWP has 15 digits or, since 2024, the NIK."""

import re
from collections.abc import Callable
from datetime import date

Fits = Callable[[re.Match[str]], bool]
Rule = tuple[str, re.Pattern[str], Fits]

_NO_DIGIT_BEFORE = r"(?<![\d])(?<!\d[.,])"
_NO_DIGIT_AFTER = r"(?!\d)(?![.,]\d)"
_GAP = r"[ .\-_/–—]{0,3}"  # between digits of one number
_PAUSE = r"[ ,.\-_/–—]{0,3}"  # of one that is dictated
_WORDS_BETWEEN = r"(?:[\s:.,=#()\-–]|\b(?:no|nmr|nomor|nomer|adalah|yaitu|nyaeta|niku|sy|saya|abdi|kula|aye|kami|ini|ieu|atas|nama|an|bank|budak|siswa|siswi|lare|kartu|peserta|ke|di|yg|nya|anak|suami|istri|ibu|bapak|pribadi|aktif|wa|hp)\b|(?<=\w)nya\b){0,12}"


def _date(day: int, month: int, year: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _digits(match: re.Match[str]) -> str:
    return re.sub(r"\D", "", match.group())


def _nik(match: re.Match[str]) -> bool:
    """Region code, then date of birth as ddmmyy, 40 added to the day for women."""
    digits = _digits(match)
    day = int(digits[6:8])
    born = _date(day - 40 if day > 40 else day, int(digits[8:10]), 2000)  # 2000: a leap year lets 29 February pass
    return 11 <= int(digits[:2]) <= 97 and digits[2:4] != "00" and born


def _nip(match: re.Match[str]) -> bool:
    """Birth as yyyymmdd, appointment as yyyymm, sex, serial."""
    digits = _digits(match)
    born = _date(int(digits[6:8]), int(digits[4:6]), int(digits[:4])) if int(digits[:4]) > 1900 else False
    return born and 1 <= int(digits[12:14]) <= 12 and digits[14] in "12"


def _no_date(match: re.Match[str]) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\d|\d\d-\d\d-\d{4}", match["datum"]) is None


def _no_money(match: re.Match[str]) -> bool:
    """Nobody's number stands after `Rp`."""
    return not match.string[max(0, match.start() - 4) : match.start()].lower().rstrip(" .").endswith("rp")


def always(match: re.Match[str]) -> bool:
    """No further test than the form."""
    return True


def _named(words: str, digits: str) -> re.Pattern[str]:
    """Digits right after one of the words."""
    return re.compile(rf"(?i)(?<![^\W\d_])(?:{words})(?![^\W\d_]){_WORDS_BETWEEN}(?P<datum>{digits}){_NO_DIGIT_AFTER}")


def _run(least: int, most: int) -> str:
    return rf"\d(?:{_GAP}\d){{{least - 1},{most - 1}}}"


_BANKS = (
    r"bca|bri|bni|bjb|bsi|btn|mandiri|cimb|cimb niaga|danamon|permata|muamalat|ocbc|panin|mega|bukopin|jago|seabank|jenius|"
    r"btpn|maybank|dki|jateng|jatim"
)
_WALLETS = r"gopay|go-?pay|ovo|dana|shopeepay|link ?aja|isaku"
_PHONE_WORDS = r"hp|no ?hp|wa|w\.?a|whats ?app|wasap|telp?|tlp|tlpn|telepon|telpon|telephone|kontak|hubungi|call|sms|nomor|nomer|handphone|ponsel"

# In this order: what one rule has taken, the next ones do not see.
RULES: tuple[Rule, ...] = (
    ("nip", _named("nip|nrp", _run(18, 18)), always),
    ("nip", re.compile(rf"{_NO_DIGIT_BEFORE}\d{{4}}{_GAP}\d\d{_GAP}\d\d{_GAP}\d{{4}}{_GAP}\d\d{_GAP}\d{_GAP}\d{{3}}{_NO_DIGIT_AFTER}"), _nip),
    ("npwp", _named("npwp", _run(15, 16)), always),
    ("npwp", re.compile(rf"{_NO_DIGIT_BEFORE}\d\d\.\d{{3}}\.\d{{3}}\.\d[-.]\d{{3}}\.\d{{3}}{_NO_DIGIT_AFTER}"), always),
    ("kk", _named("kk|kartu keluarga", _run(16, 16)), always),
    ("nik", _named("nik|ktp|e-?ktp|n\\.i\\.k", _run(16, 16)), always),
    ("account", _named(f"rek|rekening|norek|no ?rek|account|acc|transfer|tf|{_BANKS}|virtual account|(?:no|nomor) va", _run(8, 18)), _no_date),
    ("nik", re.compile(_NO_DIGIT_BEFORE + _run(16, 16) + _NO_DIGIT_AFTER), _nik),
    ("phone", re.compile(r"(?i)(?:https?://)?(?:wa\.me/|(?:api|web)\.whatsapp\.com/send/?\?phone=|tel:|sms:)\+?\d(?:[ -]?\d){7,14}"), always),
    ("account", re.compile(rf"(?i){_NO_DIGIT_BEFORE}{_run(10, 16)}(?=[\s,()]{{1,3}}(?:\(|rek(?:ening)?\b|bank\b|{_BANKS})\b)"), always),
    ("account", _named(_WALLETS, _run(9, 16)), always),
    ("identity", _named("bpjs|jkn|kis|nisn|nis|nim|paspor|passport|sim|rekam medis|no ?rm|rm|id pelanggan|idpel", _run(8, 16)), always),
    ("identity", re.compile(rf"(?i)\b(?:paspor|passport){_WORDS_BETWEEN}(?P<datum>[A-Z]{{1,2}} ?\d{{6,7}})\b"), always),
    ("phone", re.compile(rf"(?<![\d.,])(?:\(?(?:\+|00)?{_GAP}6{_GAP}2{_GAP}\)?{_GAP}(?:\(0\))?|\(?0{_PAUSE})8{_PAUSE}[1-9](?:{_PAUSE}\)?{_PAUSE}\d){{6,11}}(?!\d)"), _no_money),
    ("phone", _named(_PHONE_WORDS, rf"8{_GAP}[1-9](?:{_GAP}\d){{7,10}}"), always),
    ("phone", re.compile(rf"(?<![\d.,])\(?(?:0|\+?62[ -]?)(?:2[1-9]\d?|[3-79]\d{{1,2}})\)?[ .-]{{0,2}}\d(?:[ .-]?\d){{5,7}}{_NO_DIGIT_AFTER}"), _no_money),
    ("phone", re.compile(r"(?<![\d.,+])\+[1-9]\d{0,2}[ -]?\d(?:[ -]?\d){6,11}(?!\d)"), always),
)  # fmt: skip
