"""The upload gate."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from sourcebridge.kit import uploads
from sourcebridge.kit.errors import NotFound

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **how: Any) -> io.BytesIO:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind, **how)
    out.seek(0)
    return out


class TestAcceptImage:
    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
    def test_draws_anew(self, kind: str, media: Path) -> None:
        stored = uploads.accept_image(picture(kind))
        assert stored.media_type == "image/jpeg"
        with Image.open(media / stored.path) as drawn:
            assert (drawn.size, drawn.format) == ((40, 30), "JPEG")

    def test_keeps_transparency(self) -> None:
        assert uploads.accept_image(picture(mode="RGBA")).media_type == "image/png"

    def test_drops_metadata_and_what_hangs_behind(self, media: Path) -> None:
        exif = Image.Exif()
        exif[0x010E] = "secret place"
        sent = io.BytesIO(picture("JPEG", exif=exif).getvalue() + b"<script>alert(1)</script>")
        kept = (media / uploads.accept_image(sent).path).read_bytes()
        assert b"secret place" not in kept
        assert b"script" not in kept

    @pytest.mark.parametrize(("kind", "mode", "said"), [
        ("JPEG", "RGB", {"comment": b"secret place"}), ("PNG", "RGBA", {"icc_profile": b"secret place"}),
        ("JPEG", "RGB", {"icc_profile": b"secret place"}), ("GIF", "RGB", {"comment": b"secret place"}),
    ])  # fmt: skip
    def test_drops_comments_and_profiles(self, kind: str, mode: str, said: dict[str, Any], media: Path) -> None:
        stored = uploads.accept_image(picture(kind, mode=mode, **said))
        assert b"secret place" not in (media / stored.path).read_bytes()
        with Image.open(media / stored.path) as drawn:
            assert not {"comment", "icc_profile"} & set(drawn.info)

    def test_scales_down(self) -> None:
        stored = uploads.accept_image(picture(size=(5000, 100)))
        assert (stored.width, stored.height) == (2400, 48)

    def test_refuses_too_many_pixels_before_reading_them(self, media: Path) -> None:
        with pytest.raises(uploads.TooManyPixels):
            uploads.accept_image(picture(size=(10_000, 6_000), mode="1"))
        assert not list(media.iterdir())

    def test_refuses_too_many_bytes(self, media: Path) -> None:
        with pytest.raises(uploads.FileTooLarge):
            uploads.accept_image(io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"x" * (1024 * 1024)), max_mb=1)
        assert not list(media.iterdir())

    @pytest.mark.parametrize(
        "content",
        [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\nbroken", PDF,
         b"MZ" + b"\0" * 100, picture().getvalue()[:60]],
    )  # fmt: skip
    def test_refuses_what_is_no_picture(self, content: bytes, media: Path) -> None:
        with pytest.raises(uploads.NotAPicture):
            uploads.accept_image(io.BytesIO(content))
        assert not list(media.iterdir())


class TestAcceptDocument:
    def test_keeps_a_pdf(self) -> None:
        stored = uploads.accept_document(io.BytesIO(PDF))
        assert (stored.media_type, stored.size, stored.path[-4:]) == ("application/pdf", len(PDF), ".pdf")

    @pytest.mark.parametrize("content", [b"%PDF-1.4 cut off", b"hello", b"PK\x03\x04"])
    def test_refuses_others(self, content: bytes) -> None:
        with pytest.raises(uploads.NotADocument):
            uploads.accept_document(io.BytesIO(content))


class TestAnswer:
    def test_pdf_is_a_download(self) -> None:
        stored = uploads.accept_document(io.BytesIO(PDF))
        response = uploads.answer(path=stored.path, media_type=stored.media_type, name="执照.pdf", inline=True)
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"

    @pytest.mark.parametrize("path", ["../secrets", "/etc/passwd", "aa/none.jpg"])
    def test_stays_inside(self, path: str) -> None:
        with pytest.raises(NotFound):
            uploads.answer(path=path, media_type="image/jpeg")


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../etc/passwd", "passwd"), ('a"b\n.pdf', "ab.pdf"), ("C:\\tmp\\执照.pdf", "执照.pdf"), ("...", "document")],
)
def test_safe_name(given: str, kept: str) -> None:
    assert uploads.safe_name(given) == kept
