"""Agencies of several administrations, their officers, and posts, as the tests of hand-off need them."""

from datetime import timedelta

from balarea.cases import services
from balarea.cases.models import Case
from balarea.core.clock import now
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.people.queries import Role, Rung, User
from balarea.posts import services as store
from balarea.posts.models import Post
from balarea.registry import services as registry
from balarea.registry.levels import Level

BY = "test"
AGENCIES: list[tuple[str, Level, list[tuple[str, str] | tuple[str, str, str]]]] = [
    ("dbmpr", Level.PROVINCE, [("roads", "")]), ("dsda", Level.PROVINCE, [("water_flood", "")]),
    ("dlh", Level.PROVINCE, []), ("kab-bandung", Level.REGENCY, [("roads", "32.04", "local_road")]),
    ("pln", Level.UTILITY, [("energy", "", "power")]),
]  # fmt: skip


def people() -> dict[str, User]:
    """Agencies, and an operator for each but PLN (by its code), `kedua` at dbmpr, `sekda`, `analis` and `admin`."""
    made = {}
    for code, level, duties in AGENCIES:
        agency = registry.save_agency(code, f"Dinas {code}", "dinas", level=level, by=BY)
        registry.set_duties(agency, duties, by=BY)
        if code != "pln":
            made[code] = registry.save_officer(f"op.{code}", "", Role.OPERATOR, agency_code=code, by=BY)
    made["kedua"] = registry.save_officer("kedua", "", Role.OPERATOR, agency_code="dbmpr", by=BY)
    for name, role in (("sekda", Role.ANALYST), ("analis", Role.ANALYST), ("admin", Role.ADMINISTRATOR)):
        made[name] = registry.save_officer(name, "", role, by=BY)
    made["sekda"] = registry.set_rung("sekda", Rung.REGIONAL_SECRETARY, by=BY)
    return made


def post_of(
    name: str, text: str, *, topic: str = "roads", area: str = "32.04", urgency: str = "normal",
    days: int = 0,
) -> PostRef:  # fmt: skip
    """A stored post of a citizen, with labels as given; weeks apart they are no one incident."""
    ref = PostRef("fake", name)
    at = now() - timedelta(minutes=5, days=days)
    store.ingest([RemotePost(ref, text, Author(f"w-{name}", f"warga.{name}"), at)], by=BY)
    Post.objects.filter(external_id=name).update(
        topic=topic, topic_confidence=0.9, area_code=area, urgency=urgency, intent="complaint", intent_confidence=0.95
    )
    return ref


def case_of(
    name: str, text: str = "jalan rusak parah", *, days: int = 0, topic: str = "roads", area: str = "32.04"
) -> Case:
    """The case of such a post, as intake opens it."""
    services.intake([ref := post_of(name, text, days=days, topic=topic, area=area)], by=BY)
    return Case.objects.get(network=ref.network, root_external_id=ref.external_id)
