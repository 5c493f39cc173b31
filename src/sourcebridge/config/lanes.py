"""Two lanes through the middleware: a program with a bearer token needs no session, no form token, no messages.

Whoever sends a token to the API acts by it alone: cookies of the same request are not read, so nothing that guards
cookies is loosened. Everything else takes every step; the headers that protect an answer are set in both lanes.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxMiddleware

from sourcebridge.config.languages import AddressLanguage
from sourcebridge.parties.middleware import ActivityMiddleware, SignedInMiddleware, ViewerMiddleware

API = "/api/v1/"
HOOKS = ("process_view", "process_exception", "process_template_response")
Answer = Callable[[HttpRequest], HttpResponse]


def by_token(request: HttpRequest) -> bool:
    """Whether a program asks the API in the name of a token."""
    return request.path_info.startswith(API) and request.META.get("HTTP_AUTHORIZATION", "").startswith("Bearer ")


def for_browsers(middleware: Callable[[Answer], Any]) -> Callable[[Answer], Answer]:
    """The middleware for all but programs with a token."""

    def made(get_response: Answer) -> Answer:
        step = middleware(get_response)

        def run(request: HttpRequest) -> HttpResponse:
            answer: HttpResponse = get_response(request) if by_token(request) else step(request)
            return answer

        for name in HOOKS:
            if hook := getattr(step, name, None):
                setattr(run, name, _unless_by_token(hook))
        return run

    return made


def _unless_by_token(hook: Callable[..., Any]) -> Callable[..., Any]:
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return None if by_token(request) else hook(request, *args, **kwargs)

    return run


def signed_in(get_response: Answer) -> Answer:
    """The person of the session; a program is nobody until its token is read."""
    of_session = SignedInMiddleware(get_response)

    def run(request: HttpRequest) -> HttpResponse:
        if by_token(request):
            request.user = AnonymousUser()
            return get_response(request)
        return of_session(request)

    return run


session = for_browsers(SessionMiddleware)
address_language = for_browsers(AddressLanguage)
messages = for_browsers(MessageMiddleware)
htmx = for_browsers(HtmxMiddleware)
activity = for_browsers(ActivityMiddleware)
viewer = for_browsers(ViewerMiddleware)
