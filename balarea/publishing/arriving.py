"""What became of things we sent, as networks tell it later or a person found out.

The same news again, in any order, changes nothing more: each step of a delivery is kept once; that it reached the person goes
before that it failed, and this before that the network took it, whichever comes first. A delivery that nobody knew about is
settled by any of them. News that comes before we know the id it names is kept, and noted once a delivery bears it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef

from balarea.core.clock import now
from balarea.core.errors import Conflict, NotFound
from balarea.networks.values import Arrival as News
from balarea.networks.values import Arrived
from balarea.people.queries import Actor, Permission, User, may, must
from balarea.publishing.delivery import ATTEMPTS
from balarea.publishing.models import Arrival, Delivery, EarlyArrival
from balarea.publishing.states import DeliveryState
from balarea.registry import recording as audit
from balarea.registry.queries import Account

KEPT = timedelta(days=2)  # news of what is not known yet: longer than any sending is tried
LOOKED_UP = "held/"  # what the id begins with of a text that a person saw standing there


def note_arrivals(account: Account, news: Iterable[News], *, by: Actor) -> int:
    """Keep what a network told of an account's deliveries; how much of it was new. What names no delivery of ours waits for
    one that does, or is forgotten: the account may be used elsewhere too."""
    return sum(_note(account, each, by) for each in news)


@transaction.atomic
def _note(account: Account, news: News, by: Actor) -> int:
    delivery = _delivery(account, news)
    if delivery is None:
        _keep(account, news)
        return 0
    _, made = Arrival.objects.get_or_create(
        delivery=delivery, what=news.what, defaults={"at": news.at, "reason": news.reason[:500]}
    )
    if not made:
        return 0
    before = delivery.state
    if news.what != "failed":
        if news.what != "sent" or not delivery.arrivals.filter(what=Arrival.What.FAILED).exists():
            _arrived(delivery, news.external_id)
    elif not delivery.arrivals.filter(what__in=[Arrival.What.DELIVERED, Arrival.What.READ]).exists():
        delivery.state, delivery.sending_since = DeliveryState.FAILED, None
        delivery.external_id = (
            delivery.external_id or news.external_id
        )  # tried again it is another, under a key of its own
        delivery.error = news.reason[:500] or "Jejaring tidak dapat menyampaikannya."
        delivery.save()
    after = {"what": news.what, "state": delivery.state, "reason": news.reason[:500]}
    audit.record("note_arrival", "delivery", str(delivery.pk), by=by, before={"state": before}, after=after)
    return 1


def _keep(account: Account, news: News) -> None:
    """A key is written down before anything is sent: news with one that is not ours never will be."""
    if news.external_id and not _key(news.idempotency_key):
        EarlyArrival.objects.get_or_create(
            account=account, external_id=news.external_id, what=news.what,
            defaults={"at": news.at, "reason": news.reason[:500], "kept_at": now()},
        )  # fmt: skip


def note_early(*, by: Actor, moment: datetime | None = None) -> int:
    """Note the news that waited for deliveries which are known by now, and forget what waited too long; how many were noted.

    At the same time or again after a crash: a row is held while it is noted, and goes with it."""
    EarlyArrival.objects.filter(kept_at__lt=(moment or now()) - KEPT).delete()
    known = Delivery.objects.filter(account=OuterRef("account"), external_id=OuterRef("external_id"))
    return sum(_note_kept(pk, by) for pk in EarlyArrival.objects.filter(Exists(known)).values_list("pk", flat=True))


@transaction.atomic
def _note_kept(early_id: int, by: Actor) -> int:
    held = EarlyArrival.objects.select_for_update(of=("self",)).select_related("account").filter(pk=early_id).first()
    if held is None:
        return 0
    noted = _note(held.account, News(held.external_id, "", cast(Arrived, held.what), held.at, held.reason), by)
    held.delete()
    return noted


def _delivery(account: Account, news: News) -> Delivery | None:
    mine = Delivery.objects.select_for_update().filter(account=account)
    found = mine.filter(external_id=news.external_id).first() if news.external_id else None
    if found is None and (key := _key(news.idempotency_key)):
        found = mine.filter(idempotency_key=key).first()
    return found


def _key(text: str) -> UUID | None:
    try:
        return UUID(hex=text)
    except ValueError:
        return None


def _arrived(delivery: Delivery, external_id: str) -> None:
    """It stands there, whatever we thought. A queued one stays queued only if it never went out, which this news denies."""
    if delivery.state == DeliveryState.SENT:
        return
    delivery.state, delivery.error, delivery.sending_since = DeliveryState.SENT, "", None
    delivery.sent_at = delivery.sent_at or now()
    delivery.external_id = delivery.external_id or external_id or LOOKED_UP + delivery.idempotency_key.hex
    delivery.save()


@transaction.atomic
def confirm(delivery_id: int, *, by: Actor, desk: str = "") -> None:
    """A person looked, and the text stands there: it is not sent again. Conflict when nobody has to look. `desk`: the agency
    on whose desk the case of an answer lies, if any."""
    delivery = decidable(delivery_id, by, desk)
    if delivery.state != DeliveryState.HELD:
        raise Conflict("Pengiriman ini tidak menunggu pemeriksaan.")
    _arrived(delivery, "")
    audit.record(
        "confirm_delivery", "delivery", str(delivery_id), by=by, before={"state": DeliveryState.HELD},
        after={"state": delivery.state},
    )  # fmt: skip


@transaction.atomic
def retry(delivery_id: int, *, by: Actor, desk: str = "") -> None:
    """Put a failed delivery, or one that a person did not find there, back into the queue, with the same key;
    where the network can be read it is looked for once more. One that stood there and failed after all goes out as another,
    under a key of its own. `desk` as above."""
    delivery = decidable(delivery_id, by, desk)
    if delivery.state not in {DeliveryState.FAILED, DeliveryState.HELD}:
        raise Conflict("Pengiriman ini tidak gagal.")
    key = uuid4() if delivery.external_id else delivery.idempotency_key
    # held because it was in doubt too often: the network can be read, and is once more before anything goes out
    looked = delivery.state == DeliveryState.HELD and delivery.attempts % ATTEMPTS == 0
    state = DeliveryState.UNKNOWN if looked else DeliveryState.QUEUED
    again = {"state": state, "due_at": now(), "error": "", "external_id": "", "idempotency_key": key}
    Delivery.objects.filter(pk=delivery_id).update(**again)
    delivery.arrivals.all().delete()
    before = {"state": delivery.state, "error": delivery.error, "external_id": delivery.external_id}
    audit.record("retry_delivery", "delivery", str(delivery_id), by=by, before=before)


def decidable(delivery_id: int, by: Actor, desk: str) -> Delivery:
    """A delivery, locked, that the person may decide about: messages belong to who writes them, answers to the desk too."""
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("account").filter(pk=delivery_id).first()
    if delivery is None:
        raise NotFound("Pengiriman itu tidak ada.")
    agency = delivery.account.agency_id
    answers = delivery.message_id is None and isinstance(by, User) and may(by, Permission.WORK_CASES, desk or agency)
    if not answers:
        must(by, Permission.WRITE_MESSAGES, agency)
    return delivery
