"""What the form of an answer shows: the draft, canned answers that fit, what the network allows, who else is writing."""

from typing import Any

from balarea import networks
from balarea.cases import queries, services
from balarea.core.errors import BalareaError
from balarea.networks.errors import Unsupported
from balarea.people.queries import User


def answer_form(
    case: queries.Case, reader: User, phrases: list[queries.Phrase], typed: str | None, problem: BalareaError | None
) -> dict[str, Any]:
    """Context of `partials/answer.html`. `typed` is what was refused and stays in the box, else the draft stands there."""
    lang, tone = queries.manner(case)
    fits, others = queries.fitting(phrases, case, lang, tone)
    pen = queries.pen(case, reader)
    text = typed if typed is not None else pen.text if pen else ""
    answerable = queries.answerable(case)
    return {
        "pen": pen, "answer_text": text, "writers": queries.writers(case, reader), "seen": queries.last_reply(case),
        "answerable": answerable, "fits": fits, "other_phrases": others, "manner": (lang, tone),
        "parts": parts_of(case, text, answerable.limit), "held": problem if isinstance(problem, services.Answered) else None,
        "too_long": isinstance(problem, services.TooLong), "colleagues": queries.colleagues(case, reader),
        "earlier": queries.earlier(case), "revised": queries.revised(case),
    }  # fmt: skip


def parts_of(case: queries.Case, text: str, limit: int) -> dict[str, Any]:
    """How a text would stand on the case's network: its length, the parts of a thread, or why not even that."""
    if not limit or not text.strip():
        return {"limit": limit, "length": 0, "share": 0, "posts": [], "problem": ""}
    seen = networks.preview(text.strip(), case.network)
    shown = {"limit": limit, "length": seen.length, "share": seen.length / limit, "over": not seen.fits}
    try:
        posts = networks.parts(text, case.network)
    except Unsupported as error:
        return shown | {"posts": [], "problem": str(error)}
    return shown | {"posts": posts if len(posts) > 1 else [], "problem": ""}
