"""Speak the signed-in person's language unless this browser chose another."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation


class ViewerMiddleware:
    """Activates language and zone of the signed-in person; a language cookie of this browser wins.

    Visitors who read Chinese see China's time, others UTC.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
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
