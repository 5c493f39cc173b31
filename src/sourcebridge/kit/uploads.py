"""The one gate for files from people: their bytes say what they are, pictures are drawn anew, names are random.

Files lie under MEDIA_ROOT, outside every public address; a page that checked the reader's right answers with `answer`.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import threading
import unicodedata
import warnings
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from django.conf import settings
from django.http import FileResponse
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from sourcebridge.kit.errors import NotFound, Refusal

PIXELS = 50_000_000
PIXELS_AT_ONCE = 25_000_000
PIXELS_OF_WEBP = 12_500_000  # its decoder holds the picture four times
_DRAWING = threading.Lock()
LONGEST_EDGE = 2400
_MAGIC = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"GIF8": "GIF", b"BM": "BMP"}


class Readable(Protocol):
    """An uploaded file, or any binary stream."""

    def read(self, size: int = -1, /) -> bytes: ...


class FileTooLarge(Refusal):
    """The file is larger than allowed."""

    code = "file_too_large"
    status = 422
    sentence = _("This file is larger than %(limit)s MB. Make it smaller and send it again.")


class TooManyPixels(Refusal):
    """The picture has more pixels than we draw."""

    code = "picture_too_large"
    status = 422
    sentence = _("This picture has more than %(limit)s million pixels. Scale it down and send it again.")


class NotAPicture(Refusal):
    """The bytes are not a picture we can read, whatever the name says."""

    code = "not_a_picture"
    status = 422
    sentence = _("This file is not a picture we can read. Send a JPEG, PNG or WebP file.")


class NotADocument(Refusal):
    """The bytes are neither PDF nor picture."""

    code = "not_a_document"
    status = 422
    sentence = _("This file is neither a PDF nor a picture. Send a PDF, JPEG, PNG or WebP file.")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that passed the gate. `path` is relative to MEDIA_ROOT, `sha256` is of the stored bytes."""

    path: str
    sha256: str
    media_type: str
    size: int
    width: int = 0
    height: int = 0


def accept_image(file: Readable, *, max_mb: int = 8) -> StoredFile:
    """Store a picture, drawn anew as JPEG (PNG when transparent), at most 2400 pixels wide or high, without metadata.

    One picture at a time is drawn in a process. 50 million pixels in a plain JPEG, 25 in what must be unpacked
    whole, 12.5 in WebP.

    Raises FileTooLarge, TooManyPixels, NotAPicture. The file is written before the caller's transaction commits.
    """
    return _draw(_bounded(file, max_mb))


def accept_document(file: Readable, *, max_mb: int = 8) -> StoredFile:
    """Store a PDF as it is, or a picture drawn anew. Raises FileTooLarge, TooManyPixels, NotADocument."""
    content = _bounded(file, max_mb)
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return _keep(content, "application/pdf", "pdf")
    try:
        return _draw(content)
    except NotAPicture:
        raise NotADocument from None


def _bounded(file: Readable, max_mb: int) -> bytes:
    limit = max_mb * 1024 * 1024
    content = file.read(limit + 1)
    if len(content) > limit:
        raise FileTooLarge(limit=max_mb)
    return content


def _kind(content: bytes) -> str:
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    return next((kind for magic, kind in _MAGIC.items() if content.startswith(magic)), "")


def _draw(content: bytes) -> StoredFile:
    kind = _kind(content)
    if not kind:
        raise NotAPicture
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=[kind])
        in_steps = kind == "JPEG" and not picture.info.get("progressive")
        most = PIXELS if in_steps else PIXELS_OF_WEBP if kind == "WEBP" else PIXELS_AT_ONCE
        if picture.width * picture.height > most:
            raise TooManyPixels(limit=most // 1_000_000)
        with _DRAWING:
            drawn, see_through = _smaller(picture, kind)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise NotAPicture from error
    except Image.DecompressionBombError:
        raise TooManyPixels(limit=PIXELS // 1_000_000) from None
    drawn.info.clear()  # comments and profiles of the sender, which saving would write again
    out = io.BytesIO()
    if see_through:
        drawn.save(out, "PNG", optimize=True)
        return _keep(out.getvalue(), "image/png", "png", drawn.size)
    drawn.save(out, "JPEG", quality=88, progressive=True)
    return _keep(out.getvalue(), "image/jpeg", "jpg", drawn.size)


def _smaller(picture: Image.Image, kind: str) -> tuple[Image.Image, bool]:
    """The picture at its final size and upright, and whether it is transparent; it is made small first of all."""
    if kind == "JPEG":
        picture.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
    see_through = "A" in picture.getbands() or "transparency" in picture.info
    wanted = "RGBA" if see_through else "RGB"
    if picture.mode not in {"L", "LA", "RGB", "RGBA", "CMYK"}:
        picture = _with_orientation(picture.convert(wanted), picture)
    picture.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.LANCZOS)
    return ImageOps.exif_transpose(picture).convert(wanted), see_through


def _with_orientation(drawn: Image.Image, picture: Image.Image) -> Image.Image:
    drawn.info.update({name: picture.info[name] for name in ("exif",) if name in picture.info})
    return drawn


def _keep(content: bytes, media_type: str, ending: str, edges: tuple[int, int] = (0, 0)) -> StoredFile:
    name = secrets.token_hex(16)
    relative = PurePosixPath(name[:2]) / f"{name}.{ending}"
    place = Path(settings.MEDIA_ROOT) / relative
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("xb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    return StoredFile(str(relative), hashlib.sha256(content).hexdigest(), media_type, len(content), *edges)


def safe_name(name: str, *, fallback: str = "document") -> str:
    """A file name from a person, fit to be shown and downloaded: no folders, no control characters, 120 long."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    cleaned = "".join(ch for ch in last if ch.isprintable() and ch not in '"<>|:*?').strip(" .")
    return cleaned[-120:] or fallback


def answer(*, path: str, media_type: str, name: str = "", inline: bool = False) -> FileResponse:
    """The stored file as a response: pictures may be shown inline, everything else is a download; never sniffed.

    The caller has checked that the reader may see it. Raises NotFound when the file is gone.
    """
    root = Path(settings.MEDIA_ROOT).resolve()
    place = (root / path).resolve()
    if not place.is_relative_to(root) or not place.is_file():
        raise NotFound
    shown = inline and media_type.startswith("image/")
    response = FileResponse(
        place.open("rb"), content_type=media_type, as_attachment=not shown, filename=name or place.name
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=86400"
    return response
