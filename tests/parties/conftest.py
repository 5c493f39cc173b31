"""A cast of people and companies."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from PIL import Image

from sourcebridge.kit import uploads
from sourcebridge.kit.actors import Actor, By
from sourcebridge.parties import services
from sourcebridge.parties.models import Company, User

PASSWORD = "lang-und-geheim-7"
CREDIT_CODE = "91330621MA2BE4DT83"
WRONG_CODE = CREDIT_CODE[:-1] + ("1" if CREDIT_CODE[-1] == "0" else "0")
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def by(user: User, company: Company) -> By:
    """The person acting in the company."""
    actor = Actor.OPERATOR if company.is_platform else Actor.PERSON
    return By(actor, user.id, company.id, str(user))


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """Makes people with verified addresses."""

    def make(name: str, *, language: str = "en") -> User:
        return services.register_user(
            email=f"{name}@example.cn", password=PASSWORD, name=name.title(), language=language, verified=True, now=NOW
        )

    return make


@pytest.fixture
def lin(person: Callable[..., User]) -> User:
    """The owner of the supplier."""
    return person("lin")


@pytest.fixture
def supplier(lin: User) -> Company:
    """A selling company, nothing verified."""
    return services.found_company(
        by=lin, name="柯桥源色纺织", name_en="Source Colour", sells=True, region="浙江绍兴", now=NOW
    )


@pytest.fixture
def operator(person: Callable[..., User]) -> User:
    """An owner of the platform's company."""
    return person("operator")


@pytest.fixture
def platform(operator: User) -> Company:
    """The company that runs the platform."""
    return services.found_platform(by=operator, name="源桥平台", name_en="Platform", now=NOW)


def picture() -> io.BytesIO:
    """A small real PNG."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#1f3656").save(out, "PNG")
    out.seek(0)
    out.name = "licence.png"
    return out


@pytest.fixture
def document(media: None) -> uploads.StoredFile:
    """A stored document."""
    return uploads.accept_document(picture())


@pytest.fixture
def media(settings: object, tmp_path: object) -> None:
    """Uploaded files go to a folder of this test."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def signed_in(client: Client) -> Callable[[User], Client]:
    """Signs a person in in the browser."""

    def sign(user: User) -> Client:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign
