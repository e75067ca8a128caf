"""Where a person lives and can be found, in a reading: exact home addresses, coordinates, links to a point of a map.

A road, a kampung, a housing estate alone stays: it says where the pothole is. What is exact is the number of the house, the
RT/RW, the block."""

import re

from balarea.conduct.figures import Rule, always

_ROAD = r"(?:jl|jln|jalan|jalam|gg|gang|lorong|lr)"
_HOUSING = r"(?:kp|kmp|kampung|kampong|dusun|dsn|lingkungan|link|blok|blk|komplek|kompleks|komp|perum|perumahan|prm|griya|cluster|klaster|asrama|apartemen|apt|rusun|rusunawa)"
_WORD = r"(?!(?:perda|pergub|perbup|perwal|peraturan|keputusan|surat|sk|uu|pasal|nomor|no)\b)(?:[^\W\d_]{1,3}\.(?=\s)|[\w'/&-]{1,30}(?:\.[\w'/&-]{1,30}){0,2})"
_NAME = rf"{_WORD}(?:\s{_WORD}){{0,4}}?"
_NUMBER = r"(?:(?:no|nmr|nomor|nomer|number|#)\s{0,2}[.:]{0,2}\s{0,2}\d{1,4}(?:\s?[a-z]\b)?(?:\s?[-/]\s?\d{1,3})?)"
_BLOCK = r"(?:(?:blok|blk)\.?\s?[a-z]{1,2}\s?[-./]?\s?\d{0,3}[a-z]?(?:\s?[-/.]\s?\d{1,3}[a-z]?)?)"
_RT = r"(?:r\.?\s?t\.?[\s.:/-]{0,3}\d{1,3}(?:\s?[,/;.&-]?\s?(?:dan\s)?(?:/\s?)?(?:r\.?\s?w\.?[\s.:/-]{0,3})?\d{1,3})?)"
_RTRW = r"(?:r\.?\s?t\.?\s?[/-]\s?r\.?\s?w\.?[\s.:]{0,3}\d{1,3}\s?[/,.-]\s?\d{1,3})"
_JOIN = r"[\s,.;()-]{0,4}"
_TAIL = rf"(?:{_NUMBER}|{_BLOCK}|{_RTRW}|{_RT}|kav(?:ling)?\.?\s?\d{{1,4}}[a-z]?|unit\s?\w{{0,2}}[- ]?\d{{1,4}})"
_MORE = rf"(?:{_TAIL}|(?:lt|lantai|tower|kamar)\.?\s?\w{{1,4}})"
# after a bare number of a house nothing is counted: "jalan Merdeka 3 hari", "Jalan Tol 2 arah"
_BARE = r"\d{1,3}[A-Za-z]?\b(?!\s?(?:km|m|meter|mtr|hari|ari|dinten|dina|jam|bulan|tahun|thn|minggu|menit|orang|titik|rumah|imah|kali|arah|jalur|lajur|unit|lubang|ruas|lokasi|ton|persen|rb|ribu|jt|juta|miliar|x|kk|warga|desa|kec)\b|\s?[%/:]|[.,-]\d)"
_CAPITAL = r"(?:[A-Z][\w'.-]{1,20}|[IVX]{1,4})"

_POINT = r"[-+]?\d{1,3}[.,]\d{4,10}"
_MAPS = (
    r"maps\.app\.goo\.gl/|goo\.gl/maps/|maps\.google\.|google\.[a-z.]{2,6}/maps|g\.page/|maps\.apple\.com|waze\.com/|"
    r"openstreetmap\.org/|osm\.org/|bing\.com/maps|what3words\.com/|w3w\.co/|share\.here\.com/"
)

RULES: tuple[Rule, ...] = (
    ("location", re.compile(rf"(?i)(?:https?://)?(?:www\.|ul\.)?(?:{_MAPS})\S{{0,300}}"), always),
    ("location", re.compile(r"(?i)\bgeo:[-+]?\d{1,3}\.\d{3,10},[-+]?\d{1,3}\.\d{3,10}"), always),
    ("location", re.compile(rf"(?<![\d.,]){_POINT}\s?[,;/ ]\s?{_POINT}(?!\d)"), always),
    ("location", re.compile(rf"(?i)\b(?:lat|latitude|lintang)\b[\s:=]{{0,3}}{_POINT}[\s,;/|]{{0,3}}\b(?:lon|long|lng|longitude|bujur)\b[\s:=]{{0,3}}{_POINT}"), always),
    ("location", re.compile(
        r"""(?i)\d{1,3}\s?°\s?\d{1,2}\s?['′’]\s?(?:\d{1,2}(?:[.,]\d{1,3})?\s?(?:"|″|”|''))?\s?[NSLU]{1,2}[\s,]{0,3}"""
        r"""\d{1,3}\s?°\s?\d{1,2}\s?['′’]\s?(?:\d{1,2}(?:[.,]\d{1,3})?\s?(?:"|″|”|''))?\s?(?:BT|BB|E|W|T)\b"""), always),
    ("location", re.compile(r"(?<![\w+])[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}(?![\w+])"), always),
    ("location", re.compile(r"(?<!\w)///[^\W\d_]{2,20}\.[^\W\d_]{2,20}\.[^\W\d_]{2,20}"), always),
    ("address", re.compile(rf"(?i)\b{_ROAD}(?:\.\s?|\s){_NAME}{_JOIN}{_TAIL}(?:{_JOIN}{_MORE}){{0,4}}\b"), always),
    ("address", re.compile(rf"(?i)\b{_HOUSING}(?:\.\s?|\s){_NAME}{_JOIN}{_TAIL}(?:{_JOIN}{_MORE}){{0,4}}\b"), always),
    ("address", re.compile(rf"(?i)\b(?:{_BLOCK}{_JOIN}{_NUMBER}|{_NUMBER}{_JOIN}{_BLOCK})(?:{_JOIN}{_TAIL}){{0,3}}\b"), always),
    ("address", re.compile(r"(?i)\b(?:blok|blk)\.?\s?[a-z]{1,2}\s?\d{0,2}\s?[-/. ]\s?\d{1,3}[a-z]?\b"), always),
    ("address", re.compile(rf"(?i)(?:\b{_NUMBER}{_JOIN})?\b(?:{_RTRW}|r\.?\s?t\.?[\s.:]{{0,3}}\d{{1,3}}\s?[/,;.&-]?\s?(?:dan\s)?(?:r\.?\s?w\.?[\s.:/-]{{0,3}})?\d{{1,3}})(?:{_JOIN}{_NUMBER})?\b"), always),
    ("address", re.compile(rf"(?i)\b(?:rumah|rmh|imah|omah|kontrakan|kosan|kost|kos)\b(?:\s\w{{1,12}}){{0,3}}?\s{_NUMBER}\b"), always),
    ("address", re.compile(rf"\b(?:[Jj]l|[Jj]ln|[Jj]alan|JL|JLN|JALAN|[Gg]g|[Gg]ang|GG)(?:\.\s?|\s){_CAPITAL}(?:\s{_CAPITAL}){{0,3}}\s{_BARE}"), always),
    ("address", re.compile(rf"\b(?:[Kk]omplek|[Kk]ompleks|[Pp]erum|[Pp]erumahan|[Cc]luster|[Gg]riya|KOMPLEK|PERUM)(?:\.\s?|\s){_CAPITAL}(?:\s{_CAPITAL}){{0,3}}\s[A-Z]{{1,2}}\d{{0,2}}\s?[-/. ]\s?\d{{1,3}}[A-Za-z]?\b"), always),
)  # fmt: skip
