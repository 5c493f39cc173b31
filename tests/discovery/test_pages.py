"""The search's own pages: its formula for everyone, the operator's words, what was searched and not found."""

from __future__ import annotations

from decimal import Decimal
from itertools import count

import pytest
from django.test import Client

from sourcebridge.audit.models import AuditEntry
from sourcebridge.clock import queries as clock
from sourcebridge.discovery import services
from sourcebridge.discovery.models import SearchNote, Synonym
from sourcebridge.discovery.ranking import RULES
from sourcebridge.discovery.wanted import Wanted
from sourcebridge.kit.actors import SYSTEM, Actor, By
from sourcebridge.parameters import services as parameters
from sourcebridge.parties.models import Company, Membership, User
from tests.discovery.conftest import NOW, Make

pytestmark = pytest.mark.django_db
PEOPLE = count()


def person(company: Company, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    user = User.objects.create_user(f"w{next(PEOPLE)}@example.com", "x", name="王运营", language=language)
    Membership.objects.create(user=user, company=company, roles=["OWNER"])
    client.force_login(user)
    return client


def key() -> str:
    return f"words-key-{next(PEOPLE)}"


@pytest.fixture
def operator(db: None) -> Client:
    platform = Company.objects.filter(is_platform=True).first()
    return person(platform or Company.objects.create(name="运营", is_platform=True))


class TestRanking:
    @pytest.mark.parametrize("language", ["en", "zh-hans"])
    def test_shows_every_part_with_its_weight_to_everyone(self, language: str) -> None:
        html = Client(headers={"Accept-Language": language}).get("/ranking/").content.decode()
        assert html.count('<th scope="row">') == len(RULES)
        assert "0.35" in html
        assert ("Words" in html) == (language == "en")

    def test_shows_a_changed_weight(self) -> None:
        now = clock.now()
        by = By(Actor.OPERATOR, None, None, "王运营")
        parameters.change(code="rank.domestic.text", value=Decimal("0.41"), effective_from=now, by=by, now=now)
        html = Client().get("/ranking/").content.decode()
        assert "0.41" in html
        assert "0.35" not in html


class TestSynonyms:
    def test_a_new_word_leads_to_goods(self, operator: Client, make: Make) -> None:
        make("poplin", zh="府绸面料")
        assert "/poplin/" not in Client().get("/goods/?q=zzqx").content.decode()
        answer = operator.post(
            "/operator/synonyms/new/",
            {"word": "zzqx", "language": "en", "same_as": "府绸，平布\nplain weave", "active": "on",
             "idempotency_key": key()},
        )  # fmt: skip
        assert answer.status_code == 302
        row = Synonym.objects.get(word="zzqx")
        assert row.same_as == ["府绸", "平布", "plain weave"]
        assert row.changed_by_name == "王运营"
        assert "/poplin/" in Client().get("/goods/?q=zzqx").content.decode()

    def test_an_edited_word_takes_the_old_ones_place(self, operator: Client) -> None:
        row = services.put_synonym(word="alpha", same_as=["beta"], language="en", by=SYSTEM, now=NOW)
        page = operator.get(f"/operator/synonyms/{row.id}/").content.decode()
        assert "beta" in page
        operator.post(
            f"/operator/synonyms/{row.id}/",
            {"word": "gamma", "language": "en", "same_as": "beta", "active": "on", "idempotency_key": key()},
        )
        assert not Synonym.objects.filter(word="alpha").exists()
        assert Synonym.objects.filter(word="gamma").exists()

    def test_a_word_alone_is_refused_and_nothing_changes(self, operator: Client) -> None:
        before = Synonym.objects.count(), AuditEntry.objects.count()
        answer = operator.post(
            "/operator/synonyms/new/",
            {"word": "solo", "language": "en", "same_as": "solo", "active": "on", "idempotency_key": key()},
        )
        assert answer.status_code == 422
        assert "at least one other word" in answer.content.decode()
        assert (Synonym.objects.count(), AuditEntry.objects.count()) == before

    def test_drops_a_word(self, operator: Client) -> None:
        row = services.put_synonym(word="alpha", same_as=["beta"], language="en", by=SYSTEM, now=NOW)
        operator.post(f"/operator/synonyms/{row.id}/drop/", {"idempotency_key": key()})
        assert not Synonym.objects.filter(pk=row.id).exists()

    def test_finds_a_word_by_any_of_its_equals(self, operator: Client) -> None:
        services.put_synonym(word="alpha", same_as=["beta"], language="en", by=SYSTEM, now=NOW)
        html = operator.get("/operator/synonyms/?q=beta").content.decode()
        assert "alpha" in html

    @pytest.mark.parametrize("path", ["/operator/synonyms/", "/operator/synonyms/new/", "/operator/searches/"])
    def test_is_the_operators(self, buyer: Company, operator: Client, path: str) -> None:
        assert operator.get(path).status_code == 200
        assert person(buyer).get(path).status_code == 403
        assert Client().get(path).status_code == 302


class TestMissed:
    def test_lists_what_was_not_found_without_names(self, operator: Client, buyer: Company) -> None:
        assert "Everything searched was found" in operator.get("/operator/searches/").content.decode()
        for _turn in range(2):
            services.note_search(
                wanted=Wanted(q="Moon cloth"), found=0, language="en", company_id=buyer.id, now=clock.now()
            )
        html = operator.get("/operator/searches/").content.decode()
        assert "moon cloth" in html
        assert "?word=moon+cloth" in html
        assert buyer.name not in html.split("<main")[1]
        assert SearchNote.objects.count() == 2
