"""Originals sealed and looked at on record; a person's data exported, removed, and forgotten after the window."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from balarea.audit.models import Event
from balarea.audit.queries import verify
from balarea.cases import services
from balarea.cases.models import Case, Entry
from balarea.cases.sealed import privacy
from balarea.cases.sealed.originals import kept, original
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotAllowed, NotFound
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.people.queries import Role, User
from balarea.posts import retention
from balarea.posts import services as store
from balarea.posts.models import Erasure, Post
from balarea.registry import services as registry
from balarea.registry.sealing import pseudonym
from tests.cases.proofs import WHY, shown

DID = "did:plc:warga1"
FIRST = PostRef("bluesky", f"at://{DID}/app.bsky.feed.post/1")
ANSWER = PostRef("bluesky", "at://did:plc:other/app.bsky.feed.post/2")
PHONE = "0812-3456-7890"
TEXT = f"@dbmpr.demo jalan rusak di Coblong, hubungi {PHONE}"
THEN = now().replace(microsecond=0) - timedelta(days=2)


def posts() -> list[RemotePost]:
    """A citizen's complaint, and what another answered him."""
    return [
        RemotePost(
            FIRST, TEXT, Author(DID, "warga.satu", "Budi Santoso"), THEN, url="https://bsky.app/profile/warga.satu/post/1",
            mentions=("did:plc:dbmpr",), lat=-6.9, lon=107.6,
        ),
        RemotePost(
            ANSWER, "betul kata @warga.satu jalan itu rusak", Author("did:plc:other", "warga.dua", "Dua"),
            THEN + timedelta(hours=1), in_reply_to=FIRST, root=FIRST, mentions=(DID,),
        ),
    ]  # fmt: skip


@pytest.fixture
def case(db: None) -> Case:
    for code in ("dbmpr", "dinkes"):
        registry.save_agency(code, code, "dinas", by="test")
    registry.add_account("dbmpr", "bluesky", "dbmpr.demo", external_id="did:plc:dbmpr", by="test")
    store.ingest(posts(), by="test")
    Post.objects.update(topic="roads", urgency="normal", area_code="32.73.02", intent="complaint", intent_confidence=1)
    services.intake([FIRST, ANSWER], by="test")
    return Case.objects.get()


def someone(role: Role, agency: str = "dbmpr") -> User:
    return registry.save_officer(f"{role}-{agency}", "", role, agency_code=agency, by="test")


def everything() -> str:
    """All that the tables hold of posts, cases, answers and requests."""
    tables = ("posts_post", "posts_correction", "posts_erasure", "cases_case", "cases_entry", "publishing_delivery")
    with connection.cursor() as cursor:
        rows: list[Any] = []
        for table in tables:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t")
            rows += cursor.fetchall()
    return "\n".join(text for (text,) in rows)


def test_what_is_personal_is_sealed_and_what_is_not_stays(case: Case) -> None:
    entry = case.entries.get(external_id=FIRST.external_id)
    assert PHONE not in entry.text + case.text
    assert original(entry) == TEXT
    assert kept("jalan rusak") == {"text": "jalan rusak", "sealed": None}
    assert PHONE.encode() not in bytes(entry.sealed or b"")
    noted = services.note(case.reference, f"sudah ditelepon ke {PHONE}", by="test")
    assert PHONE not in noted.text + str(list(Event.objects.values_list("after", flat=True)))


def test_each_look_is_on_record_with_its_reason(case: Case) -> None:
    entry = case.entries.get(external_id=FIRST.external_id)
    officer = someone(Role.OPERATOR)
    assert services.look(case.reference, entry.pk, "menelepon pelapor", by=officer) == TEXT
    event = Event.objects.get(action="look_original")
    assert (event.actor, event.object_id) == (officer.username, case.reference)
    assert event.after == {"entry": entry.pk, "reason": "menelepon pelapor"}
    with pytest.raises(BalareaError, match="alasan"):
        services.look(case.reference, entry.pk, "  ", by=officer)
    with pytest.raises(NotFound):
        services.look(case.reference, entry.pk + 999, "menelepon pelapor", by=officer)
    for stranger in (someone(Role.OPERATOR, "dinkes"), someone(Role.COMMUNICATIONS), someone(Role.ANALYST, "")):
        with pytest.raises(NotAllowed):
            services.look(case.reference, entry.pk, "menelepon pelapor", by=stranger)
    assert Event.objects.filter(action="look_original").count() == 1


def test_without_the_record_nothing_is_shown(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the record is full")

    monkeypatch.setattr("balarea.audit.services.record", broken)
    with pytest.raises(RuntimeError):
        services.look(case.reference, case.entries.order_by("pk")[0].pk, "menelepon pelapor", by="test")


def test_a_person_is_found_by_reference_id_or_handle(case: Case) -> None:
    ways: list[Callable[[], privacy.Subject]] = [
        lambda: privacy.subject(reference=case.reference.lower()),
        lambda: privacy.subject(network="bluesky", author=DID),
        lambda: privacy.subject(network="bluesky", author="@Warga.Satu"),
    ]
    assert {way().author_id for way in ways} == {DID}
    assert privacy.amount(ways[0]()) == privacy.Amount(posts=1, cases=1, entries=1)
    with pytest.raises(NotFound):
        privacy.subject(network="bluesky", author="@nobody")
    with pytest.raises(NotFound):
        privacy.subject(reference="JB-2222-2222")
    with pytest.raises(Conflict, match="resmi"):
        privacy.subject(network="bluesky", author="did:plc:dbmpr")
    with pytest.raises(BalareaError, match="Isi nomor"):
        privacy.subject()


def test_the_copy_holds_everything_as_written(case: Case) -> None:
    services.correct_post(FIRST, "topic", "health", by="test")
    found = privacy.export(privacy.subject(reference=case.reference), by=someone(Role.ADMINISTRATOR, ""))
    assert [post["text"] for post in found["posts"]] == [TEXT]
    assert [entry["text"] for entry in found["entries"]] == [TEXT]
    assert [each["after"] for each in found["corrections"]] == ["health"]
    assert [each["reference"] for each in found["cases"]] == [case.reference]
    event = Event.objects.get(action="export_author")
    assert event.after == {
        "network": "bluesky",
        "posts": 1,
        "corrections": 1,
        "cases": 1,
        "entries": 1,
        "receipts": 0,
        "files": 0,
    }
    with pytest.raises(NotAllowed):
        privacy.export(privacy.subject(reference=case.reference), by=someone(Role.OPERATOR))


def test_after_removal_nothing_tells_of_the_person(case: Case) -> None:
    services.correct_post(FIRST, "topic", "health", by="test")
    services.note(case.reference, f"warga @warga.satu ditelepon di {PHONE}", by="test")
    registry.set_credential(case.account_id or 0, "https://pds.example", "did:plc:dbmpr", "secret", by="test")
    services.reply(case.reference, "Kami periksa, @warga.satu.", by="test")
    before = Post.objects.filter(topic="health").count()
    who = privacy.subject(reference=case.reference)
    assert privacy.erase(who, "diminta di utas", by=someone(Role.ADMINISTRATOR, "")) == privacy.Amount(1, 1, 1)
    held = everything()
    for trace in (DID, "warga.satu", "Budi", PHONE, PHONE.replace("-", ""), "hubungi", "107.6"):
        assert trace not in held, trace
    again = Case.objects.get()
    assert (again.topic, again.area_code, again.citizen_handle) == ("health", case.area_code, "")
    assert again.citizen_external_id == pseudonym("bluesky", DID)
    assert Post.objects.filter(topic="health").count() == before
    other = Post.objects.get(author_handle="warga.dua")
    assert other.text == "betul kata @dihapus jalan itu rusak"
    assert other.root == again.root_external_id  # the thread holds together
    event = Event.objects.get(action="erase_author")
    assert event.after == {"network": "bluesky", "posts": 1, "cases": 1, "entries": 1, "reason": "diminta di utas"}
    assert DID not in json.dumps([event.after, event.before, event.object_id])
    assert verify().ok


def test_what_was_removed_does_not_come_back_and_what_is_new_does(case: Case) -> None:
    privacy.erase(privacy.subject(reference=case.reference), "diminta", by="test")
    done = store.ingest(posts(), by="test")
    assert (done.read, done.new, done.known) == (2, 0, 2)
    services.intake([FIRST, ANSWER], by="test")
    assert Case.objects.count() == 1
    later = RemotePost(
        PostRef("bluesky", f"at://{DID}/app.bsky.feed.post/9"), "@dbmpr.demo lampu jalan mati", Author(DID), now()
    )
    assert store.ingest([later], by="test").new == 1
    assert privacy.erase(privacy.subject(network="bluesky", author=DID), "diminta lagi", by="test").posts == 2
    assert Erasure.objects.count() == 1


def test_removal_is_for_those_who_may_and_says_why(case: Case) -> None:
    who = privacy.subject(reference=case.reference)
    for role in (Role.OPERATOR, Role.ANALYST, Role.INSPECTOR, Role.COMMUNICATIONS):
        with pytest.raises(NotAllowed):
            privacy.erase(who, "diminta", by=someone(role))
    with pytest.raises(BalareaError, match="dasar"):
        privacy.erase(who, " ", by="test")
    assert Post.objects.filter(author_external_id=DID).exists()
    assert not Erasure.objects.exists()


def test_after_the_window_authors_are_nobody_but_officials_stay(case: Case) -> None:
    agency = Author("did:plc:dbmpr", "dbmpr.demo", "Dinas")
    official = RemotePost(PostRef("bluesky", "at://did:plc:dbmpr/post/3"), "Perbaikan berjalan", agency, THEN)
    store.ingest([official], by="test")
    moment = THEN + timedelta(minutes=30)  # the answer an hour later is still young enough
    (partition,) = retention.partitions(moment)[-1:]
    assert store.forget_authors(partition, moment, by="test") is False
    old = Post.objects.get(external_id=FIRST.external_id)
    assert (old.author_external_id, old.author_handle, old.author_name, old.url) == (
        pseudonym("bluesky", DID), "", "", "",
    )  # fmt: skip
    assert (old.text, old.mentions) == (TEXT, ["did:plc:dbmpr"])
    assert Post.objects.get(author_external_id="did:plc:dbmpr").author_handle == "dbmpr.demo"
    assert Post.objects.get(external_id=ANSWER.external_id).author_handle == "warga.dua"
    events = Event.objects.filter(action="forget_authors")
    assert [event.after for event in events] == [{"posts": 1, "before": moment.isoformat().replace("+00:00", "Z")}]
    assert store.forget_authors(partition, moment, by="test") is False
    assert events.count() == 1  # nothing more to do, nothing more to record


def test_authors_are_forgotten_in_batches(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "AUTHORS", 1)
    partition = retention.partitions(now())[-1]
    rounds = 1
    while store.forget_authors(partition, now() + timedelta(days=1), by="test"):
        rounds += 1
    assert rounds == 3
    assert not Post.objects.exclude(author_external_id__startswith="~").exists()


def test_long_closed_cases_forget_who_wrote(case: Case) -> None:
    services.close(case.reference, shown("sudah ditambal, lihat foto"), WHY, by="test")
    assert privacy.forget_citizens(now() - timedelta(days=1), by="test") is False
    assert Case.objects.get().citizen_external_id == DID
    assert privacy.forget_citizens(now() + timedelta(days=1), by="test") is False
    again = Case.objects.get()
    assert (again.citizen_external_id, again.citizen_handle) == (pseudonym("bluesky", DID), "")
    assert set(Entry.objects.filter(kind="citizen").values_list("actor", flat=True)) == {"warga"}


def test_a_pseudonym_is_one_persons_and_stays_itself() -> None:
    made = pseudonym("bluesky", DID)
    assert made == pseudonym("bluesky", DID) == pseudonym("bluesky", made)
    assert len({made, pseudonym("x", DID), pseudonym("bluesky", "did:plc:warga2")}) == 3
    assert DID not in made
