"""Who may call what: a key with the scope, or, for reading, a person who is logged in and has the permission.

A session alone never writes: a page of somebody else could make a browser send it."""

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, get_type_hints

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page
from ninja import Router, Status
from ninja.decorators import decorate_view
from ninja.security import HttpBearer

from balarea.core.text import clip
from balarea.people.queries import Permission, System, User, agency_of, may
from balarea.registry import queries as registry
from balarea.registry import services as registered
from balarea.registry.queries import Scope
from balarea.web.api.problems import Refusal

View = TypeVar("View", bound=Callable[..., Any])
REPLAYED = "Idempotency-Replayed"


@dataclass(frozen=True)
class Caller:
    """Who calls: the agency whose cases he sees (None: all), and the key when it is another system."""

    agency: str | None
    key: registry.ApiKey | None = None

    @property
    def system(self) -> System:
        """Who acts, of a writing call: those need a key."""
        assert self.key is not None, "writing operations take keys only"
        return registry.system_of(self.key)


class Access(HttpBearer):
    """A key as a bearer token, or a session. One instance an operation: it knows the scope and the permission."""

    def __init__(self, scope: Scope, permission: Permission | None) -> None:
        super().__init__()
        self.scope, self.permission = scope, permission

    def __call__(self, request: HttpRequest) -> Caller | None:
        """The caller, put into `request.auth`; None without key and session."""
        if request.headers.get(self.header):
            kind, _, token = request.headers[self.header].partition(" ")
            return self.authenticate(request, token.strip() if kind.lower() == self.openapi_scheme else "")
        return self._person(request)

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """The caller behind a key."""
        key = registry.api_key(token)
        if key is None:
            raise Refusal(401, "Kunci itu tidak dikenal atau sudah dicabut; minta yang baru kepada administrator.")
        if wait := registry.wait_for(key):
            after = math.ceil(wait)
            raise Refusal(429, f"Terlalu sering; coba lagi setelah {after} detik (Retry-After).", after)
        if self.scope not in key.scopes:
            raise Refusal(403, f"Kunci ini tidak mencakup {self.scope.value}; minta kunci yang mencakupnya.")
        return Caller(key.agency_id, key)

    def _person(self, request: HttpRequest) -> Caller | None:
        if self.permission is None or not isinstance(request.user, User):
            return None
        if not may(request.user, self.permission):
            raise Refusal(403, "Peran Anda tidak mencakup tindakan ini.")
        return Caller(agency_of(request.user))


def caller(request: HttpRequest) -> Caller:
    """Who calls a guarded operation."""
    found: Caller = request.auth  # type: ignore[attr-defined]
    return found


def reads(
    router: Router, path: str, response: Any, scope: Scope | None = None, permission: Permission | None = None
) -> Callable[[View], View]:
    """A GET operation, with an ETag; without scope and permission it is for everybody."""

    def decorate(view: View) -> View:
        asked = _strict(view)
        auth = Access(scope, permission) if scope and permission else None
        if permission is None:
            asked.public = True  # type: ignore[attr-defined]
        else:
            asked.permission = permission  # type: ignore[attr-defined]
        return decorate_view(conditional_page)(router.get(path, response=response, auth=auth)(asked))

    return decorate


def _strict(view: View) -> View:
    """The view, refusing parameters that it does not know: a mistyped filter would give everything."""
    query = get_type_hints(view).get("query")
    known = sorted(query.model_fields) if query else []

    @wraps(view)
    def strict(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        unknown = [name for name in request.GET if name not in known]
        if unknown:
            raise Refusal(
                422, f"Parameter {clip(unknown[0], 60)!r} tidak dikenal; yang ada: {', '.join(known) or '-'}."
            )
        return view(request, *args, **kwargs)

    return strict  # type: ignore[return-value]


def writes(router: Router, path: str, response: Any, scope: Scope) -> Callable[[View], View]:
    """A POST operation, by key only."""

    def decorate(view: View) -> View:
        view.scope = scope  # type: ignore[attr-defined]
        return router.post(path, response={201: response}, auth=Access(scope, None))(view)

    return decorate


def once(request: HttpRequest, token: str, answer: HttpResponse, act: Callable[[], dict[str, Any]]) -> Status[Any]:
    """Do a writing call once for its Idempotency-Key; a repetition gets the first answer, with the header REPLAYED."""
    key = caller(request).key
    assert key is not None, "writing operations take keys only"
    asked = hashlib.sha256(b"\n".join([request.path.encode(), request.body])).hexdigest()
    done, replayed = registered.once(key, token, asked, act)
    if replayed:
        answer[REPLAYED] = "true"
    return Status(201, done)
