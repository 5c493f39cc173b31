"""Descriptions: plain text, or a little HTML that cannot do anything. Pure."""

from __future__ import annotations

import html
import re

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe

TAGS = {
    "p", "br", "ul", "ol", "li", "strong", "b", "em", "i", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td",
    "blockquote", "sub", "sup",
}  # fmt: skip
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")


def clean(text: str) -> str:
    """Only harmless tags without attributes are left; a text without tags stays as it was typed."""
    text = text.replace("\xa0", " ").strip()
    if not _TAG.search(text):
        return text
    cleaned = nh3.clean(text, tags=TAGS, attributes={}).strip()
    return cleaned if _TAG.search(cleaned) else html.unescape(cleaned)


def shown(text: str) -> SafeString:
    """The description as HTML, cleaned once more on its way out."""
    if not _TAG.search(text):
        return mark_safe(linebreaks(text, autoescape=True)) if text else SafeString("")  # noqa: S308
    return mark_safe(nh3.clean(text, tags=TAGS, attributes={}))  # noqa: S308
