"""Answers: as threads, held when a colleague was first, drafts that lose nothing, mentions, the ledger, canned answers."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balarea import networks
from balarea.cases import defaults, queries, services
from balarea.cases.answers import canned
from balarea.cases.answers.tone import answer_lang, tone
from balarea.cases.models import Canned, Case, Draft, Entry, Mention
from balarea.conduct import check, mask
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotAllowed, NotFound
from balarea.networks.fake.connector import receive
from balarea.networks.values import AccountKey, PostRef
from balarea.notices.models import Occasion
from balarea.people.queries import Role, User
from balarea.publishing import delivery
from balarea.publishing import services as publishing
from balarea.publishing.models import Delivery
from balarea.registry import services as registry
from tests.cases.test_revised import LAMP, Street

LONG = " ".join(["Petugas kami sudah memeriksa saluran di depan pasar dan menemukan penyumbatan."] * 14)


@pytest.fixture
def street(db: None, tmp_path: Path) -> Street:
    made = Street(tmp_path)
    made.say(LAMP)
    return made


@pytest.fixture
def case(street: Street) -> Case:
    return Case.objects.get()


@pytest.fixture
def colleague(street: Street) -> User:
    return registry.save_officer("rekan.satu", "", Role.OPERATOR, agency_code="dbmpr", by="test")


def deliver() -> None:
    for waiting in delivery.due():
        delivery.work(waiting)


def test_a_long_answer_is_offered_as_a_thread_and_sent_in_order(street: Street, case: Case) -> None:
    with pytest.raises(services.TooLong, match="utas 3 bagian") as refused:
        services.reply(case.reference, LONG, by=street.operator)
    assert list(refused.value.parts) == list(networks.parts(LONG, "fake"))
    assert not Delivery.objects.exists()
    services.reply(case.reference, LONG, by=street.operator, in_parts=True)
    first, second, third = Delivery.objects.order_by("pk")
    assert (second.after, third.after) == (first, second)
    for number in (1, 2, 3):
        assert len(delivery.due()) == 1, "later parts wait for the former"
        deliver()
        services.settle_replies(by="test")
        case.refresh_from_db()
        assert case.state == ("answered" if number == 3 else "open")
    stands = networks.get("fake").fetch(key_of(street), None).posts
    ours = [post for post in stands if post.author.external_id == "dbmpr.demo"]
    assert [post.text for post in ours] == refused.value.parts
    assert [post.in_reply_to for post in ours[1:]] == [post.ref for post in ours[:-1]]
    street.read()
    assert case.entries.filter(kind="reply").count() == 3


def key_of(street: Street) -> AccountKey:
    return AccountKey(street.server, "dbmpr.demo", "demo-dbmpr.demo")


def test_a_part_that_fails_holds_the_rest_until_it_is_tried_again(street: Street, case: Case) -> None:
    services.reply(case.reference, LONG, by=street.operator, in_parts=True)
    first = Delivery.objects.order_by("pk")[0]
    Delivery.objects.filter(pk=first.pk).update(state="failed", error="ditolak")
    assert delivery.due() == []
    delivery.work(Delivery.objects.order_by("pk")[1].pk)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"failed", "queued"}
    stranger = registry.save_officer("lain", "", Role.OPERATOR, agency_code="dinkes", by="test")
    with pytest.raises(NotAllowed):
        publishing.retry(first.pk, by=stranger, desk="dbmpr")
    publishing.retry(first.pk, by=street.operator, desk="dbmpr")
    for _ in range(3):
        deliver()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    with pytest.raises(Conflict):
        publishing.retry(first.pk, by=street.operator, desk="dbmpr")


def test_receipts_reach_the_ledger_once_and_in_any_order(street: Street, case: Case) -> None:
    entry = services.reply(case.reference, "Kami periksa.", by=street.operator)
    deliver()
    sent = Delivery.objects.get()
    at = now()
    receive(street.server, PostRef("fake", sent.external_id), "read", at)
    receive(street.server, PostRef("fake", sent.external_id), "delivered", at - timedelta(minutes=2))
    street.read()
    street.read()
    way = queries.deliveries(case)[entry.delivery_id or 0]
    assert [(each.what, each.at) for each in way.arrivals.all()] == [
        ("delivered", at - timedelta(minutes=2)),
        ("read", at),
    ]


def test_an_answer_is_held_when_a_colleague_was_first(street: Street, case: Case, colleague: User) -> None:
    seen = queries.last_reply(case)
    services.reply(case.reference, "Sudah kami catat.", by=colleague, seen=seen)
    with pytest.raises(services.Answered, match=r"rekan\.satu sudah menjawab") as held:
        services.reply(case.reference, "Kami periksa.", by=street.operator, seen=seen)
    assert [entry.text for entry in held.value.entries] == ["Sudah kami catat."]
    with pytest.raises(services.Answered):  # the same button pressed twice
        services.reply(case.reference, "Sudah kami catat.", by=colleague, seen=seen)
    assert Delivery.objects.count() == 1
    services.reply(case.reference, "Kami periksa.", by=street.operator, seen=queries.last_reply(case))
    assert Delivery.objects.count() == 2


def test_a_draft_is_sealed_seen_by_others_as_writing_and_gone_when_sent(
    street: Street, case: Case, colleague: User
) -> None:
    pen = services.save_draft(case.reference, "Telepon 0812-3456-7890 dulu", 0, by=street.operator)
    assert pen is not None
    again = services.save_draft(case.reference, "Telepon 0812-3456-7890 dulu ya", pen.version, by=street.operator)
    assert again is not None
    assert (again.text, again.other, again.begun_at) == ("Telepon 0812-3456-7890 dulu ya", "", pen.begun_at)
    held = Draft.objects.get()
    assert b"3456" not in bytes(held.sealed)
    assert [each.author for each in queries.writers(case, colleague)] == ["op"]
    assert queries.writers(case, street.operator) == []
    assert queries.pen(case, colleague) is None
    services.reply(case.reference, "Kami periksa.", by=street.operator)
    assert not Draft.objects.exists()
    assert services.save_draft(case.reference, "  ", 0, by=street.operator) is None


@pytest.mark.django_db
@settings(max_examples=30, deadline=None)
@given(st.data())
def test_no_window_loses_what_another_typed(data: st.DataObject) -> None:
    """Two windows of one person save in any order, each knowing only its own last version: every text saved last by a
    window is still readable."""
    Case.objects.all().delete()
    Case.objects.create(
        reference="JB-2222-2222", network="fake", root_external_id="r", citizen_external_id="w", text="t", topic="roads",
        urgency="normal", state="triage", opened_at=now(), due_at=now(),
    )  # fmt: skip
    versions = {"one": 0, "two": 0}
    last: dict[str, str] = {}
    for number, window in enumerate(data.draw(st.lists(st.sampled_from(["one", "two"]), min_size=1, max_size=6))):
        text = f"jendela {window} tulisan {number}"
        pen = services.save_draft("JB-2222-2222", text, versions[window], by="op")
        assert pen is not None
        versions[window], last[window] = pen.version, text
        assert pen.text == text
        assert all(each in f"{pen.text}\n{pen.other}" for each in last.values())


def test_colleagues_are_mentioned_and_unknown_names_said(street: Street, case: Case, colleague: User) -> None:
    registry.save_officer("dinkes.op", "", Role.OPERATOR, agency_code="dinkes", by="test")
    text = "@rekan.satu tolong cek, @dinkes.op juga. Lihat a@rekan.satu dan @siapa! @rekan.satu"
    entry = services.note(case.reference, text, by=street.operator)
    assert [(each.who, each.read_at) for each in Mention.objects.all()] == [("rekan.satu", None)]
    assert queries.unknown(case, text) == ["dinkes.op", "siapa"]
    assert queries.colleagues(case, street.operator) == ["rekan.satu"]
    assert entry.text == mask(text)
    told = Occasion.objects.get(kind="mentioned")
    assert (told.about, told.path) == (case.reference, f"/meja/{case.reference}/")
    assert "tolong cek" not in told.text, "the note stays at the desk"
    assert queries.unread(colleague) == 1
    assert services.read_mentions(case, by=colleague) == 1
    assert services.read_mentions(case, by=colleague) == 0
    assert (queries.unread(colleague), queries.mine(colleague).count()) == (0, 1)
    Case.objects.update(agency=registry.save_agency("dinkes", "Dinkes", "dinas", by="test"))
    assert queries.mine(colleague).count() == 0, "not his desk's any more"


def test_our_canned_answers_are_whole(db: None) -> None:
    rows = defaults.canned()
    assert len(rows) == 8 * 4
    assert len({row[0] for row in rows}) == len(rows)
    values = dict.fromkeys(canned.FIELDS, "JB-2222-2222")
    for _key, title, _topic, lang, _tone, text in rows:
        assert title
        assert lang in {"id", "su"}
        assert canned.unknown_fields(text) == []
        filled = canned.fill(text, values)
        assert canned.left(filled) == []
        assert mask(filled) == filled
        assert [found.message for found in check(filled, is_reply=True) if found.blocks] == []
        assert len(networks.parts(filled, "bluesky")) <= 3


def phrase(text: str = "Halo {citizen}", agency: str = "dbmpr", key: str = "", **more: str) -> services.Phrase:
    values = {"title": "Salam", "topic": "", "lang": "id", "tone": "formal"} | more
    return services.Phrase(key=key, text=text, agency=agency, **values)  # type: ignore[arg-type]


def test_an_unknown_field_is_refused_by_its_name(street: Street) -> None:
    with pytest.raises(BalareaError, match=r"\{nama\} tidak dikenal"):
        services.save_canned(phrase("Halo {citizen}, {nama}"), by=street.operator)
    with pytest.raises(BalareaError, match=r"\{\} tidak dikenal"):
        services.save_canned(phrase("Halo {}"), by=street.operator)
    assert not Canned.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"), [({"title": " "}, "judul"), ({"topic": "x"}, "Topik"), ({"lang": "en"}, "bahasa")]
)
def test_what_else_is_refused(street: Street, changes: dict[str, str], said: str) -> None:
    with pytest.raises(BalareaError, match=said):
        services.save_canned(phrase(**changes), by=street.operator)


def test_who_may_change_which_answer(street: Street) -> None:
    admin = registry.save_officer("admin", "", Role.ADMINISTRATOR, by="test")
    other = registry.save_officer("lain", "", Role.OPERATOR, agency_code="dinkes", by="test")
    made = services.save_canned(phrase(), by=street.operator)
    with pytest.raises(NotAllowed):
        services.save_canned(phrase(agency="dinkes"), by=street.operator)
    with pytest.raises(NotAllowed):
        services.save_canned(phrase(agency=""), by=street.operator)
    with pytest.raises(NotAllowed):  # taking a global one over by its key
        services.save_canned(phrase(key="place-id-formal"), by=street.operator)
    with pytest.raises(NotFound):
        queries.phrase(made.key, other)
    services.save_canned(phrase("Lokasinya di mana?", agency="", key="place-id-formal"), by=admin)
    assert queries.phrase("place-id-formal", other).text == "Lokasinya di mana?"
    services.archive_canned("place-id-formal", by=admin)
    assert "place-id-formal" not in {each.key for each in queries.phrases(other)}
    assert [each.key for each in queries.phrases(other, archived=True)] == ["place-id-formal"]
    services.restore_canned("place-id-formal", by=admin)
    assert "place-id-formal" in {each.key for each in queries.phrases(other)}


def test_answers_in_the_citizens_manner_come_first(street: Street, case: Case) -> None:
    services.save_canned(phrase("Lampu {reference}", topic="roads", tone="everyday", title="Lampu"), by=street.operator)
    services.save_canned(phrase("Air {reference}", topic="clean_water"), by=street.operator)
    Case.objects.update(topic="roads")
    case.refresh_from_db()
    fits, others = queries.fitting(queries.phrases(street.operator), case, "id", "everyday")
    assert fits[0].title == "Lampu"
    assert {each.lang for each in fits} == {"id"}
    assert [each.tone for each in fits] == sorted(each.tone for each in fits)
    assert "Air {reference}" in {each.text for each in others}
    assert {each.lang for each in others} == {"id", "su"}


def test_an_answer_with_an_empty_field_does_not_go_out(street: Street, case: Case) -> None:
    with pytest.raises(BalareaError, match=r"\{due\} belum diganti"):
        services.reply(case.reference, "Paling lambat {due}", by=street.operator)
    done = services.answer_many([case.reference], "{citizen}, nomor {reference}, {due}", by=street.operator)
    assert "{due} belum diganti" in done.refused[case.reference]
    with pytest.raises(BalareaError, match=r"\{siapa\} tidak dikenal"):
        services.answer_many([case.reference], "{siapa}", by=street.operator)
    services.answer_many([case.reference], "{citizen}, nomor {reference}", by=street.operator)
    assert Entry.objects.get(kind="reply").text == f"@warga.satu, nomor {case.reference}"


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("min lampu mati nih, kapan dibenerin dong", "id", ("id", "everyday")),
        ("Kepada Yth. Dinas, mohon perkenan Bapak memeriksa lampu jalan kami", "id", ("id", "formal")),
        ("punten bapa, abdi bade ngalaporkeun lampu", "su", ("su", "formal")),
        ("euy min kumaha ieu téh lampu paeh wae", "su", ("su", "everyday")),
        ("lampu jalan mati", "jv", ("id", "everyday")),
    ],
)
def test_how_a_citizen_writes(text: str, lang: str, expected: tuple[str, str]) -> None:
    assert (answer_lang(lang), tone(text)) == expected
