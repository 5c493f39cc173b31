"""Saved searches, recently seen goods, search notes: each person's own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from sourcebridge.discovery import queries, services
from sourcebridge.discovery.errors import NameTaken, NothingToSave, SynonymAlone, TooManySaved
from sourcebridge.discovery.models import SavedSearch, SearchNote, Seen, Synonym
from sourcebridge.discovery.services import looks
from sourcebridge.discovery.wanted import Wanted
from sourcebridge.kit.actors import SYSTEM
from sourcebridge.kit.errors import NotFound
from sourcebridge.parties.models import Company, User
from tests.discovery.conftest import NOW, Make

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user("buyer@example.cn")


def save(person: User, company: Company, **more: Any) -> SavedSearch:
    given: dict[str, Any] = {
        "name": "",
        "query": "q=牛仔布&belt=keqiao-textile&page=3",
        "by": SYSTEM,
        "now": NOW,
    } | more
    return services.save_search(company_id=company.id, user_id=person.id, **given)


class TestSaveSearch:
    def test_keeps_the_query_and_counts_what_is_new(self, make: Make, person: User, buyer: Company) -> None:
        make("old", "牛仔布 旧", now=NOW)
        saved = save(person, buyer, query="q=牛仔布&page=3")
        assert (saved.name, saved.query) == ("牛仔布", "q=%E7%89%9B%E4%BB%94%E5%B8%83&page=3")
        make("new", "牛仔布 新", now=LATER)
        assert [row.fresh for row in queries.saved(user_id=person.id, company_id=buyer.id)] == [1]
        services.look_at_search(saved_id=saved.id, company_id=buyer.id, user_id=person.id, now=LATER)
        assert [row.fresh for row in queries.saved(user_id=person.id, company_id=buyer.id)] == [0]

    def test_counts_in_two_statements(self, person: User, buyer: Company, django_assert_num_queries: Any) -> None:
        save(person, buyer)
        save(person, buyer, name="二")
        queries.search(wanted=Wanted(q="x"), buyer_company_id=None, language="en", now=NOW)
        with django_assert_num_queries(2):
            assert len(queries.saved(user_id=person.id, company_id=buyer.id)) == 2

    def test_refuses_an_empty_search(self, person: User, buyer: Company) -> None:
        for query in ("", "page=2&sort=price", "belt=keqiao-textile"):
            with pytest.raises(NothingToSave):
                save(person, buyer, query=query)
        assert not SavedSearch.objects.exists()

    def test_refuses_a_name_twice(self, person: User, buyer: Company) -> None:
        save(person, buyer, name="布")
        with pytest.raises(NameTaken):
            save(person, buyer, name="布", query="q=x")
        assert SavedSearch.objects.count() == 1

    def test_refuses_more_than_the_list_holds(
        self, person: User, buyer: Company, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(looks, "MOST_SAVED", 1)
        save(person, buyer)
        with pytest.raises(TooManySaved):
            save(person, buyer, name="二")
        assert SavedSearch.objects.count() == 1


class TestForgetSearch:
    def test_is_for_the_own_ones(self, person: User, buyer: Company, mill: Company) -> None:
        saved = save(person, buyer)
        for company, user in ((mill.id, person.id), (buyer.id, uuid4())):
            with pytest.raises(NotFound):
                services.forget_search(saved_id=saved.id, company_id=company, user_id=user, by=SYSTEM, now=NOW)
            with pytest.raises(NotFound):
                services.rename_search(
                    saved_id=saved.id, company_id=company, user_id=user, name="x", by=SYSTEM, now=NOW
                )
        assert SavedSearch.objects.get().name == saved.name
        services.forget_search(saved_id=saved.id, company_id=buyer.id, user_id=person.id, by=SYSTEM, now=NOW)
        assert not SavedSearch.objects.exists()


class TestRenameSearch:
    def test_keeps_names_apart(self, person: User, buyer: Company) -> None:
        first, second = save(person, buyer, name="一"), save(person, buyer, name="二")
        with pytest.raises(NameTaken):
            services.rename_search(
                saved_id=second.id, company_id=buyer.id, user_id=person.id, name="一", by=SYSTEM, now=NOW
            )
        with pytest.raises(NothingToSave):
            services.rename_search(
                saved_id=first.id, company_id=buyer.id, user_id=person.id, name=" ", by=SYSTEM, now=NOW
            )
        services.rename_search(saved_id=first.id, company_id=buyer.id, user_id=person.id, name="三", by=SYSTEM, now=NOW)
        assert sorted(SavedSearch.objects.values_list("name", flat=True)) == ["三", "二"]


class TestMarkSeen:
    def test_keeps_the_latest_once_each(self, make: Make, person: User, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(looks, "KEPT_SEEN", 2)
        goods = [make(f"a{number}", "牛仔布") for number in range(3)]
        for minutes, product in enumerate((goods[0], goods[1], goods[0], goods[2])):
            services.mark_seen(user_id=person.id, product_id=product.id, now=NOW + timedelta(minutes=minutes))
        assert queries.seen(person.id) == [goods[2].id, goods[0].id]
        assert queries.seen(person.id, without=goods[2].id) == [goods[0].id]
        assert Seen.objects.count() == 2

    def test_refuses_what_is_not_for_sale(self, person: User) -> None:
        with pytest.raises(NotFound):
            services.mark_seen(user_id=person.id, product_id=uuid4(), now=NOW)
        assert not Seen.objects.exists()


class TestNoteSearch:
    def test_keeps_words_and_tells_what_was_missed(self, buyer: Company) -> None:
        for found, q, page in ((0, " 星空  布 ", 1), (0, "星空 布", 1), (3, "牛仔布", 1), (0, "x", 2), (0, "", 1)):
            services.note_search(
                wanted=Wanted(q=q, page=page), found=found, language="zh-hans", company_id=buyer.id, now=NOW
            )
        assert SearchNote.objects.count() == 3
        assert [(row.text, row.times) for row in queries.missed(now=LATER)] == [("星空 布", 2)]
        assert queries.popular(now=LATER) == ["牛仔布"]
        assert queries.notes_of(buyer.id).count() == 3


class TestPutSynonym:
    def test_is_known_to_the_next_search(self, make: Make) -> None:
        product = make("a", "鱼骨纹大衣呢")

        def found() -> list[Any]:
            wanted = Wanted(q="herringbone")
            answer = queries.search(wanted=wanted, buyer_company_id=None, language="en", now=NOW)
            return [hit.product_id for hit in answer.rows]

        assert found() == []
        row = services.put_synonym(word="鱼骨纹", same_as=["Herringbone", " 人字纹 "], by=SYSTEM, now=NOW)
        assert row.same_as == ["herringbone", "人字纹"]
        assert found() == [product.id]
        services.drop_synonym(synonym_id=row.id, by=SYSTEM, now=NOW)
        assert found() == []

    @pytest.mark.parametrize(("word", "others"), [("", ["a"]), ("鱼", []), ("鱼", [" 鱼 ", ""])])
    def test_refuses_a_word_alone(self, word: str, others: list[str]) -> None:
        before = Synonym.objects.count()
        with pytest.raises(SynonymAlone):
            services.put_synonym(word=word, same_as=others, by=SYSTEM, now=NOW)
        assert Synonym.objects.count() == before
