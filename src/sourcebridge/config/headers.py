"""The content security policy, worked out once: no page of ours widens it and none uses a nonce."""

from __future__ import annotations

from functools import cached_property

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class ContentPolicy(CSPMiddleware):
    """The library's policy from the settings, on every answer."""

    @cached_property
    def policy(self) -> str:
        """The header's value."""
        return build_policy()

    def process_request(self, request: HttpRequest) -> None:
        """Nothing: a page that asked for a nonce would fail, and should."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Set the header."""
        response[HEADER] = self.policy
        return response
