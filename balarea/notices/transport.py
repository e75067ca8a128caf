"""One message to one address, over the network. No database: it runs on threads."""

from apprise import NotifyFormat, NotifyType

from balarea.core.errors import BalareaError
from balarea.notices import addresses
from balarea.notices.outcome import Outcome, failure, listening


def send(address: str, title: str, body: str, *, alarm: bool = False) -> Outcome:
    """Send; a refusal or a failure is the outcome, nothing is raised. Takes seconds at most for each step of the server."""
    try:
        way = addresses.opened(address)
    except BalareaError as error:
        return Outcome(str(error), final=True)
    kind = NotifyType.FAILURE if alarm else NotifyType.INFO
    with listening() as heard:
        if way.notify(body=body, title=title, notify_type=kind, body_format=NotifyFormat.TEXT):
            return Outcome()
        return failure(heard)
