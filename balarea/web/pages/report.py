"""Lapor: citizens report without login and without JavaScript."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balarea import areas
from balarea.cases import queries as cases
from balarea.cases import services
from balarea.core.errors import BalareaError, NotFound
from balarea.files import services as files
from balarea.web import baskets, labels
from balarea.web.guard import public
from balarea.web.refusals import refusal, status_of
from balarea.web.sender import sender

OTHER = "other"  # the reporter leaves the topic to us
TOO_MANY = 429
BY = "citizen:form"
COOKIE, COOKIE_SECONDS = "balarea_pelapor", 1800  # a phone forgets its pages when it is short of memory
LONGEST, FEWEST_LETTERS = 4000, 5


def _services() -> list[tuple[str, list[tuple[str, str]]]]:
    first = [(OTHER, labels.name("service", OTHER))]
    groups = [
        (labels.name("service_group", group), [(code, labels.name("topic", code)) for code in codes])
        for group, codes in labels.SERVICES.items()
        if group != OTHER
    ]
    return [(labels.name("service_group", OTHER), first), *groups]


def _regencies() -> list[tuple[str, str]]:
    return [("", _("Pilih bila tahu")), *((each.code, each.name) for each in areas.regencies())]


def _in_words(text: str) -> None:
    """A thing that happened takes some letters to tell; signs and faces alone tell nothing."""
    if sum(letter.isalpha() for letter in text) < FEWEST_LETTERS:
        raise ValidationError(_("Ceritakan dengan kata-kata, supaya petugas mengerti apa yang terjadi."))


def _short_enough(text: str) -> None:
    if len(text) > LONGEST:
        said = _("Terlalu panjang: %(length)s huruf, paling banyak %(longest)s. Ringkaskan, yang terpenting dahulu.")
        raise ValidationError(said % {"length": number_format(len(text), force_grouping=True),
                                      "longest": number_format(LONGEST, force_grouping=True)})  # fmt: skip


class Words(forms.CharField):
    """A text whose lines end as the reporter's screen counted them: browsers send two characters for each."""

    def to_python(self, value: Any) -> Any:
        """The text with plain ends of lines."""
        found = super().to_python(value)
        return found.replace("\r\n", "\n") if isinstance(found, str) else found


class ReportForm(forms.Form):
    """What a citizen fills in."""

    text = Words(
        label=gettext_lazy("Apa yang terjadi?"), validators=[_in_words, _short_enough],
        help_text=gettext_lazy("Jangan menulis NIK, nomor rekening, atau data orang lain."),
        error_messages={"required": gettext_lazy("Ceritakan apa yang terjadi.")},
        widget=forms.Textarea(attrs={"rows": 5, "data-most": LONGEST}),  # maxlength would cut what is pasted, unseen
    )  # fmt: skip
    address = forms.CharField(
        label=gettext_lazy("Di mana?"), max_length=300,
        help_text=gettext_lazy("Jalan, patokan, desa atau kelurahan, kecamatan."),
        error_messages={"required": gettext_lazy("Tulis tempatnya, supaya petugas dapat menemukannya.")},
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )  # fmt: skip
    point = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)  # "-6.9147;107.6098", by here.js
    regency = forms.ChoiceField(label=gettext_lazy("Kabupaten atau kota"), choices=_regencies, required=False)
    service = forms.ChoiceField(label=gettext_lazy("Tentang apa?"), choices=_services, initial=OTHER)
    email = forms.EmailField(
        label=gettext_lazy("Email"), max_length=254, required=False,
        error_messages={"invalid": gettext_lazy("Periksa alamat email, misalnya siti@contoh.id.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=gettext_lazy("Nomor telepon atau WhatsApp"), max_length=30, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    unlisted = forms.BooleanField(
        label=gettext_lazy("Jangan masukkan laporan ini ke daftar umum"), required=False,
        help_text=gettext_lazy("Yang tahu nomornya tetap dapat membacanya, tanpa data pribadi."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Only a machine fills the field that nobody sees (it stands in the template)."""
        if self.data.get("website"):
            raise ValidationError(_("Kosongkan isian “situs”, lalu kirim lagi."))
        return self.cleaned_data

    def handed(self, request: HttpRequest, basket: str) -> services.Handed:
        """The report that was typed; with a regency the place is found more surely."""
        typed, code = self.cleaned_data, self.cleaned_data["regency"]
        place = ", ".join(part for part in (typed["address"], areas.get(code).name if code else "") if part)
        at = baskets.taken(f";{typed['point']}") if typed["point"] else None
        return services.Handed(
            typed["text"], "" if typed["service"] == OTHER else typed["service"], address=place,
            lat=at.lat if at else None, lon=at.lon if at else None,
            contact={"email": typed["email"], "phone": typed["phone"]}, sender=sender(request),
            listed=not typed["unlisted"], basket=basket,
        )  # fmt: skip


@public
def new(request: HttpRequest) -> HttpResponse:
    """The form, and what is wrong with it; nothing that was typed or uploaded is lost."""
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _form(request, form, 200)
    named = baskets.opened(request.POST.get("basket", ""), baskets.CITIZEN)
    try:
        if named:
            baskets.fill(request, named, by=BY)
    except BalareaError as error:
        form.add_error(None, str(error))
    if not form.is_valid():
        return _form(request, form, 400)
    try:
        receipt = services.receive(form.handed(request, named.name if named else ""), by=BY)
    except BalareaError as error:
        form.add_error(None, str(error))
        return _form(request, form, TOO_MANY if isinstance(error, services.TooMany) else status_of(error))
    assert receipt.case, "without a key a report is taken in at once"
    return _received(request, receipt.case.reference, cases.reporter_key(receipt) if named else "")


def _received(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """On to the number; the secret of the reporter's link goes along in a cookie, to be shown for half an hour. Only
    who sent this very form gets it: the same words from another form give the same report within minutes, but no link."""
    way = reverse("report_done", kwargs={"reference": reference})
    wants_json = request.headers.get("Accept", "").startswith("application/json")
    answer = JsonResponse({"next": way}) if wants_json else HttpResponseRedirect(way)
    if key:
        answer.set_signed_cookie(
            COOKIE, f"{reference} {key}", salt=COOKIE, max_age=COOKIE_SECONDS, path=reverse("report"), httponly=True,
            samesite="Lax", secure=settings.SECURE_COOKIES,
        )  # fmt: skip
    return answer


def _form(request: HttpRequest, form: ReportForm, status: int) -> HttpResponse:
    basket = baskets.of(request, baskets.CITIZEN)
    kept = len(files.collect(basket.name, by=BY)) if request.method == "POST" else 0
    context = {"form": form, "basket": basket, "kept": kept}
    answer = render(request, "pages/report.html", context, status=status)
    answer["Cache-Control"] = "no-store"  # a form has a basket of its own
    return answer


@public
def done(request: HttpRequest, reference: str) -> HttpResponse:
    """The number of the report, and where it can be followed."""
    try:
        found = cases.public(reference)
    except NotFound as error:
        return refusal(request, error)
    kept = request.get_signed_cookie(COOKIE, "", salt=COOKIE, max_age=COOKIE_SECONDS) or ""
    number, _space, key = kept.partition(" ")
    key = key if number == found.reference else ""
    context = {"case": found, "home": settings.BALAREA_PUBLIC_URL.rstrip("/"), "key": key}
    answer = render(request, "pages/report_done.html", context)
    answer["X-Robots-Tag"] = "noindex"
    answer["Cache-Control"] = "no-store"
    return answer


@public
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker that keeps the form readable without a connection; its place says which pages it may serve."""
    answer = render(request, "lapor.js", content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer
