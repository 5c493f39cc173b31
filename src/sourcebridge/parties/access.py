"""The edge every page and API operation passes: who is acting, may they, and was this already answered.

`page` and `operation` register each route's permission; a route without one fails the architecture test.
"""

from __future__ import annotations

import functools
import inspect
import json
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from ninja.utils import check_csrf
from pydantic import TypeAdapter

from sourcebridge.audit import services as audit
from sourcebridge.kit.errors import NotAllowed, Refusal, SignInNeeded
from sourcebridge.parties import member as members
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission

PUBLIC = "public"
SIGNED_IN = "signed_in"
Policy = Permission | str
PAGE_POLICY: dict[str, Policy] = {}
OPERATION_POLICY: dict[str, Policy] = {}
F = TypeVar("F", bound=Callable[..., Any])
PROBLEM_STATUSES = frozenset({400, 401, 403, 404, 409, 422, 429})


class KeyMissing(Refusal):
    """A request that binds or pays came without an idempotency key."""

    code = "idempotency_key_missing"
    status = 400
    sentence = _("This request binds or pays: send an Idempotency-Key header of 8 to 255 characters with it.")


class Problem(Schema):
    """RFC 9457 problem document; `code` is the stable name, `detail` the sentence in the caller's language."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    fields: dict[str, str] = {}
    facts: dict[str, str] = {}


def member_of(request: HttpRequest) -> Member:
    """The acting member of a request; raises SignInNeeded."""
    found = optional_member(request)
    if found is None:
        raise SignInNeeded
    return found


def optional_member(request: HttpRequest) -> Member | None:
    """The acting member, or None for a visitor; read once per request."""
    if not hasattr(request, "acting_member"):
        request.acting_member = _identify(request)  # type: ignore[attr-defined]
    found: Member | None = request.acting_member  # type: ignore[attr-defined]
    return found


def _identify(request: HttpRequest) -> Member | None:
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        return members.of_token(header.removeprefix("Bearer ").strip())
    if request.user.is_authenticated:
        found: members.Known | None = getattr(request, "known", None)
        return found.member() if found and found.user.pk == request.user.pk else members.of_user(request.user)
    return None


def _admit(request: HttpRequest, policy: Policy) -> None:
    if policy == PUBLIC:
        return
    acting = member_of(request)
    if policy != SIGNED_IN and not acting.may(policy):
        raise NotAllowed


def page(policy: Policy, *, binds: bool = False) -> Callable[[F], F]:
    """Wrap a page view: admit, answer refusals with a sentence, and for `binds` answer a repeated form once.

    Bound forms carry a hidden `idempotency_key` (tag `{% idempotency_key %}`); only redirects are kept as answers.
    """

    def wrap(view: F) -> F:
        PAGE_POLICY[f"{view.__module__}.{view.__qualname__}"] = policy

        @functools.wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                _admit(request, policy)
                if binds and request.method == "POST":
                    return _once_page(request, lambda: view(request, *args, **kwargs))
                response: HttpResponseBase = view(request, *args, **kwargs)
                return response
            except SignInNeeded:
                onward = urlencode({"next": request.get_full_path()})
                return HttpResponseRedirect(f"{reverse('account_login')}?{onward}")
            except Refusal as refusal:
                return refused(request, refusal)

        run.policy = policy  # type: ignore[attr-defined]
        return run  # type: ignore[return-value]

    return wrap


class _NotAnAnswer(Exception):
    def __init__(self, response: HttpResponseBase) -> None:
        self.response = response


def _once_page(request: HttpRequest, view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    acting = member_of(request)
    key = request.POST.get("idempotency_key", "")
    if not 8 <= len(key) <= 255:
        raise KeyMissing
    fields = sorted((k, v) for k, v in request.POST.lists() if k not in {"csrfmiddlewaretoken", "idempotency_key"})

    def act() -> tuple[int, str]:
        response = view()
        if response.status_code != 302:
            raise _NotAnAnswer(response)
        return 302, response["Location"]

    try:
        _status, location, replayed = audit.once(
            scope=f"page:{acting.user_id}",
            route=request.path,
            key=key,
            request_body=json.dumps(fields).encode(),
            act=act,
        )
    except _NotAnAnswer as other:
        return other.response
    if replayed:
        messages.info(request, _("This was already done; nothing was done twice."))
    return HttpResponseRedirect(location)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as a page (or an HTMX fragment) that says what to do next and leads back."""
    back = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    fragment = request.headers.get("HX-Request") == "true"
    template = "shell/refusal_fragment.html" if fragment else "shell/refusal.html"
    return render(request, template, {"refusal": refusal, "back": back}, status=refusal.status)


def problem(refusal: Refusal) -> HttpResponse:
    """The refusal as an RFC 9457 problem document."""
    document = Problem(
        type=f"urn:sourcebridge:problem:{refusal.code}",
        title=refusal.code.replace("_", " "),
        status=refusal.status,
        code=refusal.code,
        detail=refusal.text,
        fields={k: str(v) for k, v in refusal.fields.items()},
        facts={k: str(v) for k, v in refusal.facts.items()},
    )
    return HttpResponse(document.model_dump_json(), status=refusal.status, content_type="application/problem+json")


def _bound(request: HttpRequest, method: str, act: Callable[[], tuple[int, str]]) -> HttpResponse:
    """The first answer under the caller's Idempotency-Key, whether given now or before; raises KeyMissing."""
    key = request.headers.get("Idempotency-Key", "")
    if not 8 <= len(key) <= 255:
        raise KeyMissing
    acting = optional_member(request)
    scope = f"api:{acting.company_id or acting.user_id}" if acting else "api:visitor"
    done, body, replayed = audit.once(
        scope=scope, route=f"{method} {request.path}", key=key, request_body=request.body, act=act
    )
    reply = HttpResponse(body, status=done, content_type="application/json")
    if replayed:
        reply["Idempotency-Replayed"] = "true"
    return reply


def operation(
    router: Router,
    method: str,
    path: str,
    policy: Policy,
    *,
    response: Any,
    status: int = 200,
    binds: bool = False,
    summary: str = "",
    operation_id: str | None = None,
    tags: list[str] | None = None,
) -> Callable[[F], F]:
    """Declare an API operation: its permission, its answer and its idempotency; the document adds the problems.

    The function returns a value of `response` (a Schema, or None for 204). With `binds` the header Idempotency-Key is
    required; the first answer is stored with the effect and repeated for ever. A function that hands out a file
    returns the response itself and declares `response=bytes`.
    """
    adapter: Callable[[], TypeAdapter[Any]] = functools.cache(lambda: TypeAdapter(response))
    code = 204 if response is None else status

    def wrap(function: F) -> F:
        name = operation_id or f"{function.__module__.split('.')[1]}_{function.__name__}"
        if name in OPERATION_POLICY:
            raise ValueError(f"two operations are named {name}")
        OPERATION_POLICY[name] = policy

        def told(result: Any) -> tuple[int, str]:
            if response is None:
                return 204, ""
            return code, adapter().dump_json(adapter().validate_python(result, from_attributes=True)).decode()

        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> tuple[int, str]:
            return told(function(request, *args, **kwargs))

        @functools.wraps(function)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            _admit_api(request, policy)
            if not binds:
                result = function(request, *args, **kwargs)
                if isinstance(result, HttpResponseBase):
                    return result
                done, body = told(result)
                return HttpResponse(body, status=done, content_type="application/json")
            return _bound(request, method, lambda: answer(request, *args, **kwargs))

        run.__signature__ = inspect.signature(function, eval_str=True)  # type: ignore[attr-defined]
        extra: dict[str, Any] = {}
        if binds:
            extra["parameters"] = [
                {
                    "name": "Idempotency-Key",
                    "in": "header",
                    "required": True,
                    "schema": {"type": "string", "minLength": 8, "maxLength": 255},
                }
            ]
        if policy != PUBLIC:
            extra["security"] = [{"bearer": []}, {"session": []}]
        router.api_operation(
            [method],
            path,
            response={code: response},
            operation_id=name,
            summary=summary or (function.__doc__ or name).strip().splitlines()[0],
            tags=tags or [function.__module__.split(".")[1]],
            openapi_extra=extra,
        )(run)
        return function

    return wrap


def _admit_api(request: HttpRequest, policy: Policy) -> None:
    by_header = request.headers.get("Authorization", "").startswith("Bearer ")
    by_session = not by_header and request.user.is_authenticated
    if by_session and request.method not in {"GET", "HEAD"} and check_csrf(request) is not None:
        raise NotAllowed
    if by_header and optional_member(request) is None:
        raise SignInNeeded
    _admit(request, policy)


def language_names() -> dict[str, str]:
    """The languages a visitor may choose, each in its own name."""
    return dict(settings.LANGUAGES)
