"""A direct report becomes a post and a case, once; what was given beside the text is sealed, masked or told to the desk."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from balarea.areas import boundaries
from balarea.audit.models import Event
from balarea.cases import jobs, services
from balarea.cases import queries as cases
from balarea.cases.inbox import reports
from balarea.cases.models import Case, Entry, Receipt
from balarea.cases.sealed import privacy
from balarea.cases.sealed.originals import original
from balarea.core.errors import BalareaError, NotAllowed
from balarea.networks.values import PostRef
from balarea.people.queries import Role
from balarea.posts import queries as posts
from balarea.registry import services as registry
from balarea.registry.queries import api_key
from tests.areas.test_boundaries import square
from tests.open311.conftest import BY, HOLE, Partner, key, register

TEXT = "Tumpukan sampah di pinggir sungai sudah dua minggu tidak diangkut"


def handed(**more: object) -> services.Handed:
    return services.Handed(**{"text": TEXT, "topic": "environment", "address": "Pasar Sadang Serang", **more})  # type: ignore[arg-type]


@pytest.fixture
def house(db: None) -> None:
    register()


def test_a_report_is_a_post_and_a_case(house: None) -> None:
    receipt = services.receive(handed(lat=-6.89, lon=107.61), by=BY)
    post = posts.post(PostRef("report", receipt.token))
    assert post
    assert (post.text, post.topic, post.topic_confidence, post.lat, post.lon) == (
        TEXT,
        "environment",
        1.0,
        -6.89,
        107.61,
    )
    case = Case.objects.get()
    assert receipt.case == case
    assert (case.agency_id, case.state, case.topic, case.area_code[:5]) == ("dlh", "open", "environment", "32.73")
    assert (receipt.text, receipt.taken_at is None) == ("", False), "the post holds the text now"


def test_the_same_again_is_the_same_until_the_window_ends(house: None) -> None:
    first = services.receive(handed(), by=BY)
    assert services.receive(handed(), by=BY).pk == first.pk
    others = [handed(text=TEXT + "!"), handed(address="Dago"), handed(lat=-6.9, lon=107.6)]
    assert len({services.receive(each, by=BY).pk for each in [handed(), *others]}) == 4
    other_key = api_key(key(name="Lain"))
    assert services.receive(handed(), by=BY, key=other_key).pk != first.pk
    Receipt.objects.filter(pk=first.pk).update(received_at=first.received_at - reports.WINDOW)
    assert services.receive(handed(), by=BY).pk != first.pk
    assert Case.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_the_same_at_the_same_time_is_one(transactional_db: None) -> None:
    register()
    start, found = threading.Barrier(4), []

    def hand_in() -> None:
        start.wait()
        try:
            found.append(services.receive(handed(), by=BY).token)
        finally:
            connection.close()

    threads = [threading.Thread(target=hand_in) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert (Receipt.objects.count(), Case.objects.count()) == (1, 1)
    assert Entry.objects.filter(kind="citizen").count() == 1


def test_what_died_before_it_was_taken_in_is_taken_in_by_the_worker(
    house: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("balarea.posts.services.ingest", dies)
        with pytest.raises(KeyboardInterrupt):
            services.receive(handed(), by=BY)
    assert Case.objects.count() == 0
    assert Receipt.objects.get().text == TEXT
    Receipt.objects.update(received_at=Receipt.objects.get().received_at - timedelta(minutes=1))
    jobs.take_reports(0)
    jobs.take_reports(0)
    assert Case.objects.get().text == TEXT
    # and one that died after the case was made, before the receipt was closed
    Receipt.objects.update(taken_at=None, text=TEXT)
    jobs.take_reports(0)
    assert (Case.objects.count(), Entry.objects.filter(kind="citizen").count()) == (1, 1)
    assert Receipt.objects.get().taken_at


def test_one_that_cannot_be_taken_in_stops_no_other(house: None, caplog: pytest.LogCaptureFixture) -> None:
    for number in range(2):
        services.receive(handed(text=f"{TEXT} {number}"), by=BY, key=api_key(key(defers=True, name=str(number))))
    bad = Receipt.objects.earliest("pk")
    Receipt.objects.filter(pk=bad.pk).update(said_at=bad.said_at - timedelta(days=36500))
    assert services.take_reports(by=BY) == 1
    assert (Case.objects.get().text, bad.token in caplog.text) == (f"{TEXT} 1", True)
    bad.refresh_from_db()
    assert bad.text == f"{TEXT} 0", "nothing is lost"


def test_an_analyst_opens_the_post_of_a_report(house: None) -> None:
    receipt = services.receive(handed(), by=BY)
    client = Client()
    client.force_login(registry.save_officer("analis", "", Role.ANALYST, by=BY))
    page = client.get(f"/situasi/unggahan/report/{receipt.token}/")
    assert page.status_code == 200
    assert "Laporan langsung" in page.content.decode()


def test_prank_or_not_a_direct_report_is_looked_at(house: None) -> None:
    assert services.receive(handed(text="wkwkwk selamat pagi semua", topic=""), by=BY).case


def test_the_point_goes_before_the_address(house: None, settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    boundaries.save(boundaries.read(square("32.77", 107.5, -6.9)), tmp_path / boundaries.FOLDER)
    inside = services.receive(handed(lat=-6.95, lon=107.55, address="Alun-alun Kota Garut"), by=BY)
    outside = services.receive(handed(lat=-8.0, lon=110.0, address="Kota Bogor"), by=BY)
    assert (inside.area_code, outside.area_code) == ("32.77", "32.71")
    post = posts.post(PostRef("report", inside.token))
    assert post
    assert (post.area_code, post.regency_code, inside.case and inside.case.area_code) == ("32.77", "32.77", "32.77")


def test_the_contact_is_sealed_and_each_look_is_recorded(partner: Partner) -> None:
    number = partner.report(phone="0812-3456-7890")
    receipt = Receipt.objects.get()
    assert b"siti@example.test" not in bytes(receipt.sealed_contact or b"")
    everything = " ".join(str(each) for model in (Event, Entry, Case) for each in model.objects.values_list())
    assert not [word for word in ("siti@example", "3456", "Siti") if word in everything]
    operator = registry.save_officer("op", "", Role.OPERATOR, agency_code="dbmpr", by=BY)
    stranger = registry.save_officer("lain", "", Role.OPERATOR, agency_code="dlh", by=BY)
    found = services.see_contact(number, by=operator)
    assert found == {"email": "siti@example.test", "phone": "0812-3456-7890", "first_name": "Siti"}
    assert Event.objects.filter(action="see_contact", actor="op", object_id=number).count() == 1
    with pytest.raises(NotAllowed):
        services.see_contact(number, by=stranger)


def test_the_same_person_is_known_again_without_being_named(partner: Partner) -> None:
    authors = set()
    for text in ("Jalan berlubang satu", "Jalan berlubang dua"):
        partner.report(description=text)
        authors.add(Case.objects.latest("pk").citizen_external_id)
    partner.report(description="Jalan berlubang tiga", email="budi@example.test")
    authors.add(Case.objects.latest("pk").citizen_external_id)
    assert len(authors) == 2


def test_the_desk_hears_what_else_was_given(partner: Partner) -> None:
    partner.report(
        **{
            "attribute[kerusakan]": "lubang",
            "attribute[fixmystreet_id]": "77",
            "media_url": "https://example.test/1.jpg",
        }
    )
    entry = Entry.objects.get(kind="note")
    note = original(entry)
    assert "107.6107" not in entry.text, "the point of a report may be a home: shown for a reason, on record"
    for line in ("Titik: -6.8915, 107.6107", "Apa yang rusak?: Lubang atau aspal rusak", "fixmystreet_id: 77", "1.jpg"):
        assert line in note


def test_an_answer_at_the_desk_is_the_public_answer(partner: Partner) -> None:
    number = partner.report()
    operator = registry.save_officer("op", "", Role.OPERATOR, agency_code="dbmpr", by=BY)
    with pytest.raises(BalareaError, match="data pribadi"):
        services.reply(number, "Hubungi Pak Budi di 0812-3456-7890", by=operator)
    services.reply(number, "Tim kami memperbaiki Kamis ini.", by=operator)
    found = cases.public(number)
    assert (found.state, [entry.text for entry in found.entries][-1]) == ("answered", "Tim kami memperbaiki Kamis ini.")
    assert services.settle_replies(by=BY) == 0


def test_a_limit_an_hour_for_one_sender(house: None, settings: Settings) -> None:
    settings.BALAREA_REPORTS_PER_HOUR = 2
    for number in range(2):
        services.receive(handed(text=f"{TEXT} {number}", sender="192.0.2.1"), by=BY)
    with pytest.raises(services.TooMany):
        services.receive(handed(text="lagi", sender="192.0.2.1"), by=BY)
    services.receive(handed(text="lagi", sender="192.0.2.2"), by=BY)
    assert not Receipt.objects.filter(sender__contains="192").exists()


@pytest.mark.parametrize("text", ["", "  \n", "\0", "x" * 4001])
def test_a_text_that_is_none_or_too_long(house: None, text: str) -> None:
    with pytest.raises(BalareaError, match="Tulis apa yang terjadi"):
        services.receive(handed(text=text), by=BY)
    assert not Receipt.objects.exists()


def test_who_may_not_be_listed(partner: Partner) -> None:
    listed = partner.report()
    secret = partner.report(service_code="integrity", description="Petugas minta uang pelicin di loket")
    wished = services.receive(handed(listed=False), by=BY)
    assert wished.case
    numbers = [each["service_request_id"] for each in partner.get("requests.json")]
    assert numbers == [listed]
    for number in (secret, wished.case.reference):
        assert partner.get(f"requests/{number}.json")[0]["service_request_id"] == number
    assert HOLE["description"] in partner.get("requests.json")[0]["description"]


def test_a_reporter_has_a_copy_of_it_all_and_has_it_removed(partner: Partner) -> None:
    number = partner.report(
        phone="0812-3456-7890", **{"attribute[kerusakan]": "lubang", "address_string": "Jl. Melati No. 7"}
    )
    officer = registry.save_officer("priv", "", Role.ADMINISTRATOR, by=BY)
    who = privacy.subject(reference=number)
    (given,) = privacy.export(who, by=officer)["receipts"]
    assert (given["contact"]["phone"], given["address"], given["lat"]) == (
        "0812-3456-7890",
        "Jl. Melati No. 7",
        -6.8915,
    )
    privacy.erase(who, "diminta lewat telepon", by=officer)
    receipt = Receipt.objects.get()
    assert (receipt.sealed_contact, receipt.address, receipt.lat, receipt.details) == (None, "", None, {})
    assert receipt.author.startswith("~")
    assert not [each for each in Entry.objects.all() if each.sealed or "Melati" in each.text or "lubang" in each.text]
    assert privacy.amount(privacy.subject(reference=number)).posts == 1, "counts stay"
