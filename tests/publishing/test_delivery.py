"""Sending exactly once: what the network says, what is kept, what is tried again. The network here fails on purpose."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from balarea.audit.queries import verify
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotAllowed
from balarea.networks.errors import Expired, NetworkError, Refused, Retry, Unknown
from balarea.networks.values import AccountKey, Arrival, Arrived, Author, Draft, PostRef, Sent
from balarea.people.queries import Role, User
from balarea.publishing import delivery, services
from balarea.publishing.models import Delivery, EarlyArrival
from balarea.registry import services as registry
from balarea.registry.models import Account

BY = "test"
Answer = Callable[[Draft], Sent]


class Shaky:
    """A network that keeps what it gets, and answers each attempt as told: nothing, or an error before or after keeping."""

    def __init__(self) -> None:
        self.held: dict[str, str] = {}
        self.before: list[NetworkError | None] = []
        self.after: list[NetworkError | None] = []
        self.keys: list[str] = []

    def send(self, key: AccountKey, draft: Draft) -> Sent:
        self.keys.append(draft.idempotency_key)
        if self.before and (error := self.before.pop(0)):
            raise error
        self.held[draft.idempotency_key] = draft.text
        if self.after and (error := self.after.pop(0)):
            raise error
        return self._sent(draft)

    def find(self, key: AccountKey, draft: Draft) -> Sent | None:
        return self._sent(draft) if draft.idempotency_key in self.held else None

    def profile(self, key: AccountKey) -> Author:
        return Author(key.identifier, key.identifier, key.identifier)

    def _sent(self, draft: Draft) -> Sent:
        return Sent(PostRef("fake", draft.idempotency_key), "https://contoh.test/1", draft.text)


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Shaky:
    shaky = Shaky()
    monkeypatch.setattr("balarea.networks.get", lambda name: shaky)
    return shaky


@pytest.fixture
def account(db: None) -> Account:
    registry.save_agency("dbmpr", "Dinas Bina Marga", "dinas", by=BY)
    made = registry.add_account("dbmpr", "fake", "dbmpr.demo", external_id="dbmpr.demo", by=BY)
    registry.set_credential(made.pk, "server", "dbmpr.demo", "rahasia", by=BY)
    return made


@pytest.fixture
def people(account: Account) -> dict[str, User]:
    return {
        name: registry.save_officer(name, "", Role.COMMUNICATIONS, agency_code=agency, by=BY)
        for name, agency in (("penulis", "dbmpr"), ("kedua", "dbmpr"), ("lain", "dinkes"))
    }


@pytest.fixture
def queued(account: Account, network: Shaky, people: dict[str, User]) -> Delivery:
    message = services.draft("dbmpr", services.Content("Besok jalan ditutup.", [account.pk]), by=people["penulis"])
    services.submit(message.pk, by=people["penulis"])
    services.approve(message.pk, by=people["kedua"])
    return Delivery.objects.get()


def step(found: Delivery) -> Delivery:
    """Work on it as the worker would at its next turn, whenever that is."""
    Delivery.objects.filter(pk=found.pk).update(due_at=now())
    for waiting in delivery.due():
        delivery.work(waiting)
    found.refresh_from_db()
    return found


def test_an_answer_that_was_lost_is_looked_up_not_sent_again(queued: Delivery, network: Shaky) -> None:
    network.after = [Unknown("tidak ada jawaban")]
    assert step(queued).state == "unknown"
    assert step(queued).state == "sent"
    assert (len(network.keys), len(network.held)) == (1, 1)
    queued.message.refresh_from_db()  # type: ignore[union-attr]
    assert queued.message.state == "published"  # type: ignore[union-attr]
    assert verify().ok


def test_what_surely_did_not_arrive_goes_out_again_under_the_same_key(queued: Delivery, network: Shaky) -> None:
    network.before = [Unknown("putus"), Retry("penuh", 30)]
    assert step(queued).state == "unknown"
    assert step(queued).state == "unknown"
    assert queued.due_at > now() + timedelta(seconds=20)
    assert step(queued).state == "sent"
    assert len(set(network.keys)) == 1
    assert len(network.held) == 1


def test_a_worker_that_died_leaves_it_to_the_next(queued: Delivery, network: Shaky) -> None:
    network.held[queued.idempotency_key.hex] = queued.text  # it was sent, and the worker died before writing that down
    Delivery.objects.update(state="sending", sending_since=now() - timedelta(minutes=4), attempts=1)
    assert step(queued).state == "sending"
    Delivery.objects.update(sending_since=now() - timedelta(minutes=6))
    assert step(queued).state == "sent"
    assert network.keys == []


@pytest.mark.parametrize("error", [Refused("terlalu panjang"), Expired("kunci ditolak")])
def test_a_refusal_is_shown_and_can_be_tried_again(
    queued: Delivery, network: Shaky, people: dict[str, User], error: NetworkError
) -> None:
    network.before = [error]
    assert (step(queued).state, queued.error) == ("failed", str(error))
    with pytest.raises(NotAllowed):
        services.retry(queued.pk, by=people["lain"])
    services.retry(queued.pk, by=people["penulis"])
    assert step(queued).state == "sent"
    with pytest.raises(Conflict):
        services.retry(queued.pk, by=people["penulis"])


def test_it_gives_up_after_so_many_attempts(queued: Delivery, network: Shaky) -> None:
    network.before = [Retry("penuh", None)] * 20
    states = [step(queued).state for _ in range(delivery.ATTEMPTS)]
    assert states == ["queued"] * (delivery.ATTEMPTS - 1) + ["failed"]
    assert network.held == {}


def test_what_is_held_in_doubt_is_looked_up_before_it_is_tried_again(
    queued: Delivery, network: Shaky, people: dict[str, User]
) -> None:
    network.before = [Unknown("putus")] * (delivery.ATTEMPTS - 1)
    network.after = [Unknown("putus")]  # the last attempt arrived, and nobody heard of it
    for _ in range(delivery.ATTEMPTS):
        step(queued)
    assert queued.state == "held"
    sent = len(network.keys)
    services.retry(queued.pk, by=people["penulis"])
    assert step(queued).state == "sent"
    assert (len(network.keys), len(network.held)) == (sent, 1)


def test_only_one_of_two_workers_sends(queued: Delivery, network: Shaky) -> None:
    (seen,) = delivery.due()
    stale = Delivery.objects.select_related("account", "message").get(pk=seen)
    delivery.work(seen)
    assert not delivery._claim(stale)
    assert len(network.keys) == 1


@pytest.mark.parametrize(
    ("who", "error"), [("penulis", NotAllowed), ("lain", NotAllowed), ("kedua", None)]
)  # fmt: skip
def test_a_second_person_of_the_same_agency_approves(
    account: Account, network: Shaky, people: dict[str, User], who: str, error: type[Exception] | None
) -> None:
    message = services.draft("dbmpr", services.Content("Jalan ditutup.", [account.pk]), by=people["penulis"])
    services.submit(message.pk, by=people["penulis"])
    if error:
        with pytest.raises(error):
            services.approve(message.pk, by=people[who])
        assert not Delivery.objects.exists()
    else:
        services.approve(message.pk, by=people[who])
        assert Delivery.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "chosen", "said"),
    [
        ("", True, "kosong"),
        ("Hubungi Bu Ani 0812-3456-7890", True, "data pribadi"),
        ("Telah diperbaiki 84 km jalan", True, "Angka capaian tanpa indikator"),
        ("Jalan ditutup", False, "Pilih sedikitnya satu akun"),
        ("a " * 2000, True, "Terlalu panjang"),
    ],
)
def test_what_may_not_go_out(
    account: Account, people: dict[str, User], text: str, chosen: bool, said: str
) -> None:  # fmt: skip
    content = services.Content(text, [account.pk] if chosen else [])
    with pytest.raises(BalareaError, match=said):
        services.submit(services.draft("dbmpr", content, by=people["penulis"]).pk, by=people["penulis"])


def killed(found: Delivery) -> None:
    """The network took it, and the worker died before it wrote the id down."""
    since = now() - delivery.ABANDONED - timedelta(seconds=1)
    Delivery.objects.filter(pk=found.pk).update(state="sending", sending_since=since, attempts=1)


def heard(account: Account, found: Delivery, *what: Arrived, key: str = "") -> int:
    """News that names the id which the network gave."""
    news = [Arrival(found.idempotency_key.hex, key, each, now()) for each in what]
    return services.note_arrivals(account, news, by=BY)


@pytest.mark.parametrize(
    ("news", "state"),
    [
        (["delivered"], "sent"), (["failed"], "failed"), (["sent", "failed"], "failed"), (["failed", "read"], "sent"),
        (["delivered", "delivered"], "sent"),
    ],
)  # fmt: skip
def test_news_that_came_before_the_id_was_known_is_noted_once_it_is(
    account: Account, queued: Delivery, network: Shaky, news: list[Arrived], state: str
) -> None:
    network.held[queued.idempotency_key.hex] = queued.text
    killed(queued)
    assert heard(account, queued, *news) == 0
    assert (heard(account, queued, *news), services.note_early(by=BY)) == (0, 0)  # redelivered, and still not known
    assert step(queued).state == "sent"  # looked up
    assert services.note_early(by=BY) == len(set(news))
    queued.refresh_from_db()
    assert (queued.state, set(queued.arrivals.values_list("what", flat=True))) == (state, set(news))
    assert (services.note_early(by=BY), EarlyArrival.objects.count()) == (0, 0)
    assert len(network.keys) == 0  # never sent again
    assert verify().ok


def test_news_of_what_is_never_ours_is_forgotten(account: Account, queued: Delivery) -> None:
    assert heard(account, queued, "delivered", key="0" * 32) == 0  # a key that no delivery has
    assert not EarlyArrival.objects.exists()
    heard(account, queued, "delivered")
    services.note_early(by=BY, moment=now() + timedelta(days=1))
    assert EarlyArrival.objects.count() == 1
    services.note_early(by=BY, moment=now() + timedelta(days=3))
    assert not EarlyArrival.objects.exists()


def test_a_bounce_of_a_letter_whose_sending_is_in_doubt_settles_it(
    account: Account, queued: Delivery, network: Shaky
) -> None:
    killed(queued)
    news = Arrival("balarea.x@contoh.test", queued.idempotency_key.hex, "failed", now(), "Surel kembali")
    assert services.note_arrivals(account, [news], by=BY) == 1
    queued.refresh_from_db()
    assert (queued.state, queued.external_id) == ("failed", "balarea.x@contoh.test")
    services.retry(queued.pk, by=BY)
    queued.refresh_from_db()
    assert services.note_arrivals(account, [news], by=BY) == 0  # of the first letter, not of the second
    assert queued.state == "queued"
