"""Any stream of the same posts gives the same cases: re-delivered, out of order, cut into batches, our own coming back."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from balarea.cases import services
from balarea.cases.models import Case, Entry, SetAside
from balarea.core.clock import now
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.posts import services as store
from balarea.posts.models import Post
from balarea.registry import services as registry
from tests.cases.proofs import WHY, shown

START = now().replace(microsecond=0) - timedelta(hours=6)
PASTED = "jalan provinsi di Cililin longsor, mobil tidak bisa lewat dari tadi pagi"
AGENCIES = ("dbmpr", "dinkes", "dsda", "bpbd")


def post(
    name: str, text: str, author: str, minute: int, reply: str = "", root: str = "", mentions: tuple[str, ...] = ()
) -> RemotePost:
    ref = PostRef("fake", name)
    return RemotePost(
        ref, text, Author(author, author), START + timedelta(minutes=minute), mentions=mentions,
        in_reply_to=PostRef("fake", reply) if reply else None, root=PostRef("fake", root) if root else None,
    )  # fmt: skip


WORLD = [
    # one citizen, the same text to four accounts, each with its own signs, and a word in one of the threads
    *(post(f"pasted-{to}", f"@{to}.demo {PASTED}{end}", "siti", at, mentions=(f"{to}.demo",))
      for at, (to, end) in enumerate(zip(AGENCIES, ("", "!!", " 🙏", "."), strict=True))),
    post("pasted-reply", "kumaha ieu min, can aya nu datang", "siti", 20, "pasted-dsda", "pasted-dsda"),
    # another citizen tells of the same: a case of its own
    post("other", f"@dbmpr.demo {PASTED}", "asep", 5, mentions=("dbmpr.demo",)),
    # a conversation with a neighbour and our own answer in it
    post("root", "@dinkes.demo antrean puskesmas Coblong sampai sore, kenapa?", "budi", 7, mentions=("dinkes.demo",)),
    post("neighbour", "di sini juga sama, antre dari subuh", "cici", 9, "root", "root"),
    post("ours", "Terima kasih, kami tambah petugas.", "dinkes.demo", 11, "root", "root"),
    post("deep", "kami tunggu petugasnya min", "budi", 13, "ours", "root"),
    # chatter, alone and in a thread that becomes a case
    post("chatter", "@dinkes.demo selamat ulang tahun min wkwk", "dedi", 3, mentions=("dinkes.demo",)),
    post("idle", "@dsda.demo met pagi min semangat kerja yaa", "eka", 4, mentions=("dsda.demo",)),
    post("turned", "oh iya air PDAM mati tiga hari di Cimahi tolong", "eka", 6, "idle", "idle"),
]  # fmt: skip
CHATTER = {"chatter", "idle"}
EXPECTED = {
    frozenset({*(f"pasted-{to}" for to in AGENCIES), "pasted-reply"}),
    frozenset({"other"}),
    frozenset({"root", "neighbour", "ours", "deep"}),
    frozenset({"idle", "turned"}),
}


@pytest.fixture
def world(db: None) -> None:
    for code in AGENCIES:
        registry.save_agency(code, code, "dinas", by="test")
        registry.add_account(code, "fake", f"{code}.demo", external_id=f"{code}.demo", by="test")
    store.ingest(WORLD, by="test")
    Post.objects.update(intent="complaint", intent_confidence=1.0)
    Post.objects.filter(external_id__in=CHATTER).update(intent="other", topic="none")


def partition() -> set[frozenset[str]]:
    found: dict[int, set[str]] = {}
    for case, name in Entry.objects.exclude(external_id="").values_list("case_id", "external_id"):
        found.setdefault(case, set()).add(name)
    return {frozenset(names) for names in found.values()}


NAMES = [each.ref for each in WORLD]
sizes = st.lists(st.integers(1, 6), min_size=1, max_size=12)
streams = st.tuples(st.permutations(NAMES), st.lists(st.sampled_from(NAMES), max_size=20), sizes)


@settings(
    max_examples=15,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(streams)
def test_every_stream_gives_the_same_cases(world: None, stream: tuple[list[PostRef], list[PostRef], list[int]]) -> None:
    order, again, cuts = stream
    events = [*order, *again]
    before = transaction.savepoint()
    try:
        while events:
            size = cuts[len(events) % len(cuts)]
            batch, events = events[:size], events[size:]
            services.intake(batch, by="test")
        services.propose(by="test")  # as the job does every ten minutes
        assert partition() == EXPECTED
        assert Case.objects.count() == len(EXPECTED)
        assert set(SetAside.objects.values_list("external_id", flat=True)) == {"chatter"}
        together = Case.objects.filter(citizen_external_id__in=["siti", "asep"]).values_list("incident", flat=True)
        assert len(set(together)) == 1
        assert None not in together
    finally:
        transaction.savepoint_rollback(before)


def test_the_same_words_again_after_closing_are_a_new_complaint(world: None) -> None:
    services.intake([PostRef("fake", "pasted-dbmpr")], by="test")
    services.close(Case.objects.get().reference, shown("Sudah dibersihkan"), WHY, by="test")
    later = post("again", f"@dbmpr.demo {PASTED}", "siti", 0, mentions=("dbmpr.demo",))
    later = RemotePost(later.ref, later.text, later.author, now() + timedelta(minutes=5), mentions=later.mentions)
    store.ingest([later], by="test")
    Post.objects.filter(external_id="again").update(intent="complaint", intent_confidence=1.0)
    services.intake([PostRef("fake", "pasted-dinkes"), later.ref], by="test")
    assert partition() == {frozenset({"pasted-dbmpr", "pasted-dinkes"}), frozenset({"again"})}
