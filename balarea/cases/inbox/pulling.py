"""Reading the official accounts: asked all at once, stored and taken in together.

Killed at any point, or two at once: an account's cursor moves on last, so the same posts come again and change nothing."""

from collections.abc import Sequence

from balarea.cases import services
from balarea.cases.models import Case
from balarea.networks.errors import NetworkError
from balarea.networks.values import Page
from balarea.people.queries import Actor
from balarea.posts import services as posts
from balarea.publishing import services as publishing
from balarea.registry.queries import Account


def pull(accounts: Sequence[Account], *, by: Actor, group: bool = True) -> list[Case]:
    """Read accounts and take in what came: the cases that it went into (`group` as in `services.intake`).

    One account that fails does not stop the others: why it did is kept for the register. A mistake of ours is raised in the
    end."""
    readings = posts.read(accounts)
    for each in readings:
        if isinstance(each.page, NetworkError):
            posts.note_trouble(each.account, each.page)
    good = [each for each in readings if isinstance(each.page, Page)]
    cases = services.intake(posts.keep(good, by=by), by=by, group=group)
    for each in readings:
        if isinstance(each.page, Page):
            publishing.note_arrivals(each.account, each.page.arrivals, by=by)
            posts.remember(each.account, each.page.cursor or each.cursor, each.page.trouble)
    for each in readings:
        if isinstance(each.page, Exception) and not isinstance(each.page, NetworkError):
            raise each.page
    return cases
