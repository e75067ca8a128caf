"""Writes of programmes."""

from decimal import Decimal
from typing import Any

from django.db import transaction

from balarea.audit import services as audit
from balarea.core.clock import now
from balarea.core.errors import BalareaError
from balarea.networks.values import PostRef
from balarea.people.queries import Actor, Permission, must
from balarea.posts import queries as posts
from balarea.programmes.claims import Measure, claimed, indicator_of
from balarea.programmes.models import Claim, Indicator, Programme, Report
from balarea.publishing.queries import DeliveryState, Message, sent_reports
from balarea.registry import queries as registry


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
    return indicator


def note_reports(*, by: Actor) -> int:
    """Enter every performance message that has gone out; one message is one report, however often this runs."""
    known = set(Report.objects.values_list("message_id", flat=True))
    return sum(_report(message, by) for message in sent_reports() if message.pk not in known)


@transaction.atomic
def _report(message: Message, by: Actor) -> int:
    indicator = Indicator.objects.filter(code=message.indicator_code, programme__agency_id=message.agency_id).first()
    if indicator is None or message.reported_value is None:
        return 0
    sent = next(each for each in message.deliveries.all() if each.state == DeliveryState.SENT)
    values = {
        "indicator": indicator, "period": message.period, "value": message.reported_value, "at": sent.sent_at or now(),
        "actor": message.author, "text": message.text, "url": sent.url, "evidence_url": message.evidence_url,
    }  # fmt: skip
    report, made = Report.objects.get_or_create(message=message, defaults=values)
    if made:
        after = {"value": report.value, "period": report.period, "message": message.pk, "url": report.url}
        audit.record("report", "indicator", indicator.code, by=by, after=after)
    return int(made)


def note_claims(*, by: Actor) -> int:
    """Enter the numbers that official accounts' newest posts state; the same post again adds nothing."""
    added = 0
    for network in sorted({account.network for account in registry.accounts()}):
        accounts = {each.external_id: each for each in registry.accounts().filter(network=network)}
        for post in posts.by_author(network, list(accounts), limit=200):
            added += _claims(post, accounts[post.author_external_id].agency_id, by)
    return added


@transaction.atomic
def _claims(post: posts.Post, agency_code: str, by: Actor) -> int:
    if post.reply_to or Claim.objects.filter(network=post.network, external_id=post.external_id).exists():
        return 0
    indicators = {each.code: each for each in Indicator.objects.filter(programme__agency_id=agency_code)}
    measures = [Measure(each.code, each.name, each.unit) for each in indicators.values()]
    made = []
    for found in claimed(post.text):
        match = indicator_of(post.text, found, measures)
        if not match and not found.unit and not found.money:
            continue  # a bare number about nothing that is planned
        made.append(
            Claim(
                network=post.network, external_id=post.external_id, start=found.start, agency_id=agency_code,
                indicator=indicators[match.code] if match else None, value=found.value, unit=found.unit[:60],
                text=post.text, url=post.url, published_at=post.published_at,
            )
        )  # fmt: skip
    Claim.objects.bulk_create(made, ignore_conflicts=True)
    if made:
        ref = PostRef(post.network, post.external_id)
        audit.record("note_claims", "post", ref.external_id, by=by, after={"claims": len(made), "agency": agency_code})
    return len(made)
