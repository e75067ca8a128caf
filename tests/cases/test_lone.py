"""Lone posts are taken in together, to the same end as one by one; what belongs to something is left to `intake.take`."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balarea.audit.models import Event
from balarea.audit.queries import verify
from balarea.cases import services
from balarea.cases.deadlines import promises
from balarea.cases.inbox import intake, lone
from balarea.cases.models import Case, Entry, SetAside
from balarea.core.clock import now
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.posts import services as store
from balarea.posts.models import Post
from balarea.posts.queries import posts
from balarea.registry import services as registry

START = now().replace(microsecond=0) - timedelta(hours=2)


def post(name: str, text: str, author: str = "", reply: str = "", to: str = "dbmpr") -> RemotePost:
    at = START + timedelta(seconds=int(name.rpartition("-")[2]))
    root = PostRef("fake", reply) if reply else None
    who = Author(author or f"warga-{name}", f"warga.{name}")
    return RemotePost(
        PostRef("fake", name), f"@{to}.demo {text}", who, at, mentions=(f"{to}.demo",), in_reply_to=root, root=root
    )


ASKED = [
    post("asked-1", "jalan provinsi di Lembang berlubang parah, nomor saya 0812-3456-7890"),
    post("asked-2", "lampu jalan di Cibadak mati sudah seminggu", to="dinkes"),
    post("asked-3", "air PDAM di Cimahi mati tiga hari"),
]
IDLE = [post("idle-4", "selamat pagi semangat kerja ya"), post("idle-5", "wkwk iseng doang", to="dinkes")]
THREAD = [post("root-6", "banjir di Majalaya belum surut"), post("reply-7", "di sini juga sama", reply="root-6")]
PASTED = [
    post(f"pasted-{8 + at}", "sampah menumpuk di Pasar Cikurubuk sejak Senin", "siti", to=to)
    for at, to in enumerate(("dbmpr", "dinkes"))
]
EMERGENCY = [post("urgent-11", "longsor di Cililin, dua orang tertimbun, tolong")]
OURS = [post("ours-12", "jalan Lembang telah diperbaiki", "dbmpr.demo")]
ALL = [*ASKED, *IDLE, *THREAD, *PASTED, *EMERGENCY, *OURS]
REFS = [each.ref for each in ALL]


@pytest.fixture
def world(db: None) -> None:
    for code in ("dbmpr", "dinkes"):
        registry.save_agency(code, code, "dinas", by="test")
        registry.add_account(code, "fake", f"{code}.demo", external_id=f"{code}.demo", by="test")
    registry.set_duties(registry.save_agency("dbmpr", "dbmpr", "dinas", by="test"), [("roads", "")], by="test")
    store.ingest(ALL, by="test")
    Post.objects.update(intent="complaint", intent_confidence=1.0, urgency="normal")
    Post.objects.filter(external_id__startswith="idle").update(intent="other", topic="none")
    Post.objects.filter(external_id__startswith="urgent").update(urgency="emergency")


def stored() -> dict[str, Any]:
    """Everything that intake writes, but for references, ids and the moment of taking."""
    cases = Case.objects.order_by("root_external_id").values(
        "root_external_id", "agency_id", "account__handle", "citizen_external_id", "citizen_handle", "text", "topic",
        "area_code", "urgency", "state", "routing_reason", "routing_confidence", "opened_at", "due_at", "started_at",
        "escalate_at", "next_rung", "acknowledge_due_at", "promise_amount", "promise_unit", "demo", "cycle",
    )  # fmt: skip
    entries = Entry.objects.order_by("external_id").values(
        "external_id", "case__root_external_id", "kind", "at", "actor", "text", "url", "network", "state"
    )
    asides = SetAside.objects.order_by("external_id").values(
        "external_id", "root_external_id", "agency_id", "ours", "published_at"
    )
    events = Event.objects.filter(action__in=["open_case", "set_aside"]).values_list("action", "after")
    sealed = set(Entry.objects.filter(sealed__isnull=False).values_list("external_id", flat=True))
    return {"cases": list(cases), "entries": list(entries), "asides": list(asides), "sealed": sealed,
            "events": sorted(map(str, events))}  # fmt: skip


def one_by_one() -> None:
    for each in posts(REFS):
        copies = {"pasted-8": ["pasted-9"], "pasted-9": ["pasted-8"]}.get(each.external_id, [])
        intake.take(each, promises.load(), "test", copies)


def test_together_is_the_same_as_one_by_one(world: None) -> None:
    services.intake(REFS, by="test", group=False)
    together = stored()
    for model in (SetAside, Entry, Case, Event):
        model.objects.all().delete()
    one_by_one()
    assert together == stored()
    assert len(together["cases"]) == 6
    assert len(together["asides"]) == 2


def test_only_the_lone_ones_are_taken_together(world: None) -> None:
    found = posts(REFS)
    alone, addressed = lone.among(found, {each.ref for each in PASTED})
    assert {each.ref for each in alone} == {each.ref for each in [*ASKED, *IDLE]} == set(addressed)


def test_a_post_of_which_anything_is_known_is_not_lone(world: None) -> None:
    services.intake(REFS, by="test", group=False)
    assert lone.among(posts(REFS), set())[0] == []
    before = stored()
    services.intake(REFS, by="test", group=False)
    assert stored() == before


def test_when_another_process_was_first_they_are_taken_one_by_one(world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    services.intake([ASKED[1].ref, IDLE[0].ref], by="another", group=False)
    monkeypatch.setattr(lone, "_known", lambda network, ids: set())  # it looked before the other had written
    cases = services.intake(REFS, by="test", group=False)
    assert Case.objects.count() == 6
    assert SetAside.objects.count() == 2
    assert Entry.objects.count() == len({each.external_id for each in Entry.objects.all()}) == 8
    assert len({case.pk for case in cases}) == 6
    assert verify().ok


def test_without_its_events_nothing_is_taken(world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr("balarea.audit.services.record_each", broken)
    with pytest.raises(OSError, match="no room"):
        services.intake([each.ref for each in ASKED], by="test")
    assert not Case.objects.exists()
    assert not Entry.objects.exists()


def test_it_asks_the_database_hardly_more_for_more_chatter(world: None) -> None:
    def asked(refs: list[PostRef]) -> int:
        with CaptureQueriesContext(connection) as queries:
            services.intake(refs, by="test", group=False)
        return len(queries)

    few = asked([IDLE[0].ref])
    more = [post(f"more-{number}", f"halo min {number}") for number in range(100, 140)]
    store.ingest(more, by="test")
    Post.objects.filter(external_id__startswith="more").update(intent="other", intent_confidence=1.0, topic="none")
    assert asked([each.ref for each in more]) <= few + 2
    assert SetAside.objects.count() == 41


def test_when_it_was_taken_in_is_kept(world: None) -> None:
    before = now()
    services.intake(REFS, by="test", group=False)
    taken = [*Entry.objects.values_list("taken_at", flat=True), *SetAside.objects.values_list("taken_at", flat=True)]
    assert all(moment is not None and before <= moment <= now() for moment in taken)
    assert len(taken) == 10
