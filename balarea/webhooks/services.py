"""Writes of webhooks: administrators make endpoints, change, try, disable and remove them; each with its audit event."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from balarea.audit import services as audit
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotFound
from balarea.people.queries import Actor, Permission, must, name_of
from balarea.registry import queries as registry
from balarea.webhooks import outbox, signing
from balarea.webhooks.addresses import checked
from balarea.webhooks.events import EVENTS, TEST
from balarea.webhooks.models import Call, CallState, Endpoint
from balarea.webhooks.payload import test_body

OVERLAP = timedelta(hours=24)  # in which a replaced secret still signs
KEPT = timedelta(days=30)  # calls stay in the log
MOST = 50


@transaction.atomic
def make_endpoint(name: str, url: str, events: Sequence[str], *, agency: str = "", by: Actor) -> tuple[Endpoint, str]:
    """Enter an endpoint; returns it with its secret, which is shown this once and sealed. It is told of what happens from
    now on."""
    must(by, Permission.ADMINISTER)
    if Endpoint.objects.count() >= MOST:
        raise Conflict(f"Sudah ada {MOST} webhook; hapus yang tidak dipakai.")
    secret = signing.new_secret()
    endpoint = Endpoint(made_at=now(), made_by=name_of(by), secret=registry.seal(secret))
    after = _fill(endpoint, name, url, events, agency)
    endpoint.save()
    audit.record("make_webhook", "webhook", str(endpoint.pk), by=by, after=after)
    return endpoint, secret


@transaction.atomic
def change_endpoint(
    endpoint_id: int, name: str, url: str, events: Sequence[str], *, agency: str = "", by: Actor
) -> Endpoint:
    """Give an endpoint another name, address, kinds of events or agency; calls that wait go to the new address."""
    endpoint = _locked(endpoint_id, by)
    before = _values(endpoint)
    after = _fill(endpoint, name, url, events, agency)
    endpoint.resume_at = None
    endpoint.save()
    audit.record("change_webhook", "webhook", str(endpoint.pk), by=by, before=before, after=after)
    return endpoint


def _fill(endpoint: Endpoint, name: str, url: str, events: Sequence[str], agency: str) -> dict[str, object]:
    name = name.replace("\0", "").strip()
    if not name or len(name) > 120:
        raise BalareaError("Tulis nama sistem yang diberi tahu, paling panjang 120 huruf.")
    if not events or set(events) - set(EVENTS):
        raise BalareaError("Pilih paling sedikit satu peristiwa dari daftar.")
    if agency and registry.agency(agency) is None:
        raise NotFound(f"Instansi {agency!r} tidak ada.")
    endpoint.name, endpoint.url = name, checked(url, private=settings.BALAREA_WEBHOOK_PRIVATE)
    endpoint.events, endpoint.agency_id = [each for each in EVENTS if each in events], agency or None
    return _values(endpoint)


def _values(endpoint: Endpoint) -> dict[str, object]:
    return {
        "name": endpoint.name, "url": endpoint.url, "events": endpoint.events, "agency": endpoint.agency_id
    }  # fmt: skip


@transaction.atomic
def rotate_secret(endpoint_id: int, *, by: Actor) -> str:
    """Replace the secret; returns the new one, shown this once. For OVERLAP both sign, so that no call fails meanwhile."""
    endpoint = _locked(endpoint_id, by)
    secret = signing.new_secret()
    endpoint.previous_secret, endpoint.previous_until = endpoint.secret, now() + OVERLAP
    endpoint.secret = registry.seal(secret)
    endpoint.save()
    after = {"previous_until": endpoint.previous_until}
    audit.record("rotate_webhook", "webhook", str(endpoint.pk), by=by, after=after)
    return secret


@transaction.atomic
def disable(endpoint_id: int, *, by: Actor) -> None:
    """Stop calling; what happens meanwhile waits."""
    endpoint = _locked(endpoint_id, by)
    if endpoint.disabled_at is not None:
        raise Conflict("Webhook itu sudah berhenti.")
    endpoint.disabled_at, endpoint.disabled_by, endpoint.disabled_why = now(), name_of(by), ""
    endpoint.save()
    audit.record("disable_webhook", "webhook", str(endpoint.pk), by=by)


@transaction.atomic
def enable(endpoint_id: int, *, by: Actor) -> None:
    """Call again: what waits goes out in its order."""
    endpoint = _locked(endpoint_id, by)
    if endpoint.disabled_at is None:
        raise Conflict("Webhook itu sedang berjalan.")
    endpoint.disabled_at, endpoint.disabled_by, endpoint.disabled_why = None, None, ""
    endpoint.failures, endpoint.failing_since, endpoint.resume_at = 0, None, None
    endpoint.save()
    audit.record("enable_webhook", "webhook", str(endpoint.pk), by=by)


@transaction.atomic
def remove(endpoint_id: int, *, by: Actor) -> None:
    """Remove an endpoint with its secret and its log."""
    endpoint = _locked(endpoint_id, by)
    before = _values(endpoint)
    endpoint.delete()
    audit.record("remove_webhook", "webhook", str(endpoint_id), by=by, before=before)


@transaction.atomic
def send_test(endpoint_id: int, *, by: Actor) -> Call:
    """Queue a call that says nothing but that it is a test."""
    endpoint = _running(endpoint_id, by)
    moment = now()
    call = outbox.call_of(endpoint, TEST, test_body(endpoint.name, moment), moment)
    call.save()
    audit.record("test_webhook", "webhook", str(endpoint.pk), by=by, after={"webhook_id": call.webhook_id})
    return call


@transaction.atomic
def resend(call_id: int, *, by: Actor) -> Call:
    """Queue a call again that failed or arrived, with its webhook-id and a fresh row of attempts."""
    found = Call.objects.filter(pk=call_id).values_list("endpoint_id", flat=True).first()
    if found is None:
        must(by, Permission.ADMINISTER)
        raise NotFound("Panggilan itu tidak ada.")
    endpoint = _running(found, by)
    call = Call.objects.select_for_update().get(pk=call_id)
    if call.state not in {CallState.FAILED, CallState.DELIVERED}:
        raise Conflict("Panggilan itu masih dalam antrean.")
    before = {"state": call.state}
    call.state, call.tries, call.due_at, call.delivered_at = CallState.QUEUED, 0, now(), None
    call.save()
    after = {"webhook_id": call.webhook_id}
    audit.record("resend_webhook", "webhook", str(endpoint.pk), by=by, before=before, after=after)
    return call


@transaction.atomic
def resend_failed(endpoint_id: int, *, by: Actor) -> int:
    """Queue every call again that failed; returns how many."""
    endpoint = _running(endpoint_id, by)
    number = endpoint.calls.filter(state=CallState.FAILED).update(state=CallState.QUEUED, tries=0, due_at=now())
    audit.record("resend_webhook", "webhook", str(endpoint.pk), by=by, after={"calls": number})
    return number


def forget(before: datetime | None = None) -> int:
    """Take calls of long ago out of the log, those too that wait for an endpoint nobody enabled; returns how many."""
    return Call.objects.filter(made_at__lt=before or now() - KEPT).delete()[1].get("webhooks.Call", 0)


def _running(endpoint_id: int, by: Actor) -> Endpoint:
    endpoint = _locked(endpoint_id, by)
    if endpoint.disabled_at is not None:
        raise Conflict("Webhook itu berhenti; jalankan kembali dahulu.")
    endpoint.resume_at = None  # a person asks: the next attempt need not wait
    endpoint.save()
    return endpoint


def _locked(endpoint_id: int, by: Actor) -> Endpoint:
    must(by, Permission.ADMINISTER)
    endpoint = Endpoint.objects.select_for_update().filter(pk=endpoint_id).first()
    if endpoint is None:
        raise NotFound("Webhook itu tidak ada.")
    return endpoint
