"""Every translatable string of the product, per domain, and which of them has no Chinese.

`python -m tests.architecture.catalogue [domain]` prints what is missing as .po entries to fill in.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[2] / "src" / "sourcebridge"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
Key = tuple[str, str]


def _found(text: str) -> set[Key]:
    keys: set[Key] = set()
    for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        first = message if isinstance(message, str) else message[0]
        if first:
            keys.add((context or "", first))
    return keys


def _of_template(path: Path) -> set[Key]:
    keys: set[Key] = set()
    text = templatize(path.read_text(encoding="utf-8"))
    for chunk in _calls(text):
        keys |= _found(chunk)
    return keys


def _calls(text: str) -> list[str]:
    calls, depth, start = [], 0, None
    index = 0
    names = ("gettext(", "ngettext(", "pgettext(", "npgettext(", "_(")
    while index < len(text):
        if start is None:
            name = next((n for n in names if text.startswith(n, index)), None)
            if name and (index == 0 or not (text[index - 1].isalnum() or text[index - 1] == "_")):
                start, depth = index, 1
                index += len(name)
                continue
            index += 1
            continue
        char = text[index]
        if char in "'\"":
            quote = text[index : index + 3] if text[index : index + 3] in {"'''", '"""'} else char
            index += len(quote)
            while index < len(text) and not text.startswith(quote, index):
                index += 2 if text[index] == "\\" else 1
            index += len(quote)
            continue
        depth += {"(": 1, ")": -1}.get(char, 0)
        index += 1
        if depth == 0:
            calls.append(text[start:index])
            start = None
    return calls


def strings(domain: str) -> set[Key]:
    """(context, msgid) of every translatable string of a domain's code and templates."""
    keys: set[Key] = set()
    for path in sorted((SOURCE / domain).rglob("*.py")):
        if "migrations" not in path.parts:
            keys |= _found(path.read_text(encoding="utf-8"))
    for path in sorted((SOURCE / domain).rglob("templates/**/*")):
        if path.suffix in {".html", ".txt", ".svg"}:
            keys |= _of_template(path)
    return keys


def chinese() -> set[Key]:
    """(context, msgid) of every string with a non-empty Chinese text, from all catalogues of ours and our libraries."""
    import allauth
    import django

    known: set[Key] = set()
    ours = list(SOURCE.rglob("locale/zh_Hans/LC_MESSAGES/django.po"))
    theirs = [
        path
        for package in (django, allauth)
        for path in Path(str(package.__file__)).parent.rglob("locale/zh_Hans/LC_MESSAGES/django.po")
    ]
    for path in [*ours, *theirs]:
        with path.open("rb") as file:
            for message in read_po(file):
                first = message.id if isinstance(message.id, str) else (message.id or ("",))[0]
                text = message.string if isinstance(message.string, str) else "".join(message.string or ())
                if first and text and not message.fuzzy:
                    known.add((message.context or "", first))
    return known


def domains() -> list[str]:
    """Every package of the product."""
    return sorted(path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists())


def missing(domain: str) -> list[Key]:
    """Strings of a domain without Chinese, sorted."""
    return sorted(strings(domain) - chinese())


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


if __name__ == "__main__":
    for name in sys.argv[1:] or domains():
        for context, message in missing(name):
            print(f"# {name}")
            if context:
                print(f"msgctxt {_quoted(context)}")
            print(f'msgid {_quoted(message)}\nmsgstr ""\n')
