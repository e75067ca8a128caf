"""Rencana: adding and changing programmes and their indicators."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from balarea.core.clock import JAKARTA, now
from balarea.core.errors import BalareaError
from balarea.core.numbers import typed_number
from balarea.language.labels import TOPICS
from balarea.people.queries import Permission, agency_of
from balarea.programmes import queries, services
from balarea.registry.queries import agencies, agency
from balarea.web import labels
from balarea.web.guard import guard, officer, post_only
from balarea.web.refusals import shown, status_of, then


class ProgrammeForm(forms.Form):
    """A programme as the plan names it."""

    code = forms.CharField(label=_("Kode dalam rencana"), max_length=40, help_text=_("Misalnya 1.03.10"))
    name = forms.CharField(label=_("Nama program"), max_length=200)
    year = forms.IntegerField(label=_("Tahun anggaran"), min_value=2000, max_value=2100)
    topic = forms.ChoiceField(
        label=_("Topik unggahan warga"),
        required=False,
        help_text=_("Unggahan warga bertopik ini tampil di halaman program."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = sorted(
            ((topic, labels.name("topic", topic)) for topic in TOPICS if topic != "none"), key=lambda pair: pair[1]
        )
        self.fields["topic"].choices = [("", "–"), *topics]  # type: ignore[attr-defined]


class NumberField(forms.CharField):
    """A number as Indonesians write it."""

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        try:
            return typed_number(typed)
        except BalareaError as error:
            raise forms.ValidationError(str(error)) from None


class IndicatorForm(forms.Form):
    """An indicator with the year's target."""

    code = forms.CharField(label=_("Kode indikator"), max_length=60)
    name = forms.CharField(label=_("Nama indikator"), max_length=200)
    unit = forms.CharField(label=_("Satuan"), max_length=40, help_text=_("Misalnya km, titik, keluarga, persen"))
    target = NumberField(label=_("Target tahun ini"), max_length=30, widget=forms.TextInput({"inputmode": "decimal"}))
    direction = forms.ChoiceField(
        label=_("Arah"), choices=[(way, labels.DIRECTION[way]) for way in queries.Direction.values]
    )


@guard(Permission.REPORT_PROGRAMMES)
@shown
def new(request: HttpRequest) -> HttpResponseBase:
    """Add a programme."""
    form = ProgrammeForm(request.POST or None, initial={"year": now().astimezone(JAKARTA).year})
    code = agency_of(officer(request)) or request.POST.get("agency") or ""
    if request.method == "POST" and form.is_valid():
        try:
            if not agency(code):
                raise BalareaError(str(_("Pilih instansinya.")))
            made = services.add_programme(agency_code=code, by=officer(request), **form.cleaned_data)
            return redirect("programmes_one", programme_id=made.pk)
        except BalareaError as error:
            return _page(request, form, None, error)
    return _page(request, form, None)


@guard(Permission.REPORT_PROGRAMMES)
@shown
def change(request: HttpRequest, programme_id: int) -> HttpResponseBase:
    """Change a programme, and its indicators one by one."""
    held = queries.editable(programme_id, officer(request))
    initial = {name: getattr(held.programme, name) for name in ("code", "name", "year", "topic")}
    form = ProgrammeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _save(
            request,
            form,
            held,
            lambda: services.change_programme(programme_id, by=officer(request), **form.cleaned_data),
        )
    return _page(request, form, held)


@guard(Permission.REPORT_PROGRAMMES)
@post_only
@shown
def indicator(request: HttpRequest, programme_id: int) -> HttpResponseBase:
    """Add an indicator, or change the one with that code."""
    held = queries.editable(programme_id, officer(request))
    form = IndicatorForm(request.POST, auto_id="indicator_%s")
    if form.is_valid():
        return _save(
            request,
            form,
            held,
            lambda: services.save_indicator(held.programme, by=officer(request), **form.cleaned_data),
        )
    return _page(request, form, held)


@guard(Permission.REPORT_PROGRAMMES)
@post_only
@shown
def remove(request: HttpRequest, programme_id: int) -> HttpResponseBase:
    """Take an indicator out that was never reported on."""
    queries.editable(programme_id, officer(request))
    act = lambda: services.remove_indicator(programme_id, request.POST.get("code", ""), by=officer(request))  # noqa: E731
    return then(request, "programmes_change", act, str(_("Indikator dihapus.")), programme_id=programme_id)


def _save(request: HttpRequest, form: forms.Form, held: queries.Held, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except BalareaError as error:
        return _page(request, form, held, error)
    return then(request, "programmes_change", lambda: None, str(_("Disimpan.")), programme_id=held.programme.pk)


def _chosen(request: HttpRequest, held: queries.Held | None) -> dict[str, Any]:
    """The indicator that the address names, as the form shows it."""
    code = request.GET.get("indikator", "")
    for standing in held.standings if held else ():
        indicator = standing.indicator
        if indicator.code == code:
            written = f"{indicator.target.normalize():f}".replace(".", ",")
            return {"code": code, "name": indicator.name, "unit": indicator.unit, "target": written,
                    "direction": indicator.direction}  # fmt: skip
    return {}


def _page(
    request: HttpRequest, form: forms.Form, held: queries.Held | None, error: BalareaError | None = None
) -> HttpResponse:
    about = isinstance(form, IndicatorForm)
    if held is not None and about:
        initial = {name: getattr(held.programme, name) for name in ("code", "name", "year", "topic")}
    context = {
        "held": held, "error": error, "agencies": agencies(),
        "choose_agency": held is None and agency_of(officer(request)) is None, "agency": request.POST.get("agency", ""),
        "form": ProgrammeForm(initial=initial) if about else form,
        "indicator_form": form if about else IndicatorForm(initial=_chosen(request, held), auto_id="indicator_%s"),
    }  # fmt: skip
    status = status_of(error) if error else 400 if form.is_bound and not form.is_valid() else 200
    return render(request, "pages/plan.html", context, status=status)
