"""Streams in which authors edit and delete, our own replies come back and copies are pasted: in any order, cut anyhow and
with repetitions they give the cases that the story in its order gives, and none more."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from balarea.cases import services
from balarea.cases.models import Case, Entry, PersonLink, SetAside
from balarea.networks.values import PostRef, RemotePost
from balarea.posts import services as store
from balarea.posts.models import Post, Version
from balarea.registry import services as registry
from balarea.registry.models import Account
from tests.cases.test_streams import EXPECTED, START, WORLD, partition, post, world  # noqa: F401 - a fixture

Event = tuple[str, RemotePost]
EDITS = [
    (
        "pasted-dsda",
        30,
        "@dsda.demo jalan provinsi di Cililin longsor, ada mobil tertimbun, orangnya masih di dalam, tolong",
    ),
    ("root", 31, "@dinkes.demo antrean puskesmas Coblong sampai malam, kenapa?"),
    ("ours", 32, "Terima kasih, kami tambah dua petugas."),
    ("idle", 33, "@dsda.demo met pagi"),
    ("idle", 34, "@dsda.demo met pagi semuanya"),
]
DELETED = ("neighbour", "pasted-bpbd", "chatter", "turned")


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def edit(of: RemotePost, minute: int, text: str) -> Event:
    return "posted", replace(of, text=text, edited_at=at(minute))


def deletion(of: RemotePost) -> Event:
    return "deleted", replace(of, text="", deleted=True)


def happen(events: list[Event]) -> None:
    """As `posts.pull` and the job above it do with a page."""
    store.ingest([each for what, each in events if what == "posted"], by="test")
    store.delete([each for what, each in events if what == "deleted"], by="test")
    services.intake([each.ref for _, each in events], by="test")


def told() -> dict[str, Any]:
    """What there is in the end, of all that does not depend on which of equal posts opened a case."""
    entries = Entry.objects.exclude(external_id="").values_list(
        "external_id", "kind", "text", "edited_at", "withdrawn_at"
    )
    return {
        "cases": partition(),
        "number": Case.objects.count(),
        "entries": {name: (kind, text, edited, gone is not None) for name, kind, text, edited, gone in entries},
        "urgency": {frozenset(case.entries.exclude(external_id="").values_list("external_id", flat=True)): case.urgency
                    for case in Case.objects.all()},
        "asides": set(SetAside.objects.values_list("external_id", flat=True)),
        "versions": set(Version.objects.values_list("external_id", "written_at", "text")),
    }  # fmt: skip


@contextmanager
def undone() -> Iterator[None]:
    before = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(before)


def ended(events: list[Event], cuts: list[int], after: Callable[[], object] = lambda: None) -> dict[str, Any]:
    with undone():
        left = list(events)
        while left:
            size = cuts[len(left) % len(cuts)]
            batch, left = left[:size], left[size:]
            happen(batch)
        services.propose(by="test")
        services.propose_links(by="test")
        after()
        return told()


by_name = {each.ref.external_id: each for each in WORLD}
SEEN: list[Event] = [("posted", each) for each in WORLD]
LATER = [*(edit(by_name[name], minute, text) for name, minute, text in EDITS), *(deletion(by_name[n]) for n in DELETED)]
cuts = st.lists(st.integers(1, 7), min_size=1, max_size=8)
quick = settings(
    max_examples=8, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip


@quick
@given(st.permutations([*SEEN, *LATER]), st.lists(st.sampled_from([*SEEN, *LATER]), max_size=12), cuts)
def test_edits_and_deletions_make_no_case_more(
    world: None, order: list[Event], again: list[Event], cut: list[int]  # noqa: F811
) -> None:  # fmt: skip
    """The posts stand in the store already; what is shuffled is what is heard of them."""
    mixed = ended([*order, *again], cut)
    plain = ended([*SEEN, *LATER], [1])
    assert mixed == plain
    assert mixed["cases"] == EXPECTED
    assert mixed["asides"] == {"chatter"}
    assert mixed["entries"]["neighbour"][3]
    assert mixed["entries"]["ours"][:2] == ("reply", "Terima kasih, kami tambah dua petugas.")
    assert [urgency for names, urgency in mixed["urgency"].items() if "pasted-dsda" in names] == ["emergency"]
    assert not PersonLink.objects.exists()


LAMP = post("lamp", "@dbmpr.demo lampu jalan di Jalan Dago mati sejak kemarin, kapan diperbaiki?", "asep", 1,
            mentions=("dbmpr.demo",))  # fmt: skip
CLINIC = post(
    "clinic", "@dinkes.demo antrean puskesmas Coblong sampai sore, kenapa?", "budi", 7, mentions=("dinkes.demo",)
)
NEIGHBOUR = post("n", "di sini juga sama, antre dari subuh", "cici", 9, "clinic", "clinic")
OURS = post("o", "Terima kasih, kami tambah petugas.", "dinkes.demo", 11, "clinic", "clinic")
WATER = post("water", "@dsda.demo air PDAM mati tiga hari di Cimahi", "dedi", 3, mentions=("dsda.demo",))
TAP = post("tap", "@dsda.demo air PDAM mati tiga hari di Cimahi, kapan nyala", "eka", 5, mentions=("dsda.demo",))
CHAT = post("chat", "@dinkes.demo selamat ulang tahun min wkwk", "fifi", 4, mentions=("dinkes.demo",))


def alone(said: RemotePost) -> RemotePost:
    """What was said in a chat with us. (Calm, because how urgent an answered case is depends on when it was answered.)"""
    return replace(said, private=True, root=PostRef("fake", "chat:dinkes.demo/gina"))


FIRST = alone(post("dm-1", "antrean puskesmas Cimahi sampai sore, kenapa?", "gina", 6, mentions=("dinkes.demo",)))
SECOND = alone(post("dm-2", "rumah saya dekat pasar Antri Baru", "gina", 8, mentions=("dinkes.demo",)))
ANSWER = alone(post("dm-ours", "Baik, petugas kami berangkat.", "dinkes.demo", 10))
STORY: list[Event] = [
    *(("posted", each) for each in (LAMP, CLINIC, NEIGHBOUR, OURS, WATER, TAP, CHAT, FIRST, SECOND, ANSWER)),
    edit(FIRST, 21, "antrean puskesmas Cimahi Utara sampai malam, kenapa?"), deletion(SECOND),
    edit(LAMP, 20, "@dbmpr.demo tolong ada orang terjebak di Jalan Dago sekarang, tiang lampu roboh, darurat"),
    edit(LAMP, 25, "@dbmpr.demo lampu jalan di Jalan Dago mati, tiangnya sudah diangkat"),
    edit(TAP, 26, "@dsda.demo lucu banget kucingnya wkwk"),
    edit(NEIGHBOUR, 27, "di sini juga sama, antre dari malam"),
    deletion(WATER), deletion(NEIGHBOUR), deletion(CHAT),
]  # fmt: skip


@quick
@given(st.permutations(STORY), st.lists(st.sampled_from(STORY), max_size=10), cuts)
def test_also_when_the_store_hears_of_them_in_any_order(
    db: None, order: list[Event], again: list[Event], cut: list[int]
) -> None:
    for code in ("dbmpr", "dinkes", "dsda"):
        registry.save_agency(code, code, "dinas", by="test")
        if not Account.objects.filter(agency_id=code).exists():  # the examples share one database
            registry.add_account(code, "fake", f"{code}.demo", external_id=f"{code}.demo", by="test")
    mixed, plain = ended([*order, *again], cut), ended(STORY, [1])
    assert mixed == plain
    assert mixed["cases"] == {
        frozenset({"lamp"}), frozenset({"clinic", "n", "o"}), frozenset({"water"}), frozenset({"tap"}),
        frozenset({"dm-1", "dm-2", "dm-ours"}),
    }  # fmt: skip
    assert mixed["urgency"][frozenset({"lamp"})] == "emergency"
    assert mixed["entries"]["water"][3]
    assert [mixed["entries"][name][3] for name in ("dm-1", "dm-2", "dm-ours")] == [False, True, False]
    assert mixed["entries"]["lamp"][1].endswith("sudah diangkat")
    assert Post.objects.count() == 0


def test_a_reference_that_nobody_stored_is_passed_over(db: None) -> None:
    assert services.intake([PostRef("fake", "unheard")], by="test") == []
