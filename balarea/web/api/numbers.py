"""Posts and what is counted: the situation, public statistics, programmes."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from balarea.cases.partners.statistics import MEASURES, Statistics, choose, statistics
from balarea.conduct import mask
from balarea.core.clock import now
from balarea.observe.queries import situation
from balarea.people.queries import Permission
from balarea.posts.queries import PostFilter, page
from balarea.programmes import queries as programmes
from balarea.registry.queries import Scope, official_handles
from balarea.web.api import schemas
from balarea.web.api.access import reads
from balarea.web.api.cursors import after_post, post_place

router = Router(tags=["Unggahan dan angka"])


@reads(router, "/posts", schemas.PostPage, Scope.READ_POSTS, Permission.SEE_SITUATION)
def get_posts(request: HttpRequest, query: Query[schemas.PostPageQuery]) -> dict[str, Any]:
    """Unggahan publik, yang terbaru lebih dahulu. Unggahan baru tidak menggeser halaman."""
    found, official = page(_filter(query), query.limit, post_place(query.cursor)), official_handles()
    names = [name for name in schemas.PostOut.model_fields if name != "text"]
    return {
        "posts": [
            {name: getattr(post, name) for name in names} | {"text": mask(post.text, official=official)}
            for post in found[: query.limit]
        ],
        "next": after_post(found[query.limit - 1]) if len(found) > query.limit else None,
    }


@reads(router, "/situation", schemas.SituationOut, Scope.READ_STATISTICS, Permission.SEE_SITUATION)
def get_situation(request: HttpRequest, query: Query[schemas.PostQuery]) -> dict[str, Any]:
    """Hitungan unggahan menurut waktu, suasana, topik, dan wilayah; kode wilayah kosong berarti tempatnya belum diketahui."""
    found = situation(_filter(query))
    timeline = [{"at": at, "moods": dict(counts)} for at, counts in sorted(found.timeline.items())]
    return {"total": found.total, "moods": found.moods, "topics": found.topics, "regencies": found.regencies,
            "timeline": timeline}  # fmt: skip


def _filter(query: schemas.PostQuery) -> PostFilter:
    given = {name: str(value) for name, value in query.dict().items() if value and name not in {"cursor", "limit"}}
    if query.since and query.until and query.until == query.since:
        given["until"] = str(query.until + timedelta(days=1))
    return PostFilter.from_query(given, now())


@reads(router, "/statistics", schemas.StatisticsOut, Scope.READ_STATISTICS, Permission.SEE_SITUATION)
def get_statistics(request: HttpRequest, query: Query[schemas.StatisticsQuery]) -> dict[str, Any]:
    """Angka aduan seperti di halaman Statistik; hitungan kecil tidak ditampilkan."""
    found = statistics(choose({"bulan": query.month, "topik": query.topic, "wilayah": query.regency}, now()))
    return _counts(found)


def _counts(found: Statistics) -> dict[str, Any]:
    def row(measures: Any) -> dict[str, Any]:
        return {name: {"value": measures[name].value, "text": measures[name].text} for name in MEASURES}

    groups = {group: {value: row(measures) for value, measures in rows.items()} for group, rows in found.groups.items()}
    return {"total": row(found.total), "groups": groups}


@reads(router, "/programmes", schemas.Programmes, Scope.READ_PROGRAMMES, Permission.SEE_PROGRAMMES)
def get_programmes(request: HttpRequest, query: Query[schemas.ProgrammesQuery]) -> dict[str, Any]:
    """Program dengan indikator, target, dan laporan terakhirnya."""
    return {
        "programmes": [
            {"code": held.programme.code, "year": held.programme.year, "name": held.programme.name,
             "agency": held.programme.agency_id, "indicators": [_indicator(each) for each in held.standings]}
            for held in programmes.programmes(query.agency)
        ]
    }  # fmt: skip


def _indicator(standing: programmes.Standing) -> dict[str, Any]:
    latest = standing.latest
    return {
        "code": standing.indicator.code, "name": standing.indicator.name, "unit": standing.indicator.unit,
        "target": standing.indicator.target, "attained_percent": standing.attained,
        "reported": {"value": latest.value, "period": latest.period, "at": latest.at} if latest else None,
    }  # fmt: skip
