"""What the desk's list is narrowed down by: read from the address, offered as choices, shown as chips."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from balarea import areas
from balarea.cases import queries
from balarea.language.labels import HEADS, UNSURE
from balarea.people.queries import User, agency_of
from balarea.registry.queries import Agency
from balarea.web import labels

URGENCIES = ("emergency", "urgent", "normal", UNSURE)
Choice = tuple[str, str]  # value and what it is called


def sifted(request: HttpRequest) -> queries.Sifted:
    """What the address asks for; what is no topic, urgency or area narrows nothing down."""
    typed = {name: request.GET.get(name, "").strip() for name in asdict(queries.Sifted())}
    area = typed["area"]
    return queries.Sifted(
        topic=typed["topic"] if typed["topic"] in HEADS["topic"] or typed["topic"] == UNSURE else "",
        urgency=typed["urgency"] if typed["urgency"] in URGENCIES else "",
        agency=typed["agency"].replace("\0", ""),
        area=area if area == queries.NOWHERE or areas.known(area) else "",
    )


def offered(user: User, chosen: queries.Sifted, all_agencies: list[Agency]) -> dict[str, Any]:
    """Context of `partials/sieve.html`: the choices of each field, and the chips of what is chosen. Agencies are asked for
    by those who see several desks."""
    topics = [(str(value), labels.name("topic", value)) for value in HEADS["topic"]]
    wide = agency_of(user) is None
    named = [(queries.NOBODY, _("Belum ada instansi")), *((each.code, each.name) for each in all_agencies)]
    choices: Mapping[str, list[Choice]] = {
        "topic": topics, "urgency": [(value, labels.name("urgency", value)) for value in URGENCIES],
        "agency": named if wide else [],
    }  # fmt: skip
    places, nowhere = _places(user, chosen.area)
    names = {"area": [(queries.NOWHERE, _("Tempat tidak diketahui"))], **choices}
    chips = [(name, _called(name, value, names)) for name, value in asdict(chosen).items() if value]
    return {"sifted": chosen, "choices": choices, "places": places, "nowhere": nowhere, "sifted_chips": chips}


def _called(name: str, value: str, names: Mapping[str, list[Choice]]) -> str:
    known = next((text for each, text in names[name] if each == value), "")
    if not known and name == "area":
        return areas.get(value).name if len(value) <= 5 else areas.short_name(value)
    return known or labels.name(name, value)


def _places(user: User, chosen: str) -> tuple[list[tuple[str, list[Choice]]], int]:
    """Regencies and cities in which something is still to be done, each whole and by district, with how many, and the one
    that is chosen; and how many lie nowhere known."""
    held: dict[str, dict[str, int]] = {}
    nowhere = 0
    counts = queries.places(user)
    if len(chosen) >= 5:
        counts[chosen] += 0
    for code, number in counts.items():
        regency = areas.regency_of(code) if code else None
        if regency is None or not areas.known(regency):
            nowhere += number
            continue
        within = held.setdefault(regency, {})
        within[regency] = within.get(regency, 0) + number
        if len(code) >= 8 and areas.known(code[:8]):
            within[code[:8]] = within.get(code[:8], 0) + number
    rows = [(areas.get(regency).name, _within(regency, within)) for regency, within in held.items()]
    return sorted(rows), nowhere


def _within(regency: str, within: Mapping[str, int]) -> list[Choice]:
    whole = (regency, _("Semua %(name)s · %(n)d") % {"name": areas.short_name(regency), "n": within[regency]})
    districts = sorted((areas.short_name(code), code, number) for code, number in within.items() if code != regency)
    return [whole, *((code, f"{name} · {number}") for name, code, number in districts)]
