"""Reading what went out: reports from published messages, claims from official accounts' posts."""

from datetime import UTC, datetime, timedelta

from django.db import transaction

from balarea.audit import services as audit
from balarea.core.clock import now
from balarea.networks.values import PostRef
from balarea.people.queries import Actor
from balarea.posts import queries as posts
from balarea.programmes.claims import claimed, indicator_of
from balarea.programmes.models import Claim, ClaimsRead, Indicator, Report
from balarea.programmes.services import measures_of
from balarea.publishing.queries import DeliveryState, Message, sent_reports
from balarea.registry import queries as registry

OVERLAP = timedelta(minutes=10)  # a post's time of ingest is set before its batch commits


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
    """Enter the numbers that official accounts' new posts state; the same post again adds nothing.

    (No event for how far was read: each claim has its own.)"""
    started, added = now(), 0
    held = ClaimsRead.objects.first() or ClaimsRead(until=datetime.min.replace(tzinfo=UTC) + OVERLAP)
    for network in sorted({account.network for account in registry.accounts()}):
        accounts = {each.external_id: each for each in registry.accounts().filter(network=network)}
        for post in posts.by_authors(network, list(accounts), held.until - OVERLAP).iterator():
            added += _claims(post, accounts[post.author_external_id].agency_id, by)
    held.until = started
    held.save()
    return added


@transaction.atomic
def _claims(post: posts.Post, agency_code: str, by: Actor) -> int:
    if post.reply_to or Claim.objects.filter(network=post.network, external_id=post.external_id).exists():
        return 0
    indicators, measures = measures_of(agency_code)
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
