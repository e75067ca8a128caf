"""Answers in the two formats of GeoReport: XML (the root holds the items) and JSON (a bare array)."""

import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import XMLGenerator

from django.http import HttpResponse
from django.utils.xmlutils import SimplerXMLGenerator

XML, JSON = "xml", "json"
TYPES = {XML: "text/xml; charset=utf-8", JSON: "application/json; charset=utf-8"}
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Item = Mapping[str, Any]


@dataclass(frozen=True)
class Shape:
    """How rows stand in XML: the root, the element of a row, and the elements of the lists inside rows."""

    root: str
    item: str
    inner: Mapping[str, str] | None = None


SERVICES = Shape("services", "service")
DEFINITION = Shape("service_definition", "", {"attributes": "attribute", "values": "value"})
REQUESTS = Shape("service_requests", "request", {"media_urls": "media_url"})
UPDATES = Shape("service_request_updates", "request_update", {"media_urls": "media_url"})
DISCOVERY = Shape("discovery", "", {"endpoints": "endpoint", "formats": "format"})
ERRORS = Shape("errors", "error")


def answer(format_: str, shape: Shape, content: Sequence[Item] | Item, status: int = 200) -> HttpResponse:
    """Rows, or one thing, in a format. Missing values are null in JSON and left out in XML."""
    body = _json(content) if format_ == JSON else _xml(shape, content)
    made = HttpResponse(body, content_type=TYPES[format_], status=status)
    made["Access-Control-Allow-Origin"] = "*"  # public data, and pages of other sites read it
    return made


def error(format_: str, code: int, description: str) -> HttpResponse:
    """An error as GeoReport writes it."""
    return answer(format_, ERRORS, [{"code": code, "description": description}], code)


def _json(content: Sequence[Item] | Item) -> str:
    return json.dumps(content, ensure_ascii=False)


def _xml(shape: Shape, content: Sequence[Item] | Item) -> bytes:
    out = io.BytesIO()
    writer = SimplerXMLGenerator(out, "utf-8")
    writer.startDocument()
    if isinstance(content, Mapping):
        _element(writer, shape.root, content, shape.inner or {})
    else:
        _list(writer, shape.root, shape.item, content, shape.inner or {})
    writer.endDocument()
    return out.getvalue()


def _element(writer: XMLGenerator, name: str, value: Any, inner: Mapping[str, str]) -> None:
    if isinstance(value, Mapping):
        writer.startElement(name, {})  # type: ignore[arg-type]
        for key, each in value.items():
            if each is not None:  # an empty element is read as an object by some clients
                _element(writer, key, each, inner)
        writer.endElement(name)
    elif isinstance(value, list | tuple):
        _list(writer, name, inner[name], value, inner)
    else:
        writer.startElement(name, {})  # type: ignore[arg-type]
        writer.characters(_text(value))
        writer.endElement(name)


def _list(writer: XMLGenerator, name: str, item: str, values: Sequence[Any], inner: Mapping[str, str]) -> None:
    writer.startElement(name, {})  # type: ignore[arg-type]
    for value in values:
        _element(writer, item, value, inner)
    writer.endElement(name)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _NOT_IN_XML.sub("\ufffd", str(value))
