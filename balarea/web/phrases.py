"""What the fields of canned answers say for a case, in the language of the answer."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from balarea.cases import queries
from balarea.web import labels
from balarea.web.templatetags.balarea import area_path, exact


def values(case: queries.Case, lang: str) -> Mapping[str, str]:
    """Every field of `queries.FIELDS` for a case; words that say so stand where something is not known."""
    with translation.override(lang):
        agency = case.agency.name if case.agency else _("Pemerintah Provinsi Jawa Barat")
        topic = labels.name("topic", case.topic).lower() if case.topic in labels.TOPIC and case.topic != "none" else ""
        return {
            "reference": case.reference,
            "citizen": queries.called(case) or _("pelapor"),
            "agency": agency,
            "holder": queries.holding(case).holder or agency,
            "topic": topic or _("hal yang Anda sampaikan"),
            "area": area_path(case.area_code) or _("tempat yang Anda laporkan"),
            "due": f"{exact(case.due_at)} WIB",
            "link": settings.BALAREA_PUBLIC_URL.rstrip("/") + reverse("case_public", args=[case.reference]),
        }


def filled(phrase: queries.Phrase, case: queries.Case) -> str:
    """A canned answer as it would be sent to the citizen of a case."""
    return queries.fill(phrase.text, values(case, phrase.lang))


def in_manner(lang: str) -> Callable[[queries.Case], Mapping[str, str]]:
    """The fields of each case, in one language: for one answer to many cases."""
    return lambda case: values(case, lang if lang in {"id", "su"} else "id")
