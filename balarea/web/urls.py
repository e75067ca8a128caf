"""Every address of the product. Views live in `pages/`, one module a part of the house."""

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import URLPattern, include, path
from django.views.i18n import set_language

from balarea.web.api import api
from balarea.web.export import CSV, XLSX
from balarea.web.pages import (
    audit,
    clock,
    desk,
    groups,
    health,
    keys,
    plan,
    post,
    privacy,
    programmes,
    promises,
    public,
    publish,
    register,
    report,
    situation,
    statistics,
)


def _files(route: str, view: Callable[..., HttpResponseBase], name: str) -> list[URLPattern]:
    """The addresses of a table, one a format."""
    return [path(f"{route}.{form}", view, {"form": form}, name=f"{name}_{form}") for form in (CSV, XLSX)]


urlpatterns = [
    path("", situation.home, name="home"),
    path("situasi/", situation.page, name="situation"),
    path("situasi/unggahan/", situation.posts, name="situation_posts"),
    *_files("situasi/unggahan", situation.export, "situation_export"),
    path("situasi/unggahan/<str:network>/<path:external_id>/", post.page, name="post"),
    path("situasi/koreksi/<str:network>/<path:external_id>/", post.correct, name="post_correct"),
    path("situasi/batal-koreksi/<int:correction_id>/", post.withdraw, name="post_withdraw"),
    path("meja/", desk.page, name="desk"),
    *_files("meja/kasus", desk.export, "desk_export"),
    path("meja/tindakan/", groups.act, name="desk_batch"),
    path("meja/tindakan/<int:act_id>/batal/", groups.undo, name="desk_undo"),
    path("meja/bukan-aduan/", groups.asides, name="desk_asides"),
    path("meja/bukan-aduan/jadikan/", groups.make_case, name="desk_make_case"),
    path("meja/kejadian/<int:incident_id>/", desk.group, name="desk_group"),
    path("meja/kejadian/<int:incident_id>/bubarkan/", groups.dissolve, name="desk_dissolve"),
    path("meja/kejadian/<int:incident_id>/pulihkan/", groups.restore, name="desk_restore"),
    path("meja/<str:reference>/pisahkan/", groups.split, name="desk_split"),
    path("meja/<str:reference>/satukan/", groups.rejoin, name="desk_rejoin"),
    path("meja/<str:reference>/", desk.one, name="desk_case"),
    path("meja/<str:reference>/jawab/", desk.reply, name="desk_reply"),
    path("meja/<str:reference>/asli/<int:entry_id>/", desk.look, name="desk_look"),
    path("meja/<str:reference>/catat/", desk.note, name="desk_note"),
    path("meja/<str:reference>/alihkan/", desk.route, name="desk_route"),
    path("meja/<str:reference>/topik/", desk.topic, name="desk_topic"),
    path("meja/<str:reference>/tutup/", desk.close, name="desk_close"),
    path("meja/<str:reference>/pelapor/", desk.contact, name="desk_contact"),
    path("meja/<str:reference>/buka/", desk.reopen, name="desk_reopen"),
    path("meja/<str:reference>/tunggu/", clock.wait, name="desk_wait"),
    path("meja/<str:reference>/lanjut/", clock.proceed, name="desk_proceed"),
    path("meja/<str:reference>/terima/", clock.acknowledge, name="desk_acknowledge"),
    path("meja/<str:reference>/kelas/", clock.reclassify, name="desk_reclassify"),
    path("pengaturan/janji-layanan/", promises.page, name="settings"),
    path("pengaturan/janji-layanan/<str:part>/", promises.save, name="settings_save"),
    path("pengaturan/janji-layanan/<str:part>/hapus/", promises.remove, name="settings_remove"),
    path("program/", programmes.page, name="programmes"),
    path("program/<int:programme_id>/", programmes.one, name="programmes_one"),
    path("program/baru/", plan.new, name="programmes_new"),
    path("program/<int:programme_id>/ubah/", plan.change, name="programmes_change"),
    path("program/<int:programme_id>/indikator/", plan.indicator, name="programmes_indicator"),
    path("program/<int:programme_id>/indikator/hapus/", plan.remove, name="programmes_remove"),
    path("daftar/", register.page, name="register"),
    path("daftar/tambah/", register.add, name="register_add"),
    path("daftar/<int:account_id>/verifikasi/", register.verify, name="register_verify"),
    path("daftar/<int:account_id>/cabut/", register.remove, name="register_remove"),
    path("daftar/<int:account_id>/hubungkan/", register.connect, name="register_connect"),
    path("daftar/kunci/", keys.page, name="register_keys"),
    path("daftar/kunci/buat/", keys.make, name="register_keys_make"),
    path("daftar/kunci/<int:key_id>/cabut/", keys.revoke, name="register_keys_revoke"),
    path("terbit/", publish.page, name="publish"),
    path("terbit/baru/", publish.new, name="publish_new"),
    path("terbit/pratinjau/", publish.preview, name="publish_preview"),
    path("terbit/<int:message_id>/", publish.edit, name="publish_edit"),
    path("terbit/<int:message_id>/ajukan/", publish.submit, name="publish_submit"),
    path("terbit/<int:message_id>/tarik/", publish.withdraw, name="publish_withdraw"),
    path("terbit/<int:message_id>/setujui/", publish.approve, name="publish_approve"),
    path("terbit/<int:message_id>/tolak/", publish.reject, name="publish_reject"),
    path("terbit/kirim/<int:delivery_id>/ulang/", publish.retry, name="publish_retry"),
    path("privasi/", privacy.page, name="privacy"),
    path("privasi/cari/", privacy.find, name="privacy_find"),
    path("privasi/salinan/", privacy.export, name="privacy_export"),
    path("privasi/hapus/", privacy.erase, name="privacy_erase"),
    path("statistik/", statistics.page, name="statistics"),
    *_files("statistik", statistics.export, "statistics"),
    path("audit/", audit.page, name="audit"),
    path("cek/", public.lookup, name="lookup"),
    path("lapor/", report.new, name="report"),
    path("lapor/<str:reference>/", report.done, name="report_done"),
    path("kasus/", public.find, name="case_find"),
    path("kasus/<str:reference>/", public.case, name="case_public"),
    path("healthz", health.healthz, name="healthz"),
    path("open311/v2/", include(("balarea.web.open311.urls", "open311"))),
    path("api/", api.urls),
    path("bahasa/", set_language, name="set_language"),
    path("accounts/password/reset/", public.forgotten, name="forgotten"),  # before allauth's, which sends e-mail
    path("accounts/", include("allauth.urls")),
]
