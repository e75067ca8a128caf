"""The OpenAPI description: what django-ninja reads from the operations, with keys, refusals and headers laid over it."""

from typing import Any

from django.conf import settings
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from balarea.web.api.access import REPLAYED, Access
from balarea.web.api.problems import MEDIA_TYPE
from balarea.web.api.schemas import Problem

_REFUSALS = {
    "400": "Nilainya tidak dapat dipakai; detail menyebut yang mana.",
    "401": "Tanpa kunci, atau kuncinya tidak berlaku.",
    "403": "Kunci tidak mencakup hal ini.",
    "404": "Tidak ada, atau milik instansi lain.",
    "409": "Keadaannya sudah lain; baca kasusnya lagi.",
    "422": "Ada bagian yang tidak sesuai; errors menyebut yang mana.",
    "429": "Terlalu sering; coba lagi setelah Retry-After.",
}
_PUBLIC = ("400", "422")
_HEADERS = {
    "401": {"WWW-Authenticate": {"schema": {"type": "string"}}},
    "429": {"Retry-After": {"schema": {"type": "integer"}, "description": "Detik sampai boleh mencoba lagi."}},
}


class DescribedAPI(NinjaAPI):
    """An API that describes its refusals too."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The description, with the address of this server."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        schema = super().get_openapi_schema(path_prefix=prefix)
        schema["servers"] = [{"url": settings.BALAREA_PUBLIC_URL.rstrip("/")}]
        schema["components"]["securitySchemes"] = {
            "key": {"type": "http", "scheme": "bearer", "description": "Kunci API dari administrator."}
        }
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schema["components"]["schemas"] |= problem.pop("$defs") | {"Problem": problem}
        for _prefix, router in self._routers:
            for path, held in router.path_operations.items():
                for operation in held.operations:
                    described = schema["paths"][f"/{prefix.strip('/')}{path}"]
                    for method in operation.methods:
                        _complete(described[method.lower()], method, operation.auth_callbacks)
        return schema

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the function, which is a verb and what it is done to."""
        return str(operation.view_func.__name__)


def _complete(described: dict[str, Any], method: str, auth: Any) -> None:
    access = next((each for each in auth if isinstance(each, Access)), None)
    described["summary"] = described["description"].partition(".")[0].partition(";")[0]
    described["security"] = [{"key": [access.scope.value]}] if access else []
    for code in _REFUSALS if access else _PUBLIC:
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        described["responses"][code] = {
            "description": _REFUSALS[code], "content": content, "headers": _HEADERS.get(code, {})
        }  # fmt: skip
    if method == "GET":
        described["responses"]["304"] = {"description": "Tidak berubah sejak ETag yang dikirim di If-None-Match."}
        described["responses"][200]["headers"] = {"ETag": {"schema": {"type": "string"}}}
    else:
        replayed = {"schema": {"const": "true"}, "description": "Ada bila permintaan ini sudah dikerjakan sebelumnya."}
        described["responses"][201]["headers"] = {REPLAYED: replayed}
