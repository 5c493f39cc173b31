"""Who a browser's session belongs to, and in which language and zone pages speak to them."""

import hashlib
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from sourcebridge.clock import edge as clock
from sourcebridge.parties import member as members
from sourcebridge.parties.models import User

Answer = Callable[[HttpRequest], HttpResponse]
NOTE_EVERY = 600
NOTED = "noted"


class SignedInMiddleware:
    """Django's AuthenticationMiddleware in no statement of its own: the person with all their companies."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Wrap one request."""
        request.user = SimpleLazyObject(lambda: _person(request))  # type: ignore[assignment]
        return self.get_response(request)


def _person(request: HttpRequest) -> User | AnonymousUser:
    session = request.session
    if auth.SESSION_KEY not in session:
        return AnonymousUser()
    if session.get(auth.BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS:
        key = User._meta.pk.to_python(session[auth.SESSION_KEY])
        told = getattr(session, "person", None)
        found = members.told_of(told) if told else None
        if found is None or found.user.pk != key:
            found = members.known(user_id=key)
        stamp = session.get(auth.HASH_SESSION_KEY, "")
        if found and constant_time_compare(stamp, found.user.get_session_auth_hash()):
            request.known = found  # type: ignore[attr-defined]
            clock.note(request, found.at)
            return found.user
    return auth.get_user(request)  # type: ignore[return-value]


class ActivityMiddleware:
    """Keeps the list of a person's sessions: noted at most every ten minutes, and when address or browser change."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Wrap one request."""
        if request.session.session_key and request.user.is_authenticated:
            _note(request)
        return self.get_response(request)


def _note(request: HttpRequest) -> None:
    now = int(timezone.now().timestamp())
    client = f"{request.META.get('REMOTE_ADDR', '')} {request.META.get('HTTP_USER_AGENT', '')}"
    mark = hashlib.sha256(client.encode()).hexdigest()[:16]
    at, known = request.session.get(NOTED, (0, ""))
    if known != mark or now - at >= NOTE_EVERY:
        UserSession.objects.create_from_request(request)
        request.session[NOTED] = (now, mark)


class ViewerMiddleware:
    """Activates language and zone of the signed-in person; a language cookie of this browser wins.

    Visitors who read Chinese see China's time, others UTC.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Wrap one request."""
        user = request.user if request.session.session_key else None
        if user is not None and user.is_authenticated:
            if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and user.language:
                translation.activate(user.language)
                request.LANGUAGE_CODE = translation.get_language()
            timezone.activate(user.zone)
        elif (translation.get_language() or "").startswith("zh"):
            timezone.activate("Asia/Shanghai")
        response = self.get_response(request)
        timezone.deactivate()
        return response
