"""Writes of the plan: programmes and their indicators."""

from decimal import Decimal
from typing import Any

from django.db import transaction

from balarea.audit import services as audit
from balarea.core.errors import BalareaError, Conflict, NotFound
from balarea.people.queries import Actor, Permission, must
from balarea.programmes.claims import Measure, claimed, indicator_of
from balarea.programmes.models import Claim, Indicator, Programme


@transaction.atomic
def save_programme(
    code: str, year: int, name: str, agency_code: str, *, topic: str = "", demo: bool = False, by: Actor
) -> Programme:
    """Add a programme of an agency's plan, or rename it."""
    must(by, Permission.REPORT_PROGRAMMES, agency_code)
    values = {"name": name, "topic": topic, "demo": demo}
    key: dict[str, Any] = {"code": code, "year": year, "agency_id": agency_code}
    before = Programme.objects.filter(**key).values(*values).first()
    programme, _ = Programme.objects.update_or_create(**key, defaults=values)
    if before != values:
        audit.record("save_programme", "programme", f"{agency_code}/{year}/{code}", by=by, before=before, after=values)
    return programme


def add_programme(code: str, year: int, name: str, agency_code: str, *, topic: str = "", by: Actor) -> Programme:
    """`save_programme` for one that must be new; Conflict when the agency has the code in that year already."""
    if Programme.objects.filter(code=code, year=year, agency_id=agency_code).exists():
        raise Conflict(f"Kode {code} tahun {year} sudah dipakai program lain.")
    return save_programme(code, year, name, agency_code, topic=topic, by=by)


@transaction.atomic
def change_programme(programme_id: int, *, code: str, year: int, name: str, topic: str, by: Actor) -> Programme:
    """Change what a programme is called and is about; Conflict when its agency has that code in that year already."""
    programme = Programme.objects.select_for_update().filter(pk=programme_id).first()
    if programme is None:
        raise NotFound("Program itu tidak ada.")
    must(by, Permission.REPORT_PROGRAMMES, programme.agency_id)
    values = {"code": code, "year": year, "name": name, "topic": topic}
    before = {field: getattr(programme, field) for field in values}
    if Programme.objects.filter(code=code, year=year, agency=programme.agency_id).exclude(pk=programme_id).exists():
        raise Conflict(f"Kode {code} tahun {year} sudah dipakai program lain.")
    for field, value in values.items():
        setattr(programme, field, value)
    programme.save()
    if before != values:
        audit.record("save_programme", "programme", str(programme_id), by=by, before=before, after=values)
    return programme


@transaction.atomic
def remove_indicator(programme_id: int, code: str, *, by: Actor) -> None:
    """Take an indicator out of the plan; Conflict when something was reported on it. Its claims stay, without one."""
    indicator = Indicator.objects.select_for_update().filter(code=code, programme_id=programme_id).first()
    if indicator is None:
        raise NotFound("Indikator itu tidak ada.")
    must(by, Permission.REPORT_PROGRAMMES, indicator.programme.agency_id)
    if indicator.reports.exists():
        raise Conflict("Indikator ini sudah dilaporkan; ubah targetnya, jangan dihapus.")
    before = {"programme": programme_id, "name": indicator.name, "unit": indicator.unit, "target": indicator.target}
    indicator.delete()
    audit.record("remove_indicator", "indicator", code, by=by, before=before)


@transaction.atomic
def save_indicator(
    programme: Programme, code: str, name: str, unit: str, target: Decimal, *, direction: str = "up", by: Actor
) -> Indicator:
    """Add an indicator with the year's target, or change it; BalareaError when another programme has the code."""
    must(by, Permission.REPORT_PROGRAMMES, programme.agency_id)
    held = Indicator.objects.filter(code=code).first()
    if held and held.programme_id != programme.pk:
        raise BalareaError(f"Kode indikator {code} sudah dipakai program lain.")
    values = {"name": name, "unit": unit, "target": target, "direction": direction}
    before = Indicator.objects.filter(code=code).values(*values).first()
    indicator, _ = Indicator.objects.update_or_create(code=code, defaults={**values, "programme": programme})
    if before != values:
        audit.record("save_indicator", "indicator", code, by=by, before=before, after=values)
        _match_again(programme.agency_id, by)
    return indicator


def _match_again(agency_code: str, by: Actor) -> None:
    """Claims without an indicator may be about one that is new or renamed."""
    indicators, measures = measures_of(agency_code)
    for claim in Claim.objects.filter(agency_id=agency_code, indicator=None)[:1000]:
        found = next((each for each in claimed(claim.text) if each.start == claim.start), None)
        match = indicator_of(claim.text, found, measures) if found else None
        if match:
            Claim.objects.filter(pk=claim.pk).update(indicator=indicators[match.code])
            audit.record("match_claim", "claim", str(claim.pk), by=by, after={"indicator": match.code})


def measures_of(agency_code: str) -> tuple[dict[str, Indicator], list[Measure]]:
    """An agency's indicators by code, and what the matching needs of each."""
    indicators = {each.code: each for each in Indicator.objects.filter(programme__agency_id=agency_code)}
    return indicators, [Measure(each.code, each.name, each.unit) for each in indicators.values()]
