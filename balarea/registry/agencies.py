"""Writes of agencies and of what they answer for."""

import re
from collections.abc import Iterable

from django.db import transaction

from balarea import areas
from balarea.audit import services as audit
from balarea.core.errors import BalareaError, Conflict, NotFound
from balarea.core.text import web_address
from balarea.language.labels import HEADS
from balarea.people.queries import Actor, Permission, must
from balarea.registry.levels import Level
from balarea.registry.models import Agency, Duty
from balarea.registry.parts import parts

Row = tuple[str, str] | tuple[str, str, str]
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,29}")
NO_DUTY = frozenset({"none"})


@transaction.atomic
def save_agency(
    code: str, name: str, kind: str, *, level: str = Level.PROVINCE, area_code: str = "32", site: str = "", by: Actor
) -> Agency:
    """Add an agency or change it. BalareaError names what is wrong with it."""
    must(by, Permission.ADMINISTER)
    name, kind = name.replace("\0", "").strip(), kind.replace("\0", "").strip()
    if problem := agency_problem(code, name, kind, level, area_code, site):
        raise BalareaError(problem)
    values = {"name": name, "kind": kind, "level": str(level), "area_code": area_code, "site": site}
    before = Agency.objects.filter(pk=code).values(*values).first()
    agency, _ = Agency.objects.update_or_create(code=code, defaults=values)
    if before != values:
        audit.record("save_agency", "agency", code, by=by, before=before, after=values)
    return agency


@transaction.atomic
def set_duties(agency: Agency, duties: Iterable[Row], *, by: Actor) -> None:
    """Make these the agency's duties: topic and area ("" for the whole province), and where it answers for one part of the
    topic alone, the part."""
    must(by, Permission.ADMINISTER)
    wanted = sorted({_whole(row) for row in duties})
    for topic, area, part in wanted:
        if problem := duty_problem(topic, part, area):
            raise BalareaError(problem)
    before = sorted(agency.duties.values_list("topic", "area_code", "part"))
    if before == wanted:
        return
    agency.duties.all().delete()
    Duty.objects.bulk_create(
        Duty(agency=agency, topic=topic, area_code=area, part=part) for topic, area, part in wanted
    )
    audit.record("set_duties", "agency", agency.code, by=by, before={"duties": before}, after={"duties": wanted})


def add_duty(agency_code: str, topic: str, part: str = "", area_code: str = "", *, by: Actor) -> None:
    """Give an agency one duty more."""
    agency, held = _held(agency_code)
    if (topic, area_code, part) in held:
        raise Conflict(f"{agency.name} sudah memegang urusan itu.")
    set_duties(agency, [*held, (topic, area_code, part)], by=by)


def remove_duty(agency_code: str, topic: str, part: str = "", area_code: str = "", *, by: Actor) -> None:
    """Take one duty away; cases that lie there stay."""
    agency, held = _held(agency_code)
    if (topic, area_code, part) not in held:
        raise NotFound("Urusan itu tidak ada pada instansi ini.")
    set_duties(agency, [each for each in held if each != (topic, area_code, part)], by=by)


def agency_problem(code: str, name: str, kind: str, level: str, area_code: str, site: str) -> str:
    """What is wrong with an agency, in words; "" when nothing is."""
    if not _CODE.fullmatch(code):
        return f"Kode {code[:40]!r}: isi 1 sampai 30 huruf kecil, angka, atau tanda hubung."
    if not name or len(name) > 120:
        return f"{code}: isi nama instansi, paling panjang 120 huruf."
    if not kind or len(kind) > 20:
        return f"{code}: isi jenis instansi, paling panjang 20 huruf, misalnya dinas."
    if level not in Level.values:
        return f"{code}: tingkat {level[:40]!r} tidak dikenal; pilih {', '.join(Level.values)}."
    if not areas.known(area_code):
        return f"{code}: kode wilayah {area_code[:40]!r} tidak ada; tulis kode Kemendagri, misalnya 32.04."
    if not web_address(site) or len(site) > 200:
        return f"{code}: alamat situs harus diawali https:// dan paling panjang 200 huruf."
    return ""


def duty_problem(topic: str, part: str, area_code: str) -> str:
    """What is wrong with a duty, in words; "" when nothing is."""
    if topic not in HEADS["topic"] or topic in NO_DUTY:
        return f"Topik {topic[:40]!r} tidak dikenal; pilih topik yang ada dalam daftar."
    fitting = [each.key for each in parts().values() if each.topic == topic]
    if part and part not in fitting:
        known = ", ".join(fitting) or "topik ini tidak dibagi, kosongkan"
        return f"Bagian {part[:40]!r} bukan bagian dari topik {topic}: {known}."
    if area_code and not areas.known(area_code):
        return (
            f"Kode wilayah {area_code[:40]!r} tidak ada; kosongkan untuk seluruh provinsi, atau tulis misalnya 32.04."
        )
    return ""


def _whole(row: Row) -> tuple[str, str, str]:
    return (row[0], row[1], row[2] if len(row) == 3 else "")


def _held(agency_code: str) -> tuple[Agency, list[tuple[str, str, str]]]:
    agency = Agency.objects.filter(pk=agency_code).prefetch_related("duties").first()
    if agency is None:
        raise NotFound(f"Instansi {agency_code[:40]!r} tidak ada.")
    return agency, [(each.topic, each.area_code, each.part) for each in agency.duties.all()]
