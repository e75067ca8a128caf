"""Closing needs proof; the citizen is asked; sudah, belum, and silence."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from balarea.audit.models import Event
from balarea.cases import queries, services
from balarea.cases.deadlines import promises
from balarea.cases.deadlines.sla import Promise, Unit
from balarea.cases.models import Attachment, Case, Proof, Rating
from balarea.cases.partners.statistics import choose, statistics
from balarea.cases.proof.proving import silent_at
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotFound
from balarea.files import services as files
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.people.queries import Role, User
from balarea.posts import services as store
from balarea.posts.models import Post
from balarea.publishing.models import Delivery
from balarea.registry import services as registry
from tests.cases.proofs import WHY, shown
from tests.cases.service_levels import moment
from tests.files.pictures import document, photo

BY = "test"
ASK = "{citizen} sudah beres? {link} Balas sudah atau belum sebelum {day}."
ROOT = PostRef("fake", "root")


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.BALAREA_FILES_DIR = tmp_path
    settings.BALAREA_PUBLIC_URL = "https://balarea.test"


@pytest.fixture
def operator(db: None) -> User:
    for code, topic in (("dbmpr", "roads"), ("dinkes", "health")):
        registry.set_duties(registry.save_agency(code, f"Dinas {code}", "dinas", by=BY), [(topic, "")], by=BY)
    account = registry.add_account("dbmpr", "fake", "dbmpr.demo", external_id="dbmpr.demo", by=BY)
    registry.set_credential(account.pk, "server", "dbmpr.demo", "rahasia", by=BY)
    return registry.save_officer("operator", "", Role.OPERATOR, agency_code="dbmpr", by=BY)


@pytest.fixture
def case(operator: User) -> Case:
    says("@dbmpr.demo jalan Lembang berlubang parah", ROOT, topic="roads")
    return Case.objects.get()


def says(text: str, ref: PostRef, *, reply: bool = False, topic: str = "", author: str = "w1") -> None:
    """A citizen's post, stored and taken in."""
    thread = ROOT if reply else None
    post = RemotePost(
        ref, text, Author(author, author), now(), mentions=("dbmpr.demo",), in_reply_to=thread, root=thread
    )
    store.ingest([post], by=BY)
    if topic:
        Post.objects.filter(external_id=ref.external_id).update(topic=topic, intent="complaint", intent_confidence=1)
    services.intake([ref], by=BY)


def delivered() -> None:
    """The network took what was queued."""
    for each in Delivery.objects.filter(state="queued"):
        Delivery.objects.filter(pk=each.pk).update(state="sent", external_id=f"sent-{each.pk}", sent_at=now())
    services.settle_replies(by=BY)


def asked(case: Case, operator: User) -> Case:
    services.prove(case.reference, shown(), ASK, by=operator)
    delivered()
    case.refresh_from_db()
    return case


def test_proof_asks_the_citizen_in_the_thread(case: Case, operator: User) -> None:
    found = asked(case, operator)
    assert (found.state, found.closed_at, found.proof) == ("answered", None, "Sudah ditambal")
    sent = Delivery.objects.get()
    day = Proof.objects.get().silent_at
    assert day
    assert sent.reply_to == "root"
    assert sent.text.startswith(f"@w1 sudah beres? https://balarea.test/kasus/{case.reference}/ Balas")
    assert f"sebelum {day.astimezone(moment('2026-11-24 10:00').tzinfo).day}-" in sent.text
    roles = Attachment.objects.filter(proof__isnull=False).values_list("role", "public")
    assert sorted(roles) == [("after", True), ("before", True)]
    event = Event.objects.get(action="prove_case")
    assert event.after
    assert [role for _token, role in event.after["files"]] == ["before", "after"]
    assert queries.ending(found).how == "asked"


@pytest.mark.parametrize(
    ("word", "state", "confirmed", "reopened"),
    [("sudah, nuhun min", "closed", True, 0), ("Parantos", "closed", True, 0), ("wis mas", "closed", True, 0),
     ("belum min", "open", False, 1), ("teu acan", "open", False, 1), ("durung", "open", False, 1),
     ("terima kasih infonya", "answered", False, 0)],
)  # fmt: skip
def test_the_citizens_word_decides(
    case: Case, operator: User, word: str, state: str, confirmed: bool, reopened: int
) -> None:
    asked(case, operator)
    says(word, PostRef("fake", "word"), reply=True)
    case.refresh_from_db()
    assert (case.state, case.confirmed, case.unheard, case.reopened) == (state, confirmed, False, reopened)


def test_a_word_that_comes_before_the_question_is_known_to_stand_there_counts(case: Case, operator: User) -> None:
    services.prove(case.reference, shown(), ASK, by=operator)
    says("sudah", PostRef("fake", "quick"), reply=True)
    case.refresh_from_db()
    assert (case.state, case.confirmed, case.escalate_at) == ("closed", True, None)
    delivered()
    case.refresh_from_db()
    assert case.state == "closed"


def test_a_stranger_does_not_confirm(case: Case, operator: User) -> None:
    asked(case, operator)
    says("sudah", PostRef("fake", "word"), reply=True, author="w2")
    case.refresh_from_db()
    assert case.state == "answered"


def test_silence_closes_on_the_stated_day_and_counts_apart(case: Case, operator: User) -> None:
    asked(case, operator)
    day = Proof.objects.get().silent_at
    assert day
    assert services.end_silence(by="system:silence", moment=day - timedelta(seconds=1)) == 0
    assert services.end_silence(by="system:silence", moment=day) == 1
    assert services.end_silence(by="system:silence", moment=day) == 0
    case.refresh_from_db()
    assert (case.state, case.unheard, case.confirmed, case.closed_by) == ("closed", True, False, "system:silence")
    assert Event.objects.filter(action="close_silent").count() == 1
    says("sudah", PostRef("fake", "late"), reply=True)
    case.refresh_from_db()
    assert (case.state, case.unheard, case.confirmed) == ("closed", False, True), "a late word counts"
    says("belum, rusak deui", PostRef("fake", "later"), reply=True)
    case.refresh_from_db()
    assert (case.state, case.confirmed, case.cycle) == ("open", False, 2)


@pytest.mark.parametrize("why", ["spoken", "undelivered", "reopened", "routed"])
def test_what_is_no_silence_closes_nothing(case: Case, operator: User, why: str) -> None:
    if why == "undelivered":
        Case.objects.update(state="answered", answered_at=now(), escalate_at=None, next_rung="")
        services.prove(case.reference, shown(), ASK, by=operator)
    else:
        asked(case, operator)
    if why == "spoken":
        says("besok saya cek dulu ya", PostRef("fake", "word"), reply=True)
    if why == "reopened":
        services.reopen(case.reference, "fotonya keliru", by=operator)
    if why == "routed":
        services.route(case.reference, "dinkes", "bukan jalan kami", by=BY)
        Case.objects.update(state="answered", answered_at=now(), escalate_at=None, next_rung="")
    assert services.end_silence(by="system:silence", moment=now() + timedelta(days=60)) == 0
    case.refresh_from_db()
    assert case.state == ("answered" if why == "routed" else "open")
    assert Event.objects.filter(action="answer_needed").count() == (1 if why in {"spoken", "undelivered"} else 0)


@pytest.mark.parametrize(
    ("topic", "parts", "fields", "said"),
    [
        ("roads", (), {}, "foto sesudahnya"), ("roads", ("document",), {}, "foto sesudahnya"),
        ("roads", ("before",), {}, "foto sesudahnya"), ("roads", ("after",), {}, "sebelum perbaikan"),
        ("roads", ("after", "before"), {"text": " "}, "apa yang dikerjakan"),
        ("roads", (), {"exempt": "Kabel di bawah tanah"}, "Lampirkan"),
        ("roads", ("after", "before"), {"link": "javascript:alert(1)"}, "https://"),
        ("health", (), {}, "Lampirkan"),
    ],
)  # fmt: skip
def test_what_is_no_proof(
    case: Case, operator: User, topic: str, parts: tuple[str, ...], fields: dict[str, str], said: str
) -> None:
    Case.objects.update(topic=topic)
    with pytest.raises(BalareaError, match=said):
        services.close(case.reference, evidence(parts, **fields), WHY, by=operator)
    assert not Proof.objects.exists()
    assert Case.objects.get().state == "open"


@pytest.mark.parametrize(
    ("topic", "parts", "fields"),
    [("health", ("document",), {}), ("health", ("after",), {}), ("health", (), {"link": "https://dinkes.test/jadwal"}),
     ("roads", ("document",), {"exempt": "Kabel di bawah tanah"}), ("roads", ("after", "before"), {})],
)  # fmt: skip
def test_what_is_enough(case: Case, operator: User, topic: str, parts: tuple[str, ...], fields: dict[str, str]) -> None:
    Case.objects.update(topic=topic)
    found = services.close(case.reference, evidence(parts, **fields), WHY, by=operator)
    assert (found.state, found.confirmed, found.unheard) == ("closed", False, False)
    assert queries.ending(found).how == "unasked"
    with pytest.raises(Conflict):
        services.prove(case.reference, evidence(("after", "before")), ASK, by=operator)


def evidence(parts: tuple[str, ...], text: str = "Sudah ditambal", **fields: str) -> services.Evidence:
    kept = tuple(files.keep(document() if part == "document" else photo(), by=BY, part=part) for part in parts)
    return services.Evidence(text, kept, **fields)  # type: ignore[arg-type]


def test_closing_at_once_takes_a_reason(case: Case, operator: User) -> None:
    with pytest.raises(BalareaError, match="mengapa warga tidak ditanyai"):
        services.close(case.reference, shown(), " ", by=operator)


def test_documents_are_for_officers_unless_one_says_otherwise(case: Case, operator: User) -> None:
    Case.objects.update(topic="health")
    services.close(case.reference, evidence(("document",)), WHY, by=operator)
    held = Attachment.objects.get()
    with pytest.raises(NotFound):
        queries.file_for(held.file.token, registry.save_officer("x", "", Role.OPERATOR, agency_code="dinkes", by=BY))
    assert queries.file_for(held.file.token, operator) == (held.file, False)
    (proof,) = queries.public(case.reference).proofs
    assert proof.hidden
    services.show_photo(case.reference, held.pk, True, by=operator)
    assert queries.file_for(
        held.file.token, registry.save_officer("x", "", Role.OPERATOR, agency_code="dinkes", by=BY)
    )[1]


def test_one_proof_for_many_and_back(case: Case, operator: User) -> None:
    says("@dbmpr.demo jalan Cikole berlubang", PostRef("fake", "second"), topic="roads", author="w2")
    chosen = [each.reference for each in Case.objects.all()]
    proof = shown()
    done = services.close_many(chosen, proof, WHY, by=operator)
    assert (sorted(done.done), done.refused) == (sorted(chosen), {})
    assert {each.file for each in Attachment.objects.all()} == set(proof.files)
    assert services.undo(done.act or 0, by=operator).done == done.done
    assert not Proof.objects.exists()
    assert set(Case.objects.values_list("state", flat=True)) == {"open"}
    asked_ = services.prove_many(chosen, proof, ASK, by=operator)
    assert (len(asked_.done), asked_.act) == (2, None)
    assert sorted(each.reply_to for each in Delivery.objects.all()) == ["root", "second"]
    assert sorted(each.text.split()[0] for each in Delivery.objects.all()) == ["@w1", "@w2"]


@pytest.mark.parametrize(
    ("promise", "day"),
    [((5, "working_days"), "2026-12-01 16:00"), ((8, "working_hours"), "2026-12-01 16:00"),
     ((14, "working_days"), "2026-12-02 16:00"), ((60, "working_days"), "2026-12-04 16:30"),
     ((90, "working_days"), "2026-12-04 16:30")],
)  # fmt: skip
@pytest.mark.django_db
def test_days_of_silence_by_class(promise: tuple[int, str], day: str) -> None:
    held = Promise(promise[0], Unit(promise[1]))
    calendar = promises.load().calendar
    assert silent_at(held, (5, 6, 8), moment("2026-11-24 10:00"), calendar) == moment(day)


def test_the_days_that_administrators_set_hold_for_the_next_question(case: Case, operator: User) -> None:
    asked(case, operator)
    told = Proof.objects.get().silent_at
    services.save_silence(dict.fromkeys(("simple", "reviewed", "inspected"), 1), by="test")
    assert Proof.objects.get().silent_at == told, "the day that the citizen was told stays"
    services.reopen(case.reference, "lagi", by=operator)
    asked(Case.objects.get(), operator)
    again = Proof.objects.latest("pk").silent_at
    assert told is not None
    assert again == promises.load().calendar.add_working_days(Proof.objects.latest("pk").given_at, 1)
    assert again < told


def test_the_canned_question_speaks_the_citizens_language_and_fits(case: Case, operator: User) -> None:
    assert "Sudah beres?" in queries.question(case)
    Post.objects.update(lang="su")
    text = queries.question(case)
    assert "Tos beres?" in text
    services.prove(case.reference, shown(), text, by=operator)
    assert len(Delivery.objects.get().text) < 300
    assert "{" not in Delivery.objects.get().text


def test_satisfaction_in_the_thread(case: Case, operator: User) -> None:
    asked(case, operator)
    says("nilai 5", PostRef("fake", "early"), reply=True)
    assert not Rating.objects.exists(), "before the end there is nothing to score"
    says("sudah, nilai 4", PostRef("fake", "word"), reply=True)
    assert Rating.objects.get().score == 4
    says("⭐⭐", PostRef("fake", "again"), reply=True)
    assert Rating.objects.get().score == 2
    says("5/5", PostRef("fake", "stranger"), reply=True, author="w2")
    assert Rating.objects.get().score == 2
    assert statistics(choose({}, now())).satisfaction.average is None, "one score is one person"
    assert [event.after for event in Event.objects.filter(action="rate_case")] == [{"score": 4}, {"score": 2}]


def test_the_average_is_withheld_below_five(case: Case) -> None:
    for number in range(4, 6):
        for place in range(Rating.objects.count(), number):
            other = Case.objects.create(
                reference=f"JB-{place:08d}", root_external_id=str(place), agency_id="dbmpr", network="fake", text="x",
                citizen_external_id="w", topic="roads", urgency="normal", state="closed", opened_at=now(), due_at=now(),
                closed_at=now(), closed_by="citizen",
            )  # fmt: skip
            Rating.objects.create(case=other, cycle=1, score=3 + place % 2, given_at=now())
        found = statistics(choose({}, now())).satisfaction
        assert (found.average, found.count) == ((3.4, 5) if number == 5 else (None, 4))


def test_photos_from_the_field_keep_time_and_place_of_the_device(case: Case, operator: User) -> None:
    at = moment("2026-11-24 09:00")
    kept = files.keep(photo(), by=operator, part="field", taken=files.Taken(at, -6.8, 107.6))
    (held,) = services.add_field_photos(case.reference, [kept], "Di lokasi", by=operator)
    assert (held.public, held.file.taken_at, held.file.lat, held.file.lon) == (False, at, -6.8, 107.6)
    with pytest.raises(NotFound):
        services.add_field_photos("JB-NONE", [kept], "", by=operator)
    found = services.close(case.reference, evidence(("before",)), WHY, by=operator)
    (proof,) = queries.proofs(found, public=True)
    assert [each.file for each in proof.after] == [kept], "it shows the state after"
    event = Event.objects.get(action="add_field_photos")
    assert "107.6" in json.dumps(event.after)


def test_an_original_is_seen_for_a_reason_on_record(case: Case, operator: User) -> None:
    data = photo()
    kept = files.keep(data, by=operator)
    services.add_field_photos(case.reference, [kept], "", by=operator)
    with pytest.raises(BalareaError, match="alasan"):
        services.look_at_file(case.reference, kept.token, "", by=operator)
    assert services.look_at_file(case.reference, kept.token, "memeriksa waktu", by=operator)[1] == data
    assert Event.objects.filter(action="look_file").count() == 1
    with pytest.raises(NotFound):
        services.look_at_file("JB-NONE", kept.token, "memeriksa waktu", by=operator)
