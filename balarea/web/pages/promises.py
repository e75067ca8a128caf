"""Pengaturan → Janji layanan: what is promised to citizens, working hours, days off, and who stands on the ladder."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balarea.cases import queries, services
from balarea.core.clock import JAKARTA, now
from balarea.core.errors import BalareaError, NotFound
from balarea.language.labels import TOPICS
from balarea.people.queries import Permission, Rung, people
from balarea.registry import services as registry
from balarea.web import duetime, labels
from balarea.web.guard import guard, officer, post_only
from balarea.web.refusals import shown, status_of, then

URGENCIES = ("emergency", "urgent", "normal")


def _named(kind: str, values: tuple[str, ...] | list[str]) -> list[tuple[str, str]]:
    return [(value, labels.name(kind, value)) for value in values]


def _day() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class LevelForm(forms.Form):
    """A promise for a topic and an urgency."""

    topic = forms.ChoiceField(label=gettext_lazy("Topik"), required=False)
    urgency = forms.ChoiceField(label=gettext_lazy("Kemendesakan"))
    amount = forms.IntegerField(label=gettext_lazy("Lama"), min_value=1)
    unit = forms.ChoiceField(label=gettext_lazy("Satuan"))
    acknowledge_minutes = forms.IntegerField(
        label=gettext_lazy("Harus diterima dalam (menit)"),
        min_value=0,
        initial=0,
        help_text=gettext_lazy("0: tidak perlu diterima dahulu"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = _named("topic", [topic for topic in TOPICS if topic != "none"])
        choices = {"topic": [("", _("Semua topik")), *topics], "urgency": _named("urgency", URGENCIES),
                   "unit": _named("promise_unit", queries.Unit.values)}  # fmt: skip
        for name, pairs in choices.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined]


class HoursForm(forms.Form):
    """The shifts of seven days."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in enumerate(queries.DAYS):
            hint = {"placeholder": "07.30–12.00, 13.00–16.00"}
            self.fields[f"day_{number}"] = forms.CharField(
                label=_(name), required=False, max_length=120, widget=forms.TextInput(hint)
            )

    def hours(self) -> list[str]:
        """The seven texts, Monday first."""
        return [self.cleaned_data[f"day_{number}"] for number in range(len(queries.DAYS))]


class PeriodForm(HoursForm):
    """A period with hours of its own."""

    name = forms.CharField(label=gettext_lazy("Nama masa"), max_length=60)
    first = forms.DateField(label=gettext_lazy("Hari pertama"), widget=_day())
    last = forms.DateField(label=gettext_lazy("Hari terakhir"), widget=_day())


class DayForm(forms.Form):
    """A day off, or a working day in spite of the list."""

    day = forms.DateField(label=gettext_lazy("Tanggal"), widget=_day())
    name = forms.CharField(label=gettext_lazy("Nama hari"), max_length=120)
    working = forms.BooleanField(label=gettext_lazy("Tetap hari kerja (membatalkan libur)"), required=False)


class RungForm(forms.Form):
    """A person's place on the ladder."""

    username = forms.ChoiceField(label=gettext_lazy("Pengguna"))
    rung = forms.ChoiceField(label=gettext_lazy("Jenjang"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(each.username, f"{each.username} ({each.agency_code or _('provinsi')})") for each in people()]
        self.fields["username"].choices = named  # type: ignore[attr-defined]
        self.fields["rung"].choices = [("", _("tidak di tangga")), *_named("rung", Rung.values)]  # type: ignore[attr-defined]


class SilenceForm(forms.Form):
    """Working days of silence, one field for each class of SP4N."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for value in queries.ServiceClass.values:
            self.fields[value] = forms.IntegerField(label=labels.name("service_class", value), min_value=1)


@dataclass(frozen=True)
class Part:
    """One part of the page: its form, and what keeps what was typed."""

    form: Callable[..., Any]
    keep: Callable[[Any, Any], object]


PARTS: dict[str, Part] = {
    "janji": Part(LevelForm, lambda form, by: services.save_level(by=by, **form.cleaned_data)),
    "jam": Part(HoursForm, lambda form, by: services.save_week("", form.hours(), by=by)),
    "masa": Part(
        PeriodForm,
        lambda form, by: services.save_week(
            form.cleaned_data["name"],
            form.hours(),
            first=form.cleaned_data["first"],
            last=form.cleaned_data["last"],
            by=by,
        ),
    ),
    "hari": Part(DayForm, lambda form, by: services.save_day(by=by, **form.cleaned_data)),
    "diam": Part(SilenceForm, lambda form, by: services.save_silence(form.cleaned_data, by=by)),
    "jenjang": Part(RungForm, lambda form, by: registry.set_rung(by=by, **form.cleaned_data)),
}


CALENDAR = gettext_lazy("Disimpan; tenggat kasus yang berjalan disesuaikan.")
SAVED = {"diam": gettext_lazy("Disimpan; berlaku untuk pertanyaan berikutnya.")}


@guard(Permission.ADMINISTER)
def page(request: HttpRequest) -> HttpResponse:
    """Everything that holds, and a form for each part."""
    return _page(request)


@guard(Permission.ADMINISTER)
@post_only
@shown
def save(request: HttpRequest, part: str) -> HttpResponseBase:
    """Save one part; what is refused stays in its form."""
    found = _part(part)
    form = found.form(request.POST, auto_id=f"{part}_%s")
    if not form.is_valid():
        return _page(request, {part: form}, status=400)
    try:
        found.keep(form, officer(request))
    except BalareaError as error:
        form.add_error(None, str(error))
        return _page(request, {part: form}, status=status_of(error))
    return then(request, "settings", lambda: None, str(SAVED.get(part, CALENDAR)))


@guard(Permission.ADMINISTER)
@post_only
@shown
def remove(request: HttpRequest, part: str) -> HttpResponseBase:
    """Go back to what was delivered with the product."""
    form, by = request.POST, officer(request)
    acts: dict[str, Callable[[], object]] = {
        "janji": lambda: services.remove_level(form.get("topic", ""), form.get("urgency", ""), by=by),
        "jam": lambda: services.remove_week("", by=by),
        "masa": lambda: services.remove_week(form.get("name", ""), by=by),
        "hari": lambda: services.remove_day(_date(form.get("day", "")), by=by),
        "diam": lambda: services.remove_silence(by=by),
    }
    if part not in acts:
        raise NotFound(_("Bagian pengaturan itu tidak ada."))
    return then(request, "settings", acts[part], _("Kembali ke bawaan."))


def _part(part: str) -> Part:
    if part not in PARTS:
        raise NotFound(_("Bagian pengaturan itu tidak ada."))
    return PARTS[part]


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound(_("Hari itu tidak pernah diubah.")) from None


def _page(request: HttpRequest, bound: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    typed = request.GET.get("tahun", "")
    year = int(typed) if typed.isdecimal() and 2000 <= int(typed) <= 2100 else now().astimezone(JAKARTA).year
    held = queries.settings(year)
    initial = _initial(request, held)
    forms_ = {part: each.form(initial=initial.get(part), auto_id=f"{part}_%s") for part, each in PARTS.items()}
    context = {
        "held": held, "forms": forms_ | (bound or {}), "year": year, "years": (year - 1, year + 1),
        "week": list(zip(queries.DAYS, held.week, strict=True)), "days": queries.DAYS,
        "levels": [(each, duetime.promised(each.value.promise.amount, each.value.promise.unit)) for each in held.levels],
        "silence_changes": [(each, _silence(each.before), _silence(each.after)) for each in held.silence_changes],
        "people": sorted((each for each in people() if each.rung), key=lambda each: _above(each.rung)),
    }  # fmt: skip
    return render(request, "pages/settings.html", context, status=status)


def _silence(days: dict[str, int]) -> str:
    """The days of the classes in their order: `5 · 5 · 8`."""
    return " · ".join(str(days.get(each, "–")) for each in queries.ServiceClass.values)


def _above(rung: str) -> int:
    return -Rung.values.index(rung)


def _initial(request: HttpRequest, held: queries.Settings) -> dict[str, dict[str, Any]]:
    """What the forms show: the ordinary week, and the promise or period that the address names."""
    found: dict[str, dict[str, Any]] = {"jam": _hours(held.week), "diam": dict(held.silence)}
    wanted = request.GET.get("topik", ""), request.GET.get("kemendesakan", "")
    for each in held.levels:
        if (each.value.topic, each.value.urgency) == wanted:
            promise = each.value.promise
            found["janji"] = {"topic": each.value.topic, "urgency": each.value.urgency, "amount": promise.amount,
                              "unit": promise.unit, "acknowledge_minutes": each.value.acknowledge_minutes}  # fmt: skip
    for period in held.periods:
        if period.value.name == request.GET.get("masa"):
            days = {"name": period.value.name, "first": period.value.first, "last": period.value.last}
            found["masa"] = days | _hours(period.hours)
    return found


def _hours(hours: tuple[str, ...]) -> dict[str, Any]:
    return {f"day_{number}": text for number, text in enumerate(hours)}
