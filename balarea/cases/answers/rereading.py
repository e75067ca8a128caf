"""What whoever answers a case should know of what was said in it: last answer, edits since, how its citizen writes."""

from balarea.cases.answers.tone import answer_lang, tone
from balarea.cases.models import Case, Entry
from balarea.networks.values import PostRef
from balarea.posts import queries as posts


def earlier(case: Case) -> dict[str, list[posts.Version]]:
    """Earlier texts of what was edited in the case, by the post's id, oldest first; masked."""
    ids = [entry.external_id for entry in case.entries.all() if entry.external_id and entry.edited_at]
    return posts.versions(case.network, ids) if ids else {}


def last_reply(case: Case) -> int:
    """The latest answer (entry) in the case, 0 when there is none."""
    return max((entry.pk for entry in case.entries.all() if entry.kind == Entry.Kind.REPLY), default=0)


def revised(case: Case) -> list[Entry]:
    """What its citizens edited or deleted since the last answer, and whoever answers next should read."""
    said, since = list(case.entries.all()), case.answered_at
    changed = [entry for entry in said if entry.kind == Entry.Kind.CITIZEN and (entry.edited_at or entry.withdrawn_at)]
    return [
        entry for entry in changed if since is None or max(filter(None, (entry.edited_at, entry.withdrawn_at))) > since
    ]


def manner(case: Case) -> tuple[str, str]:
    """How to answer the citizen: the language and the tone of what he wrote last."""
    said = [each for each in _said(case) if each.withdrawn_at is None]
    last = max(said, key=lambda each: (each.at, each.pk), default=None)
    post = posts.post(PostRef(last.network, last.external_id)) if last else None
    return answer_lang(post.lang if post else ""), tone(post.text if post else case.text)


def _said(case: Case) -> list[Entry]:
    return [each for each in case.entries.all() if each.kind == Entry.Kind.CITIZEN and each.external_id]
