"""The spellings of each kind of personal datum, for `planted`: each function draws one."""

import random
from collections.abc import Callable
from typing import Any

Words = dict[str, Any]
Style = Callable[[str], str]
Form = Callable[[random.Random, Words, Style], str]

SPOKEN = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
SPOKEN_SU = ("nol", "hiji", "dua", "tilu", "opat", "lima", "genep", "tujuh", "dalapan", "salapan")
SPOKEN_JV = ("nol", "siji", "loro", "telu", "papat", "limo", "enem", "pitu", "wolu", "songo")
REGIONS = ("3273", "3204", "3217", "3275", "3201", "3212", "3578", "1271", "7371")


def _number(dice: random.Random, length: int) -> str:
    return "".join(dice.choice("0123456789") for _ in range(length))


def _grouped(digits: str, sizes: list[int], mark: str) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(digits[at : at + size])
        at += size
    return mark.join([*parts, digits[at:]] if at < len(digits) else parts)


def _sixteen(dice: random.Random, digits: str) -> str:
    ways: list[Callable[[], str]] = [
        lambda: digits, lambda: digits, lambda: _grouped(digits, [4, 4, 4, 4], dice.choice([" ", "-", ".", " - "])),
        lambda: _grouped(digits, [6, 6, 4], dice.choice([" ", ".", "-"])), lambda: _grouped(digits, [2, 2, 2, 6, 4], "."),
        lambda: digits.replace("0", "O"),
    ]  # fmt: skip
    return dice.choice(ways)()


def _birth(dice: random.Random, *, woman: bool) -> str:
    return f"{dice.randint(1, 28) + (40 if woman else 0):02d}{dice.randint(1, 12):02d}{dice.randint(0, 99):02d}"


def nik(dice: random.Random, words: Words, style: Style) -> str:
    """16 digits, in groups or not, O for 0."""
    body = f"{dice.choice(REGIONS)}{dice.randint(1, 30):02d}{_birth(dice, woman=dice.random() < 0.5)}{dice.randint(1, 99):04d}"
    return _sixteen(dice, body)


def kk(dice: random.Random, words: Words, style: Style) -> str:
    """As a NIK, the date being that of issue."""
    return _sixteen(
        dice, f"{dice.choice(REGIONS)}{dice.randint(1, 30):02d}{_birth(dice, woman=False)}{dice.randint(1, 9999):04d}"
    )


def nip(dice: random.Random, words: Words, style: Style) -> str:
    """18 digits: birth, appointment, sex, serial."""
    born = f"{dice.randint(1965, 2000)}{dice.randint(1, 12):02d}{dice.randint(1, 28):02d}"
    rest = [f"{dice.randint(1990, 2024)}{dice.randint(1, 12):02d}", dice.choice("12"), f"{dice.randint(1, 40):03d}"]
    return dice.choice(["", " ", "."]).join([born, *rest])


def npwp(dice: random.Random, words: Words, style: Style) -> str:
    """15 digits, with its own punctuation or none; 16 since 2024."""
    digits = _number(dice, 15)
    pointed = f"{digits[:2]}.{digits[2:5]}.{digits[5:8]}.{digits[8]}-{digits[9:12]}.{digits[12:]}"
    return dice.choice([pointed, pointed, digits, pointed.replace("-", "."), f"0{digits}"])


def identity(dice: random.Random, words: Words, style: Style) -> str:
    """Number of health insurance, of a pupil."""
    return dice.choice([f"000{_number(dice, 10)}", f"00{_number(dice, 8)}", _number(dice, 10)])


def phone(dice: random.Random, words: Words, style: Style) -> str:
    """Mobile and fixed, in all ways of writing and saying."""
    tail = f"8{dice.choice(['11', '12', '13', '21', '22', '52', '57', '78', '95', '96', '38'])}{_number(dice, dice.choice([7, 8]))}"
    local = f"0{tail}"
    mark = dice.choice(["-", " ", ".", " - ", "_"])
    spoken = dice.choice([SPOKEN, SPOKEN, SPOKEN_SU, SPOKEN_JV])
    ways: list[Callable[[], str]] = [
        lambda: local, lambda: local, lambda: _grouped(local, [4, 4], mark), lambda: _grouped(local, [4, 3], mark),
        lambda: f"+62{tail}", lambda: f"62{tail}", lambda: f"+62 {_grouped(tail, [3, 4], mark)}",
        lambda: f"(+62) {_grouped(tail, [3, 4], mark)}", lambda: f"0062{tail}", lambda: " ".join(local),
        lambda: local.replace("0", "O"), lambda: local.replace("0", "o"), lambda: local.replace("1", "l"),
        lambda: " ".join(style(spoken[int(each)]) for each in local),
        lambda: ", ".join(style(spoken[int(each)]) for each in local),
        lambda: f"{style('nol delapan')} {_grouped(tail[1:], [2, 4], ' ')}",
        lambda: f"{style('kosong')}{tail}", lambda: f"https://wa.me/62{tail}", lambda: f"wa.me/{local}",
        lambda: _grouped(local, [2, 2, 2, 2, 2], " "), lambda: f"(0{tail[:3]}) {tail[3:]}",
        lambda: f"{dice.choice(['022', '021', '0231', '0262', '0251'])}{dice.choice(['-', ' ', ''])}{dice.choice('2345678')}{_number(dice, 6)}",
        lambda: f"(022) {dice.choice('2578')}{_number(dice, 6)}", lambda: f"+62 22 {dice.choice('2578')}{_number(dice, 6)}",
        lambda: f"+60 1{_number(dice, 8)}",
    ]  # fmt: skip
    return dice.choice(ways)()


def email(dice: random.Random, words: Words, style: Style) -> str:
    """Plain, or with (at) and dot in words."""
    user = f"{dice.choice(words['given'].split()).lower()}{dice.choice(['.', '_', ''])}{dice.choice(words['family'].split()).lower()}{dice.choice(['', '88', '_01'])}"
    host = dice.choice(["gmail.com", "yahoo.co.id", "ymail.com", "contoh.sch.id", "mail.contoh.ac.id"])
    odd = f"{user}{dice.choice(['(at)', '[at]', ' at ', ' (at) '])}{dice.choice(['gmail.com', 'gmail dot com', 'yahoo.com', 'gmail(dot)com'])}"
    return dice.choice([f"{user}@{host}", f"{user}@{host}".upper(), odd])


def account(dice: random.Random, words: Words, style: Style) -> str:
    """10 to 15 digits."""
    digits = dice.choice("123456789") + _number(dice, dice.choice([9, 9, 12, 14]))
    mark = dice.choice([" ", "-", "."])
    return dice.choice([digits, digits, _grouped(digits, [4, 3], mark), _grouped(digits, [3, 3], mark)])


def plate(dice: random.Random, words: Words, style: Style) -> str:
    """Region, number, letters."""
    region = dice.choice(["D", "B", "F", "T", "E", "Z", "AB", "DK", "BK", "A", "G", "AD"])
    number = str(dice.randint(100, 9999))
    tail = "".join(dice.choice("ABCDFGHJKLNPRSTUVXYZ") for _ in range(dice.choice([2, 3])))
    mark = dice.choice([" ", " ", "", "-"])
    written = f"{region}{mark}{number}{mark}{tail}"
    return dice.choice([written, written, written.lower()])


def address(dice: random.Random, words: Words, style: Style) -> str:
    """House number, RT/RW, block: in the ways of towns and villages."""
    road, house = dice.choice(words["roads"]), f"{dice.randint(1, 240)}{dice.choice(['', '', 'A', 'b'])}"
    rt, rw = dice.randint(1, 12), dice.randint(1, 20)
    both = dice.choice(
        [
            f"RT {rt:02d} RW {rw:02d}",
            f"RT {rt:02d}/{rw:02d}",
            f"RT.{rt:03d}/RW.{rw:03d}",
            f"rt{rt}/rw{rw}",
            f"RT/RW {rt:02d}/{rw:02d}",
            f"rt {rt} rw {rw}",
        ]
    )
    street = f"{dice.choice(['Jl.', 'Jl', 'Jln', 'Jalan', 'jl', 'Gg.', 'Gang'])} {road}"
    number = dice.choice(["No. ", "No ", "no.", "nomor ", "No."]) + house
    block = f"{dice.choice(['Blok', 'blok'])} {dice.choice('ABCDE')}{dice.choice(['', '2', '12'])}"
    ways = [
        f"{street} {number}", f"{street} {number}", f"{street} {number} {both}", f"{street}, {number}, {both}", f"{street} {both} {number}",
        f"{dice.choice(['Kp.', 'Kampung', 'kp', 'Dusun'])} {dice.choice(words['kampungs'])} {both}",
        f"{dice.choice(['Perum', 'Komplek', 'Perumahan', 'Kompleks'])} {dice.choice(words['estates'])} {block} {number}",
        f"{dice.choice(['Perum', 'Komplek'])} {dice.choice(words['estates'])} {block}/{dice.randint(1, 30)}", f"{block} {number}", both,
        f"rumah {number}", f"Jl. {dice.choice(['Merdeka', 'Asia Afrika', 'Sukajadi', 'Veteran'])} {house}",
    ]  # fmt: skip
    return dice.choice(ways)


def location(dice: random.Random, words: Words, style: Style) -> str:
    """Coordinates, links to a point of a map, codes of places."""
    lat, lon = -dice.uniform(6.1, 7.7), dice.uniform(106.4, 108.8)
    south, east = divmod(-lat * 60, 60), divmod(lon * 60, 60)
    code = "".join(dice.choice("23456789CFGHJMPQRVWX") for _ in range(6))
    return dice.choice([
        f"{lat:.6f}, {lon:.6f}", f"{lat:.5f},{lon:.5f}", f"({lat:.6f}, {lon:.6f})".strip("()"), f"lat {lat:.5f} long {lon:.5f}",
        f"{south[0]:.0f}°{south[1]:.0f}'{dice.uniform(1, 59):.1f}\"S {east[0]:.0f}°{east[1]:.0f}'{dice.uniform(1, 59):.1f}\"E",
        f"https://maps.app.goo.gl/{code}{code.lower()}", f"https://www.google.com/maps?q={lat:.6f},{lon:.6f}",
        f"https://goo.gl/maps/{code}", f"https://waze.com/ul?ll={lat:.5f},{lon:.5f}", f"{code[:4]}+{code[4:]}H",
        f"https://www.openstreetmap.org/#map=18/{lat:.5f}/{lon:.5f}", "///meja.kursi.lampu",
    ])  # fmt: skip


def child(dice: random.Random, words: Words, style: Style) -> str:
    """One to three names, in the letters of the sentence."""
    given = dice.sample(words["given"].split(), 2)
    family = dice.choice(words["family"].split())
    return style(
        dice.choice(
            [
                f"{given[0]} {family}",
                given[0],
                f"{given[0]} {given[1]} {family}",
                f"{given[0]} binti {given[1]}",
                f"M. {given[0]} {family}",
            ]
        )
    )


def person(dice: random.Random, words: Words, style: Style) -> str:
    """As of a child."""
    return child(dice, words, style)


def handle(dice: random.Random, words: Words, style: Style) -> str:
    """An account on a network."""
    name = f"{dice.choice(words['given'].split()).lower()}{dice.choice(['.', '_', ''])}{dice.choice(words['words'])}{dice.choice(['', '77', '_id'])}"
    return dice.choice(
        [
            f"@{name}",
            f"@{name}",
            f"https://instagram.com/{name}",
            f"ig: {name}",
            f"@{name}.bsky.social",
            f"https://www.facebook.com/{name}",
        ]
    )


FORMS: dict[str, Form] = {
    "nik": nik, "kk": kk, "nip": nip, "npwp": npwp, "identity": identity, "phone": phone, "email": email, "account": account,
    "plate": plate, "address": address, "location": location, "child": child, "person": person, "handle": handle,
}  # fmt: skip
