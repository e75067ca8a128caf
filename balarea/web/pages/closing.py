"""What an officer shows as proof: one case or many, asked or closed at once; and which photos everybody may see."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from balarea.cases import queries, services
from balarea.core.errors import BalareaError
from balarea.files import services as files
from balarea.people.queries import Permission
from balarea.web import baskets
from balarea.web.guard import guard, officer, post_only
from balarea.web.pages.desk import shown_case
from balarea.web.refusals import shown, then

ASK = "ask"


@guard(Permission.WORK_CASES)
@post_only
@shown
def close(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Show proof, and ask the citizen or close at once; what was uploaded stays with the form when it is refused."""
    case = queries.case(reference, officer(request))
    try:
        evidence = gathered(request)
        if asks(request):
            services.prove(case.reference, evidence, request.POST.get("question", ""), by=officer(request))
            done = _("Bukti ditampilkan, dan warga ditanyai di utas yang sama.")
        else:
            services.close(case.reference, evidence, request.POST.get("why", ""), by=officer(request))
            done = _("Kasus ditutup. Anda dapat membukanya kembali.")
    except BalareaError as error:
        return shown_case(request, reference, error)
    return then(request, "desk_case", lambda: None, done, reference=reference)


def close_many(request: HttpRequest, chosen: list[str]) -> services.Done:
    """The same for all that was ticked, with one proof."""
    evidence = gathered(request)
    if asks(request):
        return services.prove_many(chosen, evidence, request.POST.get("question", ""), by=officer(request))
    return services.close_many(chosen, evidence, request.POST.get("why", ""), by=officer(request))


def asks(request: HttpRequest) -> bool:
    """Whether the citizen is to be asked; that is the rule."""
    return request.POST.get("then", ASK) == ASK


def gathered(request: HttpRequest) -> services.Evidence:
    """The proof of a sent form with what was uploaded for it."""
    basket = baskets.of(request, baskets.OFFICER)
    baskets.fill(request, basket, by=officer(request))
    before = tuple(int(each) for each in request.POST.getlist("citizens") if each.isdecimal())
    return services.Evidence(
        request.POST.get("proof", "") or request.POST.get("text", ""), tuple(files.collect(basket.name, by=officer(request))),
        request.POST.get("link", ""), before, request.POST.get("exempt", ""), bool(request.POST.get("public_documents")),
    )  # fmt: skip


@guard(Permission.WORK_CASES)
@post_only
@shown
def photo(request: HttpRequest, reference: str, attachment_id: int) -> HttpResponseBase:
    """Let everybody see a photo, or nobody any more."""
    case = queries.case(reference, officer(request))
    public = request.POST.get("public") == "1"
    act = lambda: services.show_photo(case.reference, attachment_id, public, by=officer(request))  # noqa: E731
    done = _("Foto tampil di halaman publik.") if public else _("Foto tidak lagi tampil di halaman publik.")
    return then(request, "desk_case", act, done, reference=reference)
