"""Every component draws in every state, in both languages, within the policy: nothing inline, no dead parts."""

import re
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

import sourcebridge
from sourcebridge.kit.errors import Refusal
from sourcebridge.shell import pages, parts

TEMPLATES = sorted(Path(sourcebridge.__file__).parent.glob("*/templates/**/*.html"))
SCRIPT = r"""<script(?![^>]*\s(?:src=|type="application/json"))"""
INLINE = re.compile(rf"""<[^>]*\s(style|on[a-z]+)\s*=\s*["']|<style|{SCRIPT}|javascript:""")


def draw(source: str, **context: object) -> str:
    return Template("{% load shell %}" + source).render(Context(context))


@pytest.mark.parametrize("guide", pages.GUIDES.values())
@pytest.mark.parametrize("language", ["zh-hans", "en"])
class TestStyleGuide:
    def test_draws_without_anything_inline(self, guide: str, language: str) -> None:
        with translation.override(language):
            page = render_to_string(guide, pages.guide_context("domestic"))
        assert not INLINE.search(page)
        assert f'<html lang="{language}" data-door="domestic">' in page

    def test_uses_each_id_once(self, guide: str, language: str) -> None:
        with translation.override(language):
            page = render_to_string(guide, pages.guide_context("domestic"))
        ids = re.findall(r'\sid="(?!id_)([^"]+)"', page)
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_writes_style_or_script_inline(template: Path) -> None:
    assert not INLINE.search(template.read_text(encoding="utf-8"))


class TestBase:
    def test_leaves_out_what_is_not_there(self) -> None:
        page = render_to_string("shell/base.html", {"chrome": parts.Chrome(search_url="")})
        for part in (
            'class="doors"',
            'class="menu"',
            'class="search"',
            'class="clock"',
            "orders-link",
            "workbench-nav",
        ):
            assert part not in page

    def test_draws_without_any_context(self) -> None:
        assert '<main id="content"' in render_to_string("shell/base.html", {})


class TestComponents:
    def test_refusal_says_its_sentence_and_nothing_without_one(self) -> None:
        with translation.override("en"):
            assert "not possible at the moment" in draw("{% refusal reason %}", reason=Refusal())
        assert draw("{% refusal reason %}", reason=None).strip() == ""

    def test_words_are_escaped(self) -> None:
        hostile = "<img src=x onerror=alert(1)>"
        page = draw(
            "{% panel title=words %}{{ words }}{% endpanel %}{% badge words %}{% notice words %}"
            "{% facts pairs %}{% swatch words label=words %}",
            words=hostile, pairs=[(hostile, hostile)],
        )  # fmt: skip
        assert "<img" not in page

    def test_confirm_posts_with_a_key(self) -> None:
        page = draw(
            '{% confirm "Cancel" question="Sure?" url="/x" %}<input name="why">{% endconfirm %}', csrf_token="t0k"
        )
        for piece in ('action="/x"', 'name="why"', 'name="idempotency_key"', "t0k", "<details"):
            assert piece in page

    def test_deadline_of_nothing_is_nothing(self) -> None:
        assert draw("{% deadline at %}{% when at %}", at=None).strip() == ""


class Specimen(forms.Form):
    first = forms.CharField(help_text="As printed.")
    second = forms.IntegerField()
    third = forms.IntegerField()


class TestForm:
    def test_puts_the_message_at_the_field_and_the_focus_on_the_first(self) -> None:
        page = str(Specimen({"first": "x", "second": "y", "third": "z"}))
        assert page.count("autofocus") == 1
        second = re.search(r'<input[^>]*name="second"[^>]*>', page)
        assert second
        assert "autofocus" in second[0]
        assert 'aria-describedby="id_second_error"' in second[0]
        assert 'id="id_second_error"' in page
        assert 'id="id_first_helptext"' in page

    def test_single_field_looks_the_same(self) -> None:
        form = Specimen()
        assert draw("{% field form.first %}", form=form).strip() == str(form["first"].as_field_group()).strip()


@pytest.mark.parametrize(
    ("address", "leads"),
    [("https://hts.usitc.gov/", True), ("HTTP://example.cn/a", True), ("", False), ("/orders/", False),
     ("javascript:alert(1)", False), ("data:text/html,<script>", False), (" https://x", False)],
)  # fmt: skip
def test_only_pages_of_the_web_are_linked(address: str, leads: bool) -> None:
    shown = draw("{% if address|web %}link{% endif %}", address=address)
    assert shown == ("link" if leads else "")
