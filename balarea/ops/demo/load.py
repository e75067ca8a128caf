"""Loading the demo data through the same services as everybody: run again it adds nothing."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files

from balarea.observe import services as observe
from balarea.ops.demo import conversation, crowd, fieldwork
from balarea.people.queries import Role, Rung, user
from balarea.posts import services as posts
from balarea.programmes import services as programmes
from balarea.registry import services as registry

BY = "system:demo"
PASSWORD = "balarea-demo"
YEAR = 2026
LOGINS: list[tuple[str, Role, str, str]] = [
    ("analis", Role.ANALYST, "", "Analis Peraga"),
    ("humas.dbmpr", Role.COMMUNICATIONS, "dbmpr", "Humas Peraga"),
    ("humas2.dbmpr", Role.COMMUNICATIONS, "dbmpr", "Humas Kedua"),
    ("operator.dbmpr", Role.OPERATOR, "dbmpr", "Operator Peraga"),
    ("operator.dinkes", Role.OPERATOR, "dinkes", "Operator Dinkes"),
    ("operator.bandung", Role.OPERATOR, "kab-bandung", "Operator Kab. Bandung"),
    ("kepala.dbmpr", Role.OPERATOR, "dbmpr", "Kepala Unit Peraga"),
    ("kadis.dbmpr", Role.OPERATOR, "dbmpr", "Kepala Dinas Peraga"),
    ("kepala.dinkes", Role.OPERATOR, "dinkes", "Kepala Unit Dinkes"),
    ("kadis.dinkes", Role.OPERATOR, "dinkes", "Kepala Dinkes Peraga"),
    ("lapangan.dbmpr", Role.FIELD, "dbmpr", "Petugas Lapangan Peraga"),
    ("sekda", Role.ANALYST, "", "Sekda Peraga"),
    ("gubernur", Role.ANALYST, "", "Gubernur Peraga"),
    ("inspektur", Role.INSPECTOR, "", "Inspektur Peraga"),
    ("admin", Role.ADMINISTRATOR, "", "Admin Peraga"),
]
RUNGS = {
    "kepala.dbmpr": Rung.UNIT_HEAD, "kadis.dbmpr": Rung.AGENCY_HEAD, "kepala.dinkes": Rung.UNIT_HEAD,
    "kadis.dinkes": Rung.AGENCY_HEAD, "sekda": Rung.REGIONAL_SECRETARY, "gubernur": Rung.GOVERNOR,
}  # fmt: skip


@dataclass(frozen=True)
class Demo:
    """What was loaded: login, password and role of the demo people."""

    logins: list[tuple[str, str, str]]


def load() -> Demo:
    """The demo data, complete also when an earlier loading was killed in the middle."""
    logins = [(name, PASSWORD, role.label) for name, role, _, _ in LOGINS]
    posts.make_partitions()
    registry.import_tables(*registry.west_java(), by=BY)
    for name, role, agency, full in LOGINS:
        if user(name) is None:
            registry.save_officer(name, PASSWORD, role, agency_code=agency, name=full, by=BY)
            if name in RUNGS:
                registry.set_rung(name, RUNGS[name], by=BY)
    _programmes()
    conversation.load(BY)
    fieldwork.load(BY)
    first = user(LOGINS[0][0])
    assert first, "just made"
    posts.ingest(crowd.posts(first.date_joined), by=BY, demo=True)
    observe.refresh()
    return Demo(logins)


def _programmes() -> None:
    table = tomllib.loads((files("balarea.ops.demo") / "programmes.toml").read_text(encoding="utf8"))
    for row in table["programme"]:
        programme = programmes.save_programme(
            row["code"], YEAR, row["name"], row["agency"], topic=row["topic"], demo=True, by=BY
        )
        for each in row["indicators"]:
            programmes.save_indicator(
                programme, each["code"], each["name"], each["unit"], Decimal(each["target"]),
                direction=each.get("direction", "up"), by=BY,
            )  # fmt: skip
