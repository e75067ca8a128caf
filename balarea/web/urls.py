"""Every address of the product. Views live in `pages/`, one module a part of the house."""

from django.urls import include, path

from balarea.web.pages import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("accounts/", include("allauth.urls")),
]
