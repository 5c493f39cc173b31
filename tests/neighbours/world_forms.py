"""Reads the forms of a page as a browser would send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

Fields = list[tuple[str, str]]
MACHINE = {"csrfmiddlewaretoken", "idempotency_key", "next"}


@dataclass
class Form:
    """One form: where it goes, by which method, with which fields; `buttons` are those it can be sent with.

    `numeric` names the fields that ask for a number, `choices` those that are chosen from a list.
    """

    action: str
    method: str
    fields: Fields = field(default_factory=list)
    buttons: Fields = field(default_factory=list)
    numeric: set[str] = field(default_factory=set)
    choices: set[str] = field(default_factory=set)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its fields, sorted."""
        return tuple(sorted({name for name, _value in [*self.fields, *self.buttons]}))


class _Reader(HTMLParser):
    def __init__(self, here: str) -> None:
        super().__init__()
        self.here, self.forms = here, dict[str, Form]()
        self.form: Form | None = None
        self.area: str | None = None
        self.text = ""
        self.choice: tuple[Form, str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(urljoin(self.here, given.get("action", "")), given.get("method", "get").lower())
            self.forms[given.get("id") or f"#{len(self.forms)}"] = self.form
            return
        form = self.forms.get(given.get("form", ""), self.form)
        name = given.get("name", "")
        if tag == "option" and self.choice:
            value = given.get("value", "")
            self.choice[2].insert(0 if "selected" in given else len(self.choice[2]), value)
        if form is None or not name or "disabled" in given:
            return
        if tag == "button" or (tag == "input" and given.get("type") == "submit"):
            form.buttons.append((name, given.get("value", "")))
        elif tag == "input" and given.get("type") != "file":
            form.fields.append((name, given.get("value", "on" if given.get("type") == "checkbox" else "")))
            if given.get("type") == "number" or given.get("inputmode") in {"decimal", "numeric"}:
                form.numeric.add(name)
        elif tag == "textarea":
            self.area, self.text = name, ""
        elif tag == "select":
            self.choice = (form, name, [])

    def handle_data(self, data: str) -> None:
        self.text += data if self.area else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "textarea" and self.area and self.form:
            self.form.fields.append((self.area, self.text))
            self.area = None
        elif tag == "select" and self.choice:
            form, name, values = self.choice
            form.fields += [(name, value) for value in values[:2] if value] or [(name, "")]
            form.choices.add(name)
            self.choice = None


def forms_of(page: str, here: str) -> list[Form]:
    """The forms of a page at the address `here`."""
    reader = _Reader(here)
    reader.feed(page)
    return list(reader.forms.values())
