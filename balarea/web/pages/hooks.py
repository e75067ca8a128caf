"""Where networks call us: checked, written down, answered; understood later by the worker."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from balarea import networks
from balarea.core.errors import BalareaError
from balarea.networks.base import Hooked
from balarea.networks.errors import NetworkError
from balarea.posts import services
from balarea.registry.queries import Account, account, credential
from balarea.web.guard import public


@public
@csrf_exempt
def call(request: HttpRequest, network: str, account_id: int) -> HttpResponse:
    """A network's call: 200 once it is kept, 403 when it is not the network's, 404 for an account that is none."""
    found = account(account_id)
    if found is None or found.network != network or found.state == Account.State.REMOVED:
        return HttpResponse(status=404)
    key = credential(found)
    try:
        connector = networks.get(network)
        if key is None or not isinstance(connector, Hooked):
            return HttpResponse(status=404)
        if request.method == "GET":
            return HttpResponse(connector.greet(key, request.GET.dict()), content_type="text/plain")
        if request.method != "POST" or not connector.genuine(key, request.headers, request.body):
            return HttpResponse(status=403)
        services.keep_call(found, request.body)
    except NetworkError:
        return HttpResponse(status=403)
    except BalareaError:
        return HttpResponse(status=413)
    return HttpResponse("OK", content_type="text/plain")
