"""Every address of the product. Views live in `pages/`, one module a part of the house."""

from django.urls import include, path
from django.views.i18n import set_language

from balarea.web.api import api
from balarea.web.pages import audit, desk, health, plan, post, programmes, public, publish, register, situation

urlpatterns = [
    path("", situation.home, name="home"),
    path("situasi/", situation.page, name="situation"),
    path("situasi/unggahan/", situation.posts, name="situation_posts"),
    path("situasi/unggahan.csv", situation.export, name="situation_export"),
    path("situasi/unggahan/<str:network>/<path:external_id>/", post.page, name="post"),
    path("situasi/koreksi/<str:network>/<path:external_id>/", post.correct, name="post_correct"),
    path("situasi/batal-koreksi/<int:correction_id>/", post.withdraw, name="post_withdraw"),
    path("meja/", desk.page, name="desk"),
    path("meja/kasus.csv", desk.export, name="desk_export"),
    path("meja/<str:reference>/", desk.one, name="desk_case"),
    path("meja/<str:reference>/jawab/", desk.reply, name="desk_reply"),
    path("meja/<str:reference>/asli/<int:entry_id>/", desk.look, name="desk_look"),
    path("meja/<str:reference>/catat/", desk.note, name="desk_note"),
    path("meja/<str:reference>/alihkan/", desk.route, name="desk_route"),
    path("meja/<str:reference>/topik/", desk.topic, name="desk_topic"),
    path("meja/<str:reference>/tutup/", desk.close, name="desk_close"),
    path("meja/<str:reference>/buka/", desk.reopen, name="desk_reopen"),
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
    path("terbit/", publish.page, name="publish"),
    path("terbit/baru/", publish.new, name="publish_new"),
    path("terbit/pratinjau/", publish.preview, name="publish_preview"),
    path("terbit/<int:message_id>/", publish.edit, name="publish_edit"),
    path("terbit/<int:message_id>/ajukan/", publish.submit, name="publish_submit"),
    path("terbit/<int:message_id>/tarik/", publish.withdraw, name="publish_withdraw"),
    path("terbit/<int:message_id>/setujui/", publish.approve, name="publish_approve"),
    path("terbit/<int:message_id>/tolak/", publish.reject, name="publish_reject"),
    path("terbit/kirim/<int:delivery_id>/ulang/", publish.retry, name="publish_retry"),
    path("audit/", audit.page, name="audit"),
    path("cek/", public.lookup, name="lookup"),
    path("kasus/", public.find, name="case_find"),
    path("kasus/<str:reference>/", public.case, name="case_public"),
    path("healthz", health.healthz, name="healthz"),
    path("api/", api.urls),
    path("bahasa/", set_language, name="set_language"),
    path("accounts/password/reset/", public.forgotten, name="forgotten"),  # before allauth's, which sends e-mail
    path("accounts/", include("allauth.urls")),
]
