"""The language in an address: `?hl=en` or `?hl=zh` shows a page in that language and keeps it for the visit."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

NAMED = {"zh": "zh-hans", "en": "en"}
PARAMETER = "hl"


class AddressLanguage:
    """Search engines meet every language under an address of its own; a person who follows one stays in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Activate the language the address names, if it names one we speak."""
        language = NAMED.get(request.GET.get(PARAMETER, ""))
        if language is None:
            return self.get_response(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, samesite="Lax")
        return response
