"""What was said in a case, with what became of each answer on its network."""

from balarea.cases.models import Case, Entry
from balarea.publishing import queries as publishing


def entries(case: Case) -> list[tuple[Entry, str]]:
    """What was said and done, in order, with the state of an answer's delivery ("" for all else)."""
    said = list(case.entries.all())
    ways = publishing.deliveries([entry.delivery_id for entry in said if entry.delivery_id])
    return [(entry, ways[entry.delivery_id].state if entry.delivery_id else "") for entry in said]


def deliveries(case: Case) -> dict[int, publishing.Delivery]:
    """What became of the case's answers on their network, by delivery, with the news of each."""
    return publishing.deliveries([entry.delivery_id for entry in case.entries.all() if entry.delivery_id])
