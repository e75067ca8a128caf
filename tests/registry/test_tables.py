"""Agencies and duties from tables: whole or not at all, every error by its line; and duties one by one."""

import pytest

from balarea import areas
from balarea.audit.models import Event
from balarea.core.errors import BalareaError, Conflict, NotAllowed, NotFound
from balarea.people.queries import Role
from balarea.registry import queries, services
from balarea.registry.models import Agency, Duty

BY = "test"
HEAD, DUTIES = "code,name,kind,level,area,site\n", "agency,topic,part,area\n"


def test_west_java_is_whole(db: None) -> None:
    done = services.import_tables(*services.west_java(), by=BY)
    assert (done.agencies, done.duties) == (Agency.objects.count(), Duty.objects.count())
    levels = {level: Agency.objects.filter(level=level).count() for level in queries.Level.values}
    assert levels == {"province": 38, "regency": 27, "national": 1, "utility": 27 + 3}
    for each in areas.regencies():
        (first, *_) = queries.responsible("civil_registry", f"{each.code}.01")
        assert (first.level, first.area_code) == ("regency", each.code)
        assert queries.responsible("clean_water", each.code)[0].level == "utility"
        assert queries.responsible("education", each.code, "basic_school")[0].level == "regency"
    before = Event.objects.count()
    services.import_tables(*services.west_java(), by=BY)
    assert Event.objects.count() == before  # again changes nothing


@pytest.mark.parametrize(
    ("agencies", "duties", "errors"),
    [
        ("kode,nama\n", "", ["instansi.csv baris 1: kolomnya harus code,name,kind,level,area,site"]),
        (HEAD + "A B,Nama,dinas,province,32,\n", "", ["baris 2: Kode 'A B'"]),
        (HEAD + "a,,dinas,province,32,\n", "", ["baris 2: a: isi nama"]),
        (HEAD + "a,A,dinas,bulan,32,\n", "", ["baris 2: a: tingkat 'bulan'"]),
        (HEAD + "a,A,dinas,province,99.99,\n", "", ["baris 2: a: kode wilayah '99.99'"]),
        (HEAD + "a,A,dinas,province,32,javascript:x\n", "", ["alamat situs"]),
        (HEAD + "a,A,dinas,province,32\n", "", ["baris 2: harus berisi 6 kolom"]),
        (HEAD + "a,A,dinas,province,32,\na,B,dinas,province,32,\n", "", ["baris 3: kode 'a' sudah ada di baris 2"]),
        (HEAD + '"a,A,dinas\n', "", ["bukan CSV"]),
        ("", DUTIES + "x,roads,,\n", ["urusan.csv baris 2: instansi 'x' tidak ada"]),
        ("", DUTIES + "dbmpr,moon,,\n", ["Topik 'moon'"]),
        ("", DUTIES + "dbmpr,roads,river,\n", ["Bagian 'river' bukan bagian dari topik roads: provincial_road"]),
        ("", DUTIES + "dbmpr,roads,,32.99\n", ["Kode wilayah '32.99'"]),
        (HEAD + "b,B,dinas,x,32,\n", DUTIES + "dbmpr,none,,\nq,roads,,\n", ["baris 2: b", "Topik 'none'", "baris 3"]),
    ],
)
def test_errors_name_their_line_and_nothing_changes(db: None, agencies: str, duties: str, errors: list[str]) -> None:
    services.set_duties(services.save_agency("dbmpr", "Dinas", "dinas", by=BY), [("roads", "")], by=BY)
    good = HEAD + "baru,Baru,dinas,province,32,\n"
    with pytest.raises(BalareaError) as caught:
        services.import_tables(agencies or good, duties, by=BY, names=("instansi.csv", "urusan.csv"))
    assert [each for each in errors if each not in str(caught.value)] == []
    assert list(Agency.objects.values_list("code", flat=True)) == ["dbmpr"]
    assert Duty.objects.count() == 1


def test_many_errors_are_counted(db: None) -> None:
    with pytest.raises(BalareaError, match="dan 5 lagi"):
        services.import_tables("", DUTIES + "x,roads,,\n" * 25, by=BY)


def test_a_duty_is_added_and_removed_by_administrators(db: None) -> None:
    services.save_agency("dbmpr", "Dinas", "dinas", by=BY)
    services.add_duty("dbmpr", "roads", "provincial_road", by=BY)
    services.add_duty("dbmpr", "roads", by=BY)
    with pytest.raises(Conflict):
        services.add_duty("dbmpr", "roads", by=BY)
    with pytest.raises(BalareaError, match="Bagian"):
        services.add_duty("dbmpr", "roads", "drain", by=BY)
    assert [each.part for each in queries.responsible("roads", None, "provincial_road")] == ["provincial_road", ""]
    assert [each.part for each in queries.responsible("roads", None, "local_road")] == [""]
    services.remove_duty("dbmpr", "roads", by=BY)
    with pytest.raises(NotFound):
        services.remove_duty("dbmpr", "roads", by=BY)
    assert Duty.objects.get().part == "provincial_road"
    operator = services.save_officer("op", "", Role.OPERATOR, agency_code="dbmpr", by=BY)
    for act in (services.add_duty, services.remove_duty):
        with pytest.raises(NotAllowed):
            act("dbmpr", "roads", "provincial_road", "32.04", by=operator) if act is services.add_duty else act(
                "dbmpr", "roads", "provincial_road", by=operator
            )
