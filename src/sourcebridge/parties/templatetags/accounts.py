"""Passkeys are bound to a host name: tell pages when they are shown under a bare address."""

from __future__ import annotations

import ipaddress
from typing import Any

from django import template
from django.http.request import split_domain_port
from django.template import Context

register = template.Library()


@register.simple_tag(takes_context=True)
def passkey_host(context: Context) -> str:
    """The address under which this page can use passkeys; empty when it can already."""
    request: Any = context["request"]
    host, port = split_domain_port(request.get_host())
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return ""
    return f"{request.scheme}://localhost{':' + port if port else ''}{request.get_full_path()}"
