"""The assembled API of version 1 and its OpenAPI document."""

from collections.abc import Callable
from http import HTTPStatus
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from sourcebridge.config.apps import DOMAINS
from sourcebridge.config.readable import Reader
from sourcebridge.kit.errors import Malformed, NotFound, Refusal
from sourcebridge.parties.access import PROBLEM_STATUSES, Problem, problem


def _problems() -> dict[int, dict[str, Any]]:
    """What every operation may answer besides; said here once, since 2,000 models made for it cost half the start."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": content} for status in sorted(PROBLEM_STATUSES)
    }


class Api(NinjaAPI):
    """NinjaAPI whose document says problem+json wherever a problem is answered."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The OpenAPI document, with media types and security schemes as they really are."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        for path in schema["paths"].values():
            for described in path.values():
                for answer in described["responses"].values():
                    content = answer.get("content", {})
                    if content.get("application/json", {}).get("schema", {}).get("format") == "binary":
                        answer["content"] = {"*/*": content["application/json"]}
                described["responses"] |= _problems()
        schema["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        schema["components"]["securitySchemes"] = {
            "bearer": {"type": "http", "scheme": "bearer"},
            "session": {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME},
        }
        return schema


api = Api(
    title="Sourcebridge 源桥",
    version="1",
    description="Every act of the pages as a call. Amounts and quantities are strings; problems are RFC 9457.",
    openapi_url="/openapi.json",
    docs_url=None,
    urls_namespace="api-1",
    parser=Reader(),
)

for _domain in DOMAINS:
    if find_spec(f"sourcebridge.{_domain}") and find_spec(f"sourcebridge.{_domain}.api"):
        api.add_router("", import_module(f"sourcebridge.{_domain}.api").router)


@api.exception_handler(Refusal)
def on_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal becomes a problem document."""
    return problem(refusal)


@api.exception_handler(Http404)
def on_missing(request: HttpRequest, _error: Http404) -> HttpResponse:
    """An unknown object is answered like an unseen one."""
    return problem(NotFound())


@api.exception_handler(ValidationError)
def on_malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Unreadable input names its fields."""
    fields = {".".join(str(part) for part in item["loc"][1:]): str(item["msg"]) for item in error.errors}
    return problem(Malformed(fields=fields))


@api.exception_handler(HttpError)
def on_unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is not JSON at all."""
    return problem(Malformed(fields={"body": str(error)}))


Endpoint = Callable[..., Any]
