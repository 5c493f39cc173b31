"""The shop window: home, search, categories, suggestions; without script, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sourcebridge.audit import services as audit
from sourcebridge.catalog import services as catalog
from sourcebridge.catalog.events import CategoryChanged
from sourcebridge.catalog.models import Audience, Category, Product
from sourcebridge.discovery import services as finding
from sourcebridge.discovery.models import SavedSearch, SearchNote, Seen
from sourcebridge.discovery.results import Choice, Facet
from sourcebridge.discovery.wanted import Wanted
from sourcebridge.domestic import addresses, branches, grid
from sourcebridge.parties.models import Company
from tests.catalog.conftest import fabric
from tests.domestic.conftest import NOON, Scene, supplier_by
from tests.domestic.test_pages import visitor

pytestmark = pytest.mark.django_db
PRICES = (Decimal(1), Decimal(50), Decimal(200))


class Window:
    """A scene whose goods are listed, and more goods on wish."""

    def __init__(self) -> None:
        self.scene = Scene()
        self.index(self.scene.product)

    def index(self, *products: Product) -> None:
        finding.refresh([product.id for product in products], now=NOON)

    def make(self, count: int, *, first: int = 1, **more: Any) -> list[Product]:
        clerk = supplier_by(self.scene.factory)
        made = []
        for number in range(first, first + count):
            draft = fabric(
                handle=f"cloth-{number}",
                titles={"zh-hans": f"府绸面料 {number:02} 号", "en": f"Poplin shirting no. {number:02}"},
                tiers=((Decimal(1), Decimal(number) + Decimal("0.50")),),
                **more,
            )
            product = catalog.create_product(company_id=self.scene.factory.id, draft=draft, by=clerk, now=NOON)
            at = NOON + timedelta(minutes=number)
            made.append(catalog.publish(company_id=self.scene.factory.id, product_id=product.id, by=clerk, now=at))
        self.index(*made)
        return made


@pytest.fixture
def window(db: None) -> Window:
    return Window()


def text(client: Client, path: str, **headers: str) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200, (response.status_code, response.get("Location"))
    return response.content.decode()


def statements(client: Client, path: str) -> list[str]:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return [row["sql"] for row in captured.captured_queries if "SAVEPOINT" not in row["sql"]]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def handles(html: str) -> list[str]:
    return re.findall(r'class="card-title"><a href="/goods/[^/]+/([^/]+)/"', html)


class TestSearch:
    @pytest.mark.parametrize("path", ["/", "/goods/", "/goods/?q=twill", "/c/", "/c/fabric/", "/c/fabric-woven/",
                                      "/c/fabric-woven-twill/", "/goods/facets/?q=twill", "/ranking/"])  # fmt: skip
    @pytest.mark.parametrize("language", ["en", "zh-hans"])
    def test_draws(self, window: Window, path: str, language: str) -> None:
        html = Client(headers={"Accept-Language": language}).get(path).content.decode()
        assert "</html>" in html
        assert ("Search" in html) == (language == "en")

    def test_every_filter_stands_in_the_address_and_comes_back(self, window: Window) -> None:
        query = (
            "q=twill&a.weave=twill&a.weave=plain&price_from=5&price_to=20&moq_to=10&hours_to=48&belt=keqiao"
            "&in_stock=1&verified=1&sort=price"
        )
        wanted = Wanted.read(query)
        assert Wanted.read(addresses.of(wanted).partition("?")[2]) == wanted
        assert addresses.of(wanted, page=3).endswith("page=3")
        html = text(visitor(), addresses.of(wanted))
        for name in ("hours_to", "price_from", "belt", "in_stock", "verified"):
            assert addresses.of(wanted.without(name)).replace("&", "&amp;") in html, name

    def test_a_category_alone_has_a_page_of_its_own(self, window: Window) -> None:
        response = visitor().get("/goods/?q=&category=fabric&price_to=20&price_from=")
        assert response.status_code == 302
        assert response["Location"] == "/c/fabric/?price_to=20"
        assert "twill-32" in handles(text(visitor(), "/c/fabric/?price_to=20"))
        assert handles(text(visitor(), "/c/fabric/?price_to=2")) == []
        assert visitor().get("/c/no-such/").status_code == 404

    def test_sorts_over_the_whole_result_and_pages_it(self, window: Window) -> None:
        window.make(34)
        client = visitor()
        first = handles(text(client, "/goods/?q=poplin&sort=price"))
        second = handles(text(client, "/goods/?q=poplin&sort=price&page=2"))
        assert first + second == [f"cloth-{number}" for number in range(1, 35)]
        assert handles(text(client, "/goods/?q=poplin&sort=-price"))[:2] == ["cloth-34", "cloth-33"]
        assert handles(text(client, "/goods/?q=poplin&sort=newest"))[0] == "cloth-34"
        assert "34 goods" in words(text(client, "/goods/?q=poplin"))
        assert '?q=poplin&amp;page=2" aria-current="page"' in text(client, "/goods/?q=poplin&page=2")

    def test_says_why_each_ranks_where_it_does(self, window: Window) -> None:
        window.make(3)
        html = text(visitor(), "/goods/?q=poplin")
        sheets = re.findall(r"<tbody>(.*?)</tbody><tfoot>.*?<td>([\d.]+)</td>", html, re.DOTALL)
        assert len(sheets) == 3
        for body, score in sheets:
            assert sum(Decimal(points) for points in re.findall(r"<td>([\d.]+)</td></tr>", body)) == Decimal(score)
        assert "Why no. 1" in words(html)
        assert "Why no." not in words(text(visitor(), "/goods/?q=poplin&sort=price"))

    def test_mends_a_word_and_says_so(self, window: Window) -> None:
        window.make(1)
        html = text(visitor(), "/goods/?q=poplim")
        assert "Nothing stands under “poplim”" in html
        assert handles(html) == ["cloth-1"]
        assert 'hx-get="/goods/facets/?q=poplin"' in html
        assert [note.text for note in SearchNote.objects.all()] == ["poplin"]

    def test_offers_ways_on_when_nothing_is_found(self, window: Window) -> None:
        window.make(1)
        html = text(visitor(), "/goods/?q=poplin&price_to=0.01")
        assert "Nothing found" in html
        assert 'href="/goods/?q=poplin"' in html
        assert "without “Up to ¥0.01”" in html

    def test_keeps_guarded_prices_out(self, window: Window) -> None:
        window.make(1, audience=Audience.APPROVED)
        html = text(visitor(), "/goods/?q=poplin")
        assert "Price for approved buyers" in html
        assert "1.50" not in html
        assert "1.50" not in text(visitor(), "/goods/facets/?q=poplin")
        assert "1.50" not in text(visitor(), "/")

    def test_htmx_gets_the_results_alone_and_their_address(self, window: Window) -> None:
        asked = {"HX-Request": "true", "HX-Target": "results"}
        response = visitor().get("/goods/?q=twill&price_from=&sort=price", headers=asked)
        assert response["HX-Push-Url"] == "/goods/?q=twill&sort=price"
        assert "</html>" not in response.content.decode()
        back = visitor().get("/goods/?q=twill", headers={**asked, "HX-History-Restore-Request": "true"})
        assert "</html>" in back.content.decode()

    def test_past_the_end_leads_back(self, window: Window) -> None:
        html = text(visitor(), "/goods/?q=twill&page=9")
        assert "past the end" in html
        assert 'href="/goods/?q=twill"' in html

    def test_notes_the_words_once_without_a_name(self, window: Window) -> None:
        visitor().get("/goods/?q=Twill")
        visitor().get("/goods/?q=twill&page=2")
        assert [(note.text, note.found, note.company_id) for note in SearchNote.objects.all()] == [("twill", 1, None)]


class TestFacets:
    def test_is_a_page_of_its_own_without_script(self, window: Window) -> None:
        window.make(3)
        html = text(visitor(), "/goods/facets/?q=shirting")
        assert "</html>" in html
        assert 'href="/goods/?q=shirting&amp;hours_to=24"' in html
        part = text(visitor(), "/goods/facets/?q=shirting", **{"HX-Request": "true"})
        assert "</html>" not in part
        assert 'href="/goods/?q=shirting&amp;hours_to=24"' in part

    def test_a_chosen_value_leads_back_off(self, window: Window) -> None:
        html = text(visitor(), "/goods/facets/?q=shirting&in_stock=1")
        assert re.search(r'href="/goods/\?q=shirting" aria-current="true"', html)

    def test_another_category_leaves_the_answers_behind(self) -> None:
        wanted = Wanted.read("q=shirting&a.weave=twill&price_to=100")
        facet = Facet("category", "Category", "category", [Choice("fabric", "Fabrics", 3)])
        [group] = grid.groups([facet], wanted)
        assert group.shown[0].url == "/goods/?q=shirting&category=fabric&price_to=100"


class TestSuggest:
    def test_gives_options_with_addresses(self, window: Window) -> None:
        finding.count_terms()
        html = text(visitor(), "/goods/suggest/?q=twi")
        assert 'role="option"' in html
        assert 'data-url="/goods/?q=' in html or 'data-url="/c/' in html
        assert text(visitor(), "/goods/suggest/?q=").strip() == ""


class TestKept:
    def test_saves_opens_renames_and_forgets(self, window: Window) -> None:
        client = visitor(window.scene.stall)
        offered = text(client, "/searches/?keep=q%3Dpoplin%26price_to%3D20")
        assert 'value="poplin · Up to ¥20"' in offered
        client.post("/searches/", {"name": "Poplin", "query": "q=poplin&price_to=20"})
        row = SavedSearch.objects.get()
        assert (row.name, row.query) == ("Poplin", "q=poplin&price_to=20")
        window.make(2)
        SavedSearch.objects.update(last_seen_at=NOON)
        assert "2 new" in words(text(client, "/searches/"))
        assert "Poplin" in text(client, "/")
        assert client.get(f"/searches/{row.id}/")["Location"] == "/goods/?q=poplin&price_to=20"
        client.post(f"/searches/{row.id}/rename/", {"name": "府绸"})
        assert SavedSearch.objects.get().name == "府绸"
        client.post(f"/searches/{row.id}/forget/")
        assert not SavedSearch.objects.exists()

    def test_a_name_taken_keeps_what_was_typed(self, window: Window) -> None:
        client = visitor(window.scene.stall)
        client.post("/searches/", {"name": "Poplin", "query": "q=poplin"})
        response = client.post("/searches/", {"name": "Poplin", "query": "q=twill"})
        assert response.status_code == 422
        assert "already saved" in response.content.decode()
        assert SavedSearch.objects.count() == 1

    def test_is_ones_own(self, window: Window) -> None:
        visitor(window.scene.stall).post("/searches/", {"name": "Poplin", "query": "q=poplin"})
        row = SavedSearch.objects.get()
        stranger = visitor(Company.objects.create(name="别家"))
        assert stranger.get(f"/searches/{row.id}/").status_code == 404
        assert stranger.post(f"/searches/{row.id}/forget/").status_code == 404
        assert SavedSearch.objects.exists()
        assert visitor().get("/searches/")["Location"].startswith("/account/login/")

    def test_shows_what_one_looked_at(self, window: Window) -> None:
        client = visitor(window.scene.stall)
        assert "Nothing looked at yet" in text(client, "/seen/")
        user_id = client.session["_auth_user_id"]
        finding.mark_seen(user_id=user_id, product_id=window.scene.product.id, now=NOON)
        assert Seen.objects.count() == 1
        assert handles(text(client, "/seen/")) == ["twill-32"]
        assert "Recently seen" in text(client, "/")


class TestBudget:
    """One statement for a page of goods; what the frame asks is counted on a page without any."""

    @pytest.mark.parametrize("path", ["/goods/", "/c/fabric/", "/goods/?q=poplin"])
    def test_of_a_page_of_goods(self, window: Window, path: str, make_client: Callable[[], Client]) -> None:
        client = make_client()
        frame = len(statements(client, "/c/"))
        note = 1 if "q=" in path else 0
        window.make(1)
        one = statements(client, path)
        assert len(one) == frame + 1 + note, one
        window.make(30, first=2)
        assert len(handles(text(client, path))) == 30
        assert len(statements(client, path)) == len(one)

    def test_of_home(self, window: Window, make_client: Callable[[], Client]) -> None:
        client = make_client()
        frame = len(statements(client, "/c/"))
        one = len(statements(client, "/"))
        assert one <= frame + 9
        window.make(30)
        assert len(statements(client, "/")) <= max(one, frame + 9)

    @pytest.fixture(params=["visitor", "buyer"])
    def make_client(self, request: pytest.FixtureRequest, window: Window) -> Callable[[], Client]:
        return lambda: visitor(window.scene.stall if request.param == "buyer" else None)


class TestCategories:
    def test_name_themselves_in_both_languages(self, window: Window) -> None:
        english = text(visitor(), "/c/fabric/")
        assert "Woven fabrics" in english
        assert 'href="/c/fabric-woven/"' in english
        chinese = Client(headers={"Accept-Language": "zh-hans"}).get("/c/fabric/").content.decode()
        assert "梭织面料" in chinese
        assert "Woven fabrics" not in chinese

    def test_the_menu_stands_in_every_header(self, window: Window) -> None:
        html = text(visitor(), "/ranking/")
        assert 'class="categories-branch" href="/c/fabric/"' in html

    def test_a_picture_is_drawn(self) -> None:
        response = visitor().get("/c/fabric/picture.svg")
        assert response["Content-Type"] == "image/svg+xml"
        assert b"<svg" in response.content

    def test_a_new_category_is_known_at_once(self, window: Window) -> None:
        branches.known()
        Category.objects.create(
            code="fabric-new", parent_id="fabric", level=2, name_zh="新布", name_en="New cloth", kind="FABRIC"
        )
        audit.publish(CategoryChanged(at=NOON, code="fabric-new"))
        assert "New cloth" in text(visitor(), "/c/fabric-new/")


def test_home_of_an_empty_market_leads_on(db: Any) -> None:
    html = text(visitor(), "/")
    assert "No goods yet" in html
    assert 'href="/belts/"' in html
